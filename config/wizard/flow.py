"""Which question comes next: forward, back, and around what is given already."""

from collections.abc import Iterator, Mapping, Sequence

from config.wizard.document import written
from config.wizard.prompts import Prompt, important
from config.wizard.sofar import MISSING, SoFar


class Flow:
    """The answers of one session, and the order in which the open ones are asked for.

    `fixed` are answers that nobody is asked about; they count whether their prompt is asked or not.
    `answers` are those of an earlier session, `proposals` stand in place of the defaults.
    """

    def __init__(
        self,
        prompts: Sequence[Prompt],
        fixed: Mapping[str, object] | None = None,
        answers: Mapping[str, object] | None = None,
        proposals: Mapping[str, object] | None = None,
    ) -> None:
        """Begin with copies of what is given."""
        self.prompts = tuple(prompts)
        self.fixed = dict(fixed or {})
        self.answers: dict[str, object] = dict(answers or {})
        self.proposals: dict[str, object] = dict(proposals or {})
        for prompt in self.prompts:
            for given in (self.fixed, self.proposals):
                chosen = prompt.branch_of(given)
                if chosen is not None:
                    given[prompt.name] = chosen

    def asked(self) -> Iterator[tuple[Prompt, SoFar]]:
        """Every prompt that these answers lead to, with the answers given before it.

        An open answer counts with its default, so what follows may change when it is given.
        """
        before: dict[str, object] = dict(self.fixed)
        for prompt in self.prompts:
            so_far = SoFar(before)
            if not prompt.is_asked(so_far):
                continue
            yield prompt, so_far
            if prompt.name not in self.fixed:
                before[prompt.name] = self.answers.get(prompt.name)

    def current(self) -> tuple[Prompt, SoFar] | None:
        """The first prompt without an answer, with the answers before it; None if all have one."""
        known = self.fixed.keys() | self.answers.keys()
        return next(((prompt, so) for prompt, so in self.asked() if prompt.name not in known), None)

    def answer(self, prompt: Prompt, so_far: SoFar, value: object) -> None:
        """Take `value` for `prompt`. The default is kept as None: so it follows the others."""
        is_default = value is MISSING or value == so_far.default(prompt.name)
        self.answers[prompt.name] = None if is_default else value
        self.proposals.pop(prompt.name, None)

    def before(self, now: Prompt) -> Prompt | None:
        """The last prompt before `now` that was answered in a session; None if there is none."""
        found = None
        for prompt, _ in self.asked():
            if prompt.name == now.name:
                break
            if prompt.name in self.answers and prompt.name not in self.fixed:
                found = prompt
        return found

    def reopen(self, prompt: Prompt) -> None:
        """Ask `prompt` again; its answer becomes what is proposed."""
        self.proposals[prompt.name] = self.answers.pop(prompt.name, None)

    def proposal(self, prompt: Prompt, so_far: SoFar) -> object:
        """What is proposed for `prompt`: an earlier answer or the default; MISSING if neither."""
        earlier = self.proposals.get(prompt.name)
        if earlier is not None:
            return earlier
        return MISSING if prompt.required else so_far.default(prompt.name)

    def so_far(self) -> SoFar:
        """The answers that count: given ones, and those to prompts that the others lead to."""
        counting = {prompt.name: self.answers.get(prompt.name) for prompt, _ in self.asked()}
        return SoFar({**counting, **self.fixed})

    def written(self) -> dict[str, object]:
        """The answers that stand in the file, by path: those that are no defaults, and what is
        asked for and important.
        """
        always = important() & {prompt.path for prompt, _ in self.asked() if not prompt.branches}
        return written(self.so_far(), always)

    def open_and_required(self) -> list[tuple[Prompt, SoFar]]:
        """The prompts that need an answer, have none, and cannot do with a default."""
        known = self.fixed.keys() | {name for name, value in self.answers.items() if value}
        return [
            (prompt, so_far)
            for prompt, so_far in self.asked()
            if prompt.name not in known
            and (prompt.required or so_far.default(prompt.name) is MISSING)
        ]
