"""What stands in a decision sheet, from its headline to its end."""

from collections.abc import Iterator
from typing import Final

from config.decisions import Decisions
from config.findings import PREFIX, Finding
from config.groups.deployment import WAIVERS
from config.sheet.blocks import (
    Block,
    Bullets,
    Code,
    Heading,
    Line,
    Paragraph,
    Strong,
    Table,
    counted,
    line,
    prose,
)
from config.sheet.capacity import capacity
from config.sheet.comparison import Comparison, comparison
from config.sheet.lasting import lasting
from config.sheet.questions import questions
from config.sheet.row import sentence
from config.sheet.subject import Subject

_NOTHING: Final = "Nothing is installed until the errors are put right."


def sheet(subject: Subject, compared: Comparison | None = None) -> tuple[Block, ...]:
    """The whole sheet about `subject`, as far as its decisions can be read.

    With `compared`, it says what changed as well. Errors come before everything else.
    """
    decisions = subject.decisions
    blocks: list[Block] = [*_headline(subject)]
    if compared is not None and not subject.errors:
        blocks += comparison(subject, compared)
    blocks += _findings(subject)
    if compared is not None and subject.errors:
        blocks += comparison(subject, compared)
    blocks += questions(subject)
    if decisions is not None:
        blocks += [*_accepted(subject), *capacity(decisions), *lasting(decisions)]
    return tuple(blocks)


def _headline(subject: Subject) -> Iterator[Block]:
    yield Heading(("Decision sheet: ", Code(subject.stack)), level=1)
    if subject.decisions is not None:
        yield _deployment(subject.decisions)
    counts = [
        counted(len(subject.errors), "error"),
        counted(len(subject.warnings), "warning"),
        counted(len(subject.accepted), "accepted risk"),
    ]
    summary: Line = (", ".join(counts) + ".",)
    yield Paragraph(line(*summary, " ", Strong(_NOTHING)) if subject.errors else summary)


def _deployment(decisions: Decisions) -> Table:
    deployment = decisions.deployment
    values = (deployment.edition, deployment.platform, deployment.tier, deployment.version)
    return Table(
        ("Edition", "Platform", "Tier", "Version of Tracardi"),
        (tuple((Code(value),) for value in values),),
    )


def _findings(subject: Subject) -> Iterator[Block]:
    if not subject.findings:
        return
    yield Heading(("Findings",))
    for title, findings in (("Errors", subject.errors), ("Warnings", subject.warnings)):
        if findings:
            yield Heading((title,), level=3)
            yield Bullets(tuple(map(_finding, findings)))
    accepted = {finding.waiver: _place(finding) for finding in subject.accepted}
    if accepted:
        yield Heading(("Risks that are accepted",), level=3)
        yield Bullets(
            tuple(
                line(Code(waiver), ": ", prose(WAIVERS.get(waiver, "")), " (", place, ")")
                for waiver, place in accepted.items()
                if waiver is not None
            )
        )


def _finding(finding: Finding) -> Line:
    said = line(_place(finding), ": ", prose(finding.rule), "; ", prose(finding.advice))
    if finding.waiver is None:
        return said
    place = Code(f"{PREFIX}deployment.acceptRisks")
    return line(said, ", or accept the risk: add ", Code(finding.waiver), " to ", place)


def _place(finding: Finding) -> Line:
    value = (" = ", Code(finding.value)) if finding.value else ()
    return (Code(finding.path), *value)


def _accepted(subject: Subject) -> Iterator[Block]:
    yield Heading(("Accepted risks",))
    if not subject.accepted:
        yield Paragraph(("No risk is accepted.",))
        return
    yield Table(
        ("Risk", "What accepting it means", "Where it is taken", "What is asked", "How to end it"),
        tuple(
            (
                (Code(finding.waiver or ""),),
                prose(sentence(WAIVERS.get(finding.waiver or "", ""))),
                _place(finding),
                prose(sentence(finding.rule)),
                prose(sentence(finding.advice)),
            )
            for finding in subject.accepted
        ),
    )
