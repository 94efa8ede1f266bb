"""The estimate as a whole: two courses over 24 months, figures, and what they rest on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from config.decisions import Decisions
from config.findings import render
from config.flat import Origin, answers
from config.sizing.disk import bytes_per_node, disk_per_node
from config.sizing.figures import Figure, figures
from config.sizing.indices import SHARDS_PER_DATA_NODE, indices, shard_limit, shards

MONTHS: Final = 24


@dataclass(frozen=True)
class Month:
    """The cluster when `month` months have passed: indices and shards of all tenants and both
    contexts, and the bytes on each data node, None where no events a day are decided.
    """

    month: int
    indices: int
    shards: int
    bytes_per_node: int | None


@dataclass(frozen=True)
class Assumption:
    """A figure that the estimate rests on: its key in the stack's file or its meaning, its value,
    and where it comes from.
    """

    name: str
    value: str
    source: str


@dataclass(frozen=True)
class Estimate:
    """What the decisions lead to over 24 months.

    `everything` is the course if no index is ever deleted, `kept` the one if indices older than
    `workload.retention` are. `disk_per_node_bytes` is None where no disk is known.
    """

    everything: tuple[Month, ...]
    kept: tuple[Month, ...]
    shard_limit: int
    disk_per_node_bytes: int | None
    figures: tuple[Figure, ...]
    assumptions: tuple[Assumption, ...]


def estimate(decisions: Decisions) -> Estimate:
    """The estimate of `decisions`. Always possible; raises nothing."""
    return Estimate(
        everything=_course(decisions, kept=False),
        kept=_course(decisions, kept=True),
        shard_limit=shard_limit(decisions),
        disk_per_node_bytes=disk_per_node(decisions),
        figures=tuple(figures(decisions)),
        assumptions=tuple(_assumptions(decisions)),
    )


def _course(decisions: Decisions, *, kept: bool) -> tuple[Month, ...]:
    return tuple(
        Month(
            month,
            indices(decisions, month, kept=kept),
            shards(decisions, month, kept=kept),
            bytes_per_node(decisions, month, kept=kept),
        )
        for month in range(1, MONTHS + 1)
    )


_SHARDS: Final = 'Elasticsearch reference, "Size your shards"'
_CONSTANTS: Final = (
    Assumption(
        "shards that a data node takes at most",
        str(SHARDS_PER_DATA_NODE),
        "Elasticsearch reference, cluster.max_shards_per_node",
    ),
    Assumption(
        "kinds of indices and contexts of each tenant",
        "6 and 2",
        "Tracardi/tracardi tracardi/service/storage/index.py 0.9.0-dev",
    ),
    Assumption(
        "watermarks of a disk: low, high, flood stage",
        "85 %, 90 %, 95 %",
        'Elasticsearch reference, "Disk-based shard allocation settings"',
    ),
    Assumption("heap of a data node for its work", "512Mi", _SHARDS),
    Assumption("heap of a data node for each field of each index", "1Ki", _SHARDS),
    Assumption("indices for each GiB of a master's heap", "3000", _SHARDS),
    Assumption("memory of one process of Tracardi", "250Mi", "measured on API 0.9.0-dev"),
)

_OF_WORKLOAD: Final = ("peakFactor", "eventBytes", "sessionBytes", "profileBytes")


def _assumptions(decisions: Decisions) -> Iterator[Assumption]:
    for answer in answers(decisions):
        group, name, *_ = (*answer.key.location, "")
        if group == "workload" and (name == "assumptions" or name in _OF_WORKLOAD):
            source = answer.key.about.source or ""
            given = {Origin.GIVEN: "this stack's answer", Origin.PRESET: "the preset"}
            yield Assumption(answer.path, render(answer.value), given.get(answer.origin, source))
    yield from _CONSTANTS
