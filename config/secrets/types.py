"""What a secret is: where its value comes from, what it must look like, what hangs on it."""

import string
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from config.about import Change
from config.decisions import Decisions

LETTERS_AND_DIGITS: Final = frozenset(string.ascii_letters + string.digits)
PRINTABLE: Final = frozenset(chr(code) for code in range(0x21, 0x7F))
"""Every ASCII character that shows, so no space, line break or control character."""
PEM_TEXT: Final = PRINTABLE | {" ", "\n"}
"""The characters of a key in PEM form."""

GENERATED_LENGTH: Final = 32
"""Characters of a generated secret: letters and digits only, some 190 bits."""


@dataclass(frozen=True)
class SecretInput:
    """A secret as it stands in the stack configuration; `is_secure` if it is encrypted there."""

    value: str
    is_secure: bool

    def __repr__(self) -> str:
        """Without the value, so that no traceback and no test report can show it."""
        return f"SecretInput(value=***, is_secure={self.is_secure})"


class Provision(StrEnum):
    """Where the value of a secret comes from under given decisions."""

    GENERATED = "generated"
    """Taken from the configuration if it is there, else generated once and kept."""
    KEPT = "kept"
    """Generated once and kept. None can be brought along: the store reads it at its very first
    start only, so a later value would lock Tracardi out."""
    REQUIRED = "required"
    """Must stand in the configuration: somebody else made it."""
    OPTIONAL = "optional"
    """Used if it stands in the configuration, never generated."""
    UNUSED = "unused"
    """Nothing reads it; a value in the configuration is a mistake."""


@dataclass(frozen=True)
class Form:
    """What a value has to look like beyond its characters.

    `rule` and `advice` are said of a value that does not fit. `example` fits, and is nobody's
    secret: it stands in for a value that is encrypted.
    """

    fits: Callable[[str], bool]
    rule: str
    advice: str
    example: str


@dataclass(frozen=True)
class Secret:
    """One secret: its logical `name`, its key in the stack configuration, and its shape.

    A `config_key` of None means that nobody can bring a value along. `purpose` and `used_with` are
    parts of a sentence: what the secret is, and which decisions it belongs to. `question`,
    `consequence`, `change`, `later`, `source` and `variables` say the same of a secret as
    `config.about.About` says of a field; `consequence` is what happens when it is lost or learnt
    by others.
    """

    name: str
    config_key: str | None
    purpose: str
    provision: Callable[[Decisions], Provision]
    minimum_length: int
    characters: frozenset[str]
    question: str
    consequence: str
    change: Change = Change.FREE
    later: str | None = None
    source: str | None = None
    variables: tuple[str, ...] = ()
    used_with: str | None = None
    form: Form | None = None

    @property
    def letters_and_digits_only(self) -> bool:
        """Whether the value is built into an address that nothing escapes."""
        return self.characters == LETTERS_AND_DIGITS
