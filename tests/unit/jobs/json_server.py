"""A threaded HTTP server on 127.0.0.1 for the fakes: it answers, hangs or hangs up, as told."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


class Hang(Exception):
    """Keep the connection open and never answer."""


class HangUp(Exception):
    """Close the connection without an answer."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = field(default=b"")

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None

    def form(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(self.body.decode()))


Answer = tuple[int, object]
Application = Callable[[Request], Answer]


class JsonServer:
    """Serves an application until it is stopped; use it as a context manager."""

    def __init__(
        self, application: Application, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self._application = application
        self._stopping = threading.Event()
        self.requests: list[Request] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                server.serve(self)

            do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

            def log_message(self, *_arguments: object) -> None:
                """Stay silent: who wants an access log prints it in the application."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def get_request(self) -> tuple[socket.socket, Any]:
                connection, address = super().get_request()
                if tls is not None:
                    connection = tls.wrap_socket(
                        connection, server_side=True, do_handshake_on_connect=False
                    )
                return connection, address

            def handle_error(self, *_arguments: object) -> None:
                """A client that leaves early is part of the tests."""

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        path, _, query = handler.path.partition("?")
        headers = {name.lower(): value for name, value in handler.headers.items()}
        request = Request(handler.command, path, query, headers, handler.rfile.read(length))
        self.requests.append(request)
        handler.close_connection = True
        try:
            status, content = self._application(request)
        except Hang:
            self._stopping.wait(60)
            return
        except HangUp:
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        body = json.dumps(content).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def __enter__(self) -> JsonServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
