"""The checks across groups: where exactly they begin and end, and the arithmetic behind them."""

import pytest

from config.findings import Severity
from config.groups.dependencies import ElasticsearchSingle, MysqlSingle, RedisSingle
from config.sizing import (
    connections_per_process,
    mysql_connections_needed,
    shards_after_two_years,
)
from tests.unit.config.stacks import (
    EXTERNAL,
    PRODUCTION,
    SMALLEST,
    decide,
    decisions,
    errors,
    waive,
)

pytestmark = pytest.mark.unit

GIBIBYTE = 1024**3


@pytest.mark.parametrize(
    ("memory", "heap"),
    [
        ("1Gi", GIBIBYTE // 2),
        ("8Gi", 4 * GIBIBYTE),
        ("62Gi", 31 * GIBIBYTE),
        ("1Ti", 31 * GIBIBYTE),
    ],
)
def test_the_heap_is_half_of_the_memory_and_at_most_31_gibibytes(memory: str, heap: int) -> None:
    found = decisions(f"dependencies: {{elasticsearch: {{memory: {memory}}}}}")
    elasticsearch = found.dependencies.elasticsearch

    assert isinstance(elasticsearch, ElasticsearchSingle)
    assert elasticsearch.heap_bytes == heap
    assert elasticsearch.data_nodes == 1


def test_shares_of_memory() -> None:
    stores = decisions().dependencies

    assert isinstance(stores.mysql, MysqlSingle)
    assert stores.mysql.buffer_pool_bytes == GIBIBYTE
    assert isinstance(stores.redis, RedisSingle)
    assert stores.redis.max_memory_bytes == GIBIBYTE * 6 // 10


@pytest.mark.parametrize(
    ("version", "connections"), [("0.9.0.3", 10), ("1.0.0", 10), ("1.1.0", 14), ("2.0.0", 14)]
)
def test_connections_of_one_process(version: str, connections: int) -> None:
    assert connections_per_process(version) == connections


def test_connections_count_every_process_and_a_rolling_update() -> None:
    # 2 pods of each API while they are rolled over, installation, update worker, merging worker.
    assert mysql_connections_needed(decisions()) == 7 * 10 + 15
    # Without merging one worker less; 5 pods roll with 2 more; 3 processes each.
    found = decisions(
        """
        application:
          merging: {enabled: false}
          publicApi: {replicas: 5, processes: 3}
        dependencies: {mysql: {maxConnections: 265}}
        """
    )
    assert mysql_connections_needed(found) == (2 + 7 * 3 + 2) * 10 + 15


def test_connections_that_just_suffice() -> None:
    assert errors(SMALLEST, "dependencies: {mysql: {maxConnections: 85}}") == ()


def test_shards_after_two_years() -> None:
    stores = decisions().dependencies
    partitioning = decisions().application.partitioning

    # 3 shards for events (25 months), profiles, sessions, entities (9 quarters each) and log lines
    # (25 months), 1 for field changes (25 months), in two contexts, without replicas.
    assert shards_after_two_years(stores.elasticsearch, partitioning) == 2 * (3 * 77 + 25)

    external, _ = decide(EXTERNAL)
    assert shards_after_two_years(external.dependencies.elasticsearch, partitioning) == 4 * (
        3 * 77 + 25
    )


@pytest.mark.parametrize(("shards", "warned"), [(4, False), (5, True)])
def test_a_warning_above_four_fifths_of_the_shards(shards: int, warned: bool) -> None:
    # One node: 666 of 1000 with 4 shards, 820 with 5.
    _, warnings = decide(SMALLEST, f"dependencies: {{elasticsearch: {{shards: {shards}}}}}")

    assert [w.path for w in warnings] == ["tracardi:dependencies.elasticsearch.shards"] * warned


def test_too_many_shards_in_the_second_year_are_a_warning() -> None:
    one_shard = "dependencies: {elasticsearch: {shards: 1}}"
    _, warnings = decide(SMALLEST, one_shard, "application: {partitioning: {event: day}}")

    assert [warning.path for warning in warnings] == [
        "tracardi:dependencies.elasticsearch.shards",
        "tracardi:application.partitioning.event",
    ]
    assert "18 pairs of days" in warnings[1].rule


def test_every_kind_of_index_can_be_warned_of_days() -> None:
    kinds = ["event", "profile", "session", "entity", "log", "fieldUpdateLog"]
    for kind in kinds:
        one_shard = "dependencies: {elasticsearch: {shards: 1}}"
        days = f"application: {{partitioning: {{{kind}: day}}}}"
        _, warnings = decide(SMALLEST, one_shard, days)
        assert warnings[-1].path == f"tracardi:application.partitioning.{kind}"


@pytest.mark.parametrize(
    ("layer", "path"),
    [
        ("deployment: {version: 1.3.0}", "deployment.version"),
        ("dependencies: {mysql: {username: root}}", "dependencies.mysql.username"),
        (
            "dependencies: {elasticsearch: {username: elastic}}",
            "dependencies.elasticsearch.username",
        ),
    ],
)
def test_advice_in_production_that_stops_nobody(layer: str, path: str) -> None:
    _, warnings = decide(EXTERNAL, PRODUCTION, layer)

    (warning,) = [warning for warning in warnings if warning.waiver is None]
    assert warning.path == f"tracardi:{path}"
    assert warning.severity is Severity.WARNING


SINGLE_PRODUCTION = """
deployment:
  tier: production
  acceptRisks:
    - no-monitoring
    - no-backup
    - single-node-elasticsearch
    - no-index-replicas
    - single-node-mysql
dependencies:
  elasticsearch: {memory: 8Gi, storage: {size: 10Gi}}
  mysql: {memory: 4Gi}
application: {publicApi: {replicas: 2}}
exposure:
  privateApiUrl: https://api.example.com
  publicApiUrl: https://collect.example.com
  guiUrl: https://tracardi.example.com
"""


def test_production_on_single_stores_is_possible_with_open_eyes() -> None:
    _, warnings = decide(SMALLEST, SINGLE_PRODUCTION)

    assert {warning.waiver for warning in warnings} == {
        "no-monitoring",
        "no-backup",
        "single-node-elasticsearch",
        "no-index-replicas",
        "single-node-mysql",
    }


@pytest.mark.parametrize(
    ("layer", "path"),
    [
        ("elasticsearch: {memory: 4Gi}", "elasticsearch.memory"),
        ("mysql: {memory: 2Gi}", "mysql.memory"),
        ("redis: {memory: 512Mi}", "redis.memory"),
    ],
)
def test_little_memory_in_production_is_a_warning(layer: str, path: str) -> None:
    _, warnings = decide(SMALLEST, SINGLE_PRODUCTION, f"dependencies: {{{layer}}}")

    assert [w.path for w in warnings if w.waiver is None] == [f"tracardi:dependencies.{path}"]


@pytest.mark.parametrize(
    ("layer", "path"),
    [
        ("elasticsearch: {memory: 1Gi}", "elasticsearch.memory"),
        ("elasticsearch: {storage: {size: 9Gi}}", "elasticsearch.storage.size"),
        ("mysql: {memory: 1Gi}", "mysql.memory"),
    ],
)
def test_too_little_in_production_is_an_error_that_is_none_in_dev(layer: str, path: str) -> None:
    assert errors(SMALLEST, f"dependencies: {{{layer}}}") == ()

    (finding,) = errors(SMALLEST, SINGLE_PRODUCTION, f"dependencies: {{{layer}}}")
    assert finding.path == f"tracardi:dependencies.{path}"


def test_a_production_waiver_is_refused_in_dev_where_it_waives_nothing() -> None:
    found = errors(SMALLEST, SINGLE_PRODUCTION, "deployment: {tier: dev}")

    assert [finding.path for finding in found] == [
        f"tracardi:deployment.acceptRisks[{position}]" for position in range(5)
    ]


def test_one_waiver_covers_all_findings_of_its_risk() -> None:
    plain = """
    exposure:
      privateApiUrl: http://api.example.com
      publicApiUrl: http://collect.example.com
    """
    assert len(errors(EXTERNAL, PRODUCTION, plain)) == 2

    warnings = waive((EXTERNAL, PRODUCTION, plain), "plain-http-urls")
    assert [warning.waiver for warning in warnings].count("plain-http-urls") == 2


AUTHORITY = "dependencies: {elasticsearch: {certificateAuthority: 'PEM', %s}}"


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("verifyCertificates: false", "verifyCertificates"),
        ("scheme: http", "certificateAuthority"),
    ],
)
def test_a_certificate_authority_must_not_be_contradicted(
    key: str, path: str, certificate_authority: str
) -> None:
    layer = (AUTHORITY % key).replace("PEM", certificate_authority)

    (finding,) = errors(EXTERNAL, layer)
    assert finding.path == f"tracardi:dependencies.elasticsearch.{path}"
    assert (
        errors(EXTERNAL, (AUTHORITY % "scheme: https").replace("PEM", certificate_authority)) == ()
    )


def test_the_installer_of_mysql_can_be_the_same_user() -> None:
    assert errors(EXTERNAL, "dependencies: {mysql: {installerUsername: tracardi}}") == ()


def test_a_name_of_ones_own_for_the_installer_of_mysql_needs_its_own_password() -> None:
    layer = "dependencies: {mysql: {installerUsername: installer}}"
    password = "mysqlInstallerPassword: {secure: InstallerPassword1}"

    assert errors(EXTERNAL, layer, password) == ()
