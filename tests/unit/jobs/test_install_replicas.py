"""A number of replicas that was declared anew, on a system that is installed."""

from __future__ import annotations

import copy
import json
import os
import signal

import pytest

from .fake_elasticsearch import FakeElasticsearch
from .fake_installation import FakeInstallation
from .json_server import Request
from .running import SECRETS, Job, wait_until

pytestmark = pytest.mark.unit

OLD = "09x.8504a.tracardi-event-2019-1"
FOREIGN = [
    "09x.acme.tracardi-event-2019-1",  # another tenant
    "09x.8504a.tracardi-invoice-2019-1",  # another kind
    "09x.8504a.tracardi-event-copy",  # not a name that Tracardi gives
]
FOREIGN_TEMPLATE = "template.09x.8504a.tracardi-invoice"


@pytest.fixture
def installed(installation: Job, elasticsearch: FakeElasticsearch) -> Job:
    """A system made on one data node, hence without replicas; now there are two, and 1 declared."""
    elasticsearch.data_nodes = [1]
    account = {"username": "admin@example.com", "password": SECRETS["ADMIN_PASSWORD"]}
    body = {**account, "token": SECRETS["INSTALLATION_TOKEN"], "needs_admin": True}
    request = Request("POST", "/install", "", {}, json.dumps(body).encode())
    assert FakeInstallation(installation.environment, [])(request)[0] == 200
    for name in (OLD, *FOREIGN):
        elasticsearch.indices[name] = index("0")
    elasticsearch.templates[FOREIGN_TEMPLATE] = {"template": index("0")}
    assert replicas(elasticsearch) == {"0"}
    elasticsearch.data_nodes = [2]
    return installation


def index(number: str) -> dict[str, dict[str, object]]:
    settings = {"number_of_shards": "9", "number_of_replicas": number}
    return {"settings": {"index": settings}, "aliases": {}}


def replicas(elasticsearch: FakeElasticsearch) -> set[str]:
    """The numbers of replicas in all that belongs to this tenant."""
    settings = [
        template["template"]["settings"]["index"]
        for name, template in elasticsearch.templates.items()
        if name != FOREIGN_TEMPLATE
    ]
    settings += [
        content["settings"]["index"]
        for name, content in elasticsearch.indices.items()
        if name not in FOREIGN
    ]
    return {each["number_of_replicas"] for each in settings}


def test_every_template_and_index_follows(installed: Job, elasticsearch: FakeElasticsearch) -> None:
    for template in elasticsearch.templates.values():
        template |= {"version": 7, "_meta": {"name": "x"}, "priority": 5, "composed_of": []}
        template["template"]["mappings"] = {"dynamic": "strict"}
        template["template"]["settings"]["index"]["refresh_interval"] = "10s"
    expected = copy.deepcopy((elasticsearch.templates, elasticsearch.indices))
    for name, template in expected[0].items():
        if name != FOREIGN_TEMPLATE:
            template["template"]["settings"]["index"]["number_of_replicas"] = "1"
    for name, content in expected[1].items():
        if name not in FOREIGN:
            content["settings"]["index"]["number_of_replicas"] = "1"
    result = installed.run("install.py")
    assert result.code == 0, result.output
    assert "replicas of 12 templates and 13 indices set from 0 to 1" in result.output
    assert result.output.count("replicas of ") == 1
    # All else is as it was: shards, mappings, what is not Tracardi's.
    assert (elasticsearch.templates, elasticsearch.indices) == expected
    changed = [path for path in elasticsearch.changes if "field-update-log" in path]
    assert len(changed) == 4


def test_a_second_run_changes_nothing(installed: Job, elasticsearch: FakeElasticsearch) -> None:
    assert installed.run("install.py").code == 0
    elasticsearch.changes.clear()
    result = installed.run("install.py")
    assert result.code == 0
    assert elasticsearch.changes == []
    assert "replicas of " not in result.output


def test_a_closed_index_follows_as_well(installed: Job, elasticsearch: FakeElasticsearch) -> None:
    elasticsearch.closed = {OLD}
    assert installed.run("install.py").code == 0
    assert replicas(elasticsearch) == {"1"}


def test_a_closed_index_of_the_current_period_is_no_proof(
    installed: Job, elasticsearch: FakeElasticsearch
) -> None:
    current = next(
        name for name in elasticsearch.indices if name.startswith("09x.8504a.tracardi-log")
    )
    elasticsearch.closed = {current}
    result = installed.run("install.py")
    assert result.code == 1
    assert current.rpartition("-")[0].rpartition("-")[0] in result.last


def test_only_what_differs_is_changed(installed: Job, elasticsearch: FakeElasticsearch) -> None:
    assert installed.run("install.py").code == 0
    elasticsearch.changes.clear()
    elasticsearch.indices[OLD] = index("2")
    lost = "prod-template.09x.8504a.tracardi-log"
    del elasticsearch.templates[lost]["template"]["settings"]["index"]["number_of_replicas"]
    assert installed.run("install.py").code == 0
    # A template without a number is one with 1, Elasticsearch's default.
    assert elasticsearch.changes == [f"/{OLD}/_settings"]


