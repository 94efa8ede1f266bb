"""The language host as the engine uses it: a process, spoken to over gRPC."""

import importlib.metadata
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from tools.engine.layout import BOOTSTRAP, CHECKOUT

pytestmark = pytest.mark.unit

# Takes the place of pulumi-language-python-exec: tells what it was given, then does as it is told.
EXECUTOR = """
import json, os, pathlib, sys, time
pathlib.Path("told.json").write_text(json.dumps({
    "arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd(),
}))
print("a line of the program")
time.sleep(float(os.environ.get("PROGRAM_SLEEPS", "0")))
sys.exit(int(os.environ.get("PROGRAM_EXITS", "0")))
"""
ENGINE = "127.0.0.1:1"


class Host:
    """A running language host and its stub."""

    def __init__(self, folder: Path, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}")
        self.stub = language_pb2_grpc.LanguageRuntimeStub(self.channel)

    def is_gone(self, seconds: float) -> bool:
        """Say whether the process ends within `seconds`."""
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        self.channel.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


HostMaker = Callable[..., Host]


def host_command(folder: Path) -> list[str]:
    executor = folder / "executor.py"
    executor.write_text(EXECUTOR)
    arguments = [str(CHECKOUT), "--executor", str(executor), "-v=3", "--logtostderr", ENGINE]
    return [sys.executable, "-I", "-c", BOOTSTRAP, *arguments]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[HostMaker]:
    hosts: list[Host] = []

    def make(command: list[str] | None = None, **environment: str) -> Host:
        host = Host(tmp_path, command or host_command(tmp_path), environment)
        hosts.append(host)
        return host

    yield make
    for host in hosts:
        host.stop()


def project(folder: Path, **options: str) -> language_pb2.ProgramInfo:
    """A program in `folder` whose Pulumi.yaml has these runtime options."""
    values = struct_pb2.Struct()
    values.update(options)
    return language_pb2.ProgramInfo(
        root_directory=str(folder),
        program_directory=str(folder),
        entry_point=".",
        options=values,
    )


def virtual_environment(folder: Path) -> Path:
    """Lay out what the host looks at in a virtual environment: an interpreter and packages."""
    environment = folder / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(sys.executable)
    packages = environment / "lib" / "python3.11" / "site-packages"
    for name, plugin in {
        "pulumi_one": {"resource": True, "name": "one", "version": "1.2.3"},
        "pulumi_two": {"resource": True, "name": "two", "server": "https://example.org/plugins"},
        "no_provider": {"resource": False, "name": "three"},
    }.items():
        (packages / name).mkdir(parents=True)
        (packages / name / "pulumi-plugin.json").write_text(json.dumps(plugin))
    information = packages / "pulumi_one-1.2.3.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Name: pulumi-one\nVersion: 1.2.3\n")
    return environment


def request(folder: Path, **options: str) -> language_pb2.RunRequest:
    return language_pb2.RunRequest(
        project="tracardi",
        stack="dev",
        organization="organization",
        pwd=str(folder),
        dryRun=True,
        parallel=16,
        monitor_address="127.0.0.1:2",
        config={"tracardi:deployment": '{"tier": "dev"}', "tracardi:mysqlPassword": "hidden"},
        configSecretKeys=["tracardi:mysqlPassword"],
        info=project(folder, **options),
    )


def test_it_answers_the_engines_first_questions(start: HostMaker) -> None:
    host = start()
    host.stub.Handshake(language_pb2.LanguageHandshakeRequest(engine_address=ENGINE), timeout=10)
    information = host.stub.GetPluginInfo(empty_pb2.Empty(), timeout=10)
    assert information.version == importlib.metadata.version("pulumi")
    with pytest.raises(grpc.RpcError) as unknown:
        host.stub.GetRequiredPlugins(language_pb2.GetRequiredPluginsRequest(), timeout=10)
    assert unknown.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_required_packages_are_those_of_the_virtual_environment(
    start: HostMaker, tmp_path: Path
) -> None:
    virtual_environment(tmp_path)
    answer = start().stub.GetRequiredPackages(
        language_pb2.GetRequiredPackagesRequest(info=project(tmp_path, virtualenv=".venv")),
        timeout=10,
    )
    assert [
        (package.name, package.kind, package.version, package.server) for package in answer.packages
    ] == [
        ("one", "resource", "1.2.3", ""),
        ("two", "resource", "", "https://example.org/plugins"),
    ]


def test_dependencies_and_interpreter_for_pulumi_about(start: HostMaker, tmp_path: Path) -> None:
    environment = virtual_environment(tmp_path)
    host = start()
    info = project(tmp_path, virtualenv=".venv")
    dependencies = host.stub.GetProgramDependencies(
        language_pb2.GetProgramDependenciesRequest(info=info), timeout=10
    ).dependencies
    assert [(each.name, each.version) for each in dependencies] == [("pulumi-one", "1.2.3")]
    about = host.stub.About(language_pb2.AboutRequest(info=info), timeout=10)
    assert about.executable == str(environment / "bin" / "python")
    assert about.version == ".".join(str(number) for number in sys.version_info[:3])


