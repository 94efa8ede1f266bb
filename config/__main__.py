"""Looks at decisions without installing anything: offline, and without Pulumi.

python -m config check STACK [--file PATH] [--json] [--strict]
python -m config schema [--check]

`check` prints every finding about Pulumi.<STACK>.yaml. It ends with 2 if there is an error (or no
such file), with 1 if there are warnings and --strict, else with 0. `schema` prints the JSON Schema
of a stack's file; with --check it ends with 1 if config/schema.json is another one.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from config import commands_check, commands_schema

PROJECT = Path(__file__).parents[1]


def main(arguments: Sequence[str], project: Path = PROJECT) -> int:
    """Do what `arguments` say and return the exit code; stacks are looked for in `project`."""
    options = _parser().parse_args(arguments)
    if options.command == "check":
        findings = commands_check.check(options.stack, options.file, project)
        shown = commands_check.as_json if options.json else commands_check.as_text
        _print(shown(findings) + "\n")
        return commands_check.exit_code(findings, strict=options.strict)
    if not options.check:
        _print(commands_schema.as_text())
        return 0
    if commands_schema.is_current():
        return 0
    name = commands_schema.SCHEMA_FILE.relative_to(PROJECT)
    print(f"{name} is not the schema of the decisions; `make schema` writes it.", file=sys.stderr)
    return 1


def _print(text: str) -> None:
    # A terminal that cannot show a character gets its code instead of an error.
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m config", description="Looks at decisions without installing anything."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="print every finding about a stack's file")
    check.add_argument("stack", help="the stack's name; its file is Pulumi.<stack>.yaml")
    check.add_argument("--file", type=Path, help="look at this file instead")
    check.add_argument("--json", action="store_true", help="print a list of objects")
    check.add_argument("--strict", action="store_true", help="end with 1 if there are warnings")
    schema = commands.add_parser("schema", help="print the JSON Schema of a stack's file")
    schema.add_argument(
        "--check", action="store_true", help="compare it with config/schema.json instead"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
