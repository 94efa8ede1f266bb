"""What stands in for pymysql in the scripts' processes, and the file that is its server.

The server's whole state is one JSON file, so that it outlives every process that uses it.
"""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Any

State = dict[str, Any]


def empty(users: dict[str, str], grants: dict[str, list[str]]) -> State:
    return {
        "version": "8.4.6",
        "trouble": None,
        "users": users,
        "grants": grants,
        "database": "utf8mb4",
        "tables": [],
        "indexes": [],
        "admin": None,
        "counters": {},
    }


def read(path: Path) -> State:
    state: State = json.loads(path.read_text())
    return state


def write(path: Path, state: State) -> None:
    """Replace the file in one step: the process that writes may be killed at any moment."""
    draft = path.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}")
    draft.write_text(json.dumps(state))
    draft.replace(path)


def change(path: Path, **values: object) -> None:
    write(path, {**read(path), **values})


class MySQLError(Exception):
    """As pymysql's; `original_exception` is set where pymysql sets it."""

    original_exception: Exception | None = None


class OperationalError(MySQLError):
    pass


class Cursor:
    def __init__(self, state: State, user: str) -> None:
        self._state = state
        self._user = user
        self._rows: list[tuple[object, ...]] = []

    def __enter__(self) -> Cursor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def execute(self, statement: str, values: tuple[str, ...] | None) -> None:
        state = self._state
        if statement == "SHOW GRANTS":
            self._rows = [(grant,) for grant in state["grants"][self._user]]
        elif statement == "SELECT @@character_set_server":
            self._rows = [("latin1",)]
        elif "SCHEMATA" in statement:
            self._rows = [(state["database"],)] if state["database"] else []
        elif "information_schema.TABLES" in statement:
            assert values is not None
            self._rows = [(values[1],)] if values[1] in state["tables"] else []
        elif "information_schema.STATISTICS" in statement:
            assert values is not None
            self._rows = [(values[2],)] if values[2] in state["indexes"] else []
        else:
            raise OperationalError(1064, f"not known to the fake: {statement}")

    def fetchall(self) -> list[tuple[object, ...]]:
        return self._rows


class Connection:
    def __init__(self, state: State, user: str) -> None:
        self._state = state
        self._user = user

    def cursor(self) -> Cursor:
        return Cursor(self._state, self._user)

    def close(self) -> None:
        pass


def connect(*, host: str, port: int, user: str, password: str, **_limits: object) -> Connection:
    """Fails as pymysql fails, with the words that pymysql uses."""
    state = read(Path(os.environ["FAKE_MYSQL"]))
    trouble = state["trouble"]
    causes: dict[str, Exception] = {
        "refused": ConnectionRefusedError(111, "Connection refused"),
        "unknown host": socket.gaierror(-2, "Name or service not known"),
        "silent": TimeoutError("timed out"),
    }
    if trouble in causes:
        error = OperationalError(2003, f"Can't connect to MySQL server on '{host}:{port}'")
        error.original_exception = causes[trouble]
        raise error
    if trouble == "cryptography":
        raise RuntimeError(f"'cryptography' package is required for sha256_password, {password}")
    if isinstance(trouble, int):
        raise OperationalError(trouble, f"refused: {user} with {password}")
    if state["users"].get(user) != password:
        raise OperationalError(
            1045, f"Access denied for user '{user}'@'10.0.0.9' (using password: {password})"
        )
    return Connection(state, user)
