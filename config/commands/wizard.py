"""`python -m config wizard`: the questions one after the other, and the stack's file at the end.

Without a terminal, or with a file of answers, nothing is asked: an answer comes from the variable
TRACARDI_WIZARD_<PATH> (`dependencies.mysql.host` from TRACARDI_WIZARD_DEPENDENCIES_MYSQL_HOST),
else from the file, else it is the default.
"""

import argparse
from pathlib import Path
from typing import Final

HELP: Final = "answer the questions one by one and write the stack's file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `wizard`."""
    parser.add_argument(
        "stack", nargs="?", help="the stack's name; its file is Pulumi.<stack>.yaml"
    )
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help="take the answers from this YAML file"
    )
    parser.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="KEY",
        help="a secret that you bring along instead of having it generated (may be repeated)",
    )
    parser.add_argument(
        "--set-secrets", action="store_true", help="ask for the secrets and have Pulumi set them"
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace a file that has other decisions"
    )


def run(options: argparse.Namespace, project: Path) -> int:
    """Write the file. 0 if nothing is said about it; 1 if there are warnings, or secrets are to be
    set; 2 if nothing was written; 130 if the person stopped.
    """
    # Nothing of it is needed by the other commands, which have to start at once.
    from config.wizard.run import run_wizard  # noqa: PLC0415

    return run_wizard(options, project)
