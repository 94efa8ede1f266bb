"""Starts and stops a whole test control plane on 127.0.0.1."""

import atexit
import base64
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import yaml
from urllib3.exceptions import HTTPError

from tools.controlplane import commands, manifests, processes, stages
from tools.controlplane.binaries import Binaries, build
from tools.controlplane.client import Client, Refused, wait_until

CONTEXT = "test"
START_TIMEOUT_SECONDS = 60.0
# The container ports that a client of the API server can forward: Elasticsearch's.
FORWARDED_PORTS = (9200,)

# Who may do what is decided by RBAC: the names and groups are those of Kubernetes' default roles.
# kwok stands in for kubelets and a volume provisioner on all nodes and may do everything.
USERS = {
    "admin": ("test-admin", "system:masters"),
    "kube-controller-manager": ("system:kube-controller-manager", ""),
    "kube-scheduler": ("system:kube-scheduler", ""),
    "kwok": ("kwok", "system:masters"),
}


class ControlPlane:
    """A running control plane; use it as a context manager, or call `start` and `stop`.

    Everything listens on 127.0.0.1 on free ports. Data, certificates and kubeconfigs lie in a
    temporary folder, or in `folder` if given: then the logs are left there after `stop`. Pods are
    ready, and the pods of Jobs complete, after the given delays. Nodes are spread over three zones
    (manifests.ZONES). Start it in a thread that lives as long as it shall (see processes.start).
    """

    def __init__(
        self,
        nodes: int = 3,
        *,
        ready_delay_milliseconds: int = 300,
        complete_delay_milliseconds: int = 300,
        folder: Path | None = None,
        binaries: Binaries | None = None,
    ) -> None:
        self.nodes = nodes
        self.ready_delay_milliseconds = ready_delay_milliseconds
        self.complete_delay_milliseconds = complete_delay_milliseconds
        self.programs: list[processes.Program] = []
        self.start_seconds = 0.0
        # Where a connection to a container port of any pod ends: on these ports of 127.0.0.1.
        self.forwarded_ports: dict[int, int] = {}
        self._given_folder = folder
        self._binaries = binaries
        self._folder: Path | None = None

    def __enter__(self) -> "ControlPlane":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        """The folder of this run. Raises RuntimeError before `start` and after `stop`."""
        if self._folder is None:
            raise RuntimeError("the control plane does not run")
        return self._folder

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig, with one context named CONTEXT."""
        return self.folder / "admin.kubeconfig"

    @property
    def logs(self) -> Path:
        """The folder with one log file for each program."""
        return self.folder / "logs"

    @property
    def binaries(self) -> Binaries:
        """The programs in use. Raises RuntimeError before `start`."""
        if self._binaries is None:
            raise RuntimeError("the control plane has not been started")
        return self._binaries

    def client(self) -> Client:
        """Return a new client of the administrator, with no warnings yet."""
        return Client(self.kubeconfig, CONTEXT)

    def check(self) -> None:
        """Raise processes.ProgramFailed if a program has ended."""
        for program in self.programs:
            program.check()

    def memory_bytes(self) -> dict[str, int]:
        """Return the resident memory of each program."""
        return {program.name: program.memory_bytes() for program in self.programs}

    def start(self) -> None:
        """Start everything and return when all nodes are ready.

        Builds the programs first if they were not given (tools.controlplane.binaries.build and its
        errors). Raises processes.ProgramFailed if a program ends, TimeoutError if it takes longer
        than START_TIMEOUT_SECONDS; nothing is left running then.
        """
        self._binaries = binaries = self._binaries or build()
        started = time.monotonic()
        self._folder = self._given_folder or Path(tempfile.mkdtemp(prefix="controlplane-"))
        atexit.register(self.stop)
        try:
            self._start(binaries)
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.monotonic() - started

    def stop(self) -> None:
        """Stop every program and remove all files but the logs in a folder that was given."""
        atexit.unregister(self.stop)
        processes.stop(self.programs)
        self.programs = []
        folder, self._folder = self._folder, None
        if folder is None:
            return
        for path in folder.iterdir():
            if self._given_folder is None or path.name != "logs":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        if self._given_folder is None:
            folder.rmdir()

    def _start(self, binaries: Binaries) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        certificates = self.folder / "certificates"
        certificates.mkdir()
        # The API server writes first the one, then the other when it starts. The key signs service
        # account tokens too.
        certificate, key = certificates / "apiserver.crt", certificates / "apiserver.key"
        etcd_port, peer_port, port, *others = processes.free_ports(4 + len(FORWARDED_PORTS))
        kubelet_port, *targets = others
        self.forwarded_ports = dict(zip(FORWARDED_PORTS, targets, strict=True))
        tokens = {name: secrets.token_hex(16) for name in USERS}
        token_file = self._write_tokens(tokens)

        self._run(commands.etcd_command(binaries.etcd, self.folder / "etcd", etcd_port, peer_port))
        self._run(
            commands.apiserver_command(
                binaries.kube_apiserver, port, etcd_port, certificates, token_file
            )
        )
        self._wait("the key of the API server", lambda: key.exists() and key.stat().st_size)
        for name, token in tokens.items():
            self._write_kubeconfig(name, f"https://127.0.0.1:{port}", certificate, token)
        client = self.client()
        try:
            self._wait("the API server", lambda: _is_ready(client))
            self._run_clients_of_the_server(binaries, certificate, key, kubelet_port)
            for manifest in (
                manifests.storage_class(),
                *(manifests.node(number) for number in range(self.nodes)),
            ):
                client.create(manifest)
            self._wait("all nodes", lambda: _ready_nodes(client) == self.nodes)
            self._wait(
                "the default service account",
                lambda: client.get("v1", "ServiceAccount", "default", "default"),
            )
        finally:
            client.close()

    def _run_clients_of_the_server(
        self, binaries: Binaries, certificate: Path, key: Path, kubelet_port: int
    ) -> None:
        self._run(
            commands.controller_manager_command(
                binaries.kube_controller_manager,
                self._kubeconfig_of("kube-controller-manager"),
                certificate,
                key,
            )
        )
        self._run(
            commands.scheduler_command(
                binaries.kube_scheduler, self._kubeconfig_of("kube-scheduler")
            )
        )
        stage_file = self.folder / "stages.yaml"
        delays = (self.ready_delay_milliseconds, self.complete_delay_milliseconds)
        own_stages = stages.stages(binaries.kwok_stages, *delays)
        kubelet = [
            stages.port_forward(self.forwarded_ports),
            stages.pod_logs(self.folder / "pod.log"),
        ]
        stages.write([*own_stages, *kubelet], stage_file)
        self._run(
            commands.kwok_command(
                binaries.kwok,
                self._kubeconfig_of("kwok"),
                stage_file,
                kubelet_port,
                certificate,
                key,
            )
        )

    def _run(self, command: Sequence[str]) -> None:
        name = Path(command[0]).name
        log = self.logs / f"{name}.log"
        self.programs.append(processes.start(name, command, log, home=self.folder))

    def _wait(self, what: str, check: Callable[[], object]) -> None:
        def checked() -> object:
            self.check()
            return check()

        wait_until(what, checked, START_TIMEOUT_SECONDS, interval_seconds=0.05)

    def _write_tokens(self, tokens: dict[str, str]) -> Path:
        rows = [f'{tokens[name]},{user},{name},"{group}"' for name, (user, group) in USERS.items()]
        file = self.folder / "tokens.csv"
        _write_private(file, "\n".join(rows) + "\n")
        return file

    def _kubeconfig_of(self, name: str) -> Path:
        return self.folder / f"{name}.kubeconfig"

    def _write_kubeconfig(self, name: str, server: str, certificate: Path, token: str) -> None:
        authority = base64.b64encode(certificate.read_bytes()).decode()
        cluster = {"server": server, "certificate-authority-data": authority}
        content = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": CONTEXT, "cluster": cluster}],
            "users": [{"name": name, "user": {"token": token}}],
            "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": name}}],
            "current-context": CONTEXT,
        }
        _write_private(self._kubeconfig_of(name), yaml.safe_dump(content, sort_keys=False))


def _is_ready(client: Client) -> bool:
    try:
        client.request("GET", "/readyz")
    except (Refused, HTTPError):
        return False
    return True


def _ready_nodes(client: Client) -> int:
    conditions = [item["status"].get("conditions", []) for item in client.list_of("v1", "Node")]
    return sum(("Ready", "True") in [(c["type"], c["status"]) for c in item] for item in conditions)


def _write_private(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text)
