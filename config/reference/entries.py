"""Every key of the stack configuration with everything that is said about it, one entry a path."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

from config.not_offered import NOT_INSTALLED_GROUPS, not_offered
from config.reference.answers import typed
from config.shape import Key, Location, choices, field_at, keys, models, topology_of

NOT_INSTALLED: Final = "is not installed by this version"
"""What the refusal of an answer says that the models know and this version cannot act upon."""


@dataclass(frozen=True)
class Entry:
    """All keys at one path: several where a store has the same key in several topologies."""

    path: str
    keys: tuple[Key, ...]

    @property
    def question(self) -> str | None:
        """The id of the question that the decision belongs to."""
        return self.keys[0].about.question

    @property
    def group(self) -> str:
        """The key of the stack configuration that it stands below."""
        return self.keys[0].location[0]

    @property
    def is_group(self) -> bool:
        """Whether there are keys below it."""
        return self.keys[0].is_group

    @property
    def is_topology(self) -> bool:
        """Whether it is the choice of a store's topology."""
        return self.keys[0].name == "topology" and self.keys[0].topology is not None

    @property
    def topologies(self) -> list[str]:
        """The topologies of the store that have the key; none where there is nothing to choose."""
        return [key.topology for key in self.keys if key.topology is not None]

    @property
    def all_topologies(self) -> list[str]:
        """All topologies of the store that the key belongs to."""
        return topologies_at(self.keys[0].location[:2])

    @property
    def is_installed(self) -> bool:
        """Whether this version can act upon it, in one topology at least."""
        return any(is_installed(key) for key in self.keys)


def entries() -> tuple[Entry, ...]:
    """The entries in the order of the models, the groups themselves included."""
    found: dict[tuple[str, ...], list[Key]] = {}
    for key in keys():
        found.setdefault(key.location, []).append(key)
    return tuple(Entry(".".join(place), tuple(there)) for place, there in found.items())


def twins(everything: Iterable[Entry]) -> dict[str, str]:
    """For each group that has the very keys of one before it, side by side with it, the path of
    that one.
    """
    first: dict[tuple[object, ...], str] = {}
    found = {}
    for entry in everything:
        key = entry.keys[0]
        inner = models(key.field)
        if len(inner) == 1 and len(key.location) > 2:
            kind = (key.location[:-1], inner[0], key.about.question, key.about.source)
            if kind in first:
                found[entry.path] = first[kind]
            first.setdefault(kind, entry.path)
    return found


def topologies_at(location: Location) -> list[str]:
    """The topologies of the store at `location`; empty where there is nothing to choose."""
    field = field_at(location)
    found = [topology_of(model) for model in models(field)] if field is not None else []
    return [topology for topology in found if topology is not None]


def is_installed(key: Key) -> bool:
    """Whether this version acts upon an answer at `key`."""
    place = key.location
    above = {".".join(place[:length]) for length in range(1, len(place) + 1)}
    if above & NOT_INSTALLED_GROUPS.keys() or _is_of_a_gated_mode(place):
        return False
    if key.topology is None or len(place) < 2:
        return True
    return not is_gated((*place[:2], "topology"), key.topology)


def _is_of_a_gated_mode(place: Location) -> bool:
    """Whether it belongs to another `mode` of its group than the one that this version installs:
    groups that are absent by default are of use with another one only.
    """
    mode, below = field_at((*place[:1], "mode")), field_at(place[:2])
    if mode is None or below is None or not models(below) or below.default is not None:
        return False
    usable = [choice for choice in choices(mode) if not is_gated((place[0], "mode"), choice)]
    return usable == [mode.default]


def is_gated(location: Location, value: object) -> bool:
    """Whether the models know the answer `value` at `location` and this version does not."""
    refusal = not_offered(location, value)
    return refusal is not None and NOT_INSTALLED in refusal[0]


def gated_choices(key: Key) -> list[object]:
    """The choices of `key` that this version does not install."""
    return [choice for choice in _choices(typed(key.field)) if is_gated(key.location, choice)]


def _choices(kind: Any) -> Iterator[object]:
    if kind is bool:
        yield from (True, False)
    elif get_origin(kind) is Literal:
        yield from get_args(kind)
    else:
        for inner in get_args(kind):
            yield from _choices(inner)


def is_optional(key: Key) -> bool:
    """Whether nothing at all is an answer, too."""
    return NoneType in get_args(key.field.annotation)
