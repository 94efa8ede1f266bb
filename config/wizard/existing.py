"""The file of a stack that exists already: what is kept of it, and what a new one would replace."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from config.commands.file import Unreadable, own_name, yaml_content
from config.decisions import GROUPS
from config.findings import path_of, render
from config.parse import group_of
from config.secrets import SECRETS_BY_KEY
from config.wizard.fields import flattened

_ENCRYPTED: Final = {"secure"}


@dataclass(frozen=True)
class Existing:
    """What stands in a stack's file.

    `answers` are its decisions by path. `secrets` (its encrypted keys), `others` (keys of other
    programs) and `settings` (Pulumi's own, beside `config`) are kept; `dropped` names keys of ours
    that cannot be: unknown ones, and secrets in clear text.
    """

    answers: dict[str, object] = field(default_factory=dict)
    secrets: dict[str, object] = field(default_factory=dict)
    others: dict[str, object] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)


def read_existing(file: Path, shown: Path) -> Existing:
    """What stands in `file`, nothing if there is none; `shown` is its name in messages.

    Raises Unreadable if it cannot be read or is no stack: then nothing of it could be kept.
    """
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return Existing()
    except OSError as error:
        raise Unreadable(shown, f"cannot be read: {error.strerror}", "make it readable") from None
    content, duplicates = yaml_content(shown, text)
    if duplicates:
        raise Unreadable(shown, "has a key that stands twice", f"keep one of {duplicates[0].path}")
    if content is None:
        return Existing()
    config = content.get("config") or {} if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(config, dict):
        raise Unreadable(shown, "is no stack's file", "move it away, or mend it")
    existing = Existing()
    existing.settings.update({str(k): v for k, v in content.items() if k != "config"})
    for key, value in config.items():
        _sort(existing, str(key), value)
    return existing


def _sort(existing: Existing, key: str, value: object) -> None:
    name = own_name(key)
    if name is None:
        existing.others[key] = value
    elif isinstance(value, dict) and value.keys() == _ENCRYPTED:
        existing.secrets[name] = value
    elif name in GROUPS:
        group = group_of(value) if isinstance(value, str) else value
        found = flattened({name: group})
        existing.answers.update({path: v for path, v in found.items() if v is not None and v != {}})
    elif name not in SECRETS_BY_KEY or value:  # an empty secret is the project's own default
        existing.dropped.append(name)


def differences(
    before: Mapping[str, object], after: Mapping[str, object], dropped: list[str]
) -> list[str]:
    """One line for each decision that `after` has otherwise than `before`, or not at all."""
    lines = []
    for path in [*before, *(path for path in after if path not in before)]:
        old, new = before.get(path), after.get(path)
        if old != new:
            place = path_of(*path.split("."))
            lines.append(f"{place}: {_said(old)} becomes {_said(new)}")
    lines += [f"{path_of(name)}: is no decision, and is not kept" for name in dropped]
    return lines


def _said(value: object) -> str:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return f"[{', '.join(render(each) for each in value)}]"
    return "the default" if value is None else render(value)


def replace_file(file: Path, text: str) -> None:
    """Write `text` to `file` as a whole or not at all, with the mode that it had before."""
    target = file.resolve()
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with fresh.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            fresh.chmod(target.stat().st_mode & 0o7777)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
