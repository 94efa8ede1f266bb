"""Checks of partitioning, processes, logging and switches."""

from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.checks.scaling import scaling_bounds
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of
from config.groups.processes import ApiProcess, GuiProcess, PublicApiProcess


def daily_partitioning(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Tracardi writes days without leading zeros: 2026-111 is 11 January and 1 November."""
    del secrets
    kinds = {
        "event": decisions.application.partitioning.event,
        "profile": decisions.application.partitioning.profile,
        "session": decisions.application.partitioning.session,
        "entity": decisions.application.partitioning.entity,
        "log": decisions.application.partitioning.log,
        "fieldUpdateLog": decisions.application.partitioning.field_update_log,
    }
    return [
        Finding(
            path_of("application", "partitioning", kind),
            "day",
            "lets 18 pairs of days share one index each year (11 January and 1 November, for "
            "instance), so that deleting one day deletes both",
            "write month",
            Severity.WARNING,
        )
        for kind, period in kinds.items()
        if period == "day"
    ]


def api_replicas_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The public API has no queue before it: an event that meets no pod is lost."""
    del secrets
    api = decisions.application.public_api
    key, fewest = _fewest_replicas(api)
    if not in_production(decisions) or fewest > 1:
        return []
    return [
        Finding(
            path_of("application", "publicApi", *key),
            str(fewest),
            "loses the events that arrive while the one pod restarts",
            "write 2 or more (Tracardi's documentation advises 3)",
            waiver="single-api-replica",
        )
    ]


def _fewest_replicas(process: ApiProcess | GuiProcess) -> tuple[tuple[str, ...], int]:
    """The fewest pods of `process` that run, and the key below it that says so."""
    if isinstance(process, PublicApiProcess) and process.autoscaling is not None:
        return ("autoscaling", "minReplicas"), process.autoscaling.min_replicas
    return ("replicas",), process.replicas


def disruptions_are_possible(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A disruption budget that no pod can be spared from blocks the drain of its machine."""
    del secrets
    application = decisions.application
    processes: dict[str, ApiProcess | GuiProcess] = {
        "privateApi": application.private_api,
        "publicApi": application.public_api,
        "gui": application.gui,
    }
    findings = []
    for name, process in processes.items():
        key, fewest = _fewest_replicas(process)
        if process.min_available is not None and process.min_available >= fewest:
            findings.append(
                Finding(
                    path_of("application", name, "minAvailable"),
                    str(process.min_available),
                    f"lets no pod be missing, as there are {fewest}, so that no machine that holds "
                    "one can be drained",
                    f"write less than {'.'.join(key)}, or remove it",
                )
            )
    return findings


def autoscaling_has_room(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """An autoscaler and a fixed number would undo each other's work at every `up`."""
    del secrets
    api = decisions.application.public_api
    if api.autoscaling is None:
        return []
    place = ("application", "publicApi")
    findings = scaling_bounds((*place, "autoscaling"), api.autoscaling)
    preset = path_of(*place, "replicas") in decisions.filled_by_preset
    if "replicas" in api.model_fields_set and not preset:
        findings.append(
            Finding(
                path_of(*place, "replicas"),
                str(api.replicas),
                "stands beside autoscaling, which changes the number by itself",
                "remove it, or autoscaling",
            )
        )
    return findings


def debug_logging(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """At DEBUG Tracardi prints the Redis address with its password (0.9.0-dev,
    tracardi/service/storage/redis_client.py), and stores the line in Elasticsearch if it may.
    """
    del secrets
    application = decisions.application
    levels = {
        "loggingLevel": application.logging_level,
        "serverLoggingLevel": application.server_logging_level,
        "elasticsearchLoggingLevel": application.elasticsearch_logging_level,
    }
    findings = []
    if in_production(decisions):
        findings = [
            Finding(
                path_of("application", key),
                "debug",
                "writes passwords, tokens and customers' data to the log",
                "write warning",
                waiver="debug-logging",
            )
            for key, level in levels.items()
            if level == "debug"
        ]
    telemetry = decisions.monitoring.telemetry
    if application.logging_level == "debug" and telemetry.store_logs_in_elasticsearch:
        findings.append(
            Finding(
                path_of("monitoring", "telemetry", "storeLogsInElasticsearch"),
                "true",
                "stores the Redis password in Elasticsearch while loggingLevel is debug",
                "write false, or another loggingLevel",
            )
        )
    return findings


def switches_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Switches that belong on a desk."""
    del secrets
    if not in_production(decisions):
        return []
    application = decisions.application
    switches = (
        ("apiDocs", application.api_docs, "publishes how the whole API is used", "api-docs"),
        ("demo", application.demo, "puts invented profiles among the real ones", "demo-data"),
        ("trackDebug", application.track_debug, "keeps debugging data of visits", "track-debug"),
    )
    return [
        Finding(path_of("application", key), "true", rule, "write false", waiver=waiver)
        for key, on, rule, waiver in switches
        if on
    ]


CHECKS: Final[tuple[Check, ...]] = (
    daily_partitioning,
    api_replicas_in_production,
    disruptions_are_possible,
    autoscaling_has_room,
    debug_logging,
    switches_in_production,
)
