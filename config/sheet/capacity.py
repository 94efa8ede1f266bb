"""The estimate: what the decisions lead to within two years."""

from collections.abc import Iterator
from typing import Final

from config.decisions import Decisions
from config.sheet.blocks import Block, Code, Folded, Heading, Line, Paragraph, Table, counted, prose
from config.sheet.curves import charts, has_bytes, has_retention
from config.sheet.values import gibibytes, percent
from config.sizing import (
    FLOOD_STAGE,
    HIGH_WATERMARK,
    LOW_WATERMARK,
    Estimate,
    Figure,
    Month,
    estimate,
)

MONTHS: Final = (1, 6, 12, 24)
"""The months that stand in the table; the curves have all of them."""


def capacity(decisions: Decisions) -> Iterator[Block]:
    """The estimate's months, its figures, its assumptions, and its curves."""
    estimated = estimate(decisions)
    yield Heading(("Estimate",))
    yield Paragraph(_limits(estimated))
    yield _growth(estimated)
    yield from charts(estimated)
    if estimated.figures:
        yield Table(
            ("What", "Needed", "Given", "Where the number comes from"),
            tuple(map(_figure, estimated.figures)),
        )
    if estimated.assumptions:
        rows = tuple(
            (prose(each.name), prose(each.value), prose(each.source))
            for each in estimated.assumptions
        )
        yield Folded(
            (counted(len(rows), "assumption"),), Table(("Assumption", "Value", "Source"), rows)
        )


def estimated_changes(before: Decisions, after: Decisions) -> list[tuple[Line, ...]]:
    """A row for each number of the estimate that is another one: what, before, now."""
    old, new = _numbers(estimate(before)), _numbers(estimate(after))
    return [
        (prose(name), _amount(old.get(name, "")), _amount(new.get(name, "")))
        for name in dict.fromkeys((*new, *old))
        if old.get(name) != new.get(name)
    ]


def _numbers(estimated: Estimate) -> dict[str, str]:
    last, kept = estimated.everything[-1], estimated.kept[-1]
    numbers = {
        f"Shards after {last.month} months, nothing deleted": f"{last.shards:,}",
        f"Shards after {last.month} months, with retention": f"{kept.shards:,}",
        "Shards at most": f"{estimated.shard_limit:,}",
        f"Disk per node after {last.month} months, nothing deleted": _disk(last),
        f"Disk per node after {last.month} months, with retention": _disk(kept),
        "Volume per node": gibibytes(estimated.disk_per_node_bytes or 0),
    }
    for figure in estimated.figures:
        numbers[f"{figure.name}, needed"] = figure.needed
        numbers[f"{figure.name}, given"] = figure.given
    return numbers


def _limits(estimated: Estimate) -> Line:
    text = f"Elasticsearch refuses new indices beyond {estimated.shard_limit:,} shards."
    if estimated.disk_per_node_bytes is not None:
        text += (
            f" The volume of each node holds {gibibytes(estimated.disk_per_node_bytes)}: beyond "
            f"{percent(LOW_WATERMARK)} of it no more shards are put there, beyond "
            f"{percent(HIGH_WATERMARK)} shards are moved away, and beyond {percent(FLOOD_STAGE)} "
            "nothing is written any more."
        )
    if not has_bytes(estimated):
        text += (
            " The disk is not estimated, because `tracardi:workload` does not say how many events "
            "are expected."
        )
    if not has_retention(estimated):
        text += " Nothing is ever deleted, because no retention is decided."
    return prose(text)


def _growth(estimated: Estimate) -> Table:
    columns = ["Month", "Indices", "Shards", "Disk per node"]
    if has_retention(estimated):
        columns += [f"{name}, with retention" for name in columns[1:]]
    rows = []
    for everything, kept in zip(estimated.everything, estimated.kept, strict=True):
        if everything.month in MONTHS:
            cells = [str(everything.month), *_cells(everything)]
            rows.append((*cells, *(_cells(kept) if has_retention(estimated) else ())))
    return Table(tuple(columns), tuple(tuple((cell,) for cell in row) for row in rows))


def _cells(month: Month) -> tuple[str, ...]:
    return f"{month.indices:,}", f"{month.shards:,}", _disk(month)


def _disk(month: Month) -> str:
    return "not known" if month.bytes_per_node is None else gibibytes(month.bytes_per_node)


def _figure(figure: Figure) -> tuple[Line, ...]:
    return (
        prose(figure.name),
        _amount(figure.needed),
        _amount(figure.given),
        prose(figure.basis),
    )


def _amount(text: str) -> Line:
    # A sentence in place of an amount is no code.
    return prose(text or "none") if " " in text or not text else (Code(text),)
