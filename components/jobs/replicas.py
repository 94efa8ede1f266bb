"""Bring the number of replicas of what is installed to the declared one.

Tracardi sets it only when it makes a template or an index, and to 0 when it sees a single data node
then (measured on API 0.9.0-dev). Elasticsearch changes it while the indices are in use. Only what
differs is changed, so this may end at any moment and be run again. Shards are left alone.
"""

from __future__ import annotations

import fnmatch
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from . import common, elastic, indices
else:  # started as a file: this folder is the first entry of sys.path
    import common
    import elastic
    import indices


@dataclass(frozen=True)
class _Change:
    """One request that sets the declared number, and the number that it replaces."""

    what: str  # "template" or "index"
    path: str
    body: dict[str, Any]
    before: str


@dataclass
class _Done:
    """The changes made so far, for the log."""

    templates: int = 0
    indices: int = 0
    before: set[str] = field(default_factory=set)

    def add(self, change: _Change) -> None:
        self.before.add(change.before)
        if change.what == "template":
            self.templates += 1
        else:
            self.indices += 1

    def words(self, replicas: int) -> str:
        templates = "template" if self.templates == 1 else "templates"
        made = "index" if self.indices == 1 else "indices"
        return (
            f"replicas of {self.templates} {templates} and {self.indices} {made} set from "
            f"{' and '.join(sorted(self.before))} to {replicas}"
        )


def set_declared(
    cluster: elastic.Elasticsearch,
    declaration: indices.Declaration,
    data_nodes: int,
    limit: common.Deadline,
) -> None:
    """Set the declared number in every template and index of this tenant, old periods included.

    Raises JobFailed for a refusal, and when fewer than `data_nodes` data nodes have joined although
    something is to be changed; then nothing is.
    """
    done = _Done()

    def look_and_change() -> str:
        for number, change in enumerate(_changes(cluster, declaration)):
            if number == 0:
                cluster.require_data_nodes(data_nodes)
            cluster.put(change.path, change.body)
            done.add(change)
        return f"the number of replicas is {declaration.replicas} everywhere"

    try:
        common.wait_for({"elasticsearch": look_and_change}, limit)
    finally:
        if done.before:
            common.log(done.words(declaration.replicas))


def _changes(cluster: elastic.Elasticsearch, declaration: indices.Declaration) -> Iterator[_Change]:
    """What differs. All six kinds have the same number of replicas.

    The field update log, too: only its shards have a variable of their own (Tracardi/tracardi
    tracardi/service/setup/mappings/field-update-log-index.json).

    Indices are read only after the templates were changed: those that Elasticsearch makes in
    between, when a period begins, then have the declared number already.
    """
    declared = str(declaration.replicas)
    for context in indices.CONTEXTS:
        kinds = list(declaration.partitioning)
        names = [declaration.template(context, kind) for kind in kinds]
        templates = indices.read_templates(cluster, context, declaration.tenant)
        for name, template in templates.items():
            before = indices.replicas_in(indices.settings_of(template))
            if name in names and before != declared:
                settings = template.setdefault("template", {}).setdefault("settings", {})
                settings.setdefault("index", {})["number_of_replicas"] = declared
                yield _Change("template", f"/_index_template/{name}", template, before)
        patterns = [declaration.pattern(context, kind) for kind in kinds]
        found = indices.read_indices(cluster, context, declaration.tenant, closed=True)
        for index, index_settings in found.items():
            ours = any(fnmatch.fnmatchcase(index, pattern) for pattern in patterns)
            before = indices.replicas_in(index_settings)
            if ours and before != declared:
                path = f"/{urllib.parse.quote(index)}/_settings"
                body = {"index": {"number_of_replicas": declaration.replicas}}
                yield _Change("index", path, body, before)
