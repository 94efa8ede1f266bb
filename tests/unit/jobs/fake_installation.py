"""The installation part of Tracardi's API, with the traps that were measured on 0.9.0-dev.

Runs in a process of its own (fake_uvicorn.py). MySQL is the file of fake_mysql.py, Elasticsearch
is asked over HTTP. `faults` are names, listed at the places where they act; one that ends in
``-once`` acts in the first process or request only.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import fake_mysql
from .json_server import Answer, Hang, HangUp, Request

KINDS = ("event", "profile", "session", "entity", "log", "field-update-log")
NOT_OSS = ("event", "profile", "session", "entity")  # their mappings need the type flattened
TABLES = ("bridge", "event_source", "plugin", "user", "version")


class Refused(Exception):
    """Elasticsearch did not answer 200."""


class FakeInstallation:
    def __init__(self, environment: Mapping[str, str], faults: list[str]) -> None:
        self._environment = environment
        self._faults = faults
        self._database = Path(environment["FAKE_MYSQL"])
        # How many tables, templates and indices it makes before it stands still.
        self._steps_left = int(environment.get("FAKE_STEPS", "1000"))
        self._replicas = environment["ELASTIC_INDEX_REPLICAS"]
        self._locked_up = False
        tenant = environment.get("TENANT_NAME") or hashlib.md5(b"09x").hexdigest()[:5]  # noqa: S324
        self._name = f"09x.{tenant}.tracardi-"

    def fault(self, name: str) -> bool:
        """Whether a fault acts now; counts in the database those that act once."""
        if name in self._faults:
            return True
        if f"{name}-once" not in self._faults:
            return False
        counters = fake_mysql.read(self._database)["counters"]
        fake_mysql.change(self._database, counters={**counters, name: 1})
        return name not in counters

    def __call__(self, request: Request) -> Answer:
        if self._locked_up:
            raise Hang
        if request.path == "/healthcheck":
            return 200, ""
        if request.path != "/install":
            return 404, {"detail": "Not Found"}
        if request.method == "GET":
            return self._check()
        return self._post(request.json())

    # --- GET /install -------------------------------------------------------------------------

    def _check(self) -> Answer:
        if self.fault("check-500"):
            return 500, {"detail": '(2003, "Can\'t connect to MySQL server")'}
        state = fake_mysql.read(self._database)
        if not state["tables"]:
            return 200, {"schema_ok": False, "admin_ok": False, "form_ok": False, "warning": None}
        whole = all(self._whole(context) for context in ("", "prod-"))
        schema_ok = self.fault("says-schema-ok") or whole
        admin_ok = bool(state["admin"]) if schema_ok else None
        return 200, {"schema_ok": schema_ok, "admin_ok": admin_ok, "form_ok": None}

    def _whole(self, context: str) -> bool:
        templates, indices = self._made(context)
        return all(
            f"{context}template.{self._name}{kind}" in templates
            and any(index.startswith(f"{context}{self._name}{kind}-") for index in indices)
            for kind in KINDS
        )

    # --- POST /install ------------------------------------------------------------------------

    def _post(self, body: Any) -> Answer:
        if not isinstance(body, dict) or "needs_admin" not in body or self.fault("422"):
            return 422, {"detail": [{"type": "missing", "loc": ["body"], "input": body}]}
        if body["token"] != self._environment["INSTALLATION_TOKEN"] or self.fault("token"):
            return 403, {"detail": "Installation forbidden. Invalid installation token."}
        if "@" not in body["username"] or not body["password"]:
            text = "Invalid admin account login or password. Login must be a valid email"
            return 403, {"detail": f"Installation forbidden. {text}"}
        if self.fault("403"):
            return 403, {"detail": f"Installation forbidden. {body}"}
        if self.fault("404"):
            return 404, {"detail": f"Not Found {body}"}
        for code in (1044, 1045, 1049, 1142):
            if self.fault(f"mysql-{code}"):
                if code == 1142:
                    fake_mysql.change(self._database, tables=["bridge"])
                return 500, {"detail": f"(pymysql.err) ({code}, 'denied') [parameters: {body}]"}
        if self.fault("post-500"):
            return 500, {"detail": f"ConnectionTimeout {body}"}
        if self.fault("post-reset"):
            raise HangUp
        if self.fault("post-hang"):
            raise Hang
        if self.fault("post-die"):
            os._exit(1)
        return self._install(body)

    def _install(self, body: dict[str, str]) -> Answer:
        nodes = self._elasticsearch("GET", "/_cluster/health")["number_of_data_nodes"]
        if nodes == 1:
            self._replicas = "0"
        if not self.fault("no-tables"):
            self._create_tables()
        created = [self._create_indices("")]
        state = fake_mysql.read(self._database)
        if not state["admin"] and not self.fault("no-admin"):
            account = {"email": body["username"], "password": body["password"]}
            fake_mysql.change(self._database, admin=account)
        created.append(self._create_indices("prod-"))
        self._locked_up = self.fault("lock-up")
        return 200, [{"created": c, "admin": not n} for n, c in enumerate(created)]

    def _create_tables(self) -> None:
        state = fake_mysql.read(self._database)
        for table in TABLES:
            if table in state["tables"]:
                continue
            self._step()
            tables = [*fake_mysql.read(self._database)["tables"], table]
            indexes = [*fake_mysql.read(self._database)["indexes"], f"ix_{table}_name"]
            fake_mysql.change(self._database, tables=tables, indexes=indexes)

    def _create_indices(self, context: str) -> dict[str, list[str]]:
        """Errors of Elasticsearch are printed and forgotten, as in the real API."""
        created: dict[str, list[str]] = {"templates": [], "indices": [], "aliases": []}
        templates, indices = self._made(context)
        for kind in () if self.fault("creates-nothing") else KINDS:
            name = f"{context}{self._name}{kind}"
            template = f"{context}template.{self._name}{kind}"
            shards = "ELASTIC_CONF_INDEX_SHARDS" if "field" in kind else "ELASTIC_INDEX_SHARDS"
            content = {
                "settings": {
                    "number_of_shards": int(self._environment[shards]) + self.fault("more-shards"),
                    "number_of_replicas": self._replicas,
                },
                "aliases": {} if self.fault("no-aliases") else {name: {}},
            }
            if template not in templates:
                self._step()
                nested = {**content, "settings": {"index": content["settings"]}}
                whole = {"index_patterns": [f"{name}-*-*"], "template": nested}
                if self._put(f"/_index_template/{template}", whole):
                    created["templates"].append(template)
            index = f"{name}-{self._period(kind)}"
            if index not in indices:
                self._step()
                if self._put(f"/{index}", content):
                    created["indices"].append(index)
        return created

    def _step(self) -> None:
        if not self._steps_left:
            raise Hang
        self._steps_left -= 1

    def _period(self, kind: str) -> str:
        variable = {"entity": "ITEM", "field-update-log": "FIELD_CHANGE_LOG"}.get(
            kind, kind.upper()
        )
        now = time.localtime()
        return {
            "year": f"{now.tm_year}-year",
            "quarter": f"{now.tm_year}-q{(now.tm_mon + 2) // 3}",
            "month": f"{now.tm_year}-{now.tm_mon}",
            "day": f"{now.tm_year}-{now.tm_mon}{now.tm_mday}",
        }[self._environment[f"{variable}_PARTITIONING"]]

    # --- Elasticsearch ------------------------------------------------------------------------

    def _made(self, context: str) -> tuple[set[str], set[str]]:
        """The names of the templates and of the indices that are there."""
        path = f"/_index_template/{context}template.{self._name}*"
        try:
            templates = self._elasticsearch("GET", path)["index_templates"]
        except Refused:
            templates = []
        indices = self._elasticsearch("GET", f"/{context}{self._name}*/_alias")
        return {template["name"] for template in templates}, set(indices)

    def _put(self, path: str, content: object) -> bool:
        try:
            self._elasticsearch("PUT", path, content)
        except Refused as error:
            print(f"ERROR: {path}: {error}", flush=True)
            return False
        return True

    def _elasticsearch(self, method: str, path: str, content: object = None) -> Any:
        environment = self._environment
        user = environment["ELASTIC_HTTP_AUTH_USERNAME"]
        pair = f"{user}:{environment['ELASTIC_HTTP_AUTH_PASSWORD']}"
        connection = http.client.HTTPConnection(environment["ELASTIC_HOST"], timeout=10)
        connection.request(
            method,
            path,
            None if content is None else json.dumps(content),
            {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"},
        )
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        if response.status != 200:
            raise Refused(text)
        return json.loads(text)
