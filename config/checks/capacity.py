"""Checks of memory, storage and connections: what is asked for must fit what it is asked of."""

from typing import Final

from config.checks import growth, workload
from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of
from config.groups.dependencies import (
    GIBIBYTE,
    LARGEST_HEAP_BYTES,
    ElasticsearchExternal,
    MysqlExternal,
    RedisExternal,
)
from config.groups.processes import Resources
from config.sizing import MEBIBYTE, PROCESS_BYTES, as_quantity, mysql_connections_needed
from config.types import Quantity

_ELASTICSEARCH: Final = ("dependencies", "elasticsearch")
_MYSQL: Final = ("dependencies", "mysql")
_REDIS: Final = ("dependencies", "redis")


def _too_small(
    place: tuple[str, ...],
    quantity: Quantity,
    least: int,
    why: str,
    severity: Severity = Severity.ERROR,
) -> list[Finding]:
    if quantity.bytes >= least:
        return []
    advice = f"write {as_quantity(least)} or more"
    return [Finding(path_of(*place), str(quantity), why, advice, severity)]


def elasticsearch_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Half of the memory is heap. Tracardi's documentation calls 2 GB the least and unfit for
    production, and 8 GB a node a start.
    """
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if isinstance(elasticsearch, ElasticsearchExternal):
        return []
    place, memory = (*_ELASTICSEARCH, "memory"), elasticsearch.memory
    if not in_production(decisions):
        why = "leaves a heap of less than 512 MiB, with which Elasticsearch is killed at start"
        return _too_small(place, memory, GIBIBYTE, why)
    why = "is less than the 2 GiB below which Elasticsearch is killed under the least load"
    return _too_small(place, memory, 2 * GIBIBYTE, why) or _too_small(
        place,
        memory,
        8 * GIBIBYTE,
        "is less than the 8 GB a node that Tracardi's documentation calls a start for production",
        Severity.WARNING,
    )


def elasticsearch_heap(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A heap that is decided takes at most half of the memory and 31 GiB, and at least 512 MiB."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if isinstance(elasticsearch, ElasticsearchExternal) or elasticsearch.heap is None:
        return []
    heap, half = elasticsearch.heap, elasticsearch.memory.bytes // 2
    place = (*_ELASTICSEARCH, "heap")
    if heap.bytes <= min(half, LARGEST_HEAP_BYTES):
        why = "is less than the 512 MiB with which Elasticsearch starts"
        return _too_small(place, heap, 512 * MEBIBYTE, why)
    if heap.bytes > half:
        rule = "is more than half of the memory, and Elasticsearch needs the rest to read its files"
        advice = f"write {half // MEBIBYTE}Mi or less, or raise memory"
    else:
        rule = (
            "is more than the 31 GiB above which the Java VM needs longer pointers and holds less"
        )
        advice = "write 31Gi or less, or add nodes"
    return [Finding(path_of(*place), str(heap), rule, advice)]


def elasticsearch_storage(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Even an empty Elasticsearch needs room for its indices, logs and translogs."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if isinstance(elasticsearch, ElasticsearchExternal):
        return []
    least = 10 * GIBIBYTE if in_production(decisions) else GIBIBYTE
    why = "is too small for the indices of the first weeks"
    return _too_small((*_ELASTICSEARCH, "storage", "size"), elasticsearch.storage.size, least, why)


def mysql_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Buffer pool, about 1 MiB for a connection, and the server itself must fit. Tracardi's
    documentation names 1 to 2 GB as the least outside and 4 GB as a start in production.
    """
    del secrets
    mysql = decisions.dependencies.mysql
    if isinstance(mysql, MysqlExternal):
        return []
    pool = mysql.buffer_pool
    if pool is not None and 4 * pool.bytes > 3 * mysql.memory.bytes:
        return [
            Finding(
                path_of(*_MYSQL, "bufferPool"),
                str(pool),
                "is more than three quarters of the memory, and the server is killed when "
                "connections take the rest",
                f"write {mysql.memory.bytes * 3 // 4 // MEBIBYTE}Mi or less, or raise memory",
            )
        ]
    place = (*_MYSQL, "memory")
    beside = (mysql.max_connections + 256) * MEBIBYTE
    needed = 2 * beside if pool is None else pool.bytes + beside
    why = (
        f"cannot hold the buffer pool{' (half of it)' if pool is None else ''}, "
        f"{mysql.max_connections} connections of about 1 MiB and the server"
    )
    least = 2 * GIBIBYTE if in_production(decisions) else GIBIBYTE // 2
    too_small = _too_small(place, mysql.memory, max(needed, least), why)
    if too_small or not in_production(decisions):
        return too_small
    return _too_small(
        place,
        mysql.memory,
        4 * GIBIBYTE,
        "is less than the 4 GB that Tracardi's documentation calls a start for production",
        Severity.WARNING,
    )


