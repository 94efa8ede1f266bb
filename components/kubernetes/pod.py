"""Pods as the Pod Security level "restricted" admits them, and harder where that costs nothing.

Pure functions from plain values to the arguments of Pulumi's resources.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.platform import Platform
from config.types import CpuQuantity, Quantity

# The user and group of an image, and the group that may write to its volumes. Where an image names
# none, the number is ours: any but 0 does, because it only needs to write to the volumes below.
ELASTICSEARCH_USER = 1000  # elastic/dockerfiles, 8.19: USER 1000:0, files group-readable
MYSQL_USER = 999  # docker-library/mysql 8.4 Dockerfile.oracle: group and user mysql
REDIS_USER = 999  # docker-library/redis 7.4 debian: group and user redis
TRACARDI_USER = 10001  # the image names none; run as 10001 on a read-only file system (measured)

ZONE_LABEL = "topology.kubernetes.io/zone"


class Resources(Protocol):
    """Whatever says how much memory (request and limit) and processor time (request) it wants."""

    @property
    def memory(self) -> Quantity:
        """Guaranteed, and at most."""

    @property
    def cpu(self) -> CpuQuantity:
        """Asked for."""


@dataclass(frozen=True)
class FixedResources:
    """The resources of a container whose size is nobody's decision."""

    memory: Quantity
    cpu: CpuQuantity


@dataclass(frozen=True)
class Mount:
    """A volume and where a container sees it."""

    volume: core.VolumeArgs
    path: str
    read_only: bool = False
    sub_path: str | None = None

    def volume_mount(self) -> core.VolumeMountArgs:
        """The container's side of the mount."""
        return core.VolumeMountArgs(
            name=self.volume.name,
            mount_path=self.path,
            read_only=self.read_only or None,
            sub_path=self.sub_path,
        )


def scratch(name: str, path: str, size: str = "256Mi") -> Mount:
    """A writable folder that lives and dies with the pod."""
    return Mount(
        core.VolumeArgs(name=name, empty_dir=core.EmptyDirVolumeSourceArgs(size_limit=size)), path
    )


def config_files(name: str, config_map: pulumi.Input[str], path: str) -> Mount:
    """The keys of a ConfigMap as files."""
    source = core.ConfigMapVolumeSourceArgs(name=config_map)
    return Mount(core.VolumeArgs(name=name, config_map=source), path, read_only=True)


def secret_files(name: str, secret: str, path: str, keys: Sequence[str]) -> Mount:
    """Some keys of a Secret as files."""
    source = core.SecretVolumeSourceArgs(
        secret_name=secret, items=[core.KeyToPathArgs(key=key, path=key) for key in keys]
    )
    return Mount(core.VolumeArgs(name=name, secret=source), path, read_only=True)


def claim(name: str, claim_name: str, path: str, sub_path: str | None = None) -> Mount:
    """A persistent volume."""
    source = core.PersistentVolumeClaimVolumeSourceArgs(claim_name=claim_name)
    return Mount(
        core.VolumeArgs(name=name, persistent_volume_claim=source), path, sub_path=sub_path
    )


@dataclass(frozen=True)
class Container:
    """One container; what is not said here is the same for all of them."""

    name: str
    image: str
    resources: Resources
    command: Sequence[str] | None = None
    args: Sequence[str] | None = None
    environment: Sequence[core.EnvVarArgs] = ()
    mounts: Sequence[Mount] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    startup: core.ProbeArgs | None = None
    readiness: core.ProbeArgs | None = None
    liveness: core.ProbeArgs | None = None
    pre_stop: Sequence[str] | None = None

    def arguments(self) -> core.ContainerArgs:
        """The container as "restricted" asks for it, and with a read-only root file system."""
        return core.ContainerArgs(
            name=self.name,
            image=self.image,
            image_pull_policy="IfNotPresent",
            command=list(self.command) if self.command else None,
            args=list(self.args) if self.args else None,
            env=list(self.environment) or None,
            ports=[
                core.ContainerPortArgs(name=name, container_port=port, protocol="TCP")
                for name, port in self.ports.items()
            ]
            or None,
            volume_mounts=[mount.volume_mount() for mount in self.mounts] or None,
            startup_probe=self.startup,
            readiness_probe=self.readiness,
            liveness_probe=self.liveness,
            lifecycle=core.LifecycleArgs(
                pre_stop=core.LifecycleHandlerArgs(
                    exec_=core.ExecActionArgs(command=list(self.pre_stop))
                )
            )
            if self.pre_stop
            else None,
            # The last lines of a failed container then stand in the pod's status, where Pulumi and
            # `kubectl describe` show them.
            termination_message_policy="FallbackToLogsOnError",
            # Memory is guaranteed: no pod is killed for its neighbour's hunger. Processor time is
            # only requested, because a limit would throttle a start or a burst for nothing.
            resources=core.ResourceRequirementsArgs(
                requests={"memory": str(self.resources.memory), "cpu": str(self.resources.cpu)},
                limits={"memory": str(self.resources.memory)},
            ),
            security_context=core.SecurityContextArgs(
                allow_privilege_escalation=False,
                read_only_root_filesystem=True,
                capabilities=core.CapabilitiesArgs(drop=["ALL"]),
            ),
        )


