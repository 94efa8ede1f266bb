"""Environment variables that lead Tracardi's processes to Elasticsearch, MySQL and Redis."""

from collections.abc import Callable
from typing import Final

from config.environment.table import (
    LIBRARY,
    LIBRARY_SOURCE,
    NEWER_SOURCE,
    Inputs,
    Kind,
    Process,
    Variable,
    left,
    yes_or_no,
)

_WORKER_SOURCE: Final = f"{LIBRARY_SOURCE}, tracardi/worker/config.py"


def _set(
    name: str,
    kind: Kind,
    default: str,
    value: Callable[[Inputs], str | None],
    *,
    recorded: str | None = None,
    source: str = LIBRARY_SOURCE,
    readers: frozenset[Process] = LIBRARY,
) -> Variable:
    return Variable(name, readers, kind, default, source, value=value, recorded=recorded)


def _mysql_user(inputs: Inputs) -> str:
    mysql = inputs.endpoints.mysql
    return mysql.installer_username if _installs(inputs) else mysql.username


def _mysql_password(inputs: Inputs) -> str:
    mysql = inputs.endpoints.mysql
    own_user = mysql.installer_username != mysql.username
    return "mysql-installer-password" if _installs(inputs) and own_user else "mysql-password"


def _installs(inputs: Inputs) -> bool:
    return inputs.process is Process.INSTALLATION


ELASTICSEARCH: Final = (
    # The port belongs into the host: ELASTIC_PORT, which the vendor's chart sets, is never read.
    _set(
        "ELASTIC_HOST",
        Kind.TEXT,
        "http://localhost:9200",
        lambda inputs: ",".join(inputs.endpoints.elasticsearch.hosts),
        source=_WORKER_SOURCE,
    ),
    _set(
        "ELASTIC_SCHEME",
        Kind.TEXT,
        "http",
        lambda inputs: inputs.endpoints.elasticsearch.scheme,
        source=_WORKER_SOURCE,
    ),
    _set(
        "ELASTIC_HTTP_AUTH_USERNAME",
        Kind.TEXT,
        "elastic",
        lambda inputs: inputs.endpoints.elasticsearch.username,
        source=_WORKER_SOURCE,
    ),
    Variable(
        "ELASTIC_HTTP_AUTH_PASSWORD",
        LIBRARY,
        Kind.SECRET,
        "none: no authentication",
        _WORKER_SOURCE,
        secret=lambda _: "elasticsearch-password",
    ),
    _set(
        "ELASTIC_VERIFY_CERTS",
        Kind.BOOLEAN,
        "off",
        lambda inputs: yes_or_no(inputs.endpoints.elasticsearch.verify_certificates),
        source=_WORKER_SOURCE,
    ),
    _set(
        "ELASTIC_CA_FILE",
        Kind.TEXT,
        "none",
        lambda inputs: inputs.endpoints.elasticsearch.certificate_authority_path,
        source=_WORKER_SOURCE,
    ),
    # The update worker's migration client would get the number as a text and fail on it
    # (tracardi/worker/config.py), so that process keeps the default of 25.
    _set(
        "ELASTIC_MAX_CONN",
        Kind.INTEGER,
        "25",
        lambda inputs: str(inputs.decisions.dependencies.elasticsearch.client.max_connections),
        readers=LIBRARY - {Process.UPDATE_WORKER},
    ),
    _set(
        "ELASTIC_QUERY_TIMEOUT",
        Kind.INTEGER,
        "12",
        lambda inputs: str(
            inputs.decisions.dependencies.elasticsearch.client.query_timeout_seconds
        ),
    ),
    _set(
        "ELASTIC_HTTP_COMPRESS",
        Kind.FLAG,
        "none: off",
        lambda inputs: (
            "yes" if inputs.decisions.dependencies.elasticsearch.client.compression else None
        ),
        source=_WORKER_SOURCE,
    ),
    _set(
        "ELASTIC_INDEX_SHARDS",
        Kind.TEXT,
        "3",
        lambda inputs: str(inputs.decisions.dependencies.elasticsearch.shards),
        recorded="elasticsearchShards",
    ),
    _set(
        "ELASTIC_CONF_INDEX_SHARDS",
        Kind.TEXT,
        "1",
        lambda inputs: str(inputs.decisions.dependencies.elasticsearch.field_update_log_shards),
        recorded="fieldUpdateLogShards",
    ),
    _set(
        "ELASTIC_INDEX_REPLICAS",
        Kind.TEXT,
        "1",
        lambda inputs: str(inputs.decisions.dependencies.elasticsearch.replicas),
    ),
    _set(
        "ELASTIC_LOGGING_LEVEL",
        Kind.LEVEL,
        "ERROR",
        lambda inputs: inputs.decisions.application.elasticsearch_logging_level.upper(),
    ),
    left(
        "ELASTIC_PORT",
        Kind.TEXT,
        "none",
        "never read; the port is part of ELASTIC_HOST",
        readers=frozenset(),
        source="Tracardi/argocd chart 1.2.0",
    ),
    left(
        "ELASTIC_API_KEY",
        Kind.SECRET,
        "none",
        "user name and password are used instead",
        source=_WORKER_SOURCE,
    ),
    left(
        "ELASTIC_API_KEY_ID",
        Kind.TEXT,
        "none",
        "user name and password are used instead",
        source=_WORKER_SOURCE,
    ),
    left(
        "ELASTIC_CLOUD_ID",
        Kind.TEXT,
        "none",
        "an Elastic Cloud deployment is reached by its host",
        source=_WORKER_SOURCE,
    ),
    left(
        "ELASTIC_SNIFF_ON_START",
        Kind.FLAG,
        "none: off",
        "sniffing finds the nodes' own addresses, which a Service or balancer hides",
        source=_WORKER_SOURCE,
    ),
    left(
        "ELASTIC_SNIFF_ON_CONNECTION_FAIL",
        Kind.FLAG,
        "none: off",
        "as for ELASTIC_SNIFF_ON_START",
        source=_WORKER_SOURCE,
    ),
    left(
        "ELASTIC_SNIFFER_TIMEOUT",
        Kind.TEXT,
        "none: off",
        "as for ELASTIC_SNIFF_ON_START",
        source=_WORKER_SOURCE,
    ),
    left(
        "UNSET_CREDENTIALS",
        Kind.BOOLEAN,
        "off",
        "would empty ELASTIC_HOST before the worker's second reader of it comes to it",
    ),
    left("STORAGE_DRIVER", Kind.TEXT, "elastic", "there is no other driver"),
)

