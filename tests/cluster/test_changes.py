"""What a change of one decision does to an installation, and what a destroy leaves behind."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cluster.installed import configuration, converged, ours, secret_data, workloads
from tests.stack import Stack
from tools.controlplane.client import Client
from tools.controlplane.cluster import ControlPlane
from tools.engine import Engine

pytestmark = pytest.mark.cluster

NAMESPACE = "tracardi-changes"
GROWN = {"redis": {"storage": {"size": "8Gi"}}}


@pytest.fixture(scope="module")
def decisions(control_plane: ControlPlane) -> dict[str, Any]:
    return configuration(control_plane, NAMESPACE)


@pytest.fixture(scope="module")
def stack(
    engine: Engine, decisions: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """One installed stack for this module; the tests run in their order and build on each other."""
    made = Stack(tmp_path_factory.mktemp("changes") / "stack", engine, decisions)
    made.up()
    yield made
    made.configure({**decisions, "dependencies": GROWN, "deployment": {"dataOnDestroy": "delete"}})
    made.up()
    made.destroy()


def application(**changes: Any) -> dict[str, Any]:
    return {"adminEmail": "ops@example.com", **changes}


def test_a_replica_count_touches_its_process_alone(
    stack: Stack, decisions: dict[str, Any], client: Client
) -> None:
    stack.configure({**decisions, "application": application(publicApi={"replicas": 3})})
    expected = {
        "Deployment public-api-deployment",
        "PodDisruptionBudget public-api-disruption-budget",
    }
    assert stack.preview("--refresh").names == expected
    assert stack.up("--refresh").names == expected
    deployment = client.get("apps/v1", "Deployment", "public-api", NAMESPACE)
    assert deployment is not None
    assert deployment["status"]["readyReplicas"] == 3
    stack.configure(decisions)
    assert stack.up().names == expected


def test_storage_grows_in_place(stack: Stack, decisions: dict[str, Any], client: Client) -> None:
    stack.configure({**decisions, "dependencies": GROWN})
    run = stack.up("--refresh")
    assert run.names == {"PersistentVolumeClaim redis-claim"}
    assert [event.operation for event in run.touched] == ["update"]
    claim = client.get("v1", "PersistentVolumeClaim", "redis-data", NAMESPACE)
    assert claim is not None
    assert claim["spec"]["resources"]["requests"]["storage"] == "8Gi"


def test_storage_does_not_shrink(stack: Stack, decisions: dict[str, Any]) -> None:
    stack.configure({**decisions, "dependencies": {"redis": {"storage": {"size": "7Gi"}}}})
    run = stack.preview("--refresh")
    assert run.exit_code != 0
    (error,) = run.errors
    assert "redis-claim: storage cannot shrink from 8Gi to 7Gi" in error
    assert "Traceback" not in run.text
    stack.configure({**decisions, "dependencies": GROWN})
    converged(stack)


def test_a_brought_secret_rolls_the_pods_that_read_it(
    stack: Stack, decisions: dict[str, Any], client: Client
) -> None:
    stack.configure({**decisions, "dependencies": GROWN})
    before = generations(client)
    stack.set_secret("installationToken", "TokenOfTheUser0123456789")
    run = stack.up("--refresh")
    assert "Secret tracardi-secret" in run.names
    after = generations(client)
    rolled = {name for name, generation in after.items() if generation != before.get(name)}
    assert rolled == {"private-api", "public-api", "merging-worker", "update-worker"}
    assert "TokenOfTheUser0123456789" not in run.text
    converged(stack)


def test_destroy_leaves_claims_and_secrets_and_the_next_up_takes_them_up_again(
    stack: Stack, client: Client
) -> None:
    claims = {item["metadata"]["name"]: item["metadata"]["uid"] for item in claims_of(client)}
    assert set(claims) == {"elasticsearch-data", "mysql-data", "redis-data"}
    secrets, data = stack.generated_secrets(), secret_data(client, NAMESPACE)

    stack.destroy("--exclude-protected")

    assert {item["kind"] for item in ours(client, NAMESPACE)} == {"PersistentVolumeClaim"}
    assert {item["metadata"]["name"]: item["metadata"]["uid"] for item in claims_of(client)} == (
        claims
    )
    assert stack.generated_secrets() == secrets

    stack.up("--refresh")

    assert {item["metadata"]["name"]: item["metadata"]["uid"] for item in claims_of(client)} == (
        claims
    )
    assert secret_data(client, NAMESPACE) == data
    converged(stack)


def test_a_plain_destroy_is_refused_and_loses_nothing(stack: Stack, client: Client) -> None:
    run = stack.command("destroy", "--yes", "--skip-preview")
    assert run.exit_code != 0
    assert "protect" in run.text
    assert {item["metadata"]["name"] for item in claims_of(client)} == {
        "elasticsearch-data",
        "mysql-data",
        "redis-data",
    }
    stack.up("--refresh")


def test_data_goes_with_a_destroy_when_the_user_says_so(
    engine: Engine,
    control_plane: ControlPlane,
    client: Client,
    new_namespace: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    namespace = new_namespace()
    decisions = configuration(control_plane, namespace)
    folder = tmp_path_factory.mktemp("deleted") / "stack"
    made = Stack(folder, engine, {**decisions, "deployment": {"dataOnDestroy": "delete"}})
    made.up()
    made.destroy()
    assert client.get("v1", "Namespace", namespace) is None
    assert made.exported()["deployment"].get("resources", []) == []


def test_external_stores_leave_only_tracardi_in_the_namespace(
    engine: Engine,
    control_plane: ControlPlane,
    client: Client,
    new_namespace: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    namespace = new_namespace()
    dependencies = {
        "elasticsearch": {
            "topology": "external",
            "hosts": ["search-1.example.com:9243", "search-2.example.com:9243"],
            "username": "tracardi",
            "dataNodes": 3,
        },
        "mysql": {"topology": "external", "host": "mysql.example.com", "username": "tracardi"},
        "redis": {"topology": "external", "host": "redis.example.com"},
    }
    made = Stack(
        tmp_path_factory.mktemp("external") / "stack",
        engine,
        {
            **configuration(control_plane, namespace),
            "dependencies": dependencies,
            "deployment": {"dataOnDestroy": "delete"},
        },
    )
    for key in ("mysql", "redis", "elasticsearch"):
        made.set_secret(f"{key}Password", f"PasswordOf{key}0123456789")
    made.up()
    kinds = {item["kind"] for item in workloads(client, namespace)}
    assert kinds == {"Deployment", "Job"}
    assert claims_of(client, namespace) == []
    private = client.get("apps/v1", "Deployment", "private-api", namespace)
    assert private is not None
    variables = {
        item["name"]: item.get("value")
        for item in private["spec"]["template"]["spec"]["containers"][0]["env"]
    }
    assert variables["ELASTIC_HOST"] == "search-1.example.com:9243,search-2.example.com:9243"
    assert variables["ELASTIC_SCHEME"] == "https"
    assert variables["ELASTIC_VERIFY_CERTS"] == "yes"
    assert variables["MYSQL_HOST"] == "mysql.example.com"
    assert variables["REDIS_HOST"] == "redis.example.com"
    converged(made)
    made.destroy()


def claims_of(client: Client, namespace: str = NAMESPACE) -> list[dict[str, Any]]:
    return client.list_of("v1", "PersistentVolumeClaim", namespace)


def generations(client: Client) -> dict[str, int]:
    return {
        item["metadata"]["name"]: item["metadata"]["generation"]
        for item in workloads(client, NAMESPACE)
        if item["kind"] != "Job"
    }
