"""The commands of the Makefile, with the real engine and a project of a few lines."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tools.engine import Engine
from tools.engine.layout import CHECKOUT
from tools.stack_files import Stack

pytestmark = pytest.mark.engine

PROJECT = """
name: small
runtime:
  name: python
  options: {toolchain: pip, virtualenv: .venv}
"""
PROGRAM = """
import os
import time

import pulumi
import pulumi_kubernetes as kubernetes
import pulumi_random as random

config = pulumi.Config()
password = random.RandomPassword(
    "password", length=32, special=False, opts=pulumi.ResourceOptions(protect=True)
)
rendered = kubernetes.Provider("rendered", render_yaml_to_directory="rendered")
seen = []
kubernetes.core.v1.ConfigMap(
    "words",
    metadata={"name": "words", "namespace": "default"},
    data={"word": config.require("word")},
    opts=pulumi.ResourceOptions(
        provider=rendered,
        transforms=[lambda args: seen.append(args.name) or None],
    ),
)
pulumi.export("password", password.result)
pulumi.export("word", config.require("word"))
pulumi.export("secretWord", config.get_secret("secretWord"))
if os.environ.get("FAILS") == "clearly":
    raise pulumi.RunError("this decision cannot be changed")
if os.environ.get("FAILS") == "badly":
    raise ValueError("a programmer's mistake")
time.sleep(float(os.environ.get("SLEEPS", "0")))
"""
CONFIG = """# as a person wrote it
config:
  small:word: one
  tracardi:kubernetes: {renderTo: rendered}
