"""One answer: read from a text, shown as a text, and looked at by the rules of the models."""

import re
from typing import Final

import yaml
from pydantic import ValidationError

from config.commands.file import StackLoader
from config.decisions import Decisions
from config.findings import PREFIX, Finding, path_of, render
from config.messages import findings_of
from config.not_offered import not_offered
from config.wizard.fields import Kind, kind_of, nested
from config.wizard.sofar import SoFar

_WHOLE_NUMBER: Final = re.compile(r"[-+]?\d{1,60}", re.ASCII)
_BOOLEANS: Final = {"true": True, "false": False}


def from_text(path: str, text: str, so_far: SoFar) -> object:
    """The answer that `text` stands for at `path`; a text that fits nothing stays one.

    Lists are written with commas between their entries, or as YAML between brackets.
    """
    text = text.strip()
    key = so_far.key(path)
    kind = Kind.TEXT if key is None else kind_of(key.field)
    if kind is Kind.NUMBER and _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    if kind is Kind.BOOLEAN:
        return _BOOLEANS.get(text.lower(), text)
    if kind is Kind.LIST and not text.startswith("["):
        return [entry.strip() for entry in text.split(",") if entry.strip()]
    if kind in (Kind.LIST, Kind.MAPPING, Kind.GROUP):
        return _from_yaml(text)
    return text


def as_text(value: object) -> str:
    """`value` as a person would type it; nothing for an open answer."""
    if isinstance(value, list):
        return ", ".join(as_text(entry) for entry in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def findings_about(path: str, value: object, so_far: SoFar) -> list[Finding]:
    """What is wrong with `value` at `path` by itself, whatever the other answers are."""
    answers = {path: value}
    store = ".".join(path.split(".")[:2])
    topology = so_far.value(f"{store}.topology")
    if path != f"{store}.topology" and topology is not None:
        answers[f"{store}.topology"] = topology
    place = path_of(*path.split("."))
    try:
        Decisions.model_validate(nested(answers))
    except ValidationError as error:
        found = [finding for finding in findings_of(error) if _within(place, finding.path)]
        if found:
            return found
    refusal = not_offered(tuple(path.split(".")), value)
    return [] if refusal is None else [Finding(place, render(value), *refusal)]


def _within(place: str, path: str) -> bool:
    return path == place or path.startswith((f"{place}[", f"{place}."))


def _from_yaml(text: str) -> object:
    try:
        return yaml.load(text, Loader=StackLoader)  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, RecursionError):
        return text


def remarks_about(path: str, so_far: SoFar) -> list[Finding]:
    """What the checks across the groups say about the answer at `path`, beside all others."""
    place = path_of(*path.split("."))
    return [finding for finding in so_far.findings() if _within(place, finding.path)]


def dotted(finding: Finding) -> str:
    """The path of the answer that `finding` is about, without a position in a list."""
    return finding.path.removeprefix(PREFIX).partition("[")[0]
