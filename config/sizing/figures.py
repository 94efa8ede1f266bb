"""The lines of the estimate: what is needed, and what there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from config.decisions import Decisions
from config.groups.dependencies import ElasticsearchCluster, ElasticsearchExternal, RedisSingle
from config.sizing.disk import bytes_per_node, disk_per_node, largest_shard
from config.sizing.indices import CONTEXTS, indices, shard_limit, shards, tenants
from config.sizing.memory import heap_needed, master_heap_needed, redis_needed
from config.sizing.processes import (
    most_replicas,
    mysql_connections_needed,
    peak_events_per_second,
    public_api_processes,
    public_api_processes_needed,
    workers_needed,
)
from config.sizing.quantity import as_quantity, disk_for

UNKNOWN_LOAD: Final = "not known without events a day"
OUTSIDE: Final = "decided by whoever runs it"

_TWO_YEARS: Final = 24


@dataclass(frozen=True)
class Figure:
    """One line of the estimate: its `name`, how much is `needed`, how much is `given`, both as a
    person writes it, and how the need comes about.
    """

    name: str
    needed: str
    given: str
    basis: str


def figures(decisions: Decisions) -> Iterator[Figure]:
    """The lines of the estimate, after 24 months with retention where time matters."""
    yield from _elasticsearch(decisions)
    yield _redis(decisions)
    yield _connections(decisions)
    yield from _processes(decisions)


def _elasticsearch(decisions: Decisions) -> Iterator[Figure]:
    elasticsearch = decisions.dependencies.elasticsearch
    nodes = elasticsearch.data_nodes
    count = tenants(decisions)
    yield Figure(
        "Elasticsearch shards",
        str(shards(decisions, _TWO_YEARS)),
        f"at most {shard_limit(decisions)}",
        f"{indices(decisions, _TWO_YEARS)} indices after 24 months, of {_count(count, 'tenant')} "
        f"in {CONTEXTS} contexts, on {_count(nodes, 'data node')}",
    )
    largest = largest_shard(decisions)
    yield Figure(
        "Largest shard",
        UNKNOWN_LOAD if largest is None else as_quantity(largest[1]),
        "at most 50Gi",
        "advice of the Elasticsearch reference"
        if largest is None
        else f"one index of kind {largest[0].name} when its period is over",
    )
    needed = bytes_per_node(decisions, _TWO_YEARS)
    disk = disk_per_node(decisions)
    yield Figure(
        "Elasticsearch disk per node",
        UNKNOWN_LOAD if needed is None else as_quantity(disk_for(needed)),
        OUTSIDE if disk is None else as_quantity(disk, up=False),
        "what is kept after 24 months, filling 85 % of the disk",
    )
    yield Figure(
        "Elasticsearch heap per data node",
        as_quantity(heap_needed(decisions, _TWO_YEARS)),
        OUTSIDE
        if isinstance(elasticsearch, ElasticsearchExternal)
        else as_quantity(elasticsearch.heap_bytes, up=False),
        "the fields of its indices and 512Mi for its work",
    )
    if isinstance(elasticsearch, ElasticsearchCluster) and elasticsearch.dedicated_masters:
        yield Figure(
            "Elasticsearch heap per master",
            as_quantity(master_heap_needed(decisions, _TWO_YEARS)),
            as_quantity(elasticsearch.dedicated_masters.memory.bytes // 2, up=False),
            "1 GiB for each 3000 indices",
        )


def _redis(decisions: Decisions) -> Figure:
    redis, needed = decisions.dependencies.redis, redis_needed(decisions)
    return Figure(
        "Redis data",
        UNKNOWN_LOAD if needed is None else as_quantity(needed),
        as_quantity(redis.max_memory_bytes, up=False)
        if isinstance(redis, RedisSingle)
        else OUTSIDE,
        "profiles and sessions of the busiest hour, as long as caches keeps them",
    )


def _connections(decisions: Decisions) -> Figure:
    given = decisions.dependencies.mysql.max_connections
    return Figure(
        "MySQL connections",
        str(mysql_connections_needed(decisions)),
        OUTSIDE if given is None else str(given),
        "all processes at once, with a quarter more pods while they are rolled over",
    )


def _processes(decisions: Decisions) -> Iterator[Figure]:
    application, commercial = decisions.application, decisions.application.commercial
    production = decisions.deployment.tier == "production"
    needed = public_api_processes_needed(decisions)
    peak = f"{peak_events_per_second(decisions)} events a second in the busiest hour"
    yield Figure(
        "Processes of the public API",
        UNKNOWN_LOAD if needed is None else str(needed),
        str(public_api_processes(decisions)),
        "requests of the busiest hour" if needed is None else peak,
    )
    yield Figure(
        "Pods of the private API",
        "2" if production else "1",
        str(most_replicas(application.private_api)),
        "people and programs use it, no visitors; two survive the loss of a machine",
    )
    if commercial is not None:
        workers, background = workers_needed(decisions), commercial.workers.background
        yield Figure(
            "Background workers",
            UNKNOWN_LOAD if workers is None else str(workers),
            str(background.scaling.max_replicas if background.scaling else background.replicas),
            "events of the busiest hour" if workers is None else peak,
        )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
