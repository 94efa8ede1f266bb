"""The test control plane does what the other tests here rely on."""

import copy
import time
from typing import Any

import pytest
import yaml

from tests.cluster import workloads
from tools.controlplane import stages
from tools.controlplane.binaries import kubernetes_version
from tools.controlplane.client import ApiWarning, Client, Manifest, Refused, wait_until
from tools.controlplane.cluster import ControlPlane
from tools.controlplane.manifests import ZONES

pytestmark = pytest.mark.cluster


def ready_pods(client: Client, namespace: str) -> list[Manifest]:
    return [pod for pod in client.list_of("v1", "Pod", namespace) if condition(pod, "Ready")]


def condition(manifest: Manifest, name: str) -> bool:
    """Tell whether a condition of an object is true."""
    conditions = manifest.get("status", {}).get("conditions", [])
    return any(item["type"] == name and item["status"] == "True" for item in conditions)


def evict(client: Client, pod: Manifest) -> None:
    namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
    eviction = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": name, "namespace": namespace},
    }
    client.request("POST", f"/api/v1/namespaces/{namespace}/pods/{name}/eviction", eviction)


def test_serves_the_pinned_version(client: Client) -> None:
    assert client.request("GET", "/version")["gitVersion"] == f"v{kubernetes_version()}"


def test_nodes_are_spread_over_zones(client: Client) -> None:
    nodes = client.list_of("v1", "Node")
    zones = [node["metadata"]["labels"]["topology.kubernetes.io/zone"] for node in nodes]
    assert sorted(zones) == sorted(ZONES)
    assert all(condition(node, "Ready") for node in nodes)


def test_nodes_keep_a_heartbeat_without_leases(control_plane: ControlPlane) -> None:
    loaded = yaml.safe_load_all((control_plane.folder / "stages.yaml").read_text())
    names = [stage["metadata"]["name"] for stage in loaded]
    assert "node-heartbeat" in names
    assert "node-heartbeat-with-lease" not in names


def test_rbac_refuses_what_no_role_allows(client: Client, namespace: str) -> None:
    client.create_namespace(namespace)
    spec = {
        "user": f"system:serviceaccount:{namespace}:default",
        "resourceAttributes": {"namespace": namespace, "verb": "get", "resource": "secrets"},
    }
    api_version = "authorization.k8s.io/v1"
    review = {"apiVersion": api_version, "kind": "SubjectAccessReview", "spec": spec}
    answer = client.create({**review, "metadata": {}})
    assert answer["status"]["allowed"] is False


def test_restricted_namespace_refuses_a_privileged_pod(client: Client, namespace: str) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    with pytest.raises(Refused, match=r'violates PodSecurity "restricted:latest"') as refusal:
        client.create(workloads.pod(namespace, "sample", workloads.privileged_pod_spec()))
    assert refusal.value.status == 403


def test_restricted_namespace_warns_of_a_privileged_template(
    client: Client, warnings: list[ApiWarning], namespace: str
) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    assert warnings == []
    deployment = workloads.deployment(namespace, workloads.privileged_pod_spec())
    client.create(deployment)
    assert [(warning.method, warning.path) for warning in warnings] == [
        ("POST", f"/apis/apps/v1/namespaces/{namespace}/deployments")
    ]
    assert 'would violate PodSecurity "restricted:latest"' in warnings[0].text

    verdict = client.dry_run_pod_of(deployment)
    assert verdict.error is not None
    assert "violates PodSecurity" in verdict.error


def test_warnings_of_refused_requests_count_too(
    client: Client, warnings: list[ApiWarning], namespace: str
) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    spec = workloads.pod_spec()
    variable = {"name": "TWICE", "value": "1"}
    spec["containers"][0]["env"] = [variable, variable]
    verdict = client.dry_run_pod_of(workloads.deployment(namespace, spec))
    assert any("TWICE" in text for text in verdict.warnings)
    assert [warning.text for warning in warnings] == list(verdict.warnings)


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "Job", "CronJob"])
def test_dry_run_admits_a_restricted_pod_and_keeps_nothing(
    client: Client, namespace: str, kind: str
) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    job = workloads.job(namespace)
    samples: dict[str, Manifest] = {
        "Deployment": workloads.deployment(namespace, workloads.pod_spec()),
        "StatefulSet": workloads.stateful_set(namespace, workloads.pod_spec(), "1Gi"),
        "Job": job,
        "CronJob": {**job, "kind": "CronJob", "spec": {"jobTemplate": {"spec": job["spec"]}}},
    }
    verdict = client.dry_run_pod_of(samples[kind])
    assert (verdict.error, verdict.warnings) == (None, ())
    assert client.list_of("v1", "Pod", namespace) == []


def test_unknown_fields_are_refused(client: Client, namespace: str) -> None:
    client.create_namespace(namespace)
    with pytest.raises(Refused, match=r'unknown field "spec\.tpyo"'):
        client.create(workloads.pod(namespace, "sample", workloads.pod_spec(tpyo=1)))


