"""What an installation makes in Elasticsearch, and whether it is there as declared.

POST /install is no proof: Tracardi logs every error of Elasticsearch and still answers 200. The
names are those of Tracardi/tracardi tracardi/service/storage/index.py 0.9.0-dev: for staging and
production (prefix ``prod-``) and for each kind, the template
``[prod-]template.09x.<tenant>.tracardi-<kind>``, the index of the current period
``[prod-]09x.<tenant>.tracardi-<kind>-<period>`` and an alias without the period.
"""

from __future__ import annotations

import datetime
import enum
import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from . import common, elastic
else:  # started as a file: this folder is the first entry of sys.path
    import common
    import elastic

# The version of the schema, not of the API: unchanged from 0.9.0 on (Tracardi/tracardi
# tracardi/domain/version.py; Tracardi/documentation qa/tracardi_indices.md).
SCHEMA_PREFIX = "09x"
CONTEXTS = ("", "prod-")

# The variable of each kind's period. The entity index has two: 0.9 and 1.0 read ITEM_PARTITIONING,
# later versions ENTITY_PARTITIONING.
PARTITIONING_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "event": ("EVENT_PARTITIONING",),
    "profile": ("PROFILE_PARTITIONING",),
    "session": ("SESSION_PARTITIONING",),
    "entity": ("ITEM_PARTITIONING", "ENTITY_PARTITIONING"),
    "log": ("LOG_PARTITIONING",),
    "field-update-log": ("FIELD_CHANGE_LOG_PARTITIONING",),
}


class Fault(enum.Enum):
    """A way in which the installation can be wrong, and what to do about it."""

    MISSING = (
        "Elasticsearch refused to make it, for the reason in the API's own ERROR lines above: "
        "usually a role without manage_index_templates or without manage on 09x.* and "
        "prod-09x.*, or too many shards (cluster.max_shards_per_node)"
    )
    SHARDS = (
        "the number of shards is fixed when an index is made: declare the number that it has, or "
        "reindex"
    )
    REPLICAS = (
        "this script has just set the declared number of replicas, and something has changed it "
        "again: look for index.auto_expand_replicas in the settings, and for another program that "
        "sets number_of_replicas, then run this again"
    )


@dataclass(frozen=True)
class Finding:
    """One object of Elasticsearch that is not as declared."""

    fault: Fault
    text: str


@dataclass(frozen=True)
class Declaration:
    """What the environment declares; shards and replicas are counts per index."""

    tenant: str
    shards: int
    field_update_log_shards: int
    replicas: int
    partitioning: Mapping[str, str]

    @classmethod
    def from_environment(cls) -> Declaration:
        """Raises JobFailed for a missing variable or an unknown period."""
        computed = hashlib.md5(SCHEMA_PREFIX.encode(), usedforsecurity=False).hexdigest()[:5]
        return cls(
            tenant=os.environ.get("TENANT_NAME") or computed,
            shards=common.whole_number("ELASTIC_INDEX_SHARDS", least=1),
            field_update_log_shards=common.whole_number("ELASTIC_CONF_INDEX_SHARDS", least=1),
            replicas=common.whole_number("ELASTIC_INDEX_REPLICAS"),
            partitioning={kind: _partitioning(kind) for kind in PARTITIONING_VARIABLES},
        )

    def alias(self, context: str, kind: str) -> str:
        """The name under which Tracardi reads."""
        return f"{context}{SCHEMA_PREFIX}.{self.tenant}.tracardi-{kind}"

    def template(self, context: str, kind: str) -> str:
        """The composable template of the indices of all periods."""
        return f"{context}template.{SCHEMA_PREFIX}.{self.tenant}.tracardi-{kind}"

    def pattern(self, context: str, kind: str) -> str:
        """What the names of the indices of all periods match."""
        return f"{self.alias(context, kind)}-*-*"

    def shards_of(self, kind: str) -> int:
        """The field update log has a number of shards of its own."""
        return self.field_update_log_shards if kind == "field-update-log" else self.shards


def _partitioning(kind: str) -> str:
    names = PARTITIONING_VARIABLES[kind]
    values = {os.environ[name] for name in names if os.environ.get(name)}
    if not values:
        common.required(names[0])
    if len(values) > 1:
        raise common.JobFailed(f"{' and '.join(names)} differ: give both the same value")
    value = values.pop()
    try:
        period(value, today())
    except ValueError as error:
        raise common.JobFailed(f"{names[0]}={value}: {error}") from None
    return value


def today() -> datetime.date:
    """The day on this machine's clock and in its time zone, as Tracardi names its indices."""
    return datetime.date(*time.localtime()[:3])


def period(partitioning: str, day: datetime.date) -> str:
    """The name of the period that a day falls into; months and days are not padded."""
    if partitioning == "year":
        return f"{day.year}-year"
    if partitioning == "quarter":
        return f"{day.year}-q{(day.month - 1) // 3 + 1}"
    if partitioning == "month":
        return f"{day.year}-{day.month}"
    if partitioning == "day":
        return f"{day.year}-{day.month}{day.day}"
    raise ValueError("write year, quarter, month or day")


