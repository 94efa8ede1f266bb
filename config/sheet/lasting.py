"""What of the decisions cannot be taken back, and what only at a cost."""

from collections.abc import Iterator

from config.about import Change
from config.decisions import Decisions
from config.flat import Answer, answers
from config.recorded import MERGING_KEY, unchangeable
from config.sheet.blocks import Block, Code, Folded, Heading, Line, Paragraph, Table, counted, prose
from config.sheet.row import consequence_of, is_elsewhere, sentence, short
from config.sheet.values import shown


def lasting(decisions: Decisions) -> Iterator[Block]:
    """The unchangeable decisions, those with one and the same consequence in one row, and folded
    below them the ones that are costly to change.
    """
    yield Heading(("What cannot be taken back",))
    yield Paragraph(
        prose(
            "Recorded at the first `pulumi up`. A later change of one of these is refused by the "
            "preview."
        )
    )
    rows = [
        (_listed(decided), prose(sentence(consequence)), prose(sentence(way)))
        for (consequence, way), decided in _never(decisions).items()
    ]
    columns = ("Decided", "What another answer would break", "The way to another answer")
    yield Table(columns, tuple(rows))
    costly = [answer for answer in answers(decisions) if answer.key.about.change is Change.COSTLY]
    if costly:
        yield Folded(
            (counted(len(costly), "decision that is", "decisions that are"), " costly to change"),
            Table(("Decision", "Answer", "How to change it"), tuple(map(_costly, costly))),
        )


def _never(decisions: Decisions) -> dict[tuple[str, str], list[tuple[str, Line]]]:
    """The unchangeable decisions with their answers, by consequence and way out."""
    recorded = {decision.path: decision for decision in unchangeable(decisions).values()}
    found: dict[tuple[str, str], list[tuple[str, Line]]] = {}
    for answer in answers(decisions):
        decision = recorded.get(answer.path)
        if decision is not None:
            reason = (decision.consequence, decision.migration)
        else:
            reason = (consequence_of(answer), answer.key.about.later or "")
        is_never = decision is not None or answer.key.about.change is Change.NEVER
        if is_never and not is_elsewhere(answer.path, decisions):
            found.setdefault(reason, []).append((short(answer.path), shown(answer.value)))
    reason = (MERGING_KEY.consequence, MERGING_KEY.migration)
    found.setdefault(reason, []).append((short(MERGING_KEY.path), ("secret",)))
    return found


def _listed(decided: list[tuple[str, Line]]) -> Line:
    pieces: list[str] = []
    for path, answer in decided:
        pieces += ["; " if pieces else "", Code(path), ": ", *answer]
    return tuple(piece for piece in pieces if piece)


def _costly(answer: Answer) -> tuple[Line, ...]:
    return (
        (Code(short(answer.path)),),
        shown(answer.value),
        prose(sentence(answer.key.about.later or "")),
    )
