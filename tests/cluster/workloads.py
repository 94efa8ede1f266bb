"""Small workloads that tests create, fit for a namespace that enforces `restricted`."""

from collections.abc import Mapping
from typing import Any

from tools.controlplane.client import Manifest

RESTRICTED = {
    f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn", "audit")
}
LABELS = {"app.kubernetes.io/name": "sample"}


def pod_spec(**changes: Any) -> dict[str, Any]:
    """Return a pod spec that `restricted` admits, with the given fields of the pod replaced."""
    container = {
        "name": "sample",
        "image": "registry.example/sample:1",
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    security = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    return {"securityContext": security, "containers": [container], **changes}


def privileged_pod_spec() -> dict[str, Any]:
    """Return a pod spec that only the level `privileged` admits."""
    spec = pod_spec()
    spec["containers"][0]["securityContext"] = {"privileged": True}
    return spec


def pod(namespace: str, name: str, spec: dict[str, Any]) -> Manifest:
    """Return a Pod."""
    metadata = {"name": name, "namespace": namespace, "labels": LABELS}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def deployment(
    namespace: str,
    spec: dict[str, Any],
    replicas: int = 1,
    annotations: Mapping[str, str] | None = None,
) -> Manifest:
    """Return a Deployment; the annotations are those of its pods."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "sample", "namespace": namespace},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": LABELS},
            "template": _template(spec, LABELS, annotations),
        },
    }


def stateful_set(namespace: str, spec: dict[str, Any], claim_size: str) -> Manifest:
    """Return a StatefulSet with one replica and one claim template, `data`."""
    claim = {
        "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": claim_size}},
        },
    }
    spec["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "sample", "namespace": namespace},
        "spec": {
            "serviceName": "sample",
            "replicas": 1,
            "selector": {"matchLabels": LABELS},
            "template": _template(spec, LABELS, None),
            "volumeClaimTemplates": [claim],
        },
    }


def job(
    namespace: str, labels: Mapping[str, str] | None = None, backoff_limit: int = 0
) -> Manifest:
    """Return a Job; the labels are those of its pods."""
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "sample", "namespace": namespace},
        "spec": {
            "backoffLimit": backoff_limit,
            "template": _template(pod_spec(restartPolicy="Never"), labels or {}, None),
        },
    }


def disruption_budget(namespace: str, min_available: int) -> Manifest:
    """Return a PodDisruptionBudget for the pods of `deployment` and `stateful_set`."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "sample", "namespace": namespace},
        "spec": {"minAvailable": min_available, "selector": {"matchLabels": LABELS}},
    }


def _template(
    spec: dict[str, Any], labels: Mapping[str, str], annotations: Mapping[str, str] | None
) -> dict[str, Any]:
    metadata = {"labels": dict(labels), "annotations": dict(annotations or {})}
    return {"metadata": metadata, "spec": spec}