"""


class Tool:
    """Runs `python -m tools.stack` for a small project."""

    def __init__(self, checkout: Path, environment: Mapping[str, str]) -> None:
        self.stack = Stack("dev", checkout)
        self.environment = {
            name: value for name, value in environment.items() if not name.startswith("PULUMI_")
        }
        (checkout / "Pulumi.yaml").write_text(PROJECT)
        (checkout / "__main__.py").write_text(PROGRAM)
        (checkout / "Pulumi.dev.yaml").write_text(CONFIG)
        (checkout / ".venv").symlink_to(sys.prefix)

    def command(self, command: str, *extra: str, stack: str = "dev") -> list[str]:
        own = ["--checkout", str(self.stack.checkout), "--stack", stack]
        return [sys.executable, "-m", "tools.stack", command, *own, "--", *extra]

    def run(
        self, command: str, *extra: str, stack: str = "dev", **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        answer = subprocess.run(
            self.command(command, *extra, stack=stack),
            cwd=CHECKOUT,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        assert "Traceback" not in answer.stdout or environment.get("FAILS") == "badly"
        assert "warning" not in answer.stdout.lower()
        return answer

    def pulumi(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `pulumi` by hand with the variables that `env` prints."""
        script = 'variables="$1"; shift; eval "$variables"; exec pulumi "$@"'
        exports = subprocess.run(
            self.command("env"),
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return subprocess.run(
            ["sh", "-c", script, "sh", exports, *arguments],
            cwd=self.stack.checkout,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def tool(engine: Engine, tmp_path: Path) -> Tool:
    assert engine.pulumi.exists()
    checkout = tmp_path / "a checkout"  # with a space, as people have them
    checkout.mkdir()
    return Tool(checkout, os.environ)


def test_the_life_of_the_dev_stack(tool: Tool) -> None:
    manifest = tool.stack.checkout / "rendered" / "1-manifest" / "v1-configmap-default-words.yaml"

    preview = tool.run("preview")
    assert preview.returncode == 0, preview.stdout
    assert "4 to create" in preview.stdout
    assert not manifest.exists()

    first = tool.run("up")
    assert first.returncode == 0, first.stdout
    assert "4 created" in first.stdout
    assert yaml.safe_load(manifest.read_text())["data"] == {"word": "one"}
    assert tool.stack.config_file.read_text() == CONFIG  # the salt is kept elsewhere

    second = tool.run("up")
    assert "4 unchanged" in second.stdout
    assert "to update" not in second.stdout

    hidden = tool.run("outputs")
    assert "[secret]" in hidden.stdout
    assert "ARGS=--show-secrets" in hidden.stdout
    shown = tool.run("outputs", "--show-secrets").stdout
    password = next(line.split()[-1] for line in shown.splitlines() if "password" in line)
    assert len(password) == 32

    tool.stack.config_file.write_text(CONFIG.replace("one", "two"))
    assert tool.run("up").returncode == 0
    assert yaml.safe_load(manifest.read_text())["data"] == {"word": "two"}
    assert password in tool.run("outputs", "--show-secrets").stdout

    state = (tool.stack.state / ".pulumi" / "stacks" / "small" / "dev.json").read_text()
    assert password not in state
    assert password not in first.stdout + second.stdout

    unasked = tool.run("destroy")
    assert unasked.returncode == 1
    assert "ARGS=--yes" in unasked.stdout
    assert manifest.exists()

    destroyed = tool.run("destroy", "--yes")
    assert destroyed.returncode == 0, destroyed.stdout
    assert not manifest.exists()
    assert "RandomPassword password\n" in destroyed.stdout
    assert "make unprotect STACK=dev" in destroyed.stdout
    assert tool.run("unprotect", "--yes").returncode == 0
    gone = tool.run("destroy", "--yes")
    assert gone.returncode == 0
    assert "protected" not in gone.stdout


def test_secrets_in_the_config_and_pulumi_by_hand(tool: Tool) -> None:
    assert tool.run("up").returncode == 0
    setting = tool.pulumi("config", "set", "--secret", "--stack", "dev", "secretWord", "hush")
    assert setting.returncode == 0, setting.stderr
    assert "hush" not in tool.stack.config_file.read_text()
    with_secret = tool.run("up")
    assert with_secret.returncode == 0, with_secret.stdout
    assert "hush" not in with_secret.stdout
    assert "hush" in tool.run("outputs", "--show-secrets").stdout

    by_hand = tool.pulumi("up", "--yes", "--stack", "dev")
    assert by_hand.returncode == 0, by_hand.stdout + by_hand.stderr
    assert "4 unchanged" in by_hand.stdout
    assert "warning" not in (by_hand.stdout + by_hand.stderr).lower()


def test_another_stack_has_the_users_own_passphrase(tool: Tool) -> None:
    shutil.copyfile(tool.stack.config_file, tool.stack.checkout / "Pulumi.prod.yaml")
    refused = tool.run("up", "--yes", stack="prod")
    assert refused.returncode == 1
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" in refused.stdout
    assert "Engine:" not in refused.stdout

    own = {"PULUMI_CONFIG_PASSPHRASE": "a passphrase of the user's own"}
    unasked = tool.run("up", stack="prod", **own)
    assert unasked.returncode == 1
    assert "there is no terminal to answer on" in unasked.stdout
    installed = tool.run("up", "--yes", stack="prod", **own)
    assert installed.returncode == 0, installed.stdout
    assert not tool.stack.passphrase_file.exists()


def test_a_failing_program_ends_with_its_own_words(tool: Tool) -> None:
    clearly = tool.run("preview", FAILS="clearly")
    assert clearly.returncode != 0
    assert "error: this decision cannot be changed" in clearly.stdout
    badly = tool.run("preview", FAILS="badly")
    assert badly.returncode != 0
    assert "ValueError: a programmer's mistake" in badly.stdout
    assert "non-zero exit code" not in badly.stdout  # the message was shown already


def test_the_lock_of_a_killed_run_can_be_removed(tool: Tool) -> None:
    running = subprocess.Popen(
        tool.command("up", "--skip-preview"),
        cwd=CHECKOUT,
        env={**tool.environment, "SLEEPS": "60"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    locks = tool.stack.state / ".pulumi" / "locks" / "organization" / "small" / "dev"
    deadline = time.monotonic() + 60
    while not list(locks.glob("*.json")):
        assert time.monotonic() < deadline
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(2)  # the program runs by now
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()

    refused = tool.run("up")
    assert refused.returncode != 0
    assert "make cancel STACK=dev" in refused.stdout
    assert tool.run("cancel").returncode == 0
    again = tool.run("up")
    assert again.returncode == 0, again.stdout


def test_an_interrupt_is_pulumis_to_handle(tool: Tool) -> None:
    running = subprocess.Popen(
        tool.command("up"),
        cwd=CHECKOUT,
        env={**tool.environment, "SLEEPS": "60"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    for line in running.stdout:
        if "Previewing" in line:
            break
    time.sleep(2)
    started = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    said, _ = running.communicate(timeout=20)
    assert running.returncode != 0
    assert time.monotonic() - started < 5
    assert "^C received; cancelling" in said
    assert "Traceback" not in said
    assert tool.run("up").returncode == 0  # no lock was left
