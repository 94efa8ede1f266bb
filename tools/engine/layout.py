"""The folder `.engine/` of a checkout: what ties a downloaded or built engine to this checkout.

    .engine/bin    the built CLI, and the Python language host that runs with this checkout's code
    .engine/home   PULUMI_HOME: the plugins as installed ones, Pulumi's logs

Nothing in it is worth keeping: every run of the engine tool completes it again.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from tools.engine import versions
from tools.engine.choice import NotUsable

CHECKOUT = Path(__file__).resolve().parents[2]
BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from tools.engine.language_python import main; main(sys.argv[1:])"
)


def place_plugins(folder: Path, plugins: Mapping[versions.Provider, Path]) -> Path:
    """Lay `plugins` (provider to binary) out as installed ones; return the PULUMI_HOME."""
    home = folder / "home"
    for provider, binary in plugins.items():
        place = home / "plugins" / provider.folder / provider.binary
        # Pulumi skips a plugin's folder that is a symbolic link itself.
        place.parent.mkdir(parents=True, exist_ok=True)
        _replace(place, partial(_link, binary))
    return home


def require_host_packages() -> None:
    """Raise NotUsable if this Python lacks the packages that the language host needs."""
    if find_spec("pulumi") is None or find_spec("grpc") is None:
        raise NotUsable(
            f"{sys.executable} lacks the package pulumi, which the host of Python programs needs. "
            "Use .venv/bin/python, or `make engine`, which makes that folder first."
        )


def place_cli(folder: Path, pulumi: Path, executor: Path, checkout: Path = CHECKOUT) -> Path:
    """Put the CLI and the language host side by side; return the CLI's new place.

    Pulumi takes the host that lies beside its own binary, and only that one without a warning.
    """
    bin_folder = folder / "bin"
    bin_folder.mkdir(parents=True, exist_ok=True)
    placed = bin_folder / "pulumi"
    if not _same(placed, pulumi):
        _replace(placed, partial(_link_or_copy, pulumi))
    # -I keeps the variables and the current folder of the user's program out of the host.
    launcher = shlex.join(
        [sys.executable, "-I", "-c", BOOTSTRAP, str(checkout), "--executor", str(executor)]
    )
    _replace(
        bin_folder / "pulumi-language-python",
        partial(_write_program, f'#!/bin/sh\nexec {launcher} "$@"\n'),
    )
    return placed


def home_environment(home: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what makes Pulumi use `home`, and the login of the user's own PULUMI_HOME still."""
    own_home = Path(environment.get("PULUMI_HOME") or Path.home() / ".pulumi")
    result = {
        "PULUMI_HOME": str(home),
        # A plugin that happens to lie on PATH would win, with a warning.
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
    }
    if "PULUMI_CREDENTIALS_PATH" not in environment and (own_home / "credentials.json").exists():
        result["PULUMI_CREDENTIALS_PATH"] = str(own_home)
    return result


def path_with(folder: Path, environment: Mapping[str, str]) -> str:
    """Return PATH with `folder` first."""
    return f"{folder}{os.pathsep}{environment.get('PATH', os.defpath)}"


def _replace(place: Path, make: Callable[[Path], None]) -> None:
    """Make a file in one step, so that a Pulumi that runs just now meets the old or the new one."""
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    make(fresh)
    fresh.replace(place)


def _link(target: Path, place: Path) -> None:
    place.symlink_to(target)


def _link_or_copy(source: Path, place: Path) -> None:
    try:
        place.hardlink_to(source)
    except OSError:  # another file system
        shutil.copy2(source, place)


def _same(place: Path, source: Path) -> bool:
    if not place.exists():
        return False
    one, other = place.stat(), source.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _write_program(text: str, path: Path) -> None:
    path.write_text(text)
    path.chmod(0o755)
