"""The answers given so far, and what they make of the questions that are still open."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from config.decisions import Decisions
from config.findings import PREFIX, Finding
from config.messages import findings_of
from config.parse import examine
from config.presets import fill
from config.shape import Key, topology_of
from config.types import Answers
from config.wizard.fields import Kind, flattened, keys_by_path, kind_of, nested

MISSING: Final = PydanticUndefined
"""In place of a default where an answer is required."""

FORK: Final = "?"
"""The end of the name of a fork: which keys of a group are asked for. It is no key itself."""

_STAND_IN: Final = {"application.adminEmail": "nobody@example.com"}
"""What is assumed of required answers as long as they are open."""


class SoFar:
    """Answers by their path, as plain values of YAML; `None` stands for an open one.

    The name of a fork ends in `?`, and its answer is one of the keys that it chooses between.
    """

    def __init__(self, answers: Mapping[str, object]) -> None:
        """Keep a copy of `answers` without the open ones."""
        self.answers = {path: value for path, value in answers.items() if value is not None}

    @property
    def raw(self) -> dict[str, Any]:
        """The stack configuration that holds the answers, by group."""
        return nested({path: v for path, v in self.answers.items() if not path.endswith(FORK)})

    def key(self, path: str) -> Key | None:
        """The key at `path` under the topologies chosen; None if they leave no such key."""
        known = keys_by_path().get(path, ())
        if len(known) == 1 and known[0].topology is None:
            return known[0]
        wanted = self._topology(path)
        return next((key for key in known if key.topology == wanted), None)

    def value(self, path: str) -> object:
        """The answer at `path`, or else what counts without one: MISSING where one is required."""
        given = self.answers.get(path)
        return given if given is not None else self.default(path)

    def default(self, path: str) -> object:
        """What counts at `path` if it is not answered, under all other answers."""
        if path in self.answers:
            return self.without(path).default(path)
        key = self.key(path)
        if key is None or key.field.is_required() or kind_of(key.field) is Kind.GROUP:
            return MISSING if key is not None else None
        value = _at(self._fitting[0], path)
        if value is MISSING:
            value = key.field.get_default(call_default_factory=True)
        return plain(value)

    def without(self, path: str) -> "SoFar":
        """The same answers but for the one at `path`."""
        return SoFar({other: value for other, value in self.answers.items() if other != path})

    def findings(self) -> list[Finding]:
        """What the checks say about those answers that fit their types."""
        return examine(self._fitting[1], {})[1]

    def _topology(self, path: str) -> str | None:
        store = ".".join(path.split(".")[:2])
        chosen = self.answers.get(f"{store}.topology")
        if chosen is not None:
            return str(chosen)
        known = keys_by_path().get(store, ())
        default = known[0].field.get_default(call_default_factory=True) if known else None
        return topology_of(type(default)) if isinstance(default, Answers) else None

    @cached_property
    def _fitting(self) -> tuple[Decisions | None, dict[str, Any]]:
        """Decisions from as many of the answers as fit their types, and these answers nested."""
        answers = {**_STAND_IN, **flattened(self.raw)}
        for _ in range(len(answers) + 1):
            raw = nested(answers)
            try:
                filled, by_preset = fill(raw)
                return Decisions.model_validate({**filled, "filledByPreset": by_preset}), raw
            except ValidationError as error:
                rejected = {
                    path for finding in findings_of(error) for path in _beside(finding, answers)
                }
            kept = {path: value for path, value in answers.items() if path not in rejected}
            answers = {**_STAND_IN, **kept}
        return None, {}


def _at(decisions: Decisions | None, path: str) -> object:
    """What stands at `path` of `decisions`; MISSING where a group above it is absent."""
    value: object = decisions
    for part in path.split("."):
        if not isinstance(value, Answers):
            return MISSING
        names = (name for name, f in type(value).model_fields.items() if part in (f.alias, name))
        name = next(names, None)
        value = MISSING if name is None else getattr(value, name)
    return value


def plain(value: object) -> object:
    """`value` as it stands in YAML: a quantity is a text, a group a mapping."""
    if isinstance(value, Answers):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, list | tuple | frozenset):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def _beside(finding: Finding, answers: Mapping[str, object]) -> list[str]:
    """The answers without which there would be no such finding about a type.

    Where an answer is missing, those are the ones beside it: they belong to the same thing.
    """
    place = finding.path.removeprefix(PREFIX).partition("[")[0]
    if finding.rule == "is missing":
        place = place.rpartition(".")[0]
    while place:
        found = [path for path in answers if path == place or path.startswith(f"{place}.")]
        if found:
            return found
        place = place.rpartition(".")[0]
    return []
