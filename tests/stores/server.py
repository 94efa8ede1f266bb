"""A server as a child process of the test: started on 127.0.0.1, ended by its process number."""

import os
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

from tools import system_packages
from tools.controlplane.processes import free_ports

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0


def program(name: str) -> str:
    """The path of a program; without it there is nothing to test, and that is a failure."""
    path = system_packages.find(name)
    assert path is not None, f"{name} is not installed: `make test-stores` installs it on Debian"
    return path


class Server(ABC):
    """A server with a folder of its own; it keeps its port when it is started anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (self.port,) = free_ports(1)
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server does what a client asks for."""

    def start(self) -> None:
        """Start the server and wait until it answers."""
        assert self._process is None
        with self.log.open("ab") as log:
            self._process = process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C is for pytest, which then ends the server
            )
        end = time.monotonic() + _START_SECONDS
        while not self.answers():
            code = process.poll()
            if code is not None or time.monotonic() > end:
                self.kill()
                state = "does not answer" if code is None else f"ended with exit code {code}"
                raise AssertionError(f"the server {state}: {self.log.read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server as Kubernetes does, by SIGTERM, if it runs."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """End the server at once, by SIGKILL, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