def test_stateful_set_is_ready_with_a_bound_volume_that_only_grows(
    client: Client, warnings: list[ApiWarning], namespace: str
) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    client.create(workloads.stateful_set(namespace, workloads.pod_spec(), "1Gi"))
    wait_until("a ready pod", lambda: ready_pods(client, namespace))
    (claim,) = client.list_of("v1", "PersistentVolumeClaim", namespace)
    assert claim["status"]["phase"] == "Bound"
    assert client.get("v1", "PersistentVolume", claim["spec"]["volumeName"])

    client.patch(claim, storage("2Gi"))
    name = claim["metadata"]["name"]

    def capacity() -> Any:
        grown = client.get("v1", "PersistentVolumeClaim", name, namespace) or {}
        return grown["status"]["capacity"]["storage"]

    wait_until("a larger volume", lambda: capacity() == "2Gi")
    with pytest.raises(Refused, match=r"can not be less than status\.capacity") as refusal:
        client.patch(claim, storage("1Gi"))
    assert refusal.value.status == 422
    assert warnings == []


def storage(size: str) -> dict[str, Any]:
    return {"spec": {"resources": {"requests": {"storage": size}}}}


def test_job_completes(client: Client, namespace: str) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    job = client.create(workloads.job(namespace))
    wait_until("a complete Job", lambda: condition(refreshed(client, job), "Complete"))


def test_failing_job_fails(client: Client, namespace: str) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    job = client.create(workloads.job(namespace, labels={stages.FAILING_LABEL: "true"}))
    wait_until("a failed Job", lambda: condition(refreshed(client, job), "Failed"))
    assert not condition(refreshed(client, job), "Complete")


def refreshed(client: Client, manifest: Manifest) -> Manifest:
    metadata = manifest["metadata"]
    kind = (manifest["apiVersion"], manifest["kind"])
    found = client.get(*kind, metadata["name"], metadata["namespace"])
    assert found is not None
    return found


def test_replicas_are_spread_over_zones(client: Client, namespace: str) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    client.create(workloads.deployment(namespace, spread(workloads.pod_spec()), replicas=2))
    wait_until("two ready pods", lambda: len(ready_pods(client, namespace)) == 2)
    zone_of = {
        node["metadata"]["name"]: node["metadata"]["labels"]["topology.kubernetes.io/zone"]
        for node in client.list_of("v1", "Node")
    }
    zones = {zone_of[pod["spec"]["nodeName"]] for pod in ready_pods(client, namespace)}
    assert len(zones) == 2


def spread(spec: dict[str, Any]) -> dict[str, Any]:
    constraint = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": workloads.LABELS},
    }
    return {**spec, "topologySpreadConstraints": [constraint]}


def test_disruption_budget_refuses_a_second_eviction(client: Client, namespace: str) -> None:
    client.create_namespace(namespace, workloads.RESTRICTED)
    slow = {stages.READY_DELAY_ANNOTATION: "5s"}
    client.create(workloads.deployment(namespace, workloads.pod_spec(), 2, slow))
    budget = client.create(workloads.disruption_budget(namespace, min_available=1))
    wait_until(
        "a budget that allows one disruption",
        lambda: refreshed(client, budget)["status"]["disruptionsAllowed"] == 1,
    )
    first, second = ready_pods(client, namespace)
    evict(client, first)
    # By now a successor without a delay would be ready and would let the second eviction pass.
    time.sleep(1.5)
    with pytest.raises(Refused, match="disruption budget") as refusal:
        evict(client, second)
    assert refusal.value.status == 429


def test_pod_is_ready_only_after_its_delay(client: Client, namespace: str) -> None:
    client.create_namespace(namespace)
    annotations = {stages.READY_DELAY_ANNOTATION: "1h"}
    client.create(workloads.deployment(namespace, workloads.pod_spec(), 1, annotations))
    client.create(workloads.pod(namespace, "prompt", workloads.pod_spec()))
    wait_until("a ready pod", lambda: ready_pods(client, namespace))
    assert [pod["metadata"]["name"] for pod in ready_pods(client, namespace)] == ["prompt"]


def test_pod_that_never_gets_ready_and_then_does(client: Client, namespace: str) -> None:
    client.create_namespace(namespace)
    sample = workloads.pod(namespace, "sample", workloads.pod_spec())
    sample = copy.deepcopy(sample)
    sample["metadata"]["annotations"] = {stages.NEVER_READY_ANNOTATION: "false"}
    client.create(sample)

    def crashes() -> bool:
        statuses = refreshed(client, sample).get("status", {}).get("containerStatuses", [])
        waiting = [status["state"].get("waiting", {}).get("reason") for status in statuses]
        return waiting == ["CrashLoopBackOff"]

    wait_until("a crashing container", crashes)
    assert ready_pods(client, namespace) == []
    client.patch(sample, {"metadata": {"annotations": {stages.NEVER_READY_ANNOTATION: None}}})
    wait_until("a ready pod", lambda: ready_pods(client, namespace))


def test_objects_of_a_namespace_are_listed_whole(
    client: Client, warnings: list[ApiWarning], namespace: str
) -> None:
    client.create_namespace(namespace)
    client.create(workloads.deployment(namespace, workloads.pod_spec()))
    wait_until("a ready pod", lambda: ready_pods(client, namespace))
    found = client.objects(namespace)
    kinds = sorted((item["apiVersion"], item["kind"]) for item in found)
    assert kinds == [
        ("apps/v1", "Deployment"),
        ("apps/v1", "ReplicaSet"),
        ("v1", "ConfigMap"),
        ("v1", "Pod"),
        ("v1", "ServiceAccount"),
    ]
    (deployment,) = [item for item in found if item["kind"] == "Deployment"]
    assert deployment["metadata"]["name"] == "sample"
    assert warnings == []
