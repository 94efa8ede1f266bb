"""Secrets on their way into a stack's file: encrypted by Pulumi, and written down nowhere else."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from config.checks.secrets import secret_findings
from config.findings import path_of
from config.secrets import SECRETS_BY_KEY, SecretInput


class NotSet(Exception):
    """A secret could not be set; the message is Pulumi's, or says what Pulumi lacks."""


def commands(stack: str, keys: Sequence[str]) -> list[str]:
    """The commands by which a person sets the secrets at `keys`; Pulumi asks for each value."""
    return [
        f"pulumi config set --secret {path_of(key)} --stack {stack}"
        + ("" if is_one_line(key) else " < FILE")
        for key in keys
    ]


def is_one_line(key: str) -> bool:
    """Whether the secret at `key` can be typed: keys in PEM form have several lines."""
    return "\n" not in SECRETS_BY_KEY[key].characters


def complaint(key: str, others: Mapping[str, str], value: str) -> str | None:
    """What is wrong with `value` as the secret at `key` beside `others`, None if nothing is.

    The value itself is not repeated.
    """
    given = {other: SecretInput(text, True) for other, text in {**others, key: value}.items()}
    found = [finding for finding in secret_findings(given) if finding.path == path_of(key)]
    return f"{found[0].rule}; {found[0].advice}" if found else None


def set_secrets(
    stack: str, project: Path, values: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Have Pulumi encrypt `values`, by key, into the file of `stack`, which is made if it is new.

    A value goes to Pulumi's standard input, because everybody on the machine can read arguments.
    Engine, state and passphrase are those of `make up`. Raises NotSet.
    """
    # Only who sets secrets here needs an engine, which takes long to find.
    from tools import stack_files  # noqa: PLC0415
    from tools.engine import EngineMissing, find_engine  # noqa: PLC0415
    from tools.stack import Runner  # noqa: PLC0415

    target = stack_files.Stack(stack, project)
    try:
        if stack_files.keeps_state_here(target, os.environ):
            stack_files.prepare_state(target)
        variables = {
            "PULUMI_BACKEND_URL": stack_files.backend_url(target, os.environ),
            **stack_files.passphrase_environment(target, os.environ),
        }
        runner = Runner(find_engine(say), target, variables)
        runner.select_or_create(None)
    except (stack_files.Refused, EngineMissing) as error:
        raise NotSet(str(error)) from None
    for key, value in values.items():
        done = subprocess.run(
            [
                str(runner.engine.pulumi),
                *("--non-interactive", "--color=never", "config", "set", "--secret"),
                *("--stack", stack, path_of(key)),
            ],
            cwd=project,
            env=runner.environment,
            input=value,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise NotSet(f"{path_of(key)} could not be set: {done.stderr.strip()}")
        say(f"{path_of(key)} is set.")
