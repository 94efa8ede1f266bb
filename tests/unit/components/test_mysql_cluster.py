"""MySQL as a cluster: what Percona's operator is asked for."""

import json
from copy import deepcopy
from typing import Any
from unittest.mock import patch

import pytest
from pulumi import ResourceHookArgs
from pulumi.runtime.mocks import MockMonitor

from components.kubernetes import mysql
from components.kubernetes.growth import GROWTH_ONLY, refuse_shrinking
from components.kubernetes.upgrade import UPGRADES_ONLY, refuse_downgrade
from config.groups.dependencies import MysqlSingle
from config.recorded import unchangeable
from tests.unit.components.mysql_clusters import KIND, NAME, cluster, installed
from tests.unit.components.recording import SECRET, Recording, Registered
from tests.unit.config.stacks import decisions

pytestmark = pytest.mark.unit

PARTS = ("pxc", "haproxy")


@pytest.fixture(scope="module")
def default() -> Recording:
    return installed()


@pytest.fixture(scope="module")
def resource(default: Recording) -> Registered:
    return default.one(KIND, NAME)


def requested(**groups: Any) -> dict[str, Any]:
    """What the engine is asked to register, with the options, by type and logical name."""
    found: dict[str, Any] = {}
    register: Any = MockMonitor.RegisterResource

    def remember(monitor: MockMonitor, request: Any) -> Any:
        found[f"{request.type.split(':')[-1]} {request.name}"] = request
        return register(monitor, request)

    with patch.object(MockMonitor, "RegisterResource", remember):
        installed(**groups)
    return found


def dependencies(request: Any) -> set[str]:
    """The logical names of the resources that a request waits for."""
    return {urn.split("::")[-1] for urn in request.dependencies}


@pytest.fixture(scope="module")
def requests() -> dict[str, Any]:
    return requested()


def variables(recording: Recording, kind: str, name: str) -> dict[str, Any]:
    (container,) = recording.one(kind, name).input("spec.template.spec.containers")
    return {item["name"]: item for item in container["env"]}


def changed(resource: Registered, *path: str, value: object) -> ResourceHookArgs:
    """An update of the resource that changes the answer at `path` in its spec."""
    new = deepcopy(dict(resource.inputs))
    inner = new["spec"]
    for key in path[:-1]:
        inner = inner[key]
    assert path[-1] in inner
    inner[path[-1]] = value
    return ResourceHookArgs(
        "urn", "id", NAME, KIND, new_inputs=new, old_inputs=dict(resource.inputs)
    )


def test_it_takes_the_place_of_the_single_server(default: Recording) -> None:
    assert "mysql" not in {item.input("metadata.name") for item in default.of("StatefulSet")}
    assert "mysql" not in {item.input("metadata.name") for item in default.of("Service")}
    assert "mysql-claim" not in {item.name for item in default.of("PersistentVolumeClaim")}


def test_tracardi_reaches_it_through_the_proxies(default: Recording) -> None:
    given = variables(default, "Deployment", "private-api-deployment")
    assert given["MYSQL_HOST"]["value"] == "mysql-haproxy"
    assert given["MYSQL_PORT"]["value"] == "3306"
    assert given["MYSQL_USERNAME"]["value"] == "tracardi"
    password = given["MYSQL_PASSWORD"]["valueFrom"]["secretKeyRef"]
    assert password == {"name": "mysql", "key": "password"}


def test_the_users_are_the_ones_that_tracardi_and_its_installer_sign_in_as(
    default: Recording, resource: Registered
) -> None:
    users = {user["name"]: user for user in resource.input("spec.users")}
    for kind, name in (("Deployment", "public-api-deployment"), ("Job", "installation-job")):
        given = variables(default, kind, name)
        user = users.pop(given["MYSQL_USERNAME"]["value"])
        password = given["MYSQL_PASSWORD"]["valueFrom"]["secretKeyRef"]
        assert user["passwordSecretRef"] == password
        assert user["dbs"] == [given.get("MYSQL_DATABASE", {"value": "tracardi"})["value"]]
        assert user["hosts"] == ["%"]
    assert users == {}


def test_the_users_may_do_what_they_need_and_no_more(resource: Registered) -> None:
    runtime, installer = resource.input("spec.users")
    assert set(runtime["grants"]) == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert set(installer["grants"]) - set(runtime["grants"]) == {"CREATE", "INDEX", "REFERENCES"}
    assert not runtime.get("withGrantOption")
    assert not installer.get("withGrantOption")


