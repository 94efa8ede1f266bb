"""The commands of `python -m config`, one module each.

A command is a module with `HELP` (one line), `add_arguments(parser)` and `run(options, project)`,
which returns the exit code. What only one command needs and takes long to import, it imports when
it runs: `check` has to answer in less than a second.
"""

import argparse
from pathlib import Path
from typing import Final, Protocol

from config.commands import check, docs, schema, sheet, wizard


class Command(Protocol):
    """What the module of a command offers."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments of the command."""

    def run(self, options: argparse.Namespace, project: Path) -> int:
        """Do it, with the stacks' files in `project`, and return the exit code."""


COMMANDS: Final[dict[str, Command]] = {
    "wizard": wizard,
    "check": check,
    "sheet": sheet,
    "schema": schema,
    "docs": docs,
}
"""The commands by name, in the order in which they are of use."""
