import json
import stat
from pathlib import Path

import pytest

from tools import stack as tool
from tools.stack_files import Refused, Stack

pytestmark = pytest.mark.unit

CONFIG = Path("/state/Pulumi.dev.yaml")


def arguments(
    command: str, name: str = "dev", extra: str = "", config: Path | None = None, live: bool = False
) -> str:
    return " ".join(tool.pulumi_arguments(command, name, config, extra.split(), live=live))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("up", "up --stack dev --config-file /state/Pulumi.dev.yaml --yes"),
        ("preview", "preview --stack dev --config-file /state/Pulumi.dev.yaml"),
        ("refresh", "refresh --stack dev --config-file /state/Pulumi.dev.yaml"),
        (
            "destroy",
            "destroy --stack dev --config-file /state/Pulumi.dev.yaml --exclude-protected",
        ),
        ("outputs", "stack output --stack dev"),
        ("cancel", "cancel --stack dev --yes"),
        ("unprotect", "state unprotect --all --stack dev"),
    ],
)
def test_the_commands_for_dev(command: str, expected: str) -> None:
    assert arguments(command, config=CONFIG) == expected


@pytest.mark.parametrize(
    ("command", "extra", "expected"),
    [
        ("up", "", "up --stack prod"),
        ("up", "--yes --diff", "up --stack prod --yes --diff"),
        ("destroy", "--yes", "destroy --stack prod --exclude-protected --yes"),
        ("destroy", "--target urn:x", "destroy --stack prod --target urn:x"),
        ("destroy", "--remove", "destroy --stack prod --remove"),
        ("outputs", "--show-secrets", "stack output --stack prod --show-secrets"),
        ("cancel", "", "cancel --stack prod"),
    ],
)
def test_other_stacks_and_arguments_of_the_user(command: str, extra: str, expected: str) -> None:
    assert arguments(command, "prod", extra) == expected


@pytest.mark.parametrize("command", ["up", "preview"])
def test_the_cluster_is_looked_at_first(command: str) -> None:
    assert arguments(command, "prod", live=True) == f"{command} --stack prod --refresh"
    for own in ("--refresh=false", "--refresh", "-r"):
        assert arguments(command, "prod", own, live=True) == f"{command} --stack prod {own}"


def test_a_config_file_of_the_user_wins() -> None:
    assert arguments("preview", extra="--config-file=mine.yaml", config=CONFIG) == (
        "preview --stack dev --config-file=mine.yaml"
    )


@pytest.mark.parametrize("command", ["up", "refresh", "destroy", "cancel", "unprotect"])
@pytest.mark.parametrize(("environment", "terminal"), [({}, False), ({"CI": "true"}, True)])
def test_nobody_is_asked_where_nobody_can_answer(
    command: str, environment: dict[str, str], terminal: bool
) -> None:
    with pytest.raises(Refused, match="ARGS=--yes"):
        tool.require_confirmation(command, [command], environment, terminal)
    tool.require_confirmation(command, [command, "--yes"], environment, terminal)
    skip = {**environment, "PULUMI_SKIP_CONFIRMATIONS": "true"}
    tool.require_confirmation(command, [command], skip, terminal)


def test_a_terminal_is_asked_and_reading_needs_no_confirmation() -> None:
    tool.require_confirmation("up", ["up"], {}, terminal=True)
    for command in ("preview", "outputs", "env"):
        tool.require_confirmation(command, [command], {"CI": "1"}, terminal=False)


def test_what_is_for_pulumi_stands_behind_two_dashes() -> None:
    assert tool._split(["up", "--stack", "dev", "--", "--yes", "--", "x"]) == (
        ["up", "--stack", "dev"],
        ["--yes", "--", "x"],
    )
    assert tool._split(["up"]) == (["up"], [])


def test_protected_resources_are_named() -> None:
    urn = "urn:pulumi:dev::tracardi::tracardi:Secrets$random:index/randomPassword:RandomPassword"
    exported = {
        "deployment": {
            "resources": [
                {"urn": f"{urn}::redis-password", "protect": True},
                {"urn": f"{urn}::other"},
            ]
        }
    }
    assert tool.protected_names(json.dumps(exported)) == [
        "  random:index/randomPassword:RandomPassword redis-password"
    ]
    assert tool.protected_names('{"version": 3, "deployment": {}}') == []


def lock(stack: Stack, content: str) -> None:
    folder = stack.state / ".pulumi" / "locks" / "organization" / "tracardi" / stack.name
    folder.mkdir(parents=True)
    (folder / "one.json").write_text(content)


@pytest.fixture
def dev(tmp_path: Path) -> Stack:
    (tmp_path / "Pulumi.yaml").write_text("name: tracardi\nruntime: python\n")
    return Stack("dev", tmp_path)


def test_without_a_lock_there_is_nothing_to_say(dev: Stack) -> None:
    assert tool.lock_advice(dev) is None


@pytest.mark.parametrize("content", ['{"pid": 0}', '{"pid": 999999999}', "{", "[]"])
def test_a_stale_lock_is_to_be_cancelled(dev: Stack, content: str) -> None:
    lock(dev, content)
    advice = tool.lock_advice(dev)
    assert advice is not None
    assert "make cancel STACK=dev" in advice


def test_the_lock_of_a_running_process_is_to_be_waited_for(
    dev: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(dev, '{"pid": 4711, "username": "somebody"}')
    monkeypatch.setattr(tool, "is_running", lambda process: process == 4711)
    advice = tool.lock_advice(dev)
    assert advice is not None
    assert "process 4711, which is still running" in advice
    assert "cancel" not in advice


def test_a_refusal_comes_before_an_engine_is_looked_for(
    dev: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tool, "find_engine", lambda _: pytest.fail("looked for an engine"))
    for variable in ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)
    assert tool.main(["up", "--stack", "prod", "--checkout", str(dev.checkout)]) == 1
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" in capsys.readouterr().err
    assert stat.S_IMODE(dev.state.stat().st_mode) == 0o700


def test_a_rendering_stack_has_nothing_to_refresh(
    dev: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tool, "find_engine", lambda _: pytest.fail("looked for an engine"))
    dev.config_file.write_text("config: {tracardi:kubernetes: {renderTo: rendered}}\n")
    assert tool.main(["refresh", "--checkout", str(dev.checkout)]) == 0
    assert "renders files and reads no cluster" in capsys.readouterr().out


def test_a_folder_without_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["up", "--checkout", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{tmp_path.resolve()} holds no Pulumi.yaml.\n"


def test_config_that_is_no_yaml(dev: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    dev.config_file.write_text("config: [\n")
    assert tool.main(["refresh", "--checkout", str(dev.checkout)]) == 1
    assert "not valid YAML" in capsys.readouterr().err
