"""Checks of metrics, alerts, those who receive them, and telemetry."""

from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.checks.useless import given_keys, useless
from config.decisions import Decisions
from config.findings import Finding, path_of, render
from config.groups.alerts import Alerts
from config.groups.monitoring import BundledMonitoring, OperatorMonitoring

_MONITORING: Final = ("monitoring",)
_ALERTS: Final = ("monitoring", "alerts")
_TELEMETRY: Final = ("monitoring", "telemetry", "openTelemetry")

_FLOOD_STAGE_PERCENT: Final = 95
"""Elasticsearch stops writing to a node whose disk is so full (Elasticsearch reference, disk-based
shard allocation)."""
_SERIES: Final = 20000
_BYTES_PER_SAMPLE: Final = 2
"""What a Prometheus of one installation holds at most, by assumption, and what each value needs
(Prometheus documentation, Storage: 1 to 2 bytes)."""


def monitoring_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Production without monitoring is found out about by customers."""
    del secrets
    if not in_production(decisions) or decisions.monitoring.mode != "off":
        return []
    return [
        Finding(
            path_of("monitoring", "mode"),
            render("off"),
            "leaves production unwatched, and this version brings no monitoring",
            "watch the namespace with your own tools",
            waiver="no-monitoring",
        )
    ]


def answers_fit_the_mode(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """What belongs to another way of monitoring would be read by nobody."""
    del secrets
    monitoring = decisions.monitoring
    other = {
        "off": ("bundled", "operator", "alerts"),
        "bundled": ("operator",),
        "operator": ("bundled",),
    }
    return useless(
        monitoring,
        _MONITORING,
        other[monitoring.mode],
        f"is of no use with mode: {monitoring.mode}",
        "remove it, or write another mode",
    )


def operator_is_there(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The program does not ask the cluster whether it knows the operator's resources."""
    del secrets
    monitoring = decisions.monitoring
    if monitoring.mode != "operator":
        return []
    if decisions.deployment.platform == "docker":
        rule = "is a matter of Kubernetes, and everything runs on Docker"
        return [Finding(path_of("monitoring", "mode"), "operator", rule, "write bundled")]
    place = (*_MONITORING, "operator")
    if monitoring.operator is None:
        rule = "is missing: a Prometheus chooses its objects by labels"
        return [Finding(path_of(*place), "", rule, "write operator: {labels: {release: ...}}")]
    if not monitoring.operator.resources_installed:
        return [
            Finding(
                path_of(*place, "resourcesInstalled"),
                "false",
                "says that the cluster does not know ServiceMonitor, Probe and PrometheusRule",
                "install the prometheus-operator and write true, or use mode: bundled",
            )
        ]
    if monitoring.operator.dashboards:
        return []
    rule = "is of no use with dashboards: false"
    return useless(monitoring.operator, place, ("dashboardLabels",), rule)


