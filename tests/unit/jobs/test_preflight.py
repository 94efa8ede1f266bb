"""The preflight: which store is missing, and why."""

from __future__ import annotations

import pytest

from . import fake_mysql
from .fake_elasticsearch import FakeElasticsearch
from .fake_redis import FakeRedis
from .running import GRANTS, Job

pytestmark = pytest.mark.unit


def test_ready_stores(preflight: Job) -> None:
    result = preflight.run_process("preflight.py")
    assert result.code == 0, result.output
    assert result.last.endswith("done: MySQL, Redis and Elasticsearch can be used")
    assert "mysql is ready: installer may work on cdp_data, and so may tracardi" in result.output


def test_each_missing_store_has_a_last_line(job: Job) -> None:
    fake_mysql.change(job.database, trouble="refused")
    job.environment |= {
        "EXPECTED_DATA_NODES": "3",
        "WAIT_SECONDS": "0",
        "ELASTIC_HOST": "127.0.0.1:1,localhost:1",
        "REDIS_PORT": "1",
    }
    result = job.run("preflight.py")
    assert result.code == 1
    lines = result.output.splitlines()
    assert [line.partition("FAILED: ")[2].split()[0] for line in lines[-3:]] == [
        "mysql",
        "redis",
        "elasticsearch",
    ]
    assert all("connection refused" in line for line in lines[-3:])


def test_it_waits_and_says_for_what(preflight: Job, elasticsearch: FakeElasticsearch) -> None:
    preflight.environment["EXPECTED_DATA_NODES"] = "3"
    elasticsearch.data_nodes = [1, 1, 2, 3]
    result = preflight.run("preflight.py")
    assert result.code == 0
    assert "waiting for elasticsearch: elasticsearch has 1 of 3 data nodes" in result.output
    assert "elasticsearch has 2 of 3 data nodes" in result.output


def test_the_deadline_ends_the_wait(preflight: Job) -> None:
    preflight.environment |= {"EXPECTED_DATA_NODES": "3", "WAIT_SECONDS": "1"}
    result = preflight.run("preflight.py")
    assert result.code == 1
    assert result.output.count("waiting for elasticsearch") > 3
    assert "elasticsearch has 1 of 3 data nodes: start the missing nodes" in result.last
    assert "creates every index without a replica" in result.last


def test_a_refusal_ends_the_wait_early_but_not_at_once(preflight: Job, redis: FakeRedis) -> None:
    redis.password = "another"
    preflight.environment["REFUSAL_SECONDS"] = "0.3"
    result = preflight.run("preflight.py")
    assert result.code == 1
    assert 2 < result.output.count("waiting for redis") < 50  # of 1000 until the deadline
    assert "redis refuses the password: correct REDIS_PASSWORD" in result.last


# --- MySQL ------------------------------------------------------------------------------------

MYSQL_TROUBLES: dict[object, str] = {
    "refused": "does not listen at mysql:3306 (connection refused)",
    "unknown host": "host mysql is unknown: correct MYSQL_HOST",
    "silent": "does not answer at mysql:3306",
    "cryptography": "logs in with a method this image cannot do",
    1040: "has no connection left",
    1044: "denies the user installer (installer) the database cdp_data",
    1130: "does not let this host connect",
    2013: "does not answer, or closes the connection",
    3159: "Tracardi cannot use TLS to MySQL",
    4711: "answers with the error 4711",
}


@pytest.mark.parametrize("trouble", MYSQL_TROUBLES)
def test_mysql_trouble_is_told_apart(preflight: Job, trouble: object) -> None:
    fake_mysql.change(preflight.database, trouble=trouble)
    assert MYSQL_TROUBLES[trouble] in preflight.fail("preflight.py").last


@pytest.mark.parametrize(
    ("user", "says"),
    [
        ("installer", "installer (installer): wrong password or no such user: correct MYSQL_PASS"),
        ("tracardi", "tracardi (runtime): wrong password or no such user: correct RUNTIME_MYSQL"),
    ],
)
def test_a_wrong_mysql_password(preflight: Job, user: str, says: str) -> None:
    users = fake_mysql.read(preflight.database)["users"]
    fake_mysql.change(preflight.database, users={**users, user: "another"})
    assert says in preflight.fail("preflight.py").last


