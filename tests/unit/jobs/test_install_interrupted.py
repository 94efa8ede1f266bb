"""The installation killed or ended at many moments: the next run completes it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from . import fake_mysql
from .fake_elasticsearch import FakeElasticsearch
from .running import Job, wait_until

pytestmark = pytest.mark.unit


def test_killed_at_several_moments_the_last_run_converges(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    def tables() -> int:
        return len(fake_mysql.read(installation.database)["tables"])

    # After how many steps the installation stands still, and what shows that it has come so far.
    moments: list[tuple[int, Callable[[], bool]]] = [
        (0, lambda: bool(installation.processes.read_text())),
        (2, lambda: tables() == 2),
        (3 + 5, lambda: len(elasticsearch.templates) == 3),
        (11, lambda: len(elasticsearch.indices) == 8),
        (100, lambda: len(elasticsearch.indices) == 12),
    ]
    reached = []
    for steps, moment in moments:
        installation.environment["FAKE_STEPS"] = str(steps)
        process = installation.start("install.py")
        try:
            wait_until(moment)
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # script and child at once, as a container ends
            installation.finish(process)
        reached.append((tables(), len(elasticsearch.templates), len(elasticsearch.indices)))
    # Some of the kills fell into the work: they left a part of it behind.
    assert reached[1] == (2, 0, 0)
    assert reached[2] == (5, 3, 2)
    assert reached[3] == (5, 8, 8)
    installation.environment["FAKE_STEPS"] = "100"
    result = installation.run("install.py")
    assert result.code == 0, result.output
    assert len(elasticsearch.templates) == len(elasticsearch.indices) == 12


@pytest.mark.parametrize(
    ("said", "steps"),
    [("started the API's server", "100"), ("installing (attempt", "3"), ("proves nothing", "100")],
)
def test_sigterm_ends_the_child_and_says_so(installation: Job, said: str, steps: str) -> None:
    installation.faults = ["lock-up"]  # keeps the last of the three from being over too soon
    installation.environment |= {"FAKE_STEPS": steps, "API_REQUEST_SECONDS": "5"}
    process = installation.start("install.py")
    assert process.stdout is not None
    seen = ""
    while said not in seen:
        line = process.stdout.readline()
        assert line, seen
        seen += line
    process.send_signal(signal.SIGTERM)
    result = installation.finish(process, timeout=10)
    assert result.code == 143
    assert "safe to run this Job again" in result.last
    assert installation.running() == []


def test_sigterm_while_it_waits_for_the_stores(installation: Job) -> None:
    fake_mysql.change(installation.database, trouble="refused")
    process = installation.start("install.py")
    assert process.stdout is not None
    assert "elasticsearch is ready" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert installation.finish(process, timeout=10).code == 143


def test_sigterm_while_the_child_is_being_ended(installation: Job) -> None:
    installation.faults = ["ignores-sigterm"]
    installation.environment["API_STOP_SECONDS"] = "1"
    process = installation.start("install.py")
    assert process.stdout is not None
    while "api: INFO: not yet" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert installation.finish(process, timeout=10).code == 143
    assert installation.running() == []
