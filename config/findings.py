"""What is wrong with a set of decisions, in words that say what to write instead."""

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

PREFIX = "tracardi:"
"""The namespace of every key in a stack configuration file."""

LONGEST_VALUE = 60
"""Characters of a value that a finding repeats; more would hide the rest of the sentence."""

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")
_PLAIN_TEXT = re.compile(r"[A-Za-z0-9/.](?:[A-Za-z0-9._/:@+-]*[A-Za-z0-9._/-])?\Z")
_NO_TEXT = re.compile(
    r"(?:[\d_]+(?:\.[\d_]*)?(?:e[+-]?\d+)?|y|yes|n|no|on|off|true|false|null)\Z", re.IGNORECASE
)


class Severity(StrEnum):
    """How much weight a finding has."""

    ERROR = "error"
    """Nothing is installed until it is put right."""
    WARNING = "warning"
    """Shown at every preview; the installation goes on."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or risky in the decisions.

    `path` is the place in the stack configuration (`tracardi:dependencies.elasticsearch.shards`),
    `value` what stands there in readable form and never a secret, `rule` what is asked of it,
    `advice` what to write instead. `waiver` is the entry of `deployment.acceptRisks` that turns
    this error into a warning, where there is one.
    """

    path: str
    value: str
    rule: str
    advice: str
    severity: Severity = Severity.ERROR
    waiver: str | None = None

    def __str__(self) -> str:
        """All of it on one line."""
        value = f" = {self.value}" if self.value else ""
        text = f"{self.path}{value}: {self.rule}; {self.advice}"
        if self.waiver is None:
            return text
        if self.severity is Severity.WARNING:
            return f"{text} (risk accepted as {self.waiver})"
        return f"{text}, or accept the risk: add {self.waiver} to {PREFIX}deployment.acceptRisks"


class InvalidDecisions(Exception):
    """Raised with every error found in the decisions at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep `findings` in the order given."""
        self.findings = tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        """A headline and one line for each finding."""
        count = len(self.findings)
        headline = f"The configuration has {count} {'error' if count == 1 else 'errors'}:"
        return "\n".join([headline, *(f"  - {finding}" for finding in self.findings)])


def render(value: object, longest: int = LONGEST_VALUE) -> str:
    """`value` as it would look in YAML, on one line and without credentials.

    A text is between quotes where YAML would take it for something else, and ends with "..." where
    it has more than `longest` characters. Mappings and lists are described, not repeated: they can
    hold anything.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = _without_credentials(value)
        plain = _PLAIN_TEXT.match(text) and not _NO_TEXT.match(text)
        return _shorten(text if plain else _quoted(text), longest)
    if isinstance(value, int):
        # Python refuses to print integers of more than a few thousand digits.
        return str(value) if abs(value) < 10**LONGEST_VALUE else "a huge number"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else "not a number"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return f"a value of type {type(value).__name__}"


def _without_credentials(text: str) -> str:
    if "PRIVATE KEY" in text or "SECRET-KEY" in text.upper():
        return "a private key"
    credentials, _, rest = text.rpartition("@")
    return f"***@{rest}" if ":" in credentials else text


def _quoted(text: str) -> str:
    # Some characters end a line, some hide or turn what follows, and half of a surrogate pair,
    # which JSON can hold, cannot be printed at all: these are shown by their codes.
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        character if character.isprintable() else json.dumps(character)[1:-1]
        for character in quoted
    )


def path_of(*parts: str | int) -> str:
    """The path of a decision, for instance `tracardi:application.caches` or `...hosts[0]`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            name = part if _PLAIN_KEY.match(part) else _shorten(json.dumps(part))
            path += f".{name}" if path else name
    return PREFIX + path


def _shorten(text: str, longest: int = LONGEST_VALUE) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "..."
