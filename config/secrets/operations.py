"""The secrets of monitoring and backup: those who receive alerts, and where backups lie."""

import re
from typing import Final

from config.decisions import Decisions
from config.groups.alerts import Receivers
from config.secrets.types import PRINTABLE, Form, Provision, Secret
from config.types.networks import is_receiver_url

_ALERTMANAGER: Final = "Alertmanager documentation, Configuration"
_RECEIVERS: Final = "monitoring.alerts.receivers"
_BUCKET: Final = "backup.target.s3"


def _receivers(decisions: Decisions) -> Receivers:
    alerts = decisions.monitoring.alerts
    return Receivers() if alerts is None else alerts.receivers


def _required(asked: bool) -> Provision:
    return Provision.REQUIRED if asked else Provision.UNUSED


def _optional(asked: bool) -> Provision:
    return Provision.OPTIONAL if asked else Provision.UNUSED


def _grafana(decisions: Decisions) -> Provision:
    bundled = decisions.monitoring.bundled
    return Provision.GENERATED if bundled is not None and bundled.grafana else Provision.UNUSED


def _smtp(decisions: Decisions) -> Provision:
    email = _receivers(decisions).email
    return _required(email is not None and email.username is not None)


def _slack(decisions: Decisions) -> Provision:
    return _required(_receivers(decisions).slack is not None)


def _pagerduty(decisions: Decisions) -> Provision:
    return _required(_receivers(decisions).pagerduty is not None)


def _webhook(decisions: Decisions) -> Provision:
    return _optional(_receivers(decisions).webhook is not None)


def _dead_mans_switch(decisions: Decisions) -> Provision:
    alerts = decisions.monitoring.alerts
    return _required(alerts is not None and alerts.dead_mans_switch is not None)


def _otlp(decisions: Decisions) -> Provision:
    return _optional(decisions.monitoring.telemetry.open_telemetry is not None)


def _bucket(decisions: Decisions) -> Provision:
    target = decisions.backup.target
    return _optional(target is not None and target.s3 is not None)


_HEADERS: Final = re.compile(r"[^\s=,]+=[^\s,]+(?:,[^\s=,]+=[^\s,]+)*", re.ASCII)


def _address(example: str) -> Form:
    advice = "copy it from the settings of the service: it begins with https://"
    return Form(is_receiver_url, "is no https address", advice, example)


OPERATIONS_SECRETS: Final = (
    Secret(
        "grafana-password",
        "grafanaPassword",
        "the password of Grafana's administrator",
        _grafana,
        16,
        PRINTABLE,
        question="5.1",
        consequence="Who knows it sees how much is going on, and can change the dashboards.",
        source="Grafana documentation, Configure Grafana",
        used_with="monitoring.bundled.grafana",
    ),
    Secret(
        "smtp-password",
        "smtpPassword",
        "the password at the mail server that sends alerts",
        _smtp,
        8,
        PRINTABLE,
        question="5.1",
        consequence="With a wrong one no alert arrives by mail; who knows it sends mail in your "
        "name.",
        source=_ALERTMANAGER,
        used_with=f"{_RECEIVERS}.email.username",
    ),
    Secret(
        "slack-webhook-url",
        "slackWebhookUrl",
        "the address of the webhook of Slack that takes alerts",
        _slack,
        20,
        PRINTABLE,
        question="5.1",
        consequence="Who knows it can write into the channel.",
        source=_ALERTMANAGER,
        used_with=f"{_RECEIVERS}.slack",
        form=_address("https://hooks.slack.com/services/encrypted"),
    ),
    Secret(
        "pagerduty-routing-key",
        "pagerdutyRoutingKey",
        "the routing key of the service of PagerDuty (Events API v2)",
        _pagerduty,
        32,
        PRINTABLE,
        question="5.1",
        consequence="With a wrong one nobody is called; who knows it can wake those on call.",
        source=_ALERTMANAGER,
        used_with=f"{_RECEIVERS}.pagerduty",
        form=Form(
            lambda value: re.fullmatch(r"[A-Za-z0-9]{32}", value, re.ASCII) is not None,
            "is no routing key of PagerDuty",
            "copy the integration key of an Events API v2 integration: 32 letters and digits",
            "encryptedencryptedencryptedencry",
        ),
    ),
    Secret(
        "alert-webhook-token",
        "alertWebhookToken",
        "the token that the webhook for alerts asks for",
        _webhook,
        16,
        PRINTABLE,
        question="5.1",
        consequence="With a wrong one the webhook refuses every alert.",
        source=_ALERTMANAGER,
        used_with=f"{_RECEIVERS}.webhook",
    ),
    Secret(
        "dead-mans-switch-url",
        "deadMansSwitchUrl",
        "the address of the service that expects monitoring's sign of life",
        _dead_mans_switch,
        12,
        PRINTABLE,
        question="5.1",
        consequence="Who knows it can send the sign of life while everything is down.",
        source=_ALERTMANAGER,
        used_with="monitoring.alerts.deadMansSwitch",
        form=_address("https://sign-of-life.example.com/encrypted"),
    ),
    Secret(
        "otlp-headers",
        "otlpHeaders",
        "the headers that the OpenTelemetry collector asks for, as name=value,name=value",
        _otlp,
        3,
        PRINTABLE,
        question="5.2",
        consequence="With wrong ones the collector refuses everything that is sent.",
        source="Tracardi chart 1.0, telemetry",
        variables=("OTEL_EXPORTER_OTLP_HEADERS",),
        used_with="monitoring.telemetry.openTelemetry",
        form=Form(
            lambda value: _HEADERS.fullmatch(value) is not None,
            "is no list of headers",
            "write name=value, and a comma before the next one",
            "authorization=encrypted",
        ),
    ),
    Secret(
        "backup-access-key-id",
        "backupAccessKeyId",
        "the access key of the bucket of backups",
        _bucket,
        3,
        PRINTABLE,
        question="6.1",
        consequence="With a wrong one no backup succeeds.",
        source="Elasticsearch reference, S3 repository, client settings",
        used_with=_BUCKET,
    ),
    Secret(
        "backup-secret-access-key",
        "backupSecretAccessKey",
        "the secret key of the bucket of backups",
        _bucket,
        8,
        PRINTABLE,
        question="6.1",
        consequence="Who knows it reads every snapshot and, without object lock, deletes every "
        "backup.",
        source="Elasticsearch reference, S3 repository, client settings",
        used_with=_BUCKET,
    ),
)
"""The secrets of monitoring and backup, in the order of the table."""
