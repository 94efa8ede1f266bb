"""The decisions that cannot be taken back."""

import pytest

from config.recorded import MERGING_KEY, refusals, unchangeable
from config.shape import keys
from tests.unit.config.stacks import EXTERNAL, decide, decisions

pytestmark = pytest.mark.unit

KEYS = {
    "platform": "kubernetes",
    "namespace": "tracardi",
    "elasticsearchTopology": "single",
    "mysqlTopology": "single",
    "redisTopology": "single",
    "elasticsearchShards": "3",
    "fieldUpdateLogShards": "1",
    "elasticsearchStorageClass": "",
    "mysqlStorageClass": "",
    "redisStorageClass": "",
    "elasticsearchAccessMode": "",
    "mysqlAccessMode": "",
    "redisAccessMode": "",
    "partitioningEvent": "month",
    "partitioningProfile": "quarter",
    "partitioningSession": "quarter",
    "partitioningEntity": "quarter",
    "partitioningLog": "month",
    "partitioningFieldUpdateLog": "month",
    "tenantName": "",
    "mysqlDatabase": "tracardi",
    "mysqlAuthentication": "",
}

_POD = "dependencies: {{{}: {{storage: {{accessMode: ReadWriteOncePod}}}}}}"

CHANGES = {
    "namespace": "kubernetes: {namespace: other}",
    "elasticsearchShards": "dependencies: {elasticsearch: {shards: 4}}",
    "fieldUpdateLogShards": "dependencies: {elasticsearch: {fieldUpdateLogShards: 2}}",
    "elasticsearchStorageClass": "dependencies: {elasticsearch: {storage: {storageClass: fast}}}",
    "mysqlStorageClass": "dependencies: {mysql: {storage: {storageClass: fast}}}",
    "redisStorageClass": "dependencies: {redis: {storage: {storageClass: fast}}}",
    "elasticsearchAccessMode": _POD.format("elasticsearch"),
    "mysqlAccessMode": _POD.format("mysql"),
    "redisAccessMode": _POD.format("redis"),
    "partitioningEvent": "application: {partitioning: {event: year}}",
    "partitioningProfile": "application: {partitioning: {profile: year}}",
    "partitioningSession": "application: {partitioning: {session: year}}",
    "partitioningEntity": "application: {partitioning: {entity: year}}",
    "partitioningLog": "application: {partitioning: {log: year}}",
    "partitioningFieldUpdateLog": "application: {partitioning: {fieldUpdateLog: year}}",
    "tenantName": "application: {tenantName: acme}",
    "mysqlDatabase": "dependencies: {mysql: {database: other}}",
    "mysqlAuthentication": "dependencies: {mysql: {authentication: mysql_native_password}}",
}


def test_the_keys_and_the_default_values() -> None:
    assert {key: item.value for key, item in unchangeable(decisions()).items()} == KEYS


def test_every_recorded_decision_is_a_key_of_the_configuration() -> None:
    known = {f"tracardi:{'.'.join(key.location)}" for key in keys()}

    for item in unchangeable(decisions()).values():
        assert item.path in known
        assert item.consequence
        assert item.migration


@pytest.mark.parametrize(("key", "layer"), CHANGES.items(), ids=CHANGES)
def test_a_change_is_refused_in_one_line(key: str, layer: str) -> None:
    recorded = {name: item.value for name, item in unchangeable(decisions()).items()}
    wanted = unchangeable(decisions(layer))

    (line,) = refusals(wanted, recorded)
    item = wanted[key]
    assert line.startswith(f"{item.path} cannot change from {recorded[key] or item.unset} to ")
    assert item.value in line
    assert item.consequence in line
    assert item.migration in line
    assert "\n" not in line


def test_no_change_is_no_refusal() -> None:
    wanted = unchangeable(decisions())

    assert refusals(wanted, {key: item.value for key, item in wanted.items()}) == []


def test_a_store_that_is_handed_over_is_a_change_of_topology() -> None:
    external, _ = decide(EXTERNAL)
    found = unchangeable(external)

    assert {found[f"{store}Topology"].value for store in ("elasticsearch", "mysql", "redis")} == {
        "external"
    }


def test_the_merging_key_is_refused_without_its_value() -> None:
    line = MERGING_KEY.refusal("(recorded)", "(another)")

    assert line.startswith("tracardi:mergingKey cannot change from (recorded) to (another)")
