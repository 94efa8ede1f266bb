"""The small change of Markdown."""

import re
from typing import Final

_CODE: Final = re.compile(r"(`[^`]*`)")
_MARKUP: Final = re.compile(r"[*<>|]")


def code(text: object) -> str:
    """`text` as code."""
    return f"`{text}`"


def prose(text: str) -> str:
    """`text` as it is meant: what stands outside of backticks is no markup."""
    parts = _CODE.split(text)
    return "".join(
        part if part.startswith("`") else _MARKUP.sub(r"\\\g<0>", part) for part in parts
    )


def sentence(text: str) -> str:
    """A part of a sentence as a whole one."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def listed(parts: list[str], last: str) -> str:
    """`a, b or c`, with `last` for the word between the last two."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def anchor(title: str) -> str:
    """The anchor that GitHub and others make of a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def link(path: str, shown: str | None = None) -> str:
    """A link to the entry of the decision at `path`, without `tracardi:`."""
    return f"[`{shown or path}`](#{anchor(path)})"