@dataclass(frozen=True)
class Pod:
    """A pod of one component. `user` is its user, its group and the group of its volumes."""

    component: str
    user: int
    containers: Sequence[Container]
    init_containers: Sequence[Container] = ()
    grace_seconds: int = 30
    restart_policy: str | None = None
    binds_port_80: bool = False
    spread: bool = False
    annotations: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)

    def template(self, platform: Platform) -> core.PodTemplateSpecArgs:
        """The pod template of a workload."""
        return core.PodTemplateSpecArgs(
            metadata=meta.ObjectMetaArgs(
                labels=platform.labels(self.component), annotations=dict(self.annotations) or None
            ),
            spec=self._spec(platform),
        )

    def _spec(self, platform: Platform) -> core.PodSpecArgs:
        return core.PodSpecArgs(
            service_account_name=self.component,
            automount_service_account_token=False,
            # A Service called mysql would put MYSQL_PORT=tcp://... into every pod, and Tracardi
            # dies of it: "invalid literal for int() with base 10: 'tcp:'" (measured, 0.9.0-dev).
            enable_service_links=False,
            image_pull_secrets=platform.image_pull_secrets or None,
            restart_policy=self.restart_policy,
            termination_grace_period_seconds=self.grace_seconds,
            init_containers=[item.arguments() for item in self.init_containers] or None,
            containers=[item.arguments() for item in self.containers],
            volumes=self._volumes() or None,
            security_context=core.PodSecurityContextArgs(
                run_as_non_root=True,
                run_as_user=self.user,
                run_as_group=self.user,
                fs_group=self.user,
                fs_group_change_policy="OnRootMismatch",
                seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
                # containerd before 2.0 keeps ports below 1024 for root; this sysctl is on the
                # list that "restricted" allows (kubernetes/pod-security-admission, check_sysctls).
                sysctls=[core.SysctlArgs(name="net.ipv4.ip_unprivileged_port_start", value="0")]
                if self.binds_port_80
                else None,
            ),
            node_selector=platform.node_selector or None,
            tolerations=platform.tolerations or None,
            priority_class_name=platform.priority_class,
            affinity=core.AffinityArgs(node_affinity=in_zones(platform.zones))
            if platform.zones
            else None,
            topology_spread_constraints=self._spread_constraints(platform) if self.spread else None,
        )

    def _volumes(self) -> list[core.VolumeArgs]:
        containers = [*self.init_containers, *self.containers]
        volumes = [mount.volume for container in containers for mount in container.mounts]
        return list({volume.name: volume for volume in volumes}.values())

    def _spread_constraints(self, platform: Platform) -> list[core.TopologySpreadConstraintArgs]:
        # "ScheduleAnyway": a cluster of one zone or one node still takes all replicas.
        return [
            core.TopologySpreadConstraintArgs(
                topology_key=key,
                max_skew=1,
                when_unsatisfiable="ScheduleAnyway",
                label_selector=meta.LabelSelectorArgs(
                    match_labels=platform.selector(self.component)
                ),
            )
            for key in (ZONE_LABEL, "kubernetes.io/hostname")
        ]


def in_zones(zones: Sequence[str]) -> core.NodeAffinityArgs:
    """Keeps pods within the zones."""
    expression = core.NodeSelectorRequirementArgs(key=ZONE_LABEL, operator="In", values=list(zones))
    return core.NodeAffinityArgs(
        required_during_scheduling_ignored_during_execution=core.NodeSelectorArgs(
            node_selector_terms=[core.NodeSelectorTermArgs(match_expressions=[expression])]
        )
    )


def http_probe(
    path: str, port: str, *, period: int, failures: int, timeout: int = 5
) -> core.ProbeArgs:
    """Asks for a page; `period` and `timeout` in seconds."""
    return core.ProbeArgs(
        http_get=core.HTTPGetActionArgs(path=path, port=port),
        period_seconds=period,
        timeout_seconds=timeout,
        failure_threshold=failures,
    )


def tcp_probe(port: str, *, period: int, failures: int) -> core.ProbeArgs:
    """Opens a connection; `period` in seconds."""
    return core.ProbeArgs(
        tcp_socket=core.TCPSocketActionArgs(port=port),
        period_seconds=period,
        timeout_seconds=5,
        failure_threshold=failures,
    )


def exec_probe(command: Sequence[str], *, period: int, failures: int) -> core.ProbeArgs:
    """Runs a command in the container; `period` in seconds."""
    return core.ProbeArgs(
        exec_=core.ExecActionArgs(command=list(command)),
        period_seconds=period,
        timeout_seconds=5,
        failure_threshold=failures,
    )
