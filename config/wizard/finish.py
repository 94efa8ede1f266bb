"""The end of a session: the file, its secrets, and what is left to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config.commands.check import as_text, check, exit_code
from config.commands.locate import stack_file_name
from config.commands.output import print_text
from config.decisions import Decisions
from config.secrets import SECRETS_BY_KEY
from config.wizard import vault
from config.wizard.asking import Asker, Option
from config.wizard.document import document, written
from config.wizard.existing import Existing, differences, read_existing, replace_file
from config.wizard.review import examined, further_secrets, required_secrets, unasked
from config.wizard.sofar import SoFar


class Stopped(Exception):
    """Nothing is written; the message says why, and what to do."""


@dataclass(frozen=True)
class Outcome:
    """What a session has led to: the answers that are to be written, by path and without errors,
    and the keys of the secrets that are brought along in place of generated ones.
    """

    stack: str
    project: Path
    answers: dict[str, object]
    secrets: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """The stack's file."""
        return self.project / stack_file_name(self.stack)


def finish(
    outcome: Outcome, asker: Asker, *, overwrite: bool, set_secrets: bool, ask: bool = False
) -> int:
    """Write the file and say what there is to say about it; the exit code of the wizard.

    With `ask`, the person is asked before other decisions are replaced, and about secrets. Raises
    Stopped, and KeyboardInterrupt where the person stops before the file is written.
    """
    # Read anew: a session takes long, and somebody may have set a secret meanwhile.
    existing = read_existing(outcome.file, stack_file_name(outcome.stack))
    decisions, _ = examined(outcome.answers, existing)
    if decisions is None:
        raise Stopped(f"{outcome.file.name} would have answers of the wrong type.")
    wanted = _wanted(outcome, decisions, existing, asker if ask else None)
    _require_consent(outcome, existing, asker if ask else None, overwrite=overwrite)
    replace_file(outcome.file, document(outcome.stack, outcome.answers, existing))
    asker.say(f"\n{outcome.file.name} is written.", title=True)
    required = [key for key in required_secrets(decisions) if key not in existing.secrets]
    to_set = [*required, *wanted]
    if set_secrets and to_set:
        to_set = _set(outcome, to_set, asker)
    findings = check(outcome.stack, None, outcome.project)
    print_text(as_text(findings) + "\n")
    _say_what_is_left(outcome, to_set, asker)
    return min(exit_code(findings, strict=True), 1)


def _wanted(
    outcome: Outcome, decisions: Decisions, existing: Existing, asker: Asker | None
) -> list[str]:
    """The keys of the secrets that are brought along without being required."""
    possible = [key for key in further_secrets(decisions) if key not in existing.secrets]
    required = required_secrets(decisions)
    for key in outcome.secrets:
        if key not in (*possible, *required, *existing.secrets):
            raise Stopped(
                f"The secret {key} cannot be brought along under these decisions; those that can "
                f"are {', '.join(possible)}."
            )
    if asker is not None and possible and not outcome.secrets:
        asker.say(
            "\nEvery secret is generated that others have not made. Mark what you bring along "
            "yourself; mostly that is nothing."
        )
        options = [Option(key, f"{key}: {SECRETS_BY_KEY[key].purpose}") for key in possible]
        return [str(key) for key in asker.mark("Secrets of your own", options)]
    return [key for key in possible if key in outcome.secrets]


def _require_consent(
    outcome: Outcome, existing: Existing, asker: Asker | None, *, overwrite: bool
) -> None:
    """Raise Stopped if other decisions would be replaced and nobody wants that."""
    if overwrite or not (existing.answers or existing.dropped):
        return
    lines = differences(
        written(SoFar(existing.answers), ()),
        written(SoFar(outcome.answers), ()),
        existing.dropped,
    )
    if not lines:
        return
    name = outcome.file.name
    if asker is None:
        listed = "\n".join(f"- {line}" for line in lines)
        raise Stopped(
            f"{name} has other decisions, and is left as it is. --overwrite replaces them:\n"
            f"{listed}"
        )
    asker.say(f"\n{name} changes:", title=True)
    for line in lines:
        asker.say(f"- {line}")
    options = [Option(True, "write it"), Option(False, "stop here, and keep the answers for later")]
    if asker.choose("Its comments are written anew, too", options, True) is not True:
        raise KeyboardInterrupt


def _set(outcome: Outcome, keys: Sequence[str], asker: Asker) -> list[str]:
    """Ask for secrets and set them; the keys of those that are still to be set."""
    values: dict[str, str] = {}
    try:
        for key in keys:
            if vault.is_one_line(key):
                asker.say(f"\n{key}: {SECRETS_BY_KEY[key].purpose}.")
                values[key] = asker.hide(key, partial(vault.complaint, key, dict(values)))
        vault.set_secrets(outcome.stack, outcome.project, values, asker.say)
    except vault.NotSet as error:
        asker.say(str(error))
        return list(keys)
    except (KeyboardInterrupt, EOFError):
        asker.say("Stopped; the file is written, and no secret is set.")
        return list(keys)
    return [key for key in keys if key not in values]


def _say_what_is_left(outcome: Outcome, to_set: Sequence[str], asker: Asker) -> None:
    if to_set:
        asker.say("\nSecrets to be set before the first `up`:", title=True)
        print_text(f"pulumi stack select --create {outcome.stack}\n")
        for line in vault.commands(outcome.stack, to_set):
            print_text(line + "\n")
        bring = "".join(f" --secret {key}" for key in outcome.secrets)
        asker.say("This asks for them and sets them:")
        print_text(
            f"make wizard STACK={outcome.stack} "
            f"ARGS='--answers {outcome.file.name} --set-secrets{bring}'\n"
        )
    asker.say("\nNot asked, and at their defaults:", title=True)
    for group, names in unasked(SoFar(outcome.answers)).items():
        asker.say(f"- {group}: {', '.join(names)}")
    asker.say("docs/decisions.md explains each of them; add what you need to the file.")
    asker.say(f"\nNext: make preview STACK={outcome.stack}")
