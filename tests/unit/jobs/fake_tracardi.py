"""An installed Tracardi, as a private and a public API over one set of stores.

Answers as was measured on API 0.9.0-dev: login, event sources, /track, reading back, deleting.
"""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

from .json_server import Answer, Request

BRIDGE = "778ded05-4ff3-4e08-9a86-72c0195fa95d"
TOKEN = "4f0ab6d1c7e25a9318b6d4c2e1f0a9b8c7d6e5f4"
PASSWORD_HASH = "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8"


@dataclass
class Stores:
    """What both APIs share. Documents are found by their context: "production" or "staging"."""

    email: str
    password: str
    sources: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    documents: dict[tuple[str, str], str] = field(default_factory=dict)  # (context, path) -> index
    searchable: set[tuple[str, str]] = field(default_factory=set)
    logged_in: bool = False
    down: set[str] = field(default_factory=set)  # "redis", "mysql", "elasticsearch"
    lock: threading.Lock = field(default_factory=threading.Lock)


class FakeTracardi:
    """One API process. Attributes that begin with `fault_` make it answer wrongly."""

    def __init__(self, stores: Stores, production: bool, expose_gui_api: bool) -> None:
        self.stores = stores
        self.production = production
        self.expose_gui_api = expose_gui_api
        self.source_unknown_times = 0  # how often yet: the cache of a miss
        self.fault_loses_events = False
        self.fault_never_searchable: tuple[str, ...] = ()  # beginnings of paths
        self.fault_responses: list[int] = []  # statuses for the next requests
        self.fault_login_status = 0
        self.fault_delete_status = 0
        self.fault_index_prefix = "prod-"

    def __call__(self, request: Request) -> Answer:
        with self.stores.lock:
            if self.fault_responses:
                return self.fault_responses.pop(0), {"detail": f"{request.body!r}"}
            if request.path == "/track" and request.method == "POST":
                return self._track(request)
            if not self.expose_gui_api:
                return 403, {"detail": "Access forbidden"}
            if request.path == "/user/token":
                return self._login(request)
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                return 401, {"detail": "Not authenticated"}
            if not self.stores.logged_in:
                return 401, {"detail": "Not authenticated"}
            return self._gui(request)

    def _context(self, request: Request) -> str:
        if self.production:
            return "production"  # PRODUCTION=yes ignores the header
        return request.headers.get("x-context", "staging")

    def _login(self, request: Request) -> Answer:
        if self.fault_login_status:
            return self.fault_login_status, {"detail": "forced"}
        if "redis" in self.stores.down or "mysql" in self.stores.down:
            return 400, {"detail": f"SELECT user [parameters: ('{PASSWORD_HASH}')]"}
        given = request.form()
        if given != {"username": self.stores.email, "password": self.stores.password}:
            detail = "Authentication error: Incorrect username or password."
            return 400, {"detail": detail, "input": given}
        self.stores.logged_in = True
        return 200, {"access_token": TOKEN, "token_type": "bearer", "roles": ["admin"]}

    def _track(self, request: Request) -> Answer:
        payload = request.json()
        source = payload["source"]["id"]
        known = (self._context(request), source) in self.stores.sources
        if not known or self.source_unknown_times:
            self.source_unknown_times = max(0, self.source_unknown_times - 1)
            return 401, {"detail": f"Invalid event source {payload}"}
        if "elasticsearch" in self.stores.down:
            return 500, {"detail": "ConnectionError"}
        profile, session = str(uuid.uuid4()), str(uuid.uuid4())
        context = self._context(request)
        paths = [f"/profile/{profile}", f"/session/{session}"]
        if not self.fault_loses_events:
            paths += [f"/event/{event['id']}" for event in payload["events"]]
        for path in paths:
            kind = path.split("/")[1]
            prefix = self.fault_index_prefix if context == "production" else ""
            self.stores.documents[context, path] = f"{prefix}09x.8504a.tracardi-{kind}-2026-11"
        return 200, {
            "task": "x", "events": [], "errors": [],
            "profile": {"id": profile}, "session": {"id": session},
        }  # fmt: skip

    def _gui(self, request: Request) -> Answer:
        stores, context = self.stores, self._context(request)
        if request.path == "/event-source":
            source = request.json()
            if source["bridge"]["id"] != BRIDGE or source["type"] != "rest":
                return 422, {"detail": source}
            stores.sources[context, source["id"]] = source
            return 200, source["id"]
        if request.path.endswith("/refresh"):
            kind = request.path.split("/")[1].removesuffix("s")
            for key in stores.documents:
                if key[0] == context and key[1].startswith(f"/{kind}/"):
                    stores.searchable.add(key)
            return 200, {"_shards": {"failed": 0}}
        key = (context, request.path)
        if request.method == "DELETE":
            return self._delete(key)
        hidden = request.path.startswith(self.fault_never_searchable)
        if key not in stores.documents or key not in stores.searchable or hidden:
            return 404, {"detail": "Not found"}
        return 200, {"event": {"id": request.path}, "_metadata": {"index": stores.documents[key]}}

    def _delete(self, key: tuple[str, str]) -> Answer:
        context, path = key
        if self.fault_delete_status:
            return self.fault_delete_status, {"detail": "forced"}
        if path.startswith("/event-source/"):
            self.stores.sources.pop((context, path.rpartition("/")[2]), None)
            return 200, [True, None]
        if key not in self.stores.documents or key not in self.stores.searchable:
            return 404, None
        del self.stores.documents[key]
        return 200, {"deleted": 1}
