"""Runs Pulumi for a stack: engine, state, passphrase and stack are set up as needed.

    python -m tools.stack COMMAND --stack dev [-- ARGUMENT...]

COMMAND is up, preview, refresh, destroy, outputs, cancel (removes the lock of a run that was
killed), unprotect (lifts the protection that destroy respects) or env (prints the variables with
which a `pulumi` by hand uses the same engine, state and passphrase). What follows `--` is handed to
Pulumi. The state lies in `.pulumi-state/` unless PULUMI_BACKEND_URL names another place.

Nothing here is needed by those who have Pulumi and call it themselves.
"""

import argparse
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from tools.engine import Engine, EngineMissing, find_engine
from tools.engine.layout import CHECKOUT
from tools.stack_files import (
    DEV_STACK,
    Refused,
    Stack,
    backend_url,
    is_running,
    keeps_state_here,
    lock_holders,
    passphrase_environment,
    prepare_state,
    rendered_folder,
    without_objects,
    working_config,
)

COMMANDS = ("up", "preview", "refresh", "destroy", "outputs", "cancel", "unprotect", "env")
CREATING = ("up", "preview")
LOOKING = ("up", "preview")
CONFIGURED = ("up", "preview", "refresh", "destroy")
CONFIRMED = ("up", "refresh", "destroy", "cancel", "unprotect")
WORDS = {"outputs": ["stack", "output"], "unprotect": ["state", "unprotect", "--all"]}
UNASKED_FOR_DEV = ("up", "cancel")
# Flags with which Pulumi asks nothing.
CONFIRMATIONS = {"--yes", "-y", "--preview-only"}
# Flags of `pulumi destroy` that do not say what is destroyed.
NEUTRAL = {"--yes", "-y", "--skip-preview", "-f", "--diff", "--preview-only", "--non-interactive"}


def pulumi_arguments(
    command: str, stack: str, config: Path | None, extra: Sequence[str], *, live: bool
) -> list[str]:
    """Return the arguments of the `pulumi` that does `command`; `live` if there is a cluster."""
    arguments = [*WORDS.get(command, [command]), "--stack", stack]
    if command in CONFIGURED and config is not None and not _has(extra, "--config-file"):
        arguments += ["--config-file", str(config)]
    # Pulumi compares with its own record of the cluster unless it is told to look there.
    if command in LOOKING and live and not _has(extra, "--refresh") and "-r" not in extra:
        arguments.append("--refresh")
    if command in UNASKED_FOR_DEV and stack == DEV_STACK and not CONFIRMATIONS.intersection(extra):
        arguments.append("--yes")
    if command == "destroy" and all(word in NEUTRAL for word in extra):
        arguments.append("--exclude-protected")
    return [*arguments, *extra]


def require_confirmation(
    command: str, arguments: Sequence[str], environment: Mapping[str, str], terminal: bool
) -> None:
    """Raise Refused if Pulumi would have to ask and there is nobody to answer."""
    asks = command in CONFIRMED and not CONFIRMATIONS.intersection(arguments)
    if not asks or environment.get("PULUMI_SKIP_CONFIRMATIONS") in {"true", "1"}:
        return
    # Pulumi counts a CI system as no terminal.
    if not terminal or environment.get("CI"):
        raise Refused(
            f"`{command}` asks for a confirmation and there is no terminal to answer on. "
            "Confirm with ARGS=--yes, after `make preview` has shown the change."
        )


def lock_advice(stack: Stack) -> str | None:
    """Return what to do about a lock on the local state, None if there is none."""
    holders = lock_holders(stack)
    if not holders:
        return None
    running = [holder for holder in holders if is_running(holder)]
    if running:
        return (
            f"The stack {stack.name} is locked by process {running[0]}, which is still running: "
            "wait for it to end."
        )
    return (
        f"The stack {stack.name} is locked by a run that did not end properly. If nobody else is "
        f"working on it, remove the lock with `make cancel STACK={stack.name}` and run the command "
        "again."
    )


