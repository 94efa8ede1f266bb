"""Settings, masking, waiting and ending: what every script shares."""

from __future__ import annotations

import json
import time
import urllib.parse

import pytest

from components.jobs import common

from .running import Job

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", ["DB_PASSWORD", "API_TOKEN", "SOME_KEY", "LICENSE"])
def test_secrets_are_masked_in_every_spelling(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    value = 'se"cret/with ümlaut'
    monkeypatch.setenv(name, value)
    for spelling in (value, urllib.parse.quote(value, safe=""), json.dumps(value), repr(value)):
        assert "cret" not in common.redact(f"before {spelling} after")
    assert common.redact("before after") == "before after"


def test_the_longer_of_two_secrets_is_masked_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_PASSWORD", "alpha")
    monkeypatch.setenv("B_PASSWORD", "alphabeta")
    assert common.redact("alphabeta") == "***"


def test_trivial_values_and_other_variables_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USE_KEY", "no")
    monkeypatch.setenv("MYSQL_HOST", "mysql.example.com")
    assert common.redact("no mysql.example.com") == "no mysql.example.com"


def test_a_log_entry_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    common.log("first\nsecond\r\n  third")
    assert capsys.readouterr().out.endswith("s] first second third\n")


def test_missing_variables_are_named_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIVEN", "x")
    monkeypatch.setenv("EMPTY", "")
    with pytest.raises(common.JobFailed, match="missing or empty: ABSENT, EMPTY"):
        common.required("GIVEN", "ABSENT", "EMPTY")


@pytest.mark.parametrize(
    ("value", "expected"), [("yes", True), ("On", True), ("TRUE", True), ("no", False)]
)
def test_switches(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("SWITCH", value)
    assert common.switch("SWITCH", default=not expected) is expected


def test_a_switch_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", "1")
    with pytest.raises(common.JobFailed, match="SWITCH=1: write yes or no"):
        common.switch("SWITCH", default=False)


def test_a_deadline_cuts_sleep_short() -> None:
    deadline = common.Deadline(0.05)
    begun = time.monotonic()
    deadline.sleep(5)
    assert time.monotonic() - begun < 1
    assert deadline.passed


def test_an_unexpected_error_shows_no_secret_and_ends_with_1(job: Job) -> None:
    script = job.folder / "script.py"
    script.write_text(
        "import os, sys, threading\n"
        f"sys.path.insert(0, {str(job.scripts)!r})\n"
        "import common\n"
        "def fail(): raise ValueError(os.environ['MYSQL_PASSWORD'])\n"
        "def main():\n"
        "    thread = threading.Thread(target=fail); thread.start(); thread.join()\n"
        "    fail()\n"
        "common.run(main)\n"
    )
    result = job.run_process(str(script))
    assert result.code == 1
    assert result.output.count("ValueError: ***") == 2
    assert "an error that this script does not know" in result.last
