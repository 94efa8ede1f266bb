"""How a decision is changed after the first installation, in words."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from config.about import FREE_CHANGE, About, Change
from config.findings import path_of
from config.recorded import unchangeable
from config.reference.variants import usual
from config.secrets import Secret
from config.shape import Location

_BEGINNINGS: Final = MappingProxyType(
    {
        Change.FREE: "free",
        Change.COSTLY: "at a cost",
        Change.NEVER: "never, because the first `up` records it",
    }
)


def later(said: About | Secret, location: Location = ()) -> str:
    """Whether and how the decision at `location` is changed later, as a part of a sentence."""
    way = way_to_change(said, location)
    return f"{_BEGINNINGS[said.change]}: {way}" if way else _BEGINNINGS[said.change]


def way_to_change(said: About | Secret, location: Location = ()) -> str | None:
    """How the decision at `location` is changed; None where nothing is said about it."""
    if said.later is not None:
        return said.later
    if said.change is Change.FREE:
        return FREE_CHANGE
    return migrations().get(path_of(*location))


@cache
def migrations() -> Mapping[str, str]:
    """The ways around the decisions that are recorded at the first `up`, by path."""
    recorded = unchangeable(usual()).values()
    return MappingProxyType({decision.path: decision.migration for decision in recorded})
