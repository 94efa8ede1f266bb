"""Elasticsearch as a cluster of several nodes, run by Elastic's operator (ECK).

What the operator makes of a resource, by name and key: elastic/cloud-on-k8s 3.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.endpoints import CertificateAuthority, Dependency, SecretKey
from components.kubernetes.custom import Desired, custom_resource
from components.kubernetes.elasticsearch import (
    CA_KEY,
    CA_PATH,
    COMPONENT,
    PORT,
    USER_NAME,
    common_settings,
    roles,
)
from components.kubernetes.platform import Platform
from components.kubernetes.pod import ELASTICSEARCH_USER, ZONE_LABEL, Resources, in_zones
from components.secrets import Secrets
from config.endpoints import ElasticsearchEndpoint
from config.groups.dependencies import ElasticsearchCluster as Decision
from config.groups.dependencies import Storage
from config.groups.elasticsearch import heap_bytes
from config.sizing import FLOOD_STAGE, HIGH_WATERMARK, LOW_WATERMARK

NAME = "elasticsearch"
"""The resource's name. It must never change: another name is another, empty cluster."""
DATA, MASTERS = "data", "masters"
"""The names of the node sets. A renamed set is emptied, and its volumes are deleted."""
HTTP_SERVICE = f"{NAME}-es-http"
HTTP_CERTIFICATES = f"{NAME}-es-http-certs-public"
ROLES_SECRET = f"{COMPONENT}-roles"
CLUSTER_LABEL = "elasticsearch.k8s.elastic.co/cluster-name"
STATEFUL_SET_LABEL = "elasticsearch.k8s.elastic.co/statefulset-name"
NODE_LABELS = "eck.k8s.elastic.co/downward-node-labels"
HOSTNAME_LABEL = "kubernetes.io/hostname"

_AWARENESS = "cluster.routing.allocation.awareness.attributes"
_WATERMARK = "cluster.routing.allocation.disk.watermark"


@dataclass(frozen=True)
class ElasticsearchClusterArgs:
    """The decision and what the component stands on."""

    decision: Decision
    platform: Platform
    secrets: Secrets


@dataclass(frozen=True)
class _NodeSet:
    """Nodes of one kind."""

    name: str
    count: int
    node_roles: Sequence[str]
    resources: Resources
    heap_bytes: int
    storage: Storage

    @property
    def stateful_set(self) -> str:
        """The name that the operator gives to the StatefulSet of these nodes."""
        return f"{NAME}-es-{self.name}"


