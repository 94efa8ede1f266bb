"""Checks of what the workload leads to: what is full within a year cannot work, what is full or
nearly so within two is a warning.
"""

from collections.abc import Callable
from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.groups.dependencies import (
    GIBIBYTE,
    ElasticsearchCluster,
    ElasticsearchExternal,
    RedisExternal,
)
from config.sizing import (
    FLOOD_STAGE,
    LOW_WATERMARK,
    as_quantity,
    bytes_per_node,
    disk_for,
    disk_per_node,
    heap_for_indices,
    heap_needed,
    largest_shard,
    master_heap_needed,
    redis_needed,
    shard_limit,
    shards,
)

_ELASTICSEARCH: Final = ("dependencies", "elasticsearch")
_REDIS: Final = ("dependencies", "redis")
_YEAR: Final = 12
_TWO_YEARS: Final = 24
_LARGEST_SHARD_BYTES: Final = 50 * GIBIBYTE
"""Elasticsearch reference, "Size your shards": aim for 10 to 50 GB."""


def _most(count: Callable[[Decisions, int], int], decisions: Decisions, months: int) -> int:
    return max(count(decisions, month) for month in range(1, months + 1))


def shards_fit_the_limit(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Elasticsearch refuses new indices above 1000 shards a data node (its default limit)."""
    del secrets
    limit = shard_limit(decisions)
    year, two_years = _most(shards, decisions, _YEAR), _most(shards, decisions, _TWO_YEARS)
    if two_years * 10 <= limit * 8:
        return []
    makes = (
        f"{year} shards within a year" if year > limit else f"{two_years} shards within two years"
    )
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "shards"),
            str(decisions.dependencies.elasticsearch.shards),
            f"makes {makes} with this partitioning, and Elasticsearch refuses new indices above "
            f"{limit}",
            _fewer_shards(decisions),
            Severity.ERROR if year > limit else Severity.WARNING,
        )
    ]


def _fewer_shards(decisions: Decisions) -> str:
    partitioning = decisions.application.partitioning
    ways = []
    if decisions.dependencies.elasticsearch.shards > 1:
        ways.append("fewer shards")
    if any(getattr(partitioning, kind) != "year" for kind in type(partitioning).model_fields):
        ways.append("longer partitioning")
    if not ways:
        return "add data nodes, or split the tenants over several installations"
    unchangeable = "both are" if len(ways) == 2 else "it is"
    return f"choose {' or '.join(ways)} ({unchangeable} unchangeable later), or add data nodes"


def disk_lasts(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """At the flood stage of 95 % Elasticsearch takes no more writes; above the low watermark of
    85 % it puts no more shards on a node.
    """
    del secrets
    disk = disk_per_node(decisions)
    used = [bytes_per_node(decisions, month) or 0 for month in range(1, _TWO_YEARS + 1)]
    if disk is None or max(used) <= disk * LOW_WATERMARK:
        return []
    elasticsearch = decisions.dependencies.elasticsearch
    if isinstance(elasticsearch, ElasticsearchExternal):
        place = path_of(*_ELASTICSEARCH, "storagePerNode")
        written = elasticsearch.storage_per_node
    else:
        place = path_of(*_ELASTICSEARCH, "storage", "size")
        written = elasticsearch.storage.size
    severity = Severity.WARNING
    if max(used) > disk * FLOOD_STAGE:
        month = _first(used, disk * FLOOD_STAGE)
        rule = f"is 95 % full after {_months(month)}, when Elasticsearch takes no more writes"
        severity = Severity.ERROR if month <= _YEAR else Severity.WARNING
    else:
        month = _first(used, disk * LOW_WATERMARK)
        rule = f"is 85 % full after {_months(month)}, when a node gets no more shards"
    return [
        Finding(
            place,
            render(written),
            rule,
            f"write {as_quantity(disk_for(max(used)))} or more, which lasts two years, or a "
            "shorter workload.retention",
            severity,
        )
    ]


def _first(used: list[int], limit: float) -> int:
    return next(month for month, amount in enumerate(used, start=1) if amount > limit)


def _months(month: int) -> str:
    return "a month" if month == 1 else f"{month} months"


def shards_are_of_a_good_size(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A shard of more than 50 GB takes long to move, and the number of shards is for ever."""
    del secrets
    largest = largest_shard(decisions)
    if largest is None or largest[1] <= _LARGEST_SHARD_BYTES:
        return []
    kind, size = largest
    log = kind.name == "fieldUpdateLog"
    needed = -(-kind.shards * size // _LARGEST_SHARD_BYTES)
    greatest = 50
    advice = f"write {needed} or more; it is unchangeable later"
    if needed > greatest:
        advice = f"choose a shorter application.partitioning.{kind.name} and more shards"
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "fieldUpdateLogShards" if log else "shards"),
            str(kind.shards),
            f"lets a shard of the {kind.name} index grow to {as_quantity(size)}, and Elasticsearch "
            "advises 10 to 50 GB",
            advice,
            Severity.WARNING,
        )
    ]


