"""The workload: every figure can be left out, is explained, and counts in the estimate."""

from typing import Any

import pytest

from config.decisions import Decisions
from config.shape import choices, keys, limits
from config.sizing import (
    bytes_per_node,
    heap_needed,
    public_api_processes_needed,
    redis_needed,
    shards,
    workers_needed,
)
from tests.unit.config.stacks import SMALLEST, decide, merged

pytestmark = pytest.mark.unit

LEAVES = [key for key in keys() if key.location[0] == "workload" and not key.is_group]

LOAD = """
workload: {eventsPerDay: 100000000}
application: {fieldUpdateLog: true}
monitoring: {telemetry: {storeLogsInElasticsearch: true}}
"""


def outcome(location: tuple[str, ...], value: Any) -> tuple[int | None, ...]:
    """What the estimate comes to when the key at `location` has `value`."""
    stack: dict[str, Any] = merged(SMALLEST, LOAD)
    group = stack
    for key in location[:-1]:
        group = group.setdefault(key, {})
    group[location[-1]] = value
    decisions = Decisions.model_validate(stack)
    return (
        bytes_per_node(decisions, 24),
        shards(decisions, 24),
        heap_needed(decisions, 24),
        redis_needed(decisions),
        public_api_processes_needed(decisions),
        workers_needed(decisions),
    )


@pytest.mark.parametrize("key", LEAVES, ids=lambda key: ".".join(key.location))
def test_every_figure_counts(key: Any) -> None:
    if key.name == "preset":
        assert choices(key.field) == ("small", "medium", "large")
        return
    least, greatest = limits(key.field)
    assert least is not None
    assert greatest is not None

    assert outcome(key.location, least) != outcome(key.location, min(greatest, 1000))


@pytest.mark.parametrize("key", LEAVES, ids=lambda key: ".".join(key.location))
def test_every_figure_says_where_it_comes_from(key: Any) -> None:
    assert key.about.consequence
    assert key.about.question in {"2.2", "3.3", "3.4"}
    assert key.about.source


def test_nothing_has_to_be_known() -> None:
    decisions, warnings = decide(SMALLEST, "workload: {}")

    assert warnings == ()
    assert decisions.workload.events_per_day is None
    assert decisions.workload.retention.event is None
