"""A Pulumi stack of this project, run by the real command line with a backend of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.engine import Engine
from tools.stack_files import folder_url

PROJECT = Path(__file__).parent.parent
NAME = "test"
PASSPHRASE = "only for tests"
TIMEOUT_SECONDS = 900


@dataclass(frozen=True)
class Event:
    """What the engine did, or would do, to one resource. `operation` as the engine calls it."""

    operation: str
    kind: str
    name: str
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """What came of one command: its exit code, all that it printed, and the engine's events."""

    exit_code: int
    text: str
    events: tuple[Mapping[str, Any], ...]

    @property
    def touched(self) -> list[Event]:
        """Every resource that was, or would be, changed: all but "same", "read" and "refresh"."""
        return [event for event in self._resource_events() if event.operation not in QUIET]

    @property
    def names(self) -> set[str]:
        """The touched resources as `kind name`."""
        return {f"{event.kind} {event.name}" for event in self.touched}

    @property
    def errors(self) -> list[str]:
        """The engine's error messages, without the notice that the run failed."""
        return [message for message in self._diagnostics("error") if message not in NOTICES]

    @property
    def warnings(self) -> list[str]:
        """The engine's and the providers' warnings."""
        return self._diagnostics("warning")

    def _resource_events(self) -> list[Event]:
        found = []
        for event in self.events:
            data = event.get("resourcePreEvent", {}).get("metadata")
            if data is None or event["resourcePreEvent"].get("internal"):
                continue
            _, _, kind, name = data["urn"].split("::")
            changed = tuple(sorted(data.get("detailedDiff") or {}))
            found.append(Event(data["op"], kind.split("$")[-1].split(":")[-1], name, changed))
        return found

    def _diagnostics(self, severity: str) -> list[str]:
        events = (event.get("diagnosticEvent", {}) for event in self.events)
        return [event["message"].strip() for event in events if event.get("severity") == severity]


QUIET = {"same", "read", "refresh"}
NOTICES = {"preview failed", "update failed"}


class Stack:
    """A stack in a folder of its own: configuration, state, plugins' home and event logs."""

    def __init__(self, folder: Path, engine: Engine, configuration: Mapping[str, Any]) -> None:
        """Makes the stack; nothing is installed yet."""
        self.folder = folder
        self.state_folder = folder / "state"
        self.state_folder.mkdir(parents=True)
        self._engine = engine
        self._runs = 0
        self.configuration_file = folder / f"Pulumi.{NAME}.yaml"
        self.environment = {
            **os.environ,
            **engine.environment,
            "PULUMI_BACKEND_URL": folder_url(self.state_folder),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_DEBUG_COMMANDS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        self.configure(configuration)
        # A new stack's salt is written beside the Pulumi.yaml of the folder that it is made in.
        shutil.copyfile(PROJECT / "Pulumi.yaml", folder / "Pulumi.yaml")
        self._run(["stack", "init", NAME, "--non-interactive"])

    def configure(self, configuration: Mapping[str, Any]) -> None:
        """Writes the decisions: keys without the `tracardi:` prefix."""
        known = {}
        if self.configuration_file.exists():
            known = yaml.safe_load(self.configuration_file.read_text())
        secrets = {
            key: value
            for key, value in known.get("config", {}).items()
            if isinstance(value, dict) and set(value) == {"secure"}
        }
        known["config"] = {
            **secrets,
            **{f"tracardi:{key}": value for key, value in configuration.items()},
        }
        self.configuration_file.write_text(yaml.safe_dump(known))

    def set_secret(self, key: str, value: str) -> None:
        """Sets a secret key of the configuration, as the documentation tells users to."""
        self._run(
            [
                "config",
                "set",
                "--secret",
                "--stack",
                NAME,
                "--config-file",
                str(self.configuration_file),
                f"tracardi:{key}",
            ],
            standard_input=value,
        )

    def unset_secret(self, key: str) -> None:
        """Removes a secret key from the configuration."""
        known = yaml.safe_load(self.configuration_file.read_text())
        del known["config"][f"tracardi:{key}"]
        self.configuration_file.write_text(yaml.safe_dump(known))

    def preview(self, *arguments: str) -> Run:
        """`pulumi preview`, whatever its exit code."""
        return self.command("preview", *arguments)

    def up(self, *arguments: str) -> Run:
        """`pulumi up`, which must succeed."""
        return self._succeed(self.command("up", "--yes", "--skip-preview", *arguments))

    def refresh(self) -> Run:
        """`pulumi refresh`, which must succeed."""
        return self._succeed(self.command("refresh", "--yes", "--skip-preview"))

    def destroy(self, *arguments: str) -> Run:
        """`pulumi destroy`, which must succeed."""
        return self._succeed(self.command("destroy", "--yes", "--skip-preview", *arguments))

    def arguments(self, name: str, *arguments: str) -> tuple[list[str], Path]:
        """A command's arguments, and the file that its events go to."""
        self._runs += 1
        log = self.folder / f"events-{self._runs}.json"
        return [
            str(self._engine.pulumi),
            name,
            "--stack",
            NAME,
            "--non-interactive",
            "--color=never",
            "--config-file",
            str(self.configuration_file),
            "--event-log",
            str(log),
            *arguments,
        ], log

    def command(self, name: str, *arguments: str) -> Run:
        """Any command that works on resources."""
        words, log = self.arguments(name, *arguments)
        done = subprocess.run(
            words,
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        lines = log.read_text().splitlines() if log.exists() else []
        return Run(done.returncode, done.stdout, tuple(json.loads(line) for line in lines))

    def cancel(self) -> None:
        """Removes the lock of a run that was killed."""
        self._run(["cancel", "--yes", "--stack", NAME])

    def outputs(self, *, show_secrets: bool = False) -> dict[str, Any]:
        """The stack's outputs."""
        flags = ["--show-secrets"] if show_secrets else []
        text = self._run(["stack", "output", "--json", "--stack", NAME, *flags])
        result: dict[str, Any] = json.loads(text)
        return result

    def exported(self, *, show_secrets: bool = False) -> dict[str, Any]:
        """The state, as `pulumi stack export` gives it."""
        flags = ["--show-secrets"] if show_secrets else []
        result: dict[str, Any] = json.loads(self._run(["stack", "export", "--stack", NAME, *flags]))
        return result

    def generated_secrets(self) -> dict[str, str]:
        """The values of the generated secrets, by name, in plain text."""
        resources = self.exported(show_secrets=True)["deployment"].get("resources", [])
        return {
            item["urn"].split("::")[-1]: json.loads(item["outputs"]["result"]["plaintext"])
            for item in resources
            if item["type"].endswith(":RandomPassword")
        }

    def _run(self, arguments: Sequence[str], standard_input: str | None = None) -> str:
        done = subprocess.run(
            [str(self._engine.pulumi), *arguments],
            cwd=self.folder,
            env=self.environment,
            input=standard_input,
            stdin=None if standard_input else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"pulumi {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout

    @staticmethod
    def _succeed(run: Run) -> Run:
        assert run.exit_code == 0, run.text
        return run
