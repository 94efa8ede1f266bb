"""The installation that fails: what is refused, repeated or given up, and in which words."""

from __future__ import annotations

import pytest

from . import fake_mysql
from .fake_elasticsearch import FakeElasticsearch
from .running import Job

pytestmark = pytest.mark.unit


# Refusals that no repetition changes: fault, what the only FAILED line says.
REFUSALS = {
    "token": "refuses the installation token",
    "403": "forbids the installation for a reason",
    "422": "422; its answer is not shown",
    "404": "answered 404: this is not the API",
    "mysql-1044": "denies the installing user the database cdp_data (1044)",
    "mysql-1045": "refuses the login of the installing user (1045)",
    "mysql-1049": "has no database cdp_data (1049)",
    "mysql-1142": "leaves a half-made database behind: drop the database cdp_data",
}


@pytest.mark.parametrize(("fault", "says"), REFUSALS.items(), ids=REFUSALS)
def test_refusals_are_explained_in_own_words_and_not_repeated(
    installation: Job, fault: str, says: str
) -> None:
    installation.faults = [fault]
    result = installation.run("install.py")
    assert result.code == 1
    assert len(result.failures) == 1
    assert says in result.last
    assert result.output.count("installing (attempt") == 1


def test_the_other_403_is_about_the_administrator(installation: Job) -> None:
    installation.environment["ADMIN_EMAIL"] = "admin"
    result = installation.run("install.py")
    assert result.code == 1
    assert "ADMIN_EMAIL must be an e-mail address" in result.last


@pytest.mark.parametrize("fault", ["post-500", "post-reset", "post-die", "post-hang"])
def test_what_passes_is_tried_again_in_a_new_process(installation: Job, fault: str) -> None:
    installation.faults = [f"{fault}-once"]
    installation.environment["INSTALL_SECONDS"] = "0.5" if fault == "post-hang" else "10"
    result = installation.run("install.py")
    assert result.code == 0, result.output
    assert "starting a new process and trying again" in result.output
    assert len(installation.processes.read_text().split()) == 2


def test_what_does_not_pass_is_given_up(installation: Job) -> None:
    installation.faults = ["post-500"]
    result = installation.run("install.py")
    assert result.code == 1
    assert "POST /install answered 500, 3 times" in result.last


def test_a_half_made_database_is_refused_before_anything_is_posted(installation: Job) -> None:
    fake_mysql.change(installation.database, tables=["bridge"])
    result = installation.run("install.py")
    assert result.code == 1
    assert "the MySQL database cdp_data is half-made" in result.last
    assert "DROP DATABASE `cdp_data`" in result.last
    assert "installing" not in result.output


STARTS = {
    "start-exit-3": "MySQL, Redis or Elasticsearch did not answer it, or refused the login",
    "start-exit-1": "it does not accept a setting, or its licence (exit code 1)",
    "never-listens": "did not answer within 1 s of its start",
}


@pytest.mark.parametrize(("fault", "says"), STARTS.items(), ids=STARTS)
def test_a_server_that_does_not_start_is_explained(
    installation: Job, fault: str, says: str
) -> None:
    installation.faults = [fault]
    installation.environment["API_START_SECONDS"] = "0.6" if fault == "never-listens" else "10"
    result = installation.run("install.py")
    assert result.code == 1
    assert says in result.last


def test_stores_that_do_not_answer_are_named(installation: Job) -> None:
    fake_mysql.change(installation.database, trouble="refused")
    installation.environment["ELASTIC_HOST"] = "127.0.0.1:1"
    installation.environment["WAIT_SECONDS"] = "0"
    result = installation.run("install.py")
    assert result.code == 1
    assert [line.split("FAILED: ")[1].split()[0] for line in result.failures] == [
        "mysql",
        "elasticsearch",
    ]


def test_a_user_without_templates_privilege(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.forced_status = {"/_index_template": 403}
    installation.faults = ["says-schema-ok"]
    result = installation.run("install.py")
    assert result.code == 1
    assert "manage_index_templates" in result.last


SETTINGS = {
    "EVENT_PARTITIONING": ("week", "EVENT_PARTITIONING=week: write year, quarter, month or day"),
    "ENTITY_PARTITIONING": ("month", "ITEM_PARTITIONING and ENTITY_PARTITIONING differ"),
    "ELASTIC_INDEX_SHARDS": ("three", "ELASTIC_INDEX_SHARDS=three: write a whole number"),
    "EXPECTED_DATA_NODES": ("0", "EXPECTED_DATA_NODES=0: write a whole number of at least 1"),
    "MYSQL_PORT": ("tcp://10.0.0.1:3306", "set enableServiceLinks to false"),
    "ELASTIC_SCHEME": ("ftp", "ELASTIC_SCHEME=ftp: write http or https"),
    "ELASTIC_HOST": ("https://elastic", "ELASTIC_HOST: write host or host:port"),
    "LOG_PARTITIONING": ("", "missing or empty: LOG_PARTITIONING"),
    "POLL_SECONDS": ("soon", "POLL_SECONDS=soon: write a number of seconds"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_that_cannot_work(installation: Job, name: str) -> None:
    value, says = SETTINGS[name]
    installation.environment[name] = value
    result = installation.run("install.py")
    assert result.code == 1
    assert says in result.last
    assert len(installation.processes.read_text().split()) == 0
