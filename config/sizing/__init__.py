"""The arithmetic of capacity: from the workload to shards, disks, memory, connections, processes.

Everything here is a pure function of the decisions. `docs/sizing.md` goes through the same
arithmetic by hand.
"""

from config.sizing.disk import (
    FLOOD_STAGE,
    HIGH_WATERMARK,
    LOW_WATERMARK,
    bytes_per_node,
    disk_per_node,
    largest_shard,
)
from config.sizing.estimate import Assumption, Estimate, Month, estimate
from config.sizing.figures import UNKNOWN_LOAD, Figure, figures
from config.sizing.indices import (
    CONTEXTS,
    SHARDS_PER_DATA_NODE,
    Kind,
    indices,
    kinds,
    shard_limit,
    shards,
    shards_after_two_years,
    tenants,
)
from config.sizing.memory import (
    MEBIBYTE,
    PROCESS_BYTES,
    heap_for_indices,
    heap_needed,
    master_heap_needed,
    redis_needed,
)
from config.sizing.processes import (
    connections_per_process,
    mysql_connections_needed,
    peak_events_per_second,
    public_api_processes,
    public_api_processes_needed,
    workers_needed,
)
from config.sizing.quantity import as_quantity, disk_for

__all__ = [
    "CONTEXTS",
    "FLOOD_STAGE",
    "HIGH_WATERMARK",
    "LOW_WATERMARK",
    "MEBIBYTE",
    "PROCESS_BYTES",
    "SHARDS_PER_DATA_NODE",
    "UNKNOWN_LOAD",
    "Assumption",
    "Estimate",
    "Figure",
    "Kind",
    "Month",
    "as_quantity",
    "bytes_per_node",
    "connections_per_process",
    "disk_for",
    "disk_per_node",
    "estimate",
    "figures",
    "heap_for_indices",
    "heap_needed",
    "indices",
    "kinds",
    "largest_shard",
    "master_heap_needed",
    "mysql_connections_needed",
    "peak_events_per_second",
    "public_api_processes",
    "public_api_processes_needed",
    "redis_needed",
    "shard_limit",
    "shards",
    "shards_after_two_years",
    "tenants",
    "workers_needed",
]
