"""The arithmetic of capacity: processes, connections and shards."""

from typing import Final

from config.application import ApiProcess, Partitioning
from config.decisions import Decisions
from config.dependencies import ElasticsearchExternal, ElasticsearchSingle

MEBIBYTE: Final = 1024**2

PROCESS_BYTES: Final = 250 * MEBIBYTE
"""Memory of one process that has imported Tracardi's library: 188 MB after start, 225 MB after an
installation, 247 MB after hours of errors (measured on API 0.9.0-dev)."""

SHARDS_PER_DATA_NODE: Final = 1000
"""Elasticsearch's default of `cluster.max_shards_per_node`."""

CONTEXTS: Final = 2
"""Tracardi keeps each index twice: for staging and for production."""

_PERIODS_IN_TWO_YEARS: Final = {"year": 3, "quarter": 9, "month": 25, "day": 731}
"""Indices that are begun within 24 months, the broken ones at both ends included."""

_SERVER_RESERVE: Final = 15
"""Connections kept free for probes, backups, metrics and a person with a client."""


def connections_per_process(version: str) -> int:
    """MySQL connections that one process of Tracardi `version` opens at most.

    Two engines, each with a pool and an overflow: 3 + 2 up to 1.0 (Tracardi/tracardi
    tracardi/service/storage/mysql/engine.py 0.9.0-dev), 5 + 2 from 1.1 on.
    """
    major, minor = (int(part) for part in version.split(".")[:2])
    return 2 * (5 + 2) if (major, minor) >= (1, 1) else 2 * (3 + 2)


def mysql_connections_needed(decisions: Decisions) -> int:
    """Connections that MySQL must accept while everything runs and both APIs are rolled over."""
    application = decisions.application
    processes = sum(
        _pods_while_rolling(api) * api.processes
        for api in (application.private_api, application.public_api)
    )
    # The installation and the update worker, and the merging worker where there is one.
    processes += 2 + int(application.merging.enabled)
    return processes * connections_per_process(decisions.deployment.version) + _SERVER_RESERVE


def _pods_while_rolling(api: ApiProcess) -> int:
    # A Deployment adds a quarter of its pods, rounded up, before it takes old ones away.
    return api.replicas + -(-api.replicas // 4)


def shards_after_two_years(
    elasticsearch: ElasticsearchSingle | ElasticsearchExternal, partitioning: Partitioning
) -> int:
    """The most shards that exist after 24 months if no index is ever deleted."""
    primaries = elasticsearch.shards * sum(
        _PERIODS_IN_TWO_YEARS[period]
        for period in (
            partitioning.event,
            partitioning.profile,
            partitioning.session,
            partitioning.entity,
            partitioning.log,
        )
    )
    primaries += (
        elasticsearch.field_update_log_shards * _PERIODS_IN_TWO_YEARS[partitioning.field_update_log]
    )
    # The installer forces zero replicas where there is one data node.
    copies = 1 + (elasticsearch.replicas if elasticsearch.data_nodes > 1 else 0)
    return primaries * copies * CONTEXTS
