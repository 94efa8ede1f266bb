"""Makes sure that programs outside Python are there: `python -m tools.system_packages shellcheck`.

On a Debian system and as root, a missing program is installed from Debian's package, and a service
that comes with the package is not started; elsewhere the command fails and says what to install.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

PACKAGES = {"mariadbd": "mariadb-server"}
"""Debian's package of a program where the two have different names."""

POLICY = Path("/usr/sbin/policy-rc.d")
"""What Debian's packages ask before they start a service (invoke-rc.d(8))."""

_START_NOTHING = "#!/bin/sh\nexit 101\n"
# Debian keeps servers where the PATH of an ordinary user does not look.
_MORE_FOLDERS = ("/usr/local/sbin", "/usr/sbin")


def find(program: str) -> str | None:
    """Return the path of a program on PATH or among the system's servers."""
    folders = [os.environ.get("PATH", os.defpath), *_MORE_FOLDERS]
    return shutil.which(program, path=os.pathsep.join(folders))


def missing(programs: Sequence[str]) -> list[str]:
    """Return the programs that are not there."""
    return [program for program in programs if find(program) is None]


def packages(programs: Sequence[str]) -> list[str]:
    """Return the Debian packages that hold these programs."""
    return [PACKAGES.get(program, program) for program in programs]


def can_install() -> bool:
    """Say whether this process may install Debian packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


@contextlib.contextmanager
def services_left_stopped() -> Iterator[None]:
    """Forbid packages to start their services for a while; a policy of the system's own stays."""
    try:
        with POLICY.open("x", encoding="utf-8") as file:
            file.write(_START_NOTHING)
    except FileExistsError:
        yield
        return
    try:
        POLICY.chmod(0o755)
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def install(names: Sequence[str]) -> bool:
    """Install Debian packages; say whether that worked."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *names],
    )
    with services_left_stopped():
        return all(
            subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, check=False
            ).returncode
            == 0
            for command in commands
        )


def main(programs: Sequence[str]) -> int:
    """Return 0 if every program is there in the end."""
    absent = missing(programs)
    if absent and can_install():
        print(f"Installing {', '.join(packages(absent))}.", flush=True)
        install(packages(absent))
        absent = missing(programs)
    if absent:
        print(
            f"Not installed: {', '.join(absent)}. Install the packages that hold them (Debian and "
            f"Ubuntu: `sudo apt-get install {' '.join(packages(absent))}`) and try again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
