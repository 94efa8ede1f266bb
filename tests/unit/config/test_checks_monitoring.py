"""Checks of monitoring: where they begin and end, and what is let through."""

import pytest

from config.findings import Finding, Severity
from config.parse import examine
from tests.unit.config.stacks import (
    EXTERNAL,
    NOT_INSTALLED,
    PRODUCTION,
    SMALLEST,
    WATCHED,
    examined,
    merged,
    split,
)

pytestmark = pytest.mark.unit

OPERATOR = """
deployment: {acceptRisks: [no-backup]}
monitoring:
  mode: operator
  operator: {resourcesInstalled: true, labels: {release: kube-prometheus-stack}}
"""
RECEIVERS = """
monitoring:
  alerts:
    receivers:
      email:
        to: [oncall@example.com, team@example.com]
        sender: tracardi@example.com
        server: smtp.example.com:587
        username: tracardi
      pagerduty: {severity: warning}
      webhook: {url: 'https://alerts.example.com/tracardi'}
    deadMansSwitch: {intervalMinutes: 10}
smtpPassword: {secure: MailPassword1}
pagerdutyRoutingKey: {secure: abcdefghabcdefghabcdefghabcdefgh}
alertWebhookToken: {secure: AlertWebhookToken1}
deadMansSwitchUrl: {secure: 'https://hc.example.com/3b6b4b1c'}
"""


def found(*layers: str) -> list[Finding]:
    return [
        finding
        for finding in examined(EXTERNAL, PRODUCTION, *layers)
        if NOT_INSTALLED not in finding.rule and finding.waiver != "no-backup"
    ]


@pytest.mark.parametrize(
    "layers",
    [
        (WATCHED,),
        (WATCHED, RECEIVERS),
        (OPERATOR,),
        (OPERATOR, RECEIVERS),
        (OPERATOR, "monitoring: {operator: {dashboards: false}}"),
        (OPERATOR, "monitoring: {operator: {dashboardLabels: {folder: tracardi}}}"),
        (WATCHED, "monitoring: {bundled: {grafana: false}}"),
        (WATCHED, "monitoring: {bundled: {scrapeIntervalSeconds: 20}}"),
        (WATCHED, "monitoring: {alerts: {thresholds: {diskCriticalPercent: 94}}}"),
        (WATCHED, "grafanaPassword: {secure: AbcdefghAbcdefgh1}"),
    ],
)
def test_monitoring_without_a_finding(layers: tuple[str, ...]) -> None:
    assert found(*layers) == []


def test_alerts_without_a_receiver_are_no_risk_on_a_desk() -> None:
    said = examined(SMALLEST, "monitoring: {mode: bundled}")

    assert [each.path for each in said] == ["tracardi:monitoring.mode"]
    assert NOT_INSTALLED in said[0].rule


def test_an_existing_prometheus_has_receivers_of_its_own() -> None:
    assert found(OPERATOR, "monitoring: {alerts: {repeatHours: 12}}") == []


def test_an_installation_that_nobody_is_told_of_is_an_unwatched_one() -> None:
    silent = "monitoring: {mode: bundled}"
    (finding,) = found(silent)

    assert finding.path == "tracardi:monitoring.alerts.receivers"
    assert finding.waiver == "no-monitoring"
    assert finding.severity is Severity.WARNING  # PRODUCTION accepts it


@pytest.mark.parametrize(
    ("days", "size", "fits"), [(15, "2Gi", True), (15, "1Gi", False), (90, "10Gi", True)]
)
def test_metrics_need_room(days: int, size: str, fits: bool) -> None:
    # 20 000 series, each 30 seconds, of 2 bytes: 115 MB a day.
    layer = f"monitoring: {{bundled: {{retentionDays: {days}, storage: {{size: {size}}}}}}}"

    assert [each.path for each in found(WATCHED, layer)] == [
        "tracardi:monitoring.bundled.storage.size"
    ] * (not fits)


def test_every_threshold_can_be_out_of_order_at_once() -> None:
    said = found(
        WATCHED,
        """
        monitoring:
          alerts:
            thresholds:
              diskWarningPercent: 95
              memoryCriticalPercent: 1
              latencyWarningMilliseconds: 60000
              queueBacklogCritical: 1
              certificateCriticalDays: 14
        """,
    )

    assert [each.path.rpartition(".")[2] for each in said] == [
        "diskCriticalPercent",
        "memoryCriticalPercent",
        "latencyCriticalMilliseconds",
        "queueBacklogCritical",
        "certificateCriticalDays",
    ]


def test_dashboards_carry_the_label_that_the_sidecar_of_grafana_looks_for() -> None:
    # By default that of kube-prometheus-stack.
    made, _ = examine(*split(merged(SMALLEST, OPERATOR)))

    assert made is not None
    assert made.monitoring.operator is not None
    assert made.monitoring.operator.dashboard_labels == {"grafana_dashboard": "1"}
    (finding,) = found(OPERATOR, "monitoring: {operator: {dashboardLabels: {}}}")
    assert finding.rule == "is empty, so that nothing chooses by it"
