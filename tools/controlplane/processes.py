"""Starts and stops the programs of the test control plane, by process id.

A program started here never outlives the Python process that started it: it is stopped in order
when asked, and on Linux the kernel kills it if its parent dies without asking.
"""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

LOG_TAIL_LINES = 15
LAUNCHER = Path(__file__).with_name("launcher.py")
# Below the range from which Linux takes the local ports of outgoing connections (32768 and up), so
# that no connection of the programs themselves takes a port before the server for it has started.
PORTS = range(20000, 32000)
NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


class ProgramFailed(Exception):
    """A program of the control plane has ended by itself; the message has the end of its log."""


@dataclass(frozen=True)
class Program:
    """A running program and the file that takes its standard output and standard error."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def check(self) -> None:
        """Raise ProgramFailed if the program does not run any more."""
        code = self.process.poll()
        if code is not None:
            raise ProgramFailed(f"{self.name} ended with code {code}.\n{self.log_tail()}")

    def log_tail(self) -> str:
        """Return the last lines of the log, headed by its path."""
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        return "\n".join([f"The end of {self.log}:", *(f"    {line}" for line in lines)])

    def memory_bytes(self) -> int:
        """Return the resident memory, 0 where /proc does not tell (not Linux, or ended)."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
        except FileNotFoundError:
            return 0
        sizes = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(sizes[0]) * 1024 if sizes else 0


def start(
    name: str,
    command: Sequence[str],
    log: Path,
    home: Path,
    environment: Mapping[str, str] = NO_VARIABLES,
) -> Program:
    """Start `command` with its output in `log` and `home` as its home and working folder.

    Its environment is PATH, HOME and `environment`.

    Call it from a thread that lives as long as the program shall: on Linux the program is killed
    when that thread ends.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), *command],
            cwd=home,
            # Nothing of the user's own settings (proxies, kubeconfigs, feature switches) gets in.
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C in a terminal shall reach Python only, which then stops the programs in order.
            start_new_session=True,
        )
    return Program(name, process, log)


def stop(programs: Sequence[Program], patience_seconds: float = 5.0) -> None:
    """End all programs: SIGTERM to the last started first, SIGKILL to who stays too long."""
    for program in reversed(programs):
        program.process.terminate()
    deadline = time.monotonic() + patience_seconds
    for program in reversed(programs):
        try:
            program.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            program.process.kill()
            program.process.wait()


def free_ports(count: int) -> list[int]:
    """Return `count` ports out of PORTS on which nothing listens on 127.0.0.1 now."""
    found: list[int] = []
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"fewer than {count} free ports between {PORTS.start} and {PORTS.stop}")
