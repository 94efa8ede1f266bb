"""What holds for every script: where it runs, with what, and how it is mounted."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .fake_elasticsearch import FakeElasticsearch
from .running import SCRIPTS, Job

pytestmark = pytest.mark.unit

FILES = sorted(SCRIPTS.glob("*.py"))
MAIN = ["preflight.py", "install.py", "verify.py"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_needs_only_python_3_10_and_what_the_image_holds(file: Path) -> None:
    tree = ast.parse(file.read_text(), feature_version=(3, 10))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(str(node.module).partition(".")[0])
    beside = {other.stem for other in FILES}
    assert names <= sys.stdlib_module_names | beside | {"pymysql"}


def test_no_file_hides_a_module_of_the_standard_library_or_of_the_image() -> None:
    names = {file.stem for file in FILES}
    assert not names & sys.stdlib_module_names
    assert not names & {"elasticsearch", "redis", "pymysql", "tracardi", "uvicorn", "app"}


@pytest.mark.parametrize("script", MAIN)
def test_a_script_names_all_that_it_misses(script: str, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, str(SCRIPTS / script)],
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == ""
    assert "FAILED: environment variables missing or empty:" in result.stdout
    assert "WAIT_SECONDS" in result.stdout
    assert result.stdout.count("\n") == 1


def test_the_scripts_run_from_a_mounted_config_map(
    installation: Job, elasticsearch: FakeElasticsearch
) -> None:
    """Kubernetes shows files of a ConfigMap as links into a hidden folder, reached by a link."""
    mount = installation.folder / "jobs"
    hidden = mount / "..2026_11_22_13_39_00.1"
    hidden.mkdir(parents=True)
    (mount / "..data").symlink_to(hidden.name)
    for file in FILES:
        shutil.copy(file, hidden)
        (mount / file.name).symlink_to(Path("..data") / file.name)
    installation.scripts = mount
    result = installation.run_process("install.py")
    assert result.code == 0, result.output
    assert len(elasticsearch.indices) == 12
