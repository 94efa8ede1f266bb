"""Looks at decisions without installing anything: offline, and without Pulumi.

`python -m config --help` lists the commands; `docs/` and the README say when each is of use.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from config.commands import COMMANDS

PROJECT = Path(__file__).parents[1]


def main(arguments: Sequence[str], project: Path = PROJECT) -> int:
    """Do what `arguments` say and return the exit code; stacks are looked for in `project`."""
    parser = argparse.ArgumentParser(
        prog="python -m config", description="Looks at decisions without installing anything."
    )
    names = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.add_arguments(names.add_parser(name, help=command.HELP, description=command.HELP))
    options = parser.parse_args(arguments)
    return COMMANDS[options.command].run(options, project)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
