"""How much disk a data node needs."""

from typing import Final

from config.decisions import Decisions
from config.groups.dependencies import ElasticsearchExternal
from config.sizing.indices import DAYS_PER_YEAR, Kind, kinds, tenants

LOW_WATERMARK: Final = 0.85
"""The part of a disk above which Elasticsearch puts no further shards on the node (Elasticsearch
reference, "Disk-based shard allocation settings"; likewise the other two)."""

HIGH_WATERMARK: Final = 0.90
"""The part of a disk above which it moves shards away."""

FLOOD_STAGE: Final = 0.95
"""The part of a disk above which it takes no writes for any index with a shard there."""


def bytes_per_node(decisions: Decisions, month: int, *, kept: bool = True) -> int | None:
    """Bytes on each data node when `month` has passed; None where no events a day are decided.

    Elasticsearch is taken to spread the bytes evenly.
    """
    if decisions.workload.events_per_day is None:
        return None
    json = sum(kind.bytes(month, kept=kept) for kind in kinds(decisions))
    return per_node(decisions, json)


def per_node(decisions: Decisions, json: int) -> int:
    """Bytes on each data node for `json` bytes in production: indexed, with staging and copies.

    No node holds two copies of a shard, so there are never more copies than nodes.
    """
    assumed, elasticsearch = decisions.workload.assumptions, decisions.dependencies.elasticsearch
    indexed = json * assumed.index_expansion_percent * (100 + assumed.staging_percent)
    stored = indexed * min(1 + elasticsearch.replicas, elasticsearch.data_nodes)
    return -(-stored // (100 * 100 * elasticsearch.data_nodes))


def disk_per_node(decisions: Decisions) -> int | None:
    """Bytes of each data node's disk; None where somebody else runs it and has not said."""
    elasticsearch = decisions.dependencies.elasticsearch
    if not isinstance(elasticsearch, ElasticsearchExternal):
        return elasticsearch.storage.size.bytes
    disk = elasticsearch.storage_per_node
    return None if disk is None else disk.bytes


def largest_shard(decisions: Decisions) -> tuple[Kind, int] | None:
    """The kind whose shards grow largest, and the bytes of one when its period is over.

    None where no events a day are decided. Tenants are taken to be of equal size.
    """
    if decisions.workload.events_per_day is None:
        return None
    sizes = [(_shard_bytes(decisions, kind), kind) for kind in kinds(decisions)]
    size, largest = max(sizes, key=lambda pair: pair[0])
    return largest, size


def _shard_bytes(decisions: Decisions, kind: Kind) -> int:
    one_period = -(-kind.bytes_per_day * DAYS_PER_YEAR // kind.periods_per_year)
    json = kind.bytes_at_start + one_period
    indexed = json * decisions.workload.assumptions.index_expansion_percent
    return -(-indexed // (100 * kind.shards * tenants(decisions)))
