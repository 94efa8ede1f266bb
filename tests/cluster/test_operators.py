"""The real ECK operator acts upon the Elasticsearch that an `up` makes."""

import base64
import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.fake_elasticsearch import FakeElasticsearch, fake_elasticsearch
from tests.cluster.installed import configuration, converged, secret_data
from tests.stack import Stack
from tools.controlplane import operators
from tools.controlplane.client import Client, Manifest, wait_until
from tools.controlplane.cluster import ControlPlane
from tools.engine import Engine

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("stack")]

NAMESPACE = "tracardi-eck"
OPERATOR_NAMESPACE = "elastic-system"
KIND = ("elasticsearch.k8s.elastic.co/v1", "Elasticsearch")
RESOURCE = "Elasticsearch elasticsearch-cluster"
# They are told how many data nodes to wait for.
JOBS = {"Job preflight-job", "Job installation-job"}
CLUSTER = {
    "topology": "cluster",
    "operator": "present",
    "nodes": 3,
    "dedicatedMasters": {"nodes": 3},
    # The test cluster has three machines, and one test asks for five nodes.
    "antiAffinity": "preferred",
}


def decided(control_plane: ControlPlane, **changes: Any) -> dict[str, Any]:
    """The decisions, with changes to those about Elasticsearch."""
    dependencies = {"elasticsearch": {**CLUSTER, **changes}}
    return configuration(
        control_plane,
        NAMESPACE,
        dependencies=dependencies,
        deployment={"dataOnDestroy": "delete"},
    )


