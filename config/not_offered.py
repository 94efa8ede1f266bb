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
    ("dependencies.elasticsearch.topology", "cluster"): (
        "is not installed by this version: it runs one Elasticsearch node or uses a given cluster",
        "write topology: external with hosts, username and dataNodes, or topology: single",
    ),
    ("dependencies.mysql.topology", "cluster"): (
        "is not installed by this version: it runs one MySQL server or uses a given one",
        "write topology: external with host and username, or topology: single",
    ),
    ("dependencies.redis.topology", "cluster"): (
        "is impossible: Tracardi's client speaks neither Redis Cluster nor Redis Sentinel",
        "write topology: single, or external with one server that always leads to the primary",
    ),
    ("dependencies.redis.topology", "sentinel"): (
        "is impossible: Tracardi's client speaks neither Redis Sentinel nor Redis Cluster",
        "write topology: single, or external with one server that always leads to the primary",
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
        for mode in ("bundled", "operator", "external", "on", "s3")
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


NOT_INSTALLED_GROUPS: Final[dict[str, tuple[str, str]]] = {}
"""Rule and advice for groups of answers that this version knows and cannot act upon, by path."""


def not_offered(location: Location, value: object) -> tuple[str, str] | None:
    """Rule and advice for an answer that this version knows and refuses; None for any other."""
    if not isinstance(value, str | bool):
        return None
    parts = [str(part) for part in location]
    return _REFUSALS.get((".".join(parts), value)) or _REFUSALS.get((".".join(parts[:-1]), value))