def test_the_preflight_proves_both_users_before_anything_is_installed(
    default: Recording, requests: dict[str, Any]
) -> None:
    given = variables(default, "Job", "preflight-job")
    assert given["MYSQL_USERNAME"]["value"] == "tracardi_installer"
    assert given["RUNTIME_MYSQL_USERNAME"]["value"] == "tracardi"
    assert NAME in dependencies(requests["Job preflight-job"])
    assert "preflight-job" in dependencies(requests["Job installation-job"])


def test_the_operators_users_have_generated_passwords_from_the_start(
    default: Recording, resource: Registered
) -> None:
    secret = default.one("Secret", "mysql-secrets-secret")
    assert secret.input("metadata.name") == resource.input("spec.secretsName")
    data = secret.inputs["stringData"]
    assert SECRET in data
    users = {"root", "xtrabackup", "monitor", "operator", "proxyadmin", "replication"}
    assert data["value"].keys() == users
    assert len(set(data["value"].values())) == len(users)
    passwords = {item.name: item for item in default.of("RandomPassword")}
    assert all(passwords[f"mysql-{user}-password"].inputs["special"] is False for user in users)


def test_secrets_and_account_are_there_before_the_cluster(requests: dict[str, Any]) -> None:
    assert {"mysql-secret", "mysql-secrets-secret", "mysql-account"} <= dependencies(
        requests[f"{KIND} {NAME}"]
    )


def test_the_cluster_is_protected_like_the_data_in_it(requests: dict[str, Any]) -> None:
    kept = requests[f"{KIND} {NAME}"]
    assert (kept.protect, kept.retainOnDelete) == (True, True)
    given_up = requested(deployment={"dataOnDestroy": "delete"})[f"{KIND} {NAME}"]
    assert (given_up.protect, given_up.retainOnDelete) == (False, False)


def test_every_change_of_it_is_checked_first(requests: dict[str, Any]) -> None:
    hooks = set(requests[f"{KIND} {NAME}"].hooks.before_update)
    assert hooks == {GROWTH_ONLY, UPGRADES_ONLY}


def test_an_up_waits_until_the_cluster_is_ready(resource: Registered) -> None:
    annotations = resource.input("metadata.annotations")
    assert json.loads(annotations["pulumi.com/waitFor"]) == ["jsonpath={.status.state}=ready"]
    assert annotations["pulumi.com/timeoutSeconds"] == "1200"


def test_a_rendered_cluster_has_its_place_in_line_and_nothing_of_pulumi() -> None:
    rendered = cluster(kubernetes={"context": None, "renderTo": "rendered/unit"})
    annotations = rendered.input("metadata.annotations")
    assert not [key for key in annotations if key.startswith("pulumi.com/")]
    assert int(annotations["argocd.argoproj.io/sync-wave"]) < -4


def test_nothing_unsafe_is_asked_for(resource: Registered) -> None:
    spec = resource.inputs["spec"]
    assert "unsafeFlags" not in spec
    assert "allowUnsafeConfigurations" not in spec
    assert spec["tls"] == {"enabled": True}
    assert spec["upgradeOptions"] == {"apply": "disabled"}
    assert "proxysql" not in spec
    assert (spec["pxc"]["size"], spec["haproxy"]["size"]) == (3, 2)


def test_deleting_the_resource_deletes_no_volume(resource: Registered) -> None:
    assert resource.input("metadata.finalizers") == ["percona.com/delete-pxc-pods-in-order"]


def test_the_decided_size_is_asked_for() -> None:
    found = cluster({"nodes": 5, "haproxyReplicas": 3, "memory": "6Gi", "cpu": "1500m"})
    assert (found.input("spec.pxc.size"), found.input("spec.haproxy.size")) == (5, 3)
    assert found.input("spec.pxc.resources") == {
        "requests": {"memory": "6Gi", "cpu": "1500m"},
        "limits": {"memory": "6Gi"},
    }


@pytest.mark.parametrize("place", ["haproxy.resources", "haproxy.sidecarResources"])
def test_no_proxy_is_without_limits(resource: Registered, place: str) -> None:
    found = resource.input(f"spec.{place}")
    assert found["requests"]["memory"] == found["limits"]["memory"]
    assert found["requests"]["cpu"]


