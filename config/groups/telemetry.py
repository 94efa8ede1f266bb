"""What the processes report about themselves, and to whom."""

from typing import Final, Literal

from config.about import answer, group
from config.types import Answers
from config.types.alerting import OtlpEndpoint, ResourceAttributes, ServiceName

_CHART: Final = "Tracardi chart 1.0, telemetry; OpenTelemetry specification, SDK environment"
_LIBRARY: Final = "Tracardi/tracardi tracardi/config.py 0.9.0-dev"


class OpenTelemetry(Answers):
    """Metrics and logs of the commercial edition, sent to a collector of OpenTelemetry."""

    endpoint: OtlpEndpoint = answer(
        ...,
        "The collector's address for OTLP, for instance http://otel-collector.monitoring:4317.",
        consequence="What the processes report leaves the installation for this address.",
        source=_CHART,
        variables=("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SDK_DISABLED"),
    )
    service_name: ServiceName = answer(
        "tracardi",
        "The name under which the collector files what it gets; choose another for each stack.",
        consequence="Two stacks with one name cannot be told apart in dashboards.",
        source=_CHART,
        variables=("OTEL_SERVICE_NAME",),
    )
    logging_level: Literal["debug", "info", "warn", "error"] = answer(
        "info",
        "How much the OpenTelemetry library itself logs.",
        consequence="debug fills the logs with every single export.",
        source=_CHART,
        variables=("OTEL_LOG_LEVEL",),
    )
    metrics: bool = answer(
        True,
        "Whether metrics are sent.",
        consequence="Without them the collector gets logs at most.",
        source=_CHART,
        variables=("OTEL_METRICS_EXPORTER",),
    )
    logs: bool = answer(
        False,
        "Whether log lines are sent; leave it off where an agent collects the pods' output.",
        consequence="Log lines hold personal data: where they go belongs into the record of "
        "processing.",
        source=_CHART,
        variables=("OTEL_LOGS_EXPORTER",),
    )
    resource_attributes: ResourceAttributes = answer(
        None,
        "Attributes of everything that is sent, for instance deployment.environment: production.",
        consequence="They are what dashboards can be filtered by.",
        source=_CHART,
        variables=("OTEL_RESOURCE_ATTRIBUTES",),
        factory=dict,
    )
    delay_milliseconds: int = answer(
        5000,
        "The pause between two exports.",
        consequence="What was not exported yet is lost with the process.",
        source=_CHART,
        variables=("OTEL_BSP_SCHEDULE_DELAY", "OTEL_BLRP_SCHEDULE_DELAY"),
        ge=100,
        le=600000,
    )
    timeout_milliseconds: int = answer(
        30000,
        "After how long an export is given up.",
        consequence="What could not be exported is dropped; Tracardi itself goes on.",
        source=_CHART,
        variables=("OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BLRP_EXPORT_TIMEOUT"),
        ge=100,
        le=600000,
    )
    batch_size: int = answer(
        512,
        "How many entries are sent at a time at most.",
        consequence="Larger batches need more memory in each process.",
        source=_CHART,
        variables=("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE"),
        ge=1,
        le=2048,
    )


class Telemetry(Answers):
    """What leaves the processes beside their answers. Nothing leaves the cluster by default.

    A Sentry project gets traces and profiles if the secret `tracardi:sentryDsn` is set.
    """

    store_logs_in_elasticsearch: bool = answer(
        False,
        "Whether log lines are stored in Elasticsearch too, where the user interface shows them. "
        "Turn it on where people without access to the cluster look for errors.",
        consequence="It makes an index for each period of partitioning, and an Elasticsearch in "
        "trouble gets more to do.",
        source=_LIBRARY,
        variables=("SAVE_LOGS",),
    )
    open_telemetry: OpenTelemetry | None = group(
        None, "Where metrics and logs of the commercial edition are sent; nowhere by default."
    )
