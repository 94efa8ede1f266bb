"""The main job on a real API server: install, prove, repair."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from config.environment import VARIABLES_BY_NAME
from tests.cluster.installed import (
    component,
    configuration,
    converged,
    ours,
    settle,
    workloads,
)
from tests.stack import Run, Stack
from tools.controlplane.client import Client, Manifest
from tools.controlplane.cluster import ControlPlane
from tools.engine import Engine

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("stack")]

NAMESPACE = "tracardi-main"
COMPONENTS = {
    "elasticsearch",
    "mysql",
    "redis",
    "preflight",
    "installation",
    "private-api",
    "public-api",
    "gui",
    "merging-worker",
    "update-worker",
    "verification",
}
Change = Callable[[Manifest], dict[str, Any]]


@pytest.fixture(scope="module")
def decisions(control_plane: ControlPlane) -> dict[str, Any]:
    """Two replicas of what can have several, so that budgets and spreading are seen."""
    application = {
        "adminEmail": "ops@example.com",
        "publicApi": {"replicas": 3},
        "privateApi": {"replicas": 2},
        "gui": {"replicas": 2},
    }
    return configuration(control_plane, NAMESPACE, application=application)


@pytest.fixture(scope="module")
def installed(
    engine: Engine, decisions: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stack, Run]]:
    """One installed stack for this module, and its first `up`."""
    made = Stack(tmp_path_factory.mktemp("installation") / "stack", engine, decisions)
    yield made, made.up()
    made.configure({**decisions, "deployment": {"dataOnDestroy": "delete"}})
    made.up()
    made.destroy()


@pytest.fixture
def stack(installed: tuple[Stack, Run]) -> Stack:
    """The installed stack; each test leaves it as it found it."""
    return installed[0]


def test_every_pod_becomes_ready_and_every_job_completes(client: Client) -> None:
    found = workloads(client, NAMESPACE)
    assert {component(item) for item in found} == COMPONENTS
    for item in found:
        status = item["status"]
        if item["kind"] == "Job":
            assert status["succeeded"] == 1, item["metadata"]["name"]
        else:
            assert status["readyReplicas"] == item["spec"]["replicas"], item["metadata"]["name"]
    for pod in client.list_of("v1", "Pod", NAMESPACE):
        conditions = {item["type"]: item["status"] for item in pod["status"]["conditions"]}
        done = pod["status"]["phase"] == "Succeeded"
        assert done or conditions["Ready"] == "True", pod["metadata"]["name"]


def test_everything_comes_in_order(client: Client) -> None:
    found = {component(item): item for item in workloads(client, NAMESPACE)}
    pods = client.list_of("v1", "Pod", NAMESPACE)

    def begun(name: str) -> datetime:
        return _time(found[name]["metadata"]["creationTimestamp"])

    def completed(name: str) -> datetime:
        return _time(found[name]["status"]["completionTime"])

    for store in ("elasticsearch", "mysql", "redis"):
        assert _ready(pods, store) <= begun("preflight")
    assert completed("preflight") <= begun("installation")
    for served in ("private-api", "public-api", "gui", "merging-worker", "update-worker"):
        assert completed("installation") <= begun(served)
    for api in ("private-api", "public-api"):
        assert _ready(pods, api) <= begun("verification")


def test_the_api_server_warns_of_nothing(client: Client) -> None:
    items = ours(client, NAMESPACE)
    assert {item["kind"] for item in items} >= {"PodDisruptionBudget", "PersistentVolumeClaim"}
    for item in items:
        client.apply(_as_applied(item), dry_run=True)
    namespace = client.get("v1", "Namespace", NAMESPACE)
    assert namespace is not None
    client.apply(_as_applied({"apiVersion": "v1", "kind": "Namespace", **namespace}), dry_run=True)
    assert client.warnings == []


def test_a_pod_of_every_template_is_admitted_as_restricted(client: Client) -> None:
    namespace = client.get("v1", "Namespace", NAMESPACE)
    assert namespace is not None
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    for item in workloads(client, NAMESPACE):
        outcome = client.dry_run_pod_of(item)
        assert outcome.error is None, item["metadata"]["name"]
        assert outcome.warnings == ()


def test_pods_are_hardened_beyond_what_restricted_asks(client: Client) -> None:
    for item in workloads(client, NAMESPACE):
        spec = item["spec"]["template"]["spec"]
        assert spec["automountServiceAccountToken"] is False
        assert spec["enableServiceLinks"] is False
        assert spec["serviceAccountName"] == component(item)
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            resources = container["resources"]
            assert resources["limits"]["memory"] == resources["requests"]["memory"]


def test_replicas_are_spread_over_the_zones(client: Client) -> None:
    zones = {
        node["metadata"]["name"]: node["metadata"]["labels"]["topology.kubernetes.io/zone"]
        for node in client.list_of("v1", "Node")
    }
    pods = client.list_of("v1", "Pod", NAMESPACE)
    public = [pod for pod in pods if component(pod) == "public-api"]
    assert {zones[pod["spec"]["nodeName"]] for pod in public} == set(zones.values())


def test_every_variable_of_every_container_is_in_the_table(client: Client) -> None:
    for item in workloads(client, NAMESPACE):
        spec = item["spec"]["template"]["spec"]
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            names = {variable["name"] for variable in container.get("env", [])}
            assert names <= set(VARIABLES_BY_NAME), item["metadata"]["name"]


def test_a_second_up_changes_nothing(stack: Stack) -> None:
    converged(stack)


def test_a_refresh_finds_no_drift(stack: Stack) -> None:
    run = stack.command("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    assert run.exit_code == 0, run.text


DELETED = ("ServiceAccount", "ConfigMap", "Secret", "Service", "PodDisruptionBudget",
           "Deployment", "StatefulSet", "Job")  # fmt: skip


@pytest.mark.parametrize("kind", DELETED)
def test_deleted_objects_are_made_again_and_nothing_else_is_touched(
    kind: str, stack: Stack, client: Client
) -> None:
    settle(client, NAMESPACE)
    victims = [item for item in ours(client, NAMESPACE) if item["kind"] == kind]
    assert victims
    for victim in victims:
        client.delete(victim)
    run = stack.up("--refresh")
    assert [event.operation for event in run.touched] == ["create"] * len(victims), run.text
    assert {event.kind for event in run.touched} == {kind}
    converged(stack)


def _first_container(change: dict[str, Any]) -> Change:
    """A change of the first container; a merge patch replaces a list as a whole."""

    def edit(item: Manifest) -> dict[str, Any]:
        containers = item["spec"]["template"]["spec"]["containers"]
        edited = [{**containers[0], **change}, *containers[1:]]
        return {"spec": {"template": {"spec": {"containers": edited}}}}

    return edit


EDITS: dict[str, Change] = {
    "ServiceAccount": lambda _: {"automountServiceAccountToken": True},
    "ConfigMap": lambda item: {"data": dict.fromkeys(item["data"], "edited")},
    "Secret": lambda item: {"data": dict.fromkeys(item["data"], "ZWRpdGVk")},
    "Service": lambda item: {
        "spec": {"ports": [{**item["spec"]["ports"][0], "port": 1}, *item["spec"]["ports"][1:]]}
    },
    "PodDisruptionBudget": lambda _: {"spec": {"maxUnavailable": 2}},
    "Deployment": _first_container({"image": "registry.example/edited:1"}),
    "StatefulSet": _first_container({"image": "registry.example/edited:1"}),
    "Job": lambda _: {"metadata": {"labels": {"app.kubernetes.io/component": "edited"}}},
    "PersistentVolumeClaim": lambda _: {
        "metadata": {"labels": {"app.kubernetes.io/component": "edited"}}
    },
}


@pytest.mark.parametrize("kind", list(EDITS))
def test_edited_objects_are_put_right_and_nothing_else_is_touched(
    kind: str, stack: Stack, client: Client
) -> None:
    settle(client, NAMESPACE)
    victims = [item for item in ours(client, NAMESPACE) if item["kind"] == kind]
    assert victims
    before = {item["metadata"]["name"]: _content(item) for item in victims}
    for victim in victims:
        client.patch(victim, EDITS[kind](victim))
    run = stack.up("--refresh")
    assert [event.operation for event in run.touched] == ["update"] * len(victims), run.text
    assert {event.kind for event in run.touched} == {kind}
    after = {
        item["metadata"]["name"]: _content(item)
        for item in ours(client, NAMESPACE)
        if item["kind"] == kind
    }
    assert after == before


def test_edited_labels_of_the_namespace_are_put_right(stack: Stack, client: Client) -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    level = "pod-security.kubernetes.io/enforce"
    client.patch(namespace, {"metadata": {"labels": {level: "privileged"}}})
    assert stack.up("--refresh").names == {"Namespace namespace"}
    found = client.get("v1", "Namespace", NAMESPACE)
    assert found is not None
    assert found["metadata"]["labels"][level] == "restricted"


def test_no_generated_secret_is_found_where_it_does_not_belong(
    installed: tuple[Stack, Run], client: Client
) -> None:
    stack, first_up = installed
    values = stack.generated_secrets()
    assert len(values) >= 9
    places = {
        "state": "\n".join(path.read_text() for path in stack.state_folder.rglob("*.json")),
        "outputs": json.dumps(stack.outputs()),
        "log of the first up": first_up.text,
        # Without the debug messages, which `pulumi --debug` alone shows: in them Pulumi's own SDK
        # repeats a stack's outputs as it sends them, secrets included.
        "events of the first up": json.dumps(
            [
                event
                for event in first_up.events
                if event.get("diagnosticEvent", {}).get("severity") != "debug"
            ]
        ),
        "preview": stack.preview("--diff").text,
        "cluster": json.dumps(
            [item for item in client.objects(NAMESPACE) if item["kind"] != "Secret"]
        ),
        "events of the cluster": json.dumps(client.list_of("v1", "Event", NAMESPACE)),
        "annotations of the Secrets": json.dumps(
            [item["metadata"] for item in client.list_of("v1", "Secret", NAMESPACE)]
        ),
    }
    for name, value in values.items():
        assert len(value) >= 32
        assert value.isalnum()
        for place, text in places.items():
            assert value not in text, f"{name} in {place}"
    # The search finds what is there: the same values do lie in the Secrets and in the plain state.
    assert stack.outputs(show_secrets=True)["adminPassword"] == values["admin-password"]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _ready(pods: list[Manifest], name: str) -> datetime:
    """When the last pod of a component became ready."""
    return max(
        _time(condition["lastTransitionTime"])
        for pod in pods
        if component(pod) == name
        for condition in pod["status"]["conditions"]
        if condition["type"] == "Ready"
    )


def _as_applied(item: Manifest) -> Manifest:
    """An object as its owner wrote it: without what the API server adds."""
    metadata = {
        key: value
        for key, value in item["metadata"].items()
        if key in {"name", "namespace", "labels", "annotations"}
    }
    rest = {key: value for key, value in item.items() if key not in {"metadata", "status"}}
    return {**rest, "metadata": metadata}


def _content(item: Manifest) -> dict[str, Any]:
    """What an edit can change and an `up` has to put right."""
    ignored = {"metadata", "status"}
    labels = item["metadata"]["labels"]
    return {"labels": labels, **{key: item[key] for key in item if key not in ignored}}
