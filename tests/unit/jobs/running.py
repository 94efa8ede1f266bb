"""Runs a Job script and looks at all that it printed.

The unit tests run most scripts in their own process, from the function that the script itself
calls down to its exit code, because starting Python takes longer than all else. Tests about
signals, about being killed and about how files are found start the process that it is in a pod.
"""

from __future__ import annotations

import base64
import contextlib
import importlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from components.jobs import common

from . import fake_mysql

REPOSITORY = Path(__file__).parents[3]
SCRIPTS = REPOSITORY / "components" / "jobs"

# Every secret that a Job is given; none may ever be printed, in any spelling.
SECRETS = {
    "MYSQL_PASSWORD": "CanaryInstaller4hXq",
    "RUNTIME_MYSQL_PASSWORD": "CanaryRuntime7Kd2",
    "REDIS_PASSWORD": "CanaryRedis9Lm3",
    "ELASTIC_HTTP_AUTH_PASSWORD": "CanaryElastic5Pw8",
    "INSTALLATION_TOKEN": "CanaryInstallationToken6",
    "ADMIN_PASSWORD": "CanaryAdministrator1Zz",
    "AUTO_PROFILE_MERGING": "CanaryMergingKey3Vb0000000",
}
GRANTS = "SELECT, INSERT, UPDATE, DELETE, CREATE, REFERENCES, INDEX"
# As MySQL 8.4 prints them, with an escaped wildcard in the name.
MYSQL_GRANTS = {
    "installer": [
        "GRANT USAGE ON *.* TO `installer`@`%`",
        rf"GRANT {GRANTS} ON `cdp\_data`.* TO `installer`@`%`",
    ],
    "tracardi": [
        "GRANT USAGE ON *.* TO `tracardi`@`%`",
        r"GRANT SELECT, INSERT, UPDATE, DELETE ON `cdp\_data`.* TO `tracardi`@`%`",
    ],
}
# Substitutes for what Tracardi's image holds.
MODULES = {
    "pymysql.py": "from tests.unit.jobs.fake_mysql import MySQLError, connect\n",
    "uvicorn.py": "import sys\nfrom tests.unit.jobs.fake_uvicorn import main\nsys.exit(main())\n",
}


@dataclass(frozen=True)
class Result:
    code: int
    output: str

    @property
    def last(self) -> str:
        return self.output.rstrip().rpartition("\n")[2]

    @property
    def failures(self) -> list[str]:
        return [line for line in self.output.splitlines() if "FAILED: " in line]


@dataclass
class Job:
    """A script and its environment, in a folder of its own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    scripts: Path = SCRIPTS
    starts_process: bool = True  # else `run` stays in this one, with the stand-in for pymysql

    def __post_init__(self) -> None:
        modules = self.folder / "modules"
        modules.mkdir()
        for name, text in MODULES.items():
            (modules / name).write_text(text)
        users = {"installer": SECRETS["MYSQL_PASSWORD"]}
        users["tracardi"] = SECRETS["RUNTIME_MYSQL_PASSWORD"]
        fake_mysql.write(self.database, fake_mysql.empty(users, MYSQL_GRANTS))
        self.processes.touch()
        self.environment = {
            **SECRETS,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{modules}{os.pathsep}{REPOSITORY}",
            "FAKE_MYSQL": str(self.database),
            "FAKE_PROCESSES": str(self.processes),
            "MYSQL_HOST": "mysql",
            "MYSQL_DATABASE": "cdp_data",
            "MYSQL_USERNAME": "installer",
            "RUNTIME_MYSQL_USERNAME": "tracardi",
            "REDIS_HOST": "127.0.0.1",
            "ELASTIC_SCHEME": "http",
            "ELASTIC_HTTP_AUTH_USERNAME": "elastic",
            "WAIT_SECONDS": "20",
            "POLL_SECONDS": "0.01",
            "REFUSAL_SECONDS": "0",
            "REQUEST_SECONDS": "2",
            **self.environment,
        }

    @property
    def database(self) -> Path:
        return self.folder / "mysql.json"

    @property
    def processes(self) -> Path:
        """The file that holds the process number of every server that the script started."""
        return self.folder / "processes"

    def _whole_environment(self) -> dict[str, str]:
        return {**self.environment, "FAKE_FAULTS": json.dumps(self.faults)}

    def start(self, script: str) -> subprocess.Popen[str]:
        """Start a process; its group dies as one, as a container does."""
        return subprocess.Popen(
            [sys.executable, str(self.scripts / script)],
            env=self._whole_environment(),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def finish(self, process: subprocess.Popen[str], timeout: float = 30) -> Result:
        try:
            output, _ = process.communicate(timeout=timeout)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        assert_no_secret(output)
        return Result(process.returncode, output)

    def run_process(self, script: str) -> Result:
        """Run a script to its end in a process of its own."""
        result = self.finish(self.start(script))
        assert self.running() == []
        return result

    def run(self, script: str) -> Result:
        """Run a script to its end; no server that it started may be left."""
        if self.starts_process:
            return self.run_process(script)
        module = importlib.import_module(f"components.jobs.{script.removesuffix('.py')}")
        output = io.StringIO()
        code: object = None
        with _undone(self._whole_environment()), contextlib.redirect_stdout(output):
            try:
                common.run(module.main)
            except SystemExit as end:
                code = end.code
        assert isinstance(code, int)
        assert_no_secret(output.getvalue())
        assert self.running() == []
        return Result(code, output.getvalue())

    def fail(self, script: str, wait: str = "0") -> Result:
        """Run a script that must fail with one failure, told in its last line."""
        self.environment["WAIT_SECONDS"] = wait
        result = self.run(script)
        assert result.code == 1, result.output
        assert result.failures == [result.last], result.output
        return result

    def running(self) -> list[int]:
        """The servers that still run (a zombie does not)."""
        return [pid for pid in map(int, self.processes.read_text().split()) if _runs(pid)]


@contextlib.contextmanager
def _undone(environment: dict[str, str]) -> Iterator[None]:
    """What a script finds and changes in its process, undone afterwards."""
    handler = signal.getsignal(signal.SIGTERM)
    try:
        with (
            mock.patch.dict(os.environ, environment, clear=True),
            mock.patch.dict(sys.modules, {"pymysql": fake_mysql}),
            mock.patch.object(common, "_extra_secrets", []),
            mock.patch.object(sys, "excepthook"),
            mock.patch.object(threading, "excepthook"),
        ):
            yield
    finally:
        signal.signal(signal.SIGTERM, handler)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def assert_no_secret(output: str) -> None:
    for name, value in SECRETS.items():
        for spelling in (value, base64.b64encode(value.encode()).decode().rstrip("=")[:-2]):
            assert spelling not in output, f"{name} was printed"
    pair = f"elastic:{SECRETS['ELASTIC_HTTP_AUTH_PASSWORD']}"
    assert base64.b64encode(pair.encode()).decode() not in output, "the login header was printed"


def wait_until(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)
