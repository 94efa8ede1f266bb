"""`python -m config check`: every finding about a stack's file, without Pulumi and offline."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from config.commands_file import StackFile, Unreadable, read_stack
from config.findings import Finding, Severity
from config.parse import examine


def check(stack: str, file: Path | None, project: Path) -> list[Finding]:
    """The findings about `stack`, errors first: about `file`, or about its file in `project`."""
    try:
        if file is not None:
            found = check_text(file, _read(file, _beside(file)))
        else:
            # Pulumi leaves an organization in the stack's name out of the file's.
            name = f"Pulumi.{stack.rsplit('/', maxsplit=1)[-1]}.yaml"
            found = check_text(Path(name), _read(project / name, _stacks(project), Path(name)))
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


def _read(file: Path, instead: str, shown: Path | None = None) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise Unreadable(shown or file, "does not exist", instead) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        rule = f"cannot be read: {reason or 'is no path of a file'}"
        raise Unreadable(shown or file, rule, "name a file that can be read") from None


def _stacks(project: Path) -> str:
    files = sorted(file.name for file in project.glob("Pulumi.?*.yaml"))
    names = [name.removeprefix("Pulumi.").removesuffix(".yaml") for name in files]
    if not names:
        return "copy one: there is no Pulumi.<stack>.yaml in this project"
    return f"the stacks that have a file here: {', '.join(names)}"


def _beside(file: Path) -> str:
    try:
        names = sorted(other.name for other in file.parent.glob("*.yaml"))
    except (OSError, ValueError):
        names = []
    if names:
        return f"the YAML files in {file.parent}: {', '.join(names)}"
    if not file.parent.is_dir():
        return f"the folder {file.parent} does not exist either"
    return f"there is no YAML file in {file.parent}"
