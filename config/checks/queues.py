"""Checks of the commercial edition's queues, workers and versions."""

from collections.abc import Iterator
from typing import Final

from config.checks.common import Check, Secrets
from config.checks.scaling import scaling_bounds
from config.decisions import Decisions
from config.findings import Finding, path_of, render
from config.groups.commercial import Commercial
from config.groups.queues import PARTITIONS, QueueWorker

_PLACE: Final = ("application", "commercial")
_KAFKA: Final = (*_PLACE, "kafka")

_FIRST_VERSIONS: Final = {"collector": (1, 1), "destination": (1, 2), "logger": (1, 2)}
"""The first minor version that has a worker of this role (Tracardi/argocd, branches 1.1.x and
1.2.x)."""


def kafka_is_complete(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Each part of the connection belongs to a security protocol."""
    del secrets
    commercial = decisions.application.commercial
    return list(_kafka_findings(commercial)) if commercial is not None else []


def _kafka_findings(commercial: Commercial) -> Iterator[Finding]:
    kafka = commercial.kafka
    if kafka is None:
        if commercial.queue_adapter == "kafka":
            yield Finding(
                path_of(*_PLACE, "queueAdapter"),
                "kafka",
                "needs the group kafka, which says where the brokers are",
                "add kafka, or write pulsar",
            )
        return
    protocol = kafka.security_protocol
    if protocol.startswith("SASL") and kafka.sasl is None:
        yield Finding(
            path_of(*_KAFKA, "securityProtocol"),
            protocol,
            "needs the group sasl, which says who signs in",
            "add sasl, or write SSL",
        )
    if not protocol.startswith("SASL") and kafka.sasl is not None:
        yield Finding(
            path_of(*_KAFKA, "sasl"),
            "",
            f"is of no use with securityProtocol: {protocol}, where nobody signs in",
            f"remove it, or write securityProtocol: SASL_{protocol}",
        )
    certificates = {
        "certificateAuthority": kafka.certificate_authority,
        "clientCertificate": kafka.client_certificate,
    }
    for key, certificate in certificates.items():
        if certificate is not None and not protocol.endswith("SSL"):
            yield Finding(
                path_of(*_KAFKA, key),
                "",
                f"is of no use with securityProtocol: {protocol}, which has no TLS",
                "remove it, or write SASL_SSL or SSL",
            )
    if kafka.max_batch.bytes > kafka.max_request.bytes:
        yield Finding(
            path_of(*_KAFKA, "maxBatch"),
            render(kafka.max_batch),
            f"does not fit into one request of {kafka.max_request}",
            f"write {kafka.max_request} or less",
        )


def workers_fit_the_queue(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A topic has ten partitions, and each is read by one worker at a time."""
    del secrets
    findings: list[Finding] = []
    for name, worker in _workers(decisions).items():
        place = (*_PLACE, "workers", name)
        if worker.scaling is None:
            findings += _beyond_partitions((*place, "replicas"), worker.replicas)
            continue
        findings += scaling_bounds((*place, "scaling"), worker.scaling)
        findings += _beyond_partitions(
            (*place, "scaling", "maxReplicas"), worker.scaling.max_replicas
        )
        if "replicas" in worker.model_fields_set:
            findings.append(
                Finding(
                    path_of(*place, "replicas"),
                    str(worker.replicas),
                    "stands beside scaling, which changes the number by itself",
                    "remove it, or scaling",
                )
            )
    return findings


def _beyond_partitions(place: tuple[str, ...], count: int) -> list[Finding]:
    if count <= PARTITIONS:
        return []
    return [
        Finding(
            path_of(*place),
            str(count),
            f"leaves workers idle: a topic has {PARTITIONS} partitions, each for one worker",
            f"write {PARTITIONS} or less",
        )
    ]


def workers_exist_in_the_version(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """An image that does not know its role ends at its start, or does the work of another."""
    del secrets
    workers = _workers(decisions)
    return [
        Finding(
            path_of(*_PLACE, "workers", name, "enabled"),
            "true",
            f"needs version {'.'.join(map(str, first))} or newer, which has a worker of this role",
            "write false, or a newer deployment.version",
        )
        for name, first in _FIRST_VERSIONS.items()
        if name in workers
        and getattr(workers[name], "enabled", False)
        and _minor_version(decisions) < first
    ]


def workers_have_a_queue(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Without a queue the APIs do everything themselves (Tracardi chart 1.2.0, PULSAR_DISABLED)."""
    del secrets
    commercial = decisions.application.commercial
    if commercial is None or commercial.queue_adapter != "pulsar":
        return []
    if decisions.dependencies.pulsar.topology != "none":
        return []
    return [
        Finding(
            path_of(*_PLACE, "workers", name, "enabled"),
            "true",
            "has no queue to take messages from, and would end at its start",
            "write false, or another topology than none for dependencies.pulsar",
        )
        for name, worker in _workers(decisions).items()
        if name in _FIRST_VERSIONS and getattr(worker, "enabled", False)
    ]


def workflows_have_a_worker(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """From 1.1 on workflows run in their worker, and without it in silence nowhere (Tracardi
    documentation, data_flow_110.md).
    """
    del secrets
    commercial = decisions.application.commercial
    if commercial is None or commercial.workers.workflow.enabled:
        return []
    if not decisions.application.workflows or _minor_version(decisions) < (1, 1):
        return []
    return [
        Finding(
            path_of(*_PLACE, "workers", "workflow", "enabled"),
            "false",
            "leaves workflows without the worker that runs them: none starts, without a word",
            "write true, or application.workflows: false",
        )
    ]


def _minor_version(decisions: Decisions) -> tuple[int, ...]:
    return tuple(int(part) for part in decisions.deployment.version.split(".")[:2])


def _workers(decisions: Decisions) -> dict[str, QueueWorker]:
    commercial = decisions.application.commercial
    if commercial is None:
        return {}
    workers = commercial.workers
    return {
        "background": workers.background,
        "collector": workers.collector,
        "workflow": workers.workflow,
        "destination": workers.destination,
        "logger": workers.logger,
    }


CHECKS: Final[tuple[Check, ...]] = (
    kafka_is_complete,
    workers_fit_the_queue,
    workers_exist_in_the_version,
    workers_have_a_queue,
    workflows_have_a_worker,
)
