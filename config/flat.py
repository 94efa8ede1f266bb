"""Decisions as one flat list of answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic.fields import FieldInfo

from config.about import About
from config.decisions import Decisions
from config.findings import path_of
from config.shape import Key, Location, fields, topology_of
from config.types import Answers


class Origin(StrEnum):
    """Where an answer comes from."""

    GIVEN = "given"
    """It stands in the stack's file."""
    PRESET = "preset"
    """The preset of `tracardi:workload` filled it in."""
    DEFAULT = "default"
    """Nobody said anything."""


@dataclass(frozen=True)
class Answer:
    """One answer: the key it belongs to, where it stands, its value, and where that comes from.

    The location has the positions of list entries in it; the key's location has none.
    """

    key: Key
    location: Location
    value: object
    origin: Origin

    @property
    def path(self) -> str:
        """The place in the stack's file, `tracardi:dependencies.mysql.topology`."""
        return path_of(*self.location)


def answers(decisions: Decisions) -> Iterator[Answer]:
    """Every answer, in the order of the groups. A group that is absent is one answer, None."""
    root = Key((), FieldInfo(), None, About())
    yield from _answers(decisions, root, (), decisions.filled_by_preset)


def _answers(
    model: Answers, above: Key, location: Location, preset: frozenset[str]
) -> Iterator[Answer]:
    names = {field.alias or name: name for name, field in type(model).model_fields.items()}
    for alias, field in fields(type(model)).items():
        key = above.below(alias, field)
        value, place = getattr(model, names[alias]), (*location, alias)
        if isinstance(value, Answers):
            inner = replace(key, topology=topology_of(type(value)) or key.topology)
            yield from _answers(value, inner, place, preset)
        elif isinstance(value, list) and value and isinstance(value[0], Answers):
            for position, entry in enumerate(value):
                yield from _answers(entry, key, (*place, position), preset)
        else:
            origin = Origin.GIVEN if names[alias] in model.model_fields_set else Origin.DEFAULT
            if path_of(*place) in preset:
                origin = Origin.PRESET
            yield Answer(key, place, value, origin)
