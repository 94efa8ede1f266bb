"""Keys of the configuration by their path, and what kind of answer each of them takes."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from config.decisions import GROUPS
from config.shape import Key, keys, models, topology_of
from config.types import Answers


class Kind(StrEnum):
    """What an answer looks like in YAML."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"
    MAPPING = "mapping"
    GROUP = "group"


@cache
def keys_by_path() -> Mapping[str, tuple[Key, ...]]:
    """Every key by its dotted path (`dependencies.mysql.host`), in the order of the models.

    Where the choice of topology decides what a key is, there are several; keys within the entries
    of a list are left out, because the list is one answer.
    """
    found: dict[str, list[Key]] = {}
    lists: set[str] = set()
    for key in keys():
        path = ".".join(key.location)
        if any(path.startswith(f"{above}.") for above in lists):
            continue
        if kind_of(key.field) is Kind.LIST:
            lists.add(path)
        found.setdefault(path, []).append(key)
    return MappingProxyType({path: tuple(several) for path, several in found.items()})


def kind_of(field: FieldInfo) -> Kind:
    """The kind of answer that `field` takes."""
    types = list(_types(field.annotation))
    if any(get_origin(each) is list for each in types):
        return Kind.LIST
    if any(get_origin(each) is dict for each in types):
        return Kind.MAPPING
    if any(isinstance(each, type) and issubclass(each, Answers) for each in types):
        return Kind.GROUP
    if any(get_origin(each) is Literal for each in types):
        return Kind.CHOICE
    if bool in types:
        return Kind.BOOLEAN
    if types and all(each in (int, float) for each in types):
        return Kind.NUMBER
    return Kind.TEXT


def is_optional(field: FieldInfo) -> bool:
    """Whether `field` is empty unless somebody answers it."""
    return not field.is_required() and field.default is None and field.default_factory is None


def options(key: Key) -> tuple[str, ...]:
    """The answers among which `key` is chosen; of a topology, those of all shapes of the store."""
    if key.topology is not None and key.name == "topology":
        store = keys_by_path()[".".join(key.location[:-1])][0]
        return tuple(str(topology_of(model)) for model in models(store.field))
    return tuple(
        str(option)
        for each in _types(key.field.annotation)
        if get_origin(each) is Literal
        for option in get_args(each)
    )


def nested(answers: Mapping[str, object]) -> dict[str, Any]:
    """The stack configuration that holds `answers`, by group; a later answer replaces what stands
    in its way.
    """
    raw: dict[str, Any] = {}
    for path, value in answers.items():
        inner = raw
        *above, name = path.split(".")
        for part in above:
            below = inner.get(part)
            if not isinstance(below, dict):
                below = inner[part] = {}
            inner = below
        inner[name] = value
    return raw


def flattened(raw: Mapping[str, object]) -> dict[str, object]:
    """The answers of a stack configuration by path; an unknown key is an answer, too."""
    found: dict[str, object] = {}
    for name, value in raw.items():
        _flatten(name, value, found)
    return found


def _flatten(path: str, value: object, found: dict[str, object]) -> None:
    known = keys_by_path().get(path, ())
    is_group = path in GROUPS or any(kind_of(key.field) is Kind.GROUP for key in known)
    if is_group and isinstance(value, dict) and value and all(isinstance(k, str) for k in value):
        for name, inner in value.items():
            _flatten(f"{path}.{name}", inner, found)
    else:
        found[path] = value


def _types(annotation: Any) -> list[Any]:
    """What `annotation` allows, without `Annotated` and without None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _types(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [each for part in get_args(annotation) for each in _types(part)]
    return [] if annotation is NoneType else [annotation]
