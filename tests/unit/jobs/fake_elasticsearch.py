"""An Elasticsearch of templates, indices and aliases, as much of it as an installation uses."""

from __future__ import annotations

import base64
import copy
import fnmatch
import threading
from typing import Any

from .json_server import Answer, Hang, Request


class FakeElasticsearch:
    """Answers as Elasticsearch 7.17 does. Every attribute may be changed while it runs."""

    def __init__(self, username: str, password: str) -> None:
        pair = base64.b64encode(f"{username}:{password}".encode()).decode()
        self.authorization = f"Basic {pair}"
        self.version: dict[str, object] = {"number": "7.17.28", "build_flavor": "default"}
        self.status = "green"
        self.data_nodes = [1]  # one number for each question about health; the last one stays
        self.forced_status: dict[str, int] = {}  # by the beginning of the path
        self.forced_type = ""  # what such an answer says about itself
        self.templates: dict[str, dict[str, Any]] = {}
        self.indices: dict[str, dict[str, Any]] = {}
        self.closed: set[str] = set()  # indices that a pattern finds only when it is asked to
        self.refused_templates: list[str] = []  # patterns
        self.refused_indices: list[str] = []
        self.changes: list[str] = []  # paths, of what was there before only
        self.stop_after_changes = 10_000  # further ones are not answered, as if it took long
        self.auto_expands = False  # index.auto_expand_replicas outdoes number_of_replicas
        # An index that a write makes in the moment before the template of its kind is replaced.
        self.made_by_a_write = ""
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Answer:
        with self._lock:
            if request.headers.get("authorization") != self.authorization:
                return 401, {"error": {"reason": f"unable to authenticate {request.headers}"}}
            for beginning, status in self.forced_status.items():
                if request.path.startswith(beginning):
                    reason = f"forced, {request.headers}"
                    return status, {"error": {"type": self.forced_type, "reason": reason}}
            return self._answer(request)

    def _answer(self, request: Request) -> Answer:
        name, _, detail = request.path.strip("/").partition("/")
        if not name:
            return 200, {"version": self.version, "tagline": "You Know, for Search"}
        if name == "_cluster":
            number = self.data_nodes.pop(0) if len(self.data_nodes) > 1 else self.data_nodes[0]
            return 200, {"status": self.status, "number_of_data_nodes": number}
        if name == "_index_template":
            return self._template(request, detail)
        if request.method == "PUT" and detail == "_settings":
            return self._change_index(request, name)
        if request.method == "PUT":
            return self._create_index(name, request.json())
        hidden = set() if "closed" in request.query else self.closed
        found = {
            key: index
            for key, index in self.indices.items()
            if fnmatch.fnmatch(key, name) and key not in hidden
        }
        if not found and "*" not in name:
            return 404, {"error": "index_not_found_exception"}
        part = {"_settings": "settings", "_alias": "aliases"}[detail]
        return 200, {key: {part: index[part]} for key, index in found.items()}

    def _template(self, request: Request, name: str) -> Answer:
        if request.method == "PUT":
            if any(fnmatch.fnmatch(name, pattern) for pattern in self.refused_templates):
                reason = "No handler for type [flattened] declared on field [aux]"
                return 400, {"error": {"type": "mapper_parsing_exception", "reason": reason}}
            template = request.json()
            if name in self.templates:
                self._note_change(request)
                self._write_before(name)
            template["template"]["settings"] = {"index": _as_shown(template["template"])}
            self.templates[name] = template
            return 200, {"acknowledged": True}
        found = [
            {"name": key, "index_template": template}
            for key, template in self.templates.items()
            if fnmatch.fnmatch(key, name)
        ]
        # Unlike with indices, 404 even for a pattern (seen on 7.17.28).
        return 200 if found else 404, {"index_templates": found}

    def _create_index(self, name: str, content: dict[str, Any]) -> Answer:
        if any(fnmatch.fnmatch(name, pattern) for pattern in self.refused_indices):
            return 400, {"error": {"type": "validation_exception"}}
        if name in self.indices:
            return 400, {"error": {"type": "resource_already_exists_exception"}}
        self.indices[name] = {
            "settings": {"index": {**_as_shown(content), "provided_name": name}},
            "aliases": content["aliases"],
        }
        return 200, {"acknowledged": True}

    def _change_index(self, request: Request, name: str) -> Answer:
        self._note_change(request)
        wanted = request.json()
        if set(wanted) != {"index"} or set(wanted["index"]) != {"number_of_replicas"}:
            return 400, {"error": {"type": "illegal_argument_exception", "reason": "not dynamic"}}
        if not self.auto_expands:
            number = str(wanted["index"]["number_of_replicas"])
            self.indices[name]["settings"]["index"]["number_of_replicas"] = number
        return 200, {"acknowledged": True}

    def _note_change(self, request: Request) -> None:
        if len(self.changes) >= self.stop_after_changes:
            raise Hang
        self.changes.append(request.path)

    def _write_before(self, template: str) -> None:
        index, self.made_by_a_write = self.made_by_a_write, ""
        if index:
            self._create_index(index, copy.deepcopy(self.templates[template]["template"]))


def _as_shown(content: dict[str, Any]) -> dict[str, Any]:
    """Settings as Elasticsearch shows them: nested in "index", and every number a string."""
    settings = content["settings"]
    return {key: str(value) for key, value in settings.get("index", settings).items()}
