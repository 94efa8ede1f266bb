"""Examples that can be copied into a stack's file, made from the models."""

from typing import Any, get_args, get_origin

import yaml

from config.decisions import Decisions
from config.findings import PREFIX
from config.reference.answers import example, typed
from config.reference.entries import is_gated
from config.shape import Key, Location, choices, field_at, fields, model_at, models, topology_of
from config.types import Answers


def smallest() -> dict[str, object]:
    """The groups with nothing in them but an example of each key that is required."""
    return _required(Decisions)


def fenced(key: Key, model: type[Answers]) -> str:
    """An example of the keys of `model`, which stands at `key`, as it stands in the file."""
    value: object = _named(of_model(model, key.location), key.name)
    for length in range(len(key.location), 1, -1):
        field = field_at(_tagged(key, length))
        if field is not None and is_list(field.annotation):
            value = [value]
        around = _named(_around(key, length), key.location[length - 2])
        value = {**around, key.location[length - 1]: value}
    return yaml.dump(
        {PREFIX + key.location[0]: value}, sort_keys=False, allow_unicode=True, Dumper=_Dumper
    )


def _named(found: dict[str, object], name: str) -> dict[str, object]:
    """`found` with hosts that are called as what they belong to: all have one type, whose example
    is that of one store.
    """
    text = yaml.dump(found, Dumper=_Dumper, sort_keys=False)
    renamed: dict[str, object] = yaml.safe_load(
        text.replace("mysql.example.com", f"{name.lower()}.example.com")
    )
    return renamed


def _around(key: Key, length: int) -> dict[str, object]:
    """What the model above the key at `length` requires; nothing of a whole group."""
    model = model_at(_tagged(key, length - 1)) if length > 2 else None
    return {} if model is None else _required(model)


def _tagged(key: Key, length: int) -> Location:
    """The first keys of a location; a choice of topologies is followed by its tag."""
    place = key.location[:length]
    if key.topology is None or length < 2 or length == len(key.location) == 2:
        return place
    return (*place[:2], key.topology, *place[2:])


def of_model(model: type[Answers], place: Location = ()) -> dict[str, object]:
    """What `model`, whose keys stand at `place`, requires, with its topology; of one that requires
    nothing, every answer.

    Required is also what has a default that this version refuses.
    """
    return _required(model, place) or _everything(model) or _first(model)


def _required(model: type[Answers], place: Location = ()) -> dict[str, object]:
    topology = topology_of(model)
    found: dict[str, object] = {} if topology is None else {"topology": topology}
    for name, field in fields(model).items():
        if not field.is_required():
            if (
                topology is not None
                and name != "topology"
                and is_gated((*place, name), field.default)
            ):
                found[name] = next(
                    one for one in choices(field) if not is_gated((*place, name), one)
                )
            continue
        inner = models(field)
        if not inner:
            found[name] = example(typed(field))
        else:
            value = _required(inner[0])
            found[name] = [value] if is_list(field.annotation) else value
    return found


def _everything(model: type[Answers]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, field in fields(model).items():
        if models(field):
            continue
        default = field.get_default(call_default_factory=True)
        value = default if default not in (None, [], {}) else example(typed(field))
        if value is not None:
            found[name] = str(value) if isinstance(value, str) else value
    return found


def _first(model: type[Answers]) -> dict[str, object]:
    """The first group of a model that has nothing but groups."""
    inner = ((name, models(field)) for name, field in fields(model).items())
    return next(({name: of_model(found[0])} for name, found in inner if found), {})


def is_list(annotation: Any) -> bool:
    """Whether the answer is a list, perhaps one that may be absent."""
    return list in (get_origin(annotation), *map(get_origin, get_args(annotation)))


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, as yamllint's default rules want them."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Always one step further."""
        del indentless
        super().increase_indent(flow, False)
