"""The test control plane leaves nothing behind and is reachable from this machine only."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools.controlplane import processes
from tools.controlplane.client import parse_warnings, wait_until
from tools.controlplane.cluster import ControlPlane
from tools.controlplane.processes import Program, ProgramFailed, start, stop

REPOSITORY = Path(__file__).parents[2]
TCP_LISTEN = "0A"  # proc_pid_net(5): the state column of /proc/net/tcp
LOOPBACK = "0100007F"  # 127.0.0.1 in the byte order of that file

pytestmark = pytest.mark.cluster


def runs(pid: int) -> bool:
    """Tell whether a process exists and is no zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def sockets(program: Program) -> set[str]:
    """Return the socket inode numbers that a program holds."""
    targets = []
    for descriptor in Path(f"/proc/{program.process.pid}/fd").iterdir():
        try:
            targets.append(str(descriptor.readlink()))
        except FileNotFoundError:  # closed since the folder was read
            continue
    return {target[8:-1] for target in targets if target.startswith("socket:[")}


def test_listens_on_loopback_only(control_plane: ControlPlane) -> None:
    held = set().union(*(sockets(program) for program in control_plane.programs))
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == TCP_LISTEN and columns[9] in held:
                listening.append(columns[1].partition(":")[0])
    # etcd for clients, etcd for (absent) peers, the API server, kwok as the kubelet of all nodes;
    # nobody else needs to listen.
    assert listening == [LOOPBACK] * 4


def test_only_this_user_can_read_the_credentials(control_plane: ControlPlane) -> None:
    files = [*control_plane.folder.glob("*.kubeconfig"), control_plane.folder / "tokens.csv"]
    assert len(files) == 5
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_no_credential_is_in_the_arguments(control_plane: ControlPlane) -> None:
    rows = (control_plane.folder / "tokens.csv").read_text().splitlines()
    tokens = [row.partition(",")[0] for row in rows]
    for program in control_plane.programs:
        arguments = Path(f"/proc/{program.process.pid}/cmdline").read_text()
        assert not [token for token in tokens if token in arguments]


def test_programs_die_with_a_killed_parent(tmp_path: Path) -> None:
    script = """
import sys, time
from pathlib import Path
from tools.controlplane.processes import start
folder = Path(sys.argv[1])
program = start("sleep", ["sleep", "600"], folder / "log", folder)
print(program.process.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        # From here on only the kernel can know that the parent has ended.
        arguments = Path(f"/proc/{child}/cmdline")
        wait_until("the launched program", lambda: arguments.read_text().startswith("sleep"))
        parent.kill()
    wait_until("the end of the child", lambda: not runs(child), timeout_seconds=10)


def test_stop_kills_what_does_not_listen_to_terminate(tmp_path: Path) -> None:
    script = "trap '' TERM; echo ready; while :; do sleep 0.1; done"
    program = start("stubborn", ["sh", "-c", script], tmp_path / "log", tmp_path)
    wait_until("the trap", lambda: "ready" in (tmp_path / "log").read_text())
    stop([program], patience_seconds=0.5)
    assert program.process.returncode == -signal.SIGKILL


def test_a_program_that_ended_is_reported_with_its_log(tmp_path: Path) -> None:
    program = start("short", ["sh", "-c", "echo no luck; exit 3"], tmp_path / "log", tmp_path)
    program.process.wait()
    with pytest.raises(ProgramFailed, match=r"short ended with code 3\.\n[^\n]*log:\n    no luck"):
        program.check()


def test_foreground_command_prints_a_kubeconfig_and_cleans_up(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-m", "tools.controlplane", "--nodes", "1"],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout is not None
        lines = []
        for line in command.stdout:
            lines.append(line)
            if line.startswith("KUBECONFIG="):
                break
        kubeconfig = Path(lines[-1].strip().removeprefix("KUBECONFIG="))
        assert kubeconfig.is_file()
        children = Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text().split()
        assert len(children) == 5
        command.send_signal(signal.SIGINT)
        try:
            assert command.wait(timeout=30) == 0
        finally:
            command.kill()
    assert not [pid for pid in children if runs(int(pid))]
    assert list(tmp_path.iterdir()) == []


def test_ports_in_use_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        used = server.getsockname()[1]
        monkeypatch.setattr(processes, "PORTS", range(used, used + 1))
        with pytest.raises(OSError, match="fewer than 1 free ports"):
            processes.free_ports(1)
    assert processes.free_ports(1) == [used]


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ('299 - "one"', ["one"]),
        ('299 - "one, two", 299 - "say \\"three\\""', ["one, two", 'say "three"']),
        ("something else", ["something else"]),
    ],
)
def test_warning_headers_are_taken_apart(header: str, texts: list[str]) -> None:
    assert parse_warnings(header) == texts
