"""What pydantic finds, said as findings: place, value, rule and what to write instead."""

from collections.abc import Callable
from typing import Any, Final

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.findings import Finding, path_of, render
from config.not_offered import not_offered
from config.refused_keys import refused_key
from config.shape import (
    Location,
    choices,
    field_at,
    fields,
    is_mapping,
    keys,
    limits,
    model_at,
    models,
    nearest,
    topology_of,
)
from config.types import Refused

_MAPPING_TYPES: Final = frozenset(
    {"model_type", "dict_type", "model_attributes_type", "union_tag_not_found", "invalid_key"}
)


def findings_of(error: ValidationError) -> list[Finding]:
    """One finding for each error in `error`, in the order of the fields."""
    return [_finding(details) for details in error.errors(include_url=False)]


def _finding(details: ErrorDetails) -> Finding:
    location: Location = details["loc"]
    value = render(details["input"])
    kind = details["type"]
    if kind == "extra_forbidden":
        return unknown_key(location)
    if kind == "missing":
        rule, advice = "is missing", f"add it: {_what_it_is(location)}"
        return Finding(path(location), "", rule, advice)
    if kind == "invalid_key":
        place = path_of(*_without_tag((*location[:-1], str(location[-1]))))
        return Finding(place, "", "is no key: keys are texts", "remove it")
    if kind == "union_tag_invalid" or (kind == "union_tag_not_found" and _names_topology(details)):
        return _topology(location, details["input"])
    rule, advice = _rule_and_advice(details)
    return Finding(path(location), value, rule, advice)


def path(location: Location) -> str:
    """The path of a pydantic location, in which a choice of topologies has a part of its own."""
    return path_of(*_without_tag(location))


def _without_tag(location: Location) -> Location:
    # A name that stands as a key in a mapping of names to texts, and is refused itself.
    if location and location[-1] == "[key]":
        location = (*location[:-2], str(location[-2]))
    in_store = len(location) > 2 and location[0] == "dependencies"
    return (*location[:2], *location[3:]) if in_store else location


def _rule_and_advice(details: ErrorDetails) -> tuple[str, str]:
    location, kind = details["loc"], details["type"]
    field = field_at(location)
    if details["input"] is None:
        return "is empty", _instead_of_nothing(location, field)
    refused = details.get("ctx", {}).get("error")
    if isinstance(refused, Refused):
        return refused.rule, refused.advice
    if kind == "dict_type" and field is not None and is_mapping(field):
        return "must be a mapping of names to texts", "write names below it, each with its text"
    if kind in _MAPPING_TYPES:
        return "must be a mapping of keys", f"write keys below it: {_keys_at(location)}"
    if kind == "literal_error":
        return _choice(location, details["input"])
    simple = _SIMPLE.get(kind)
    if simple is not None and field is not None:
        return simple(field)
    return details["msg"][:1].lower() + details["msg"][1:], _what_it_is(location)


def _instead_of_nothing(location: Location, field: FieldInfo | None) -> str:
    inner = models(field) if field is not None else []
    required = [key for model in inner[:1] for key, f in fields(model).items() if f.is_required()]
    if required:
        return f"write keys below it, at least {', '.join(required)}"
    if field is not None and field.is_required():
        return f"write it: {_what_it_is(location)}"
    return "write something, or remove the key to take the default"


def _number(field: FieldInfo) -> tuple[str, str]:
    least, greatest = limits(field)
    bounds = f"from {least} to {greatest}" if greatest is not None else f"of at least {least}"
    return f"must be a whole number {bounds}", f"write a number {bounds} without quotes"


_SIMPLE: Final[dict[str, Callable[[FieldInfo], tuple[str, str]]]] = {
    "bool_type": lambda _: ("must be true or false", "write true or false without quotes"),
    "int_type": _number,
    "int_from_float": _number,
    "greater_than_equal": _number,
    "less_than_equal": _number,
    "list_type": lambda _: (
        "must be a list",
        "put each entry on a line of its own, after a hyphen; [] is the empty list",
    ),
    "string_type": lambda _: ("must be a text", "put it between quotes"),
    "too_short": lambda _: ("must not be empty", "list at least one"),
    "too_long": lambda _: ("has more than 100 entries", "write at most 100"),
}


def _choice(location: Location, value: Any) -> tuple[str, str]:
    without_tag = _without_tag(location)
    refusal = not_offered(without_tag, value)
    if refusal is not None:
        return refusal
    field = field_at(location)
    known = tuple(
        choice
        for choice in (choices(field) if field is not None else ())
        if not_offered(without_tag, choice) is None
    )
    meant = nearest(value, known) if isinstance(value, str) else None
    listed = " or ".join(known)
    return f"must be {listed}", f"write {meant or listed}"


def _names_topology(details: ErrorDetails) -> bool:
    value = details["input"]
    return isinstance(value, dict) and "topology" in value


def _topology(location: Location, value: Any) -> Finding:
    topology = value.get("topology")
    place = (*location, "topology")
    refusal = not_offered(place, topology)
    if refusal is None:
        field = field_at(location)
        known = tuple(
            str(topology_of(model))
            for model in (models(field) if field is not None else ())
            if not_offered(place, topology_of(model)) is None
        )
        meant = nearest(topology, known) if isinstance(topology, str) else None
        listed = " or ".join(known)
        refusal = f"must be {listed}", f"write {meant or listed}"
    return Finding(path_of(*place), render(topology), *refusal)


def unknown_key(location: Location) -> Finding:
    """The finding about a key that does not exist at `location`.

    Its value is not repeated: a key in the wrong place may well be a password.
    """
    name = str(location[-1])
    refusal = refused_key(_without_tag(location))
    if refusal is not None:
        return Finding(path(location), "", *refusal)
    return Finding(path(location), "", "is no key of this configuration", _instead(location, name))


def _instead(location: Location, name: str) -> str:
    model = model_at(location[:-1])
    known = list(fields(model)) if model is not None else []
    above = _without_tag(location[:-1])
    for key in keys():
        if key.location == (*above, name):
            return f"write topology: {key.topology} to use it, or remove it"
    if meant := nearest(name, known):
        return f"did you mean {meant}?"
    if place := elsewhere(name, str(location[0])):
        return f"move it to {place}"
    return f"remove it; the keys here are {', '.join(known)}"


def elsewhere(name: str, group: str) -> str | None:
    """The paths of the keys called `name` outside of `group`; None for more than three of them."""
    places = dict.fromkeys(
        key.location for key in keys() if key.name == name and key.location[0] != group
    )
    return " or ".join(path_of(*place) for place in places) if 1 <= len(places) <= 3 else None


def _keys_at(location: Location) -> str:
    model = model_at(location)
    if model is None:
        field = field_at(location)
        found = models(field) if field is not None else []
        model = found[0] if found else None
    return ", ".join(fields(model)) if model is not None else "see the documentation"


def _what_it_is(location: Location) -> str:
    field = field_at(location)
    text = field.description if field is not None and field.description else "see the documentation"
    # The first sentence says what it is, the others when to choose what.
    text = text.split(". ")[0]
    return text[:1].lower() + text[1:].rstrip(".")
