"""`python -m config check`: every finding about a stack's file, without Pulumi and offline."""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from config.commands.file import StackFile, Unreadable, read_stack
from config.commands.locate import stack_file_name, stack_text
from config.commands.output import print_text
from config.findings import Finding, Severity
from config.neighbours import shared_places, stack_name_findings
from config.parse import examine

HELP: Final = "print every finding about a stack's file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `check`."""
    parser.add_argument("stack", help="the stack's name; its file is Pulumi.<stack>.yaml")
    parser.add_argument("--file", type=Path, help="look at this file instead")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.add_argument("--strict", action="store_true", help="end with 1 if there are warnings")


def run(options: argparse.Namespace, project: Path) -> int:
    """Print the findings. 2 if there is an error or no such file; 1 if there are warnings and
    --strict; else 0.
    """
    findings = check(options.stack, options.file, project)
    print_text((as_json if options.json else as_text)(findings) + "\n")
    return exit_code(findings, strict=options.strict)


def check(stack: str, file: Path | None, project: Path) -> list[Finding]:
    """The findings about `stack`, errors first: about `file`, or about its file in `project`."""
    try:
        name, text = stack_text(stack, file, project)
        found = check_text(name, text)
        if file is None:
            found += _among_stacks(stack, read_stack(name, text), project)
    except Unreadable as unreadable:
        return [unreadable.finding]
    return sorted(found, key=lambda finding: finding.severity is Severity.WARNING)


def check_text(file: Path, text: bytes) -> list[Finding]:
    """The findings about the stack's file that holds `text`; raises Unreadable if it is no YAML."""
    try:
        return _findings(read_stack(file, text))
    except RecursionError:
        raise Unreadable(file, "is nested too deeply", "write no more than it asks for") from None


def _findings(stack: StackFile) -> list[Finding]:
    _, findings = examine(stack.raw, stack.secrets, encrypted_groups=stack.encrypted_groups)
    return [*stack.findings, *findings]


def _among_stacks(stack: str, own: StackFile, project: Path) -> list[Finding]:
    others: dict[str, StackFile] = {}
    for file in sorted(project.glob("Pulumi.?*.yaml")):
        if file.name == stack_file_name(stack).name:
            continue
        try:
            name = file.name.removeprefix("Pulumi.").removesuffix(".yaml")
            others[name] = read_stack(file, file.read_bytes())
        except (Unreadable, OSError, RecursionError):
            continue  # told when that stack is checked
    places = shared_places(own.raw, {name: other.raw for name, other in others.items()})
    return [*stack_name_findings(stack), *places]


def as_text(findings: Iterable[Finding]) -> str:
    """One line for each finding, or the line that there is none."""
    lines = [f"{finding.severity}: {finding}" for finding in findings]
    return "\n".join(lines) or "no findings"


def as_json(findings: Iterable[Finding]) -> str:
    """A list of objects with path, value, rule, advice, severity and waiver."""
    return json.dumps([asdict(finding) for finding in findings], indent=2)


def exit_code(findings: Iterable[Finding], *, strict: bool) -> int:
    """2 if there is an error, 1 if there is a warning and `strict`, else 0."""
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities:
        return 2
    return 1 if strict and severities else 0
