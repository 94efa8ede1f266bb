"""The installation: every trap of a real Tracardi, each in a process of its own."""

from __future__ import annotations

import pytest

from . import fake_mysql
from .fake_elasticsearch import FakeElasticsearch
from .running import SECRETS, Job

pytestmark = pytest.mark.unit


def test_an_empty_system_is_installed_and_proven(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    result = installation.run("install.py")
    assert result.code == 0, result.output
    assert "done: schema and administrator are there" in result.last
    assert "before the installation: schema missing, administrator missing" in result.output
    assert len(elasticsearch.templates) == 12
    assert len(elasticsearch.indices) == 12
    assert all("8504a" in name for name in elasticsearch.indices)
    assert fake_mysql.read(installation.database)["admin"]["email"] == "admin@example.com"


def test_the_servers_lines_are_passed_on_without_secrets(installation: Job) -> None:
    result = installation.run("install.py")
    assert "api: DEBUG: redis://:***@redis/0" in result.output
    assert "[parameters: ***]" in result.output
    assert "5baa61e4c9b93f3f" not in result.output
    assert '"POST /install HTTP/1.1" 200' in result.output
    assert "/healthcheck" not in result.output


def test_a_second_run_changes_nothing(installation: Job, elasticsearch: FakeElasticsearch) -> None:
    assert installation.run("install.py").code == 0
    before = fake_mysql.read(installation.database), dict(elasticsearch.indices)
    installation.environment["ADMIN_PASSWORD"] = SECRETS["ADMIN_PASSWORD"][::-1]
    result = installation.run("install.py")
    assert result.code == 0
    assert "before the installation: schema installed, administrator installed" in result.output
    assert (fake_mysql.read(installation.database), elasticsearch.indices) == before


def test_a_named_tenant(installation: Job, elasticsearch: FakeElasticsearch) -> None:
    installation.environment["TENANT_NAME"] = "acme"
    assert installation.run("install.py").code == 0
    assert all(".acme.tracardi-" in name for name in elasticsearch.templates)


def test_what_is_missing_in_an_installed_system_is_added(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    assert installation.run("install.py").code == 0
    lost = "prod-template.09x.8504a.tracardi-session"
    del elasticsearch.templates[lost]
    assert installation.run("install.py").code == 0
    assert lost in elasticsearch.templates


def test_indices_of_older_periods_may_have_other_replicas(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.indices["09x.8504a.tracardi-event-2019-1"] = {
        "settings": {"index": {"number_of_shards": "9", "number_of_replicas": "0"}},
        "aliases": {},
    }
    assert installation.run("install.py").code == 0


# A 200 that is no proof. Fault, what the last line says first, what it advises.
UNPROVEN = {
    "nothing created": ("creates-nothing", "template.09x.8504a.tracardi-event is missing", "role"),
    "wrong shards": ("more-shards", "has 4 shards instead of 3", "reindex"),
    "no aliases": (
        "no-aliases",
        "alias 09x.8504a.tracardi-event does not point at index 09x.8504a.tracardi-event-",
        "ERROR lines above",
    ),
}


@pytest.mark.parametrize(("fault", "says", "advises"), UNPROVEN.values(), ids=UNPROVEN)
def test_a_200_without_the_objects_fails(
    installation: Job, fault: str, says: str, advises: str
) -> None:
    # Even GET /install can be content with what is not there.
    installation.faults = [fault, "says-schema-ok"]
    result = installation.run("install.py")
    assert result.code == 1
    assert len(result.failures) == 1
    assert result.last == result.failures[0]
    assert "POST /install answered 200, but in Elasticsearch" in result.last
    assert says in result.last
    assert advises in result.last
    assert "more, above" in result.last


def test_templates_that_elasticsearch_refuses_are_named(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.refused_templates = ["prod-template.*-profile"]
    result = installation.run("install.py")
    assert result.code == 1
    assert "template prod-template.09x.8504a.tracardi-profile is missing: " in result.last
    assert "flattened" in result.output  # the API's own ERROR line


def test_an_index_that_is_missing_although_the_api_is_content(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.refused_indices = ["prod-*-event-*"]
    installation.faults = ["says-schema-ok"]
    result = installation.run("install.py")
    assert result.code == 1
    assert "index prod-09x.8504a.tracardi-event-" in result.last
    assert "is missing" in result.last


def test_zero_replicas_are_explained_by_nodes_that_had_not_joined(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    # Two nodes for this script's own question, one when the API asks a moment later.
    elasticsearch.data_nodes = [2, 1]
    result = installation.run("install.py")
    assert result.code == 1
    assert "has 0 replicas instead of 1" in result.last
    assert "the data nodes had not joined" in result.last


def test_other_replicas_than_declared(installation: Job, elasticsearch: FakeElasticsearch) -> None:
    assert installation.run("install.py").code == 0
    installation.environment["ELASTIC_INDEX_REPLICAS"] = "2"
    result = installation.run("install.py")
    assert result.code == 1
    assert "has 1 replicas instead of 2" in result.last
    assert "set number_of_replicas" in result.last
    assert len(elasticsearch.indices) == 12


def test_replicas_cannot_be_declared_for_one_data_node(installation: Job) -> None:
    installation.environment["EXPECTED_DATA_NODES"] = "1"
    result = installation.run("install.py")
    assert result.code == 1
    assert "ELASTIC_INDEX_REPLICAS=1 with one data node" in result.last


def test_it_waits_for_the_data_nodes(installation: Job, elasticsearch: FakeElasticsearch) -> None:
    elasticsearch.data_nodes = [0, 1, 1, 2]
    result = installation.run("install.py")
    assert result.code == 0
    assert "waiting for elasticsearch: elasticsearch has 1 of 2 data nodes" in result.output


def test_no_administrator_is_no_installation(installation: Job) -> None:
    installation.faults = ["no-admin"]
    result = installation.run("install.py")
    assert result.code == 1
    assert "the API reports schema installed, administrator missing" in result.last


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


def test_a_server_that_locks_up_after_the_installation_is_replaced(installation: Job) -> None:
    installation.faults = ["lock-up"]
    installation.environment["API_REQUEST_SECONDS"] = "0.4"
    result = installation.run("install.py")
    assert result.code == 0, result.output
    assert "has locked up after the installation" in result.output
    assert len(installation.processes.read_text().split()) == 2


def test_a_half_made_database_is_refused_before_anything_is_posted(installation: Job) -> None:
    fake_mysql.change(installation.database, tables=["bridge"])
    result = installation.run("install.py")
    assert result.code == 1
    assert "the MySQL database cdp_data is half-made" in result.last
    assert "DROP DATABASE `cdp_data`" in result.last
    assert "installing" not in result.output


def test_a_complete_system_without_that_index_is_not_called_half_made(installation: Job) -> None:
    assert installation.run("install.py").code == 0
    fake_mysql.change(installation.database, indexes=[])
    assert installation.run("install.py").code == 0


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
    installation.environment["API_START_SECONDS"] = "1"
    result = installation.run("install.py")
    assert result.code == 1
    assert says in result.last


def test_a_slow_start_and_a_server_that_ignores_sigterm(installation: Job) -> None:
    installation.faults = ["listens-late", "ignores-sigterm"]
    installation.environment["API_STOP_SECONDS"] = "0.2"
    result = installation.run("install.py")
    assert result.code == 0
    assert "does not end by itself: killing it" in result.output


def test_an_unreadable_state_before_the_installation_does_not_stop_it(installation: Job) -> None:
    installation.faults = ["check-500-once"]
    result = installation.run("install.py")
    assert result.code == 0
    assert "before the installation: schema unknown, administrator unknown" in result.output


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
