"""The shape of the stack configuration: which key exists where, and what it takes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo

from config.about import About, about
from config.decisions import GROUPS, Decisions
from config.types import Answers

Location = tuple[str | int, ...]
"""A place in the configuration: keys as they stand in YAML, and positions in lists."""


@dataclass(frozen=True)
class Key:
    """One key of the configuration: its place, what it means, its topology if it has one.

    `about` is what is said about it, with the question and the source of the group that it stands
    in where it has none of its own.
    """

    location: tuple[str, ...]
    field: FieldInfo
    topology: str | None
    about: About

    @property
    def name(self) -> str:
        """The key itself, without what stands above it."""
        return self.location[-1]

    def below(self, name: str, field: FieldInfo) -> "Key":
        """The key `name` below this one; what is not said about it is said about this one."""
        said = about(field)
        said = replace(
            said,
            question=said.question or self.about.question,
            source=said.source or self.about.source,
        )
        return Key((*self.location, name), field, self.topology, said)

    @property
    def is_group(self) -> bool:
        """Whether it has keys of its own below it instead of one answer."""
        return bool(models(self.field))


def fields(model: type[Answers]) -> dict[str, FieldInfo]:
    """The fields of `model` by the keys that they have in YAML."""
    return {
        field.alias or name: field
        for name, field in model.model_fields.items()
        if model is not Decisions or name in GROUPS
    }


def models(field: FieldInfo) -> list[type[Answers]]:
    """The models that the value of `field` can be: none for a plain value, several for a choice
    of topologies.
    """
    found: list[type[Answers]] = []
    pending: list[Any] = [field.annotation]
    while pending:
        annotation = pending.pop(0)
        if isinstance(annotation, type) and issubclass(annotation, Answers):
            found.append(annotation)
        elif get_origin(annotation) is Annotated:
            pending.append(get_args(annotation)[0])
        elif get_origin(annotation) is not Literal:
            pending.extend(get_args(annotation))
    return found


def topology_of(model: type[Answers]) -> str | None:
    """The topology that `model` stands for, if it is one of several."""
    field = model.model_fields.get("topology")
    return None if field is None else str(field.default)


def model_at(location: Location) -> type[Answers] | None:
    """The model whose keys stand at `location`.

    A choice of topologies is followed by its tag, as in pydantic's locations: `("dependencies",
    "mysql", "single")`. None if there are no keys at that place.
    """
    model: type[Answers] | None = Decisions
    choices: list[type[Answers]] = []
    for part in location:
        if isinstance(part, int):
            continue
        if choices:
            model = next((choice for choice in choices if topology_of(choice) == part), None)
            choices = []
            continue
        field = fields(model).get(str(part)) if model is not None else None
        found = models(field) if field is not None else []
        model = found[0] if len(found) == 1 else None
        choices = found if len(found) > 1 else []
    return model


def field_at(location: Location) -> FieldInfo | None:
    """The field at `location`, followed like `model_at`; for a list, the field of the list, and
    for a name in a mapping of names to texts, the field of the mapping.
    """
    location = tuple(part for part in location if not isinstance(part, int))
    if not location:
        return None
    model = model_at(location[:-1])
    if model is not None:
        return fields(model).get(str(location[-1]))
    above = field_at(location[:-1])
    return above if above is not None and is_mapping(above) else None


def is_mapping(field: FieldInfo) -> bool:
    """Whether the answer to `field` maps names of the user's own to texts."""
    return get_origin(field.annotation) is dict


def keys() -> Iterator[Key]:
    """Every key of the configuration, groups included, as the models order them."""
    yield from keys_of(Decisions, Key((), FieldInfo(), None, About()))


def keys_of(model: type[Answers], above: Key) -> Iterator[Key]:
    """The keys of `model`, which stands at `above`, and all keys below them."""
    for name, field in fields(model).items():
        key = above.below(name, field)
        yield key
        for inner in models(field):
            yield from keys_of(inner, replace(key, topology=topology_of(inner) or key.topology))


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The texts that `field` can be chosen from; empty if it is no choice."""
    # A choice that can be left out is a Literal within a union with None.
    for annotation in (field.annotation, *get_args(field.annotation)):
        if get_origin(annotation) is Literal:
            return tuple(str(choice) for choice in get_args(annotation))
    return ()


def limits(field: FieldInfo) -> tuple[int | None, int | None]:
    """The least and the greatest number that `field` takes."""
    least = greatest = None
    for limit in field.metadata:
        if isinstance(limit, annotated_types.Ge):
            least = int(str(limit.ge))
        if isinstance(limit, annotated_types.Le):
            greatest = int(str(limit.le))
    return least, greatest


def nearest(name: str, known: list[str] | tuple[str, ...]) -> str | None:
    """The one of `known` that `name` was most likely meant to be."""
    folded = {candidate.lower(): candidate for candidate in known}
    wanted = name.lower().replace("_", "")
    matches = get_close_matches(wanted, list(folded), n=1, cutoff=0.6)
    if not matches and len(wanted) > 2:
        matches = [candidate for candidate in folded if candidate.startswith(wanted)]
    return folded[matches[0]] if len(matches) == 1 else None
