"""What must hold for the arithmetic of capacity whatever the figures are."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.decisions import Decisions
from config.sizing import bytes_per_node, estimate, indices, redis_needed, shards

pytestmark = pytest.mark.unit

PERIODS = st.sampled_from(["year", "quarter", "month", "day"])
KINDS = ("event", "profile", "session", "entity", "log", "fieldUpdateLog")
COUNTS = st.integers(1, 10_000_000_000)
MONTHS = st.integers(1, 24)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


WORKLOADS = st.fixed_dictionaries(
    {
        "eventsPerDay": optional(COUNTS),
        "peakFactor": st.integers(1, 1000),
        "eventBytes": st.integers(1, 10_000_000),
        "sessionsPerDay": optional(COUNTS),
        "sessionBytes": st.integers(1, 10_000_000),
        "profiles": st.integers(0, 10_000_000_000),
        "profilesPerDay": optional(COUNTS),
        "profileBytes": st.integers(1, 10_000_000),
        "activeProfilesPerHour": optional(COUNTS),
        "tenants": optional(st.integers(1, 100_000)),
        "retention": st.fixed_dictionaries(
            {kind: optional(st.integers(1, 240)) for kind in KINDS if kind != "profile"}
        ),
        "assumptions": st.fixed_dictionaries(
            {
                "indexExpansionPercent": st.integers(10, 1000),
                "stagingPercent": st.integers(0, 1000),
                "logPercent": st.integers(0, 1000),
                "eventsPerSession": st.integers(1, 100_000),
            }
        ),
    }
)
SHAPES = st.fixed_dictionaries(
    {
        "dataNodes": st.integers(1, 1000),
        "shards": st.integers(1, 50),
        "fieldUpdateLogShards": st.integers(1, 50),
        "replicas": st.integers(0, 10),
    }
)


@st.composite
def stacks(draw: st.DrawFn) -> dict[str, Any]:
    """A stack whose Elasticsearch is run by somebody else, with any load and partitioning."""
    return {
        "application": {
            "adminEmail": "ops@example.com",
            "partitioning": draw(st.fixed_dictionaries(dict.fromkeys(KINDS, PERIODS))),
            "fieldUpdateLog": draw(st.booleans()),
        },
        "workload": draw(WORKLOADS),
        "dependencies": {
            "elasticsearch": {
                "topology": "external",
                "hosts": ["es.example.com"],
                "username": "tracardi",
                **draw(SHAPES),
            }
        },
    }


def decided(stack: dict[str, Any], **workload: Any) -> Decisions:
    return Decisions.model_validate({**stack, "workload": {**stack["workload"], **workload}})


@given(stacks())
@settings(deadline=None)
def test_an_estimate_is_always_possible(stack: dict[str, Any]) -> None:
    found = estimate(decided(stack))

    assert len(found.everything) == len(found.kept) == 24
    for figure in found.figures:
        assert figure.name
        assert figure.needed
        assert figure.given
        assert figure.basis
    known = stack["workload"]["eventsPerDay"] is not None
    assert all((month.bytes_per_node is not None) == known for month in found.everything)


@given(stacks())
@settings(deadline=None)
def test_nothing_grows_by_being_deleted_and_nothing_that_is_kept_for_ever_shrinks(
    stack: dict[str, Any],
) -> None:
    found = estimate(decided(stack))

    for everything, kept in zip(found.everything, found.kept, strict=True):
        assert kept.indices <= everything.indices
        assert kept.shards <= everything.shards
        assert (kept.bytes_per_node or 0) <= (everything.bytes_per_node or 0)
        # Each kind keeps an index to write to, in each context.
        assert kept.indices >= 2 * len(KINDS)
    for before, after in zip(found.everything, found.everything[1:], strict=False):
        assert before.indices <= after.indices
        assert before.shards <= after.shards
        assert (before.bytes_per_node or 0) <= (after.bytes_per_node or 0)


@given(stacks(), COUNTS, COUNTS, MONTHS)
@settings(deadline=None)
def test_more_events_never_need_less(
    stack: dict[str, Any], one: int, other: int, month: int
) -> None:
    fewer = decided(stack, eventsPerDay=min(one, other))
    more = decided(stack, eventsPerDay=max(one, other))

    assert (bytes_per_node(fewer, month) or 0) <= (bytes_per_node(more, month) or 0)
    assert (redis_needed(fewer) or 0) <= (redis_needed(more) or 0)
    assert shards(fewer, month) == shards(more, month)


@given(stacks(), st.sampled_from(KINDS), st.integers(1, 240), st.integers(1, 240), MONTHS)
@settings(deadline=None)
def test_a_shorter_retention_never_keeps_more(
    stack: dict[str, Any], kind: str, one: int, other: int, month: int
) -> None:
    kinds = stack["workload"]["retention"]
    if kind not in kinds:
        kind = "event"
    forever, longer, shorter = (
        decided(stack, retention={**kinds, kind: months})
        for months in (None, max(one, other), min(one, other))
    )

    for count in (indices, shards):
        assert count(shorter, month) <= count(longer, month) <= count(forever, month)
    kept = [bytes_per_node(decisions, month) or 0 for decisions in (shorter, longer, forever)]
    assert kept == sorted(kept)


@given(stacks(), st.integers(1, 1000), st.integers(1, 1000), MONTHS)
@settings(deadline=None)
def test_more_nodes_never_hold_more_each(
    stack: dict[str, Any], one: int, other: int, month: int
) -> None:
    shape = stack["dependencies"]["elasticsearch"]
    few, many = (
        decided({**stack, "dependencies": {"elasticsearch": {**shape, "dataNodes": nodes}}})
        for nodes in (min(one, other), max(one, other))
    )

    assert (bytes_per_node(many, month) or 0) <= (bytes_per_node(few, month) or 0)


@given(stacks(), st.sampled_from(KINDS), MONTHS)
@settings(deadline=None)
def test_longer_periods_never_make_more_indices_where_nothing_is_deleted(
    stack: dict[str, Any], kind: str, month: int
) -> None:
    application = stack["application"]
    counts = []
    for period in ("year", "quarter", "month", "day"):
        partitioning = {**application["partitioning"], kind: period}
        longer = {**stack, "application": {**application, "partitioning": partitioning}}
        counts.append(indices(decided(longer), month, kept=False))

    assert counts == sorted(counts)
