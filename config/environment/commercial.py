"""The environment variables that the commercial edition adds, and where each one is decided.

No process of this version is given them: the table says which key of the configuration, or which
secret, each will come from, and why the others have none.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_CHART: Final = "Tracardi chart 1.2.0 (Tracardi/argocd 1.3.x)"
_DOCUMENTED: Final = "Tracardi documentation, commercial environment variables"


@dataclass(frozen=True)
class CommercialVariable:
    """One variable: the place of its `decision` in the configuration (a key of a group, or of a
    secret), or the reason why it has none. `source` names who reads or documents it.
    """

    name: str
    source: str
    decision: str | None = None
    unset: str | None = None


def _decided(source: str, below: str, names: dict[str, str]) -> tuple[CommercialVariable, ...]:
    return tuple(
        CommercialVariable(name, source, decision=f"{below}{key}") for name, key in names.items()
    )


def _left(source: str, reason: str, *names: str) -> tuple[CommercialVariable, ...]:
    return tuple(CommercialVariable(name, source, unset=reason) for name in names)


_IDENTITY: Final = _decided(
    _DOCUMENTED,
    "application.commercial.",
    {
        "PRIMARY_ID": "primaryId",
        "PRIMARY_ID_AS_HASH": "primaryIdAsHash",
        "IDENTIFICATION_EVENT_PROPERTY": "identification.eventProperties",
        "IDENTIFICATION_EVENT_TYPE": "identification.eventType",
        "IDENTIFICATION_POINT_TYPE": "identification.pointType",
        "EVENT_POOL": "eventPool.size",
        "EVENT_POOL_INACTIVITY": "eventPool.inactivitySeconds",
        "ASYNC_STORE_BUFFER_TIMEOUT": "eventPool.storeAfterMilliseconds",
        "AUDIENCE_ESTIMATION_MAX_CARDINALITY_COUNT": "audienceEstimationMaxCardinality",
        "MAXMIND_HOST": "maxmind.host",
        "MAXMIND_ACCOUNT_ID": "maxmind.accountId",
    },
)
_FEATURES: Final = _decided(
    _CHART,
    "application.commercial.",
    {
        "EFF_LATE_PROFILE_BINDING": "lateProfileBinding",
        "ENABLE_AUDIENCES": "audiences",
        "ENABLE_EVENT_MAPPING": "eventMapping",
        "ENABLE_EVENT_TO_PROFILE_MAPPING": "eventToProfileMapping",
        "ENABLE_DATA_COMPLIANCE": "dataCompliance",
        "ENABLE_VISIT_ENDED": "visitEnded",
        "CLOSE_VISIT_AFTER": "closeVisitAfterSeconds",
        "SYSTEM_EVENTS_FOR_PROPERTY_CHANGE": "propertyChangeEvents",
        "QUEUE_ADAPTER": "queueAdapter",
        "BRIDGE_CHECK": "bridge.checkSeconds",
        "MODE": "staging.deployment",
        "ALLOW_UPDATES_ON_PRODUCTION": "staging.editProduction",
        "MYSQL_POOL_SIZE": "mysqlPool.size",
        "MYSQL_POOL_MAX_OVERFLOW": "mysqlPool.overflow",
        "MYSQL_POOL_TIMEOUT": "mysqlPool.timeoutSeconds",
        "MYSQL_POOL_RECYCLE": "mysqlPool.recycleSeconds",
        "MYSQL_RECYCLE": "mysqlPool.recycleSeconds",
    },
)
_WORKERS: Final = tuple(
    CommercialVariable(
        "INACTIVITY_TIME_OUT",
        _CHART,
        decision=f"application.commercial.workers.{worker}.flushAfterMilliseconds",
    )
    for worker in ("background", "collector", "workflow", "destination", "logger")
)
_KAFKA: Final = _decided(
    _CHART,
    "application.commercial.kafka.",
    {
        "KAFKA_NAME": "name",
        "KAFKA_HOST": "host",
        "KAFKA_PORT": "port",
        "KAFKA_SECURITY_PROTOCOL": "securityProtocol",
        "KAFKA_SASL_MECHANISM": "sasl.mechanism",
        "KAFKA_SASL_USERNAME": "sasl.username",
        "KAFKA_CA_CERT": "certificateAuthority",
        "KAFKA_CERTFILE": "clientCertificate",
        "KAFKA_METADATA_MAX_AGE_MS": "metadataMaxAgeSeconds",
        "KAFKA_REQUEST_TIMEOUT_MS": "requestTimeoutSeconds",
        "KAFKA_MAX_BATCH_SIZE": "maxBatch",
        "KAFKA_MAX_REQUEST_SIZE": "maxRequest",
    },
)
_TENANCY: Final = _decided(
    "Tracardi documentation, how_to_configure_tracardi_to_be_multi_tenant.md",
    "application.multiTenancy.managementService.",
    {
        "MULTI_TENANT_MANAGER_URL": "url",
        "MYSQL_DATABASE": "database",
        "LOGGING_LEVEL": "loggingLevel",
    },
)
_PULSAR: Final = _decided(
    _DOCUMENTED,
    "dependencies.pulsar.",
    {
        "PULSAR_HOST": "serviceUrl",
        "PULSAR_API": "adminUrl",
        "PULSAR_CLUSTER": "clusterName",
        "PULSAR_TENANT": "tenant",
        "PULSAR_SYSTEM_NAMESPACE": "namespace",
    },
)
_SECRETS: Final = _decided(
    _CHART,
    "",
    {
        "LICENSE": "license",
        "API_KEY": "tenantServiceApiKey",
        "MULTI_TENANT_MANAGER_API_KEY": "tenantServiceApiKey",
        "SECRET": "tenantServiceSecret",
        "PULSAR_AUTH_TOKEN": "pulsarToken",
        "MAXMIND_LICENSE_KEY": "maxmindLicenseKey",
        "KAFKA_SASL_PASSWORD": "kafkaSaslPassword",
        "KAFKA_KEY_FILE": "kafkaClientKey",
    },
)

COMMERCIAL_VARIABLES: Final[tuple[CommercialVariable, ...]] = (
    *_IDENTITY,
    *_FEATURES,
    *_WORKERS,
    *_KAFKA,
    *_TENANCY,
    *_PULSAR,
    *_SECRETS,
    *_left(_CHART, "follows from application.multiTenancy being there", "MULTI_TENANT"),
    *_left(_CHART, "follows from dependencies.pulsar.topology: none", "PULSAR_DISABLED"),
    *_left(_CHART, "follows from the worker's role", "CONSUMER_TYPE"),
    *_left(
        _DOCUMENTED,
        "the workers and the queue initialisation have to agree on it, and another value gains "
        "nothing",
        "PULSAR_TOPIC_TYPE",
        "PULSAR_SERIALIZER",
        "PULSAR_COLLECTOR_POOL",
        "PULSAR_FUNCTION_TOPIC",
        "PULSAR_COLLECTOR_TOPIC",
        "PULSAR_WORKFLOW_TOPIC",
        "PULSAR_DESTINATION_TOPIC",
        "PULSAR_LOG_TOPIC",
    ),
    *_left(
        "Tracardi/tracardi tracardi/config.py 1.0",
        "no feature up to 1.2 stores anything in StarRocks",
        "STARROCKS_HOST",
        "STARROCKS_USERNAME",
        "STARROCKS_PASSWORD",
        "STARROCKS_SCHEMA",
        "STARROCKS_SCHEMA_SYNC",
        "STARROCKS_PORT",
        "STARROCKS_DATABASE",
        "STARROCKS_ECHO",
    ),
    *_left(
        "Tracardi chart 1.0 (Tracardi/argocd 1.0.x)",
        "went with 1.1",
        "MAX_TIME_IN_BUFFER",
        "MIN_BATCH_SIZE",
        "MAX_BATCH_SIZE",
    ),
    *_left(
        "Tracardi/tracardi tracardi/config.py, after 1.2",
        "not read by 1.2 and older",
        "ENABLE_PROMETHEUS",
        "PROMETHEUS_GATEWAY",
        "MOVE_EVENTS_ON_MERGE",
        "DISABLE_CONSISTENCY_CHECK",
        "CACHE_ADAPTER",
        "BIG_DATA_ADAPTER",
        "META_DATA_ADAPTER",
    ),
)
"""The whole table. A variable stands in it once for each of its decisions."""

COMMERCIAL_NAMES: Final = frozenset(variable.name for variable in COMMERCIAL_VARIABLES)

COMMERCIAL_REASONS: Final = MappingProxyType(
    {
        variable.name: variable.unset
        for variable in COMMERCIAL_VARIABLES
        if variable.unset is not None
    }
)
"""Why a variable has no decision of its own, by name."""
