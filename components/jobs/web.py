"""A small HTTP client: timeouts everywhere, trouble in plain words, bodies never printed.

It does not follow redirects and does not use proxies: it speaks to services beside it only.
"""

from __future__ import annotations

import enum
import http.client
import json
import socket
import ssl
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_LARGEST_BODY = 32 * 1024 * 1024  # bytes
_PLAIN_TEXT_REASONS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL")


class Trouble(enum.Enum):
    """Why no answer came, in words that continue "the server ..."."""

    UNKNOWN_HOST = "cannot be found (host name unknown)"
    REFUSED = "does not listen (connection refused)"
    SILENT = "does not answer in time"
    RESET = "closes the connection without an answer"
    CERTIFICATE = "shows a certificate that is not accepted"
    PLAIN_TEXT = "speaks plain HTTP, but https is configured"
    TLS = "does not agree on TLS"
    NOT_HTTP = "does not answer in HTTP"
    NETWORK = "cannot be reached"


class Unreachable(Exception):
    """No HTTP answer came; `trouble` says why, `detail` holds no secret."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value} ({detail})" if detail else trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Response:
    """An HTTP answer. The body is kept out of `repr`, because it can echo passwords."""

    status: int
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The parsed body, or None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def mapping(self) -> dict[str, Any]:
        """The parsed body when it is a JSON object, else an empty one."""
        value = self.json()
        return value if isinstance(value, dict) else {}

    def text(self) -> str:
        """The body as text: for recognising known phrases only, never for printing."""
        return self.body.decode(errors="replace")


class Client:
    """Requests to one server, each over a connection of its own.

    `address` is ``scheme://host:port``, with an optional path that is put before each request's.
    """

    def __init__(
        self,
        address: str,
        timeout: float,
        headers: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not an http or https address: {address}")
        self.address = address.rstrip("/")
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port or (443 if self._secure else 80)
        self._path = parts.path.rstrip("/")
        self._timeout = timeout
        self._headers = dict(headers or {})
        self._tls = tls

    def request(
        self,
        method: str,
        path: str,
        *,
        json_body: object = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Response:
        """Send one request and read its answer; raises `Unreachable` when there is none."""
        limit = self._timeout if timeout is None else timeout
        sent = {"Accept": "application/json", **self._headers, **(headers or {})}
        body: bytes | None = None
        if json_body is not None:
            body = json.dumps(json_body).encode()
            sent["Content-Type"] = "application/json"
        elif form is not None:
            body = urllib.parse.urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self._connection(max(limit, 0.05))
        try:
            connection.request(method, self._path + path, body=body, headers=sent)
            answer = connection.getresponse()
            return Response(answer.status, answer.read(_LARGEST_BODY))
        except (OSError, http.client.HTTPException) as error:
            raise _unreachable(error, limit) from None
        finally:
            connection.close()

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        if self._secure:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=timeout, context=self._tls
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout)


def _unreachable(error: Exception, timeout: float) -> Unreachable:
    """Put an exception of the socket, TLS or HTTP layer into plain words."""
    if isinstance(error, socket.gaierror):
        return Unreachable(Trouble.UNKNOWN_HOST)
    if isinstance(error, TimeoutError):
        return Unreachable(Trouble.SILENT, f"{timeout:.0f} s")
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(Trouble.REFUSED)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable(Trouble.CERTIFICATE, error.verify_message)
    if isinstance(error, ssl.SSLError):
        if error.reason in _PLAIN_TEXT_REASONS:
            return Unreachable(Trouble.PLAIN_TEXT)
        return Unreachable(Trouble.TLS, str(error.reason))
    # RemoteDisconnected is both a BadStatusLine and a ConnectionResetError.
    if isinstance(error, (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)):
        return Unreachable(Trouble.RESET)
    if isinstance(error, http.client.HTTPException):
        return Unreachable(Trouble.NOT_HTTP, type(error).__name__)
    return Unreachable(Trouble.NETWORK, type(error).__name__)
