"""The files beside a stack: local state, the passphrase of `dev`, its working config, locks.

The folder `.pulumi-state/` of a checkout is for its owner alone (mode 0700) and not tracked. It
holds Pulumi's state unless PULUMI_BACKEND_URL names another place.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

DEV_STACK = "dev"
PASSPHRASE_VARIABLES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")
SALT = re.compile(r"^encryptionsalt:[ \t]*(\S+)[ \t]*$", re.MULTILINE)
OWN_SECRETS = re.compile(r"^(encryptionsalt|secretsprovider|encryptedkey):", re.MULTILINE)


class Refused(Exception):
    """The command cannot be run like this; the message says what to do."""


@dataclass(frozen=True)
class Stack:
    """A stack of a checkout, and where its files lie."""

    name: str
    checkout: Path

    @property
    def state(self) -> Path:
        """The folder for the local state."""
        return self.checkout / ".pulumi-state"

    @property
    def passphrase_file(self) -> Path:
        """The generated passphrase of the stack `dev`."""
        return self.state / "passphrase"

    @property
    def config_file(self) -> Path:
        """The tracked config; Pulumi leaves an organization in the stack's name out."""
        return self.checkout / f"Pulumi.{self.name.rsplit('/', maxsplit=1)[-1]}.yaml"

    @property
    def working_folder(self) -> Path:
        """A project folder of its own for `dev`, in which Pulumi may write into the config."""
        return self.state / "workspace"

    @property
    def project(self) -> str:
        """The project's name in Pulumi.yaml."""
        settings = yaml.safe_load((self.checkout / "Pulumi.yaml").read_text())
        return str(settings["name"])

    def config_text(self) -> str:
        """Return the tracked config, empty if there is none yet."""
        return self.config_file.read_text() if self.config_file.exists() else ""


def prepare_state(stack: Stack) -> None:
    """Make the state folder, for its owner alone."""
    stack.state.mkdir(mode=0o700, exist_ok=True)
    stack.state.chmod(0o700)


def backend_url(stack: Stack, environment: Mapping[str, str]) -> str:
    """Return PULUMI_BACKEND_URL, or the address of the checkout's own state folder."""
    return environment.get("PULUMI_BACKEND_URL") or folder_url(stack.state)


def folder_url(folder: Path) -> str:
    """Return the address of a state that lies in `folder`.

    Pulumi takes what follows file:// as a plain path, without percent signs. It writes the state by
    renaming a complete file, but the attributes beside it in place (gocloud.dev blob/fileblob), so
    an engine that is killed there leaves an empty file, and every later command fails with "failed
    to load checkpoint: EOF". `metadata=skip` leaves the attributes out.
    """
    return f"file://{folder}?metadata=skip"


def keeps_state_here(stack: Stack, environment: Mapping[str, str]) -> bool:
    """Say whether the state lies in the checkout's own folder."""
    return backend_url(stack, environment) == folder_url(stack.state)


