"""Runs what minds custom resources beside a test control plane: operators, or a stand-in for them.

The definitions of the resources must be installed before (crds.install_crds).

The stand-in is a second kwok. It makes nothing of a custom resource: it only reports in its status
what an operator would, so that an `up` that awaits it can be tried in seconds.

The ECK operator is Elastic's own program, built from its pinned Go module and run unchanged on this
machine. Source of its flags: the ECK documentation, "Configure ECK", and `elastic-operator manager
--help` of 3.5.0. Its licence (Elastic License 2.0) allows to build and run it; the binary stays in
the build cache and is passed on to nobody.

Percona's operator is built from its pinned module, too, with a main package of ours
(operator_modules/percona/main.go says why).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools import gobuild
from tools.controlplane import commands, processes, stages
from tools.controlplane.cluster import ControlPlane

MODULES = Path(__file__).parent / "operator_modules"
ECK_MODULE = "github.com/elastic/cloud-on-k8s/v3"
PERCONA_MODULE = "github.com/percona/percona-xtradb-cluster-operator"


def build_eck(log: Callable[[str], None] = print) -> Path:
    """Build the ECK operator if it is not in the cache (cold: some minutes) and return its path.

    Raises tools.gobuild.ToolMissing where Go is absent or too old, tools.gobuild.BuildFailed where
    the build fails.
    """
    folder = gobuild.build(
        "eck",
        MODULES / "eck",
        {"elastic-operator": f"{ECK_MODULE}/cmd"},
        _eck_ldflags(),
        log=log,
    )
    return folder / "elastic-operator"


def build_percona(log: Callable[[str], None] = print) -> Path:
    """Build Percona's operator for MySQL and return its path. Raises as `build_eck` does."""
    folder = gobuild.build(
        "percona", MODULES / "percona", {"percona-operator": "."}, "-s -w", log=log
    )
    return folder / "percona-operator"


@contextmanager
def stand_in(plane: ControlPlane, default: str = stages.READY) -> Iterator[processes.Program]:
    """Report the status of every Elasticsearch and PerconaXtraDBCluster in the operators' place.

    A resource without the annotation stages.OPERATOR_ANNOTATION takes the course `default`.
    """
    name = "kwok-custom-resources"
    configuration = plane.folder / f"{name}.yaml"
    stages.write(stages.custom_resource_stages(default), configuration)
    command = commands.kwok_of_custom_resources_command(
        plane.binaries.kwok, plane.kubeconfig, configuration
    )
    with _running(plane, name, command) as program:
        yield program


@contextmanager
def eck(
    plane: ControlPlane, program: Path, operator_namespace: str, namespace: str
) -> Iterator[processes.Program]:
    """Run the ECK operator of `build_eck` for one namespace.

    Its own namespace must exist. It reaches Elasticsearch on port 9200 of its pods, which is
    `plane.forwarded_ports[9200]` of this machine.
    """
    command = commands.eck_command(program, operator_namespace, namespace)
    with _running(plane, "elastic-operator", command) as running:
        yield running


@contextmanager
def percona(
    plane: ControlPlane, program: Path, namespace: str, mysql_port: int
) -> Iterator[processes.Program]:
    """Run Percona's operator of `build_percona` for one namespace.

    Whatever server it means to speak to, it finds on `mysql_port` of this machine.
    """
    environment = {
        "WATCH_NAMESPACE": namespace,
        "MYSQL_ADDRESS": f"127.0.0.1:{mysql_port}",
        "DISABLE_TELEMETRY": "true",
    }
    with _running(plane, "percona-operator", [str(program)], environment) as running:
        yield running


@contextmanager
def _running(
    plane: ControlPlane,
    name: str,
    command: list[str],
    environment: Mapping[str, str] = processes.NO_VARIABLES,
) -> Iterator[processes.Program]:
    program = processes.start(
        name,
        command,
        plane.logs / f"{name}.log",
        home=plane.folder,
        environment={"KUBECONFIG": str(plane.kubeconfig), **environment},
    )
    try:
        yield program
    finally:
        processes.stop([program])


def pinned_version(operator: str, module: str) -> str:
    """Return the version of `module` that operator_modules/<operator> pins, such as "3.5.0"."""
    file = MODULES / operator / "go.mod"
    match = re.search(
        rf"^(?:require |\t){re.escape(module)} v(\S+)", file.read_text(), re.MULTILINE
    )
    if match is None:
        raise ValueError(f"{file} does not pin {module}")
    return match.group(1)


def _eck_ldflags() -> str:
    """Return the linker flags of ECK's own build: the operator refuses to run without a version."""
    values = {
        "version": pinned_version("eck", ECK_MODULE),
        "buildHash": "test",
        "buildDate": "2026-01-01T00:00:00Z",
        "buildSnapshot": "false",
    }
    about = f"{ECK_MODULE}/pkg/about"
    return " ".join(["-s -w", *(f"-X {about}.{name}={value}" for name, value in values.items())])
