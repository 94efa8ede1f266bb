"""A real MariaDB in MySQL's place, with the configuration and the first statements of our own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pymysql
from pymysql.cursors import Cursor

from components.kubernetes import mysql
from config.groups.dependencies import MysqlSingle
from tests.stores.server import Server, program
from tests.unit.jobs.running import SECRETS

INSTALLER_PASSWORD = SECRETS["MYSQL_PASSWORD"]
RUNTIME_PASSWORD = SECRETS["RUNTIME_MYSQL_PASSWORD"]

# A line of the configuration that MariaDB does not have, and why.
MYSQL_ONLY = {
    "gtid_mode = ON": "MariaDB's global transaction identifiers are of another kind and always on",
    "enforce_gtid_consistency = ON": "as above: MariaDB has no statement that its own would forbid",
    "mysqlx = OFF": "MariaDB has no X Protocol",
}

# Of a size that is written quickly; the size of the redo log is no setting of ours.
_SMALL_LOG = "--innodb-log-file-size=8M"


def system_user() -> list[str]:
    """Root must name another user to run the server as."""
    return ["--user=nobody"] if os.geteuid() == 0 else []


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that the server's user can use.

    pytest's own are closed to other users, and the name of a socket may have 107 bytes at most.
    """
    with tempfile.TemporaryDirectory(prefix="tracardi-mariadb-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        yield folder


def make_data(folder: Path) -> None:
    """Write the system tables of a new server, whose root needs no password on the socket."""
    done = subprocess.run(
        [
            program("mariadb-install-db"),
            "--no-defaults",
            f"--datadir={folder}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            _SMALL_LOG,
            *system_user(),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()


def settings_file(file: Path, lines: list[str]) -> Path:
    file.write_text("\n".join(["[mysqld]", *lines, ""]))
    return file


class Mariadb(Server):
    """Debian's mariadbd at its first start, on a copy of new system tables."""

    def __init__(self, folder: Path, new_data: Path, decision: MysqlSingle) -> None:
        super().__init__(folder)
        self.database = decision.database
        self.users_sql = mysql.users_sql(
            decision.database, runtime=RUNTIME_PASSWORD, installer=INSTALLER_PASSWORD
        )
        header, *lines = mysql.configuration(decision).splitlines()
        assert header == "[mysqld]"
        self.lines = lines
        self._settings = settings_file(folder / "tracardi.cnf", self.known_lines)
        self._first_statements = folder / "users.sql"
        self._first_statements.write_text(self.users_sql)
        self._socket = folder / "socket"
        subprocess.run(["cp", "-a", new_data, folder / "data"], check=True)

    @property
    def known_lines(self) -> list[str]:
        return [line for line in self.lines if line not in MYSQL_ONLY]

    def command(self) -> list[str]:
        return [
            program("mariadbd"),
            f"--defaults-file={self._settings}",
            f"--datadir={self.folder / 'data'}",
            f"--init-file={self._first_statements}",
            f"--socket={self._socket}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            _SMALL_LOG,
            *system_user(),
        ]

    def answers(self) -> bool:
        # The port opens after the first statements have been run.
        try:
            self.root("SELECT 1")
        except pymysql.OperationalError:
            return False
        return True

    def root(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement as the server's root and return its rows."""
        connection = pymysql.connect(unix_socket=str(self._socket), user="root", autocommit=True)
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    @contextmanager
    def client(self, user: str, password: str, database: str | None = None) -> Iterator[Cursor]:
        """A cursor of one of the users, who comes over the network as Tracardi does."""
        connection = pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user=user,
            password=password,
            database=database,
            charset="utf8mb4",
            autocommit=True,
        )
        with connection, connection.cursor() as cursor:
            yield cursor

    def installer(self) -> AbstractContextManager[Cursor]:
        """A cursor of the installing user in the database."""
        return self.client(mysql.INSTALLER_USER, INSTALLER_PASSWORD, self.database)

    def runtime(self) -> AbstractContextManager[Cursor]:
        """A cursor of the user that Tracardi runs as in the database."""
        return self.client(mysql.RUNTIME_USER, RUNTIME_PASSWORD, self.database)
