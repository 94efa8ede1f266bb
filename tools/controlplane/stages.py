"""The stages that tell kwok how nodes, pods and volumes of the test control plane behave.

Most are kwok's own, taken from its Go module. Three things are changed, because a pod that is ready
at once lets tests of order, awaiting and disruption budgets pass without proving anything:

- `pod-ready` and `pod-complete` take time. A pod's own annotation
  `pod-ready.stage.kwok.x-k8s.io/delay` (or `pod-complete.…`) such as "6s" overrides the default.
- a pod annotated `test.kwok/ready: "false"` never becomes ready (`stages/pod-never-ready.yaml`).
- `pod-recover` makes a running pod ready once that annotation is gone.

Kept as kwok has it: a pod with the label `pod-container-running-failed.stage.kwok.x-k8s.io: "true"`
fails one to two seconds after it has started to run, and one with the label
`pod-init-container-running-failed.stage.kwok.x-k8s.io: "true"` fails in its init containers.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from tools.controlplane.binaries import KWOK_STAGES, stage_file

OWN_STAGES = Path(__file__).parent / "stages"
CUSTOM_RESOURCE_STAGES = Path(__file__).parent / "operator_stages"
NEVER_READY_ANNOTATION = "test.kwok/ready"
READY_DELAY_ANNOTATION = "pod-ready.stage.kwok.x-k8s.io/delay"
COMPLETE_DELAY_ANNOTATION = "pod-complete.stage.kwok.x-k8s.io/delay"
FAILING_LABEL = "pod-container-running-failed.stage.kwok.x-k8s.io"

# How a custom resource fares for which no operator runs: by this annotation of its own.
OPERATOR_ANNOTATION = "test.kwok/operator"
READY, NEVER_READY, FAILS_LATER = "ready", "never-ready", "fails-later"
COURSES = (READY, NEVER_READY, FAILS_LATER)

Stage = dict[str, Any]


def stages(
    kwok_stages: Path, ready_delay_milliseconds: int, complete_delay_milliseconds: int
) -> list[Stage]:
    """Return all stages as objects of kwok's `Stage` kind.

    `kwok_stages` is the folder with kwok's own files. The delays hold for pods that have no delay
    annotation of their own.
    """
    own = sorted(OWN_STAGES.glob("*.yaml"))
    files = [kwok_stages / stage_file(stage) for stage in KWOK_STAGES] + own
    loaded: list[Stage] = [yaml.safe_load(file.read_text()) for file in files]
    by_name = {stage["metadata"]["name"]: stage for stage in loaded}
    ready, complete = by_name["pod-ready"], by_name["pod-complete"]
    _match(ready).append(_annotation_is_not_false(NEVER_READY_ANNOTATION))
    recover = _pod_recover(ready)
    _delay(ready, ready_delay_milliseconds, READY_DELAY_ANNOTATION)
    _delay(complete, complete_delay_milliseconds, COMPLETE_DELAY_ANNOTATION)
    return [*loaded, recover]


def custom_resource_stages(default: str) -> list[Stage]:
    """Return the stages that stand in for the operators of Elasticsearch and MySQL.

    A custom resource without OPERATOR_ANNOTATION takes the course `default`, one of COURSES.
    """
    if default not in COURSES:
        raise ValueError(f"{default!r} is none of {', '.join(COURSES)}")
    files = sorted(CUSTOM_RESOURCE_STAGES.glob("*.yaml"))
    loaded: list[Stage] = [yaml.safe_load(file.read_text()) for file in files]
    for stage in loaded:
        for expression in _match(stage):
            courses = expression.get("values", [])
            if OPERATOR_ANNOTATION in expression.get("key", "") and default in courses:
                # Unlike "In", "NotIn" holds where there is no annotation.
                expression["operator"] = "NotIn"
                expression["values"] = [other for other in COURSES if other not in courses]
    return loaded


def port_forward(ports: Mapping[int, int]) -> Stage:
    """Return the ClusterPortForward of all pods: from container ports to ports on 127.0.0.1."""
    forwards = [
        {"ports": [port], "target": {"address": "127.0.0.1", "port": target}}
        for port, target in ports.items()
    ]
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "ClusterPortForward",
        "metadata": {"name": "test"},
        "spec": {"forwards": forwards},
    }


def pod_logs(file: Path) -> Stage:
    """Return the ClusterLogs by which every container of every pod has logged what `file` says.

    Writes the file: one line, in the format of the Container Runtime Interface.
    """
    file.write_text("2026-01-01T00:00:00.000000000Z stdout F This container is simulated.\n")
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "ClusterLogs",
        "metadata": {"name": "test"},
        "spec": {"logs": [{"logsFile": str(file), "follow": False}]},
    }


def write(stages: Iterable[Stage], file: Path) -> None:
    """Write the stages as the one YAML file that `kwok --config` reads."""
    file.write_text(yaml.safe_dump_all(stages, sort_keys=False))


def _match(stage: Stage) -> list[dict[str, Any]]:
    expressions: list[dict[str, Any]] = stage["spec"]["selector"]["matchExpressions"]
    return expressions


def _annotation_is_not_false(annotation: str) -> dict[str, Any]:
    return {
        "key": f'.metadata.annotations["{annotation}"]',
        "operator": "NotIn",
        "values": ["false"],
    }


def _delay(stage: Stage, milliseconds: int, annotation: str) -> None:
    stage["spec"]["delay"] = {
        "durationMilliseconds": milliseconds,
        "durationFrom": {"expressionFrom": f'.metadata.annotations["{annotation}"]'},
    }


def _pod_recover(pod_ready: Stage) -> Stage:
    """Return a stage like pod-ready for pods that run already, are not ready, and may be."""
    stage = deepcopy(pod_ready)
    stage["metadata"]["name"] = "pod-recover"
    for expression in _match(stage):
        if expression.get("key") == ".status.phase":
            expression["values"] = ["Running"]
    return stage
