"""The stack configuration of the running Pulumi program; the one module here that knows Pulumi."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi.runtime.config import CONFIG, get_config, get_config_env, is_config_secret

from config.decisions import GROUPS, Decisions
from config.findings import PREFIX, Finding, InvalidDecisions
from config.neighbours import stack_name_findings
from config.parse import group_of, parse
from config.secrets import SECRETS_BY_KEY, SecretInput


@dataclass(frozen=True)
class LoadedDecisions:
    """Decisions, the warnings about them, and the secrets that the user brought along by their
    logical names (`mysql-password`), each a Pulumi secret.
    """

    decisions: Decisions
    warnings: tuple[Finding, ...]
    given_secrets: dict[str, pulumi.Output[str]]


def load() -> LoadedDecisions:
    """Read and check the configuration of the current stack; warnings go to Pulumi's log.

    Ends the program with every finding if there is one that forbids the installation.
    """
    raw: dict[str, object] = {}
    secrets: dict[str, SecretInput] = {}
    encrypted_groups: set[str] = set()
    for key, text in _values().items():
        secure = is_config_secret(PREFIX + key)
        if key in GROUPS:
            raw[key] = group_of(text)
            if secure:
                encrypted_groups.add(key)
        elif key not in SECRETS_BY_KEY:
            raw[key] = None
        # The project declares an empty text as the default of every secret.
        elif text or secure:
            secrets[key] = SecretInput(text, secure)
    try:
        decisions, warnings = parse(raw, secrets, encrypted_groups=encrypted_groups)
    except InvalidDecisions as invalid:
        refuse([str(invalid)])
        raise
    refuse([str(finding) for finding in stack_name_findings(pulumi.get_stack())])
    for warning in warnings:
        pulumi.log.warn(str(warning))
    given = {
        SECRETS_BY_KEY[key].name: pulumi.Output.secret(secret.value)
        for key, secret in secrets.items()
    }
    return LoadedDecisions(decisions, warnings, given)


SHOWN = 32
"""The exit code by which a program tells Pulumi's engine that it has said itself what is wrong
(pulumi/pulumi sdk/python/cmd/pulumi-language-python-exec)."""


def refuse(messages: Sequence[str]) -> None:
    """Say each message as an error and end the program, if there is any message.

    An exception would do too, but the engine adds "an unhandled error occurred" to a
    `pulumi.RunError`, and a traceback to any other; neither helps who has to mend a setting.
    """
    if messages:
        for message in messages:
            pulumi.log.error(message)
        sys.exit(SHOWN)


def _values() -> dict[str, str]:
    """Every `tracardi:` key of the stack with its text, known or not."""
    names = {*get_config_env(), *CONFIG.get()}
    known = {PREFIX + key for key in (*GROUPS, *SECRETS_BY_KEY)}
    ours = sorted(name for name in names | known if name.startswith(PREFIX))
    values = {name.removeprefix(PREFIX): get_config(name) for name in ours}
    return {key: str(value) for key, value in values.items() if value is not None}
