"""MySQL as the Jobs see it: logins, grants and what a failed installation left behind.

The least grants were measured on API 0.9.0-dev with MariaDB 10.11; REFERENCES is what MySQL asks
for in addition, for the installer's four foreign keys.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from . import common
else:  # started as a file: this folder is the first entry of sys.path
    import common

RUNTIME_GRANTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
INSTALLER_GRANTS = (*RUNTIME_GRANTS, "CREATE", "INDEX", "REFERENCES")
# The first index that the installation makes (Tracardi/tracardi
# tracardi/service/storage/mysql/schema/table.py): it is what a run without INDEX stops at.
FIRST_TABLE, FIRST_INDEX = "bridge", "ix_bridge_name"

_TIMEOUT_SECONDS = 5.0
# Tracardi puts the password into a URL without encoding it (tracardi/config.py 0.9.0-dev).
_UNSAFE_IN_URL = re.compile(r"[@:/?#%\s]")

_NAME = r"(?:`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\"|[^\s.`\"]+)"
_STATEMENT = re.compile(
    rf"(?P<verb>GRANT|REVOKE) (?P<privileges>.+?) ON (?P<database>{_NAME})\.(?P<table>{_NAME}) "
    r"(?:TO|FROM) ",
    re.DOTALL,
)


class User:
    """One MySQL user of the Job's environment."""

    def __init__(self, role: str, name_variable: str, password_variable: str) -> None:
        values = common.required("MYSQL_HOST", name_variable, password_variable)
        self.role = role
        self.host = values["MYSQL_HOST"]
        self.name = values[name_variable]
        self.password_variable = password_variable
        self._password = values[password_variable]
        self.port = common.port("MYSQL_PORT", 3306)
        self.database = os.environ.get("MYSQL_DATABASE") or "tracardi"

    @contextlib.contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection without a database; raises NotReady when there is none to be had."""
        if _UNSAFE_IN_URL.search(self._password):
            raise common.NotReady(
                f"password of the {self.role} user has a character that Tracardi cannot send",
                f"use letters and digits only in {self.password_variable}",
                unusable=True,
            )
        try:
            import pymysql  # noqa: PLC0415 - only Tracardi's image has it, and tests need no MySQL
        except ImportError:
            raise common.NotReady(
                "cannot be asked: this image's Python has no pymysql",
                "run this Job in Tracardi's API image",
                unusable=True,
            ) from None
        timeout = common.seconds("REQUEST_SECONDS", _TIMEOUT_SECONDS)
        try:
            connection = pymysql.connect(
                host=self.host,
                port=self.port,
                user=self.name,
                password=self._password,
                connect_timeout=max(1, round(timeout)),
                read_timeout=timeout,
                write_timeout=timeout,
            )
            try:
                yield connection
            finally:
                connection.close()
        except (pymysql.MySQLError, RuntimeError, OSError) as error:
            raise self._trouble(error) from None

    def ready(self, needed: Sequence[str]) -> str:
        """A note when the user can log in and holds these grants; else raises NotReady."""
        with self.connected() as connection:
            granted, inactive_role = _grants(connection, self.database)
            missing = [grant for grant in needed if grant not in granted]
            if missing:
                hint = " (a role is granted, but is no default role)" if inactive_role else ""
                raise common.NotReady(
                    f"user {self.name} ({self.role}) lacks {', '.join(missing)} on the database "
                    f"{self.database}{hint}",
                    f"run: GRANT {', '.join(needed)} ON `{self.database}`.* TO '{self.name}'@...",
                    refused=True,
                )
            return f"{self.name} may work on {self.database}{self._database_note(connection)}"

    def _database_note(self, connection: Any) -> str:
        """Whether the database is there, and a warning when its tables would not be utf8mb4."""
        note = ""
        row = _rows(
            connection,
            "SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA "
            "WHERE SCHEMA_NAME = %s",
            self.database,
        )
        if not row:
            note = ", which the installation will create"
            row = _rows(connection, "SELECT @@character_set_server")
        if row and row[0][0] != "utf8mb4":
            note += f" (warning: its character set is {row[0][0]}: create it with utf8mb4)"
        return note

    def half_made(self) -> bool:
        """Whether a failed installation left its first table without that table's index."""
        with self.connected() as connection:
            tables = _rows(
                connection,
                "SELECT TABLE_NAME FROM information_schema.TABLES "
                "WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s",
                self.database,
                FIRST_TABLE,
            )
            indexes = _rows(
                connection,
                "SELECT INDEX_NAME FROM information_schema.STATISTICS "
                "WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s AND INDEX_NAME = %s",
                self.database,
                FIRST_TABLE,
                FIRST_INDEX,
            )
            return bool(tables) and not indexes

    def _trouble(self, error: Exception) -> common.NotReady:
        """An error of the driver in our own words; the driver's could hold what was sent."""
        where = f"at {self.host}:{self.port}"
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        cause = getattr(error, "original_exception", None) or error
        if isinstance(cause, socket.gaierror):
            return common.NotReady(f"host {self.host} is unknown", "correct MYSQL_HOST")
        if isinstance(cause, ConnectionRefusedError):
            return common.NotReady(
                f"does not listen {where} (connection refused)",
                "check that MySQL runs, and MYSQL_HOST and MYSQL_PORT",
            )
        if isinstance(cause, TimeoutError):
            return common.NotReady(
                f"does not answer {where}",
                "check that MySQL runs and that no network policy is in the way",
            )
        if isinstance(error, RuntimeError):  # pymysql's word for a missing crypto library
            return common.NotReady(
                f"user {self.name} ({self.role}) logs in with a method this image cannot do",
                "create the user WITH mysql_native_password, or use an image whose Python has "
                "the package cryptography",
                refused=True,
            )
        state, advice = _KNOWN_ERRORS.get(
            code,
            (
                f"answers with the error {code}" if code else "does not answer as MySQL does",
                "check that this is MySQL's port, and look at MySQL's own log",
            ),
        )
        names = {"user": f"{self.name} ({self.role})", "variable": self.password_variable}
        names["database"] = self.database
        refused = code in _KNOWN_ERRORS and code not in (1040, 2013)
        return common.NotReady(state.format(**names), advice.format(**names), refused=refused)


