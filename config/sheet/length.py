"""A sheet that is no longer than a comment can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from config.sheet.blocks import (
    Block,
    Bullets,
    Code,
    Folded,
    Line,
    Paragraph,
    Strong,
    Table,
    counted,
    prose,
    visible,
)

LONGEST_SHEET: Final = 60_000
"""Characters. A comment on GitHub holds 65,536 (GitHub answers a longer one with "Body is too long
(maximum is 65536 characters)"); the rest is for what a pipeline writes around the sheet."""

_COLUMNS: Final = 2
"""Columns that a folded table keeps longest: what is decided, and the answer."""
_LONGEST_PIECE: Final = 100
_ELSEWHERE: Final = (
    "left out here, because a comment holds no more; "
    "the page that `python -m config sheet` writes with `--html` has all of it."
)

Renderer = Callable[[Sequence[Block]], str]
"""Makes a text of blocks."""


@dataclass(frozen=True)
class _Part:
    """A block, and how many of its rows are left out."""

    block: Block
    left_out: int = 0

    @property
    def rows(self) -> int:
        if isinstance(self.block, Table):
            return len(self.block.rows)
        return len(self.block.lines) if isinstance(self.block, Bullets) else 0

    def blocks(self) -> tuple[Block, ...]:
        if not self.left_out:
            return (self.block,)
        return (self.block, Paragraph(prose(f"{counted(self.left_out, 'line')} {_ELSEWHERE}")))


def fitted(blocks: Sequence[Block], render: Renderer, longest: int = LONGEST_SHEET) -> str:
    """The blocks as a text of at most `longest` characters.

    Folded tables, the longest before the others, lose all but their first two columns, and are
    left out after that; then long answers are shortened; then the longest tables and lists lose
    their ends. A sentence stands for whatever is left out.
    """
    parts = [_Part(block) for block in blocks]
    text = _text(parts, render)
    for is_cut, cut in ((_is_wide, _narrow), (_is_folded, _without_rows)):
        while len(text) > longest and (at := _longest(parts, render, is_cut)) is not None:
            parts[at] = _Part(cut(parts[at].block))
            text = _text(parts, render)
    if len(text) > longest:
        parts = [replace(part, block=_with_short_pieces(part.block)) for part in parts]
        text = _text(parts, render)
    while len(text) > longest and (at := _longest(parts, render, _is_long)) is not None:
        parts[at] = _half(parts[at])
        text = _text(parts, render)
    return text


def _text(parts: Sequence[_Part], render: Renderer) -> str:
    return render([block for part in parts for block in part.blocks()])


def _longest(
    parts: Sequence[_Part], render: Renderer, counts: Callable[[_Part], bool]
) -> int | None:
    """The position of the longest one of the parts that `counts`."""
    lengths = {at: len(render([part.block])) for at, part in enumerate(parts) if counts(part)}
    return max(lengths, key=lengths.__getitem__, default=None)


def _is_wide(part: _Part) -> bool:
    return isinstance(part.block, Folded) and len(part.block.table.columns) > _COLUMNS


def _is_folded(part: _Part) -> bool:
    return isinstance(part.block, Folded)


def _is_long(part: _Part) -> bool:
    return part.rows > 1


def _narrow(block: Block) -> Block:
    if not isinstance(block, Folded):
        return block
    table = block.table
    columns = ", ".join(table.columns[_COLUMNS:])
    return Folded(
        (*block.summary, f", without their columns {columns}: a comment holds no more"),
        Table(table.columns[:_COLUMNS], tuple(row[:_COLUMNS] for row in table.rows)),
    )


def _without_rows(block: Block) -> Block:
    summary = block.summary if isinstance(block, Folded) else ()
    return Paragraph((*summary, *prose(f": {_ELSEWHERE}")))


def _half(part: _Part) -> _Part:
    block, kept = part.block, part.rows // 2
    left_out = part.left_out + part.rows - kept
    if isinstance(block, Table):
        return _Part(replace(block, rows=block.rows[:kept]), left_out)
    if isinstance(block, Bullets):
        return _Part(replace(block, lines=block.lines[:kept]), left_out)
    return part


def _with_short_pieces(block: Block) -> Block:
    if isinstance(block, Table):
        rows = tuple(tuple(_short(cell) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    if isinstance(block, Bullets):
        return replace(block, lines=tuple(_short(line) for line in block.lines))
    return replace(block, text=_short(block.text)) if isinstance(block, Paragraph) else block


def _short(line: Line) -> Line:
    return tuple(_short_piece(piece) for piece in line)


def _short_piece(piece: str) -> str:
    shown = visible(piece)
    # Our own sentences are longer than answers may be here.
    longest = _LONGEST_PIECE if isinstance(piece, Code | Strong) else 4 * _LONGEST_PIECE
    if len(shown) <= longest:
        return piece
    return type(piece)(f"{shown[:longest]}... ({len(shown)} characters)")
