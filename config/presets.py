"""The presets of the workload: answers that are laid under what the user wrote.

They are figures to start from, not advice for everybody; `docs/sizing.md` shows what follows from
them. `python -m config sheet` prints what a preset filled in.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from config.findings import path_of
from config.shape import Location

Raw = Mapping[str, Any]

_SMALL: Final[Raw] = {
    "workload": {
        "eventsPerDay": 50_000,
        "sessionsPerDay": 5_000,
        "profilesPerDay": 1_500,
    },
    "application": {
        "partitioning": {"event": "quarter", "log": "quarter", "fieldUpdateLog": "quarter"},
        "privateApi": {"replicas": 1, "memory": "1Gi", "cpu": "250m"},
        "publicApi": {"replicas": 2, "memory": "1Gi", "cpu": "500m"},
    },
}
_MEDIUM: Final[Raw] = {
    "workload": {
        "eventsPerDay": 2_000_000,
        "sessionsPerDay": 200_000,
        "profilesPerDay": 40_000,
        "retention": {"event": 12, "session": 12, "log": 3, "fieldUpdateLog": 12},
    },
    "application": {
        "partitioning": {"event": "month", "session": "month", "entity": "year"},
        "privateApi": {"replicas": 2, "memory": "1Gi", "cpu": "250m"},
        "publicApi": {"replicas": 4, "memory": "1Gi", "cpu": "1"},
    },
}
_LARGE: Final[Raw] = {
    "workload": {
        "eventsPerDay": 20_000_000,
        "sessionsPerDay": 2_000_000,
        "profilesPerDay": 300_000,
        "retention": {"event": 3, "session": 3, "log": 1, "fieldUpdateLog": 3},
    },
    "application": {
        "partitioning": {
            "event": "month",
            "profile": "year",
            "session": "month",
            "entity": "year",
        },
        "privateApi": {"replicas": 2, "memory": "1Gi", "cpu": "500m"},
        "publicApi": {"replicas": 32, "memory": "1Gi", "cpu": "1"},
    },
}

_STORES: Final[Mapping[str, Mapping[str, Mapping[str, Raw]]]] = {
    "small": {
        "elasticsearch": {
            "single": {"shards": 1, "memory": "8Gi", "cpu": "1", "storage": {"size": "100Gi"}},
            "cluster": {
                "nodes": 3,
                "shards": 1,
                "replicas": 1,
                "memory": "8Gi",
                "cpu": "1",
                "storage": {"size": "75Gi"},
            },
            "external": {"shards": 1},
        },
        "mysql": {
            "single": {"memory": "4Gi", "maxConnections": 200, "storage": {"size": "10Gi"}},
            "cluster": {"memory": "4Gi", "maxConnections": 200, "storage": {"size": "20Gi"}},
        },
        "redis": {"single": {"memory": "1Gi", "storage": {"size": "5Gi"}}},
    },
    "medium": {
        "elasticsearch": {
            "single": {"shards": 3, "memory": "32Gi", "cpu": "4", "storage": {"size": "2250Gi"}},
            "cluster": {
                "nodes": 3,
                "shards": 3,
                "replicas": 1,
                "memory": "16Gi",
                "cpu": "4",
                "storage": {"size": "1500Gi"},
            },
            "external": {"shards": 3},
        },
        "mysql": {
            "single": {"memory": "4Gi", "maxConnections": 300, "storage": {"size": "20Gi"}},
            "cluster": {"memory": "4Gi", "maxConnections": 300, "storage": {"size": "20Gi"}},
        },
        "redis": {"single": {"memory": "2Gi", "storage": {"size": "10Gi"}}},
    },
    "large": {
        "elasticsearch": {
            "single": {"shards": 20, "memory": "64Gi", "cpu": "16", "storage": {"size": "9000Gi"}},
            "cluster": {
                "nodes": 5,
                "shards": 24,
                "replicas": 1,
                "memory": "32Gi",
                "cpu": "8",
                "storage": {"size": "4000Gi"},
            },
            "external": {"shards": 24},
        },
        "mysql": {
            "single": {"memory": "8Gi", "maxConnections": 1000, "storage": {"size": "50Gi"}},
            "cluster": {"memory": "8Gi", "maxConnections": 1000, "storage": {"size": "50Gi"}},
        },
        "redis": {"single": {"memory": "8Gi", "storage": {"size": "20Gi"}}},
    },
}

PRESETS: Final[Mapping[str, Raw]] = {"small": _SMALL, "medium": _MEDIUM, "large": _LARGE}
"""Raw answers by the name of the preset, without those that depend on who runs a store."""


def fill(raw: Mapping[str, object]) -> tuple[dict[str, object], frozenset[str]]:
    """`raw` with the answers of its preset laid under its own, and the paths that were filled in.

    `raw` maps groups to plain values, as they stand in the stack's file; it is not changed. Without
    a preset, or with an unknown one, it comes back as it is. Raises nothing, whatever it holds: a
    value of the wrong shape is left for the model to refuse.
    """
    filled = dict(raw)
    workload = raw.get("workload")
    name = workload.get("preset") if isinstance(workload, Mapping) else None
    if not isinstance(name, str) or name not in PRESETS:
        return filled, frozenset()
    layer = {**PRESETS[name], "dependencies": dict(_stores(name, raw.get("dependencies", {})))}
    paths: set[str] = set()
    return _under(filled, layer, (), paths), frozenset(paths)


def _stores(name: str, dependencies: object) -> Iterator[tuple[str, Raw]]:
    """The answers of the preset for each store, as they suit its topology."""
    if not isinstance(dependencies, Mapping):
        return
    for store, by_topology in _STORES[name].items():
        decided = dependencies.get(store, {})
        topology = decided.get("topology", "single") if isinstance(decided, Mapping) else None
        if isinstance(topology, str) and topology in by_topology:
            yield store, by_topology[topology]


def _under(
    given: Mapping[Any, Any], layer: Raw, place: Location, paths: set[str]
) -> dict[Any, Any]:
    """`given` on top of `layer`; the paths of the answers that only `layer` has go into `paths`.

    Where autoscaling is given, a number of pods is not filled in: one excludes the other.
    """
    result = dict(given)
    for key, value in layer.items():
        here = (*place, key)
        if isinstance(value, Mapping):
            inner = given.get(key, {})
            if isinstance(inner, Mapping):
                result[key] = _under(inner, value, here, paths)
        elif key not in given and not (key == "replicas" and given.get("autoscaling")):
            result[key] = value
            paths.add(path_of(*here))
    return result
