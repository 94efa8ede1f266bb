"""The stack `dev` as a newcomer meets it: `make up` in a fresh checkout."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.rendered import manifests, secret_data
from tests.stack import PROJECT
from tools.engine import Engine

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("engine")]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The tracked files in a folder of their own, with the packages of this checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (PROJECT / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def make_up(checkout: Path) -> str:
    """What `make up` runs once the packages are there, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.stack", "up", "--stack", "dev", "--checkout", checkout],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_first_up_renders_and_the_second_changes_nothing(
    checkout: Path, engine: Engine
) -> None:
    first = make_up(checkout)
    assert engine.why in first
    for line in ('adminEmail   : "admin@example.com"', "adminPassword: [secret]", "rendered"):
        assert line in first
    folder = checkout / "rendered" / "dev"
    before = manifests(folder)
    assert len(before) > 35
    stacks = {file.name for file in checkout.glob("Pulumi.*.yaml")}
    assert stacks == {"Pulumi.dev.yaml", "Pulumi.production.yaml"}, "as they are tracked"
    # They are written in place: a killed engine would leave one empty, and no command could go on.
    assert not list((checkout / ".pulumi-state").rglob("*.attrs"))
    assert (checkout / "Pulumi.dev.yaml").read_text() == (PROJECT / "Pulumi.dev.yaml").read_text()
    assert "unchanged" in make_up(checkout)
    assert manifests(folder) == before


def test_a_deleted_folder_is_rendered_anew_with_the_same_secrets(checkout: Path) -> None:
    make_up(checkout)
    folder = checkout / "rendered" / "dev"
    before = manifests(folder)
    shutil.rmtree(folder)
    assert "is gone; everything is rendered anew" in make_up(checkout)
    assert manifests(folder) == before
    assert len(secret_data(before, "tracardi")["admin-password"]) == 32
