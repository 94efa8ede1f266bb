"""The definitions of custom resources, and the stand-in for the operators that act upon them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tools.controlplane import operators
from tools.controlplane.client import Client, Manifest, Refused, wait_until
from tools.controlplane.cluster import ControlPlane
from tools.controlplane.crds import install_crds
from tools.controlplane.stages import (
    FAILS_LATER,
    NEVER_READY,
    OPERATOR_ANNOTATION,
    READY,
)

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("definitions")]

ELASTICSEARCH = ("elasticsearch.k8s.elastic.co/v1", "Elasticsearch")
MYSQL = ("pxc.percona.com/v1", "PerconaXtraDBCluster")
SPECS: dict[tuple[str, str], dict[str, Any]] = {
    ELASTICSEARCH: {
        "version": "8.19.4",
        "nodeSets": [{"name": "data", "count": 3}, {"name": "masters", "count": 3}],
    },
    MYSQL: {"crVersion": "1.16.1"},
}
CHANGES: dict[tuple[str, str], dict[str, Any]] = {
    ELASTICSEARCH: {"auth": {"disableElasticUser": True}},
    MYSQL: {"pause": True},
}
# What the operators themselves report, which is what an `up` waits for.
DONE: dict[tuple[str, str], dict[str, Any]] = {
    ELASTICSEARCH: {
        "phase": "Ready",
        "health": "green",
        "version": "8.19.4",
        "availableNodes": 6,
    },
    MYSQL: {"state": "ready"},
}
WORKING: dict[tuple[str, str], dict[str, Any]] = {
    ELASTICSEARCH: {"phase": "ApplyingChanges", "health": "unknown"},
    MYSQL: {"state": "initializing"},
}
FAILED: dict[tuple[str, str], dict[str, Any]] = {
    ELASTICSEARCH: {"phase": "Ready", "health": "red"},
    MYSQL: {"state": "error"},
}


@pytest.fixture
def created(client: Client, namespace: str) -> Callable[[tuple[str, str], str | None], Manifest]:
    """Makes a custom resource of a kind that takes a course, or the default one (None)."""
    client.create_namespace(namespace)

    def make(kind: tuple[str, str], course: str | None) -> Manifest:
        annotations = {} if course is None else {OPERATOR_ANNOTATION: course}
        return client.create(
            {
                "apiVersion": kind[0],
                "kind": kind[1],
                "metadata": {"name": "sample", "namespace": namespace, "annotations": annotations},
                "spec": SPECS[kind],
            }
        )

    return make


@pytest.fixture(scope="module")
def stand_in(control_plane: ControlPlane, definitions: list[str]) -> Iterator[None]:
    assert definitions
    with operators.stand_in(control_plane):
        yield


def status(client: Client, resource: Manifest) -> dict[str, Any]:
    """The status of a resource; it has none before anybody acts upon it."""
    metadata = resource["metadata"]
    found = client.get(
        resource["apiVersion"], resource["kind"], metadata["name"], metadata["namespace"]
    )
    assert found is not None
    reported: dict[str, Any] = found.get("status", {})
    return reported


def becomes(
    client: Client, resource: Manifest, expected: Mapping[str, Any], seconds: float = 15
) -> dict[str, Any]:
    """Waits until the status has the expected values, and returns it."""

    def reached() -> bool:
        return expected.items() <= status(client, resource).items()

    wait_until(f"{resource['kind']} {dict(expected)}", reached, seconds)
    return status(client, resource)


def test_the_definitions_of_both_operators_are_served(definitions: list[str]) -> None:
    assert {
        "elasticsearches.elasticsearch.k8s.elastic.co",
        "perconaxtradbclusters.pxc.percona.com",
        "perconaxtradbclusterbackups.pxc.percona.com",
    } <= set(definitions)


def test_installing_the_definitions_again_changes_nothing(client: Client) -> None:
    kind = ("apiextensions.k8s.io/v1", "CustomResourceDefinition")
    before = {item["metadata"]["uid"]: item["spec"] for item in client.list_of(*kind)}
    install_crds(client)
    assert {item["metadata"]["uid"]: item["spec"] for item in client.list_of(*kind)} == before


@pytest.mark.parametrize("kind", SPECS, ids=lambda kind: str(kind[1]))
def test_the_api_server_refuses_a_field_that_the_operator_does_not_know(
    kind: tuple[str, str], client: Client
) -> None:
    resource = {
        "apiVersion": kind[0],
        "kind": kind[1],
        "metadata": {"name": "sample", "namespace": "default"},
        "spec": {**SPECS[kind], "nodesets": []},
    }
    with pytest.raises(Refused) as refusal:
        client.create(resource, dry_run=True)
    assert 'unknown field "spec.nodesets"' in refusal.value.message


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("course", [None, READY])
@pytest.mark.parametrize("kind", SPECS, ids=lambda kind: str(kind[1]))
def test_a_resource_gets_ready_and_again_after_each_change(
    kind: tuple[str, str],
    course: str | None,
    client: Client,
    created: Callable[[tuple[str, str], str | None], Manifest],
) -> None:
    resource = created(kind, course)
    assert "status" not in resource
    assert becomes(client, resource, DONE[kind])["observedGeneration"] == 1
    changed = client.patch(resource, {"spec": CHANGES[kind]})
    assert changed["metadata"]["generation"] == 2
    becomes(client, resource, {**DONE[kind], "observedGeneration": 2})


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("kind", SPECS, ids=lambda kind: str(kind[1]))
def test_a_resource_fails_after_it_was_ready(
    kind: tuple[str, str],
    client: Client,
    created: Callable[[tuple[str, str], str | None], Manifest],
) -> None:
    resource = created(kind, FAILS_LATER)
    becomes(client, resource, DONE[kind])
    becomes(client, resource, FAILED[kind])


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("kind", SPECS, ids=lambda kind: str(kind[1]))
def test_a_resource_never_gets_ready(
    kind: tuple[str, str],
    client: Client,
    created: Callable[[tuple[str, str], str | None], Manifest],
) -> None:
    resource = created(kind, NEVER_READY)
    becomes(client, resource, WORKING[kind])
    with pytest.raises(TimeoutError):
        becomes(client, resource, DONE[kind], seconds=3)
    assert WORKING[kind].items() <= status(client, resource).items()
