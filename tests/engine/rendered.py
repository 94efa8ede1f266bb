"""Reads a folder of rendered manifests."""

import base64
from pathlib import Path
from typing import Any

import yaml

Manifest = dict[str, Any]


def configuration(folder: Path, **changes: Any) -> dict[str, Any]:
    """The smallest decisions that render to `folder`, with whole groups replaced by `changes`."""
    return {
        "kubernetes": {"renderTo": str(folder)},
        "application": {"adminEmail": "ops@example.com"},
        **changes,
    }


def manifests(folder: Path) -> list[Manifest]:
    """Every manifest of a folder."""
    paths = sorted(folder.rglob("*.yaml"))
    return [document for path in paths for document in yaml.safe_load_all(path.read_text())]


def one(found: list[Manifest], kind: str, name: str) -> Manifest:
    """The manifest of an object; a Job is found by its name without the digest."""
    hits = [
        item
        for item in found
        if item["kind"] == kind
        and (
            item["metadata"]["name"] == name
            or (kind == "Job" and item["metadata"]["name"].startswith(f"{name}-"))
        )
    ]
    assert len(hits) == 1, f"{kind} {name}: {[item['metadata']['name'] for item in hits]}"
    return hits[0]


def secret_data(found: list[Manifest], name: str) -> dict[str, str]:
    """A rendered Secret's data in plain text, by key."""
    data = one(found, "Secret", name)["data"]
    return {key: base64.b64decode(value).decode() for key, value in data.items()}


def pod_templates(found: list[Manifest]) -> dict[str, Manifest]:
    """The pod template of every workload, by component."""
    return {
        item["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"]: item["spec"][
            "template"
        ]
        for item in found
        if item["kind"] in {"Deployment", "StatefulSet", "Job"}
    }
