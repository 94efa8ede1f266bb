"""What the wizard writes, by file and by hand, is what the real engine takes."""

from pathlib import Path

import pytest
import yaml

from config.__main__ import main
from config.wizard.given import VARIABLE_PREFIX
from tests.conftest import StackMaker
from tests.stack import NAME
from tests.unit.config.wizard import DOWN, ENTER, Terminal

pytestmark = pytest.mark.engine

PASSWORD = "SecretOfTheAdministrator1"


def test_a_file_from_answers_passes_the_preview(new_stack: StackMaker, tmp_path: Path) -> None:
    stack = new_stack({})
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        f"kubernetes: {{renderTo: {tmp_path / 'out'}}}\n"
        "application: {adminEmail: ops@example.com}\n"
        "dependencies.elasticsearch: {shards: 2, memory: 2Gi}\n"
    )
    assert main(["wizard", NAME, "--answers", str(answers)], stack.folder) == 0
    assert main(["check", NAME, "--strict"], stack.folder) == 0

    run = stack.preview()
    assert run.exit_code == 0, run.text
    assert run.errors == []
    assert any(name.startswith("StatefulSet ") for name in run.names)


def test_a_file_from_the_terminal_with_a_secret_passes_the_preview(
    new_stack: StackMaker, tmp_path: Path
) -> None:
    stack = new_stack({})
    environment = {
        **stack.environment,
        f"{VARIABLE_PREFIX}KUBERNETES_RENDER_TO": str(tmp_path / "out"),
    }
    words = (NAME, "--secret", "adminPassword", "--set-secrets")
    terminal = Terminal(stack.folder, *words, environment=environment)
    terminal.answer(
        {
            "workload.preset": [DOWN + ENTER],
            "application.adminEmail": ["ops@example.com" + ENTER],
            "adminPassword": [PASSWORD + ENTER],
        }
    )
    assert terminal.exit_code() == 0, terminal.text
    assert PASSWORD not in terminal.text

    text = stack.configuration_file.read_text()
    assert text.startswith("# yaml-language-server:"), "Pulumi has kept the comments"
    assert "preset: small" in text
    assert list(yaml.safe_load(text)["config"]["tracardi:adminPassword"]) == ["secure"]
    assert main(["check", NAME, "--strict"], stack.folder) == 0

    run = stack.preview()
    assert run.exit_code == 0, run.text
    assert run.errors == []
    assert PASSWORD not in run.text