class ElasticsearchCluster(pulumi.ComponentResource):
    """Several Elasticsearch nodes with TLS and a user of their own for Tracardi."""

    dependency: Dependency[ElasticsearchEndpoint]

    def __init__(
        self, name: str, args: ElasticsearchClusterArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:ElasticsearchCluster", name, None, opts)
        decision, platform = args.decision, args.platform
        # Made before the cluster: a Secret that is missing is a warning to the operator, no more,
        # and the cluster would be ready without the user.
        user = platform.secret(
            COMPONENT,
            COMPONENT,
            {
                "username": USER_NAME,
                "password": args.secrets.values["elasticsearch-password"],
                "roles": USER_NAME,
            },
            self,
            kind="kubernetes.io/basic-auth",
        )
        role = platform.secret(ROLES_SECRET, COMPONENT, {"roles.yml": roles()}, self)
        account = platform.service_account(COMPONENT, self)
        cluster = custom_resource(
            desired(decision, platform), COMPONENT, platform, self, [user, role, account]
        )
        # The operator renews the authority's certificate, so its own Secret is mounted.
        authority = CertificateAuthority("Secret", HTTP_CERTIFICATES, CA_KEY, CA_PATH)
        address = ElasticsearchEndpoint(
            hosts=(f"{HTTP_SERVICE}:{PORT}",),
            scheme="https",
            username=USER_NAME,
            verify_certificates=True,
            certificate_authority_path=authority.path,
            data_nodes=decision.data_nodes,
        )
        self.dependency = Dependency(
            address=address,
            secret_keys={"elasticsearch-password": SecretKey(COMPONENT, "password")},
            ready=[cluster],
            certificate_authority=authority,
        )
        self.register_outputs({"hosts": list(address.hosts)})


def desired(decision: Decision, platform: Platform) -> Desired:
    """The resource, and when it is done.

    Ready alone says that the operator has nothing left to do; the cluster may be red all the same.
    """
    sets = _node_sets(decision)
    version, image = platform.version("elasticsearch"), platform.own_image("elasticsearch")
    return Desired(
        api_version="elasticsearch.k8s.elastic.co/v1",
        kind="Elasticsearch",
        name=NAME,
        annotations={NODE_LABELS: ZONE_LABEL} if decision.zone_aware else {},
        spec={
            "version": version,
            **({"image": image} if image is not None else {}),
            # The default would delete the volumes together with the resource.
            "volumeClaimDeletePolicy": "DeleteOnScaledownOnly",
            "auth": {
                "fileRealm": [{"secretName": COMPONENT}],
                "roles": [{"secretName": ROLES_SECRET}],
            },
            "http": {"tls": {"selfSignedCertificate": {"subjectAltNames": _names(platform)}}},
            "podDisruptionBudget": {
                "spec": {
                    "maxUnavailable": decision.max_unavailable,
                    "selector": {"matchLabels": {CLUSTER_LABEL: NAME}},
                }
            },
            "nodeSets": [_node_set(nodes, decision, platform) for nodes in sets],
        },
        status={
            "phase": "Ready",
            "health": "green",
            "version": version,
            "availableNodes": str(sum(nodes.count for nodes in sets)),
        },
    )


def _names(platform: Platform) -> list[dict[str, str]]:
    """The names in the certificate: the one that Tracardi uses, and the full one, which the
    operator leaves out.
    """
    return [{"dns": HTTP_SERVICE}, {"dns": platform.host(HTTP_SERVICE)}]


def _node_sets(decision: Decision) -> list[_NodeSet]:
    masters = decision.dedicated_masters
    data = _NodeSet(
        name=DATA,
        count=decision.nodes,
        node_roles=["data", "ingest"] if masters else ["master", "data", "ingest"],
        resources=decision,
        heap_bytes=decision.heap_bytes,
        storage=decision.storage,
    )
    if masters is None:
        return [data]
    leaders = _NodeSet(
        name=MASTERS,
        count=masters.nodes,
        node_roles=["master"],
        resources=masters,
        heap_bytes=heap_bytes(None, masters.memory),
        storage=masters.storage,
    )
    return [data, leaders]


def _node_set(nodes: _NodeSet, decision: Decision, platform: Platform) -> dict[str, Any]:
    storage = nodes.storage
    claim: dict[str, Any] = {
        "accessModes": [storage.access_mode],
        "resources": {"requests": {"storage": str(storage.size)}},
    }
    if storage.storage_class is not None:
        claim["storageClassName"] = storage.storage_class
    return {
        "name": nodes.name,
        "count": nodes.count,
        "config": settings(nodes.node_roles, decision),
        "podTemplate": _pod(nodes, decision, platform),
        # The operator knows the volume of the data by this name alone.
        "volumeClaimTemplates": [{"metadata": {"name": "elasticsearch-data"}, "spec": claim}],
    }


def settings(node_roles: Sequence[str], decision: Decision) -> dict[str, object]:
    """The settings of a node that are ours; the operator adds names, discovery and TLS.

    All nodes have the same ones, because it is the elected master's that count for where shards go.
    The watermarks are the defaults in percent. Said aloud they count on every volume; otherwise a
    large one is filled until 200 GB are left (Elasticsearch reference, Disk-based shard
    allocation), which is more than the estimate of this program reckons with.
    """
    watermarks = {"low": LOW_WATERMARK, "high": HIGH_WATERMARK, "flood_stage": FLOOD_STAGE}
    zone = {
        "node.attr.zone": "${ZONE}",
        # The first one, which keeps copies off the same machine, is the operator's own.
        _AWARENESS: "k8s_node_name,zone",
    }
    return {
        "node.roles": list(node_roles),
        **common_settings(decision.mmap),
        **{f"{_WATERMARK}.{name}": f"{share:.0%}" for name, share in watermarks.items()},
        **(zone if decision.zone_aware else {}),
    }


def _pod(nodes: _NodeSet, decision: Decision, platform: Platform) -> core.PodTemplateSpecArgs:
    """What the operator's own pod lacks. It brings the probes, the init containers, a read-only
    root file system for all of them, and 180 seconds to stop.
    """
    return core.PodTemplateSpecArgs(
        metadata=meta.ObjectMetaArgs(labels=platform.labels(COMPONENT)),
        spec=core.PodSpecArgs(
            service_account_name=COMPONENT,
            automount_service_account_token=False,
            enable_service_links=False,
            image_pull_secrets=platform.image_pull_secrets or None,
            containers=[_server(nodes, decision)],
            # The user is the image's own, 1000; volumes become those of its group.
            security_context=core.PodSecurityContextArgs(
                run_as_non_root=True,
                fs_group=ELASTICSEARCH_USER,
                fs_group_change_policy="OnRootMismatch",
                seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
            ),
            node_selector=platform.node_selector or None,
            tolerations=platform.tolerations or None,
            priority_class_name=platform.priority_class,
            affinity=core.AffinityArgs(
                node_affinity=in_zones(platform.zones) if platform.zones else None,
                pod_anti_affinity=_apart(nodes, decision.anti_affinity == "required"),
            ),
            topology_spread_constraints=[
                core.TopologySpreadConstraintArgs(
                    topology_key=ZONE_LABEL,
                    max_skew=1,
                    when_unsatisfiable="DoNotSchedule" if decision.zone_aware else "ScheduleAnyway",
                    label_selector=_selector(nodes),
                )
            ],
        ),
    )


def _server(nodes: _NodeSet, decision: Decision) -> core.ContainerArgs:
    heap = f"{nodes.heap_bytes // 1024**2}m"
    environment = [core.EnvVarArgs(name="ES_JAVA_OPTS", value=f"-Xms{heap} -Xmx{heap}")]
    if decision.zone_aware:
        # The operator copies the label of the machine into this annotation of the pod.
        zone = core.ObjectFieldSelectorArgs(field_path=f"metadata.annotations['{ZONE_LABEL}']")
        environment.append(
            core.EnvVarArgs(name="ZONE", value_from=core.EnvVarSourceArgs(field_ref=zone))
        )
    memory, cpu = str(nodes.resources.memory), str(nodes.resources.cpu)
    return core.ContainerArgs(
        name="elasticsearch",
        env=environment,
        resources=core.ResourceRequirementsArgs(
            requests={"memory": memory, "cpu": cpu}, limits={"memory": memory}
        ),
        security_context=core.SecurityContextArgs(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=core.CapabilitiesArgs(drop=["ALL"]),
        ),
    )


def _apart(nodes: _NodeSet, required: bool) -> core.PodAntiAffinityArgs:
    """Keeps the nodes of a set on machines of their own; a master and a data node may meet."""
    term = core.PodAffinityTermArgs(topology_key=HOSTNAME_LABEL, label_selector=_selector(nodes))
    if required:
        return core.PodAntiAffinityArgs(required_during_scheduling_ignored_during_execution=[term])
    weighted = core.WeightedPodAffinityTermArgs(weight=100, pod_affinity_term=term)
    return core.PodAntiAffinityArgs(preferred_during_scheduling_ignored_during_execution=[weighted])


def _selector(nodes: _NodeSet) -> meta.LabelSelectorArgs:
    return meta.LabelSelectorArgs(match_labels={STATEFUL_SET_LABEL: nodes.stateful_set})
