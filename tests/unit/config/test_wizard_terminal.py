"""The wizard as a person meets it: in a pseudo-terminal, key by key."""

import json
from pathlib import Path

import pytest
from yamllint import linter
from yamllint.config import YamlLintConfig

from config.__main__ import main
from config.questions import QUESTIONS
from config.wizard.given import variable
from config.wizard.prompts import PROMPTS
from config.wizard.sofar import MISSING, SoFar
from config.wizard.values import as_text
from tests.unit.config.stacks import PROJECT
from tests.unit.config.wizard import ANSWERS, DOWN, ENTER, INTERRUPT, UP, Terminal

pytestmark = pytest.mark.unit


def defaults() -> dict[str, str]:
    """The variables that answer every prompt that has a default, so that a session is short."""
    so_far = SoFar({"kubernetes.context": "staging", "application.adminEmail": "ops@example.com"})
    answers = {
        prompt.path: so_far.value(prompt.path)
        for prompt in PROMPTS
        if prompt.is_asked(so_far) and not prompt.branches
    }
    return {
        variable(path): as_text(value)
        for path, value in {**answers, **so_far.answers}.items()
        if value not in (None, MISSING, [])
    }


def by_answers(tmp_path: Path, answers: str) -> str:
    """The file that a file of answers gives."""
    folder = tmp_path / "by-answers"
    folder.mkdir()
    (folder / "answers.yaml").write_text(answers)
    assert main(["wizard", "live", "--answers", str(folder / "answers.yaml")], folder) == 0
    return (folder / "Pulumi.live.yaml").read_text()


def test_all_questions_are_asked_and_the_file_is_the_one_of_the_same_answers(
    tmp_path: Path,
) -> None:
    project = tmp_path / "by-hand"
    project.mkdir()
    terminal = Terminal(project, "live")
    asked = terminal.answer(
        {
            # The last line of a list leads back, and so does a < in a text.
            "deployment.tier": [UP + ENTER, ENTER],
            "kubernetes.context": ["staging" + ENTER],
        },
        until="dependencies.elasticsearch.memory",
    )
    terminal.send("8")
    assert terminal.wait_for(lambda text: "has no unit, so Kubernetes would read it as" in text)
    terminal.send(ENTER + "Gi" + ENTER)  # the first one is of no use: the text is still wrong
    asked += terminal.answer(
        {
            "dependencies.elasticsearch.shards": ["<" + ENTER, ENTER],
            "dependencies.elasticsearch.storage.storageClass": ["fast" + ENTER],
            "dependencies.mysql.storage.storageClass": ["-" + ENTER],
            "application.adminEmail": ["ops@example.com" + ENTER],
            "application.loggingLevel": [UP + ENTER],
        }
    )

    assert terminal.exit_code() == 0
    assert all(f"{question.id} {question.title}" in terminal.text for question in QUESTIONS)
    for path, before in (
        ("deployment.tier", "deployment.platform"),
        ("dependencies.elasticsearch.shards", "dependencies.elasticsearch.memory"),
    ):
        at = asked.index(path)
        assert asked[at : at + 3] == [path, before, path]
    written = (project / "Pulumi.live.yaml").read_text()
    assert written == by_answers(tmp_path, ANSWERS)
    assert main(["check", "live", "--strict"], project) == 0
    assert list(project.iterdir()) == [project / "Pulumi.live.yaml"]
    config = YamlLintConfig(file=str(PROJECT / ".yamllint.yaml"))
    assert list(linter.run(written, config)) == []


def test_an_interrupt_keeps_the_answers_and_the_next_session_goes_on(tmp_path: Path) -> None:
    environment = defaults()
    for path in ("deployment.platform", "deployment.tier", "deployment.version"):
        del environment[variable(path)]
    first = Terminal(tmp_path, "acme/tracardi/live", environment=environment)
    first.answer({"deployment.tier": [DOWN + ENTER]}, until="deployment.version")
    first.send(INTERRUPT)

    assert first.exit_code() == 130
    assert "make wizard STACK=acme/tracardi/live" in first.text
    saved = tmp_path / ".tracardi-wizard-live.json"
    assert saved.name in first.text
    assert list(tmp_path.iterdir()) == [saved]
    assert saved.stat().st_mode & 0o077 == 0
    assert json.loads(saved.read_text())["answers"]["deployment.tier"] == "production"

    second = Terminal(tmp_path, "live", environment=environment)
    assert second.prompt() == "An earlier session was not finished"
    second.send(ENTER)
    assert second.prompt() == "deployment.version"
    second.send("<" + ENTER)
    assert second.prompt() == "deployment.tier"
    assert second.wait_for(lambda text: "» production" in text)
    second.send(UP + ENTER)
    second.answer({})

    assert second.exit_code() == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "Pulumi.live.yaml"]
    assert "tier: dev" in (tmp_path / "Pulumi.live.yaml").read_text()


def test_what_this_version_does_not_install_is_shown_and_cannot_be_chosen(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "live")

    assert terminal.prompt() == "deployment.edition"
    assert terminal.wait_for(lambda text: "- commercial (is not installed by this version)" in text)
    terminal.send(DOWN + ENTER)  # over the commercial edition, and round
    assert terminal.prompt() == "licensing.use"
    terminal.send(INTERRUPT)
    assert terminal.exit_code() == 130
    assert '"deployment.edition": null' in (tmp_path / ".tracardi-wizard-live.json").read_text()


def test_a_secret_is_typed_unseen_and_a_stop_leaves_the_command_that_sets_it(
    tmp_path: Path,
) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(ANSWERS)
    words = ("--answers", str(answers), "--secret", "adminPassword", "--set-secrets")
    terminal = Terminal(tmp_path, "live", *words)
    assert terminal.prompt() == "adminPassword"
    terminal.send("hunter2")
    assert terminal.wait_for(lambda text: "has fewer than 16 characters" in text)
    terminal.send(INTERRUPT)

    assert terminal.exit_code() == 0
    assert "hunter2" not in terminal.text
    assert "pulumi config set --secret tracardi:adminPassword --stack live" in terminal.text
    assert "adminPassword" not in (tmp_path / "Pulumi.live.yaml").read_text()