def heap_suffices(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Every field of every index takes heap, and so does the list of all indices."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if isinstance(elasticsearch, ElasticsearchExternal):
        return []
    heap, needed = elasticsearch.heap_bytes, _most(heap_needed, decisions, _TWO_YEARS)
    # So little memory is refused in production however few the indices are.
    refused = in_production(decisions) and elasticsearch.memory.bytes < 2 * GIBIBYTE
    if needed <= heap or refused:
        return []
    impossible = _most(heap_for_indices, decisions, _YEAR) > heap or (
        in_production(decisions) and _most(heap_needed, decisions, _YEAR) > heap
    )
    decided = elasticsearch.heap is not None
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "heap" if decided else "memory"),
            render(elasticsearch.heap if decided else elasticsearch.memory),
            f"leaves a heap of {as_quantity(heap, up=False)}, and the indices of two years need "
            f"{as_quantity(needed)}",
            f"write {as_quantity(needed if decided else 2 * needed)} or more, or choose longer "
            "partitioning",
            Severity.ERROR if impossible else Severity.WARNING,
        )
    ]


def master_heap_suffices(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A master keeps the state of all indices in its heap: 1 GiB for 3000 of them."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not isinstance(elasticsearch, ElasticsearchCluster):
        return []
    masters = elasticsearch.dedicated_masters
    if masters is None:
        return []
    heap, needed = masters.memory.bytes // 2, _most(master_heap_needed, decisions, _TWO_YEARS)
    if needed <= heap:
        return []
    within_a_year = _most(master_heap_needed, decisions, _YEAR) > heap
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "dedicatedMasters", "memory"),
            str(masters.memory),
            f"leaves a heap of {as_quantity(heap, up=False)}, and a master needs 1 GiB for 3000 "
            f"indices: {as_quantity(needed)} within two years",
            f"write {as_quantity(2 * needed)} or more, or choose longer partitioning",
            Severity.ERROR if within_a_year else Severity.WARNING,
        )
    ]


def redis_holds_the_busiest_hour(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Redis refuses writes when it is full, and then every event fails."""
    del secrets
    redis, needed = decisions.dependencies.redis, redis_needed(decisions)
    if isinstance(redis, RedisExternal) or needed is None:
        return []
    most = redis.max_memory_bytes
    if needed * 10 <= most * 8:
        return []
    full = needed > most
    decided = redis.max_memory is not None
    # A fifth of what is for data stays free, and 60 % of the memory are for data.
    enough = -(-needed * 10 // 8)
    holds = f"holds {as_quantity(most, up=False)} of data"
    return [
        Finding(
            path_of(*_REDIS, "maxMemory" if decided else "memory"),
            render(redis.max_memory if decided else redis.memory),
            f"{holds}, and the profiles and sessions of the busiest hour take "
            f"{as_quantity(needed)}",
            f"write {as_quantity(enough if decided else -(-enough * 10 // 6))} or more, or lower "
            "application.caches.profileRetentionSeconds",
            Severity.ERROR if full else Severity.WARNING,
        )
    ]


CHECKS: Final[tuple[Check, ...]] = (
    shards_fit_the_limit,
    disk_lasts,
    shards_are_of_a_good_size,
    heap_suffices,
    master_heap_suffices,
    redis_holds_the_busiest_hour,
)
