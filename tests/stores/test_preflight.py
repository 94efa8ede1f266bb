"""The preflight as a process, against real stores and an Elasticsearch that is a stand-in."""

import select
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.kubernetes import mysql
from tests.stores.mariadb import Mariadb
from tests.stores.redis import Redis
from tests.unit.jobs.fake_elasticsearch import FakeElasticsearch
from tests.unit.jobs.json_server import JsonServer
from tests.unit.jobs.running import SECRETS, Job, Result

pytestmark = pytest.mark.stores

WRONG = "CanaryWrong8Tn4"


@pytest.fixture
def preflight(tmp_path: Path, redis: Redis, mariadb: Mariadb) -> Iterator[Job]:
    """A job whose stores are ready."""
    folder = tmp_path / "job"
    folder.mkdir()
    job = Job(folder)
    # The real pymysql, not the unit tests' stand-in.
    for name in ("PYTHONPATH", "FAKE_MYSQL"):
        del job.environment[name]
    fake = FakeElasticsearch("elastic", SECRETS["ELASTIC_HTTP_AUTH_PASSWORD"])
    with JsonServer(fake) as elasticsearch:
        job.environment |= {
            "ELASTIC_HOST": elasticsearch.address,
            "EXPECTED_DATA_NODES": "1",
            "MYSQL_HOST": "127.0.0.1",
            "MYSQL_PORT": str(mariadb.port),
            "MYSQL_DATABASE": mariadb.database,
            "MYSQL_USERNAME": mysql.INSTALLER_USER,
            "RUNTIME_MYSQL_USERNAME": mysql.RUNTIME_USER,
            "REDIS_HOST": "127.0.0.1",
            "REDIS_PORT": str(redis.port),
        }
        yield job


def succeed(job: Job) -> str:
    """The output of a preflight that must be content; `Job` itself looks for its secrets."""
    result = job.run("preflight.py")
    assert result.code == 0, result.output
    assert result.last.endswith("done: MySQL, Redis and Elasticsearch can be used")
    return without_hashes(result)


def failure(job: Job) -> str:
    """The one reason that a preflight must fail for."""
    result = job.fail("preflight.py")
    without_hashes(result)
    return result.last.partition("FAILED: ")[2]


def without_hashes(result: Result) -> str:
    assert WRONG not in result.output
    assert "IDENTIFIED" not in result.output  # MariaDB shows hashes of passwords among the grants
    return result.output


def test_ready_stores(preflight: Job, mariadb: Mariadb) -> None:
    output = succeed(preflight)
    may_work = f"mysql is ready: {mysql.INSTALLER_USER} may work on {mariadb.database}, and so may"
    assert f"{may_work} {mysql.RUNTIME_USER}" in output
    assert "redis is ready: " in output
    assert "elasticsearch is ready: " in output
    assert "warning" not in output


def test_a_wrong_password_of_redis(preflight: Job) -> None:
    preflight.environment["REDIS_PASSWORD"] = WRONG
    assert failure(preflight) == "redis refuses the password: correct REDIS_PASSWORD"


def test_no_password_of_redis(preflight: Job) -> None:
    preflight.environment["REDIS_PASSWORD"] = ""
    assert failure(preflight) == "redis asks for a password: give REDIS_PASSWORD"


def test_a_stopped_redis(preflight: Job, redis: Redis) -> None:
    redis.stop()
    said = failure(preflight)
    assert said.startswith(f"redis does not listen at 127.0.0.1:{redis.port} (connection refused)")


@pytest.mark.parametrize(
    ("variable", "user"),
    [
        ("MYSQL_PASSWORD", f"{mysql.INSTALLER_USER} (installer)"),
        ("RUNTIME_MYSQL_PASSWORD", f"{mysql.RUNTIME_USER} (runtime)"),
    ],
)
def test_a_wrong_password_of_mysql(preflight: Job, variable: str, user: str) -> None:
    preflight.environment[variable] = WRONG
    said = failure(preflight)
    assert said.startswith(f"mysql refuses the user {user}: wrong password or no such user")
    assert f"correct {variable}," in said


def test_a_stopped_mysql(preflight: Job, mariadb: Mariadb) -> None:
    mariadb.stop()
    said = failure(preflight)
    assert said.startswith(f"mysql does not listen at 127.0.0.1:{mariadb.port} (connection refused")


def test_the_installer_without_index(preflight: Job, mariadb: Mariadb) -> None:
    grantee = f"'{mysql.INSTALLER_USER}'@'%'"
    mariadb.root(f"REVOKE INDEX ON `{mariadb.database}`.* FROM {grantee}")
    said = failure(preflight)
    state = f"{mysql.INSTALLER_USER} (installer) lacks INDEX on the database {mariadb.database}"
    assert said.startswith(f"mysql user {state}: run: GRANT ")
    # What it advises helps.
    grant = said.partition("run: ")[2].removesuffix(f"'{mysql.INSTALLER_USER}'@...")
    mariadb.root(grant + grantee)
    succeed(preflight)


def test_a_missing_database_is_the_installers_to_create(preflight: Job, mariadb: Mariadb) -> None:
    mariadb.root(f"DROP DATABASE `{mariadb.database}`")
    assert f"{mariadb.database}, which the installation will create" in succeed(preflight)
    with mariadb.client(mysql.INSTALLER_USER, SECRETS["MYSQL_PASSWORD"]) as installer:
        installer.execute(f"CREATE DATABASE IF NOT EXISTS {mariadb.database}")
    output = succeed(preflight)
    assert "will create" not in output
    assert "warning" not in output


def test_stores_that_are_still_starting_are_waited_for(
    preflight: Job, redis: Redis, mariadb: Mariadb
) -> None:
    redis.stop()
    mariadb.stop()
    process = preflight.start("preflight.py")
    assert process.stdout is not None
    try:
        # The first line is printed when Redis and MySQL have been asked for the first time.
        assert select.select([process.stdout], [], [], 20)[0]
        redis.start()
        mariadb.start()
    finally:
        result = preflight.finish(process)
    assert result.code == 0, result.output
    assert "waiting for mysql, redis: mysql does not listen" in result.output
