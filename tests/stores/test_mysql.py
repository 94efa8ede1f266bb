"""MySQL's first statements and configuration, tried on MariaDB.

MariaDB cannot show two things: that REFERENCES suffices for foreign keys, which MySQL alone checks,
and that MySQL accepts the lines that only MySQL has.
"""

import subprocess
from pathlib import Path

import pymysql
import pytest
from pymysql.constants import ER
from pymysql.cursors import Cursor

from components.kubernetes import mysql
from config.groups.dependencies import MysqlSingle
from tests.stores import mariadb as stand_in
from tests.stores.mariadb import Mariadb
from tests.stores.server import program

pytestmark = pytest.mark.stores

BRIDGE = "CREATE TABLE bridge (id VARCHAR(40) PRIMARY KEY, name VARCHAR(64))"
SOURCE = (
    "CREATE TABLE source (id VARCHAR(40) PRIMARY KEY, bridge_id VARCHAR(40), "
    "CONSTRAINT source_bridge FOREIGN KEY (bridge_id) REFERENCES bridge (id))"
)


def make_tables(server: Mariadb) -> None:
    with server.installer() as installer:
        installer.execute(f"CREATE DATABASE IF NOT EXISTS {server.database}")
        installer.execute(BRIDGE)
        installer.execute("CREATE INDEX ix_bridge_name ON bridge (name)")
        installer.execute(SOURCE)
        installer.execute("INSERT INTO bridge VALUES ('1', 'rest')")


def refused(cursor: Cursor, statement: str) -> int:
    """The number of the error that the statement ends with."""
    with pytest.raises(pymysql.MySQLError) as caught:
        cursor.execute(statement)
    code = caught.value.args[0]
    assert isinstance(code, int)
    return code


# --- Users and grants -------------------------------------------------------------------------


PASSWORDS = {
    mysql.RUNTIME_USER: stand_in.RUNTIME_PASSWORD,
    mysql.INSTALLER_USER: stand_in.INSTALLER_PASSWORD,
}


@pytest.mark.parametrize("user", PASSWORDS)
def test_a_user_logs_in_with_the_password_of_its_own(mariadb: Mariadb, user: str) -> None:
    password = PASSWORDS[user]
    assert password.isalnum()
    with mariadb.client(user, password, mariadb.database) as cursor:
        cursor.execute("SELECT CURRENT_USER(), DATABASE()")
        assert cursor.fetchone() == (f"{user}@%", mariadb.database)
    for other in {*PASSWORDS.values(), "another", ""} - {password}:
        with pytest.raises(pymysql.OperationalError) as caught, mariadb.client(user, other):
            pass
        assert caught.value.args[0] == ER.ACCESS_DENIED_ERROR


def test_the_installer_makes_all_that_tracardi_asks_for(mariadb: Mariadb) -> None:
    make_tables(mariadb)
    with mariadb.installer() as installer:
        installer.execute("INSERT INTO source VALUES ('a', '1')")
        assert refused(installer, "INSERT INTO source VALUES ('b', '2')") == ER.NO_REFERENCED_ROW_2
        installer.execute("SHOW INDEX FROM bridge WHERE Key_name = 'ix_bridge_name'")
        assert len(installer.fetchall()) == 1


def test_the_installer_can_do_no_more(mariadb: Mariadb) -> None:
    make_tables(mariadb)
    with mariadb.installer() as installer:
        assert refused(installer, "CREATE DATABASE another") == ER.DBACCESS_DENIED_ERROR
        assert refused(installer, f"DROP DATABASE {mariadb.database}") == ER.DBACCESS_DENIED_ERROR
        assert refused(installer, "DROP TABLE source") == ER.TABLEACCESS_DENIED_ERROR
        assert refused(installer, "CREATE USER other") == ER.SPECIFIC_ACCESS_DENIED_ERROR
        assert refused(installer, "SELECT * FROM mysql.user") == ER.TABLEACCESS_DENIED_ERROR


def test_the_runtime_user_works_on_rows_only(mariadb: Mariadb) -> None:
    make_tables(mariadb)
    with mariadb.runtime() as runtime:
        runtime.execute("INSERT INTO bridge VALUES ('2', 'api')")
        runtime.execute("UPDATE bridge SET name = 'queue' WHERE id = '2'")
        runtime.execute("DELETE FROM bridge WHERE id = '1'")
        runtime.execute("SELECT * FROM bridge")
        assert runtime.fetchall() == (("2", "queue"),)
        for statement in (
            "CREATE TABLE another (id INT)",
            "CREATE INDEX ix_source ON source (bridge_id)",
            "ALTER TABLE source ADD COLUMN name INT",
            "DROP TABLE source",
        ):
            assert refused(runtime, statement) == ER.TABLEACCESS_DENIED_ERROR, statement
        assert refused(runtime, "CREATE DATABASE another") == ER.DBACCESS_DENIED_ERROR