def mysql_storage(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """An empty MySQL 8.4 with its logs takes some hundred MiB."""
    del secrets
    mysql = decisions.dependencies.mysql
    if isinstance(mysql, MysqlExternal):
        return []
    why = "is too small for MySQL's own files and logs"
    return _too_small((*_MYSQL, "storage", "size"), mysql.storage.size, GIBIBYTE, why)


def mysql_connections(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Each process opens its own pools; a connection too many fails a request."""
    del secrets
    given = decisions.dependencies.mysql.max_connections
    needed = mysql_connections_needed(decisions)
    if given is None or given >= needed:
        return []
    return [
        Finding(
            path_of(*_MYSQL, "maxConnections"),
            str(given),
            f"is less than the {needed} connections that the processes of Tracardi can open",
            f"write {needed} or more",
        )
    ]


def redis_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Redis holds profiles, sessions, locks and queues, and refuses writes when it is full. The
    vendor's chart gives it 1 to 2 GiB.
    """
    del secrets
    redis = decisions.dependencies.redis
    if isinstance(redis, RedisExternal):
        return []
    place = (*_REDIS, "memory")
    too_small = _too_small(
        place, redis.memory, 128 * MEBIBYTE, "leaves no room for profiles, sessions and locks"
    )
    if too_small or not in_production(decisions):
        return too_small
    return _too_small(
        place,
        redis.memory,
        GIBIBYTE,
        "is less than the 1 GiB that Tracardi's own chart asks for",
        Severity.WARNING,
    )


def redis_max_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Redis needs memory beside its data: buffers, and copies while the file is rewritten."""
    del secrets
    redis = decisions.dependencies.redis
    if isinstance(redis, RedisExternal) or redis.max_memory is None:
        return []
    if redis.max_memory.bytes < redis.memory.bytes:
        return []
    return [
        Finding(
            path_of(*_REDIS, "maxMemory"),
            str(redis.max_memory),
            "leaves nothing of the memory for the server itself, which is killed before it is full",
            f"write {redis.memory.bytes * 6 // 10 // MEBIBYTE}Mi, 60 % of the memory, or less",
        )
    ]


def redis_storage(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """While the append-only file is rewritten, the old and the new one lie side by side."""
    del secrets
    redis = decisions.dependencies.redis
    if isinstance(redis, RedisExternal) or redis_max_memory(decisions, {}):
        return []
    why = "cannot hold the append-only file twice, as it must while the file is rewritten"
    place = (*_REDIS, "storage", "size")
    return _too_small(place, redis.storage.size, 2 * redis.max_memory_bytes, why)


def api_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Each server process takes 190 to 250 MiB and shares nothing (measured on API 0.9.0-dev)."""
    del secrets
    application = decisions.application
    findings = []
    for name, api in (
        ("privateApi", application.private_api),
        ("publicApi", application.public_api),
    ):
        count = "a process" if api.processes == 1 else f"{api.processes} processes"
        why = f"cannot hold {count} of about 250 MiB"
        place = ("application", name, "memory")
        findings += _too_small(place, api.memory, api.processes * PROCESS_BYTES, why)
    return findings


def worker_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A worker imports the same library as an API process."""
    del secrets
    workers, commercial = decisions.application.workers, decisions.application.commercial
    above: tuple[str, ...] = ("application", "workers")
    places: dict[tuple[str, ...], Resources] = {
        (*above, "merging"): workers.merging,
        (*above, "update"): workers.update,
    }
    if commercial is not None:
        above = ("application", "commercial", "workers")
        for name in ("background", "collector", "workflow", "destination", "logger"):
            places[*above, name] = getattr(commercial.workers, name)
    why = "cannot hold a process of about 250 MiB"
    return [
        finding
        for place, worker in places.items()
        for finding in _too_small((*place, "memory"), worker.memory, PROCESS_BYTES, why)
    ]


def gui_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The web server of the user interface takes a few MiB for each core."""
    del secrets
    why = "cannot hold the web server"
    return _too_small(
        ("application", "gui", "memory"), decisions.application.gui.memory, 32 * MEBIBYTE, why
    )


CHECKS: Final[tuple[Check, ...]] = (
    elasticsearch_memory,
    elasticsearch_heap,
    elasticsearch_storage,
    mysql_memory,
    mysql_storage,
    mysql_connections,
    redis_memory,
    redis_max_memory,
    redis_storage,
    api_memory,
    worker_memory,
    gui_memory,
    *growth.CHECKS,
    *workload.CHECKS,
)
