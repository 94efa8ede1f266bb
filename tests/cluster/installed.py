"""What the cluster tests ask of an installation."""

import time
from typing import Any, Final

from tests.stack import Stack
from tools.controlplane.client import Client, Manifest
from tools.controlplane.cluster import ControlPlane

WORKLOADS = (("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("batch/v1", "Job"))
OURS = {"app.kubernetes.io/part-of": "tracardi", "app.kubernetes.io/managed-by": "pulumi"}
SETTLE_SECONDS: Final = 60


def configuration(plane: ControlPlane, namespace: str, **changes: Any) -> dict[str, Any]:
    """The smallest decisions that install into `namespace`, with `changes` to whole groups."""
    return {
        "kubernetes": {
            "context": "test",
            "kubeconfig": str(plane.kubeconfig),
            "namespace": namespace,
            "timeoutMinutes": 2,
        },
        "application": {"adminEmail": "ops@example.com"},
        **changes,
    }


def ours(client: Client, namespace: str) -> list[Manifest]:
    """Every object that the program made in a namespace; not what controllers made of it."""
    return [
        item
        for item in client.objects(namespace)
        if OURS.items() <= item["metadata"].get("labels", {}).items()
        and "ownerReferences" not in item["metadata"]
    ]


def workloads(client: Client, namespace: str) -> list[Manifest]:
    """Every Deployment, StatefulSet and Job."""
    return [
        item
        for api_version, kind in WORKLOADS
        for item in client.list_of(api_version, kind, namespace)
    ]


def settle(client: Client, namespace: str) -> None:
    """Wait until no rollout is under way.

    An `up` can end before the last pod of a changed Deployment is exchanged, and the next refresh
    that meets the rollout finds the Deployment unhealthy and awaits it anew, as an update without a
    difference.
    """
    deadline = time.monotonic() + SETTLE_SECONDS
    while moving := [item for item in workloads(client, namespace) if _is_moving(item)]:
        names = [item["metadata"]["name"] for item in moving]
        assert time.monotonic() < deadline, f"still being rolled out: {', '.join(names)}"
        time.sleep(0.2)


def _is_moving(item: Manifest) -> bool:
    if item["kind"] == "Job":
        return False
    status, wanted = item["status"], item["spec"]["replicas"]
    counts = [status.get(key, 0) for key in ("replicas", "readyReplicas", "updatedReplicas")]
    seen = status.get("observedGeneration") == item["metadata"]["generation"]
    return not seen or counts != [wanted] * 3


def component(item: Manifest) -> str:
    """The component that an object belongs to."""
    label: str = item["metadata"]["labels"]["app.kubernetes.io/component"]
    return label


def secret_data(client: Client, namespace: str) -> dict[str, dict[str, str]]:
    """The data of the Secrets as the API server holds it, in base64, by name and key."""
    return {
        item["metadata"]["name"]: item["data"] for item in client.list_of("v1", "Secret", namespace)
    }


def converged(stack: Stack) -> None:
    """Asserts that an `up`, which looks at the cluster first, finds nothing to do."""
    run = stack.up("--refresh")
    assert run.names == set(), run.text
