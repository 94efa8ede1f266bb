"""What the cluster tests ask of an installation."""

from typing import Any

from tests.stack import Stack
from tools.controlplane.client import Client, Manifest
from tools.controlplane.cluster import ControlPlane

WORKLOADS = (("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("batch/v1", "Job"))
OURS = {"app.kubernetes.io/part-of": "tracardi", "app.kubernetes.io/managed-by": "pulumi"}


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