def test_a_program_gets_what_the_executor_reads(start: HostMaker, tmp_path: Path) -> None:
    virtual_environment(tmp_path)
    host = start(PYTHONHOME="/nowhere")
    answer = host.stub.Run(request(tmp_path, virtualenv=".venv", toolchain="pip"), timeout=20)
    assert (answer.error, answer.bail) == ("", False)

    told = json.loads((tmp_path / "told.json").read_text())
    assert told["folder"] == str(tmp_path)
    options = dict(zip(told["arguments"][:-1:2], told["arguments"][1::2], strict=True))
    assert told["arguments"][-1] == "."
    assert options == {
        "--monitor": "127.0.0.1:2",
        "--engine": ENGINE,
        "--project": "tracardi",
        "--root_directory": str(tmp_path),
        "--stack": "dev",
        "--pwd": str(tmp_path),
        "--dry_run": "true",
        "--parallel": "16",
        "--organization": "organization",
    }
    environment = told["environment"]
    assert "PYTHONHOME" not in environment
    assert json.loads(environment["PULUMI_CONFIG"])["tracardi:mysqlPassword"] == "hidden"
    assert json.loads(environment["PULUMI_CONFIG_SECRET_KEYS"]) == ["tracardi:mysqlPassword"]
    assert environment["VIRTUAL_ENV"] == str(tmp_path / ".venv")
    assert environment["PATH"].startswith(f"{tmp_path / '.venv' / 'bin'}:")
    assert host.process.stdout is not None
    assert host.process.stdout.readline() == "a line of the program\n"


@pytest.mark.parametrize(
    ("exits", "error", "bail"),
    [("32", "", True), ("1", "Program exited with non-zero exit code: 1", False)],
)
def test_the_end_of_a_program(
    start: HostMaker, tmp_path: Path, exits: str, error: str, bail: bool
) -> None:
    virtual_environment(tmp_path)
    answer = start(PROGRAM_EXITS=exits).stub.Run(request(tmp_path, virtualenv=".venv"), timeout=20)
    assert (answer.error, answer.bail) == (error, bail)


def test_a_missing_virtual_environment_is_explained(start: HostMaker, tmp_path: Path) -> None:
    host = start()
    answer = host.stub.Run(request(tmp_path, virtualenv=".venv"), timeout=10)
    assert f"{tmp_path / '.venv'} that Pulumi.yaml names does not exist" in answer.error
    assert "-m venv" in answer.error
    with pytest.raises(grpc.RpcError) as refused:
        host.stub.GetRequiredPackages(
            language_pb2.GetRequiredPackagesRequest(info=project(tmp_path, virtualenv=".venv")),
            timeout=10,
        )
    assert "does not exist" in refused.value.details()


def test_another_toolchain_is_refused(start: HostMaker, tmp_path: Path) -> None:
    answer = start().stub.Run(request(tmp_path, toolchain="poetry"), timeout=10)
    assert "knows only pip" in answer.error


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_leaves_at_once_when_told(start: HostMaker, number: signal.Signals) -> None:
    host = start()
    host.process.send_signal(number)
    assert host.is_gone(seconds=1)
    _, errors = host.process.communicate()
    assert (host.process.returncode, errors) == (0, "")


def test_it_takes_its_program_along_without_a_traceback(start: HostMaker, tmp_path: Path) -> None:
    virtual_environment(tmp_path)
    host = start(PROGRAM_SLEEPS="60")
    running = host.stub.Run.future(request(tmp_path, virtualenv=".venv"))
    assert host.process.stdout is not None
    assert host.process.stdout.readline() == "a line of the program\n"
    program = int(
        subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(host.process.pid)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    # The engine interrupts the host's whole process group.
    os.killpg(host.process.pid, signal.SIGINT)
    assert host.is_gone(seconds=2)
    assert not _lives(program)
    running.cancel()
    assert "Traceback" not in host.process.communicate()[1]


def test_a_cancelled_run_ends_the_program(start: HostMaker, tmp_path: Path) -> None:
    virtual_environment(tmp_path)
    host = start(PROGRAM_SLEEPS="60")
    running = host.stub.Run.future(request(tmp_path, virtualenv=".venv"))
    assert host.process.stdout is not None
    assert host.process.stdout.readline() == "a line of the program\n"
    running.cancel()
    deadline = time.monotonic() + 5
    command = ["ps", "-o", "pid=", "--ppid", str(host.process.pid)]
    while subprocess.run(command, check=False, capture_output=True).stdout.strip():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert host.process.poll() is None  # the host itself goes on


def test_it_leaves_when_the_engine_is_gone(start: HostMaker, tmp_path: Path) -> None:
    # A shell in the engine's place starts the host, tells its process id and waits to be killed.
    engine = ["sh", "-c", '"$@" & echo $! > host; wait', "engine"]
    host = start([*engine, *host_command(tmp_path)])
    pid = int((tmp_path / "host").read_text())
    assert _lives(pid)
    host.process.kill()
    deadline = time.monotonic() + 3
    while _lives(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", maxsplit=1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
