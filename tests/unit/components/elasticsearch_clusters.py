"""What the tests of the Elasticsearch cluster share."""

from copy import deepcopy
from typing import Any

from tests.unit.components.recording import Recording, Registered, install

RAW: dict[str, Any] = {
    "kubernetes": {"renderTo": "rendered/unit"},
    "application": {"adminEmail": "ops@example.com"},
}
CLUSTER: dict[str, Any] = {"topology": "cluster", "operator": "present"}


def installed(decision: dict[str, Any] | None = None, **groups: Any) -> Recording:
    """What is made of the cluster with more answers, and with more answers of other groups."""
    raw = deepcopy(RAW)
    for key, group in groups.items():
        raw[key] = {**raw.get(key, {}), **group}
    raw["dependencies"] = {"elasticsearch": {**CLUSTER, **(decision or {})}}
    return install(raw)[0]


def cluster(decision: dict[str, Any] | None = None, **groups: Any) -> Registered:
    """The resource that the operator acts upon."""
    return installed(decision, **groups).one("Elasticsearch", "elasticsearch-cluster")


def node_sets(found: Registered) -> dict[str, dict[str, Any]]:
    """The node sets by name."""
    return {nodes["name"]: nodes for nodes in found.input("spec.nodeSets")}


def pod(nodes: dict[str, Any]) -> dict[str, Any]:
    """The specification of the pods of a node set."""
    found: dict[str, Any] = nodes["podTemplate"]["spec"]
    return found


def variables(container: dict[str, Any]) -> dict[str, Any]:
    """The environment of a container, by variable."""
    return {item["name"]: item.get("value", item.get("valueFrom")) for item in container["env"]}
