"""On a machine without Pulumi, Go and release archives, `make up` says at once what is missing."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.engine.layout import CHECKOUT

pytestmark = pytest.mark.engine

# What the Makefile needs; neither `pulumi` nor `go` is among them.
NEEDED = ("sh", "make", "find", "sed", "tr", "cksum", "env")


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that has next to nothing and reaches no release host."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found is not None, f"{name} is not installed"
        (folder / name).symlink_to(found)
    python = folder / "python3"
    python.write_text(f'#!/bin/sh\nexec {Path(sys.executable).resolve()} "$@"\n')
    python.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "PATH": str(folder),
        "HOME": str(tmp_path / "home"),
        "TRACARDI_ENGINE_RELEASES": f"http://127.0.0.1:{port}",
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh copy of the project, without anything that was made."""
    copy = tmp_path / "checkout"
    shutil.copytree(
        CHECKOUT, copy, ignore=shutil.ignore_patterns(".*", "rendered", "__pycache__", "tests")
    )
    return copy


@pytest.mark.parametrize("command", ["up", "preview", "engine"])
def test_one_message_within_seconds(
    checkout: Path, bare_machine: dict[str, str], command: str
) -> None:
    started = time.monotonic()
    answer = subprocess.run(
        ["make", command],
        cwd=checkout,
        env=bare_machine,
        capture_output=True,
        text=True,
        check=False,
    )
    assert time.monotonic() - started < 10
    assert answer.returncode != 0
    message = answer.stderr
    assert message.count("There is no Pulumi engine") == 1
    assert "no `pulumi` on PATH" in message
    assert "no `go` on PATH" in message
    assert f"{bare_machine['TRACARDI_ENGINE_RELEASES']}/sdk/" in message
    assert "Install the Pulumi CLI 3.208 or later" in message
    assert "or Go 1." in message
    assert "Traceback" not in message
    assert "Installing" not in answer.stdout  # nothing was downloaded for nothing
    assert not (checkout / ".venv").exists()


def test_the_engine_tool_says_the_same(bare_machine: dict[str, str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "tools.engine"],
        cwd=CHECKOUT,
        env={**bare_machine, "LANG": os.environ.get("LANG", "C")},
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    )
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith("There is no Pulumi engine to run the program with:\n")
    assert "Traceback" not in answer.stderr
