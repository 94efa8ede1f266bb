"""Every secret of an installation, in one table: where it comes from and what it must look like."""

from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from config.about import Change
from config.decisions import Decisions
from config.groups.dependencies import MysqlExternal
from config.secrets.clusters import CLUSTER_SECRETS
from config.secrets.commercial import COMMERCIAL_SECRETS
from config.secrets.operations import OPERATIONS_SECRETS
from config.secrets.types import (
    GENERATED_LENGTH,
    LETTERS_AND_DIGITS,
    PRINTABLE,
    Form,
    Provision,
    Secret,
    SecretInput,
)

__all__ = [
    "GENERATED_LENGTH",
    "SECRETS",
    "SECRETS_BY_KEY",
    "Provision",
    "Secret",
    "SecretInput",
    "generated_secrets",
]

_LIBRARY: Final = "Tracardi/tracardi tracardi/config.py 0.9.0-dev"
_STORE_READS_IT_ONCE: Final = (
    "where others run the store, change it there and then set the key here; in a store of the "
    "namespace it stays what it was at the very first start"
)


def _always(decisions: Decisions) -> Provision:
    del decisions
    return Provision.GENERATED


def _never(decisions: Decisions) -> Provision:
    del decisions
    return Provision.OPTIONAL


def _mysql_root(decisions: Decisions) -> Provision:
    own = decisions.dependencies.mysql.topology != "external"
    return Provision.KEPT if own else Provision.UNUSED


def _mysql(decisions: Decisions) -> Provision:
    own = decisions.dependencies.mysql.topology != "external"
    return Provision.KEPT if own else Provision.REQUIRED


def _mysql_installer(decisions: Decisions) -> Provision:
    mysql = decisions.dependencies.mysql
    if not isinstance(mysql, MysqlExternal):
        return Provision.KEPT
    own_user = mysql.installer_username not in (None, mysql.username)
    return Provision.REQUIRED if own_user else Provision.UNUSED


def _redis(decisions: Decisions) -> Provision:
    own = decisions.dependencies.redis.topology != "external"
    return Provision.KEPT if own else Provision.REQUIRED


def _elasticsearch(decisions: Decisions) -> Provision:
    own = decisions.dependencies.elasticsearch.topology != "external"
    return Provision.KEPT if own else Provision.REQUIRED