def passphrase_environment(stack: Stack, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variable that gives Pulumi the passphrase, if this tool has to set one.

    The generated file serves the stack `dev` alone: whoever can read the checkout can read its
    secrets. Raises Refused if a passphrase is needed and not given.
    """
    if any(variable in environment for variable in PASSPHRASE_VARIABLES):
        return {}
    if backend_url(stack, environment).startswith(("https://", "http://")):
        return {}  # Pulumi Cloud encrypts with a key of its own
    if "secretsprovider:" in stack.config_text():
        return {}
    if stack.name != DEV_STACK:
        raise Refused(
            f"The secrets of the stack {stack.name} need a passphrase. Set "
            "PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it (or PULUMI_CONFIG_PASSPHRASE), "
            "and keep it where your team keeps such things: the secrets cannot be read without it. "
            "A key service may take its place: `pulumi stack init --secrets-provider`."
        )
    return {"PULUMI_CONFIG_PASSPHRASE_FILE": str(dev_passphrase_file(stack))}


def dev_passphrase_file(stack: Stack) -> Path:
    """Return the passphrase file of `dev`, with mode 0600; make it with the first stack.

    Raises Refused if there is a state whose passphrase has been deleted.
    """
    file = stack.passphrase_file
    if file.exists():
        file.chmod(0o600)
        return file
    state_file = stack.state / ".pulumi" / "stacks" / stack.project / f"{stack.name}.json"
    if state_file.exists():
        raise Refused(
            f"{file} is missing, and without it the secrets in {state_file} cannot be read. "
            f"Put the file back, or delete {stack.state} to begin anew."
        )
    prepare_state(stack)
    with tempfile.NamedTemporaryFile("w", dir=stack.state) as fresh:  # mode 0600
        fresh.write(secrets.token_urlsafe(32))
        fresh.flush()
        # A link fails where the file exists: two first runs at once agree on one passphrase.
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(fresh.name)
    return file


def working_config(stack: Stack) -> Path | None:
    """Write the config that Pulumi uses for `dev` and return it; None if it shall use the tracked.

    Pulumi writes the salt of its passphrase into a stack's config. For `dev`, whose passphrase is
    made by everybody for themselves, that would change a tracked file: so Pulumi gets a copy, made
    anew from the tracked file at every run, with the salt that is kept in the copy only. A tracked
    file with a salt or secrets provider of its own is used as it is.
    """
    if stack.name != DEV_STACK or OWN_SECRETS.search(stack.config_text()):
        return None
    prepare_state(stack)
    stack.working_folder.mkdir(mode=0o700, exist_ok=True)
    shutil.copyfile(stack.checkout / "Pulumi.yaml", stack.working_folder / "Pulumi.yaml")
    copy = stack.working_folder / stack.config_file.name
    salt = SALT.search(copy.read_text()) if copy.exists() else None
    fresh = copy.with_name(f".{copy.name}.{os.getpid()}")
    fresh.write_text(with_salt(stack.config_text(), salt.group(1) if salt else None))
    fresh.replace(copy)
    return copy


def with_salt(config: str, salt: str | None) -> str:
    """Return the text of a stack's config with the salt as its last line."""
    if salt is None:
        return config
    return f"{config.rstrip()}\nencryptionsalt: {salt}\n".lstrip("\n")


def rendered_folder(stack: Stack) -> Path | None:
    """Return the folder that the stack writes manifests to, None if it goes to a cluster."""
    settings = yaml.safe_load(stack.config_text()) or {}
    kubernetes = (settings.get("config") or {}).get("tracardi:kubernetes") or {}
    folder = kubernetes.get("renderTo") if isinstance(kubernetes, dict) else None
    return stack.checkout / folder if isinstance(folder, str) and folder else None


def without_objects(exported: str, folder: Path, checkout: Path) -> str | None:
    """Return the text of a `pulumi stack export` without the objects that lie in `folder`.

    None if it has none, or if any lie elsewhere: in another folder, or in a cluster, where they
    must not be forgotten. Generated secrets and recorded decisions stay.
    """
    state = json.loads(exported)
    resources = state.get("deployment", {}).get("resources", [])
    for item in resources:
        if item["type"] == "pulumi:providers:kubernetes":
            rendered = item.get("inputs", {}).get("renderYamlToDirectory")
            if not isinstance(rendered, str) or checkout / rendered != folder:
                return None
    kept = [item for item in resources if not item["type"].startswith("kubernetes:")]
    if len(kept) == len(resources):
        return None
    state["deployment"]["resources"] = kept
    return json.dumps(state)


def lock_holders(stack: Stack) -> list[int]:
    """Return the process ids in the local state's locks of the stack; empty without a lock."""
    folder = stack.state / ".pulumi" / "locks" / "organization" / stack.project / stack.name
    holders = []
    for file in sorted(folder.glob("*.json")):
        try:
            holders.append(int(json.loads(file.read_text())["pid"]))
        except (OSError, ValueError, KeyError, TypeError):
            holders.append(0)  # a lock that was being written or removed just now
    return holders


def is_running(process: int) -> bool:
    """Say whether a Pulumi with this process id runs on this machine."""
    if process <= 0:
        return False
    answer = subprocess.run(
        ["ps", "-o", "stat=", "-o", "comm=", "-p", str(process)],
        capture_output=True,
        text=True,
        check=False,
    )
    status, _, command = answer.stdout.strip().partition(" ")
    # Z: it was killed and nobody has asked yet how it ended. The id may also be another program's.
    return not status.startswith("Z") and "pulumi" in command
