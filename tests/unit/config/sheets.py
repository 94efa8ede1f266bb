"""Decision sheets of the tests, and what stands in them."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from config.findings import Severity
from config.parse import examine
from config.sheet.blocks import Block, Code, Folded, Heading, Line, Table
from config.sheet.content import sheet
from config.sheet.markdown import markdown
from config.sheet.subject import GivenSecret, Subject
from tests.unit.config.stacks import merged, split


def subject(*layers: str) -> Subject:
    """What a sheet about the layers is about, whether they have errors or not."""
    raw, secrets = split(merged(*layers))
    decisions, findings = examine(raw, secrets)
    ordered = sorted(findings, key=lambda finding: finding.severity is Severity.WARNING)
    given = {
        key: GivenSecret(secret.is_secure, f"{secret.is_secure} {secret.value}")
        for key, secret in secrets.items()
    }
    return Subject("test", decisions, tuple(ordered), given)


def written(*layers: str) -> str:
    """The sheet about the layers as Markdown, whatever its length."""
    return markdown(sheet(subject(*layers)))


def section(blocks: Sequence[Block], title: str) -> list[Block]:
    """What stands below the heading `title`, up to the next heading of its level or above."""
    found: list[Block] = []
    level = None
    for block in blocks:
        if isinstance(block, Heading):
            if level is None and "".join(block.text).startswith(title):
                level = block.level
                continue
            if level is not None and block.level <= level:
                break
        if level is not None:
            found.append(block)
    assert level is not None, f"there is no heading {title}"
    return found


def tables(blocks: Sequence[Block], *, folded: bool | None = None) -> Iterator[Table]:
    """The tables of the blocks: all, or only those that are folded, or only the others."""
    for block in blocks:
        if isinstance(block, Folded) and folded is not False:
            yield block.table
        if isinstance(block, Table) and folded is not True:
            yield block


def rows(blocks: Sequence[Block], *, folded: bool | None = None) -> dict[str, list[str]]:
    """The rows of all tables, as texts, by their first cells."""
    return {
        plain(row[0]): [plain(cell) for cell in row[1:]]
        for table in tables(blocks, folded=folded)
        for row in table.rows
    }


def plain(line: Line) -> str:
    """What a reader sees of the line."""
    return "".join(line)


def codes(blocks: Sequence[Block]) -> Iterator[str]:
    """Every piece of code in the tables."""
    for table in tables(blocks):
        yield from (
            piece for row in table.rows for cell in row for piece in cell if isinstance(piece, Code)
        )


_SPAN = re.compile(r"`([^`]*)`|<code>(.*?)</code>")


def spans(text: str) -> list[str]:
    """The code in a line of Markdown, as a reader sees it."""
    return [plain or unescape(escaped) for plain, escaped in _SPAN.findall(text)]


def outside(text: str) -> str:
    """A line of Markdown without the code in it."""
    return _SPAN.sub("", text)
