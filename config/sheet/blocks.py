"""What a decision sheet consists of, whatever it is shown as."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_CODE: Final = re.compile(r"`([^`]+)`")
_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class Code(str):
    """A text that is shown as it is, an answer or a path."""

    __slots__ = ()


class Strong(str):
    """A few words that must not be overlooked."""

    __slots__ = ()


Line = tuple[str, ...]
"""One line or one cell: Code, Strong and, as plain texts, words. No piece of it is markup."""


@dataclass(frozen=True)
class Heading:
    """The title of what follows; `level` is 1 for the sheet's own, 2 and 3 for those below it."""

    text: Line
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Sentences."""

    text: Line


@dataclass(frozen=True)
class Bullets:
    """A list of lines."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """Rows with one cell for each of the columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Folded:
    """A table that is opened by a click on its summary."""

    summary: Line
    table: Table


@dataclass(frozen=True)
class Curve:
    """One line of a chart: a value for each month, and whether it is a `limit` to stay below."""

    name: str
    values: tuple[float, ...]
    limit: bool = False


@dataclass(frozen=True)
class Chart:
    """Curves over the months 1, 2, ...; shown by the page alone. `unit` belongs to the values."""

    name: str
    title: str
    unit: str
    curves: tuple[Curve, ...]


Block = Heading | Paragraph | Bullets | Table | Folded | Chart
"""One part of a sheet."""


def prose(text: str) -> Line:
    """A sentence of this program, in which code stands between backticks."""
    pieces = _CODE.split(text)
    return tuple(
        Code(piece) if position % 2 else piece for position, piece in enumerate(pieces) if piece
    )


def line(*parts: str | Line) -> Line:
    """One line made of pieces and of lines."""
    return tuple(
        piece for part in parts for piece in (part if isinstance(part, tuple) else (part,))
    )


def counted(number: int, one: str, many: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def visible(text: str) -> str:
    """`text` on one line, with a code in place of each character that does not show.

    Control characters, line breaks, and those that turn the direction of writing around.
    """
    if text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in _INVISIBLE
        else character
        for character in text
    )
