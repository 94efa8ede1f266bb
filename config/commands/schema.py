"""`python -m config schema`: the JSON Schema of a stack's file, for editors.

An editor with a YAML language server completes keys and shows their descriptions. The schema says
less than `check` does: it knows nothing of the rules across groups.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from config.commands.output import print_text

HELP: Final = "print the JSON Schema of a stack's file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `schema`."""
    parser.add_argument(
        "--check", action="store_true", help="compare it with config/schema.json instead"
    )


def run(options: argparse.Namespace, project: Path) -> int:
    """Print the schema; with --check, 1 if config/schema.json in `project` is another one."""
    # `check` has to be fast, and needs nothing of it.
    from config.reference.stack_schema import FILE, as_text, is_current  # noqa: PLC0415

    if not options.check:
        print_text(as_text())
        return 0
    if is_current(project / FILE):
        return 0
    print(f"{FILE} is not the schema of the decisions; `make schema` writes it.", file=sys.stderr)
    return 1