def _is_dsn(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    complete = bool(parts.username and host and parts.path.strip("/"))
    return parts.scheme in ("http", "https") and complete


_TABLE: Final = (
    Secret(
        "mysql-root-password",
        None,
        "the password of MySQL's superuser, who makes the two users below",
        _mysql_root,
        16,
        LETTERS_AND_DIGITS,
        question="3.1",
        consequence="Without it nobody can make or repair the users of MySQL.",
        change=Change.COSTLY,
        later=_STORE_READS_IT_ONCE,
        source="MySQL reference manual, Docker environment variables",
    ),
    Secret(
        "mysql-password",
        "mysqlPassword",
        "the password of the MySQL user that reads and writes rows",
        _mysql,
        16,
        LETTERS_AND_DIGITS,
        question="3.1",
        consequence="Without it no process reaches users, event sources and workflows; who knows "
        "it reads the hashes of all passwords.",
        change=Change.COSTLY,
        later=_STORE_READS_IT_ONCE,
        source=_LIBRARY,
        variables=("MYSQL_PASSWORD",),
    ),
    Secret(
        "mysql-installer-password",
        "mysqlInstallerPassword",
        "the password of the MySQL user that creates tables at installation",
        _mysql_installer,
        16,
        LETTERS_AND_DIGITS,
        question="3.1",
        consequence="Without it no version can be installed that needs further tables.",
        change=Change.COSTLY,
        later=_STORE_READS_IT_ONCE,
        source=_LIBRARY,
        variables=("MYSQL_PASSWORD",),
        used_with="dependencies.mysql.installerUsername",
    ),
    Secret(
        "redis-password",
        "redisPassword",
        "the password of Redis's one user",
        _redis,
        16,
        LETTERS_AND_DIGITS,
        question="3.1",
        consequence="Without it no process starts; who knows it can sign in as anybody.",
        change=Change.COSTLY,
        later=_STORE_READS_IT_ONCE,
        source=_LIBRARY,
        variables=("REDIS_PASSWORD",),
    ),
    Secret(
        "elasticsearch-password",
        "elasticsearchPassword",
        "the password of the Elasticsearch user",
        _elasticsearch,
        16,
        LETTERS_AND_DIGITS,
        question="3.1",
        consequence="Without it no process starts; who knows it reads every event and profile.",
        change=Change.COSTLY,
        later=_STORE_READS_IT_ONCE,
        source=_LIBRARY,
        variables=("ELASTIC_HTTP_AUTH_PASSWORD",),
    ),
    Secret(
        "installation-token",
        "installationToken",
        "the token that POST /install asks for",
        _always,
        16,
        PRINTABLE,
        question="3.2",
        consequence="Without one of your own anybody who reaches an API could install; another one "
        "takes effect with the next `up`.",
        source=f"{_LIBRARY}; measured on API 0.9.0-dev",
        variables=("INSTALLATION_TOKEN",),
    ),
    Secret(
        "merging-key",
        "mergingKey",
        "the salt of every hashed key of a profile",
        _always,
        20,
        PRINTABLE,
        question="3.2",
        consequence="With another one, no profile is recognised by its keys any more, and merged "
        "profiles are orphans: keep a copy outside of the cluster.",
        change=Change.NEVER,
        later="install a second stack with the new key and send the profiles into it anew",
        source="Tracardi/tracardi tracardi/service/utils/hasher.py 0.9.0-dev",
        variables=("AUTO_PROFILE_MERGING",),
    ),
    Secret(
        "admin-password",
        "adminPassword",
        "the administrator's first password",
        _always,
        16,
        PRINTABLE,
        question="3.1",
        consequence="It counts at the very first installation only.",
        change=Change.COSTLY,
        later="change the password in the user interface; the key here stays what it was",
        source="measured on API 0.9.0-dev",
    ),
    Secret(
        "sentry-dsn",
        "sentryDsn",
        "the address of a Sentry project that receives traces and profiles of the APIs",
        _never,
        1,
        PRINTABLE,
        question="5.2",
        consequence="Every request is traced and sent out of the cluster, customers' data among "
        "it.",
        source="Tracardi/tracardi-api app/config.py 0.9.0-dev",
        variables=("PERFORMANCE_TRACKING",),
        form=Form(
            _is_dsn,
            "is no Sentry DSN",
            "copy it from the settings of the Sentry project: https://key@host/number",
            "https://encrypted@sentry.example.com/1",
        ),
    ),
    *CLUSTER_SECRETS,
    *COMMERCIAL_SECRETS,
    *OPERATIONS_SECRETS,
    Secret(
        "checksum-key",
        None,
        "the key of the checksums by which pods notice a changed secret",
        _always,
        32,
        LETTERS_AND_DIGITS,
        question="3.1",
        consequence="Without it another one is made, and every pod is started anew once.",
        source="this program, components/secrets.py",
    ),
)

SECRETS: Final = MappingProxyType({secret.name: secret for secret in _TABLE})
"""The secrets by logical name."""

SECRETS_BY_KEY: Final = MappingProxyType(
    {secret.config_key: secret for secret in _TABLE if secret.config_key is not None}
)
"""The secrets that a stack configuration can hold, by their key there (without `tracardi:`)."""


def generated_secrets(decisions: Decisions) -> list[str]:
    """The logical names of the secrets that are generated under these decisions."""
    made = (Provision.GENERATED, Provision.KEPT)
    return [secret.name for secret in _TABLE if secret.provision(decisions) in made]
