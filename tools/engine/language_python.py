"""A Pulumi language host for Python: the service through which the engine runs a Python program.

Only used where the official `pulumi-language-python` cannot be had, that is with a CLI built from
Go modules: Pulumi publishes that host in its releases and not as a Go module.

The service is `pulumirpc.LanguageRuntime` as defined by proto/pulumi/language.proto of
pulumi/pulumi 3.250.0, whose generated Python code is part of the `pulumi` package. What the host
hands to the program follows `pulumi-language-python-exec` of the same version, which starts it.

The engine starts this file, reads the port from the first line of its standard output, and shows
every later line as the program's own output. It ends with SIGINT or SIGTERM, or with the engine.
"""

import argparse
import importlib.metadata
import os
import platform
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from types import FrameType
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from tools.engine.language_program import (
    NoEnvironment,
    program_command,
    program_environment,
    program_python,
    required_packages,
    site_packages,
    virtual_environment,
)

VERSION = importlib.metadata.version("pulumi")
MESSAGE_SHOWN_EXIT_CODE = 32  # of pulumi-language-python-exec: the user has been told already
PARENT_POLL_SECONDS = 0.5
STOP_SECONDS = 1.0


class Programs:
    """The running child processes, so that none outlives the host."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()

    def start(self, command: list[str], **options: Any) -> "subprocess.Popen[bytes]":
        """Start a process as `subprocess.Popen` does.

        It gets a process group of its own: the engine interrupts this host's whole group when it is
        done with it, and a program would answer that with a KeyboardInterrupt traceback.
        """
        with self._lock:
            process = subprocess.Popen(command, process_group=0, **options)
            self._running.add(process)
        return process

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        """End `process` if it still runs; kill it if it does not end in STOP_SECONDS."""
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with self._lock:
            self._running.discard(process)

    def stop_all(self) -> None:
        """End every process that still runs."""
        with self._lock:
            running = list(self._running)
        for process in running:
            process.terminate()
        for process in running:
            self.stop(process)


class LanguageRuntime(language_pb2_grpc.LanguageRuntimeServicer):
    """Answers the engine.

    The service's other methods answer "unimplemented", which the engine allows for.
    """

    def __init__(self, executor: Path, engine_address: str, tracing: str) -> None:
        self.executor = executor
        self.engine_address = engine_address
        self.tracing = tracing
        self.programs = Programs()

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        self.engine_address = request.engine_address or self.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=VERSION)

    def About(
        self, request: language_pb2.AboutRequest, context: grpc.ServicerContext
    ) -> language_pb2.AboutResponse:
        python = str(_or_abort(context, program_python, request.info))
        version = subprocess.run(
            [python, "-c", "import platform; print(platform.python_version())"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
        return language_pb2.AboutResponse(
            executable=python, version=version or platform.python_version()
        )

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        folders = _or_abort(context, site_packages, request.info)
        return language_pb2.GetRequiredPackagesResponse(packages=required_packages(folders))

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        folders = [str(folder) for folder in _or_abort(context, site_packages, request.info)]
        found = {
            (distribution.name, distribution.version)
            for distribution in importlib.metadata.distributions(path=folders)
        }
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[
                language_pb2.DependencyInfo(name=name, version=version)
                for name, version in sorted(found)
            ]
        )

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        return language_pb2.RuntimeOptionsResponse()

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        folder = _or_abort(context, virtual_environment, request.info)
        commands = []
        if folder is not None and not (folder / "bin" / "python").exists():
            commands.append([sys.executable, "-m", "venv", str(folder)])
        python = str(folder / "bin" / "python") if folder is not None else sys.executable
        if (Path(request.directory) / "requirements.txt").exists():
            commands.append([python, "-m", "pip", "install", "-r", "requirements.txt"])
        for command in commands:
            process = self.programs.start(
                command,
                cwd=request.directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            assert process.stdout is not None  # noqa: S101  (Popen was asked for a pipe)
            for line in process.stdout:
                yield language_pb2.InstallDependenciesResponse(stdout=line)
            code = process.wait()
            self.programs.stop(process)
            if code != 0:
                context.abort(
                    grpc.StatusCode.INTERNAL, f"`{' '.join(command)}` ended with exit code {code}."
                )

    def Run(
        self, request: language_pb2.RunRequest, context: grpc.ServicerContext
    ) -> language_pb2.RunResponse:
        if request.attach_debugger:
            return language_pb2.RunResponse(
                error="This language host cannot start a debugger; the official one can."
            )
        try:
            command = program_command(self.executor, self.engine_address, self.tracing, request)
        except NoEnvironment as error:
            return language_pb2.RunResponse(error=str(error))
        environment = program_environment(request, os.environ)
        # Standard output and error are inherited: the engine shows this host's as the program's.
        process = self.programs.start(
            command, cwd=request.pwd, env=environment, stdin=subprocess.DEVNULL
        )
        context.add_callback(lambda: self.programs.stop(process))
        code = process.wait()
        self.programs.stop(process)
        if code == 0:
            return language_pb2.RunResponse()
        if code == MESSAGE_SHOWN_EXIT_CODE:
            return language_pb2.RunResponse(bail=True)
        if code < 0:
            return language_pb2.RunResponse(error=f"Program ended by signal {-code}")
        return language_pb2.RunResponse(error=f"Program exited with non-zero exit code: {code}")


def _or_abort(context: grpc.ServicerContext, function: Any, info: language_pb2.ProgramInfo) -> Any:
    try:
        return function(info)
    except NoEnvironment as error:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))


def main(arguments: list[str]) -> None:
    """Serve until told to leave, or until the process that started this one is gone."""
    parser = argparse.ArgumentParser(prog="pulumi-language-python", allow_abbrev=False)
    parser.add_argument("--executor", type=Path, required=True, help="pulumi-language-python-exec")
    parser.add_argument("--tracing", "-tracing", default="", help="given by the engine")
    parser.add_argument("engine", nargs="?", default="", help="address of the engine")
    # The engine's logging flags do not concern this host.
    known, _ = parser.parse_known_args(arguments)
    parent = os.getppid()
    leave = threading.Event()

    def told_to_leave(_signal: int, _frame: FrameType | None) -> None:
        leave.set()

    signal.signal(signal.SIGINT, told_to_leave)
    signal.signal(signal.SIGTERM, told_to_leave)
    runtime = LanguageRuntime(known.executor, known.engine, known.tracing)
    unlimited = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), options=unlimited)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(runtime, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    while not leave.wait(PARENT_POLL_SECONDS) and os.getppid() == parent:
        pass
    runtime.programs.stop_all()
    # Nothing is left to be saved, and the engine waits for this process: no orderly shutdown.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