@pytest.mark.parametrize(
    ("user", "granted", "lacks"),
    [
        ("installer", "SELECT, INSERT, UPDATE, DELETE, CREATE", "INDEX, REFERENCES"),
        ("installer", "INDEX, REFERENCES, SELECT, INSERT, UPDATE, DELETE", "CREATE"),
        ("tracardi", "SELECT", "INSERT, UPDATE, DELETE"),
    ],
)
def test_missing_grants(preflight: Job, user: str, granted: str, lacks: str) -> None:
    grants = fake_mysql.read(preflight.database)["grants"]
    grants[user] = [rf"GRANT {granted} ON `cdp\_data`.* TO `{user}`@`%`"]
    fake_mysql.change(preflight.database, grants=grants)
    last = preflight.fail("preflight.py").last
    assert f"lacks {lacks} on the database cdp_data: run: GRANT SELECT" in last


def test_a_role_that_is_not_active_is_hinted_at(preflight: Job) -> None:
    grants = fake_mysql.read(preflight.database)["grants"]
    grants["tracardi"] = ["GRANT USAGE ON *.* TO `tracardi`@`%`", "GRANT `rw`@`%` TO `tracardi`"]
    fake_mysql.change(preflight.database, grants=grants)
    assert "(a role is granted, but is no default role)" in preflight.fail("preflight.py").last


def test_a_missing_database_is_the_installers_to_create(preflight: Job) -> None:
    fake_mysql.change(preflight.database, database=None)
    result = preflight.run("preflight.py")
    assert result.code == 0
    assert "cdp_data, which the installation will create (warning: its character" in result.output


def test_one_user_for_both_is_asked_once(preflight: Job) -> None:
    preflight.environment["RUNTIME_MYSQL_USERNAME"] = "installer"
    assert preflight.run("preflight.py").code == 0


def test_a_password_that_tracardi_cannot_send(preflight: Job) -> None:
    preflight.environment["RUNTIME_MYSQL_PASSWORD"] = "p@ss/word"
    last = preflight.fail("preflight.py").last
    assert "use letters and digits only in RUNTIME_MYSQL_PASSWORD" in last
    assert "p@ss" not in last


def test_an_image_without_pymysql(preflight: Job) -> None:
    module = preflight.folder / "modules" / "pymysql.py"
    module.write_text("raise ImportError\n")
    preflight.environment["WAIT_SECONDS"] = "0"
    result = preflight.run_process("preflight.py")
    assert result.code == 1
    assert result.failures == [result.last]
    assert "this image's Python has no pymysql" in result.last


# --- Redis ------------------------------------------------------------------------------------

REDIS_REPLIES = {
    b"-LOADING Redis is loading the dataset in memory\r\n": "is loading its data from disk",
    b"-NOAUTH Authentication required.\r\n": "asks for a password",
    b"-DENIED Redis is running in protected mode\r\n": "is in protected mode",
    b"-ERR max number of clients reached\r\n": "answers with the error ERR",
    b"HTTP/1.1 400 Bad Request\r\n": "does not answer as Redis does",
    b"\x15\x03\x03\x00\x02\x02\x16\r\n": "does not answer as Redis does",
}


@pytest.mark.parametrize("reply", REDIS_REPLIES)
def test_redis_replies(preflight: Job, redis: FakeRedis, reply: bytes) -> None:
    redis.forced = reply
    assert REDIS_REPLIES[reply] in preflight.fail("preflight.py").last


def test_a_redis_that_asks_for_a_password_that_is_not_given(preflight: Job) -> None:
    preflight.environment["REDIS_PASSWORD"] = ""
    assert "redis asks for a password: give REDIS_PASSWORD" in preflight.fail("preflight.py").last


def test_a_redis_without_a_password_although_one_is_given(preflight: Job, redis: FakeRedis) -> None:
    redis.password = ""
    assert "has no password, but REDIS_PASSWORD is given" in preflight.fail("preflight.py").last


def test_a_redis_that_is_silent_or_unknown(preflight: Job, redis: FakeRedis) -> None:
    redis.silent = True
    preflight.environment["REQUEST_SECONDS"] = "0.2"
    assert "does not answer at 127.0.0.1" in preflight.fail("preflight.py").last
    preflight.environment["REDIS_HOST"] = "redis.invalid"
    assert "redis host redis.invalid is unknown" in preflight.fail("preflight.py").last


def test_all_grants_are_enough(preflight: Job) -> None:
    grants = {
        "installer": ["GRANT ALL PRIVILEGES ON *.* TO `installer`@`%` WITH GRANT OPTION"],
        "tracardi": [f"GRANT {GRANTS} ON `cdp%`.* TO `tracardi`@`%`"],
    }
    fake_mysql.change(preflight.database, grants=grants)
    assert preflight.run("preflight.py").code == 0
