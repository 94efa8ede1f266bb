"""Decisions that cannot be taken back fail the preview when they are changed; others do not."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.engine.rendered import configuration
from tests.stack import Stack
from tools.engine import Engine

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guarded") / "dev"


@pytest.fixture(scope="module")
def installed(
    engine: Engine, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Stack, dict[str, Any]]:
    """A stack that was installed, and its decisions."""
    decisions = configuration(folder)
    stack = Stack(tmp_path_factory.mktemp("guard") / "stack", engine, decisions)
    stack.up()
    return stack, decisions


def changed(decisions: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The decisions with another answer at a dotted path."""
    result = deepcopy(decisions)
    group = result
    *parents, last = path.split(".")
    for parent in parents:
        group = group.setdefault(parent, {})
    group[last] = value
    return result


@pytest.mark.parametrize(
    ("path", "value", "was"),
    [
        ("dependencies.elasticsearch.shards", 5, "3"),
        ("dependencies.elasticsearch.fieldUpdateLogShards", 2, "1"),
        ("dependencies.mysql.database", "other", "tracardi"),
        ("application.partitioning.event", "quarter", "month"),
        ("application.partitioning.profile", "month", "quarter"),
        ("application.partitioning.session", "year", "quarter"),
        ("application.partitioning.entity", "year", "quarter"),
        ("application.partitioning.log", "year", "month"),
        ("application.partitioning.fieldUpdateLog", "year", "month"),
        ("application.tenantName", "acme", "(none)"),
        ("kubernetes.namespace", "elsewhere", "tracardi"),
        ("dependencies.redis.storage.storageClass", "fast", "(the cluster's default)"),
    ],
)
def test_a_changed_decision_fails_the_preview_with_one_line(
    path: str, value: object, was: str, installed: tuple[Stack, dict[str, Any]]
) -> None:
    stack, decisions = installed
    stack.configure(changed(decisions, path, value))
    run = stack.preview()
    assert run.exit_code != 0
    (error,) = run.errors
    assert "\n" not in error
    assert error.startswith(f"tracardi:{path} cannot change from {was} to {value}: "), error
    assert error.count(";") >= 1, "the line says what would break and what to do instead"
    assert "Traceback" not in run.text
    assert "unhandled" not in run.text


def test_several_changed_decisions_are_told_at_once(
    installed: tuple[Stack, dict[str, Any]],
) -> None:
    stack, decisions = installed
    twice = changed(decisions, "dependencies.elasticsearch.shards", 5)
    stack.configure(changed(twice, "application.partitioning.event", "year"))
    assert len(stack.preview().errors) == 2


def test_an_up_without_a_preview_is_refused_as_well(
    installed: tuple[Stack, dict[str, Any]], folder: Path
) -> None:
    stack, decisions = installed
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    stack.configure(changed(decisions, "dependencies.elasticsearch.shards", 5))
    run = stack.command("up", "--yes", "--skip-preview")
    assert run.exit_code != 0
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before
    stack.configure(decisions)
    assert stack.up().names == {"Stash decision-elasticsearchShards"}
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_another_merging_key_is_refused_without_being_shown(
    installed: tuple[Stack, dict[str, Any]],
) -> None:
    stack, decisions = installed
    stack.configure(decisions)
    stack.set_secret("mergingKey", "AnotherKeyOfTwentyCharacters")
    run = stack.preview()
    stack.unset_secret("mergingKey")
    assert run.exit_code != 0
    (error,) = run.errors
    assert error.startswith("tracardi:mergingKey cannot change")
    assert "AnotherKey" not in run.text
    assert stack.preview().exit_code == 0


@pytest.mark.parametrize(
    ("path", "value", "touched"),
    [
        (
            "application.publicApi.replicas",
            3,
            {
                "Deployment public-api-deployment",
                "PodDisruptionBudget public-api-disruption-budget",
            },
        ),
        ("application.gui.memory", "256Mi", {"Deployment gui-deployment"}),
        ("dependencies.redis.storage.size", "6Gi", {"PersistentVolumeClaim redis-claim"}),
        ("exposure.privateApiUrl", "https://private.example.com", {"Deployment gui-deployment"}),
        (
            "application.loggingLevel",
            "error",
            {
                "Deployment private-api-deployment",
                "Deployment public-api-deployment",
                "Deployment merging-worker-deployment",
                "Deployment update-worker-deployment",
                "Job installation-job",
                "Job verification-job",
            },
        ),
    ],
)
def test_other_changes_touch_what_they_are_about(
    path: str, value: object, touched: set[str], installed: tuple[Stack, dict[str, Any]]
) -> None:
    stack, decisions = installed
    stack.configure(changed(decisions, path, value))
    run = stack.preview()
    assert run.exit_code == 0, run.text
    assert run.names == touched


def test_storage_does_not_shrink(installed: tuple[Stack, dict[str, Any]]) -> None:
    stack, decisions = installed
    stack.configure(changed(decisions, "dependencies.mysql.storage.size", "9Gi"))
    run = stack.preview()
    assert run.exit_code != 0
    (error,) = run.errors
    assert "mysql-claim: storage cannot shrink from 10Gi to 9Gi" in error


def test_a_version_does_not_go_back(installed: tuple[Stack, dict[str, Any]]) -> None:
    stack, decisions = installed
    stack.configure(changed(decisions, "deployment.version", "0.9.0"))
    run = stack.preview()
    assert run.exit_code != 0
    assert run.errors
    for error in run.errors:
        assert "Tracardi cannot go back from 1.0.0 to 0.9.0" in error
    stack.configure(changed(decisions, "deployment.version", "1.0.1"))
    assert stack.preview().exit_code == 0
