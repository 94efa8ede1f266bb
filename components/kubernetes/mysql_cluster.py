"""MySQL as a Percona XtraDB Cluster behind HAProxy, run by Percona's operator.

What the operator makes of the resource, and what it takes for granted, is read from
percona/percona-xtradb-cluster-operator 1.16.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.endpoints import Dependency, SecretKey
from components.kubernetes.custom import Desired, custom_resource
from components.kubernetes.mysql import (
    COMPONENT,
    INSTALLER_GRANTS,
    INSTALLER_USER,
    PORT,
    RUNTIME_GRANTS,
    RUNTIME_USER,
    common_settings,
)
from components.kubernetes.platform import Platform
from components.kubernetes.pod import ZONE_LABEL, FixedResources, Resources, in_zones
from components.secrets import Secrets
from config.endpoints import MysqlEndpoint
from config.groups.dependencies import MysqlCluster as Decision
from config.types import CpuQuantity, Quantity

NAME = "mysql"
"""The resource's name. It must never change: the volumes are found by it."""
CR_VERSION = "1.16.1"
"""The version of the operator whose meaning the resource has, also under a newer operator."""
SERVERS, PROXIES = "pxc", "haproxy"
HAPROXY_SERVICE = f"{NAME}-haproxy"
SYSTEM_SECRET = f"{NAME}-secrets"
SYSTEM_USERS = ("root", "xtrabackup", "monitor", "operator", "proxyadmin", "replication")
"""The operator's own users, all of them (pkg/controller/pxc/secrets.go setUserSecretDefaults)."""
HOSTNAME_LABEL = "kubernetes.io/hostname"
USER = 1001  # of both images (percona/percona-docker; deploy/cr.yaml of the operator)

# Proxies hold no data: they copy bytes, and ask each server every few seconds how it is.
PROXY = FixedResources(Quantity("512Mi"), CpuQuantity("200m"))
PROXY_MONITOR = FixedResources(Quantity("256Mi"), CpuQuantity("50m"))
INIT = FixedResources(Quantity("64Mi"), CpuQuantity("50m"))


@dataclass(frozen=True)
class MysqlClusterArgs:
    """The decision and what the component stands on."""

    decision: Decision
    platform: Platform
    secrets: Secrets


