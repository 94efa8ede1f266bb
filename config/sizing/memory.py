"""How much memory Elasticsearch, Redis and Tracardi's processes need."""

from typing import Final

from config.decisions import Decisions
from config.groups.dependencies import ElasticsearchCluster
from config.sizing.indices import CONTEXTS, copies, indices, kinds, sessions_per_day, tenants

MEBIBYTE: Final = 1024**2

PROCESS_BYTES: Final = 250 * MEBIBYTE
"""Memory of one process that has imported Tracardi's library: 188 MB after start, 225 MB after an
installation, 247 MB after hours of errors (measured on API 0.9.0-dev)."""

HEAP_FOR_WORK_BYTES: Final = 512 * MEBIBYTE
"""Heap of a data node for everything but the fields of its indices (Elasticsearch reference, "Size
your shards")."""

HEAP_PER_FIELD_BYTES: Final = 1024
"""Heap of a data node for each mapped field of each index that it holds a shard of (likewise)."""

INDICES_PER_GIBIBYTE: Final = 3000
"""Indices that one GiB of a master's heap can lead (likewise)."""


def heap_needed(decisions: Decisions, month: int) -> int:
    """Bytes of heap that a data node needs when `month` has passed, with retention."""
    return HEAP_FOR_WORK_BYTES + heap_for_indices(decisions, month)


def heap_for_indices(decisions: Decisions, month: int) -> int:
    """Bytes of that heap which the indices themselves take.

    A data node that can be elected, as there are where no masters are dedicated, holds the state
    of all indices as well.
    """
    fields = decisions.workload.assumptions.fields_per_index * HEAP_PER_FIELD_BYTES
    heap = _indices_on_a_node(decisions, month) * fields
    return heap if _dedicated_masters(decisions) else heap + master_heap_needed(decisions, month)


def master_heap_needed(decisions: Decisions, month: int) -> int:
    """Bytes of heap in which a master keeps the state of all indices."""
    return -(-indices(decisions, month) * 1024 * MEBIBYTE // INDICES_PER_GIBIBYTE)


def _indices_on_a_node(decisions: Decisions, month: int) -> int:
    """Indices of which a data node holds a shard: all of them, unless they have fewer shards than
    there are nodes.
    """
    elasticsearch = decisions.dependencies.elasticsearch
    nodes = elasticsearch.data_nodes
    on_nodes = sum(
        kind.indices(month, kept=True) * min(kind.shards * copies(elasticsearch), nodes)
        for kind in kinds(decisions)
    )
    return -(-on_nodes * CONTEXTS * tenants(decisions) // nodes)


def _dedicated_masters(decisions: Decisions) -> bool:
    elasticsearch = decisions.dependencies.elasticsearch
    return (
        isinstance(elasticsearch, ElasticsearchCluster)
        and elasticsearch.dedicated_masters is not None
    )


def redis_needed(decisions: Decisions) -> int | None:
    """Bytes of data that Redis holds in the busiest hour; None where no events a day are decided.

    Tracardi keeps each profile and each session with events in Redis until its retention there is
    over (Tracardi/tracardi tracardi/service/tracking/cache 0.9.0-dev).
    """
    workload, caches = decisions.workload, decisions.application.caches
    if workload.events_per_day is None:
        return None
    sessions_per_hour = -(-sessions_per_day(decisions) * workload.peak_factor // 24)
    profiles_per_hour = workload.active_profiles_per_hour or sessions_per_hour
    key = workload.assumptions.redis_key_bytes
    profiles = profiles_per_hour * caches.profile_retention_seconds * (workload.profile_bytes + key)
    sessions = sessions_per_hour * caches.session_retention_seconds * (workload.session_bytes + key)
    base = workload.assumptions.redis_base_mebibytes * MEBIBYTE
    return base + -(-(profiles + sessions) // 3600)
