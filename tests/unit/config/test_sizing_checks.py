"""Where exactly the checks of capacity begin: what cannot work, what is tight, what is fine."""

import pytest

from config.findings import Finding, Severity
from config.parse import examine
from tests.unit.config.stacks import CLUSTERS, EXTERNAL, NOT_INSTALLED, SMALLEST, merged, split

pytestmark = pytest.mark.unit

ELASTICSEARCH = "tracardi:dependencies.elasticsearch"
FINE = None


def findings(*layers: str) -> list[Finding]:
    """What is said about the layers, but for risks of production and what is not installed yet."""
    found = examine(*split(merged(*layers)))[1]
    return [item for item in found if item.waiver is None and NOT_INSTALLED not in item.rule]


def severity(path: str, *layers: str) -> Severity | None:
    """How serious the only finding is, which must be at `path`; None without one."""
    found = findings(*layers)
    assert [item.path for item in found] == [path] * len(found)
    assert len(found) <= 1
    return found[0].severity if found else None


YEARLY = """
application:
  partitioning:
    {event: year, profile: year, session: year, entity: year, log: year, fieldUpdateLog: year}
"""


@pytest.mark.parametrize(
    ("shards", "expected"),
    [
        # 2 contexts * (5 * shards + 1) * 2 periods within a year, * 3 within two.
        (26, FINE),  # 786
        (27, Severity.WARNING),  # 816, above 80 %
        (34, Severity.WARNING),  # 684, then 1026
        (49, Severity.WARNING),  # 984, then 1476
        (50, Severity.ERROR),  # 1004
    ],
)
def test_shards_of_one_node(shards: int, expected: Severity | None) -> None:
    layer = f"dependencies: {{elasticsearch: {{shards: {shards}}}}}"

    assert severity(f"{ELASTICSEARCH}.shards", SMALLEST, YEARLY, layer) == expected


def test_a_retention_that_is_carried_out_keeps_shards_below_the_limit() -> None:
    layer = "dependencies: {elasticsearch: {shards: 6}}"
    retention = "workload: {retention: {event: 3, session: 3, log: 3, fieldUpdateLog: 3}}"

    assert severity(f"{ELASTICSEARCH}.shards", SMALLEST, layer) is Severity.WARNING
    assert severity(f"{ELASTICSEARCH}.shards", SMALLEST, layer, retention) is FINE


def test_one_shard_and_yearly_indices_leave_only_more_nodes() -> None:
    tenants = """
    workload: {tenants: 90}
    dependencies: {elasticsearch: {shards: 1, dataNodes: 3}}
    application:
      multiTenancy: {privateDomain: api.example.com, publicDomain: collect.example.com}
    """
    (finding,) = findings(CLUSTERS, EXTERNAL, YEARLY, tenants)

    assert finding.path == f"{ELASTICSEARCH}.shards"
    assert finding.advice.startswith("add data nodes")


# A million events of 1000 bytes and nothing else: 1 GB a day, 365 GB in a year.
PLAIN = """
workload:
  eventsPerDay: 1000000
  eventBytes: 1000
  sessionsPerDay: 1
  profilesPerDay: 0
  assumptions:
    {indexExpansionPercent: 100, stagingPercent: 0, entityPercent: 0, eventsPerRequest: 10}
dependencies: {elasticsearch: {shards: 2}}
application: {partitioning: {event: quarter, log: quarter, fieldUpdateLog: quarter}}
"""


@pytest.mark.parametrize(
    ("gibibytes", "expected", "says"),
    [
        # 730 GB after two years are 679.9 GiB, 365 GB after one 339.9 GiB.
        (800, FINE, ""),
        (799, Severity.WARNING, "85 % full after 24 months"),
        (716, Severity.WARNING, "85 % full"),
        (715, Severity.WARNING, "95 % full after 24 months"),
        (358, Severity.WARNING, "95 % full after 13 months"),
        (357, Severity.ERROR, "95 % full after 12 months"),
        (28, Severity.ERROR, "95 % full after a month"),
    ],
)
def test_the_disk_of_one_node(gibibytes: int, expected: Severity | None, says: str) -> None:
    layer = f"dependencies: {{elasticsearch: {{storage: {{size: {gibibytes}Gi}}}}}}"

    assert severity(f"{ELASTICSEARCH}.storage.size", SMALLEST, PLAIN, layer) == expected
    for finding in findings(SMALLEST, PLAIN, layer):
        assert says in finding.rule
        assert "write 800Gi or more" in finding.advice


def test_the_advised_disk_is_enough() -> None:
    for load in ("workload: {preset: small, eventsPerDay: 123456}", "workload: {eventsPerDay: 77}"):
        tiny = "dependencies: {elasticsearch: {storage: {size: 1Gi}}}"
        for finding in findings(SMALLEST, load, tiny):
            size = finding.advice.split()[1]
            enough = f"dependencies: {{elasticsearch: {{storage: {{size: {size}}}}}}}"
            assert severity(finding.path, SMALLEST, load, enough) is FINE


