"""The smallest decisions with each answer changed in turn: by them one finds out what depends on
what, instead of writing it down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from config.decisions import GROUPS, Decisions
from config.findings import render
from config.parse import examine
from config.reference.answers import example, parts, takes, typed
from config.reference.examples import of_model, smallest
from config.shape import models, topology_of
from config.types import Answers

Changes = tuple[str, ...]
"""Answers as they stand in the file, each of them only possible after the one before."""


@dataclass(frozen=True)
class Variant:
    """Decisions with one answer changed, or with others changed that the first one makes
    possible. `path` is the key of the last one, without `tracardi:`.
    """

    changes: Changes
    path: str
    decisions: Decisions


@cache
def usual() -> Decisions:
    """The decisions of a file with nothing in it but what is required."""
    decisions, findings = examine(smallest(), {})
    if decisions is None:
        raise ValueError(f"the examples of the required keys are refused: {findings}")
    return decisions


_ANSWERS_ABOVE_OTHERS: Final = ("deployment.edition", "deployment.platform")
"""The answers on which it depends whether whole groups mean anything."""


@cache
def variants() -> tuple[Variant, ...]:
    """All of them, without a look at what is installed or makes sense together."""
    alone = tuple(_of(usual()))
    return alone + tuple(
        Variant((*first.changes, *second.changes), second.path, second.decisions)
        for first in alone
        if first.path in _ANSWERS_ABOVE_OTHERS
        for second in _of(first.decisions)
        if second.path != first.path
    )


def _of(decisions: Decisions) -> Iterator[Variant]:
    for group in GROUPS:
        for changes, path, changed in _changed(getattr(decisions, group), group, more=2):
            yield Variant(changes, path, decisions.model_copy(update={group: changed}))


_Change = tuple[Changes, str, Any]


def _changed(model: Answers, path: str, *, more: int) -> Iterator[_Change]:
    for name, field in type(model).model_fields.items():
        here = f"{path}.{field.alias or name}"
        for changes, place, changed in _instead(field, getattr(model, name), here, more=more):
            yield changes, place, model.model_copy(update={name: changed})


def _instead(field: FieldInfo, value: object, here: str, *, more: int) -> Iterator[_Change]:
    """What could stand in place of `value`."""
    inner = models(field)
    if not inner:
        for other in _others(typed(field), value):
            chosen = get_origin(parts(typed(field))[0]) is Literal or isinstance(other, bool)
            yield (f"{here}: {render(other)}" if chosen else here,), here, other
    if isinstance(value, Answers):
        yield from _changed(value, here, more=more)
    for model in inner if not isinstance(value, list) else ():
        if isinstance(value, model):
            continue
        topology = topology_of(model)
        change = f"{here}.topology: {topology}" if topology else here
        made = model.model_validate(of_model(model))
        yield (change,), here, made
        if more:
            for changes, place, changed in _changed(made, here, more=more - 1):
                yield (change, *changes), place, changed


def _others(kind: Any, value: object) -> Iterator[object]:
    base, _ = parts(kind)
    if isinstance(value, bool):
        yield not value
    elif get_origin(base) is Literal:
        yield from (choice for choice in get_args(base) if choice != value)
    elif isinstance(value, int):
        yield from (other for other in (value + 1, value - 1) if takes(kind, other))
    elif (made := example(kind)) is not None:
        # Two keys of one type have one example, and a rule may ask whether they are the same.
        yield next(other for other in (f"{made}2", made) if takes(kind, other))
    else:
        yield "a text of which there is no example"
