"""Secrets that already lie in the cluster, in place of generated or encrypted ones."""

from typing import Final

from config.about import Change, answer, group
from config.types import Answers, DnsName
from config.types.names import SecretKey

_SOURCE: Final = "Kubernetes documentation, Secrets"
_ROTATION: Final = (
    "write the new value into the Secret with the tool that made it, then run `make up`, which "
    "restarts what reads it; a store's own password must be changed in the store as well"
)


class SecretReference(Answers):
    """One key of a Secret in the namespace that somebody else keeps."""

    name: DnsName = answer(
        ...,
        "The name of a Secret in the namespace, for instance one that the External Secrets "
        "Operator or a vault keeps up to date.",
        consequence="It must exist before the first `up`, or the pods that read it do not start; "
        "its value is never seen by this program, so that it cannot be checked either.",
        change=Change.COSTLY,
        later=_ROTATION,
        source=_SOURCE,
    )
    key: SecretKey = answer(
        ...,
        "The key inside of the Secret that holds the value.",
        consequence="A key that is not there keeps the pods from starting.",
        change=Change.COSTLY,
        later=_ROTATION,
        source=_SOURCE,
    )


class ExistingSecrets(Answers):
    """One field for each secret that can be brought along; none by default."""

    mysql_password: SecretReference | None = group(
        None, "Password of the MySQL user that reads and writes rows."
    )
    mysql_installer_password: SecretReference | None = group(
        None, "Password of the MySQL user that creates tables."
    )
    redis_password: SecretReference | None = group(None, "Password of Redis.")
    elasticsearch_password: SecretReference | None = group(
        None, "Password of the Elasticsearch user."
    )
    installation_token: SecretReference | None = group(None, "What POST /install asks for.")
    merging_key: SecretReference | None = group(
        None,
        "Salt of the keys by which profiles are merged. Nothing but this Secret holds it then: "
        "whoever loses it orphans the merged profiles.",
    )
    admin_password: SecretReference | None = group(None, "The administrator's first password.")
    sentry_dsn: SecretReference | None = group(None, "Address of a Sentry project.")
    license: SecretReference | None = group(None, "Licence of the commercial edition.")
    tenant_service_api_key: SecretReference | None = group(
        None, "Key by which Tracardi asks the tenant management service."
    )
    tenant_service_secret: SecretReference | None = group(
        None, "What the tenant management service signs its tokens with."
    )
    pulsar_token: SecretReference | None = group(None, "Token for Apache Pulsar.")
    maxmind_license_key: SecretReference | None = group(None, "Licence key of the MaxMind account.")
    kafka_sasl_password: SecretReference | None = group(None, "Password for Apache Kafka.")
    kafka_client_key: SecretReference | None = group(
        None, "Private key of the certificate that is shown to Apache Kafka."
    )
    grafana_password: SecretReference | None = group(None, "Password of Grafana's administrator.")
    smtp_password: SecretReference | None = group(
        None, "Password at the mail server that sends alerts."
    )
    slack_webhook_url: SecretReference | None = group(
        None, "Address of the webhook of Slack that takes alerts."
    )
    pagerduty_routing_key: SecretReference | None = group(
        None, "Routing key of the service of PagerDuty."
    )
    alert_webhook_token: SecretReference | None = group(
        None, "Token that the webhook for alerts asks for."
    )
    dead_mans_switch_url: SecretReference | None = group(
        None, "Address of the service that expects the sign of life."
    )
    otlp_headers: SecretReference | None = group(
        None, "Headers that the OpenTelemetry collector asks for."
    )
    backup_access_key_id: SecretReference | None = group(
        None, "Access key of the bucket of backups."
    )
    backup_secret_access_key: SecretReference | None = group(
        None, "Secret key of the bucket of backups."
    )


class Secrets(Answers):
    """Which secrets exist already.

    Without a reference, a secret comes from its own key of the stack's file
    (`tracardi:mysqlPassword`) or is generated.
    """

    existing: ExistingSecrets | None = group(
        None, "Secrets of the namespace that are read instead of generated ones.", source=_SOURCE
    )
