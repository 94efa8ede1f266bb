"""`python -m config sheet`: what it prints and writes, and how it ends."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.__main__ import main
from config.questions import QUESTIONS
from tests.unit.config.stacks import PROJECT

pytestmark = pytest.mark.unit

SMALLEST = """
config:
  tracardi:kubernetes: {renderTo: rendered/test}
  tracardi:application: {adminEmail: ops@example.com}
"""
SHARDS = SMALLEST + "  tracardi:dependencies: {elasticsearch: {shards: 1}}\n"
WARNING = SHARDS.replace("ops@example.com", "ops@example.com, partitioning: {log: day}")
WRONG = SMALLEST + "  tracardi:bakcup: {}\n"
UNKNOWN = SMALLEST.replace("ops@example.com", "nobody")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder of a project in a git repository, with a file that was committed twice."""
    folder = tmp_path / "repository" / "project"
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "README").write_text("empty")
    commit(folder, "before")
    (folder / "Pulumi.live.yaml").write_text(SMALLEST)
    commit(folder, "smallest")
    (folder / "Pulumi.live.yaml").write_text("config: [")
    commit(folder, "broken")
    (folder / "Pulumi.live.yaml").write_text(SHARDS)
    commit(folder, "shards")
    return folder


def git(folder: Path, *arguments: str) -> None:
    # Neither the settings of this machine nor the repository around this one matter.
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    person = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
    subprocess.run(["git", *person, *arguments], cwd=folder, env=environment | nothing, check=True)


