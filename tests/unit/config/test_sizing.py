"""The arithmetic of capacity, piece by piece, at the figures where something begins or ends."""

import pytest

from config.decisions import Decisions
from config.sizing import (
    Kind,
    bytes_per_node,
    disk_per_node,
    estimate,
    indices,
    kinds,
    largest_shard,
    public_api_processes_needed,
    redis_needed,
    shards,
    shards_after_two_years,
    tenants,
    workers_needed,
)
from tests.unit.config.stacks import CLUSTERS, EXTERNAL, SMALLEST, merged, split

pytestmark = pytest.mark.unit

MEBIBYTE = 1024**2
GIBIBYTE = 1024**3
KINDS = ["event", "profile", "session", "entity", "log", "fieldUpdateLog"]


def decided(*layers: str) -> Decisions:
    """The decisions of the layers, whatever the checks would say about them."""
    groups, _ = split(merged(*layers))
    return Decisions.model_validate(groups)


@pytest.mark.parametrize(
    ("periods_per_year", "month", "begun"),
    [
        (1, 1, 1),
        (1, 11, 1),
        (1, 12, 2),
        (1, 24, 3),
        (4, 2, 1),
        (4, 3, 2),
        (4, 24, 9),
        (12, 1, 2),
        (12, 24, 25),
        (365, 1, 31),
        (365, 24, 731),
    ],
)
def test_an_index_begins_with_each_period(periods_per_year: int, month: int, begun: int) -> None:
    assert Kind("event", periods_per_year, 1, None).begun(month) == begun


@pytest.mark.parametrize(
    ("periods_per_year", "retention", "month", "deleted"),
    [
        (12, None, 24, 0),
        (12, 3, 3, 0),
        # The first month is three months old when the fourth is over; it goes in the fifth.
        (12, 3, 4, 0),
        (12, 3, 5, 1),
        (12, 3, 24, 20),
        (4, 3, 6, 0),
        (4, 3, 7, 1),
        (4, 3, 9, 1),
        (4, 3, 10, 2),
        (1, 12, 24, 0),
        (1, 12, 25, 1),
        (365, 1, 2, 30),
    ],
)
def test_an_index_is_deleted_when_all_of_it_is_old(
    periods_per_year: int, retention: int | None, month: int, deleted: int
) -> None:
    kind = Kind("event", periods_per_year, 1, retention)

    assert kind.deleted(month) == deleted
    assert kind.indices(month, kept=True) == kind.begun(month) - deleted
    assert kind.indices(month, kept=False) == kind.begun(month)


def test_the_bytes_are_those_of_the_days_that_are_kept() -> None:
    kind = Kind("event", 12, 1, 3, bytes_at_start=7, bytes_per_day=1200)

    assert kind.bytes(12, kept=False) == 7 + 1200 * 365
    # Eight months are deleted, so four are left.
    assert kind.bytes(12, kept=True) == 7 + 1200 * 365 * 4 // 12


def test_there_are_twelve_indices_at_installation_and_as_many_of_each_kind() -> None:
    decisions = decided(SMALLEST)

    assert [kind.name for kind in kinds(decisions)] == KINDS
    assert [kind.shards for kind in kinds(decisions)] == [3, 3, 3, 3, 3, 1]
    assert indices(decisions, 0) == 12
    assert shards(decisions, 0) == 2 * (5 * 3 + 1)


def test_every_figure_of_a_kind_comes_from_its_own_answers() -> None:
    decisions = decided(
        SMALLEST,
        """
        workload:
          eventsPerDay: 1000
          eventBytes: 10
          sessionsPerDay: 30
          sessionBytes: 7
          profiles: 5
          profilesPerDay: 11
          profileBytes: 13
          retention: {event: 1, session: 2, entity: 3, log: 4, fieldUpdateLog: 5}
          assumptions: {entityPercent: 3, logPercent: 17, fieldUpdateLogPercent: 19}
        application:
          fieldUpdateLog: true
          partitioning:
            {event: day, profile: year, session: month, entity: quarter, log: year}
        monitoring: {telemetry: {storeLogsInElasticsearch: true}}
        dependencies: {elasticsearch: {shards: 4, fieldUpdateLogShards: 2}}
        """,
    )

    assert kinds(decisions) == (
        Kind("event", 365, 4, 1, 0, 10_000),
        Kind("profile", 1, 4, None, 65, 143),
        Kind("session", 12, 4, 2, 0, 210),
        Kind("entity", 4, 4, 3, 0, 300),
        Kind("log", 1, 4, 4, 0, 1700),
        Kind("fieldUpdateLog", 12, 2, 5, 0, 1900),
    )


def test_log_lines_and_field_changes_take_no_disk_where_they_are_not_stored() -> None:
    decisions = decided(SMALLEST, "workload: {eventsPerDay: 1000}")

    by_name = {kind.name: kind.bytes_per_day for kind in kinds(decisions)}
    assert by_name["log"] == by_name["fieldUpdateLog"] == 0
    assert by_name["entity"] == 1000 * 1500 * 2 // 100


def test_sessions_and_profiles_follow_from_the_events_where_they_are_not_decided() -> None:
    by_name = {kind.name: kind for kind in kinds(decided(SMALLEST, "workload: {eventsPerDay: 11}"))}

    # Two sessions, since part of one is a whole one; 30 % of them are one new profile.
    assert by_name["session"].bytes_per_day == 2 * 1500
    assert by_name["profile"].bytes_per_day == 1 * 4000


