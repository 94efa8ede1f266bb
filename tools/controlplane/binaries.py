"""Builds the programs of the test control plane from pinned Go modules.

`python -m tools.controlplane.binaries` builds them ahead of a test run and prints where they lie.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import gobuild

MODULES = Path(__file__).parent / "modules"

# kwok's own stages that the control plane uses, below kustomize/stage of the kwok module.
# "heartbeat" and not "heartbeat-with-lease": with leases a node turns NotReady unless kwok is given
# a lease duration too, and a restarted kwok does nothing until the older lease runs out.
KWOK_STAGES = (
    "node/fast/node-initialize",
    "node/heartbeat/node-heartbeat",
    "pod/fast/pod-ready",
    "pod/fast/pod-complete",
    "pod/fast/pod-delete",
    "pod/chaos/pod-container-running-failed",
    "pod/chaos/pod-init-container-running-failed",
    "volume/fast/pvc-provision",
    "volume/fast/pvc-delete",
    "volume/fast/pv-bind",
    "volume/fast/pv-delete",
)


@dataclass(frozen=True)
class Binaries:
    """Paths of the programs, and the folder with kwok's own stage files (KWOK_STAGES)."""

    etcd: Path
    kube_apiserver: Path
    kube_controller_manager: Path
    kube_scheduler: Path
    kwok: Path
    kwok_stages: Path


def build(log: Callable[[str], None] = print) -> Binaries:
    """Build what is not in the cache yet (cold: some minutes) and return the paths.

    Raises tools.gobuild.ToolMissing where Go is absent or too old, tools.gobuild.BuildFailed where
    a build fails.
    """
    etcd = gobuild.build(
        "etcd",
        MODULES / "etcd",
        {"etcd": "go.etcd.io/etcd/server/v3"},
        "-s -w",
        log=log,
    )
    programs = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
    kubernetes = gobuild.build(
        "kubernetes",
        MODULES / "kubernetes",
        {program: f"k8s.io/kubernetes/cmd/{program}" for program in programs},
        _kubernetes_ldflags(),
        log=log,
    )
    kwok = gobuild.build(
        "kwok",
        MODULES / "kwok",
        {"kwok": "sigs.k8s.io/kwok/cmd/kwok"},
        "-s -w",
        copies={
            f"stages/{stage_file(stage)}": f"sigs.k8s.io/kwok//kustomize/stage/{stage}.yaml"
            for stage in KWOK_STAGES
        },
        log=log,
    )
    return Binaries(
        etcd=etcd / "etcd",
        kube_apiserver=kubernetes / "kube-apiserver",
        kube_controller_manager=kubernetes / "kube-controller-manager",
        kube_scheduler=kubernetes / "kube-scheduler",
        kwok=kwok / "kwok",
        kwok_stages=kwok / "stages",
    )


def stage_file(stage: str) -> str:
    """Return the file name of a stage of KWOK_STAGES in Binaries.kwok_stages."""
    return f"{stage.rpartition('/')[2]}.yaml"


def kubernetes_version() -> str:
    """Return the Kubernetes version that the module pins, such as "1.34.4"."""
    pins = (MODULES / "kubernetes" / "go.mod").read_text()
    match = re.search(r"^require k8s\.io/kubernetes v(\S+)", pins, re.MULTILINE)
    if match is None:
        raise ValueError(f"{MODULES / 'kubernetes' / 'go.mod'} does not pin k8s.io/kubernetes")
    return match.group(1)


def _kubernetes_ldflags() -> str:
    """Return the linker flags that Kubernetes' own build sets, so that /version tells the truth."""
    version = kubernetes_version()
    major, minor, _ = version.split(".", 2)
    values = {"gitVersion": f"v{version}", "gitMajor": major, "gitMinor": minor}
    settings = [
        f"-X k8s.io/component-base/version.{name}={value}" for name, value in values.items()
    ]
    return " ".join(["-s -w", *settings])


if __name__ == "__main__":
    try:
        print(build())
    except (gobuild.ToolMissing, gobuild.BuildFailed) as error:
        sys.exit(str(error))
