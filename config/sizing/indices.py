"""How many indices and shards there are, month after month.

Time is counted in whole months after an installation on the first day of a year. A month is
looked at when its last day has passed: the indices of the next period exist already, and those
whose retention is over are not yet deleted. That is the moment at which there are the most.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from config.decisions import Decisions
from config.groups.partitioning import Partitioning, Period

SHARDS_PER_DATA_NODE: Final = 1000
"""Elasticsearch's default of `cluster.max_shards_per_node`."""

CONTEXTS: Final = 2
"""Tracardi keeps each index twice: for staging and for production."""

PERIODS_PER_YEAR: Final[dict[Period, int]] = {"year": 1, "quarter": 4, "month": 12, "day": 365}

DAYS_PER_YEAR: Final = 365


class Indexed(Protocol):
    """What the number of shards depends on, whoever runs Elasticsearch."""

    @property
    def shards(self) -> int:
        """Primary shards of one index."""

    @property
    def field_update_log_shards(self) -> int:
        """Primary shards of one index of the log of field changes."""

    @property
    def replicas(self) -> int:
        """Copies of each shard beside the primary one."""

    @property
    def data_nodes(self) -> int:
        """The number of nodes that hold data."""


@dataclass(frozen=True)
class Kind:
    """The indices of one kind: `name` as in `application.partitioning`, `periods_per_year` as many
    as are begun, `shards` primary ones of each, `retention` in months or None for ever, and the
    bytes of JSON there at the start and those added each day, of all tenants in production.
    """

    name: str
    periods_per_year: int
    shards: int
    retention: int | None
    bytes_at_start: int = 0
    bytes_per_day: int = 0

    def begun(self, month: int) -> int:
        """Indices of one tenant and context that have been begun when `month` has passed."""
        return month * self.periods_per_year // 12 + 1

    def deleted(self, month: int) -> int:
        """Indices of one tenant and context that are deleted by then.

        An index can go when all of it is older than the retention.
        """
        if self.retention is None or month <= self.retention:
            return 0
        return -(-(month - self.retention) * self.periods_per_year // 12) - 1

    def indices(self, month: int, *, kept: bool) -> int:
        """Indices of one tenant and context: those that are kept, or all that were ever begun."""
        return self.begun(month) - (self.deleted(month) if kept else 0)

    def bytes(self, month: int, *, kept: bool) -> int:
        """Bytes of JSON in these indices, of all tenants in production."""
        gone = self.deleted(month) if kept else 0
        periods_in_months = month * self.periods_per_year - 12 * gone
        added = self.bytes_per_day * DAYS_PER_YEAR * periods_in_months
        return self.bytes_at_start + -(-added // (12 * self.periods_per_year))


def kinds(decisions: Decisions) -> tuple[Kind, ...]:
    """The six kinds of indices with their periods, shards, retention and bytes of JSON.

    The bytes are 0 where no events a day are decided.
    """
    workload, partitioning = decisions.workload, decisions.application.partitioning
    elasticsearch, retention = decisions.dependencies.elasticsearch, workload.retention
    assumed = workload.assumptions
    events = (workload.events_per_day or 0) * workload.event_bytes
    logs = decisions.monitoring.telemetry.store_logs_in_elasticsearch
    changes = decisions.application.field_update_log
    return (
        _kind("event", partitioning.event, elasticsearch.shards, retention.event, events),
        _kind(
            "profile",
            partitioning.profile,
            elasticsearch.shards,
            None,
            profiles_per_day(decisions) * workload.profile_bytes,
            workload.profiles * workload.profile_bytes if events else 0,
        ),
        _kind(
            "session",
            partitioning.session,
            elasticsearch.shards,
            retention.session,
            sessions_per_day(decisions) * workload.session_bytes,
        ),
        _kind(
            "entity",
            partitioning.entity,
            elasticsearch.shards,
            retention.entity,
            _share(events, assumed.entity_percent),
        ),
        _kind(
            "log",
            partitioning.log,
            elasticsearch.shards,
            retention.log,
            _share(events, assumed.log_percent) if logs else 0,
        ),
        _kind(
            "fieldUpdateLog",
            partitioning.field_update_log,
            elasticsearch.field_update_log_shards,
            retention.field_update_log,
            _share(events, assumed.field_update_log_percent) if changes else 0,
        ),
    )


def _kind(
    name: str,
    period: Period,
    shards: int,
    retention: int | None,
    bytes_per_day: int,
    bytes_at_start: int = 0,
) -> Kind:
    return Kind(name, PERIODS_PER_YEAR[period], shards, retention, bytes_at_start, bytes_per_day)


def _share(total: int, percent: int) -> int:
    return -(-total * percent // 100)


def sessions_per_day(decisions: Decisions) -> int:
    """Sessions on an average day: decided, or following from the events; 0 without events."""
    workload = decisions.workload
    if workload.events_per_day is None:
        return 0
    if workload.sessions_per_day is not None:
        return workload.sessions_per_day
    return -(-workload.events_per_day // workload.assumptions.events_per_session)


def profiles_per_day(decisions: Decisions) -> int:
    """New profiles on an average day: decided, or following from the sessions; 0 without events."""
    workload = decisions.workload
    if workload.events_per_day is None:
        return 0
    if workload.profiles_per_day is not None:
        return workload.profiles_per_day
    return _share(sessions_per_day(decisions), workload.assumptions.new_profiles_percent)


def tenants(decisions: Decisions) -> int:
    """The tenants that are expected: as many as decided, as many as listed, or one."""
    tenancy = decisions.application.multi_tenancy
    listed = len(tenancy.tenants) if tenancy is not None else 0
    return max(decisions.workload.tenants or 0, listed, 1)


def indices(decisions: Decisions, month: int, *, kept: bool = True) -> int:
    """Indices of all tenants and both contexts when `month` has passed."""
    one = sum(kind.indices(month, kept=kept) for kind in kinds(decisions))
    return one * CONTEXTS * tenants(decisions)


def shards(decisions: Decisions, month: int, *, kept: bool = True) -> int:
    """Shards of all tenants and both contexts when `month` has passed, copies included."""
    primaries = sum(kind.indices(month, kept=kept) * kind.shards for kind in kinds(decisions))
    elasticsearch = decisions.dependencies.elasticsearch
    return primaries * copies(elasticsearch) * CONTEXTS * tenants(decisions)


def copies(elasticsearch: Indexed) -> int:
    """The primary shard and its copies, those that find no node included.

    Tracardi's installer forces zero replicas where there is one data node.
    """
    return 1 + (elasticsearch.replicas if elasticsearch.data_nodes > 1 else 0)


def shard_limit(decisions: Decisions) -> int:
    """Shards above which Elasticsearch refuses new indices."""
    return SHARDS_PER_DATA_NODE * decisions.dependencies.elasticsearch.data_nodes


def shards_after_two_years(elasticsearch: Indexed, partitioning: Partitioning) -> int:
    """Shards of one tenant after 24 months if no index is ever deleted."""
    periods = (
        partitioning.event,
        partitioning.profile,
        partitioning.session,
        partitioning.entity,
        partitioning.log,
    )
    all_kinds = [
        *(_kind("", period, elasticsearch.shards, None, 0) for period in periods),
        _kind("", partitioning.field_update_log, elasticsearch.field_update_log_shards, None, 0),
    ]
    primaries = sum(kind.begun(24) * kind.shards for kind in all_kinds)
    return primaries * copies(elasticsearch) * CONTEXTS