def test_without_events_a_day_there_is_no_disk_but_there_are_shards() -> None:
    decisions = decided(SMALLEST, "workload: {profiles: 1000000, sessionsPerDay: 5}")
    found = estimate(decisions)

    assert {month.bytes_per_node for month in (*found.everything, *found.kept)} == {None}
    assert found.kept[23].shards == 512
    assert largest_shard(decisions) is None
    assert redis_needed(decisions) is None
    assert public_api_processes_needed(decisions) is None
    assert workers_needed(decisions) is None
    assert [figure.needed for figure in found.figures].count("not known without events a day") == 4


def test_copies_need_nodes() -> None:
    external = "dependencies: {elasticsearch: {dataNodes: %s, replicas: %s, shards: 1}}"
    load = "workload: {eventsPerDay: 1000}"
    alone = decided(EXTERNAL, load, external % (1, 1))
    pair = decided(EXTERNAL, load, external % (2, 1))
    three = decided(EXTERNAL, load, external % (3, 1))
    too_many = decided(EXTERNAL, load, external % (3, 9))

    assert shards(pair, 24) == shards(three, 24) == 2 * shards(alone, 24)
    # Copies without a node count towards the limit and take no disk.
    assert shards(too_many, 24) == 10 * shards(alone, 24)
    full = bytes_per_node(alone, 24)
    assert full is not None
    assert bytes_per_node(pair, 24) == bytes_per_node(too_many, 24) == full
    assert bytes_per_node(three, 24) == -(-full * 2 // 3)


def test_the_disk_is_the_volume_or_what_is_said_of_somebody_elses() -> None:
    known = "dependencies: {elasticsearch: {storagePerNode: 7Gi}}"

    assert disk_per_node(decided(SMALLEST)) == 20 * GIBIBYTE
    assert disk_per_node(decided(CLUSTERS)) == 100 * GIBIBYTE
    assert disk_per_node(decided(EXTERNAL)) is None
    assert disk_per_node(decided(EXTERNAL, known)) == 7 * GIBIBYTE


def test_the_tenants_are_those_expected_or_those_listed() -> None:
    listed = """
    application:
      multiTenancy:
        privateDomain: api.example.com
        publicDomain: collect.example.com
        tenants:
          - {name: bluewater, adminEmail: ops@example.com}
          - {name: greenfield, adminEmail: ops@example.com}
    """
    one, two = decided(EXTERNAL), decided(EXTERNAL, listed)
    more = decided(EXTERNAL, listed, "workload: {tenants: 5}")

    assert (tenants(one), tenants(two), tenants(more)) == (1, 2, 5)
    assert shards(two, 24) == 2 * shards(one, 24)
    assert indices(more, 24) == 5 * indices(one, 24)


def test_the_largest_shard_is_found_among_all_kinds() -> None:
    few = "dependencies: {elasticsearch: {shards: 10, fieldUpdateLogShards: 1}}"
    load = "workload: {eventsPerDay: 1200, eventBytes: 1000, assumptions: {entityPercent: 0}}"
    events = largest_shard(decided(EXTERNAL, load, few))
    changes = largest_shard(decided(EXTERNAL, load, few, "application: {fieldUpdateLog: true}"))
    imported = largest_shard(decided(EXTERNAL, load, few, "workload: {profiles: 1000000}"))
    assert events is not None
    assert changes is not None
    assert imported is not None

    # 1.2 MB a day, for a twelfth of 365 days, by ten shards, and ten percent on top.
    assert (events[0].name, events[1]) == ("event", 36_500_000 * 110 // 1000)
    # A fifth of it in a single shard is more.
    assert (changes[0].name, changes[1]) == ("fieldUpdateLog", 7_300_000 * 110 // 100)
    assert imported[0].name == "profile"


def test_the_months_of_the_estimate_are_those_of_the_functions() -> None:
    decisions = decided(SMALLEST, "workload: {eventsPerDay: 9999, retention: {event: 2}}")
    found = estimate(decisions)

    assert [month.month for month in found.everything] == list(range(1, 25))
    assert [month.month for month in found.kept] == list(range(1, 25))
    for everything, kept in zip(found.everything, found.kept, strict=True):
        assert everything.indices == indices(decisions, everything.month, kept=False)
        assert kept.indices == indices(decisions, kept.month)
        assert everything.shards == shards(decisions, everything.month, kept=False)
        assert kept.bytes_per_node == bytes_per_node(decisions, kept.month)
    assert found.everything[23].shards == shards_after_two_years(
        decisions.dependencies.elasticsearch, decisions.application.partitioning
    )
    assert (found.shard_limit, found.disk_per_node_bytes) == (1000, 20 * GIBIBYTE)


def test_assumptions_say_whose_they_are() -> None:
    stack = "workload: {preset: small, peakFactor: 9, assumptions: {logPercent: 1}}"
    found = {a.name: a for a in estimate(decided(SMALLEST, stack)).assumptions}

    assert found["tracardi:workload.peakFactor"].value == "9"
    assert found["tracardi:workload.peakFactor"].source == "this stack's answer"
    assert found["tracardi:workload.assumptions.logPercent"].source == "this stack's answer"
    assert "assumption" in found["tracardi:workload.assumptions.stagingPercent"].source
    assert found["shards that a data node takes at most"].value == "1000"
    for assumption in found.values():
        assert assumption.value
        assert assumption.source