def test_a_disk_that_somebody_else_runs_is_warned_of_where_it_is_known() -> None:
    known = "dependencies: {elasticsearch: {storagePerNode: 250Gi}}"

    assert findings(EXTERNAL, PLAIN) == []
    (finding,) = findings(EXTERNAL, PLAIN, known)
    assert finding.path == f"{ELASTICSEARCH}.storagePerNode"
    # 680 GiB in two copies on three nodes are 453 GiB each.
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("events", "shards", "expected"),
    [
        # A month of events is events * 365 / 12 * 1000 bytes; 50 GiB are 53.687 GB.
        (1_765_000, 1, FINE),
        (1_766_000, 1, Severity.WARNING),
        (3_530_000, 2, FINE),
        (3_531_000, 2, Severity.WARNING),
    ],
)
def test_shards_grow_to_50_gibibytes(events: int, shards: int, expected: Severity | None) -> None:
    layer = f"""
    workload: {{eventsPerDay: {events}}}
    dependencies: {{elasticsearch: {{shards: {shards}, storage: {{size: 9000Gi}}}}}}
    application: {{partitioning: {{event: month}}, publicApi: {{replicas: 2}}}}
    """

    assert severity(f"{ELASTICSEARCH}.shards", SMALLEST, PLAIN, layer) == expected


@pytest.mark.parametrize(
    ("layer", "path", "advice"),
    [
        ("workload: {eventsPerDay: 60000000}", "shards", "application.partitioning.event"),
        (
            """
            application: {fieldUpdateLog: true}
            workload: {assumptions: {fieldUpdateLogPercent: 1000}}
            """,
            "fieldUpdateLogShards",
            "write 17 or more",
        ),
    ],
)
def test_what_is_advised_against_large_shards(layer: str, path: str, advice: str) -> None:
    room = """
    dependencies: {elasticsearch: {storage: {size: 900000Gi}}}
    application: {publicApi: {replicas: 20}, partitioning: {event: quarter}}
    """
    found = findings(SMALLEST, PLAIN, room, layer)

    (finding,) = [item for item in found if "grow to" in item.rule]
    assert finding.path == f"{ELASTICSEARCH}.{path}"
    assert advice in finding.advice


@pytest.mark.parametrize(
    ("memory", "tier", "expected"),
    [
        # 18 indices of each kind and two contexts after two years, 12 after one:
        # 36 * 2000 KiB = 70.3 MiB, 36 / 3000 of 1 GiB = 12.3 MiB, 512 MiB for work.
        ("1190Mi", "dev", FINE),
        ("1189Mi", "dev", Severity.WARNING),
        ("1Gi", "dev", Severity.WARNING),
    ],
)
def test_the_heap_of_the_indices(memory: str, tier: str, expected: Severity | None) -> None:
    layer = f"""
    deployment: {{tier: {tier}}}
    workload: {{assumptions: {{fieldsPerIndex: 2000}}}}
    dependencies: {{elasticsearch: {{memory: {memory}}}}}
    """

    assert severity(f"{ELASTICSEARCH}.memory", SMALLEST, YEARLY, layer) == expected


TENANTS = """
workload: {tenants: 80}
application:
  multiTenancy: {privateDomain: api.example.com, publicDomain: collect.example.com}
dependencies: {elasticsearch: {nodes: 9, shards: 1, memory: %s}}
"""


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        # 1807.5 MiB within two years, 1375.6 MiB within one.
        ("8Gi", FINE),
        ("3500Mi", Severity.WARNING),
        ("2700Mi", Severity.ERROR),
    ],
)
def test_the_heap_of_many_tenants(memory: str, expected: Severity | None) -> None:
    found = findings(CLUSTERS, YEARLY, TENANTS % memory)
    at_memory = [item for item in found if "leaves a heap" in item.rule]

    assert [item.severity for item in at_memory] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        # 2880 of 3000 indices within two years, 1920 within one: 983 MiB and 656 MiB.
        ("2Gi", FINE),
        ("1900Mi", Severity.WARNING),
        ("1300Mi", Severity.ERROR),
    ],
)
def test_the_heap_of_masters(memory: str, expected: Severity | None) -> None:
    masters = f"dependencies: {{elasticsearch: {{dedicatedMasters: {{memory: {memory}}}}}}}"
    found = findings(CLUSTERS, YEARLY, TENANTS % "16Gi", masters)
    at_memory = [item for item in found if item.path.endswith("dedicatedMasters.memory")]

    assert [item.severity for item in at_memory] == ([expected] if expected else [])


def test_a_finding_about_a_filled_value_says_that_the_preset_filled_it_in() -> None:
    (finding,) = findings(SMALLEST, "workload: {preset: small, eventsPerDay: 200000}")

    assert finding.path == f"{ELASTICSEARCH}.storage.size"
    assert finding.value == "100Gi (preset small)"
