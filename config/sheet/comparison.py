"""What changed since another state of the same stack's file, in blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from config.about import Change
from config.decisions import Decisions
from config.flat import Origin, answers
from config.recorded import MERGING_KEY
from config.sheet.blocks import (
    Block,
    Bullets,
    Code,
    Folded,
    Heading,
    Line,
    Paragraph,
    Strong,
    Table,
    counted,
    line,
    prose,
)
from config.sheet.capacity import estimated_changes
from config.sheet.differences import Difference, differences
from config.sheet.row import change_cell, consequence_of, row_of, sentence, short, table_of
from config.sheet.subject import GivenSecret, Subject
from config.sheet.values import shown

_COLUMNS: Final = ("Decision", "Before", "Now", "From", "Change", "What it means")
_NOWHERE: Final = "not there"


@dataclass(frozen=True)
class Comparison:
    """The earlier state: the `revision` as it was asked for, the `commit` that it stands for, and
    what stood in the file there, None if it did not exist.
    """

    revision: str
    commit: str
    before: Subject | None


def comparison(subject: Subject, compared: Comparison) -> Iterator[Block]:
    """What changed between `compared` and `subject`: decisions, secrets and the estimate."""
    before = compared.before
    yield Heading(("What changed since ", Code(compared.revision)))
    if subject.decisions is None:
        yield Paragraph(("Nothing can be compared until the errors are put right.",))
    elif before is None or before.decisions is None:
        yield from _everything(subject, subject.decisions, compared)
    else:
        yield from _changed(before.decisions, subject.decisions)
    yield from _secrets(before.secrets if before is not None else {}, subject.secrets)
    if subject.decisions is not None and before is not None and before.decisions is not None:
        yield from _estimate(before.decisions, subject.decisions)


def _everything(subject: Subject, decisions: Decisions, compared: Comparison) -> Iterator[Block]:
    commit: Line = ("commit ", Code(compared.commit[:12]))
    if compared.before is None:
        yield Paragraph(line(*commit, " has no such file, so that every decision is new."))
    else:
        first = compared.before.errors[0]
        yield Paragraph(
            line(
                "The file of ",
                *commit,
                " cannot be read as decisions (",
                Code(first.path),
                ": ",
                prose(first.rule),
                "), so that every decision counts as new.",
            )
        )
    rows = [row_of(answer) for answer in answers(decisions) if answer.origin is not Origin.DEFAULT]
    stack = Code(subject.stack)
    yield Paragraph(("These are decided by the file of ", stack, "; all others are defaults."))
    yield table_of(rows)


def _changed(before: Decisions, after: Decisions) -> Iterator[Block]:
    found = differences(before, after)
    if not found:
        yield Paragraph(("No decision changed.",))
        return
    never = sum(difference.change is Change.NEVER for difference in found)
    if never:
        decisions = counted(never, "unchangeable decision")
        yield Paragraph(
            line(
                Strong(f"{decisions} changed."),
                prose(" A stack that is installed refuses this at the preview."),
            )
        )
    aside = [difference for difference in found if difference.is_aside]
    rows = [_row(difference) for difference in found if not difference.is_aside]
    if rows:
        yield Table(_COLUMNS, tuple(rows))
    if aside:
        yield Folded(
            (counted(len(aside), "default"), " that came or went with them"),
            Table(_COLUMNS, tuple(map(_row, aside))),
        )


def _row(difference: Difference) -> tuple[Line, ...]:
    before, after = difference.before, difference.after
    origins = [each.origin.value for each in (before, after) if each is not None]
    return (
        (Code(short(difference.path)),),
        shown(before.value) if before is not None else (_NOWHERE,),
        shown(after.value) if after is not None else (_NOWHERE,),
        (" to ".join(dict.fromkeys(origins)),),
        change_cell(difference.change),
        _meaning(difference),
    )


def _meaning(difference: Difference) -> Line:
    recorded = difference.recorded
    if recorded is not None:
        return prose(f"{sentence(recorded.consequence)} {sentence(recorded.migration)}")
    answer = difference.after or difference.before
    if answer is None:
        return ()
    later = answer.key.about.later if difference.change is not Change.FREE else None
    return prose(f"{consequence_of(answer)} {sentence(later) if later else ''}".strip())


def _secrets(
    before: Mapping[str, GivenSecret], after: Mapping[str, GivenSecret]
) -> Iterator[Block]:
    changes = {
        key: _secret_change(before.get(key), after.get(key))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    }
    if changes:
        yield Heading(("Secrets",), level=3)
        yield Bullets(tuple(_secret(key, change) for key, change in changes.items()))


def _secret_change(before: GivenSecret | None, after: GivenSecret | None) -> str:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if before.is_encrypted and after.is_encrypted:
        return "encrypted anew, perhaps with another value"
    return "now encrypted" if after.is_encrypted else "now in clear text"


def _secret(key: str, change: str) -> Line:
    if key != short(MERGING_KEY.path):
        return line(Code(key), f": {change}")
    consequence = sentence(MERGING_KEY.consequence)
    return line(
        Code(key),
        f": {change}. ",
        Strong("It can never become another one:"),
        prose(f" {consequence} {sentence(MERGING_KEY.migration)}"),
    )


def _estimate(before: Decisions, after: Decisions) -> Iterator[Block]:
    rows = estimated_changes(before, after)
    if rows:
        yield Heading(("Estimate",), level=3)
        yield Table(("What", "Before", "Now"), tuple(rows))
