"""When somebody is told, and who."""

from typing import Final, Literal

from config.about import answer, group
from config.types import Answers
from config.types.alerting import MailAddress, MailServer, MailUser, SlackChannel
from config.types.networks import ReceiverUrl

_ALERTMANAGER: Final = "Alertmanager documentation, Configuration"
_WATERMARKS: Final = "Elasticsearch reference, disk-based shard allocation"
_CERTIFICATES: Final = "awesome-prometheus-alerts, blackbox exporter"


class EmailReceiver(Answers):
    """Alerts by e-mail."""

    to: list[MailAddress] = answer(
        ...,
        "Who gets a mail for each alert: a list or team address rather than a person's.",
        consequence="A mail wakes nobody at night.",
        source=_ALERTMANAGER,
        min_length=1,
    )
    sender: MailAddress = answer(
        ...,
        "The address that the mails come from.",
        consequence="A sender that the mail server does not allow is refused, or ends as spam.",
        source=_ALERTMANAGER,
    )
    server: MailServer = answer(
        ...,
        "The mail server as host:port, for instance smtp.example.com:587.",
        consequence="It must be reachable from the cluster; many clouds block port 25.",
        source=_ALERTMANAGER,
    )
    username: MailUser | None = answer(
        None,
        "The user at the mail server; its password is the secret tracardi:smtpPassword.",
        consequence="Without it mails are handed over without signing in.",
        source=_ALERTMANAGER,
    )
    require_tls: bool = answer(
        True,
        "Whether the connection must be encrypted. Turn it off only for a relay inside the "
        "cluster.",
        consequence="Without TLS names of hosts and what is wrong with them cross the network in "
        "clear text.",
        source=_ALERTMANAGER,
    )


class SlackReceiver(Answers):
    """Alerts into a channel; the address of the webhook is the secret tracardi:slackWebhookUrl."""

    channel: SlackChannel = answer(
        ...,
        'The channel, for instance "#alerts".',
        consequence="Everybody in the channel reads which part is in trouble.",
        source=_ALERTMANAGER,
    )


class PagerdutyReceiver(Answers):
    """Alerts to those on call; the routing key is the secret tracardi:pagerdutyRoutingKey."""

    severity: Literal["critical", "warning"] = answer(
        "critical",
        "The least severity that calls somebody: critical alerts only, or warnings as well.",
        consequence="With warning, people are woken for what could wait until morning.",
        source=_ALERTMANAGER,
    )


class WebhookReceiver(Answers):
    """Alerts as JSON to an address of your own."""

    url: ReceiverUrl = answer(
        ...,
        "The address that alerts are posted to. A token goes into tracardi:alertWebhookToken, not "
        "into the address.",
        consequence="Whatever answers there gets the names of the parts that are in trouble.",
        source=_ALERTMANAGER,
    )


class Receivers(Answers):
    """Who is told. Every receiver that stands here is."""

    email: EmailReceiver | None = group(None, "Alerts by e-mail.")
    slack: SlackReceiver | None = group(None, "Alerts into a channel of Slack.")
    pagerduty: PagerdutyReceiver | None = group(None, "Alerts to those on call, by PagerDuty.")
    webhook: WebhookReceiver | None = group(None, "Alerts as JSON to an address of your own.")


class DeadMansSwitch(Answers):
    """A service outside that raises the alarm when the regular sign of life stays away.

    Its address is the secret tracardi:deadMansSwitchUrl, because whoever knows it can keep the
    alarm silent.
    """

    interval_minutes: int = answer(
        5,
        "How often the sign of life is sent; set the service outside to a few times as long.",
        consequence="Until the service notices, nobody knows that monitoring itself is down.",
        source=_ALERTMANAGER,
        ge=1,
        le=60,
    )


class Thresholds(Answers):
    """From which value on an alert is raised."""

    disk_warning_percent: int = answer(
        80,
        "How full a volume may be before there is a warning.",
        consequence="At 85 % Elasticsearch puts no more shards on a node, at 95 % it stops "
        "writing.",
        source=_WATERMARKS,
        ge=1,
        le=100,
    )
    disk_critical_percent: int = answer(
        90,
        "How full a volume may be before somebody is called.",
        consequence="At 95 % Elasticsearch stops writing, and events are lost.",
        source=_WATERMARKS,
        ge=1,
        le=100,
    )
    memory_warning_percent: int = answer(
        85,
        "How full Elasticsearch's heap and Redis's memory may be before there is a warning.",
        consequence="A full Redis refuses to write, and Tracardi fails with it.",
        source="Redis documentation, key eviction",
        ge=1,
        le=100,
    )
    memory_critical_percent: int = answer(
        95,
        "How full Elasticsearch's heap and Redis's memory may be before somebody is called.",
        consequence="A full Redis refuses to write, and Tracardi fails with it.",
        source="Redis documentation, key eviction",
        ge=1,
        le=100,
    )
    latency_warning_milliseconds: int = answer(
        1000,
        "How long an API may take to answer a probe before there is a warning.",
        consequence="Browsers leave a page before a slow collector has answered.",
        source="awesome-prometheus-alerts, blackbox slow probe; the numbers are assumptions",
        ge=10,
        le=60000,
    )
    latency_critical_milliseconds: int = answer(
        5000,
        "How long an API may take to answer a probe before somebody is called.",
        consequence="Browsers leave a page before a slow collector has answered.",
        source="awesome-prometheus-alerts, blackbox slow probe; the numbers are assumptions",
        ge=10,
        le=60000,
    )
    queue_backlog_warning: int = answer(
        5000,
        "How many events may wait in the queue of the commercial edition before there is a "
        "warning.",
        consequence="What waits longer than the queue keeps it (14 days) is lost.",
        source="Tracardi documentation, system_startup_sequence.md",
        ge=1,
        le=1000000000,
    )
    queue_backlog_critical: int = answer(
        50000,
        "How many events may wait in the queue before somebody is called.",
        consequence="What waits longer than the queue keeps it (14 days) is lost.",
        source="Tracardi documentation, system_startup_sequence.md",
        ge=1,
        le=1000000000,
    )
    certificate_warning_days: int = answer(
        14,
        "How many days before a certificate runs out there is a warning.",
        consequence="With an expired certificate no browser sends events.",
        source=_CERTIFICATES,
        ge=1,
        le=90,
    )
    certificate_critical_days: int = answer(
        3,
        "How many days before a certificate runs out somebody is called.",
        consequence="With an expired certificate no browser sends events.",
        source=_CERTIFICATES,
        ge=1,
        le=90,
    )
    licence_warning_days: int = answer(
        30,
        "How many days before the licence of the commercial edition runs out there is a warning.",
        consequence="With an expired licence the processes of the commercial edition end.",
        source="Tracardi documentation, troubleshooting.md",
        ge=1,
        le=365,
    )


class Alerts(Answers):
    """When somebody is told, and who."""

    receivers: Receivers = group(Receivers, "Who is told.")
    dead_mans_switch: DeadMansSwitch | None = group(
        None, "A service outside that notices when monitoring itself is down."
    )
    thresholds: Thresholds = group(Thresholds, "From which value on an alert is raised.")
    repeat_hours: int = answer(
        4,
        "After how many hours an alert that goes on is sent again.",
        consequence="Shorter repeats are soon ignored.",
        source=_ALERTMANAGER,
        ge=1,
        le=168,
    )
