"""Environment variables of index names, identity, secrets and logging."""

from collections.abc import Callable
from typing import Final

from config.environment.table import (
    API_SOURCE,
    APIS,
    APM_SOURCE,
    LIBRARY,
    LIBRARY_SOURCE,
    SERVERS,
    Kind,
    Process,
    Variable,
    left,
    yes_or_no,
)
from config.groups.application import Application

_GUI: Final = frozenset({Process.GUI})
_MERGING: Final = frozenset({Process.MERGING_WORKER})


def _period(
    name: str, default: str, answer: Callable[[Application], str], recorded: str
) -> Variable:
    return Variable(
        name,
        LIBRARY,
        Kind.PERIOD,
        default,
        LIBRARY_SOURCE,
        value=lambda inputs: answer(inputs.decisions.application),
        recorded=recorded,
    )


def _level(
    name: str, answer: Callable[[Application], str], readers: frozenset[Process]
) -> Variable:
    return Variable(
        name,
        readers,
        Kind.LEVEL,
        "WARNING",
        LIBRARY_SOURCE,
        value=lambda inputs: answer(inputs.decisions.application).upper(),
    )


PARTITIONING: Final = (
    _period(
        "EVENT_PARTITIONING",
        "quarter",
        lambda application: application.partitioning.event,
        "partitioningEvent",
    ),
    _period(
        "PROFILE_PARTITIONING",
        "quarter",
        lambda application: application.partitioning.profile,
        "partitioningProfile",
    ),
    _period(
        "SESSION_PARTITIONING",
        "quarter",
        lambda application: application.partitioning.session,
        "partitioningSession",
    ),
    # 0.9 and 1.0 read the entity partitioning from ITEM_PARTITIONING, later versions from
    # ENTITY_PARTITIONING; both always say the same.
    _period(
        "ENTITY_PARTITIONING",
        "quarter",
        lambda application: application.partitioning.entity,
        "partitioningEntity",
    ),
    _period(
        "ITEM_PARTITIONING",
        "quarter",
        lambda application: application.partitioning.entity,
        "partitioningEntity",
    ),
    _period(
        "LOG_PARTITIONING",
        "month",
        lambda application: application.partitioning.log,
        "partitioningLog",
    ),
    _period(
        "FIELD_CHANGE_LOG_PARTITIONING",
        "month",
        lambda application: application.partitioning.field_update_log,
        "partitioningFieldUpdateLog",
    ),
    *(
        left(name, Kind.PERIOD, default, "no index of this kind has been made since 0.9")
        for name, default in (
            ("CONSOLE_LOG_PARTITIONING", "month"),
            ("DISPATCH_LOG_PARTITIONING", "month"),
            ("USER_LOG_PARTITIONING", "year"),
        )
    ),
)

IDENTITY: Final = (
    Variable(
        "TENANT_NAME",
        LIBRARY,
        Kind.TEXT,
        "8504a, the first five digits of md5(09x)",
        LIBRARY_SOURCE,
        value=lambda inputs: inputs.decisions.application.tenant_name,
        recorded="tenantName",
    ),
    Variable(
        "TENANT",
        _MERGING,
        Kind.TEXT,
        "the library's TENANT_NAME",
        APM_SOURCE,
        value=lambda inputs: inputs.decisions.application.tenant_name,
        recorded="tenantName",
    ),
    Variable(
        "AUTO_PROFILE_MERGING",
        LIBRARY,
        Kind.SECRET,
        "a published constant of 18 characters",
        LIBRARY_SOURCE,
        secret=lambda _: "merging-key",
    ),
    # Unset, the token is the published word tracardi; empty, every token is right. So each
    # process that serves POST /install has it, whether or not anything should be installed there.
    Variable(
        "INSTALLATION_TOKEN",
        SERVERS,
        Kind.SECRET,
        "tracardi",
        LIBRARY_SOURCE,
        secret=lambda _: "installation-token",
    ),
    # The public API writes production data only. The private one, which the user interface
    # switches between both, and the installation, which makes both, stay switchable. The merging
    # worker serves both contexts if it is left unset, and the update worker is told with each job.
    Variable(
        "PRODUCTION",
        SERVERS,
        Kind.YES,
        "no: staging, unless a request says otherwise",
        LIBRARY_SOURCE,
        value=lambda inputs: yes_or_no(inputs.process is Process.PUBLIC_API),
    ),
    Variable(
        "EXPOSE_GUI_API",
        SERVERS,
        Kind.BOOLEAN,
        "yes",
        LIBRARY_SOURCE,
        value=lambda inputs: yes_or_no(inputs.process is not Process.PUBLIC_API),
    ),
    left(
        "MULTI_TENANT",
        Kind.BOOLEAN,
        "no",
        "several tenants need the commercial edition; the open-source one refuses to install",
        readers=LIBRARY | _GUI,
    ),
    left(
        "MULTI_TENANT_MANAGER_URL", Kind.TEXT, "none", "several tenants need the commercial edition"
    ),
    left(
        "MULTI_TENANT_MANAGER_API_KEY",
        Kind.SECRET,
        "none",
        "several tenants need the commercial edition",
    ),
    left(
        "LICENSE",
        Kind.SECRET,
        "none: open source",
        "makes the processes commercial ones; a wrong licence ends them at start",
        source="Tracardi/tracardi tracardi/service/license.py 0.9.0-dev",
    ),
)

LOGGING: Final = (
    _level("LOGGING_LEVEL", lambda application: application.logging_level, LIBRARY),
    _level("SERVER_LOGGING_LEVEL", lambda application: application.server_logging_level, SERVERS),
    Variable(
        "SAVE_LOGS",
        LIBRARY,
        Kind.BOOLEAN,
        "yes",
        f"{LIBRARY_SOURCE}, tracardi/exceptions/log_handler.py",
        value=lambda inputs: yes_or_no(
            inputs.decisions.monitoring.telemetry.store_logs_in_elasticsearch
        ),
    ),
    Variable(
        "PERFORMANCE_TRACKING",
        APIS,
        Kind.SECRET,
        "none: off",
        API_SOURCE,
        secret=lambda inputs: (
            "sentry-dsn" if "sentry-dsn" in inputs.decisions.given_secrets else None
        ),
    ),
)

APPLICATION: Final = (*PARTITIONING, *IDENTITY, *LOGGING)
