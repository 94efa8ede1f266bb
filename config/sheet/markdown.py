"""A decision sheet as GitHub Flavored Markdown, for a comment of a pull request.

Whatever stands in an answer stays a text: only code can hold a character that Markdown, or what
GitHub adds to it (mentions, references, emoji, formulas), would take for something else.
"""

import html
import re
from collections.abc import Sequence
from typing import Final

from config.sheet.blocks import (
    Block,
    Bullets,
    Chart,
    Code,
    Folded,
    Heading,
    Line,
    Paragraph,
    Strong,
    Table,
    visible,
)

_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9.,;:()'\"/%+=?!\-\u00a1-\U0010ffff]*")
_ENDINGS: Final = ".,;:!?)"
_REFERENCE: Final = re.compile(r"://|www\.|:.*:|\bgh-\d", re.IGNORECASE)
_PLAIN_CODE: Final = re.compile(r"[^`|\\]*")
_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")


def markdown(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown; charts are left out."""
    parts = [_block(block) for block in blocks if not isinstance(block, Chart)]
    return "\n\n".join(parts) + "\n"


def _block(block: Heading | Paragraph | Bullets | Table | Folded) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {text(block.text)}"
    if isinstance(block, Paragraph):
        return text(block.text)
    if isinstance(block, Bullets):
        return "\n".join(f"- {text(line)}" for line in block.lines)
    if isinstance(block, Table):
        return _table(block)
    summary = html.escape("".join(visible(piece) for piece in block.summary))
    return f"<details>\n<summary>{summary}</summary>\n\n{_table(block.table)}\n\n</details>"


def _table(table: Table) -> str:
    rows = [" | ".join(text(cell) for cell in row) for row in table.rows]
    rows = [" | ".join(table.columns), " | ".join("---" for _ in table.columns), *rows]
    return "\n".join(f"| {row} |" for row in rows)


def text(line: Line) -> str:
    """One line of Markdown, free of any markup but that of its pieces."""
    written = ""
    for piece in line:
        if isinstance(piece, Code):
            written += _code(piece, written)
        elif isinstance(piece, Strong):
            written += f"**{_words(piece, '')}**"
        else:
            written += _words(piece, written)
    return written


def _words(piece: str, before: str) -> str:
    written = before
    for position, part in enumerate(re.split(r"\s+", piece)):
        written += " " if position else ""
        shown = visible(part)
        word = shown.rstrip(_ENDINGS)
        plain = _PLAIN_WORD.fullmatch(word) and not _REFERENCE.search(shown)
        written += (word if plain else _code(word, written)) + shown[len(word) :]
    return written[len(before) :]


def _code(piece: str, before: str) -> str:
    shown = visible(piece)
    plain = _PLAIN_CODE.fullmatch(shown) and shown == shown.strip() != ""
    # Two spans of backticks side by side would be one.
    if plain and not before.endswith("`"):
        return f"`{shown}`"
    return f"<code>{_PUNCTUATION.sub(_entity, shown)}</code>"


def _entity(character: re.Match[str]) -> str:
    return f"&#{ord(character[0])};"
