"""Checks of the workload against what is decided elsewhere: retention, tenants, processes."""

from typing import Final

from config.checks.common import Check, Secrets
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of
from config.sizing import (
    peak_events_per_second,
    public_api_processes,
    public_api_processes_needed,
    tenants,
    workers_needed,
)

_MONTHS: Final = {"year": 12, "quarter": 3, "month": 1}
_MANY_TENANTS: Final = 100
"""Tracardi documentation, painpoints_in_hudge_mutitenant_setups.md."""


def retention_is_a_period_or_more(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """An index is deleted as a whole: what is older than the retention stays until the whole
    period is.
    """
    del secrets
    retention, partitioning = decisions.workload.retention, decisions.application.partitioning
    kinds = (
        ("event", retention.event, partitioning.event),
        ("session", retention.session, partitioning.session),
        ("entity", retention.entity, partitioning.entity),
        ("log", retention.log, partitioning.log),
        ("fieldUpdateLog", retention.field_update_log, partitioning.field_update_log),
    )
    return [
        Finding(
            path_of("workload", "retention", kind),
            str(months),
            f"is shorter than the {period} that one index holds, so its first day stays for "
            f"{months + _MONTHS[period]} months",
            f"write {_MONTHS[period]} or more, or a shorter application.partitioning.{kind}",
        )
        for kind, months, period in kinds
        if months is not None and months < _MONTHS.get(period, 0)
    ]


def tenants_agree(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Several tenants need multi-tenancy, and those that are listed are expected, too."""
    del secrets
    expected, tenancy = decisions.workload.tenants, decisions.application.multi_tenancy
    place = path_of("workload", "tenants")
    if expected is not None and tenancy is None and expected > 1:
        return [
            Finding(
                place,
                str(expected),
                "counts several tenants, and without application.multiTenancy there is one",
                "write 1, or describe application.multiTenancy",
            )
        ]
    if expected is not None and tenancy is not None and expected < len(tenancy.tenants):
        return [
            Finding(
                place,
                str(expected),
                f"is less than the {len(tenancy.tenants)} tenants that application.multiTenancy "
                "lists",
                f"write {len(tenancy.tenants)} or more",
            )
        ]
    count = tenants(decisions)
    if count <= _MANY_TENANTS:
        return []
    return [
        Finding(
            place,
            str(count),
            "is more tenants than the 100 up to which Tracardi's documentation advises one cluster",
            "group the tenants by domain into several installations",
            Severity.WARNING,
        )
    ]


def public_api_keeps_up(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Events that no process takes in time are lost: the public API has no queue before it."""
    del secrets
    given, needed = public_api_processes(decisions), public_api_processes_needed(decisions)
    if needed is None or needed <= given:
        return []
    api = decisions.application.public_api
    scaled = api.autoscaling is not None
    pods = api.autoscaling.max_replicas if api.autoscaling is not None else api.replicas
    return [
        Finding(
            path_of("application", "publicApi", *_replicas(scaled, "autoscaling")),
            str(pods),
            f"makes {given} processes of the public API, and the "
            f"{peak_events_per_second(decisions)} events a second of the busiest hour need "
            f"{needed}",
            f"write {-(-needed // api.processes)} or more, or correct the figures of "
            "workload.assumptions",
            Severity.WARNING,
        )
    ]


def background_workers_keep_up(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Events wait in the queue until a background worker stores them."""
    del secrets
    commercial, needed = decisions.application.commercial, workers_needed(decisions)
    if commercial is None or needed is None:
        return []
    worker = commercial.workers.background
    pods = worker.scaling.max_replicas if worker.scaling is not None else worker.replicas
    if needed <= pods:
        return []
    place = _replicas(worker.scaling is not None, "scaling")
    return [
        Finding(
            path_of("application", "commercial", "workers", "background", *place),
            str(pods),
            f"background workers store fewer than the {peak_events_per_second(decisions)} events "
            "a second of the busiest hour, and the queue grows",
            f"write {needed} or more, or correct the figures of workload.assumptions",
            Severity.WARNING,
        )
    ]


def _replicas(scaled: bool, group: str) -> tuple[str, ...]:
    return (group, "maxReplicas") if scaled else ("replicas",)


CHECKS: Final[tuple[Check, ...]] = (
    retention_is_a_period_or_more,
    tenants_agree,
    public_api_keeps_up,
    background_workers_keep_up,
)
