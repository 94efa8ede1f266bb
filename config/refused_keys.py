"""Keys that one could expect to exist, and why they do not."""

from typing import Final

from config.shape import Location

_ONE_MEMORY: Final = (
    "is no key: memory is request and limit at once, so that no pod is killed for its neighbour",
    "write memory (both) and cpu (what is asked for; there is no limit of processor time)",
)

_KEYS: Final[dict[str, tuple[str, str]]] = {
    **dict.fromkeys(
        ("resources", "limits", "requests", "memoryLimit", "memoryRequest", "cpuLimit"), _ONE_MEMORY
    ),
    **dict.fromkeys(
        (
            f"dependencies.elasticsearch.{key}"
            for key in ("heapMin", "heapMax", "javaOptions", "javaOpts", "esJavaOpts")
        ),
        (
            "is no key: least and greatest heap are the same, or the node stops at every growth",
            "write heap, or nothing to have half of the memory",
        ),
    ),
    **dict.fromkeys(
        ("dependencies.redis.database", "dependencies.redis.db"),
        (
            "is no key: Tracardi always uses database 0",
            "remove it, and give every installation a Redis of its own",
        ),
    ),
    **dict.fromkeys(
        (
            f"dependencies.redis.{key}"
            for key in ("sentinel", "sentinels", "quorum", "masterName", "cluster", "nodes")
        ),
        (
            "is no key: Tracardi's client speaks neither Redis Sentinel nor Redis Cluster",
            "write topology: external with one address that always leads to the primary",
        ),
    ),
    **dict.fromkeys(
        (f"dependencies.redis.{key}" for key in ("tls", "ssl", "scheme", "username")),
        (
            "is no key: Tracardi's client speaks no TLS to Redis and knows one user",
            "remove it, and keep the network between them private",
        ),
    ),
    "workload.retention.profile": (
        "is no key: profiles are never deleted by age, since customers come back after years",
        "remove it; the keys here are event, session, entity, log, fieldUpdateLog",
    ),
    **dict.fromkeys(
        (f"docker.ports.{store}" for store in ("elasticsearch", "mysql", "redis", "pulsar")),
        (
            "is no key: stores are published to nobody",
            "remove it; to look into a store, use `docker exec` on the host",
        ),
    ),
    **dict.fromkeys(
        (
            f"{group}.{key}"
            for group in ("deployment", "kubernetes")
            for key in ("preflight", "skipPreflight")
        ),
        (
            "is no key: the preflight always runs, and `up` waits for it",
            "remove it",
        ),
    ),
    **dict.fromkeys(
        (
            f"{group}.{key}"
            for group in ("deployment", "kubernetes")
            for key in ("name", "project", "stack")
        ),
        (
            "is no key: an installation is told from others by the name of its stack",
            "remove it, and name the file Pulumi.<stack>.yaml after the stack",
        ),
    ),
    **dict.fromkeys(
        (
            f"kubernetes.{key}"
            for key in ("namePrefix", "nameSuffix", "fullnameOverride", "nameOverride", "release")
        ),
        (
            "is no key: names are the same in every installation, so that none gets too long",
            "remove it, and give every installation a namespace of its own",
        ),
    ),
}
"""Rule and advice for keys that one could expect, by path, or by name where they fit anywhere."""


def refused_key(location: Location) -> tuple[str, str] | None:
    """Rule and advice for a key that one could expect at `location`; None for any other."""
    parts = [str(part) for part in location if not isinstance(part, int)]
    return _KEYS.get(".".join(parts)) or _KEYS.get(parts[-1])
