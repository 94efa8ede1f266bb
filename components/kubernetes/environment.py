"""From the table of Tracardi's environment variables to what a container is given."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core

from components.endpoints import CertificateAuthority, SecretKey
from components.kubernetes.pod import Mount, config_files, secret_files
from config.decisions import Decisions
from config.endpoints import Endpoints
from config.environment import Process, Setting, environment


@dataclass(frozen=True)
class TracardiContext:
    """What all processes of Tracardi share.

    `recorded` are the unchangeable decisions as the installation was made with them;
    `secrets_checksum` changes when any credential of theirs does.
    """

    decisions: Decisions
    endpoints: Endpoints
    recorded: Mapping[str, pulumi.Output[str]]
    secret_keys: Mapping[str, SecretKey]
    secrets_checksum: pulumi.Output[str]
    certificate_authority: CertificateAuthority | None

    def of(self, process: Process, prefixes: tuple[str, ...] = ("",)) -> "ProcessEnvironment":
        """The environment of one process, or the part of it whose names begin so."""
        rows = environment(self.decisions, self.endpoints, process)
        settings = [row for row in rows if row.name.startswith(prefixes)]
        return ProcessEnvironment(self, settings, python=process is not Process.GUI)

    def secret_variables(self, names: Mapping[str, str]) -> list[core.EnvVarArgs]:
        """Further variables that come from secrets: variable name to logical secret name."""
        return [self.from_secret(variable, name) for variable, name in sorted(names.items())]

    def certificate_mounts(self) -> list[Mount]:
        """The folder with Elasticsearch's certificate authority, where there is one.

        The whole folder, because Kubernetes never renews a file that is mounted by itself.
        """
        authority = self.certificate_authority
        if authority is None:
            return []
        name, source, path = "elasticsearch-ca", authority.name, authority.mount_path
        if authority.kind == "Secret":
            return [secret_files(name, source, path, [authority.key])]
        return [config_files(name, source, path)]

    def from_secret(self, variable: str, name: str) -> core.EnvVarArgs:
        """A variable whose value is a secret, by reference to the key that holds it."""
        found = self.secret_keys[name]
        return core.EnvVarArgs(
            name=variable,
            value_from=core.EnvVarSourceArgs(
                secret_key_ref=core.SecretKeySelectorArgs(name=found.secret, key=found.key)
            ),
        )


@dataclass(frozen=True)
class ProcessEnvironment:
    """The environment of one process of Tracardi; `python`: whether its program is in Python."""

    context: TracardiContext
    settings: Sequence[Setting]
    python: bool = True

    def variables(self) -> list[core.EnvVarArgs]:
        """The container's variables: values as they stand, secrets by reference."""
        settings = [self._variable(setting) for setting in self.settings]
        return [*settings, *PYTHON] if self.python else settings

    def digest(self) -> pulumi.Output[str]:
        """Changes when a value or a secret of this environment does."""
        plain = {setting.name: self._value(setting) for setting in self.settings}
        return pulumi.Output.all(
            values=pulumi.Output.all(**plain), secrets=self.context.secrets_checksum
        ).apply(lambda given: json.dumps(given, sort_keys=True))

    def _variable(self, setting: Setting) -> core.EnvVarArgs:
        if setting.secret is not None:
            return self.context.from_secret(setting.name, setting.secret)
        return core.EnvVarArgs(name=setting.name, value=self._value(setting))

    def _value(self, setting: Setting) -> pulumi.Input[str]:
        """The value as it stands in the pod; for a secret, which one it is."""
        if setting.recorded is not None:
            return self.context.recorded[setting.recorded]
        return setting.value if setting.value is not None else f"secret {setting.secret}"


STORE_PREFIXES = ("ELASTIC_", "MYSQL_", "REDIS_")

PYTHON = (
    # The root file system is read-only, and the user has no home folder.
    core.EnvVarArgs(name="HOME", value="/tmp"),
    core.EnvVarArgs(name="PYTHONDONTWRITEBYTECODE", value="1"),
    core.EnvVarArgs(name="PYTHONUNBUFFERED", value="1"),
)


def literal(name: str, value: str) -> core.EnvVarArgs:
    """A variable with a value."""
    return core.EnvVarArgs(name=name, value=value)