def test_every_character_can_be_stored(mariadb: Mariadb) -> None:
    make_tables(mariadb)
    with mariadb.runtime() as runtime:
        runtime.execute("SELECT @@character_set_database, @@collation_database")
        assert runtime.fetchone() == ("utf8mb4", "utf8mb4_unicode_ci")
    name = "Zoë 🦜 漢字"
    with mariadb.runtime() as runtime:
        runtime.execute("UPDATE bridge SET name = %s", (name,))
        runtime.execute("SELECT name, CHAR_LENGTH(name) FROM bridge")
        assert runtime.fetchone() == (name, len(name))


def test_an_underscore_in_the_databases_name_is_no_wildcard(mariadb: Mariadb) -> None:
    for statement in mysql.users_sql(
        "cdp_data", runtime="unused1", installer="unused2"
    ).splitlines():
        mariadb.root(statement)
    with mariadb.installer() as installer:
        installer.execute("CREATE TABLE cdp_data.bridge (id INT)")
        assert refused(installer, "CREATE DATABASE cdpXdata") == ER.DBACCESS_DENIED_ERROR


def everything(server: Mariadb) -> dict[str, list[tuple[object, ...]]]:
    """All accounts with the hashes of their passwords, all grants, all databases, and the rows."""
    statements = (
        "SELECT * FROM mysql.global_priv ORDER BY Host, User",
        "SELECT * FROM mysql.db ORDER BY Host, Db, User",
        "SELECT * FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME",
    )
    found = {statement: server.root(statement) for statement in statements}
    with server.runtime() as runtime:
        runtime.execute("SELECT * FROM bridge")
        found["rows"] = list(runtime.fetchall())
    return found


def test_a_second_run_changes_nothing(mariadb: Mariadb) -> None:
    make_tables(mariadb)
    before = everything(mariadb)
    # Nor do other passwords: who changes one changes it in the server.
    others = mysql.users_sql(mariadb.database, runtime="another1", installer="another2")
    for statement in (mariadb.users_sql + others).splitlines():
        mariadb.root(statement)
    assert everything(mariadb) == before
    with mariadb.runtime(), mariadb.installer():
        pass


def test_a_restart_runs_the_statements_again_and_keeps_all(mariadb: Mariadb) -> None:
    make_tables(mariadb)
    before = everything(mariadb)
    mariadb.kill()
    mariadb.start()
    assert everything(mariadb) == before


# --- Configuration ----------------------------------------------------------------------------


def test_every_line_that_mariadb_knows_is_in_force(mariadb: Mariadb) -> None:
    expected = {}
    for line in mariadb.known_lines:
        name, _, value = line.partition(" = ")
        expected[name.replace("-", "_")] = value or "ON"
    found = dict(mariadb.root("SHOW GLOBAL VARIABLES"))
    numbers = {"1": "1", "ON": "ON"}  # as written: the variables of 0 and 1 are numbers
    assert {name: numbers.get(found[name], found[name]) for name in expected} == expected
    assert expected["innodb_buffer_pool_size"] == str(256 * 1024**2)
    assert (
        len(expected) == len(mariadb.known_lines) == len(mariadb.lines) - len(stand_in.MYSQL_ONLY)
    )


@pytest.mark.parametrize("line", stand_in.MYSQL_ONLY)
def test_a_line_that_is_left_out_is_ours_and_not_mariadbs(tmp_path: Path, line: str) -> None:
    assert line in mysql.configuration(MysqlSingle()).splitlines()
    code, output = read_settings(tmp_path, [line])
    assert code != 0
    assert f"unknown variable '{line.replace(' = ', '=')}'" in output


def test_mariadb_reads_the_other_lines(tmp_path: Path) -> None:
    lines = mysql.configuration(MysqlSingle()).splitlines()[1:]
    known = [line for line in lines if line not in stand_in.MYSQL_ONLY]
    code, output = read_settings(tmp_path, known)
    assert code == 0, output


def read_settings(folder: Path, lines: list[str]) -> tuple[int, str]:
    """What MariaDB says about a settings file without starting to serve."""
    file = stand_in.settings_file(folder / "tried.cnf", lines)
    done = subprocess.run(
        [
            program("mariadbd"),
            f"--defaults-file={file}",
            f"--datadir={folder}",
            *stand_in.system_user(),
            "--help",
            "--verbose",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    return done.returncode, done.stderr.decode()
