"""What a Python program of Pulumi is made of: its interpreter, packages, environment and command.

Part of the language host in language_python.py; every rule here is that of the official host.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from pulumi.runtime.proto import language_pb2, plugin_pb2


class NoEnvironment(Exception):
    """The program's virtual environment is missing or of an unknown kind."""


def virtual_environment(info: language_pb2.ProgramInfo) -> Path | None:
    """Return the folder named by Pulumi.yaml's runtime option `virtualenv`, None without it.

    Raises NoEnvironment for a toolchain other than pip.
    """
    options = dict(info.options)
    toolchain = options.get("toolchain", "pip")
    if toolchain != "pip":
        raise NoEnvironment(
            f"Pulumi.yaml asks for the Python toolchain {toolchain!r}; this language host knows "
            "only pip. Write `toolchain: pip`, or install the official Pulumi CLI."
        )
    name = options.get("virtualenv")
    return Path(info.root_directory) / str(name) if name else None


def program_python(info: language_pb2.ProgramInfo) -> Path:
    """Return the interpreter of the program. Raises NoEnvironment if there is none."""
    folder = virtual_environment(info)
    if folder is None:
        found = shutil.which("python3") or shutil.which("python")
        if found is None:
            raise NoEnvironment("There is no `python3` on PATH to run the program with.")
        return Path(found)
    python = folder / "bin" / "python"
    if not python.exists():
        raise NoEnvironment(
            f"The virtual environment {folder} that Pulumi.yaml names does not exist. Make it with "
            f"`python3 -m venv {folder}` and `{python} -m pip install -r requirements.txt`."
        )
    return python


def site_packages(info: language_pb2.ProgramInfo) -> list[Path]:
    """Return the folders in which the program's packages are installed."""
    folder = virtual_environment(info)
    if folder is not None:
        program_python(info)
        return sorted(folder.glob("lib*/python*/site-packages"))
    command = [str(program_python(info)), "-c", "import sys; print('\\n'.join(sys.path[1:]))"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return [Path(line) for line in answer.stdout.splitlines() if Path(line).is_dir()]


def required_packages(folders: list[Path]) -> list[plugin_pb2.PackageDependency]:
    """Return the provider plugins that the installed Pulumi packages name in pulumi-plugin.json."""
    packages = []
    for folder in folders:
        for file in sorted(folder.glob("*/pulumi-plugin.json")):
            plugin = json.loads(file.read_text())
            if not plugin.get("resource"):
                continue
            packages.append(
                plugin_pb2.PackageDependency(
                    name=plugin["name"],
                    kind="resource",
                    version=plugin.get("version", ""),
                    server=plugin.get("server", ""),
                )
            )
    return packages


def program_environment(
    request: language_pb2.RunRequest, inherited: Mapping[str, str]
) -> dict[str, str]:
    """Return `inherited` with the program's virtual environment and the stack's config."""
    environment = dict(inherited)
    folder = virtual_environment(request.info)
    if folder is not None:
        environment.pop("PYTHONHOME", None)
        environment["VIRTUAL_ENV"] = str(folder)
        environment["PATH"] = f"{folder / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    environment["PULUMI_CONFIG"] = json.dumps(dict(request.config))
    environment["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(list(request.configSecretKeys))
    return environment


def program_command(
    executor: Path, engine_address: str, tracing: str, request: language_pb2.RunRequest
) -> list[str]:
    """Return the command line that runs the program through pulumi-language-python-exec."""
    options = {
        "monitor": request.monitor_address,
        "engine": engine_address,
        "project": request.project,
        "root_directory": request.info.root_directory,
        "stack": request.stack,
        "pwd": request.pwd,
        "dry_run": "true" if request.dryRun else "false",
        "parallel": str(request.parallel),
        "tracing": tracing,
        "organization": request.organization,
    }
    command = [str(program_python(request.info)), "-u", str(executor)]
    for name, value in options.items():
        if value:
            command += [f"--{name}", value]
    # An empty program means the folder itself, whose __main__.py is run.
    return [*command, request.info.entry_point or ".", *request.args]
