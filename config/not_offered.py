"""Answers that one could expect to be possible, and why they are not."""

from typing import Final

from config.shape import Location

_NO_PERIOD: Final = "write year, quarter or month"

_REFUSALS: Final[dict[tuple[str, object], tuple[str, str]]] = {
    ("deployment.edition", "commercial"): (
        "is not installed by this version",
        "write open-source",
    ),
    ("deployment.platform", "docker"): (
        "is not installed by this version",
        "write kubernetes",
    ),
    ("dependencies.elasticsearch.operator", "install"): (
        "is not installed by this version, which brings no operator",
        "install Elastic's operator (elastic/cloud-on-k8s, ECK 3.5) yourself, and write present",
    ),
    ("dependencies.mysql.operator", "install"): (
        "is not installed by this version, which brings no operator",
        "install Percona's operator for XtraDB Cluster (1.16.1) yourself, and write present",
    ),
    ("dependencies.redis.topology", "cluster"): (
        "is impossible: Tracardi's client speaks neither Redis Cluster nor Redis Sentinel",
        "write topology: single, or external with one server that always leads to the primary",
    ),
    ("dependencies.redis.topology", "sentinel"): (
        "is impossible: Tracardi's client speaks neither Redis Sentinel nor Redis Cluster",
        "write topology: single, or external with one server that always leads to the primary",
    ),
    **{
        ("dependencies.mysql.topology", topology): (
            "is not run by this program: copying is easy, failing over to the copy is not",
            "write topology: external or single",
        )
        for topology in ("replication", "group-replication", "galera", "operator")
    },
    **{
        ("dependencies.pulsar.topology", topology): (
            "is not installed by this version, which knows no event streaming",
            "write topology: none",
        )
        for topology in ("single", "cluster", "external")
    },
    **{
        (f"dependencies.{store}.accessMode", mode): (
            "lets several machines write to the volume, and two stores destroy each other's files",
            "write ReadWriteOnce or ReadWriteOncePod",
        )
        for store in (
            "elasticsearch.storage",
            "elasticsearch.dedicatedMasters.storage",
            "mysql.storage",
            "redis.storage",
            "pulsar.storage",
            "pulsar.journalStorage",
        )
        for mode in ("ReadWriteMany", "ReadOnlyMany")
    },
    ("kubernetes.podSecurity.level", "privileged"): (
        "lets every pod of the namespace become root on its machine, and nothing here needs it",
        "write restricted, or baseline",
    ),
    ("application.partitioning", "week"): (
        "is named in some documentation of Tracardi, and its code breaks on it: every event fails",
        _NO_PERIOD,
    ),
    **{
        ("application.partitioning", period): (
            "makes so many indices that Elasticsearch runs out of shards, and their names repeat",
            _NO_PERIOD,
        )
        for period in ("hour", "minute", "second")
    },
    **{
        ("monitoring.mode", mode): (
            "is not installed by this version, which brings no monitoring",
            "write off and watch the namespace with your own tools",
        )
        for mode in ("bundled", "operator", "external")
    },
    **{
        ("backup.mode", mode): (
            "is not installed by this version, which makes no backups",
            "write off and save Elasticsearch and MySQL with your own tools",
        )
        for mode in ("scheduled", "bundled", "operator", "external", "on", "s3")
    },
    **{
        ("exposure.mode", mode): (
            "is not installed by this version, which publishes nothing",
            "write none and put a proxy of your own before the services",
        )
        for mode in ("ingress", "gateway")
    },
    # Some readers of YAML take an unquoted off for false, and on for true.
    **{
        (path, answer): (
            "must be a text",
            'write "off" between quotes',
        )
        for path in ("monitoring.mode", "backup.mode")
        for answer in (True, False)
    },
}


NOT_INSTALLED_GROUPS: Final[dict[str, tuple[str, str]]] = {
    "application.multiTenancy": (
        "is not installed by this version, which serves one tenant",
        "remove it",
    ),
    "application.commercial": (
        "is not installed by this version, which runs the open-source edition",
        "remove it",
    ),
    "application.publicApi.autoscaling": (
        "is not installed by this version, which runs a fixed number of pods",
        "remove it, and write replicas",
    ),
    "docker": (
        "is not installed by this version, which runs nothing on Docker",
        "remove it",
    ),
    "secrets.existing": (
        "is not installed by this version, which reads no Secret that exists already",
        "remove it, and set the secrets with `pulumi config set --secret`",
    ),
    "exposure.networkPolicies": (
        "is not installed by this version, which makes no network policies",
        "remove it, and write policies for the namespace yourself",
    ),
    "monitoring.telemetry.openTelemetry": (
        "is not installed by this version: it belongs to the commercial edition",
        "remove it",
    ),
}
"""Rule and advice for groups of answers that this version knows and cannot act upon, by path."""


def not_offered(location: Location, value: object) -> tuple[str, str] | None:
    """Rule and advice for an answer that this version knows and refuses; None for any other."""
    if not isinstance(value, str | bool):
        return None
    parts = [str(part) for part in location]
    return _REFUSALS.get((".".join(parts), value)) or _REFUSALS.get((".".join(parts[:-1]), value))