def scrapes_end_before_the_next(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Prometheus refuses a configuration whose timeout is longer than its interval."""
    del secrets
    monitoring = decisions.monitoring
    ways: dict[str, BundledMonitoring | OperatorMonitoring | None] = {
        "bundled": monitoring.bundled,
        "operator": monitoring.operator,
    }
    return [
        Finding(
            path_of(*_MONITORING, mode, "scrapeTimeoutSeconds"),
            str(way.scrape_timeout_seconds),
            f"is longer than the {way.scrape_interval_seconds} seconds between two scrapes",
            f"write {way.scrape_interval_seconds} or less",
        )
        for mode, way in ways.items()
        if mode == monitoring.mode
        and way is not None
        and way.scrape_timeout_seconds > way.scrape_interval_seconds
    ]


def metrics_fit_the_volume(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A full volume ends the recording of metrics, and with it all alerts."""
    del secrets
    bundled = decisions.monitoring.bundled
    if decisions.monitoring.mode != "bundled" or bundled is None:
        return []
    samples = bundled.retention_days * 86400 // bundled.scrape_interval_seconds
    gibibytes = -(-samples * _SERIES * _BYTES_PER_SAMPLE // 1024**3)
    if bundled.storage.size.bytes >= gibibytes * 1024**3:
        return []
    return [
        Finding(
            path_of(*_MONITORING, "bundled", "storage", "size"),
            render(bundled.storage.size),
            f"cannot hold the metrics of {bundled.retention_days} days, each taken every "
            f"{bundled.scrape_interval_seconds} seconds",
            f"write {gibibytes}Gi or more, or fewer retentionDays",
        )
    ]


def alerts_reach_somebody(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """An Alertmanager of our own without receivers raises alerts in an empty room."""
    del secrets
    monitoring = decisions.monitoring
    alerts = monitoring.alerts or Alerts()
    if monitoring.mode != "bundled" or given_keys(alerts.receivers):
        return []
    if not in_production(decisions):
        return []
    return [
        Finding(
            path_of(*_ALERTS, "receivers"),
            "",
            "names nobody, so that alerts are raised and no one is told",
            "add email, slack, pagerduty or webhook",
            waiver="no-monitoring",
        )
    ]


def thresholds_are_in_order(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A warning comes before somebody is called."""
    del secrets
    if decisions.monitoring.alerts is None:
        return []
    levels = decisions.monitoring.alerts.thresholds
    place = (*_ALERTS, "thresholds")
    findings = [
        Finding(
            path_of(*place, f"{kind}Critical{unit}"),
            str(critical),
            f"must be more than {kind}Warning{unit}, which is {warning}",
            f"write {warning + 1} or more, or lower the warning",
        )
        for kind, unit, warning, critical in (
            ("disk", "Percent", levels.disk_warning_percent, levels.disk_critical_percent),
            ("memory", "Percent", levels.memory_warning_percent, levels.memory_critical_percent),
            (
                "latency",
                "Milliseconds",
                levels.latency_warning_milliseconds,
                levels.latency_critical_milliseconds,
            ),
            ("queueBacklog", "", levels.queue_backlog_warning, levels.queue_backlog_critical),
        )
        if critical <= warning
    ]
    if levels.certificate_critical_days >= levels.certificate_warning_days:
        findings.append(
            Finding(
                path_of(*place, "certificateCriticalDays"),
                str(levels.certificate_critical_days),
                "must be less than certificateWarningDays, which is "
                f"{levels.certificate_warning_days}",
                "write fewer days, or more for the warning",
            )
        )
    if levels.disk_critical_percent >= _FLOOD_STAGE_PERCENT > levels.disk_warning_percent:
        findings.append(
            Finding(
                path_of(*place, "diskCriticalPercent"),
                str(levels.disk_critical_percent),
                f"calls somebody when Elasticsearch, at {_FLOOD_STAGE_PERCENT} %, has stopped "
                "writing",
                f"write {_FLOOD_STAGE_PERCENT - 5} or less",
            )
        )
    return findings


def mail_is_protected(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A password needs TLS."""
    del secrets
    alerts = decisions.monitoring.alerts
    email = alerts.receivers.email if alerts is not None else None
    if email is None or email.require_tls or email.username is None:
        return []
    return [
        Finding(
            path_of(*_ALERTS, "receivers", "email", "requireTls"),
            "false",
            "sends the password of username over the network in clear text",
            "write true, or remove username",
        )
    ]


def open_telemetry_is_read(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The open-source images hold no OpenTelemetry (Tracardi/tracardi 0.9.0-dev)."""
    del secrets
    telemetry = decisions.monitoring.telemetry.open_telemetry
    if telemetry is None:
        return []
    if decisions.deployment.edition == "open-source":
        rule = "is read by the commercial edition alone"
        return [Finding(path_of(*_TELEMETRY), "", rule, "remove it")]
    if not telemetry.metrics and not telemetry.logs:
        rule, advice = "sends neither metrics nor logs", "write metrics: true, or remove it all"
        return [Finding(path_of(*_TELEMETRY, "metrics"), "false", rule, advice)]
    return []


CHECKS: Final[tuple[Check, ...]] = (
    monitoring_in_production,
    answers_fit_the_mode,
    operator_is_there,
    scrapes_end_before_the_next,
    metrics_fit_the_volume,
    alerts_reach_somebody,
    thresholds_are_in_order,
    mail_is_protected,
    open_telemetry_is_read,
)
