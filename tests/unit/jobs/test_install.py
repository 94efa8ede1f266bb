"""The installation: what it makes, what it adds, and when a 200 proves nothing."""

from __future__ import annotations

import pytest

from . import fake_mysql
from .fake_elasticsearch import FakeElasticsearch
from .running import SECRETS, Job

pytestmark = pytest.mark.unit


def test_an_empty_system_is_installed_and_proven(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    result = installation.run_process("install.py")
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


def test_indices_of_older_periods_may_have_other_shards(
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


def test_a_server_that_locks_up_after_the_installation_is_replaced(installation: Job) -> None:
    installation.faults = ["lock-up"]
    installation.environment["API_REQUEST_SECONDS"] = "0.4"
    result = installation.run("install.py")
    assert result.code == 0, result.output
    assert "has locked up after the installation" in result.output
    assert len(installation.processes.read_text().split()) == 2


def test_a_complete_system_without_that_index_is_not_called_half_made(installation: Job) -> None:
    assert installation.run("install.py").code == 0
    fake_mysql.change(installation.database, indexes=[])
    assert installation.run("install.py").code == 0


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
