"""`python -m config docs`: the reference of decisions, `docs/decisions.md`, from the models."""

import argparse
import sys
from pathlib import Path
from typing import Final

from config.commands.output import print_text

HELP: Final = "print the reference of decisions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `docs`."""
    parser.add_argument(
        "--check", action="store_true", help="compare it with docs/decisions.md instead"
    )


def run(options: argparse.Namespace, project: Path) -> int:
    """Print the reference; with --check, 1 if docs/decisions.md in `project` is another one."""
    # `check` has to be fast, and needs nothing of it.
    from config.reference.page import FILE, is_current, page  # noqa: PLC0415

    if not options.check:
        print_text(page())
        return 0
    if is_current(project / FILE):
        return 0
    print(f"{FILE} is not the reference of the decisions; `make docs` writes it.", file=sys.stderr)
    return 1