class MysqlCluster(pulumi.ComponentResource):
    """Several servers that hold the same data, and proxies that lead to the one that writes.

    The operator makes Tracardi's two users only after the cluster is ready (reconcileCustomUsers,
    some five seconds later). That a user exists shows in an annotation of the Secret with the
    password and nowhere in the status; that one cannot be made stands in the operator's log only.
    So it is the preflight Job that proves the users: it signs in as both and reads their grants,
    with a minute of patience at each of its attempts, before anything is installed.
    """

    dependency: Dependency[MysqlEndpoint]

    def __init__(
        self, name: str, args: MysqlClusterArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:MysqlCluster", name, None, opts)
        decision, platform, values = args.decision, args.platform, args.secrets.values
        keys = {"mysql-password": "password", "mysql-installer-password": "installer-password"}
        users = platform.secret(
            COMPONENT, COMPONENT, {key: values[used] for used, key in keys.items()}, self
        )
        # All of them, and before the cluster: the operator fills in what is missing, with
        # characters that its own scripts and other people's addresses trip over.
        system = platform.secret(
            SYSTEM_SECRET,
            COMPONENT,
            {user: values[f"mysql-{user}-password"] for user in SYSTEM_USERS},
            self,
        )
        account = platform.service_account(COMPONENT, self)
        cluster = custom_resource(
            desired(decision, platform), COMPONENT, platform, self, [users, system, account]
        )
        address = MysqlEndpoint(
            host=HAPROXY_SERVICE,
            port=PORT,
            database=decision.database,
            username=RUNTIME_USER,
            installer_username=INSTALLER_USER,
        )
        self.dependency = Dependency(
            address=address,
            secret_keys={used: SecretKey(COMPONENT, key) for used, key in keys.items()},
            ready=[cluster],
        )
        self.register_outputs({"host": address.host, "port": address.port})


def desired(decision: Decision, platform: Platform) -> Desired:
    """The resource, and when it is done.

    The state alone says so: the conditions are a history, in which an old "ready" stays true.
    Nothing here is unsafe, so none of the operator's checks is lifted by an `unsafeFlags`.
    """
    return Desired(
        api_version="pxc.percona.com/v1",
        kind="PerconaXtraDBCluster",
        name=NAME,
        # Stops the servers one by one when the cluster is deleted. The finalizers that delete the
        # volumes or the certificates with it are left out.
        finalizers=["percona.com/delete-pxc-pods-in-order"],
        spec={
            "crVersion": CR_VERSION,
            "secretsName": SYSTEM_SECRET,
            # The operator signs the certificates. The servers speak TLS among each other; they
            # offer it to Tracardi, whose client does not ask for it.
            "tls": {"enabled": True},
            "updateStrategy": "SmartUpdate",
            # Versions are changed here, and never by the advice of an address on the internet.
            "upgradeOptions": {"apply": "disabled"},
            "enableVolumeExpansion": True,
            "initContainer": {"resources": _resources(INIT)},
            SERVERS: _servers(decision, platform),
            PROXIES: _proxies(decision, platform),
            "users": _users(decision.database),
        },
        status={"state": "ready"},
    )


def _servers(decision: Decision, platform: Platform) -> dict[str, Any]:
    storage = decision.storage
    claim: dict[str, Any] = {
        "accessModes": [storage.access_mode],
        "resources": {"requests": {"storage": str(storage.size)}},
    }
    if storage.storage_class is not None:
        claim["storageClassName"] = storage.storage_class
    return {
        **_pods("percona-xtradb-cluster", decision, platform),
        "size": decision.nodes,
        # After all servers were gone at once, the one with the newest data starts first.
        "autoRecovery": True,
        "configuration": configuration(decision),
        "affinity": _affinity(SERVERS, platform, decision.anti_affinity == "required"),
        # Where zones are decided, none of them may hold a majority that would be lost with it.
        "topologySpreadConstraints": [_spread(SERVERS, ZONE_LABEL, bool(platform.zones))],
        "volumeSpec": {"persistentVolumeClaim": claim},
    }


def _proxies(decision: Decision, platform: Platform) -> dict[str, Any]:
    return {
        **_pods("haproxy", PROXY, platform),
        "enabled": True,
        "size": decision.haproxy_replicas,
        "sidecarResources": _resources(PROXY_MONITOR),
        # There may be more proxies than machines, so they are spread evenly and not kept apart.
        "affinity": _affinity(PROXIES, platform, False),
        "topologySpreadConstraints": [
            _spread(PROXIES, HOSTNAME_LABEL, decision.anti_affinity == "required"),
            _spread(PROXIES, ZONE_LABEL, False),
        ],
    }


def configuration(decision: Decision) -> str:
    """The servers' settings that are ours; the operator adds numbers, addresses and certificates.

    Tables without a primary key are refused (pxc_strict_mode). Tracardi has none: SQLAlchemy, by
    which it makes them, maps no class without a key.
    """
    return "\n".join(["[mysqld]", *common_settings(decision), ""])


def _users(database: str) -> list[dict[str, Any]]:
    """Tracardi's two users, and, by their `dbs`, the database.

    The operator puts the names into SQL as they stand, so the database must not be a word of SQL
    (config.checks.clusters.mysql_database_is_no_keyword). An underscore in it stands for any
    character; the cluster has no other database that this could open.
    """
    return [
        {
            "name": name,
            "dbs": [database],
            "hosts": ["%"],
            "grants": list(grants),
            "passwordSecretRef": {"name": COMPONENT, "key": key},
        }
        for name, grants, key in (
            (RUNTIME_USER, RUNTIME_GRANTS, "password"),
            (INSTALLER_USER, INSTALLER_GRANTS, "installer-password"),
        )
    ]


def _pods(image: str, resources: Resources, platform: Platform) -> dict[str, Any]:
    """What the pods of servers and proxies have in common, as "restricted" asks for it.

    The init containers are given the same security context. The root file system stays writable,
    because the scripts of the servers' image write their settings into it.
    """
    common: dict[str, Any] = {
        "image": platform.image(image),
        "imagePullPolicy": "IfNotPresent",
        "imagePullSecrets": platform.image_pull_secrets,
        # An account without a token, as for every other pod; the operator's default is the
        # namespace's own.
        "serviceAccountName": COMPONENT,
        "resources": _resources(resources),
        "podDisruptionBudget": {"maxUnavailable": 1},
        "podSecurityContext": core.PodSecurityContextArgs(
            run_as_non_root=True,
            run_as_user=USER,
            run_as_group=USER,
            fs_group=USER,
            fs_group_change_policy="OnRootMismatch",
            seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
        ),
        "containerSecurityContext": core.SecurityContextArgs(
            allow_privilege_escalation=False,
            capabilities=core.CapabilitiesArgs(drop=["ALL"]),
        ),
        "nodeSelector": platform.node_selector,
        "tolerations": platform.tolerations,
        "priorityClassName": platform.priority_class,
    }
    return {key: value for key, value in common.items() if value}


def _resources(resources: Resources) -> dict[str, dict[str, str]]:
    return {
        "requests": {"memory": str(resources.memory), "cpu": str(resources.cpu)},
        "limits": {"memory": str(resources.memory)},
    }


def _affinity(part: str, platform: Platform, required: bool) -> dict[str, core.AffinityArgs]:
    """Away from machines that have a pod of this part already, and in the decided zones."""
    term = core.PodAffinityTermArgs(topology_key=HOSTNAME_LABEL, label_selector=_selector(part))
    weighted = core.WeightedPodAffinityTermArgs(weight=100, pod_affinity_term=term)
    apart = (
        core.PodAntiAffinityArgs(required_during_scheduling_ignored_during_execution=[term])
        if required
        else core.PodAntiAffinityArgs(
            preferred_during_scheduling_ignored_during_execution=[weighted]
        )
    )
    zones: Sequence[str] = platform.zones
    affinity = core.AffinityArgs(
        pod_anti_affinity=apart, node_affinity=in_zones(zones) if zones else None
    )
    return {"advanced": affinity}


def _spread(part: str, key: str, strict: bool) -> core.TopologySpreadConstraintArgs:
    return core.TopologySpreadConstraintArgs(
        topology_key=key,
        max_skew=1,
        when_unsatisfiable="DoNotSchedule" if strict else "ScheduleAnyway",
        label_selector=_selector(part),
    )


def _selector(part: str) -> meta.LabelSelectorArgs:
    """The labels that the operator gives the pods of a part."""
    return meta.LabelSelectorArgs(
        match_labels={
            "app.kubernetes.io/name": "percona-xtradb-cluster",
            "app.kubernetes.io/instance": NAME,
            "app.kubernetes.io/component": part,
        }
    )
