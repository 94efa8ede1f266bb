"""Checks of partitioning, processes, logging and switches."""

from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of


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
    replicas = decisions.application.public_api.replicas
    if not in_production(decisions) or replicas > 1:
        return []
    return [
        Finding(
            path_of("application", "publicApi", "replicas"),
            str(replicas),
            "loses the events that arrive while the one pod restarts",
            "write 2 or more (Tracardi's documentation advises 3)",
            waiver="single-api-replica",
        )
    ]


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
    debug_logging,
    switches_in_production,
)