MYSQL: Final = (
    _set("MYSQL_HOST", Kind.TEXT, "localhost", lambda inputs: inputs.endpoints.mysql.host),
    # Always set: a Service called mysql would otherwise bring MYSQL_PORT=tcp://... by itself.
    _set("MYSQL_PORT", Kind.TEXT, "3306", lambda inputs: str(inputs.endpoints.mysql.port)),
    _set("MYSQL_USERNAME", Kind.TEXT, "root", _mysql_user),
    Variable(
        "MYSQL_PASSWORD", LIBRARY, Kind.SECRET, "root", LIBRARY_SOURCE, secret=_mysql_password
    ),
    _set(
        "MYSQL_DATABASE",
        Kind.TEXT,
        "tracardi",
        lambda inputs: inputs.endpoints.mysql.database,
        recorded="mysqlDatabase",
    ),
    left(
        "MYSQL_SCHEMA",
        Kind.TEXT,
        "mysql+aiomysql:// and mysql+pymysql://",
        "the same value would replace both the asynchronous and the synchronous driver",
    ),
    left(
        "MYSQL_ECHO",
        Kind.YES,
        "no",
        "would print every SQL statement with its parameters, password hashes among them",
    ),
    *(
        left(
            name,
            Kind.INTEGER,
            default,
            "not read by 1.0 and older; the connections that MySQL must accept are counted with "
            "the default values",
            source=NEWER_SOURCE,
        )
        for name, default in (
            ("MYSQL_POOL_SIZE", "5"),
            ("MYSQL_POOL_MAX_OVERFLOW", "2"),
            ("MYSQL_POOL_TIMEOUT", "3"),
            ("MYSQL_POOL_RECYCLE", "1800"),
            ("MYSQL_RECYCLE", "1800"),
        )
    ),
)

REDIS: Final = (
    # Only the bare host counts: scheme and port inside REDIS_HOST are cut off and ignored.
    _set("REDIS_HOST", Kind.TEXT, "localhost", lambda inputs: inputs.endpoints.redis.host),
    # Always set, for the same reason as MYSQL_PORT.
    _set("REDIS_PORT", Kind.INTEGER, "6379", lambda inputs: str(inputs.endpoints.redis.port)),
    Variable(
        "REDIS_PASSWORD",
        LIBRARY,
        Kind.SECRET,
        "none: no authentication",
        LIBRARY_SOURCE,
        secret=lambda _: "redis-password",
    ),
)

STORES: Final = (*ELASTICSEARCH, *MYSQL, *REDIS)
