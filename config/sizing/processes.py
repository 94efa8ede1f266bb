"""How many processes there are and have to be, and how many connections they open to MySQL."""

from collections.abc import Iterator
from typing import Final

from config.decisions import Decisions
from config.groups.processes import ApiProcess, PublicApiProcess

SECONDS_PER_DAY: Final = 86_400

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
    """Connections that MySQL must accept while everything runs and all of it is rolled over."""
    application = decisions.application
    processes = sum(
        _while_rolling(most_replicas(api)) * api.processes
        for api in (application.private_api, application.public_api)
    )
    # The installation and the update worker, and the merging worker where there is one.
    processes += 2 + int(application.merging.enabled)
    processes += sum(_while_rolling(pods) for pods in _commercial_pods(decisions))
    return processes * connections_per_process(decisions.deployment.version) + _SERVER_RESERVE


def _commercial_pods(decisions: Decisions) -> Iterator[int]:
    """The pods of each process of the commercial edition that opens connections to MySQL."""
    commercial, tenancy = decisions.application.commercial, decisions.application.multi_tenancy
    if tenancy is not None and tenancy.management_service.run_by == "stack":
        yield 1
    if commercial is None:
        return
    if commercial.bridge.enabled:
        yield 1
    workers = commercial.workers
    for worker, runs in (
        (workers.background, True),
        (workers.collector, workers.collector.enabled),
        (workers.workflow, workers.workflow.enabled),
        (workers.destination, workers.destination.enabled),
        (workers.logger, workers.logger.enabled),
    ):
        if runs:
            yield worker.scaling.max_replicas if worker.scaling else worker.replicas


def most_replicas(api: ApiProcess) -> int:
    """The most pods of `api` that run when nothing is rolled over."""
    if isinstance(api, PublicApiProcess) and api.autoscaling is not None:
        return api.autoscaling.max_replicas
    return api.replicas


def _while_rolling(pods: int) -> int:
    # A Deployment adds a quarter of its pods, rounded up, before it takes old ones away.
    return pods + -(-pods // 4)


def peak_events_per_second(decisions: Decisions) -> int | None:
    """Events a second in the busiest hour; None where no events a day are decided."""
    workload = decisions.workload
    if workload.events_per_day is None:
        return None
    return -(-workload.events_per_day * workload.peak_factor // SECONDS_PER_DAY)


def public_api_processes(decisions: Decisions) -> int:
    """Server processes of the public API that there are at most."""
    api = decisions.application.public_api
    return most_replicas(api) * api.processes


def public_api_processes_needed(decisions: Decisions) -> int | None:
    """Server processes of the public API for the busiest hour."""
    events = peak_events_per_second(decisions)
    if events is None:
        return None
    assumed = decisions.workload.assumptions
    return -(-events // (assumed.events_per_request * assumed.requests_per_second_per_process))


def workers_needed(decisions: Decisions) -> int | None:
    """Background workers of the commercial edition for the busiest hour."""
    events = peak_events_per_second(decisions)
    if events is None:
        return None
    return -(-events // decisions.workload.assumptions.events_per_second_per_worker)