# Server errors: https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
_KNOWN_ERRORS = {
    1040: ("has no connection left", "raise max_connections"),
    1044: (
        "denies the user {user} the database {database}",
        "grant the user what it needs on that database",
    ),
    1045: (
        "refuses the user {user}: wrong password or no such user",
        "correct {variable}, or create the user for connections from this network",
    ),
    1129: ("has blocked this host", "run FLUSH HOSTS in MySQL"),
    1130: ("does not let this host connect", "create the user as '...'@'%'"),
    1524: ("lacks the login method of the user {user}", "change the user's authentication plugin"),
    1698: ("refuses the user {user}", "give the user a password login, not a socket login"),
    2013: (
        "does not answer, or closes the connection",
        "check that this is MySQL's port, and look at MySQL's own log",
    ),
    3159: (
        "accepts encrypted connections only",
        "Tracardi cannot use TLS to MySQL: turn require_secure_transport off for its network",
    ),
}


def _rows(connection: Any, statement: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def _grants(connection: Any, database: str) -> tuple[set[str], bool]:
    """What the logged-in user may do on a database, and whether a role of it is not active."""
    statements = [str(row[0]) for row in _rows(connection, "SHOW GRANTS")]
    return parse_grants(statements, database)


def parse_grants(statements: Iterable[str], database: str) -> tuple[set[str], bool]:
    """Read the output of SHOW GRANTS, of MySQL 8 and of MariaDB.

    Returns the privileges on the whole database, and whether roles are granted (their privileges
    are listed as well while they are active). Grants on single tables, columns or routines do not
    count. Never log the statements: MariaDB's hold the hash of the password.
    """
    granted: set[str] = set()
    has_roles = False
    for statement in statements:
        match = _STATEMENT.match(statement)
        if match is None:
            has_roles = has_roles or (
                statement.startswith("GRANT ") and " ON " not in statement.split(" TO ")[0]
            )
            continue
        if match["table"] != "*" or not _covers(match["database"], database):
            continue
        privileges = _privileges(match["privileges"])
        if match["verb"] == "REVOKE":
            granted -= privileges
        else:
            granted |= privileges
    return granted, has_roles


def _privileges(text: str) -> set[str]:
    without_columns = re.sub(r"\w+ \([^)]*\)", "", text)
    names = {name.strip().upper() for name in without_columns.split(",")}
    return names.union(INSTALLER_GRANTS) if names & {"ALL", "ALL PRIVILEGES"} else names


def _covers(granted_name: str, database: str) -> bool:
    """Whether a database name in a grant, with its wildcards _ and %, matches a database."""
    if granted_name == "*":
        return True
    if granted_name[0] in '`"':
        quote = granted_name[0]
        granted_name = granted_name[1:-1].replace(quote * 2, quote)
    pattern = ""
    for part in re.findall(r"\\.|.", granted_name, re.DOTALL):
        if part in ("\\_", "\\%"):
            pattern += part[1]
        else:
            pattern += {"_": ".", "%": ".*"}.get(part, re.escape(part))
    return re.fullmatch(pattern, database, re.DOTALL) is not None
