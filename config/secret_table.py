"""Every secret of an installation, in one table: where it comes from and what it must look like."""

import string
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from config.decisions import Decisions
from config.dependencies import ElasticsearchSingle, MysqlExternal, MysqlSingle, RedisSingle

LETTERS_AND_DIGITS: Final = frozenset(string.ascii_letters + string.digits)
PRINTABLE: Final = frozenset(chr(code) for code in range(0x21, 0x7F))
"""Every ASCII character that shows, so no space, line break or control character."""

GENERATED_LENGTH: Final = 32
"""Characters of a generated secret: letters and digits only, some 190 bits."""


@dataclass(frozen=True)
class SecretInput:
    """A secret as it stands in the stack configuration; `is_secure` if it is encrypted there."""

    value: str
    is_secure: bool

    def __repr__(self) -> str:
        """Without the value, so that no traceback and no test report can show it."""
        return f"SecretInput(value=***, is_secure={self.is_secure})"


class Provision(StrEnum):
    """Where the value of a secret comes from under given decisions."""

    GENERATED = "generated"
    """Taken from the configuration if it is there, else generated once and kept."""
    KEPT = "kept"
    """Generated once and kept. None can be brought along: the store reads it at its very first
    start only, so a later value would lock Tracardi out."""
    REQUIRED = "required"
    """Must stand in the configuration: somebody else made it."""
    OPTIONAL = "optional"
    """Used if it stands in the configuration, never generated."""
    UNUSED = "unused"
    """Nothing reads it; a value in the configuration is a mistake."""


@dataclass(frozen=True)
class Secret:
    """One secret: its logical `name`, its key in the stack configuration, and its shape.

    A `config_key` of None means that nobody can bring a value along.
    """

    name: str
    config_key: str | None
    purpose: str
    provision: Callable[[Decisions], Provision]
    minimum_length: int
    characters: frozenset[str]

    @property
    def letters_and_digits_only(self) -> bool:
        """Whether the value is built into an address that nothing escapes."""
        return self.characters == LETTERS_AND_DIGITS


def _always(decisions: Decisions) -> Provision:
    del decisions
    return Provision.GENERATED


def _never(decisions: Decisions) -> Provision:
    del decisions
    return Provision.OPTIONAL


def _mysql_root(decisions: Decisions) -> Provision:
    single = isinstance(decisions.dependencies.mysql, MysqlSingle)
    return Provision.KEPT if single else Provision.UNUSED


def _mysql(decisions: Decisions) -> Provision:
    single = isinstance(decisions.dependencies.mysql, MysqlSingle)
    return Provision.KEPT if single else Provision.REQUIRED


def _mysql_installer(decisions: Decisions) -> Provision:
    mysql = decisions.dependencies.mysql
    if not isinstance(mysql, MysqlExternal):
        return Provision.KEPT
    own_user = mysql.installer_username not in (None, mysql.username)
    return Provision.REQUIRED if own_user else Provision.UNUSED


def _redis(decisions: Decisions) -> Provision:
    single = isinstance(decisions.dependencies.redis, RedisSingle)
    return Provision.KEPT if single else Provision.REQUIRED


def _elasticsearch(decisions: Decisions) -> Provision:
    single = isinstance(decisions.dependencies.elasticsearch, ElasticsearchSingle)
    return Provision.KEPT if single else Provision.REQUIRED


_TABLE: Final = (
    Secret(
        "mysql-root-password",
        None,
        "MySQL's superuser; used to make the two users below",
        _mysql_root,
        16,
        LETTERS_AND_DIGITS,
    ),
    Secret(
        "mysql-password",
        "mysqlPassword",
        "the MySQL user that reads and writes rows",
        _mysql,
        16,
        LETTERS_AND_DIGITS,
    ),
    Secret(
        "mysql-installer-password",
        "mysqlInstallerPassword",
        "the MySQL user that creates tables at installation",
        _mysql_installer,
        16,
        LETTERS_AND_DIGITS,
    ),
    Secret(
        "redis-password",
        "redisPassword",
        "Redis's one user",
        _redis,
        16,
        LETTERS_AND_DIGITS,
    ),
    Secret(
        "elasticsearch-password",
        "elasticsearchPassword",
        "the Elasticsearch user",
        _elasticsearch,
        16,
        LETTERS_AND_DIGITS,
    ),
    Secret(
        "installation-token",
        "installationToken",
        "asked for by POST /install; without one anybody could install",
        _always,
        16,
        PRINTABLE,
    ),
    Secret(
        "merging-key",
        "mergingKey",
        "salt of every hashed profile key; losing it orphans the merged profiles",
        _always,
        20,
        PRINTABLE,
    ),
    Secret(
        "admin-password",
        "adminPassword",
        "the administrator's first password",
        _always,
        16,
        PRINTABLE,
    ),
    Secret(
        "sentry-dsn",
        "sentryDsn",
        "address of a Sentry project that receives traces and profiles",
        _never,
        1,
        PRINTABLE,
    ),
    Secret(
        "checksum-key",
        None,
        "key of the checksums by which pods notice a changed secret",
        _always,
        32,
        LETTERS_AND_DIGITS,
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
