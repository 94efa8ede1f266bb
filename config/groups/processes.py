"""The processes that every edition runs: how many there are, and what each pod gets."""

from typing import Any, Final, Protocol

from config.about import answer, group
from config.types import Answers, CpuQuantity, Quantity

_MEASURED: Final = "measured on API 0.9.0-dev"
_CHART: Final = "Tracardi chart 1.2.0 (Tracardi/argocd 1.3.x)"


def memory(default: str, process: str, least: str = "250Mi", source: str = _MEASURED) -> Any:
    """The memory of one pod of `process`, which is asked for and the most that it gets."""
    return answer(
        Quantity(default),
        f"Memory of one pod of {process}, asked for and at most. {least} for each process in it is "
        "the least; write more where the cluster ends it for want of memory.",
        consequence="The machine keeps this much free for the pod, and a pod that needs more is "
        "ended and started again.",
        source=source,
    )


def cpu(default: str, process: str) -> Any:
    """The processor time that one pod of `process` asks for."""
    return answer(
        CpuQuantity(default),
        f"Processor time that one pod of {process} asks for; it may take more where the machine "
        "has some to spare.",
        consequence="The cluster finds a machine with so much to spare, or the pod waits.",
        source=_CHART,
    )


def replicas(default: int, process: str, why: str) -> Any:
    """How many pods of `process` there are."""
    return answer(
        default,
        f"How many pods of {process} run at the same time. {why}",
        consequence="Each pod takes its memory and processor time, and opens connections of its "
        "own to MySQL, Redis and Elasticsearch.",
        source="Tracardi documentation, installation_scaling.md and system_fault_tolerance.md",
        ge=1,
        le=100,
    )


def min_available(process: str) -> Any:
    """How many pods of `process` a drain of a machine leaves."""
    return answer(
        None,
        f"How many pods of {process} stay up while machines of the cluster are drained; by default "
        "one pod may be missing at a time.",
        consequence="It must be less than the replicas: otherwise no machine that holds a pod "
        "could ever be drained.",
        source="Kubernetes documentation, Specifying a Disruption Budget for your Application",
        ge=1,
        le=99,
    )


class Resources(Protocol):
    """What one pod gets: memory is request and limit, processor time is a request."""

    @property
    def memory(self) -> Quantity:
        """Asked for, and at most."""

    @property
    def cpu(self) -> CpuQuantity:
        """Asked for."""


class Autoscaling(Answers):
    """How many pods there are depends on how busy they are."""

    min_replicas: int = answer(
        2,
        "The fewest pods that run, however quiet it is. Write 2 or more in production.",
        consequence="They run all night as well.",
        ge=1,
        le=100,
    )
    max_replicas: int = answer(
        10,
        "The most pods that run, however busy it is. Write what the machines of the cluster and "
        "the connections of MySQL can take.",
        consequence="Above it, events wait and time out; the connections of MySQL are counted with "
        "this number.",
        ge=1,
        le=100,
    )
    cpu_percent: int = answer(
        70,
        "The share of the processor time asked for, in percent, that the pods are kept at. Write "
        "less where the load rises faster than a pod starts, which takes some 10 seconds.",
        consequence="The lower, the more pods run and the more room there is for a peak.",
        source="Kubernetes documentation, Horizontal Pod Autoscaling",
        ge=10,
        le=95,
    )


class ApiProcess(Answers):
    """One of the two APIs."""

    replicas: int = replicas(
        1,
        "the private API",
        "One is enough for people at the user interface; 2 keep it up while machines are drained.",
    )
    min_available: int | None = min_available("the private API")
    processes: int = answer(
        1,
        "Server processes in each pod. Keep 1 and add replicas, which the cluster can spread over "
        "its machines; more only where few and large machines are at hand.",
        consequence="Each takes some 250 MiB of memory and shares nothing with the others, and "
        "opens connections of its own to MySQL.",
        source=_MEASURED,
        variables=("WEB_CONCURRENCY",),
        ge=1,
        le=32,
    )
    memory: Quantity = memory("1Gi", "the private API")
    cpu: CpuQuantity = cpu("250m", "the private API")


class PublicApiProcess(ApiProcess):
    """The API that collects events."""

    replicas: int = replicas(
        1,
        "the public API",
        "Write 3 in production, and 10 for thousands of events a second.",
    )
    min_available: int | None = min_available("the public API")
    memory: Quantity = memory("1Gi", "the public API")
    cpu: CpuQuantity = cpu("500m", "the public API")
    autoscaling: Autoscaling | None = group(
        None,
        "Let the cluster choose the number of pods by how busy they are, in place of replicas; for "
        "loads that change in the course of a day. It needs the metrics server in the cluster.",
        source="Kubernetes documentation, Horizontal Pod Autoscaling",
    )


class GuiProcess(Answers):
    """The user interface: static files behind a web server."""

    enabled: bool = answer(
        True,
        "Whether the user interface is installed. Write false where it is served from elsewhere, "
        "or where everything is set up through the API.",
        consequence="Without it, people need another interface of the same version to administer "
        "Tracardi.",
        source=_CHART,
    )
    replicas: int = replicas(
        1, "the user interface", "One is enough; 2 keep it up while machines are drained."
    )
    min_available: int | None = min_available("the user interface")
    memory: Quantity = memory("128Mi", "the user interface", "64Mi")
    cpu: CpuQuantity = cpu("50m", "the user interface")


class MergingWorker(Answers):
    """The worker that merges profiles."""

    memory: Quantity = memory("1Gi", "the merging worker")
    cpu: CpuQuantity = cpu("100m", "the merging worker")


class UpdateWorker(Answers):
    """The worker of imports and upgrades."""

    memory: Quantity = memory("512Mi", "the update worker")
    cpu: CpuQuantity = cpu("100m", "the update worker")


class Workers(Answers):
    """The processes that work behind the APIs in every edition."""

    merging: MergingWorker = group(
        MergingWorker,
        "The worker that merges profiles; it runs where application.merging is enabled, and always "
        "once, because two would merge the same profiles at the same time.",
    )
    update: UpdateWorker = group(
        UpdateWorker,
        "The worker of imports and upgrades; always one, because two would take the same task "
        "twice.",
    )
