"""The workloads that pods run in: single stores, servers, workers, and Jobs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.policy import v1 as policy

from components.kubernetes.platform import Platform, Wave
from components.kubernetes.pod import Pod

# Annotations of a pod template: a changed Secret or ConfigMap does not restart a pod by itself.
CHECKSUM = "tracardi.com/secrets-checksum"
CONFIGURATION = "tracardi.com/configuration-checksum"


def digest(files: Mapping[str, str]) -> str:
    """A short digest of the files of a ConfigMap."""
    text = "\0".join(f"{name}\0{content}" for name, content in sorted(files.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def service(
    name: str,
    component: str,
    ports: Mapping[str, tuple[int, str]],
    platform: Platform,
    parent: pulumi.Resource,
    wave: Wave,
) -> core.Service:
    """A Service inside the cluster. `ports`: name to (port, name of the pod's port)."""
    return core.Service(
        f"{name}-service",
        # The workload behind it is awaited already; awaiting the Service takes ten seconds more, in
        # which the provider looks whether its endpoints stay the same.
        metadata=platform.metadata(name, component, wave, awaited=False),
        spec=core.ServiceSpecArgs(
            type="ClusterIP",
            selector=platform.selector(component),
            ports=[
                core.ServicePortArgs(name=port_name, port=port, target_port=target, protocol="TCP")
                for port_name, (port, target) in ports.items()
            ],
        ),
        opts=platform.options(parent),
    )


def single_store(
    pod: Pod, platform: Platform, parent: pulumi.Resource, depends_on: Sequence[pulumi.Resource]
) -> apps.StatefulSet:
    """A store of one instance: never two of it at a time, as two would share one volume."""
    return apps.StatefulSet(
        f"{pod.component}-statefulset",
        metadata=platform.metadata(pod.component, pod.component, Wave.DEPENDENCY),
        spec=apps.StatefulSetSpecArgs(
            service_name=pod.component,
            replicas=1,
            selector=meta.LabelSelectorArgs(match_labels=platform.selector(pod.component)),
            template=pod.template(platform),
        ),
        opts=platform.options(parent, depends_on=depends_on, before_update=[platform.upgrade_hook]),
    )


def deployment(
    pod: Pod,
    replicas: int,
    platform: Platform,
    parent: pulumi.Resource,
    depends_on: Sequence[pulumi.Resource],
    *,
    one_at_a_time: bool = False,
) -> apps.Deployment:
    """A Deployment. `one_at_a_time`: the old pod ends before the new one starts."""
    strategy = (
        apps.DeploymentStrategyArgs(type="Recreate")
        if one_at_a_time
        else apps.DeploymentStrategyArgs(
            type="RollingUpdate",
            rolling_update=apps.RollingUpdateDeploymentArgs(max_surge=1, max_unavailable=0),
        )
    )
    return apps.Deployment(
        f"{pod.component}-deployment",
        metadata=platform.metadata(pod.component, pod.component, Wave.APPLICATION),
        spec=apps.DeploymentSpecArgs(
            replicas=replicas,
            revision_history_limit=3,
            progress_deadline_seconds=platform.wait_seconds,
            strategy=strategy,
            selector=meta.LabelSelectorArgs(match_labels=platform.selector(pod.component)),
            template=pod.template(platform),
        ),
        opts=platform.options(parent, depends_on=depends_on, before_update=[platform.upgrade_hook]),
    )


def disruption_budget(
    component: str,
    replicas: int,
    platform: Platform,
    parent: pulumi.Resource,
    min_available: int | None = None,
) -> policy.PodDisruptionBudget | None:
    """Lets a drain take one replica at a time, or as many as leave `min_available`; none for one
    replica, which it would block.
    """
    if replicas < 2:
        return None
    return policy.PodDisruptionBudget(
        f"{component}-disruption-budget",
        metadata=platform.metadata(component, component, Wave.APPLICATION),
        spec=policy.PodDisruptionBudgetSpecArgs(
            max_unavailable=1 if min_available is None else None,
            min_available=min_available,
            selector=meta.LabelSelectorArgs(match_labels=platform.selector(component)),
        ),
        opts=platform.options(parent),
    )


@dataclass(frozen=True)
class OneShot:
    """A pod that runs to its end. It runs again when `inputs` change, and only then."""

    pod: Pod
    wave: Wave
    inputs: Sequence[pulumi.Input[str]]
    retries: int = 3


def job(
    one_shot: OneShot,
    platform: Platform,
    parent: pulumi.Resource,
    depends_on: Sequence[pulumi.Resource],
) -> batch.Job:
    """A Job. It cannot be changed once made, so its name holds a digest of what it depends on.

    With a fixed name a changed Job fails the preview under server-side apply
    (pulumi-kubernetes#2575). It stays after its end: one that removed itself
    (`ttlSecondsAfterFinished`) would be made, and run, anew by the next `up`.
    """
    component = one_shot.pod.component
    digest = pulumi.Output.all(*one_shot.inputs).apply(
        lambda values: hashlib.sha256("\0".join(map(str, values)).encode()).hexdigest()[:8]
    )
    return batch.Job(
        f"{component}-job",
        metadata=platform.job_metadata(
            pulumi.Output.concat(component, "-", digest), component, one_shot.wave
        ),
        spec=batch.JobSpecArgs(
            backoff_limit=one_shot.retries,
            active_deadline_seconds=platform.wait_seconds,
            template=one_shot.pod.template(platform),
        ),
        opts=platform.options(parent, depends_on=depends_on),
    )
