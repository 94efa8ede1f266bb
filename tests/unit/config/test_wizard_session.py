"""A session from its beginning, with what lies there already, to the file and the last words."""

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.__main__ import main
from config.wizard.given import VARIABLE_PREFIX
from config.wizard.progress import Progress, load, progress_file, save
from config.wizard.run import _ask
from tests.unit.config.wizard import ANSWERS, Script

pytestmark = pytest.mark.unit

CHANGE = "Its comments are written anew, too"
EXISTS = "Pulumi.live.yaml has decisions already"
SAVED = "An earlier session was not finished"
MORE = "\napplication.caches: {sourceSeconds: 5}\n"


@pytest.fixture(autouse=True)
def no_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answers of whoever runs the tests."""
    for name in os.environ:
        if name.startswith(VARIABLE_PREFIX):
            monkeypatch.delenv(name)


class Session:
    """A project with a file for the stack `live`, and sessions about it."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capture = capture
        self.file = folder / "Pulumi.live.yaml"
        self.saved = progress_file("live", folder)
        answers = folder / "answers.yaml"
        answers.write_text(ANSWERS + MORE)
        assert main(["wizard", "live", "--answers", str(answers)], folder) == 0
        answers.unlink()

    def run(self, script: Script, *secrets: str, overwrite: bool = False) -> int:
        options = argparse.Namespace(
            answers=None, secret=list(secrets), set_secrets=False, overwrite=overwrite
        )
        return _ask("live", options, self.folder, script)

    def config(self) -> Mapping[str, Any]:
        content: Mapping[str, Any] = yaml.safe_load(self.file.read_text())["config"]
        return content


@pytest.fixture
def session(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Session:
    return Session(tmp_path, capsys)


def test_what_is_in_the_file_is_proposed_and_the_rest_of_it_kept(session: Session) -> None:
    before = session.file.read_bytes()
    script = Script()

    assert session.run(script) == 0
    assert script.asked[0] == EXISTS
    assert CHANGE not in script.asked, "there is nothing to confirm"
    assert session.file.read_bytes() == before
    (context,) = [option for option in script.offered["kubernetes"] if option.value == "context"]
    assert context.title == "context (your answer)"


def test_a_change_is_shown_and_confirmed(session: Session) -> None:
    assert session.run(Script(application__loggingLevel=["error"])) == 0
    assert session.config()["tracardi:application"]["loggingLevel"] == "error"
    assert session.config()["tracardi:application"]["caches"] == {"sourceSeconds": 5}


def test_a_change_that_is_not_confirmed_changes_nothing(session: Session) -> None:
    before = session.file.read_bytes()
    stop = "stop here, and keep the answers for later"
    script = Script(**{"application.loggingLevel": ["error"], CHANGE: [stop]})

    assert session.run(script) == 130
    assert session.file.read_bytes() == before
    assert "- tracardi:application.loggingLevel: info becomes error" in script.said
    assert load(session.saved) is not None


def test_a_file_is_replaced_by_a_session_that_begins_with_nothing(session: Session) -> None:
    script = Script(
        **{
            EXISTS: ["replace it: begin with nothing"],
            "kubernetes": ["renderTo"],
            "application.adminEmail": ["team@example.com"],
        }
    )
    assert session.run(script, overwrite=True) == 0
    assert session.config()["tracardi:kubernetes"]["renderTo"] == "rendered/live"
    assert "caches" not in session.config()["tracardi:application"]
    assert CHANGE not in script.asked


@pytest.mark.parametrize(
    ("how", "asked"),
    [
        ("go on where it stopped", False),
        ("begin again, with these answers as proposals", True),
    ],
)
def test_an_earlier_session_goes_on(how: str, asked: bool, session: Session) -> None:
    save(
        session.saved,
        Progress(
            {"deployment.version": "1.1.0"},
            {"kubernetes?": "context", "kubernetes.context": "live"},
            {"application.caches.profileSeconds": 7},
        ),
    )
    script = Script(**{SAVED: [how], "application.adminEmail": ["team@example.com"]})

    assert session.run(script) == 0
    assert ("deployment.version" in script.asked) is asked
    assert session.config()["tracardi:deployment"]["version"] == "1.1.0"
    assert session.config()["tracardi:kubernetes"]["context"] == "live"
    assert session.config()["tracardi:application"]["caches"] == {"profileSeconds": 7}
    assert not session.saved.exists()


def test_an_earlier_session_is_forgotten(session: Session) -> None:
    save(session.saved, Progress({"deployment.version": "1.1.0"}))
    script = Script(
        **{
            SAVED: ["begin again with nothing"],
            "kubernetes.context": ["live"],
            "application.adminEmail": ["team@example.com"],
        }
    )
    assert session.run(script) == 0
    assert session.config()["tracardi:deployment"]["version"] == "1.0.0"


def test_secrets_of_ones_own_are_offered_and_told(session: Session) -> None:
    script = Script(**{"Secrets of your own": [["adminPassword"]]})

    assert session.run(script) == 0
    printed = session.capture.readouterr().out
    assert "pulumi config set --secret tracardi:adminPassword --stack live\n" in printed
    assert "mysqlPassword" not in [option.value for option in script.offered["Secrets of your own"]]


def test_an_interrupt_leaves_file_and_answers(session: Session) -> None:
    before = session.file.read_bytes()
    script = Script(deployment__version=[KeyboardInterrupt()], deployment__tier=["production"])

    assert session.run(script) == 130
    assert session.file.read_bytes() == before
    saved = json.loads(session.saved.read_text())
    assert saved["answers"]["deployment.tier"] == "production"
    assert saved["kept"] == {"application.caches.sourceSeconds": 5}
    assert script.said[-1] == "To go on: make wizard STACK=live"


def test_answers_of_the_environment_are_not_asked_for_and_must_be_right(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACARDI_WIZARD_DEPLOYMENT_TIER", "produktion")
    assert session.run(Script()) == 2
    assert "write production" in session.capture.readouterr().out

    monkeypatch.setenv("TRACARDI_WIZARD_DEPLOYMENT_TIER", "dev")
    script = Script()
    assert session.run(script) == 0
    assert "deployment.tier" not in script.asked
    assert "Answered by the environment: deployment.tier." in script.said


def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "Pulumi.live.yaml")

    (tmp_path / "answers.yaml").write_text(ANSWERS)
    monkeypatch.setattr("config.wizard.finish.replace_file", fail)
    assert main(["wizard", "live", "--answers", str(tmp_path / "answers.yaml")], tmp_path) == 2
    assert "Pulumi.live.yaml cannot be written: No space left" in capsys.readouterr().out