def settings(configuration: str) -> dict[str, str]:
    head, *lines = configuration.splitlines()
    assert head == "[mysqld]"
    pairs = [line.partition(" = ") for line in lines]
    return {key: value for key, _, value in pairs}


def test_the_decided_settings_reach_the_servers() -> None:
    decision = {"memory": "6Gi", "bufferPool": "2Gi", "maxConnections": 700}
    found = settings(cluster(decision).input("spec.pxc.configuration"))
    assert found["innodb_buffer_pool_size"] == str(2 * 1024**3)
    assert found["max_connections"] == "700"
    half = settings(cluster({"memory": "6Gi"}).input("spec.pxc.configuration"))
    assert half["innodb_buffer_pool_size"] == str(3 * 1024**3)


def test_servers_of_a_cluster_are_set_like_the_single_one_but_for_their_numbers(
    resource: Registered,
) -> None:
    same = {"memory": "4Gi"}
    single = settings(mysql.configuration(MysqlSingle.model_validate(same)))
    found = settings(resource.input("spec.pxc.configuration"))
    # The operator gives each server a number of its own.
    assert single.items() - found.items() == {("server_id", "1")}
    assert found.keys() <= single.keys()


def test_the_claim_is_the_one_decided_upon() -> None:
    storage = {"size": "30Gi", "storageClass": "fast", "accessMode": "ReadWriteOncePod"}
    found = cluster({"storage": storage})
    assert found.input("spec.pxc.volumeSpec.persistentVolumeClaim") == {
        "accessModes": ["ReadWriteOncePod"],
        "storageClassName": "fast",
        "resources": {"requests": {"storage": "30Gi"}},
    }
    assert found.input("spec.enableVolumeExpansion") is True


def test_by_default_the_class_of_the_cluster_is_taken(resource: Registered) -> None:
    claim = resource.input("spec.pxc.volumeSpec.persistentVolumeClaim")
    assert "storageClassName" not in claim


SIZE = ("pxc", "volumeSpec", "persistentVolumeClaim", "resources", "requests", "storage")


def test_the_volumes_may_grow_and_never_shrink(resource: Registered) -> None:
    refuse_shrinking(changed(resource, *SIZE, value="21Gi"))
    with pytest.raises(ValueError, match=f"{NAME}: storage cannot shrink from 20Gi to 19Gi"):
        refuse_shrinking(changed(resource, *SIZE, value="19Gi"))


def test_an_older_version_is_refused(resource: Registered) -> None:
    newer = "docker.io/percona/percona-xtradb-cluster:8.0.42-33.1"
    older = "docker.io/percona/percona-xtradb-cluster:8.0.36-28.1"
    refuse_downgrade(changed(resource, "pxc", "image", value=newer))
    with pytest.raises(ValueError, match="Percona XtraDB Cluster cannot go back from"):
        refuse_downgrade(changed(resource, "pxc", "image", value=older))


def test_images_come_from_the_mirror_or_are_the_ones_decided_upon() -> None:
    own = "registry.example.com/pxc:8.0.42-33.1"
    found = cluster(
        images={"registry": "mirror.example.com", "overrides": {"perconaXtradbCluster": own}}
    )
    assert found.input("spec.pxc.image") == own
    assert found.input("spec.haproxy.image").startswith("mirror.example.com/percona/haproxy:")
    assert {found.input(f"spec.{part}.imagePullPolicy") for part in PARTS} == {"IfNotPresent"}


def test_its_storage_is_recorded_like_that_of_the_single_server() -> None:
    text = "storage: {storageClass: fast, accessMode: ReadWriteOncePod}"
    found = unchangeable(
        decisions(f"dependencies: {{mysql: {{topology: cluster, operator: present, {text}}}}}")
    )
    assert found["mysqlStorageClass"].value == "fast"
    assert found["mysqlAccessMode"].value == "ReadWriteOncePod"
    assert found["mysqlTopology"].value == "cluster"


def test_the_name_is_one_that_the_operator_takes(resource: Registered) -> None:
    # It refuses more than 22 characters (pkg/apis/pxc/v1 clusterNameMaxLen).
    assert len(resource.input("metadata.name")) <= 22
