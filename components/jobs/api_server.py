"""Tracardi's own API server, run as a child of the installation Job on a loopback port.

So the process that serves the installation serves nothing else: one that has answered
POST /install can lock up for good (measured on API 0.9.0-dev with SQLAlchemy 2.0.23).
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from types import TracebackType
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING or __package__:
    from . import common, web
else:  # started as a file: this folder is the first entry of sys.path
    import common
    import web

# A start takes 4 to 6 s; with a store that does not answer the server gives up after 15 to 59 s
# (measured on API 0.9.0-dev).
_START_SECONDS = 120.0
_STOP_SECONDS = 10.0  # a running POST /install is finished first, which takes up to 6 s
_LONGEST_REQUEST_SECONDS = 20.0

_EXIT_MEANINGS = {
    1: "it does not accept a setting, or its licence (exit code 1)",
    3: "MySQL, Redis or Elasticsearch did not answer it, or refused the login (exit code 3; it "
    'says "can\'t connect" for a wrong MySQL password, too)',
    -signal.SIGKILL: "it was killed, probably for want of memory: raise the Job's memory limit",
}


class ApiServer:
    """The child process. Use it as a context manager: leaving ends the child, whatever happened."""

    client: web.Client

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> ApiServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, deadline: common.Deadline) -> None:
        """Start the server and wait until it answers /healthcheck.

        The access log stays on: without its handler the API fails at start (exit code 3).
        Raises JobFailed when the server ends or does not answer in time.
        """
        port = _free_port()
        command = [sys.executable, "-m", "uvicorn", "app.main:application"]
        # One process, whatever WEB_CONCURRENCY says.
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
        with common.undisturbed():
            process = self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            self._reader = threading.Thread(target=_pass_on, args=(process.stdout,), daemon=True)
            self._reader.start()
        common.log(f"started the API's server as process {process.pid} on port {port}")
        longest = common.seconds("API_REQUEST_SECONDS", _LONGEST_REQUEST_SECONDS)
        self.client = web.Client(f"http://127.0.0.1:{port}", longest)
        self._wait_until_healthy(process, deadline)

    def _wait_until_healthy(
        self, process: subprocess.Popen[bytes], deadline: common.Deadline
    ) -> None:
        budget = common.seconds("API_START_SECONDS", _START_SECONDS)
        limit = common.Deadline(min(budget, deadline.left()))
        while True:
            if (code := process.poll()) is not None:
                self._read_to_end()
                meaning = _EXIT_MEANINGS.get(code, f"exit code {code}")
                raise common.JobFailed(
                    f"the API's server ended while it started: {meaning}; its own lines above "
                    "(api:) say more"
                )
            try:
                # 1.x answers 404 until it is ready.
                if self.client.request("GET", "/healthcheck", timeout=5).status == 200:
                    common.log("the API's server answers")
                    return
            except web.Unreachable:
                pass
            if limit.passed:
                raise common.JobFailed(
                    f"the API's server did not answer within {budget:.0f} s of its start: its "
                    "lines above say what it waits for"
                )
            limit.sleep(min(1.0, common.poll_seconds()))

    def _read_to_end(self) -> None:
        """Let the last words of an ended process be printed before anything else is."""
        if self._reader is not None:
            self._reader.join(timeout=5)

    def restart(self, deadline: common.Deadline) -> None:
        """Replace the process: a locked-up one never comes back."""
        self.stop(politely=False)
        self.start(deadline)

    def stop(self, politely: bool = True) -> None:
        """End the child: SIGTERM first when politely, SIGKILL when that does not help."""
        with common.undisturbed():
            process, self._process = self._process, None
            if process is None:
                return
            if process.poll() is None and politely:
                process.terminate()
                try:
                    process.wait(common.seconds("API_STOP_SECONDS", _STOP_SECONDS))
                except subprocess.TimeoutExpired:
                    common.log("the API's server does not end by itself: killing it")
            if process.poll() is None:
                process.kill()
                process.wait()
            self._read_to_end()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pass_on(stream: IO[bytes]) -> None:
    """Print the child's lines as our own, redacted, without those about our own polling."""
    for line in stream:
        text = line.decode(errors="replace")
        if text.strip() and "/healthcheck" not in text:
            common.log(f"api: {text}")
