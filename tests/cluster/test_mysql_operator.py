"""The real Percona operator acts upon the MySQL cluster that an `up` makes."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.fake_mysql import FakeMysql, fake_mysql
from tests.cluster.installed import configuration, converged
from tests.stack import Stack
from tools.controlplane import operators, processes
from tools.controlplane.client import Client, Manifest, wait_until
from tools.controlplane.cluster import ControlPlane
from tools.engine import Engine

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("stack")]

NAMESPACE = "tracardi-percona"
KIND = ("pxc.percona.com/v1", "PerconaXtraDBCluster")
CLUSTER = {"topology": "cluster", "operator": "present"}
# An operator that runs in a pod takes the image of that pod for this.
OPERATOR_IMAGE = "registry.example/percona-xtradb-cluster-operator:1.16.1"


@pytest.fixture(scope="module")
def mysql(
    control_plane: ControlPlane, definitions: list[str], percona_program: Path
) -> Iterator[FakeMysql]:
    """A running operator, and what it takes for every MySQL server."""
    assert definitions
    (port,) = processes.free_ports(1)
    with (
        fake_mysql(port) as fake,
        operators.percona(control_plane, percona_program, NAMESPACE, port),
    ):
        yield fake


@pytest.fixture(scope="module")
def stack(
    engine: Engine,
    control_plane: ControlPlane,
    mysql: FakeMysql,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """One stack whose `up` has waited for the operator."""
    assert mysql.statements == []
    decisions = configuration(
        control_plane,
        NAMESPACE,
        dependencies={"mysql": CLUSTER},
        deployment={"dataOnDestroy": "delete"},
    )
    made = Stack(tmp_path_factory.mktemp("mysql-operator") / "stack", engine, decisions)
    helper = threading.Thread(target=name_the_operators_image, args=(control_plane,))
    helper.start()
    made.up()
    helper.join()
    yield made
    made.destroy()


def name_the_operators_image(control_plane: ControlPlane) -> None:
    """Adds to the resource, once it is there, what the operator's own pod would tell."""
    client = control_plane.client()
    resource = wait_until("the resource", lambda: found(client), 120)
    assert resource is not None
    client.patch(resource, {"spec": {"initContainer": {"image": OPERATOR_IMAGE}}})
    client.close()


def found(client: Client) -> Manifest | None:
    """The custom resource, if its kind and it are there."""
    return client.get(*KIND, "mysql", NAMESPACE)


def variables(client: Client) -> dict[str, str]:
    """The plain variables of the public API."""
    deployment = client.get("apps/v1", "Deployment", "public-api", NAMESPACE)
    assert deployment is not None
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return {item["name"]: item["value"] for item in container["env"] if "value" in item}


def test_the_up_has_waited_until_the_cluster_is_ready(client: Client) -> None:
    resource = found(client)
    assert resource is not None
    assert resource["status"]["state"] == "ready"
    sizes = {
        item["metadata"]["name"]: item["status"]["readyReplicas"]
        for item in client.list_of("apps/v1", "StatefulSet", NAMESPACE)
    }
    assert {"mysql-pxc": 3, "mysql-haproxy": 2}.items() <= sizes.items()


def test_tracardi_reaches_the_service_of_the_proxies(client: Client) -> None:
    service = client.get("v1", "Service", variables(client)["MYSQL_HOST"], NAMESPACE)
    assert service is not None
    port = int(variables(client).get("MYSQL_PORT", "3306"))
    assert port in {item["port"] for item in service["spec"]["ports"]}
    assert service["spec"]["selector"]["app.kubernetes.io/component"] == "haproxy"


def test_the_operator_makes_both_users_and_keeps_our_passwords(
    client: Client, mysql: FakeMysql
) -> None:
    def granted() -> bool:
        users = ("'tracardi'@'%'", "'tracardi_installer'@'%'")
        grants = [text for text in mysql.statements if text.startswith("GRANT")]
        return all(any(user in text for text in grants) for user in users)

    assert wait_until("grants to both users", granted)
    secret: Any = client.get("v1", "Secret", "mysql-secrets", NAMESPACE)
    internal: Any = client.get("v1", "Secret", "internal-mysql", NAMESPACE)
    assert secret["data"]["root"] == internal["data"]["root"]


def test_a_second_up_changes_nothing(stack: Stack) -> None:
    converged(stack)