@pytest.fixture(scope="module")
def elasticsearch(
    control_plane: ControlPlane,
    definitions: list[str],
    eck_program: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[FakeElasticsearch]:
    """A running operator, and what it takes for the Elasticsearch of its pods."""
    assert definitions
    client, of_the_fake = control_plane.client(), control_plane.client()
    client.create_namespace(OPERATOR_NAMESPACE)
    port = control_plane.forwarded_ports[9200]
    folder = tmp_path_factory.mktemp("fake-elasticsearch")
    with (
        fake_elasticsearch(of_the_fake, NAMESPACE, "elasticsearch", port, folder) as fake,
        operators.eck(control_plane, eck_program, OPERATOR_NAMESPACE, NAMESPACE),
    ):
        yield fake
    client.delete(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": OPERATOR_NAMESPACE}}
    )
    client.close()
    of_the_fake.close()


@pytest.fixture(scope="module")
def installed(
    engine: Engine,
    control_plane: ControlPlane,
    elasticsearch: FakeElasticsearch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """One stack whose `up` has waited for the operator."""
    assert elasticsearch.health == "green"
    made = Stack(tmp_path_factory.mktemp("operators") / "stack", engine, decided(control_plane))
    made.up()
    yield made
    made.destroy()


@pytest.fixture
def stack(installed: Stack) -> Stack:
    """The installed stack; each test leaves it as it found it."""
    return installed


def cluster(client: Client) -> Manifest:
    """The custom resource."""
    found = client.get(*KIND, "elasticsearch", NAMESPACE)
    assert found is not None
    return found


def replicas(client: Client) -> dict[str, int]:
    """The size of each StatefulSet that the operator has made."""
    return {
        item["metadata"]["name"]: item["spec"]["replicas"]
        for item in client.list_of("apps/v1", "StatefulSet", NAMESPACE)
        if item["metadata"]["name"].startswith("elasticsearch")
    }


def environment(client: Client, deployment: str) -> dict[str, str]:
    """The plain variables of a Deployment's container."""
    found = client.get("apps/v1", "Deployment", deployment, NAMESPACE)
    assert found is not None
    (container,) = found["spec"]["template"]["spec"]["containers"]
    return {item["name"]: item["value"] for item in container["env"] if "value" in item}


def test_the_up_has_waited_until_the_cluster_is_ready_and_green(client: Client) -> None:
    status = cluster(client)["status"]
    assert (status["phase"], status["health"]) == ("Ready", "green")
    assert status["availableNodes"] == 6
    assert replicas(client) == {"elasticsearch-es-data": 3, "elasticsearch-es-masters": 3}


def test_tracardi_reaches_the_service_that_the_operator_makes(client: Client) -> None:
    variables = environment(client, "public-api")
    host, _, port = variables["ELASTIC_HOST"].partition(":")
    service = client.get("v1", "Service", host, NAMESPACE)
    assert service is not None
    assert [item["port"] for item in service["spec"]["ports"]] == [int(port)]
    assert variables["ELASTIC_SCHEME"] == "https"


def test_the_mounted_authority_vouches_for_the_address_that_tracardi_uses(
    client: Client, elasticsearch: FakeElasticsearch
) -> None:
    host = environment(client, "public-api")["ELASTIC_HOST"].partition(":")[0]
    deployment = client.get("apps/v1", "Deployment", "public-api", NAMESPACE)
    assert deployment is not None
    mounted = {
        volume["secret"]["secretName"]: [item["key"] for item in volume["secret"]["items"]]
        for volume in deployment["spec"]["template"]["spec"]["volumes"]
        if "secret" in volume
    }
    (key,) = mounted["elasticsearch-es-http-certs-public"]
    data = secret_data(client, NAMESPACE)["elasticsearch-es-http-certs-public"]
    context = ssl.create_default_context(cadata=base64.b64decode(data[key]).decode())
    with (
        socket.create_connection(("127.0.0.1", elasticsearch.server_port), 10) as connection,
        context.wrap_socket(connection, server_hostname=host) as encrypted,
    ):
        assert encrypted.version() == "TLSv1.3"


def test_the_operator_gives_tracardi_its_user_and_its_role(client: Client) -> None:
    data = secret_data(client, NAMESPACE)["elasticsearch-es-xpack-file-realm"]
    files = {name: base64.b64decode(content).decode() for name, content in data.items()}
    user = environment(client, "public-api")["ELASTIC_HTTP_AUTH_USERNAME"]
    roles = dict(line.split(":") for line in files["users_roles"].splitlines())
    users = dict(line.split(":") for line in files["users"].splitlines())
    assert users[user].startswith("$2a$")
    (role,) = [name for name, members in roles.items() if user in members.split(",")]
    assert f"\n{role}:" in f"\n{files['roles.yml']}"


def test_a_second_up_changes_nothing(stack: Stack) -> None:
    converged(stack)


def test_nodes_come_and_go_by_the_custom_resource(
    stack: Stack, control_plane: ControlPlane, client: Client
) -> None:
    before = replicas(client)
    for nodes in (5, 3):
        stack.configure(decided(control_plane, nodes=nodes))
        assert stack.up().names == {RESOURCE, *JOBS}
        assert cluster(client)["status"]["availableNodes"] == nodes + 3
        assert replicas(client) == {**before, "elasticsearch-es-data": nodes}


def test_a_smaller_volume_is_refused_before_the_operator_sees_it(
    stack: Stack, control_plane: ControlPlane, client: Client
) -> None:
    before = cluster(client)["spec"]
    stack.configure(decided(control_plane, storage={"size": "9Gi"}))
    run = stack.preview()
    assert run.exit_code != 0
    (error,) = run.errors
    assert "storage of data cannot shrink from 100Gi to 9Gi" in error
    assert cluster(client)["spec"] == before
    stack.configure(decided(control_plane))


def test_red_health_leaves_the_phase_at_ready_so_the_up_waits_for_both(
    client: Client, elasticsearch: FakeElasticsearch
) -> None:
    awaited = json.loads(cluster(client)["metadata"]["annotations"]["pulumi.com/waitFor"])
    elasticsearch.health = "red"
    try:
        wait_until("health red", lambda: cluster(client)["status"]["health"] == "red")
        assert cluster(client)["status"]["phase"] == "Ready"
        assert {"jsonpath={.status.phase}=Ready", "jsonpath={.status.health}=green"} <= set(awaited)
    finally:
        elasticsearch.health = "green"
    wait_until("health green", lambda: cluster(client)["status"]["health"] == "green")


def test_an_invalid_resource_gets_the_phase_invalid_and_no_pods(client: Client) -> None:
    resource = {
        "apiVersion": KIND[0],
        "kind": KIND[1],
        "metadata": {"name": "invalid", "namespace": NAMESPACE},
        "spec": {
            "version": cluster(client)["spec"]["version"],
            "nodeSets": [{"name": "data", "count": 1, "config": {"node.roles": ["data"]}}],
        },
    }
    client.create(resource)
    try:

        def phase() -> Any:
            found = client.get(*KIND, "invalid", NAMESPACE)
            assert found is not None
            return found.get("status", {}).get("phase")

        assert wait_until("the verdict of the operator", phase) == "Invalid"
        assert client.get("apps/v1", "StatefulSet", "invalid-es-data", NAMESPACE) is None
    finally:
        client.delete(resource)
