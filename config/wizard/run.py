"""From arguments, environment and terminal to a stack's file."""

import argparse
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from config.commands.check import as_text
from config.commands.file import Unreadable
from config.commands.locate import stack_file_name
from config.commands.output import print_text
from config.findings import Finding
from config.secrets import SECRETS_BY_KEY
from config.shape import nearest
from config.wizard import progress
from config.wizard.asking import Asker, Option
from config.wizard.conversation import Conversation
from config.wizard.existing import Existing, read_existing
from config.wizard.finish import Outcome, Stopped, finish
from config.wizard.flow import Flow
from config.wizard.given import Given, from_environment, from_file
from config.wizard.prompts import PROMPTS
from config.wizard.review import errors_of, examined, missing
from config.wizard.sofar import SoFar
from config.wizard.terminal import Terminal
from config.wizard.values import findings_about

NOTHING_WRITTEN: Final = 2
STOPPED: Final = 130

_RISKS: Final = "deployment.acceptRisks"
_STACK: Final = re.compile(r"(?:[A-Za-z0-9_.-]+/){0,2}[A-Za-z0-9_.-]{1,100}", re.ASCII)
_WORDS: Final = (
    "Each answer has a reason above it, and most have a default, which Enter takes. `<`, or the "
    "last line of a list, goes back to the question before. Ctrl-C stops; your answers are kept."
)


def run_wizard(options: argparse.Namespace, project: Path) -> int:
    """Do what `options` say, for the stack's files in `project`, and return the exit code."""
    has_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    asker = Terminal()
    try:
        if options.set_secrets and not has_terminal:
            raise Stopped(
                "--set-secrets asks for the values, and there is no terminal to answer on. Leave "
                "it out to have the commands printed by which secrets are set."
            )
        for key in options.secret:
            if key not in SECRETS_BY_KEY:
                meant = nearest(key, tuple(SECRETS_BY_KEY))
                raise Stopped(f"There is no secret {key}." + f" Is {meant} meant?" * bool(meant))
        stack = _stack(options.stack, asker if has_terminal else None)
        if has_terminal and options.answers is None:
            return _ask(stack, options, project, asker)
        return _take(stack, options, project, asker)
    except Unreadable as unreadable:
        return _refuse([unreadable.finding])
    except RecursionError:
        return _refuse([Finding("answers", "", "are nested too deeply", "write what is asked for")])
    except Stopped as stopped:
        asker.say(str(stopped))
        return NOTHING_WRITTEN
    except OSError as error:
        asker.say(f"{error.filename} cannot be written: {error.strerror}. Nothing was changed.")
        return NOTHING_WRITTEN
    except (KeyboardInterrupt, EOFError):
        return STOPPED


def _refuse(findings: list[Finding]) -> int:
    print_text(as_text(findings) + "\n")
    return NOTHING_WRITTEN


def _stack(name: str | None, asker: Asker | None) -> str:
    """The stack's name, asked for if there is none yet. Raises Stopped if it cannot be one."""
    wrong = "A stack's name has letters, digits, hyphens, underscores and dots only."
    if name is None and asker is not None:
        name = asker.write(
            "Name of the stack",
            "(for instance production)",
            lambda text: None if _STACK.fullmatch(text) else wrong,
        )
    if name is None:
        raise Stopped("Name the stack: python -m config wizard STACK")
    if not _STACK.fullmatch(name):
        raise Stopped(wrong)
    return name


def _given(options: argparse.Namespace, environment: Mapping[str, str]) -> Given:
    """The answers of the file and of the environment, which wins."""
    given = Given()
    if options.answers is not None:
        try:
            text = options.answers.read_bytes()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "is no path of a file"
            raise Unreadable(options.answers, f"cannot be read: {reason}", "name another") from None
        given = from_file(options.answers, text)
    further = from_environment(environment, given.answers)
    return Given({**given.answers, **further.answers}, [*given.findings, *further.findings])


def _take(stack: str, options: argparse.Namespace, project: Path, asker: Asker) -> int:
    """Write the file from what is given, without a question."""
    given = _given(options, os.environ)
    flow = Flow(PROMPTS, given.answers)
    lacking = missing(flow)
    answers = flow.written()
    existing = read_existing(project / stack_file_name(stack), stack_file_name(stack))
    _, found = examined(answers, existing, options.secret)
    known = {finding.path for finding in lacking}
    errors = [*given.findings, *lacking, *(f for f in errors_of(found) if f.path not in known)]
    if errors:
        return _refuse(errors)
    outcome = Outcome(stack, project, answers, tuple(options.secret))
    return finish(outcome, asker, overwrite=options.overwrite, set_secrets=options.set_secrets)


def _ask(stack: str, options: argparse.Namespace, project: Path, asker: Asker) -> int:
    """Write the file from what is given and what the person answers."""
    given = _given(options, os.environ)
    wrong = [
        finding
        for path, value in given.answers.items()
        for finding in findings_about(path, value, SoFar(given.answers))
    ]
    if given.findings or wrong:
        return _refuse([*given.findings, *wrong])
    saved = progress.progress_file(stack, project)
    name = stack_file_name(stack)
    try:
        existing = read_existing(project / name, name)
        asker.say(f"The decisions of the stack {stack}.", title=True)
        asker.say(_WORDS)
        if given.answers:
            asker.say(f"Answered by the environment: {', '.join(sorted(given.answers))}.")
        before = _before(asker, saved, name, existing)
        accepted = before.kept.pop(_RISKS, [])
        flow = Flow(PROMPTS, {**before.kept, **given.answers}, before.answers, before.proposals)

        def save() -> None:
            kept = {p: v for p, v in flow.fixed.items() if p not in given.answers}
            progress.save(saved, progress.Progress(flow.answers, flow.proposals, kept))

        conversation = Conversation(
            asker, flow, stack, existing, save, accepted if isinstance(accepted, list) else ()
        )
        conversation.ask_all()
        if not conversation.review():
            raise KeyboardInterrupt
        outcome = Outcome(stack, project, flow.written(), tuple(options.secret))
        code = finish(
            outcome, asker, overwrite=options.overwrite, set_secrets=options.set_secrets, ask=True
        )
        progress.forget(saved)
        return code
    except (KeyboardInterrupt, EOFError):
        kept = f" The answers so far are in {saved.name}." if saved.exists() else ""
        asker.say(f"\nStopped; nothing was written.{kept}")
        asker.say(f"To go on: make wizard STACK={stack}")
        return STOPPED


def _before(asker: Asker, saved: Path, name: Path, existing: Existing) -> progress.Progress:
    """The answers of an earlier session, or of the file that there is, if the person wants them."""
    earlier = progress.load(saved)
    if earlier is not None:
        options = [
            Option("on", "go on where it stopped"),
            Option("again", "begin again, with these answers as proposals"),
            Option("new", "begin again with nothing"),
        ]
        chosen = asker.choose("An earlier session was not finished", options, "on")
        earlier = progress.usable(earlier)
        if chosen == "on":
            return earlier
        if chosen == "again":
            proposals = {**earlier.answers, **earlier.proposals}
            return progress.Progress({}, proposals, earlier.kept)
        return progress.Progress()
    if existing.answers:
        options = [
            Option("change", "change it: its answers are proposed, and what is not asked is kept"),
            Option("replace", "replace it: begin with nothing"),
        ]
        if asker.choose(f"{name} has decisions already", options, "change") == "change":
            return progress.from_answers(existing.answers)
    return progress.Progress()
