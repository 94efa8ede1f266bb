"""Environment variables of the web servers, the workers and the user interface."""

from typing import Final

from config.environment.table import (
    API_SOURCE,
    APIS,
    APM_SOURCE,
    SERVERS,
    Inputs,
    Kind,
    Process,
    Variable,
    left,
    yes_or_no,
)

_GUI_SOURCE: Final = "Tracardi/tracardi-gui env.sh and .env"
_WEB_SERVER_SOURCE: Final = "uvicorn settings, and the start script of tiangolo/uvicorn-gunicorn"
_GUI: Final = frozenset({Process.GUI})
_MERGING: Final = frozenset({Process.MERGING_WORKER})


def _processes(inputs: Inputs) -> str:
    application = inputs.decisions.application
    if inputs.process is Process.PRIVATE_API:
        return str(application.private_api.processes)
    if inputs.process is Process.PUBLIC_API:
        return str(application.public_api.processes)
    return "1"


def _only_private(answer: bool, inputs: Inputs) -> str:
    return yes_or_no(answer and inputs.process is Process.PRIVATE_API)


SERVER: Final = (
    # /openapi.json is served whatever this says.
    Variable(
        "API_DOCS",
        SERVERS,
        Kind.YES,
        "yes",
        API_SOURCE,
        value=lambda inputs: _only_private(inputs.decisions.application.api_docs, inputs),
    ),
    Variable(
        "USE_X_FORWARDED_IP",
        APIS,
        Kind.TEXT,
        "none: the address of the connection",
        API_SOURCE,
        value=lambda inputs: inputs.decisions.exposure.client_ip_header,
    ),
    Variable(
        "FORWARDED_ALLOW_IPS",
        APIS,
        Kind.TEXT,
        "127.0.0.1",
        _WEB_SERVER_SOURCE,
        value=lambda inputs: ",".join(inputs.decisions.exposure.trusted_proxies) or None,
    ),
    # uvicorn starts so many processes; other start scripts take one for each core by default.
    Variable("WEB_CONCURRENCY", SERVERS, Kind.INTEGER, "cores", _WEB_SERVER_SOURCE, _processes),
    left(
        "AUTOLOAD_PAGE_SIZE",
        Kind.INTEGER,
        "25",
        "a matter of taste of the interface",
        source=API_SOURCE,
        readers=SERVERS,
    ),
    left("CONFIG", Kind.TEXT, "config.yaml", "the masking rules inside the image are used"),
    left(
        "DEBUG_MAKE_SLOWER_RESPONSES",
        Kind.TEXT,
        "0",
        "for tests of the vendor",
        source=API_SOURCE,
        readers=SERVERS,
    ),
    left("IMAGE_TAG", Kind.TEXT, "n/a", "set inside the image"),
    left("_DEBUG_VERSION", Kind.TEXT, "the built-in version", "set inside the image"),
    left("TRACARDI_PRO_HOST", Kind.TEXT, "pro.tracardi.com", "a service of the vendor"),
    left("TRACARDI_PRO_PORT", Kind.INTEGER, "40000", "a service of the vendor"),
    left("TRACARDI_SCHEDULER_HOST", Kind.TEXT, "scheduler.tracardi.com", "a service of the vendor"),
    left(
        "WORKERS_PER_CORE",
        Kind.TEXT,
        "1",
        "of a start script that the workload does not use; WEB_CONCURRENCY decides",
        source=_WEB_SERVER_SOURCE,
        readers=SERVERS,
    ),
    left(
        "MAX_WORKERS",
        Kind.INTEGER,
        "none",
        "of a start script that the workload does not use; WEB_CONCURRENCY decides",
        source=_WEB_SERVER_SOURCE,
        readers=SERVERS,
    ),
    left(
        "GUNICORN_CMD_ARGS",
        Kind.TEXT,
        "none",
        "of a start script that the workload does not use: it starts uvicorn itself",
        source=_WEB_SERVER_SOURCE,
        readers=SERVERS,
    ),
)

WORKERS: Final = (
    Variable(
        "MODE",
        _MERGING,
        Kind.TEXT,
        "job: one pass, then the end",
        APM_SOURCE,
        value=lambda _: "worker",
    ),
    Variable(
        "PAUSE",
        _MERGING,
        Kind.INTEGER,
        "60",
        APM_SOURCE,
        value=lambda inputs: str(inputs.decisions.application.merging.pause_seconds),
    ),
)

INTERFACE: Final = (
    Variable(
        "API_URL",
        _GUI,
        Kind.TEXT,
        "//localhost:8686",
        _GUI_SOURCE,
        value=lambda inputs: inputs.decisions.exposure.private_api_address,
    ),
    left(
        "PUBLIC_URL",
        Kind.TEXT,
        "/",
        "the interface is served from the root",
        source=_GUI_SOURCE,
        readers=_GUI,
    ),
    left(
        "ALLOW_UPDATES_ON_PRODUCTION",
        Kind.TEXT,
        "no",
        "for the commercial interface",
        source=_GUI_SOURCE,
        readers=_GUI,
    ),
)

TELEMETRY: Final = tuple(
    left(
        name,
        Kind.TEXT,
        default,
        "no process of the open-source edition uses OpenTelemetry",
        readers=frozenset(),
        source="Tracardi/argocd chart 1.0",
    )
    for name, default in (
        ("OTEL_SDK_DISABLED", "true"),
        ("OTEL_SERVICE_NAME", "tracardi"),
        ("OTEL_LOG_LEVEL", "info"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "none"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "none"),
        ("OTEL_METRICS_EXPORTER", "none"),
        ("OTEL_LOGS_EXPORTER", "none"),
        ("OTEL_RESOURCE_ATTRIBUTES", "none"),
        ("OTEL_BSP_SCHEDULE_DELAY", "5000"),
        ("OTEL_BSP_EXPORT_TIMEOUT", "30000"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "512"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "5000"),
        ("OTEL_BLRP_EXPORT_TIMEOUT", "30000"),
        ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "512"),
    )
)

PROCESSES: Final = (*SERVER, *WORKERS, *INTERFACE, *TELEMETRY)
