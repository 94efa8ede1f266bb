"""Redis as the Jobs see it: AUTH and PING in Redis's own protocol (RESP 2) over a socket.

Tracardi connects with host, port and password only: no TLS, no user name, database 0
(Tracardi/tracardi tracardi/service/storage/redis 0.9.0-dev).
"""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING or __package__:
    from . import common
else:  # started as a file: this folder is the first entry of sys.path
    import common

_TIMEOUT_SECONDS = 5.0
_LONGEST_REPLY = 4096  # bytes


def ready() -> str:
    """A note when Redis accepts the password and answers PING; else raises NotReady."""
    host = _host(common.required("REDIS_HOST")["REDIS_HOST"])
    port = common.port("REDIS_PORT", 6379)
    password = os.environ.get("REDIS_PASSWORD", "")
    timeout = common.seconds("REQUEST_SECONDS", _TIMEOUT_SECONDS)
    try:
        with socket.create_connection((host, port), timeout) as connection:
            if password:
                _expect(_command(connection, "AUTH", password), "+OK")
            _expect(_command(connection, "PING"), "+PONG")
    except socket.gaierror:
        raise common.NotReady(f"host {host} is unknown", "correct REDIS_HOST") from None
    except ConnectionRefusedError:
        raise common.NotReady(
            f"does not listen at {host}:{port} (connection refused)",
            "check that Redis runs, and REDIS_HOST and REDIS_PORT",
        ) from None
    except TimeoutError:
        raise common.NotReady(
            f"does not answer at {host}:{port} within {timeout:.0f} s",
            "check that Redis runs and that no network policy is in the way",
        ) from None
    except OSError as error:
        raise common.NotReady(
            f"closes the connection ({type(error).__name__})",
            "if this port speaks TLS: Tracardi cannot, give it a port without TLS",
        ) from None
    return f"{host}:{port} accepts the password" if password else f"{host}:{port} has no password"


def _host(value: str) -> str:
    """Tracardi strips a scheme and a port from REDIS_HOST (tracardi/config.py 0.9.0-dev)."""
    for scheme in ("redis://", "rediss://"):
        value = value.removeprefix(scheme)
    return value.partition(":")[0]


def _command(connection: socket.socket, *words: str) -> str:
    """Send one command and return the first line of its reply."""
    parts = [f"*{len(words)}\r\n".encode()]
    for word in words:
        encoded = word.encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(encoded), encoded))
    connection.sendall(b"".join(parts))
    reply = b""
    while not reply.endswith(b"\r\n") and len(reply) < _LONGEST_REPLY:
        received = connection.recv(1024)
        if not received:
            raise ConnectionResetError
        reply += received
    return reply.split(b"\r\n")[0].decode(errors="replace")


def _expect(reply: str, expected: str) -> None:
    """Put every other reply into our own words: Redis's could repeat what was sent."""
    if reply == expected:
        return
    if reply.startswith("-LOADING"):
        raise common.NotReady("is loading its data from disk", "wait, or give Redis less data")
    if reply.startswith(("-WRONGPASS", "-ERR invalid password")):
        raise common.NotReady("refuses the password", "correct REDIS_PASSWORD", refused=True)
    if reply.startswith("-NOAUTH"):
        raise common.NotReady("asks for a password", "give REDIS_PASSWORD", refused=True)
    if "without any password" in reply or "no password is set" in reply:
        raise common.NotReady(
            "has no password, but REDIS_PASSWORD is given",
            "set requirepass in Redis, since Tracardi's client fails otherwise",
            refused=True,
        )
    if reply.startswith("-DENIED"):
        raise common.NotReady(
            "is in protected mode", "set a password (requirepass) in Redis", refused=True
        )
    if reply.startswith(("-NOPERM", "-WRONGTYPE", "-ERR", "-MASTERDOWN", "-BUSY")):
        code = reply[1:].partition(" ")[0]
        raise common.NotReady(f"answers with the error {code}", "look at Redis's own log")
    raise common.NotReady(
        "does not answer as Redis does",
        "check REDIS_HOST and REDIS_PORT: another server, or a port with TLS, answers there",
        refused=True,
    )