def commit(folder: Path, tag: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", tag)
    git(folder, "tag", tag)


@pytest.mark.parametrize(
    ("text", "code"),
    [(SMALLEST, 0), (WARNING, 0), (WRONG, 2), (UNKNOWN, 2), ("- a", 2), ("config: [", 2), ("", 2)],
)
def test_how_it_ends(
    text: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.live.yaml").write_text(text)

    assert main(["sheet", "acme/tracardi/live"], tmp_path) == code
    printed = capsys.readouterr()
    assert printed.out.startswith("# Decision sheet: `acme/tracardi/live`\n")
    assert printed.out.endswith("\n")
    assert not printed.out.endswith("\n\n")
    assert all(f"{question.id} {question.title}" in printed.out for question in QUESTIONS)
    assert printed.err == ""


def test_a_stack_with_errors_is_shown_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.live.yaml").write_text(WRONG)
    main(["sheet", "live"], tmp_path)
    printed = capsys.readouterr().out

    assert "- `tracardi:bakcup`: is no key of this configuration; did you mean" in printed
    assert "| `application.adminEmail` | `ops@example.com` | given |" in printed


def test_a_file_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sheet", "live"], tmp_path) == 2
    assert "- `Pulumi.live.yaml`: does not exist; " in capsys.readouterr().out
    assert main(["sheet", "live", "--file", str(tmp_path), "--against", "HEAD"], tmp_path) == 2
    assert "cannot be read" in capsys.readouterr().out


def test_what_lies_in_a_group_with_something_encrypted_is_not_guessed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = SMALLEST + "  tracardi:exposure: {guiUrl: {secure: abc}}\n"
    (tmp_path / "Pulumi.live.yaml").write_text(hidden)

    assert main(["sheet", "live"], tmp_path) == 2
    printed = capsys.readouterr().out
    assert "contains an encrypted value" in printed
    assert "exposure.guiUrl" not in printed


def test_against_a_revision(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sheet", "live", "--against", "smallest"], project) == 0
    printed = capsys.readouterr().out

    assert "## What changed since `smallest`" in printed
    assert (
        "| `dependencies.elasticsearch.shards` | `3` | `1` | default to given | **never** |"
        in printed
    )
    file = project / "Pulumi.live.yaml"
    assert main(["sheet", "x", "--file", str(file), "--against", "main~2"], PROJECT) == 0
    assert "| `3` | `1` | default to given |" in capsys.readouterr().out
    file.write_text(SMALLEST)
    assert main(["sheet", "live", "--against", "smallest"], project) == 0
    assert "No decision changed." in capsys.readouterr().out


def test_against_a_revision_without_the_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sheet", "live", "--against", "before"], project) == 0
    assert "has no such file, so that every decision is new" in capsys.readouterr().out


def test_against_a_revision_in_which_the_file_is_broken(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sheet", "live", "--against", "broken"], project) == 0
    printed = capsys.readouterr().out
    assert "cannot be read as decisions (`Pulumi.live.yaml`: is not YAML" in printed


@pytest.mark.parametrize(
    "revision", ["nothing", "-p", "", "main:README", "--output=x", "a b", "@{9"]
)
def test_no_such_revision(project: Path, revision: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sheet", "live", f"--against={revision}"], project) == 2
    printed = capsys.readouterr().out

    assert "- `--against` = " in printed
    assert "revision" in printed
    assert "| `dependencies.elasticsearch.shards` | `1` | given |" in printed
    assert not (project / "x").exists()


def test_the_repository_is_the_one_around_the_file_even_in_a_hook(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", ".git/modules/other")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")

    assert main(["sheet", "live", "--against", "smallest"], project) == 0
    assert main(["sheet", "live", "--against", "nothing"], project) == 2
    assert "is no revision of this repository" in capsys.readouterr().out


def test_no_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Pulumi.live.yaml").write_text(SMALLEST)

    assert main(["sheet", "live", "--against", "main"], tmp_path) == 2
    assert "the file lies in no git repository" in capsys.readouterr().out


def test_no_git(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project))

    assert main(["sheet", "live", "--against", "main"], project) == 2
    assert "there is no git on PATH" in capsys.readouterr().out


def test_a_secret_that_was_encrypted_anew_is_told_by_name(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "Pulumi.live.yaml"
    file.write_text(SMALLEST + "  tracardi:adminPassword: {secure: v1:first}\n")
    commit(project, "first")
    file.write_text(SMALLEST + "  tracardi:adminPassword: {secure: v1:second}\n")
    main(["sheet", "live", "--against", "first"], project)
    printed = capsys.readouterr().out

    assert "- `adminPassword`: encrypted anew, perhaps with another value" in printed
    assert "v1:" not in printed


def test_the_page_is_written_whole_and_the_findings_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.live.yaml").write_text(SMALLEST)
    page = tmp_path / "sheet.html"
    page.write_text("old")

    assert main(["sheet", "live", "--html", str(page)], tmp_path) == 0
    assert capsys.readouterr().out == f"no findings\nwritten to {page}\n"
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert page.read_text("utf-8").endswith("</html>\n")
    (tmp_path / "Pulumi.live.yaml").write_text(WRONG)
    assert main(["sheet", "live", "--html", str(page)], tmp_path) == 2
    assert capsys.readouterr().out.startswith("error: tracardi:bakcup: ")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Pulumi.live.yaml", "sheet.html"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none/sheet.html", "there is no folder "),
        (".", "it is there and no file"),
        ("Pulumi.live.yaml/sheet.html", "there is no folder "),
        ("a\0b", "it is no path of a file"),
        ("x" * 300, "File name too long"),
    ],
)
def test_a_page_that_cannot_be_written(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.live.yaml").write_text(SMALLEST)

    assert main(["sheet", "live", "--html", f"{tmp_path}/{name}"], tmp_path) == 2
    printed = capsys.readouterr().out
    assert f": cannot be written: {said}" in printed
    assert "\nwritten to" not in printed
    assert [each.name for each in tmp_path.iterdir()] == ["Pulumi.live.yaml"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200) | st.dictionaries(st.text(), VALUES, max_size=4).map(repr))
def test_nothing_in_a_file_breaks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | str
) -> None:
    text = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    for lines in (text, b"config:\n  tracardi:application: " + text):
        (tmp_path / "Pulumi.live.yaml").write_bytes(lines)

        assert main(["sheet", "live"], tmp_path) in (0, 2)
        assert capsys.readouterr().out.startswith("# Decision sheet: `live`\n")


def test_check_loads_neither_plotly_nor_the_sheet() -> None:
    program = """
        import sys
        from config.__main__ import main
        main(["check", "dev"])
        print([name for name in sys.modules if name.startswith(("plotly", "config.sheet"))])
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.splitlines()[-1] == "[]"
