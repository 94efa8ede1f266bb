"""The first way to an engine: the `pulumi` that is installed already."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tools.engine import release_host, versions
from tools.engine.choice import Engine, NotUsable, Source

COMMAND_SECONDS = 60
INSTALL_SECONDS = 900
# Before a command Pulumi asks for its newest release; behind a closed network that takes time.
QUIET: Mapping[str, str] = {"PULUMI_SKIP_UPDATE_CHECK": "true"}
OTHER_PLUGIN_HOSTS = "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES"


def installed_engine(install: bool, log: Callable[[str], None]) -> Engine:
    """Return the engine of the `pulumi` on PATH; with `install` fetch the plugins that it lacks.

    Raises NotUsable without one, or with one that cannot run the program.
    """
    found = shutil.which("pulumi")
    if found is None:
        raise NotUsable("no `pulumi` on PATH.")
    pulumi = Path(found)
    version = pulumi_version(pulumi)
    if not versions.supported_pulumi(version):
        raise NotUsable(
            f"{pulumi} is version {version}; the program needs {versions.supported_range()}."
        )
    if not has_language_host(pulumi):
        raise NotUsable(f"{pulumi} comes without pulumi-language-python, so it runs no Python.")
    lacking = missing_providers(installed_plugins(pulumi, {}))
    if lacking and not install:
        names = ", ".join(f"{provider.name} {provider.version}" for provider in lacking)
        raise NotUsable(f"{pulumi} lacks the plugins {names}.")
    if lacking and OTHER_PLUGIN_HOSTS not in os.environ:
        # Pulumi itself tries for long before it gives a closed network up.
        release_host.checksums()
    for provider in lacking:
        install_provider(pulumi, provider, {}, log)
    return Engine(
        pulumi=pulumi,
        source=Source.PATH,
        why=f"Pulumi {version} at {pulumi} is on PATH and has the plugins it needs.",
        environment=dict(QUIET),
    )


def pulumi_version(pulumi: Path) -> str:
    """Return the version without its "v". Raises NotUsable if the program does not answer."""
    return run(pulumi, ["version"], {}, COMMAND_SECONDS).strip().removeprefix("v")


def has_language_host(pulumi: Path) -> bool:
    """Say whether the host of Python programs is beside `pulumi` or on PATH."""
    beside = pulumi.resolve().parent / "pulumi-language-python"
    return os.access(beside, os.X_OK) or shutil.which("pulumi-language-python") is not None


def installed_plugins(pulumi: Path, environment: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return name and version of every installed provider plugin."""
    answer = run(pulumi, ["plugin", "ls", "--json"], environment, COMMAND_SECONDS)
    try:
        return {
            (str(plugin["name"]), str(plugin.get("version", "")).removeprefix("v"))
            for plugin in json.loads(answer)
            if plugin["kind"] == "resource"
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotUsable(f"`{pulumi} plugin ls --json` answered something unknown.") from error


def missing_providers(plugins: Iterable[tuple[str, str]]) -> list[versions.Provider]:
    """Return the providers of the table that are not among `plugins`."""
    present = set(plugins)
    return [
        provider
        for provider in versions.PROVIDERS
        if (provider.name, provider.version) not in present
    ]


def install_provider(
    pulumi: Path,
    provider: versions.Provider,
    environment: Mapping[str, str],
    log: Callable[[str], None],
) -> None:
    """Let Pulumi download a plugin. Raises NotUsable if that fails."""
    log(f"Installing the Pulumi plugin {provider.name} {provider.version}.")
    command = ["plugin", "install", "resource", provider.name, provider.version]
    server = release_host.plugin_server()
    if server is not None:
        command += ["--server", server]
    run(pulumi, command, environment, INSTALL_SECONDS)


def run(pulumi: Path, arguments: list[str], environment: Mapping[str, str], seconds: float) -> str:
    """Run one command and return what it prints. Raises NotUsable with the end of its error."""
    command = f"`{pulumi} {' '.join(arguments)}`"
    try:
        answer = subprocess.run(
            [str(pulumi), "--non-interactive", *arguments],
            env={**os.environ, **QUIET, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotUsable(f"{command} gave no answer in {seconds:.0f} s.") from error
    except OSError as error:
        raise NotUsable(f"{command} cannot be started: {error.strerror}.") from error
    if answer.returncode != 0:
        last = (answer.stderr.strip() or answer.stdout.strip()).splitlines()[-1:]
        raise NotUsable(f"{command} failed: {''.join(last) or 'it said nothing'}")
    return answer.stdout