def test_fewer_replicas_of_one_index_and_one_template(
    installed: Job, elasticsearch: FakeElasticsearch
) -> None:
    installed.environment["ELASTIC_INDEX_REPLICAS"] = "0"
    elasticsearch.indices[OLD] = index("2")
    template = elasticsearch.templates["template.09x.8504a.tracardi-log"]
    template["template"]["settings"]["index"]["number_of_replicas"] = "1"
    result = installed.run("install.py")
    assert result.code == 0
    assert "replicas of 1 template and 1 index set from 1 and 2 to 0" in result.output
    assert replicas(elasticsearch) == {"0"}


def test_an_index_made_from_the_old_template_meanwhile_is_not_missed(
    installed: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.made_by_a_write = "09x.8504a.tracardi-event-2031-1"
    assert installed.run("install.py").code == 0
    assert "09x.8504a.tracardi-event-2031-1" in elasticsearch.indices
    assert replicas(elasticsearch) == {"1"}


def test_a_node_that_had_not_joined_when_the_api_asked(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    # Two nodes for this script's own question, one when the API asks a moment later.
    elasticsearch.data_nodes = [2, 1, 2]
    result = installation.run("install.py")
    assert result.code == 0, result.output
    assert "replicas of 12 templates and 12 indices set from 0 to 1" in result.output
    assert replicas(elasticsearch) == {"1"}


# --- Refusals ---------------------------------------------------------------------------------


def test_nothing_is_changed_while_a_data_node_is_missing(
    installed: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.data_nodes = [2, 2, 1]
    result = installed.run("install.py")
    assert result.code == 1
    assert result.failures == [result.last]
    assert "elasticsearch has 1 of 2 data nodes: start the missing nodes" in result.last
    assert elasticsearch.changes == []
    assert "replicas of " not in result.output


def test_a_data_node_that_comes_back_is_waited_for(
    installed: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.data_nodes = [2, 2, 1, 2]
    installed.environment["PROOF_SECONDS"] = "10"
    result = installed.run("install.py")
    assert result.code == 0
    assert "waiting for elasticsearch: elasticsearch has 1 of 2 data nodes" in result.output
    assert replicas(elasticsearch) == {"1"}


@pytest.mark.parametrize(
    ("declared", "data_nodes", "says"),
    [
        ("1", "1", "ELASTIC_INDEX_REPLICAS=1 with one data node: Tracardi makes indices without"),
        ("2", "2", "ELASTIC_INDEX_REPLICAS=2 with 2 data nodes: no node holds two copies of a sh"),
        ("3", "2", "declare 1 replicas or fewer, or more data nodes"),
    ],
)
def test_more_replicas_than_other_nodes_are_refused_at_once(
    installed: Job,
    elasticsearch: FakeElasticsearch,
    declared: str,
    data_nodes: str,
    says: str,
) -> None:
    installed.environment["ELASTIC_INDEX_REPLICAS"] = declared
    installed.environment["EXPECTED_DATA_NODES"] = data_nodes
    result = installed.run("install.py")
    assert result.code == 1
    assert says in result.last
    assert installed.processes.read_text() == ""
    assert elasticsearch.changes == []


# What Elasticsearch can answer to the change of an old index: status, type, last line.
REFUSALS = {
    "role": (403, "security_exception", f"forbids the user elastic to change /{OLD}/_settings"),
    "block": (403, "cluster_block_exception", "(403): lift it: set index.blocks.read_only"),
    "too many shards": (400, "validation_exception", "many shards (cluster.max_shards_per_node)"),
    "disk full": (429, "cluster_block_exception", "free disk space or let the volume grow"),
}


@pytest.mark.parametrize(("status", "kind", "says"), REFUSALS.values(), ids=REFUSALS)
def test_a_change_that_elasticsearch_refuses(
    installed: Job, elasticsearch: FakeElasticsearch, status: int, kind: str, says: str
) -> None:
    elasticsearch.forced_status = {f"/{OLD}/_settings": status}
    elasticsearch.forced_type = kind
    result = installed.run("install.py")
    assert result.code == 1
    assert result.failures == [result.last]
    assert says in result.last
    assert ("waiting for elasticsearch" in result.output) is (status == 429)
    # What was changed before is told all the same.
    assert "replicas of 6 templates and 6 indices set from 0 to 1" in result.output


def test_replicas_that_something_else_sets_are_found_by_the_proof(
    installed: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.auto_expands = True
    result = installed.run("install.py")
    assert result.code == 1
    assert "has 0 replicas instead of 1" in result.last
    assert "look for index.auto_expand_replicas" in result.last


# --- Ended in the middle ----------------------------------------------------------------------


def test_killed_at_several_moments_the_last_run_converges(
    installed: Job, elasticsearch: FakeElasticsearch
) -> None:
    for changes in (1, 5, 15):
        elasticsearch.stop_after_changes = changes
        installed.environment["REQUEST_SECONDS"] = "20"
        process = installed.start("install.py")
        try:
            wait_until(lambda: len(elasticsearch.changes) == elasticsearch.stop_after_changes)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            installed.finish(process)
        assert replicas(elasticsearch) == {"0", "1"}
    elasticsearch.stop_after_changes = 100
    result = installed.run("install.py")
    assert result.code == 0, result.output
    assert "replicas of 4 templates and 6 indices set from 0 to 1" in result.output
    assert replicas(elasticsearch) == {"1"}
    assert len(elasticsearch.changes) == len(set(elasticsearch.changes)) == 25
