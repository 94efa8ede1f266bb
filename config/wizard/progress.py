"""The answers of a session that is not finished, kept in a file beside the stack's.

Secrets are never among the answers, so there are none in the file; its mode is 0600 all the same.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from config.commands.locate import stack_file_name
from config.wizard.prompts import PROMPTS
from config.wizard.sofar import FORK, SoFar
from config.wizard.values import findings_about

_FORMAT: Final = 1


@dataclass(frozen=True)
class Progress:
    """`answers` by the names of their prompts; `proposals` for prompts that are open; and what is
    `kept` of a stack's file without being asked for, by path.
    """

    answers: dict[str, object] = field(default_factory=dict)
    proposals: dict[str, object] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)


def progress_file(stack: str, project: Path) -> Path:
    """The file for `stack`, which git ignores."""
    name = stack_file_name(stack).name.removeprefix("Pulumi.").removesuffix(".yaml")
    return project / f".tracardi-wizard-{name}.json"


def load(file: Path) -> Progress | None:
    """What was saved; None if nothing was, or if another version of this program saved it."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        return None
    answers, proposals, kept = (content.get(name) for name in ("answers", "proposals", "kept"))
    if isinstance(answers, dict) and isinstance(proposals, dict) and isinstance(kept, dict):
        return Progress(answers, proposals, kept)
    return None


def usable(saved: Progress) -> Progress:
    """What of `saved` still is an answer: the file may be older than the decisions."""
    return Progress(_fitting(saved.answers), _fitting(saved.proposals), _fitting(saved.kept))


def from_answers(answers: Mapping[str, object]) -> Progress:
    """Answers of a stack's file: proposals where they are asked for, kept where they are not."""
    asked = {prompt.path for prompt in PROMPTS}
    fitting = _fitting(answers)
    # What is left open in the file is left open on purpose: nothing is proposed in its place.
    on_purpose: dict[str, object] = {prompt.path: None for prompt in PROMPTS if prompt.like}
    return Progress(
        {},
        on_purpose | {path: value for path, value in fitting.items() if path in asked},
        {path: value for path, value in fitting.items() if path not in asked},
    )


def save(file: Path, progress: Progress) -> None:
    """Keep the answers, as a whole or not at all."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump({"format": _FORMAT, **asdict(progress)}, stream, indent=2)
        stream.write("\n")
    fresh.replace(file)


def forget(file: Path) -> None:
    """Delete what was saved."""
    file.unlink(missing_ok=True)


def _fitting(answers: Mapping[str, object]) -> dict[str, object]:
    branches = {prompt.name: prompt.branches for prompt in PROMPTS if prompt.branches}
    so_far = SoFar(answers)
    return {
        name: value
        for name, value in answers.items()
        if (
            value in branches.get(name, ())
            if name.endswith(FORK)
            else value is None or not findings_about(name, value, so_far)
        )
    }
