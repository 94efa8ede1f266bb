"""Makes sure that programs outside Python are there: `python -m tools.system_packages shellcheck`.

On a Debian system and as root, a missing program is installed from Debian's package of that name;
elsewhere the command fails and says what to install.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence


def missing(programs: Sequence[str]) -> list[str]:
    """Return the programs that are not on PATH."""
    return [program for program in programs if shutil.which(program) is None]


def can_install() -> bool:
    """Say whether this process may install Debian packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages; say whether that worked."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *packages],
    )
    return all(
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
        == 0
        for command in commands
    )


def main(programs: Sequence[str]) -> int:
    """Return 0 if every program is there in the end."""
    absent = missing(programs)
    if absent and can_install():
        print(f"Installing {', '.join(absent)}.", flush=True)
        install(absent)
        absent = missing(programs)
    if absent:
        print(
            f"Not installed: {', '.join(absent)}. Install the package of that name (Debian and "
            f"Ubuntu: `sudo apt-get install {' '.join(absent)}`) and try again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
