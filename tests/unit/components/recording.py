"""Pulumi's mocks with a memory: what the program registered, with its inputs and options."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pulumi
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks

from components.kubernetes.installation import Installation, InstallationArgs
from config.parse import parse
from config.secrets import SECRETS_BY_KEY, SecretInput

SECRET = "4dabf18193072939515e22adb298388d"
"""The key by which Pulumi marks a secret on the wire."""


@dataclass(frozen=True)
class Registered:
    """One resource, as the program asked for it."""

    kind: str
    name: str
    inputs: Mapping[str, Any]

    def input(self, path: str) -> Any:
        """An input by its dotted path; None where there is none."""
        value: Any = self.inputs
        for key in path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                return None
            value = value[key]
        return value


class Recording(Mocks):
    """Answers as an engine would that makes everything at once, and remembers every resource."""

    def __init__(self) -> None:
        """Begins with an empty memory."""
        self.resources: list[Registered] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Remembers the resource; generated passwords are told apart by their names."""
        self.resources.append(Registered(args.typ, args.name, args.inputs))
        outputs = dict(args.inputs)
        if args.typ == "random:index/randomPassword:RandomPassword":
            outputs["result"] = f"generated{args.name.replace('-', '')}".ljust(32, "x")
            outputs["bcryptHash"] = "$2a$10$mocked"
        if args.typ == "pulumi:index:Stash":
            outputs["output"] = outputs["input"]
        return f"{args.name}-id", outputs

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """No function of a provider is called by this program."""
        raise AssertionError(f"unexpected call of {args.token}")

    def of(self, kind: str) -> list[Registered]:
        """The resources whose type ends in `:kind`."""
        return [item for item in self.resources if item.kind.split(":")[-1] == kind]

    def one(self, kind: str, name: str) -> Registered:
        """The resource of a kind with a logical name."""
        (found,) = [item for item in self.of(kind) if item.name == name]
        return found


def install(
    raw: Mapping[str, object], secrets: Mapping[str, str] | None = None
) -> tuple[Recording, dict[str, Any]]:
    """Runs the program with these decisions; what it registered, and its outputs."""
    given = {key: SecretInput(value, True) for key, value in (secrets or {}).items()}
    decisions, _ = parse(raw, given)
    recording = Recording()
    outputs: dict[str, Any] = {}
    brought = {
        SECRETS_BY_KEY[key].name: pulumi.Output.secret(item.value) for key, item in given.items()
    }

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[None]:
        pulumi.runtime.set_mocks(recording, project="tracardi", stack="unit", preview=False)
        installation = Installation(
            "installation", InstallationArgs(decisions, brought, instance="unit")
        )
        return pulumi.Output.all(**installation.outputs).apply(outputs.update)

    # Mocks have no server that an engine could call a hook back on.
    with patch("pulumi.resource_hooks.register_resource_hook", _registered):
        program()
    return recording, outputs


def _registered(_hook: pulumi.ResourceHook) -> "asyncio.Future[None]":
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done
