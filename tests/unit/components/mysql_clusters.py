"""Installations with MySQL as a cluster."""

from typing import Any

from tests.unit.components.recording import Recording, Registered, install

KIND = "PerconaXtraDBCluster"
NAME = "mysql-cluster"
_CLUSTER: dict[str, Any] = {"topology": "cluster", "operator": "present"}
_RAW: dict[str, Any] = {
    "kubernetes": {"context": "kind", "timeoutMinutes": 20},
    "application": {"adminEmail": "ops@example.com"},
}


def installed(decision: dict[str, Any] | None = None, **groups: Any) -> Recording:
    """The program's resources with a cluster of MySQL, `decision` and groups on top of RAW."""
    merged = {key: {**_RAW.get(key, {}), **group} for key, group in groups.items()}
    stores = {"mysql": {**_CLUSTER, **(decision or {})}}
    return install({**_RAW, **merged, "dependencies": stores})[0]


def cluster(decision: dict[str, Any] | None = None, **groups: Any) -> Registered:
    """The one resource of it that Percona's operator acts upon."""
    return installed(decision, **groups).one(KIND, NAME)
