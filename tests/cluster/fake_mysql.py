"""The MySQL protocol, as much of it as Percona's operator speaks; statements are only written down.

Source: MySQL 8.0 source documentation, "Client/Server Protocol".
"""

import socketserver
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

VERSION = "8.0.41-32.1"
CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000
"""Long passwords, a schema at connecting, protocol 4.1, transactions, authentication by plugin."""
AUTOCOMMIT = 2
UTF8 = 33
VARCHAR = 0xFD
QUIT, QUERY = 1, 3
# What is selected, by a part of the statement in lower case: columns, then rows.
SELECTED: dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    "@@version": (("version",), ((VERSION,),)),
    "@@read_only": (("read_only",), (("0",),)),
    "wsrep_local_state_comment": (
        ("Variable_name", "Value"),
        (("wsrep_local_state_comment", "Synced"),),
    ),
}


class FakeMysql(socketserver.ThreadingTCPServer):
    """Lets every user in with every password and does nothing; `statements` is what it was told."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.statements: list[str] = []


class _Handler(socketserver.StreamRequestHandler):
    server: FakeMysql

    def handle(self) -> None:
        try:
            self._talk()
        except ConnectionError:
            return

    def _talk(self) -> None:
        self._send(0, _greeting())
        number, _ = self._receive()
        self._send(number + 1, _OK)
        while True:
            _, command = self._receive()
            if command[0] == QUIT:
                return
            packets = [_OK]
            if command[0] == QUERY:
                statement = command[1:].decode()
                self.server.statements.append(statement)
                packets = _answer(statement)
            for index, packet in enumerate(packets, start=1):
                self._send(index, packet)

    def _receive(self) -> tuple[int, bytes]:
        header = self.rfile.read(4)
        if len(header) < 4:
            raise ConnectionError("the client has hung up")
        return header[3], self.rfile.read(int.from_bytes(header[:3], "little"))

    def _send(self, number: int, payload: bytes) -> None:
        self.wfile.write(len(payload).to_bytes(3, "little") + bytes([number]) + payload)


_OK = b"\x00\x00\x00" + struct.pack("<HH", AUTOCOMMIT, 0)
_END = b"\xfe" + struct.pack("<HH", 0, AUTOCOMMIT)


def _greeting() -> bytes:
    return b"".join(
        [
            b"\x0a",
            VERSION.encode() + b"\x00",
            struct.pack("<I", 1),
            b"12345678\x00",
            struct.pack("<HBHH", CAPABILITIES & 0xFFFF, UTF8, AUTOCOMMIT, CAPABILITIES >> 16),
            b"\x15" + bytes(10),
            b"123456789012\x00",
            b"mysql_native_password\x00",
        ]
    )


def _answer(statement: str) -> list[bytes]:
    lowered = statement.lower().lstrip()
    if not lowered.startswith(("select", "show")):
        return [_OK]
    columns, rows = next(
        (found for part, found in SELECTED.items() if part in lowered), (("nothing",), ())
    )
    return [
        bytes([len(columns)]),
        *(_column(name) for name in columns),
        _END,
        *(_texts(row) for row in rows),
        _END,
    ]


def _column(name: str) -> bytes:
    numbers = struct.pack("<BHIBHB", 12, UTF8, 1024, VARCHAR, 0, 0)
    return _texts(["def", "", "", "", name, name]) + numbers + b"\x00\x00"


def _texts(texts: Sequence[str]) -> bytes:
    return b"".join(bytes([len(text)]) + text.encode() for text in texts)


@contextmanager
def fake_mysql(port: int) -> Iterator[FakeMysql]:
    """Serve on a port of 127.0.0.1."""
    with FakeMysql(port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