def protected_names(exported: str) -> list[str]:
    """Return type and name of every protected resource of a `pulumi stack export`."""
    resources = json.loads(exported).get("deployment", {}).get("resources", [])
    urns = [str(resource["urn"]) for resource in resources if resource.get("protect")]
    return sorted("  " + " ".join(urn.split("::")[-2:]).rsplit("$", maxsplit=1)[-1] for urn in urns)


def what_stays(stack: Stack, protected: Sequence[str]) -> str:
    """Return the words that follow a `destroy` which spared protected resources."""
    names = "\n".join(protected)
    return (
        f"These protected resources stay in the state of {stack.name}: generated secrets and "
        "recorded decisions, without which data that is kept could not be used again.\n"
        f"{names}\n"
        "Volumes with data stay as well while deployment.dataOnDestroy is `retain`.\n"
        f"To give up everything: `make unprotect STACK={stack.name}`, then "
        f"`make destroy STACK={stack.name}`."
    )


class Runner:
    """Runs Pulumi for one stack with one engine."""

    def __init__(self, engine: Engine, stack: Stack, variables: Mapping[str, str]) -> None:
        self.engine = engine
        self.stack = stack
        self.variables = {**engine.environment, **variables}
        self.environment = {**os.environ, **self.variables}

    def run(self, command: str, config: Path | None, arguments: Sequence[str]) -> int:
        """Do one of COMMANDS and return its exit code. Raises Refused with a clear message."""
        if command == "env":
            for name, value in sorted(self.variables.items()):
                print(f"export {name}={shlex.quote(value)}")
            return 0
        if command in CREATING:
            self.select_or_create(config)
        code = self.show_outputs(arguments) if command == "outputs" else self.pulumi(arguments)
        sys.stdout.flush()
        if code != 0 and command != "cancel" and keeps_state_here(self.stack, self.environment):
            advice = lock_advice(self.stack)
            if advice is not None:
                print(advice, file=sys.stderr)
        if code == 0 and command == "destroy":
            self.say_what_stays()
        return code

    def pulumi(self, arguments: Sequence[str]) -> int:
        """Run Pulumi on the terminal; an interrupt is Pulumi's to handle."""
        process = subprocess.Popen(
            [str(self.engine.pulumi), *arguments], cwd=self.stack.checkout, env=self.environment
        )
        # The terminal sends the interrupt to both; Pulumi stops in order and says so.
        before = signal.signal(signal.SIGINT, lambda _signal, _frame: None)
        terminated = signal.signal(signal.SIGTERM, lambda _signal, _frame: process.terminate())
        try:
            code = process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
            signal.signal(signal.SIGTERM, terminated)
        # As a shell reports a program that a signal ended.
        return code if code >= 0 else 128 - code

    def captured(
        self, arguments: Sequence[str], folder: Path
    ) -> "subprocess.CompletedProcess[str]":
        """Run Pulumi without a terminal and return what it said."""
        return subprocess.run(
            [str(self.engine.pulumi), "--non-interactive", "--color=never", *arguments],
            cwd=folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def select_or_create(self, config: Path | None) -> None:
        """Select the stack, create it if it is new. Raises Refused with Pulumi's reason."""
        # Pulumi writes the new stack's salt into the config in its current folder.
        folder = self.stack.checkout if config is None else config.parent
        answer = self.captured(["stack", "select", "--create", "--stack", self.stack.name], folder)
        if answer.returncode != 0:
            reason = answer.stderr.strip() or answer.stdout.strip()
            raise Refused(
                f"The stack {self.stack.name} can be neither selected nor created: {reason}"
            )

    def forget_rendered(self, folder: Path) -> None:
        """Let Pulumi render anew what somebody deleted.

        Pulumi remembers the manifests as made, and the provider cannot look whether they still are.
        """
        name = self.stack.name
        exported = self.captured(["stack", "export", "--stack", name], self.stack.checkout)
        if exported.returncode != 0:
            return  # there is no such stack yet
        state = without_objects(exported.stdout, folder, self.stack.checkout)
        if state is None:
            return
        print(f"{folder} is gone; everything is rendered anew.", flush=True)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(state)
            file.flush()
            words = ["stack", "import", "--stack", name, "--file", file.name]
            answer = self.captured(words, self.stack.checkout)
        if answer.returncode != 0:
            raise Refused(f"The state of {name} could not be changed: {answer.stderr.strip()}")

    def show_outputs(self, arguments: Sequence[str]) -> int:
        """Print the stack's outputs, and how to see the hidden ones."""
        answer = self.captured(arguments, self.stack.checkout)
        print(answer.stdout, end="")
        print(answer.stderr, end="", file=sys.stderr)
        if "[secret]" in answer.stdout and "--show-secrets" not in arguments:
            shown = f"make outputs STACK={self.stack.name} ARGS=--show-secrets"
            print(f"Secret values are hidden; `{shown}` shows them.", file=sys.stderr)
        return answer.returncode

    def say_what_stays(self) -> None:
        """After a destroy, name the protected resources that are left."""
        answer = self.captured(["stack", "export", "--stack", self.stack.name], self.stack.checkout)
        protected = protected_names(answer.stdout) if answer.returncode == 0 else []
        if protected:
            print(what_stays(self.stack, protected))


def run(command: str, stack: Stack, extra: Sequence[str]) -> int:
    """Do one of COMMANDS for `stack` and return its exit code.

    What can be refused is refused before an engine is looked for, which can take minutes. Raises
    Refused and EngineMissing.
    """
    # The output of `env` is read by a shell: what is said goes beside it.
    stream = sys.stderr if command == "env" else sys.stdout

    def say(line: str) -> None:
        print(line, file=stream, flush=True)

    if not (stack.checkout / "Pulumi.yaml").exists():
        raise Refused(f"{stack.checkout} holds no Pulumi.yaml.")
    folder = rendered_folder(stack)
    live = folder is None
    if command == "refresh" and not live:
        say(f"Nothing to refresh: the stack {stack.name} renders files and reads no cluster.")
        return 0
    if keeps_state_here(stack, os.environ):
        prepare_state(stack)
    variables = {
        "PULUMI_BACKEND_URL": backend_url(stack, os.environ),
        **passphrase_environment(stack, os.environ),
    }
    config = working_config(stack) if command in CONFIGURED else None
    arguments = pulumi_arguments(command, stack.name, config, extra, live=live)
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    require_confirmation(command, arguments, os.environ, terminal)
    engine = find_engine(say)
    say(f"Engine: {engine.why}")
    say(f"State: {variables['PULUMI_BACKEND_URL']}")
    runner = Runner(engine, stack, variables)
    if command == "up" and folder is not None and not folder.exists():
        runner.forget_rendered(folder)
    return runner.run(command, config, arguments)


def _has(arguments: Sequence[str], flag: str) -> bool:
    return any(word == flag or word.startswith(f"{flag}=") for word in arguments)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return what stands before and after the first `--`."""
    if "--" not in arguments:
        return arguments, []
    border = arguments.index("--")
    return arguments[:border], arguments[border + 1 :]


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code."""
    own, extra = _split(arguments)
    parser = argparse.ArgumentParser(
        prog="python -m tools.stack",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--stack", default=DEV_STACK)
    parser.add_argument("--checkout", type=Path, default=CHECKOUT, help="folder of Pulumi.yaml")
    known = parser.parse_args(own)
    stack = Stack(known.stack, known.checkout.resolve())
    try:
        return run(known.command, stack, extra)
    except (Refused, EngineMissing) as error:
        print(error, file=sys.stderr)
        return 1
    except yaml.YAMLError as error:
        print(f"A config file of the stack is not valid YAML: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
