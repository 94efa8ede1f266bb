"""Checks of memory, storage, connections and shards: what is asked for must fit."""

from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.dependencies import (
    GIBIBYTE,
    ElasticsearchSingle,
    MysqlSingle,
    RedisSingle,
)
from config.findings import Finding, Severity, path_of
from config.sizing import (
    MEBIBYTE,
    PROCESS_BYTES,
    SHARDS_PER_DATA_NODE,
    mysql_connections_needed,
    shards_after_two_years,
)
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
    enough = f"{least // GIBIBYTE}Gi" if least % GIBIBYTE == 0 else f"{-(-least // MEBIBYTE)}Mi"
    return [Finding(path_of(*place), str(quantity), why, f"write {enough} or more", severity)]


def elasticsearch_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Half of the memory is heap. Tracardi's documentation calls 2 GB the least and unfit for
    production, and 8 GB a node a start.
    """
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not isinstance(elasticsearch, ElasticsearchSingle):
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


def elasticsearch_storage(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Elasticsearch stops writing when 95 % of the volume are full."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not isinstance(elasticsearch, ElasticsearchSingle):
        return []
    least = 10 * GIBIBYTE if in_production(decisions) else GIBIBYTE
    why = "is too small for the indices of the first weeks"
    return _too_small((*_ELASTICSEARCH, "storage", "size"), elasticsearch.storage.size, least, why)


def shards_over_two_years(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Elasticsearch refuses new indices above 1000 shards a data node (its default limit)."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    limit = SHARDS_PER_DATA_NODE * elasticsearch.data_nodes
    shards = shards_after_two_years(elasticsearch, decisions.application.partitioning)
    if shards <= limit * 8 // 10:
        return []
    severity = Severity.WARNING
    if shards > limit and in_production(decisions):
        severity = Severity.ERROR
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "shards"),
            str(elasticsearch.shards),
            f"makes up to {shards} shards within two years with this partitioning, and "
            f"Elasticsearch refuses new indices above {limit}",
            "choose fewer shards or longer partitioning; both are unchangeable later",
            severity,
        )
    ]


def mysql_memory(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Buffer pool, about 1 MiB for a connection, and the server itself must fit. Tracardi's
    documentation names 1 to 2 GB as the least outside and 4 GB as a start in production.
    """
    del secrets
    mysql = decisions.dependencies.mysql
    if not isinstance(mysql, MysqlSingle):
        return []
    place = (*_MYSQL, "memory")
    needed = 2 * (mysql.max_connections + 256) * MEBIBYTE
    why = (
        f"cannot hold the buffer pool (half of it), {mysql.max_connections} connections of about "
        "1 MiB and the server"
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
    if not isinstance(mysql, MysqlSingle):
        return []
    why = "is too small for MySQL's own files and logs"
    return _too_small((*_MYSQL, "storage", "size"), mysql.storage.size, GIBIBYTE, why)


def mysql_connections(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Each process opens its own pools; a connection too many fails a request."""
    del secrets
    mysql = decisions.dependencies.mysql
    if not isinstance(mysql, MysqlSingle):
        return []
    needed = mysql_connections_needed(decisions)
    if mysql.max_connections >= needed:
        return []
    return [
        Finding(
            path_of(*_MYSQL, "maxConnections"),
            str(mysql.max_connections),
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
    if not isinstance(redis, RedisSingle):
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


def redis_storage(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """While the append-only file is rewritten, the old and the new one lie side by side."""
    del secrets
    redis = decisions.dependencies.redis
    if not isinstance(redis, RedisSingle):
        return []
    why = "cannot hold the append-only file twice, as it must while the file is rewritten"
    return _too_small((*_REDIS, "storage", "size"), redis.storage.size, 2 * redis.max_memory, why)


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
    workers = decisions.application.workers
    why = "cannot hold a process of about 250 MiB"
    place = ("application", "workers")
    return [
        *_too_small((*place, "merging", "memory"), workers.merging.memory, PROCESS_BYTES, why),
        *_too_small((*place, "update", "memory"), workers.update.memory, PROCESS_BYTES, why),
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
    elasticsearch_storage,
    shards_over_two_years,
    mysql_memory,
    mysql_storage,
    mysql_connections,
    redis_memory,
    redis_storage,
    api_memory,
    worker_memory,
    gui_memory,
)
