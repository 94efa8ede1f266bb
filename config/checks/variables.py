"""Checks of further environment variables: none may undo what the program sets."""

from typing import Final

from config.checks.common import Check, Secrets
from config.decisions import Decisions
from config.environment import COMMERCIAL_NAMES, VARIABLES_BY_NAME, Kind
from config.environment.commercial import COMMERCIAL_REASONS
from config.findings import Finding, path_of, render
from config.secrets import SECRETS_BY_KEY
from config.shape import keys

_LOADERS: Final = ("LD_", "PYTHON")
"""How the names of variables begin that decide which code a process runs."""


def extra_variables_are_new(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A variable that the program sets, or leaves alone for a reason, has one master."""
    del secrets
    findings = []
    for name, value in decisions.application.extra_environment.items():
        refusal = _refusal(name)
        if refusal is not None:
            place = path_of("application", "extraEnvironment", name)
            findings.append(Finding(place, render(value), *refusal))
    return findings


def _refusal(name: str) -> tuple[str, str] | None:
    if name == "PATH" or name.startswith(_LOADERS):
        return "decides which code a process runs", "remove it, and build an image of your own"
    variable = VARIABLES_BY_NAME.get(name)
    if variable is None and name not in COMMERCIAL_NAMES:
        return None
    if decided := _decided_by(name):
        return "has a key of its own", f"write {' or '.join(decided)} instead"
    reason = variable.unset if variable is not None else COMMERCIAL_REASONS.get(name)
    if reason is None or (variable is not None and variable.kind is Kind.PLATFORM):
        return "is set by this program, for each process as it needs it", "remove it"
    return f"is left alone on purpose: {reason}", "remove it"


def _decided_by(name: str) -> list[str]:
    """The keys of the configuration that the variable `name` is decided by."""
    fields = [path_of(*key.location) for key in keys() if name in key.about.variables]
    secrets = [path_of(key) for key, secret in SECRETS_BY_KEY.items() if name in secret.variables]
    return list(dict.fromkeys([*fields, *secrets]))


CHECKS: Final[tuple[Check, ...]] = (extra_variables_are_new,)
