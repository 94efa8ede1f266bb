"""Bad configurations through the real engine: every finding at once, and nothing is registered."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import StackMaker
from tests.engine.rendered import configuration
from tests.stack import Run

pytestmark = pytest.mark.engine


def refused(run: Run) -> str:
    """The one message of a run that was refused before anything was registered."""
    assert run.exit_code != 0
    assert "Traceback" not in run.text
    assert "unhandled" not in run.text
    registered = {name for name in run.names if not name.startswith("pulumi:pulumi:Stack")}
    assert {name for name in registered if not name.startswith("Stack ")} == set()
    (error,) = run.errors
    return error


def test_all_findings_are_told_at_once(new_stack: StackMaker, tmp_path: Path) -> None:
    decisions: dict[str, Any] = {
        "kubernetes": {"renderTo": str(tmp_path / "out"), "context": "production"},
        "application": {"adminEmail": "nobody", "partitioning": {"event": "week"}},
        "dependencies": {"elasticsarch": {}, "redis": {"storage": {"size": "5"}}},
    }
    error = refused(new_stack(decisions).preview())
    for path in (
        "tracardi:application.adminEmail",
        "tracardi:application.partitioning.event",
        "tracardi:dependencies.elasticsarch",
        "tracardi:dependencies.redis.storage.size",
    ):
        assert path in error
    assert "elasticsearch" in error
    assert not (tmp_path / "out").exists()


def test_a_secret_in_plain_text_is_refused_and_not_repeated(
    new_stack: StackMaker, tmp_path: Path
) -> None:
    decisions = {**configuration(tmp_path / "out"), "adminPassword": "PlainTextPassword0123456789"}
    run = new_stack(decisions).preview()
    assert "tracardi:adminPassword" in refused(run)
    assert "PlainText" not in run.text


def test_an_unknown_key_of_the_stack_is_refused(new_stack: StackMaker, tmp_path: Path) -> None:
    decisions = {**configuration(tmp_path / "out"), "aplication": {}}
    error = refused(new_stack(decisions).preview())
    assert "tracardi:aplication" in error
    assert "application" in error


def test_the_same_findings_stop_an_up(new_stack: StackMaker, tmp_path: Path) -> None:
    decisions = {"kubernetes": {"renderTo": str(tmp_path / "out")}, "application": {}}
    run = new_stack(decisions).command("up", "--yes", "--skip-preview")
    assert "tracardi:application.adminEmail" in refused(run)
    assert not (tmp_path / "out").exists()
