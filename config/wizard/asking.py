"""What a conversation needs of a terminal, and the words in which it asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from config.about import Change
from config.shape import Key
from config.wizard.fields import Kind, is_optional, keys_by_path, kind_of, options
from config.wizard.prompts import Prompt, reason_of
from config.wizard.sofar import MISSING, SoFar
from config.wizard.values import as_text

BACK: Final = "<"
"""What is typed to get back to the question before."""
NONE: Final = "-"
"""What is typed to leave an answer open that has one already."""

Complaint = Callable[[str], str | None]
"""What is wrong with a text while it is typed; None if nothing is."""


@dataclass(frozen=True)
class Option:
    """One line of a list: the answer that it stands for, and why it cannot be had, if so."""

    value: object
    title: str
    disabled: str | None = None


class Asker(Protocol):
    """A terminal. Every method but `say` raises KeyboardInterrupt where the person stops."""

    def say(self, text: str, *, title: bool = False) -> None:
        """Print `text`, wrapped; a `title` stands out."""

    def choose(self, message: str, choices: Sequence[Option], default: object) -> object:
        """The value of the line that is chosen; `default` is where the pointer stands first."""

    def write(self, message: str, hint: str, complaint: Complaint) -> str:
        """A text about which there is no complaint."""

    def hide(self, message: str, complaint: Complaint) -> str:
        """The same, without showing what is typed."""

    def mark(self, message: str, choices: Sequence[Option]) -> list[object]:
        """The values of the lines that are marked."""


def explanation(prompt: Prompt, so_far: SoFar) -> list[str]:
    """What is said above a prompt: meaning, consequence, and whether it can be changed later."""
    known = keys_by_path()
    key = known[prompt.path][0] if prompt.branches else so_far.key(prompt.path)
    if key is None:
        return []
    if prompt.branches:
        meanings = [known[f"{prompt.path}.{each}"][0].field.description for each in prompt.branches]
        listed = zip(prompt.branches, meanings, strict=True)
        return ["One of these:", *(f"- {branch}: {meaning}" for branch, meaning in listed)]
    lines = [key.field.description or ""]
    about = key.about
    if is_topology(key):
        store = known[".".join(key.location[:-1])][0]
        lines.insert(0, store.field.description or "")
        lines += [f"- {each.topology}: {each.about.consequence}" for each in known[prompt.path]]
    elif about.consequence:
        lines.append(about.consequence)
    if about.change is not Change.FREE:
        how = f": {about.later}" if about.later else ""
        words = {Change.COSTLY: "Later: costly", Change.NEVER: "Later: never"}
        lines.append(f"{words[about.change]}{how}.")
    else:
        lines.append("Later: free to change.")
    return lines


def is_topology(key: Key) -> bool:
    """Whether `key` is the choice of who runs a store."""
    return key.topology is not None and key.name == "topology"


def choices(prompt: Prompt, so_far: SoFar) -> list[Option]:
    """The answers to choose among; empty where a text is to be written."""
    if prompt.branches:
        return [
            Option(branch, branch, reason_of(f"{prompt.path}.{branch}"))
            for branch in prompt.branches
        ]
    key = so_far.key(prompt.path)
    if key is None:
        return []
    kind = kind_of(key.field)
    if kind is Kind.BOOLEAN:
        return [Option(True, "yes"), Option(False, "no")]
    if kind is not Kind.CHOICE:
        return []
    none = [Option(None, "none")] if is_optional(key.field) else []
    return none + [
        Option(option, option, reason_of(prompt.path, option)) for option in options(key)
    ]


def hint(prompt: Prompt, so_far: SoFar, proposal: object) -> str:
    """What the keys do at a prompt for a text."""
    words = []
    key = so_far.key(prompt.path)
    if proposal is not MISSING:
        words.append(f"Enter takes {as_text(proposal) or 'none'}")
    if key is not None and kind_of(key.field) is Kind.LIST:
        words.append("commas between entries")
    if proposal not in (MISSING, None, []) and key is not None and is_optional(key.field):
        words.append(f"{NONE} for none")
    words.append(f"{BACK} goes back")
    return f"({'; '.join(words)})"
