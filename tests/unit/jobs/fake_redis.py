"""A Redis of two commands, AUTH and PING, over a real socket."""

from __future__ import annotations

import socketserver
import threading
from types import TracebackType


class FakeRedis:
    """Answers as Redis 7 does; `forced` is a reply to everything, `password` may be empty."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.forced: bytes | None = None
        self.silent = False
        fake = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                fake.serve(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            allow_reuse_address = True

            def handle_error(self, *_arguments: object) -> None:
                """A client that leaves early is part of the tests."""

        self._stopping = threading.Event()
        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True
        )

    def serve(self, handler: socketserver.StreamRequestHandler) -> None:
        allowed = not self.password
        while True:
            first = handler.rfile.readline()
            if not first:
                return
            words = []
            for _ in range(int(first[1:])):
                handler.rfile.readline()
                words.append(handler.rfile.readline().strip().decode())
            if self.silent:
                self._stopping.wait(60)
                return
            if self.forced is not None:
                handler.wfile.write(self.forced)
                continue
            if words[0] == "AUTH":
                if not self.password:
                    reply = b"-ERR AUTH <password> called without any password configured\r\n"
                else:
                    allowed = words[1] == self.password
                    reply = (
                        b"+OK\r\n"
                        if allowed
                        else b"-WRONGPASS invalid %s\r\n" % (words[1].encode())
                    )
            else:
                reply = b"+PONG\r\n" if allowed else b"-NOAUTH Authentication required.\r\n"
            handler.wfile.write(reply)

    def __enter__(self) -> FakeRedis:
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
