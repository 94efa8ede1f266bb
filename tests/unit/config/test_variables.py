"""Fields, secrets and environment variables know each other: by change, and by name."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from config.about import About, about
from config.decisions import GROUPS, Decisions
from config.environment import (
    COMMERCIAL_NAMES,
    COMMERCIAL_VARIABLES,
    VARIABLES,
    VARIABLES_BY_NAME,
    Process,
    environment,
)
from config.not_offered import NOT_INSTALLED_GROUPS
from config.parse import examine
from config.secrets import SECRETS, SECRETS_BY_KEY
from config.shape import choices, keys, limits
from config.types import Answers, CpuQuantity, Quantity
from tests.unit.config.settings import EVERYTHING, stores_of
from tests.unit.config.stacks import CLUSTERS, EXTERNAL, SMALLEST, merged, split

pytestmark = pytest.mark.unit

BASES = {
    "single": (SMALLEST, EVERYTHING),
    "external": (EXTERNAL, EVERYTHING),
    "cluster": (CLUSTERS, EVERYTHING),
}
SET = {variable.name for variable in VARIABLES if variable.unset is None}


def _decisions(base: str, *layers: str) -> Decisions:
    decisions, _ = examine(*split(merged(*BASES[base], *layers)))
    assert decisions is not None
    return decisions


def _values(decisions: Decisions) -> dict[tuple[Process, str], object]:
    """The value of each variable of each process, or the name of its secret."""
    return {
        (process, setting.name): setting.value or setting.secret
        for process in Process
        for setting in environment(decisions, stores_of(decisions), process)
    }


def _variations(model: Answers, above: str = "") -> Iterator[tuple[str, About, Any]]:
    """Each answer below `model` in turn: its path, what is said about it, and a copy of the model
    with another answer there, which need not be a possible one.
    """
    for name, field in type(model).model_fields.items():
        if isinstance(model, Decisions) and name not in GROUPS:
            continue
        value, place = getattr(model, name), f"{above}{field.alias or name}"
        if isinstance(value, Answers):
            for path, said, changed in _variations(value, f"{place}."):
                yield path, said, model.model_copy(update={name: changed})
        elif name != "topology":
            other = _other(field, value)
            yield place, about(field), model.model_copy(update={name: other})


def _other(field: Any, value: object) -> object:
    if isinstance(value, bool):
        return not value
    if found := [choice for choice in choices(field) if choice != value]:
        return found[0]
    if isinstance(value, int):
        return value - 1 if value == limits(field)[1] else value + 1
    if isinstance(value, Quantity):
        return Quantity("77Gi")
    if isinstance(value, CpuQuantity):
        return CpuQuantity("7777m")
    if isinstance(value, list):
        return ["changed"]
    if isinstance(value, dict):
        return {"CHANGED": "changed"}
    return 7777 if int in get_args(field.annotation) else "changed"


@pytest.mark.parametrize("base", BASES)
def test_an_answer_moves_exactly_the_variables_that_it_names(base: str) -> None:
    decisions = _decisions(base)
    before = _values(decisions)
    moved, named = {}, {}
    for path, said, other in _variations(decisions):
        if path.startswith(tuple(NOT_INSTALLED_GROUPS)):
            continue
        after = _values(other)
        changed = {
            name
            for process, name in before.keys() | after.keys()
            if before.get((process, name)) != after.get((process, name))
        }
        moved[path] = changed & SET
        named[path] = SET & set(said.variables)

    assert moved == named
    assert len([path for path, names in moved.items() if names]) >= 50


def test_a_topology_moves_the_variables_that_it_names() -> None:
    ports = "dependencies: {mysql: {port: 3307}, redis: {port: 6380}}"
    before, after = _values(_decisions("single")), _values(_decisions("external", ports))
    moved = {key[1] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}

    named = {
        name
        for key in keys()
        if key.name == "topology" and key.location[1] != "pulsar"
        for name in key.about.variables
    }
    assert named
    assert named <= moved


def test_every_variable_that_an_answer_or_a_secret_names_exists() -> None:
    known = VARIABLES_BY_NAME.keys() | COMMERCIAL_NAMES

    for key in keys():
        assert set(key.about.variables) <= known, key.location
    for secret in SECRETS.values():
        assert set(secret.variables) <= known, secret.name


def test_a_secret_names_the_variables_that_it_ends_up_in() -> None:
    ends_up: dict[str, set[str]] = {}
    for base in BASES:
        decisions = _decisions(base)
        for process in Process:
            for setting in environment(decisions, stores_of(decisions), process):
                if setting.secret is not None:
                    ends_up.setdefault(setting.secret, set()).add(setting.name)

    named = {name: set(secret.variables) & SET for name, secret in SECRETS.items()}
    assert ends_up == {name: variables for name, variables in named.items() if variables}


def test_the_commercial_variables_and_their_decisions_name_each_other() -> None:
    table = {
        (variable.name, variable.decision) for variable in COMMERCIAL_VARIABLES if variable.decision
    }
    below = ("application.commercial.", "application.multiTenancy.", "dependencies.pulsar.")
    places = {".".join(key.location): key.about.variables for key in keys()}
    fields = {
        (name, place)
        for key in keys()
        for place in [".".join(key.location)]
        for name in key.about.variables
        if place.startswith(below)
    }
    secrets = {
        (name, key)
        for key, secret in SECRETS_BY_KEY.items()
        for name in secret.variables
        if name in COMMERCIAL_NAMES - SET
    }

    assert table == fields | secrets
    assert {decision for _, decision in table} <= places.keys() | SECRETS_BY_KEY.keys()


def test_a_commercial_variable_is_decided_or_left_for_a_reason() -> None:
    for variable in COMMERCIAL_VARIABLES:
        assert (variable.decision is None) != (variable.unset is None), variable.name
        assert variable.source
    pairs = [(variable.name, variable.decision) for variable in COMMERCIAL_VARIABLES]
    assert len(pairs) == len(set(pairs))


UPFRONT = """
EVENT_PARTITIONING PROFILE_PARTITIONING SESSION_PARTITIONING ENTITY_PARTITIONING ITEM_PARTITIONING
LOG_PARTITIONING FIELD_CHANGE_LOG_PARTITIONING AUTO_PROFILE_MERGING INSTALLATION_TOKEN
ELASTIC_INDEX_SHARDS ELASTIC_INDEX_REPLICAS ELASTIC_CONF_INDEX_SHARDS PRIMARY_ID PRIMARY_ID_AS_HASH
TENANT_NAME MULTI_TENANT_MANAGER_URL MULTI_TENANT_MANAGER_API_KEY LICENSE LOGGING_LEVEL API_DOCS
ENABLE_WORKFLOW SYSTEM_EVENTS SAVE_LOGS QUEUE_ADAPTER
"""
"""What the vendor's documentation asks to be decided before an installation
(which_env_variabes_to_tweak_before_install.md), as far as it is no matter of the process alone."""


@pytest.mark.parametrize("name", UPFRONT.split())
def test_every_upfront_decision_has_a_field_or_a_secret(name: str) -> None:
    fields = [key.location for key in keys() if name in key.about.variables]
    secrets = [secret.name for secret in SECRETS.values() if name in secret.variables]

    assert fields or secrets