@dataclass(frozen=True)
class State:
    """What Elasticsearch holds: settings by template and by index, aliases by index."""

    templates: Mapping[str, Mapping[str, str]]
    indices: Mapping[str, Mapping[str, str]]
    aliases: Mapping[str, frozenset[str]]


def read_templates(
    cluster: elastic.Elasticsearch, context: str, tenant: str
) -> dict[str, dict[str, Any]]:
    """A tenant's composable templates by name, whole; raises NotReady when it cannot."""
    path = f"/_index_template/{context}template.{SCHEMA_PREFIX}.{tenant}.tracardi-*"
    entries = _list(cluster.get(path, empty="index_templates").get("index_templates"))
    return {str(entry.get("name")): _mapping(entry.get("index_template")) for entry in entries}


def read_indices(
    cluster: elastic.Elasticsearch, context: str, tenant: str, *, closed: bool = False
) -> dict[str, Mapping[str, str]]:
    """The settings of a tenant's indices by name, on request of the closed ones as well.

    Raises NotReady when it cannot.
    """
    states = "open,closed" if closed else "open"
    path = f"/{context}{SCHEMA_PREFIX}.{tenant}.tracardi-*/_settings?expand_wildcards={states}"
    return {
        index: _flat(_mapping(_mapping(content).get("settings")))
        for index, content in cluster.get(path).items()
    }


def settings_of(template: Mapping[str, Any]) -> Mapping[str, str]:
    """The index settings in a composable template."""
    return _flat(_mapping(_mapping(template.get("template")).get("settings")))


def replicas_in(settings: Mapping[str, str]) -> str:
    """The number of replicas; Elasticsearch's own default stands for one that is left out."""
    return settings.get("index.number_of_replicas", "1")


def read_state(cluster: elastic.Elasticsearch, tenant: str) -> State:
    """Read the templates, indices and aliases of a tenant; raises NotReady when it cannot."""
    templates: dict[str, Mapping[str, str]] = {}
    indices: dict[str, Mapping[str, str]] = {}
    aliases: dict[str, frozenset[str]] = {}
    for context in CONTEXTS:
        for name, template in read_templates(cluster, context, tenant).items():
            templates[name] = settings_of(template)
        indices.update(read_indices(cluster, context, tenant))
        path = f"/{context}{SCHEMA_PREFIX}.{tenant}.tracardi-*/_alias"
        for index, content in cluster.get(path).items():
            aliases[index] = frozenset(_mapping(_mapping(content).get("aliases")))
    return State(templates, indices, aliases)


def findings(
    declaration: Declaration, state: State, days: Iterable[datetime.date]
) -> list[Finding]:
    """Everything that is not as declared.

    `days` are those on which the installation may have run: with a period that rolls over in
    between, the index of either period is the current one. Indices of older periods do not count:
    they keep the number of shards that was declared then.
    """
    result: list[Finding] = []
    periods_on = list(days)
    for context in CONTEXTS:
        for kind, partitioning in declaration.partitioning.items():
            shards = declaration.shards_of(kind)
            template = declaration.template(context, kind)
            settings = state.templates.get(template)
            if settings is None:
                result.append(Finding(Fault.MISSING, f"template {template} is missing"))
            else:
                result += _compare(f"template {template}", settings, shards, declaration.replicas)
            alias = declaration.alias(context, kind)
            names = [f"{alias}-{p}" for p in {period(partitioning, day) for day in periods_on}]
            there = [name for name in sorted(names) if name in state.indices]
            if not there:
                result.append(Finding(Fault.MISSING, f"index {' or '.join(names)} is missing"))
                continue
            index = there[-1]
            result += _compare(f"index {index}", state.indices[index], shards, declaration.replicas)
            if alias not in state.aliases.get(index, ()):
                text = f"alias {alias} does not point at index {index}"
                result.append(Finding(Fault.MISSING, text))
    return result


def _compare(what: str, settings: Mapping[str, str], shards: int, replicas: int) -> list[Finding]:
    # Elasticsearch's own default, 1, stands for a number that a template leaves out.
    found_shards = settings.get("index.number_of_shards", "1")
    found_replicas = replicas_in(settings)
    result: list[Finding] = []
    if found_shards != str(shards):
        text = f"{what} has {found_shards} shards instead of {shards}"
        result.append(Finding(Fault.SHARDS, text))
    if found_replicas != str(replicas):
        text = f"{what} has {found_replicas} replicas instead of {replicas}"
        result.append(Finding(Fault.REPLICAS, text))
    return result


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested settings as dotted names; Elasticsearch may leave out the leading ``index.``."""
    result: dict[str, str] = {}
    for key, value in settings.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            result.update(_flat(value, f"{name}."))
        else:
            result[name if name.startswith("index.") else f"index.{name}"] = str(value)
    return result


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
