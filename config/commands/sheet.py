"""`python -m config sheet`: the decisions of a stack, for the pull request that changes them."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from config.commands.check import as_text, exit_code
from config.commands.file import Unreadable, read_stack
from config.commands.locate import stack_text
from config.commands.output import print_text
from config.commands.revision import NoRevision, at_revision
from config.findings import Finding, Severity
from config.parse import examine

if TYPE_CHECKING:
    from config.sheet.comparison import Comparison
    from config.sheet.subject import Subject

HELP: Final = "print the decision sheet of a stack, for a comment of a pull request"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sheet`."""
    parser.add_argument("stack", help="the stack's name; its file is Pulumi.<stack>.yaml")
    parser.add_argument("--file", type=Path, help="look at this file instead")
    parser.add_argument("--against", metavar="REV", help="say what changed since a git revision")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write it as a page with curves instead"
    )


def run(options: argparse.Namespace, project: Path) -> int:
    """Print the sheet, or write the page and print the findings. 2 if there is an error, no such
    file or no such revision, else 0.

    What is wrong with the stack's file does not keep the sheet from being printed.
    """
    # `check` has to be fast, and needs none of these.
    from config.sheet.content import sheet  # noqa: PLC0415
    from config.sheet.html import page  # noqa: PLC0415
    from config.sheet.length import fitted  # noqa: PLC0415
    from config.sheet.markdown import markdown  # noqa: PLC0415

    subject, compared = _subjects(options, project)
    blocks = sheet(subject, compared)
    if options.html is None:
        print_text(fitted(blocks, markdown))
        return exit_code(subject.findings, strict=False)
    findings = list(subject.findings)
    try:
        _write(options.html, page(blocks, f"Decision sheet: {subject.stack}"))
    except Unreadable as unwritable:
        findings.append(unwritable.finding)
        print_text(as_text(findings) + "\n")
    else:
        print_text(f"{as_text(findings)}\nwritten to {options.html}\n")
    return exit_code(findings, strict=False)


def subject_of(stack: str, file: Path, text: bytes) -> "Subject":
    """What the sheet is about: the stack's file that holds `text`, which may be broken."""
    from config.sheet.subject import GivenSecret, Subject  # noqa: PLC0415

    try:
        read = read_stack(file, text)
        decisions, findings = examine(
            read.raw, read.secrets, encrypted_groups=read.encrypted_groups
        )
    except Unreadable as unreadable:
        return Subject(stack, None, (unreadable.finding,))
    except RecursionError:
        deep = Finding(str(file), "", "is nested too deeply", "write no more than it asks for")
        return Subject(stack, None, (deep,))
    # What an encrypted group holds is not known, so that its defaults are no answers.
    known = None if read.encrypted_groups else decisions
    return Subject(
        stack,
        known,
        _sorted([*read.findings, *findings]),
        {
            key: GivenSecret(secret.is_secure, read.fingerprints.get(key, ""))
            for key, secret in read.secrets.items()
        },
    )


def _subjects(options: argparse.Namespace, project: Path) -> tuple["Subject", "Comparison | None"]:
    from config.sheet.comparison import Comparison  # noqa: PLC0415
    from config.sheet.subject import Subject  # noqa: PLC0415

    try:
        shown, text = stack_text(options.stack, options.file, project)
    except Unreadable as unreadable:
        return Subject(options.stack, None, (unreadable.finding,)), None
    subject = subject_of(options.stack, shown, text)
    if options.against is None:
        return subject, None
    try:
        earlier = at_revision(options.against, options.file or project / shown)
    except NoRevision as none:
        return replace(subject, findings=_sorted([none.finding, *subject.findings])), None
    before = None
    if earlier.content is not None:
        before = subject_of(options.stack, shown, earlier.content)
    return subject, Comparison(options.against, earlier.commit, before)


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.severity is Severity.WARNING))


def _write(file: Path, text: str) -> None:
    """Put `text` into `file`, all of it or nothing. Raises Unreadable if that cannot be done."""
    advice = "name a file in a folder that exists and can be written to"
    try:
        if not file.parent.is_dir():
            raise Unreadable(file, f"cannot be written: there is no folder {file.parent}", advice)
        if file.exists() and not file.is_file():
            raise Unreadable(file, "cannot be written: it is there and no file", advice)
        # Through a link, so that the link stays one.
        target = file.resolve()
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            part.write_text(text, "utf-8", "backslashreplace")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no path of a file"
        raise Unreadable(file, f"cannot be written: {reason}", advice) from None
