"""One decision of the sheet: what was answered, and what that means."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from config.about import Change
from config.decisions import Decisions
from config.findings import PREFIX
from config.flat import Answer, Origin
from config.sheet.blocks import Code, Line, Strong, Table, prose
from config.sheet.values import shown

_PLATFORMS: Final = ("kubernetes", "docker")

COLUMNS: Final = ("Decision", "Answer", "From", "Change later", "Consequence")


@dataclass(frozen=True)
class Row:
    """A decision with its answer; one that `is_open` is seen without a click."""

    decision: Line
    answer: Line
    origin: str
    change: Change
    consequence: Line
    is_open: bool


def row_of(
    answer: Answer, *, is_recorded: bool = False, is_main: bool = False, is_elsewhere: bool = False
) -> Row:
    """The row of `answer`. A recorded one can never be changed, whatever its key says; the main
    one of a question is always open; one of a platform that lies elsewhere only if it is given.
    """
    change = Change.NEVER if is_recorded else answer.key.about.change
    matters = is_main or change is not Change.FREE
    return Row(
        decision=(Code(short(answer.path)),),
        answer=shown(answer.value),
        origin=answer.origin.value,
        change=change,
        consequence=prose(consequence_of(answer)),
        is_open=answer.origin is not Origin.DEFAULT or (matters and not is_elsewhere),
    )


def table_of(rows: Iterable[Row]) -> Table:
    """The rows as a table."""
    return Table(
        COLUMNS,
        tuple(
            (row.decision, row.answer, (row.origin,), change_cell(row.change), row.consequence)
            for row in rows
        ),
    )


def change_cell(change: Change) -> Line:
    """Whether a decision can be changed later; what cannot stands out."""
    return (Strong(change.value) if change is Change.NEVER else change.value,)


def consequence_of(answer: Answer) -> str:
    """What the answer means; for a group that is absent, what it would be."""
    return answer.key.about.consequence or answer.key.field.description or ""


def is_elsewhere(path: str, decisions: Decisions) -> bool:
    """Whether `path` is about a platform that nothing is installed on."""
    group = short(path).partition(".")[0]
    return group in _PLATFORMS and group != decisions.deployment.platform


def short(path: str) -> str:
    """A path without the namespace, which all of them share."""
    return path.removeprefix(PREFIX)


def sentence(text: str) -> str:
    """A part of a sentence as a whole one."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."
