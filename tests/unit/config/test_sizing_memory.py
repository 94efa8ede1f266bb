"""Memory, connections and processes that the workload needs."""

import pytest

from config.sizing import (
    as_quantity,
    disk_for,
    estimate,
    heap_for_indices,
    heap_needed,
    master_heap_needed,
    mysql_connections_needed,
    public_api_processes,
    public_api_processes_needed,
    redis_needed,
    workers_needed,
)
from tests.unit.config.stacks import CLUSTERS, SMALLEST
from tests.unit.config.test_sizing import decided

pytestmark = pytest.mark.unit

MEBIBYTE = 1024**2
GIBIBYTE = 1024**3


def test_masters_of_their_own_take_the_list_of_indices_off_the_data_nodes() -> None:
    masters = "dependencies: {elasticsearch: {dedicatedMasters: {nodes: 3}}}"
    mixed, dedicated = decided(CLUSTERS), decided(CLUSTERS, masters)
    of_masters = master_heap_needed(mixed, 24)
    # Every node holds a part of 77 indices, and two of three one of the 25 of field changes.
    of_fields = -(-2 * (77 * 3 + 25 * 2) // 3) * 500 * 1024

    assert of_masters == -(-204 * GIBIBYTE // 3000)
    assert heap_for_indices(mixed, 24) == of_fields + of_masters
    assert heap_for_indices(dedicated, 24) == of_fields
    assert heap_needed(dedicated, 24) == heap_for_indices(dedicated, 24) + 512 * MEBIBYTE
    assert "Elasticsearch heap per master" in {f.name for f in estimate(dedicated).figures}
    assert "Elasticsearch heap per master" not in {f.name for f in estimate(mixed).figures}


def test_redis_holds_what_is_active_for_as_long_as_caches_say() -> None:
    load = """
    workload:
      eventsPerDay: 2400
      sessionsPerDay: 240
      peakFactor: 1
      profileBytes: 100
      sessionBytes: 200
      assumptions: {redisKeyBytes: 0, redisBaseMebibytes: 0}
    application: {caches: {profileRetentionSeconds: 7200, sessionRetentionSeconds: 360}}
    """

    assert redis_needed(decided(SMALLEST, load)) == 10 * 2 * 100 + 10 * 200 // 10
    more = "workload: {activeProfilesPerHour: 50}"
    assert redis_needed(decided(SMALLEST, load, more)) == 50 * 2 * 100 + 10 * 200 // 10
    base = "workload: {assumptions: {redisBaseMebibytes: 3, redisKeyBytes: 20}}"
    assert redis_needed(decided(SMALLEST, load, base)) == 3 * MEBIBYTE + 10 * 2 * 120 + 220


def test_autoscaling_counts_with_the_most_pods() -> None:
    scaled = "application: {publicApi: {processes: 2, autoscaling: {maxReplicas: 6}}}"
    decisions = decided(SMALLEST, scaled)

    assert public_api_processes(decisions) == 12
    # 8 pods while they are rolled over, 2 of the private API, 2 workers and the merging worker.
    assert mysql_connections_needed(decisions) == (8 * 2 + 2 + 3) * 10 + 15


def test_workers_of_the_commercial_edition_open_connections_too() -> None:
    plain = mysql_connections_needed(decided(CLUSTERS))
    off = "application: {commercial: {workers: {workflow: {enabled: false}}}}"
    full = """
    application:
      commercial:
        bridge: {enabled: true}
        workers:
          background: {replicas: 4}
          collector: {enabled: true, scaling: {maxReplicas: 8}}
          destination: {enabled: true}
          logger: {enabled: true}
    """

    # The background worker alone, 2 pods while it is rolled over.
    assert mysql_connections_needed(decided(CLUSTERS, off)) == plain + 2 * 10
    # 5 background, 10 collector, 2 workflow, 2 destination, 2 logger, 2 bridge.
    assert mysql_connections_needed(decided(CLUSTERS, full)) == plain + 23 * 10


def test_requests_bring_several_events() -> None:
    load = "workload: {eventsPerDay: 8640000, peakFactor: 3}"
    bulk = "workload: {assumptions: {eventsPerRequest: 5, requestsPerSecondPerProcess: 20}}"

    assert public_api_processes_needed(decided(SMALLEST, load)) == 10
    assert public_api_processes_needed(decided(SMALLEST, load, bulk)) == 3
    assert workers_needed(decided(SMALLEST, load)) == 6


@pytest.mark.parametrize(
    ("number", "up", "down"),
    [
        (1, "1Mi", "0Mi"),
        (512 * MEBIBYTE, "512Mi", "512Mi"),
        (2 * GIBIBYTE, "2Gi", "2Gi"),
        (2 * GIBIBYTE + 1, "2049Mi", "2048Mi"),
        (10 * GIBIBYTE + 1, "11Gi", "10Gi"),
    ],
)
def test_bytes_as_people_write_them(number: int, up: str, down: str) -> None:
    assert as_quantity(number) == up
    assert as_quantity(number, up=False) == down


def test_a_disk_is_filled_to_the_low_watermark() -> None:
    assert disk_for(85) == 100
    assert disk_for(86) == 102
