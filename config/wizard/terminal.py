"""A terminal as questionary and prompt_toolkit see it."""

import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from config.commands.output import print_text
from config.wizard.asking import Complaint, Option

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from questionary import Choice, Question

_WIDEST: Final = 100
_NARROWEST: Final = 20
_BOLD: Final = "\x1b[1m{}\x1b[0m"


class Terminal:
    """Asks in the terminal that the program runs in."""

    def say(self, text: str, *, title: bool = False) -> None:
        """Print `text`, wrapped; a `title` stands out."""
        for line in text.split("\n"):
            # The second line of an item of a list stands below the first one's text.
            later = "  " if line.startswith("- ") else ""
            wrapped = textwrap.wrap(line, _width(), subsequent_indent=later) or [""]
            shown = "\n".join(wrapped)
            bold = title and shown and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            print_text((_BOLD.format(shown) if bold else shown) + "\n")

    def choose(self, message: str, choices: Sequence[Option], default: object) -> object:
        """The value of the line that is chosen; `default` is where the pointer stands first."""
        import questionary  # noqa: PLC0415 - takes a quarter of a second

        lines = _lines(choices)
        at = next(
            line.value for line, each in zip(lines, choices, strict=True) if each.value == default
        )
        chosen = questionary.select(_ended(message), lines, default=at).unsafe_ask()
        return choices[int(chosen)].value

    def write(self, message: str, hint: str, complaint: Complaint) -> str:
        """A text about which there is no complaint."""
        import questionary  # noqa: PLC0415

        question = questionary.text(
            _ended(message),
            instruction=hint,
            validate=_accepts(complaint),
            validate_while_typing=False,
        )
        return str(_with_complaint(question, complaint).unsafe_ask())

    def hide(self, message: str, complaint: Complaint) -> str:
        """The same, without showing what is typed."""
        import questionary  # noqa: PLC0415

        question = questionary.password(
            _ended(message), validate=_accepts(complaint), validate_while_typing=False
        )
        return str(_with_complaint(question, complaint).unsafe_ask())

    def mark(self, message: str, choices: Sequence[Option]) -> list[object]:
        """The values of the lines that are marked."""
        import questionary  # noqa: PLC0415

        marked = questionary.checkbox(_ended(message), _lines(choices)).unsafe_ask()
        return [choices[int(position)].value for position in marked]


def _ended(message: str) -> str:
    return message if message.endswith("?") else f"{message}:"


def _width() -> int:
    return max(min(_WIDEST, shutil.get_terminal_size().columns - 1), _NARROWEST)


def _lines(choices: Sequence[Option]) -> "list[Choice]":
    """The lines of a list, each with its position for a value: answers need not be texts."""
    from questionary import Choice  # noqa: PLC0415

    lines = []
    for position, each in enumerate(choices):
        room = _width() - len("   - ")
        title, reason = textwrap.shorten(each.title, room, placeholder="..."), each.disabled
        if reason is not None:
            # A longer one would be cut off without a sign of it.
            reason = textwrap.shorten(reason, max(room - len(title) - 3, 10), placeholder="...")
        lines.append(Choice(title, value=str(position), disabled=reason))
    return lines


def _accepts(complaint: Complaint) -> Callable[[str], bool | str]:
    # What is wrong is said by the window below, which is wide enough for it.
    return lambda text: True if complaint(text) is None else " "


def _with_complaint(question: "Question", complaint: Complaint) -> "Question":
    """The same question with a window below it that says, while one types, what is wrong."""
    from prompt_toolkit.application import get_app  # noqa: PLC0415
    from prompt_toolkit.filters import Condition, is_done  # noqa: PLC0415
    from prompt_toolkit.layout import (  # noqa: PLC0415
        ConditionalContainer,
        FormattedTextControl,
        HSplit,
        Window,
    )

    def said() -> str:
        buffer = get_app().current_buffer
        if not buffer.text and buffer.validation_error is None:
            return ""  # nothing was typed yet
        return complaint(buffer.text) or ""

    def shown() -> "StyleAndTextTuples":
        return [("class:validation-toolbar", "\n".join(textwrap.wrap(said(), _width())))]

    layout = question.application.layout
    window = Window(FormattedTextControl(shown), dont_extend_height=True)
    layout.container = HSplit(
        [
            layout.container,
            ConditionalContainer(window, Condition(lambda: bool(said())) & ~is_done),
        ]
    )
    return question
