"""The session in a terminal: one question after the other, back, and a last look at all of it."""

from collections.abc import Callable, Sequence
from typing import Final

from config.findings import Finding, Severity
from config.groups.deployment import WAIVERS
from config.questions import QUESTIONS
from config.wizard.asking import BACK, NONE, Asker, Option, choices, explanation, hint
from config.wizard.existing import Existing
from config.wizard.fields import is_optional
from config.wizard.flow import Flow
from config.wizard.prompts import TABLE, Prompt, is_gated, reason_of
from config.wizard.review import errors_of, examined, prompts_for, risks, with_risks
from config.wizard.sofar import MISSING, SoFar
from config.wizard.values import as_text, findings_about, from_text, remarks_about

_RISKS: Final = "deployment.acceptRisks"
_GO_BACK: Final = Option(BACK, "(go back to the question before)")


class Conversation:
    """Asks what `flow` still lacks; `save` is called after each answer.

    `accepted` are the risks that were accepted at an earlier time; they are proposed again.
    """

    def __init__(
        self,
        asker: Asker,
        flow: Flow,
        stack: str,
        existing: Existing,
        save: Callable[[], None],
        accepted: Sequence[str] = (),
    ) -> None:
        self.asker = asker
        self.flow = flow
        self.stack = stack
        self.existing = existing
        self.save = save
        self.accepted = set(accepted)
        self._given_risks = flow.fixed.get(_RISKS)
        self._shown = -1

    def ask_all(self) -> None:
        """Ask until every prompt has an answer."""
        while (current := self.flow.current()) is not None:
            prompt, so_far = current
            self._introduce(prompt, so_far)
            value = self._ask(prompt, so_far)
            before = self.flow.before(prompt)
            if value == BACK and before is not None:
                self.flow.reopen(before)
            elif value == BACK:
                self.asker.say("This is the first question.")
            else:
                self.flow.answer(prompt, so_far, value)
                self._remark(prompt)
            self.save()
        self._introduce(None, self.flow.so_far())

    def review(self) -> bool:
        """Have the person mend what does not fit, and accept the risks that are left.

        True if the file is to be written, False if the person stops here.
        """
        while True:
            _, findings = examined(self.flow.written(), self.existing)
            open_risks = dict(risks(findings, Severity.ERROR))
            mistakes = [finding for finding in errors_of(findings) if finding.waiver is None]
            if mistakes:
                again = self._mend(mistakes)
            elif open_risks:
                waiver, reasons = next(iter(open_risks.items()))
                again = self._weigh(waiver, reasons)
            else:
                return self._last_look(findings)
            if not again:
                return False

    def _introduce(self, prompt: Prompt | None, so_far: SoFar) -> None:
        """Title and text of the question that `prompt` belongs to, and of those passed over."""
        ids = [question.id for question in QUESTIONS]
        now = next((ids.index(id_) for id_, them in TABLE.items() if prompt in them), len(ids))
        if now < self._shown:
            self._shown = now - 1
        for position in range(self._shown + 1, min(now + 1, len(ids))):
            question = QUESTIONS[position]
            self.asker.say(f"\n{question.id} {question.title}", title=True)
            self.asker.say(question.text)
            reasons = {
                f"Not asked: {each.path} {reason_of(each.path)}."
                for each in TABLE[question.id]
                if is_gated(each.path) and each.when(so_far)
            }
            for reason in sorted(reasons):
                self.asker.say(reason)
            if position < now and not reasons:
                self.asker.say("Nothing is open here, after your other answers.")
        self._shown = max(self._shown, min(now, len(ids) - 1))

    def _ask(self, prompt: Prompt, so_far: SoFar) -> object:
        """The answer to one prompt; BACK for the one before."""
        self.asker.say("")
        for line in explanation(prompt, so_far):
            self.asker.say(line)
        proposal = self._proposal(prompt, so_far)
        listed = choices(prompt, so_far)
        if listed:
            back = [_GO_BACK] if self.flow.before(prompt) is not None else []
            is_own = self.flow.proposals.get(prompt.name) is not None
            mark = "your answer" if is_own else "default"
            return self._choose(prompt.path, _marked(listed, proposal, mark), proposal, back)
        key = so_far.key(prompt.path)
        can_be_none = key is not None and is_optional(key.field) and not prompt.required

        def complaint(text: str) -> str | None:
            if text.strip() == BACK or (text.strip() == NONE and can_be_none):
                return None
            if not text.strip():
                return "an answer is needed" if proposal is MISSING else None
            value = from_text(prompt.path, text, so_far)
            found = findings_about(prompt.path, value, so_far)
            return said(found[0]) if found else None

        text = self.asker.write(prompt.path, hint(prompt, so_far, proposal), complaint).strip()
        if text == BACK:
            return BACK
        if text == NONE and can_be_none:
            return None
        return from_text(prompt.path, text, so_far) if text else proposal

    def _choose(
        self, message: str, listed: Sequence[Option], proposal: object, back: Sequence[Option]
    ) -> object:
        usable = [option for option in listed if option.disabled is None]
        at = proposal if any(option.value == proposal for option in usable) else usable[0].value
        return self.asker.choose(message, [*listed, *back], at)

    def _proposal(self, prompt: Prompt, so_far: SoFar) -> object:
        proposal = self.flow.proposal(prompt, so_far)
        if prompt.name not in self.flow.proposals:
            if prompt.like is not None and prompt.like in so_far.answers:
                return so_far.answers[prompt.like]
            if prompt.proposed is not None:
                return prompt.proposed(self.stack)
            if prompt.branches:
                return MISSING
        return proposal

    def _remark(self, prompt: Prompt) -> None:
        """Say at once what does not fit an answer that was given before."""
        if prompt.branches:
            return
        for finding in remarks_about(prompt.path, self.flow.so_far()):
            later = " You can accept the risk at the end." if finding.waiver else ""
            self.asker.say(f"{finding.severity}: {said(finding)}.{later}")

    def _mend(self, mistakes: Sequence[Finding]) -> bool:
        self.asker.say("\nThese answers do not fit together:", title=True)
        concerned: list[Prompt] = []
        for finding in mistakes:
            self.asker.say(f"- {finding}")
            concerned += [each for each in prompts_for(finding, self.flow) if each not in concerned]
        return self._change(concerned)

    def _weigh(self, waiver: str, reasons: Sequence[Finding]) -> bool:
        self.asker.say("\nA risk of production:", title=True)
        concerned: list[Prompt] = []
        for finding in reasons:
            value = f" = {finding.value}" if finding.value else ""
            self.asker.say(f"- {finding.path}{value}: {said(finding)}")
            concerned += [each for each in prompts_for(finding, self.flow) if each not in concerned]
        options = [
            Option("accept", f"accept the risk: {WAIVERS[waiver]}"),
            Option("change", "change the answer"),
            Option("stop", "stop here, and keep the answers for later"),
        ]
        default = "accept" if waiver in self.accepted else "change"
        chosen = self.asker.choose(waiver, options, default)
        if chosen == "accept":
            before = self.flow.fixed.get(_RISKS)
            accepted = [*before, waiver] if isinstance(before, list) else [waiver]
            self.flow.fixed = with_risks(self.flow.fixed, accepted)
            self.accepted.add(waiver)
            self.save()
            return True
        return chosen == "change" and self._change(concerned)

    def _last_look(self, findings: Sequence[Finding]) -> bool:
        for finding in findings:
            self.asker.say(f"{finding.severity}: {finding}")
        options = [
            Option("write", "write the file"),
            Option("change", "change an answer"),
            Option("stop", "stop here, and keep the answers for later"),
        ]
        chosen = self.asker.choose("That is all. What now?", options, "write")
        if chosen == "change":
            return self._change(()) and self.review()
        return chosen == "write"

    def _change(self, concerned: Sequence[Prompt]) -> bool:
        """Ask one prompt anew, and what hangs on it; False if the person stops instead."""
        asked = [each for each, _ in self.flow.asked() if each.name not in self.flow.fixed]
        offered = [*concerned, *(each for each in asked if each not in concerned)]
        so_far = self.flow.so_far()
        options = [
            Option(each, f"{each.path} ({as_text(so_far.value(each.name)) or 'none'})")
            for each in offered
        ]
        stop = Option(None, "stop here, and keep the answers for later")
        first = offered[0] if offered else None
        chosen = self.asker.choose("Which answer?", [*options, stop], first)
        if not isinstance(chosen, Prompt):
            return False
        self.flow.reopen(chosen)
        # Risks are weighed anew: one that is no longer taken must not stand in the file.
        given = self._given_risks
        self.flow.fixed = with_risks(self.flow.fixed, given if isinstance(given, list) else ())
        self.save()
        self.ask_all()
        return True


def _marked(listed: Sequence[Option], proposal: object, mark: str) -> list[Option]:
    return [
        Option(each.value, f"{each.title} ({mark})", each.disabled)
        if each.value == proposal
        else each
        for each in listed
    ]


def said(finding: Finding) -> str:
    """Rule and advice of `finding`."""
    return f"{finding.rule}; {finding.advice}"
