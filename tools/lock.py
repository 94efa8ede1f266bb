"""Writes the lock files from requirements.in and requirements-dev.in.

The resolver (uv) is installed into a virtual environment that is thrown away. Versions that are
locked stay as they are unless `--upgrade` is given. The files hold hashes for every platform, and
no address of a package index: pip takes the one that is configured.
"""

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
FILES = ("requirements", "requirements-dev")
OLDEST_PYTHON = "3.11"


def command(uv: Path, name: str, *, upgrade: bool) -> list[str]:
    """Return the command that writes `<name>.txt` from `<name>.in`."""
    return [
        str(uv),
        "pip",
        "compile",
        "--universal",
        f"--python-version={OLDEST_PYTHON}",
        "--generate-hashes",
        "--no-header",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--quiet",
        *(["--upgrade"] if upgrade else []),
        f"--output-file={name}.txt",
        f"{name}.in",
    ]


def main(arguments: list[str]) -> int:
    """Write both files; return the resolver's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest allowed versions")
    known = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        binaries = Path(scratch) / "bin"
        install = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "uv"]
        code = subprocess.run(install, check=False).returncode
        for name in FILES:
            if code == 0:
                compile_file = command(binaries / "uv", name, upgrade=known.upgrade)
                code = subprocess.run(compile_file, cwd=CHECKOUT, check=False).returncode
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
