"""Decisions about stores, images and machines: where they end up."""

from typing import Any

import pytest

from components.kubernetes import mysql, redis
from config.groups.dependencies import MysqlSingle, RedisSingle
from tests.unit.components.recording import Recording, install

pytestmark = pytest.mark.unit

RAW: dict[str, Any] = {
    "kubernetes": {"renderTo": "rendered/unit"},
    "application": {"adminEmail": "ops@example.com"},
}
WORKLOADS = ("StatefulSet", "Deployment", "Job")


def installed(**groups: Any) -> Recording:
    merged = {key: {**RAW.get(key, {}), **group} for key, group in groups.items()}
    return install({**RAW, **merged})[0]


def pods(recording: Recording) -> list[dict[str, Any]]:
    found = [item.input("spec.template.spec") for kind in WORKLOADS for item in recording.of(kind)]
    assert len(found) == 11
    return found


def test_every_pod_goes_where_it_may_go() -> None:
    recording = installed(
        kubernetes={
            "nodeSelector": {"pool": "tracardi"},
            "tolerations": [
                {"key": "dedicated", "value": "tracardi", "effect": "NoSchedule"},
                {"key": "spot", "operator": "Exists"},
            ],
            "priorityClass": "high",
            "zones": ["a", "b"],
        }
    )

    for pod in pods(recording):
        assert pod["nodeSelector"] == {"pool": "tracardi"}
        assert pod["tolerations"] == [
            {
                "key": "dedicated",
                "operator": "Equal",
                "value": "tracardi",
                "effect": "NoSchedule",
            },
            {"key": "spot", "operator": "Exists"},
        ]
        assert pod["priorityClassName"] == "high"
        required = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        assert required["nodeSelectorTerms"] == [
            {
                "matchExpressions": [
                    {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["a", "b"]}
                ]
            }
        ]


def test_by_default_a_pod_may_go_anywhere() -> None:
    placement = {"nodeSelector", "tolerations", "priorityClassName", "affinity"}

    assert all(not placement & pod.keys() for pod in pods(installed()))


def test_the_standard_of_the_namespace() -> None:
    decision = {"podSecurity": {"level": "baseline", "version": "v1.34"}}
    (namespace,) = installed(kubernetes=decision).of("Namespace")
    labels = namespace.input("metadata.labels")

    assert labels["pod-security.kubernetes.io/enforce"] == "baseline"
    assert labels["pod-security.kubernetes.io/enforce-version"] == "v1.34"
    # Whatever is let in, what is less than the strictest is warned of.
    assert labels["pod-security.kubernetes.io/warn"] == "restricted"


@pytest.mark.parametrize("store", ["elasticsearch", "mysql", "redis"])
def test_who_may_mount_a_volume(store: str) -> None:
    recording = installed(dependencies={store: {"storage": {"accessMode": "ReadWriteOncePod"}}})

    for name in ("elasticsearch", "mysql", "redis"):
        claim = recording.one("PersistentVolumeClaim", f"{name}-claim")
        mode = "ReadWriteOncePod" if name == store else "ReadWriteOnce"
        assert claim.input("spec.accessModes") == [mode]


def test_the_heap_is_the_one_decided_upon() -> None:
    recording = installed(dependencies={"elasticsearch": {"memory": "8Gi", "heap": "3Gi"}})
    store = recording.one("StatefulSet", "elasticsearch-statefulset")
    (server,) = store.input("spec.template.spec.containers")

    assert {"name": "ES_JAVA_OPTS", "value": "-Xms3072m -Xmx3072m"} in server["env"]


def test_an_image_of_ones_own() -> None:
    own = "registry.example.com/mirror/redis:7.2.16@sha256:" + "0" * 64
    recording = installed(images={"overrides": {"redis": own}})
    store = recording.one("StatefulSet", "redis-statefulset")

    assert store.input("spec.template.spec.containers")[0]["image"] == own


@pytest.mark.parametrize(
    ("decision", "line"),
    [
        ({"appendFsync": "always"}, "appendfsync always"),
        ({}, "appendfsync everysec"),
        ({"maxMemory": "700Mi"}, f"maxmemory {700 * 1024**2}"),
        ({"memory": "2Gi"}, f"maxmemory {2 * 1024**3 * 6 // 10}"),
    ],
)
def test_settings_of_redis(decision: dict[str, str], line: str) -> None:
    found = redis.configuration(RedisSingle.model_validate(decision), "password")

    assert line in found.splitlines()


@pytest.mark.parametrize(
    ("decision", "pool"),
    [({"memory": "4Gi"}, 2 * 1024**3), ({"memory": "4Gi", "bufferPool": "3Gi"}, 3 * 1024**3)],
)
def test_the_buffer_pool_of_mysql(decision: dict[str, str], pool: int) -> None:
    found = mysql.configuration(MysqlSingle.model_validate(decision))

    assert f"innodb_buffer_pool_size = {pool}" in found.splitlines()


def test_the_users_of_mysql_prove_themselves_as_decided() -> None:
    native = MysqlSingle(authentication="mysql_native_password")
    usual = MysqlSingle()

    assert "loose_mysql_native_password = ON" in mysql.configuration(native).splitlines()
    assert "native_password" not in mysql.configuration(usual)
    sql = mysql.users_sql(
        "tracardi", runtime="a", installer="b", authentication=native.authentication
    )
    assert sql.count("IDENTIFIED WITH mysql_native_password BY '") == 2
    usual_sql = mysql.users_sql(
        "tracardi", runtime="a", installer="b", authentication=usual.authentication
    )
    assert usual_sql.count("IDENTIFIED BY '") == 2


def test_the_way_of_proving_themselves_reaches_the_first_statements() -> None:
    recording = installed(dependencies={"mysql": {"authentication": "mysql_native_password"}})
    secret = next(item for item in recording.of("Secret") if item.name == "mysql-secret")

    assert "WITH mysql_native_password" in secret.inputs["stringData"]["value"]["users.sql"]
