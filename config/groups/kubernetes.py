"""The cluster, or the folder of manifests, that receives the installation."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator

from config.about import Change, answer, group
from config.types import (
    Answers,
    DnsLabel,
    DnsName,
    FilePath,
    HostName,
    LabelKey,
    LabelValue,
    NodeSelector,
    Refused,
    RenderFolder,
    ZoneName,
    matching,
)


def _own_namespace(text: str) -> str:
    if text == "default" or text.startswith("kube-"):
        raise Refused(
            "belongs to the cluster itself",
            "write a namespace that holds Tracardi alone, for instance tracardi",
        )
    return text


Namespace = Annotated[DnsLabel, AfterValidator(_own_namespace)]
ContextName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[^\s\x00-\x1f]+",
            "is no name of a context",
            "write one of the names that `kubectl config get-contexts` shows",
        )
    ),
]
PodSecurityVersion = Annotated[
    str,
    AfterValidator(
        matching(
            r"latest|v1\.\d{1,3}",
            "is no version of the Pod Security Standards",
            "write latest or the minor version of the cluster, for instance v1.34",
        )
    ),
]

_STANDARDS: Final = "Kubernetes documentation, Pod Security Standards"
_TAINTS: Final = "Kubernetes documentation, Taints and Tolerations"


class PodSecurity(Answers):
    """What the namespace lets pods do."""

    level: Literal["restricted", "baseline"] = answer(
        "restricted",
        "The Pod Security Standard that the namespace enforces. baseline only where something puts "
        "containers of its own into the pods, such as a service mesh.",
        consequence="All pods of Tracardi satisfy restricted; baseline also admits ones that run "
        "as root.",
        source=_STANDARDS,
    )
    version: PodSecurityVersion = answer(
        "latest",
        "The version of the standard: latest, or the minor version that pods were tested with.",
        consequence="With latest, an upgrade of the cluster may refuse a pod that it took before.",
        source=_STANDARDS,
    )


class Toleration(Answers):
    """One taint of machines that the pods put up with."""

    key: LabelKey | None = answer(
        None,
        "The key of the taint; without one, operator: Exists stands for every taint.",
        consequence="Pods may be placed on machines with this taint, and are not made to be.",
        source=_TAINTS,
    )
    operator: Literal["Equal", "Exists"] = answer(
        "Equal",
        "Equal compares the value of the taint as well, Exists its key alone.",
        consequence="Exists also tolerates values that are given to the taint later.",
        source=_TAINTS,
    )
    value: LabelValue | None = answer(
        None,
        "The value of the taint; none for operator: Exists.",
        consequence="A taint with another value keeps the pods away.",
        source=_TAINTS,
    )
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = answer(
        None,
        "The effect of the taint; without one, every effect of the key.",
        consequence="Only NoExecute also drives running pods away.",
        source=_TAINTS,
    )
    toleration_seconds: int | None = answer(
        None,
        "For effect: NoExecute, how many seconds a pod stays after the taint appears; without it "
        "for ever.",
        consequence="A short time moves pods sooner, among them those that would have recovered.",
        source=_TAINTS,
        ge=0,
        le=86400,
    )


class Kubernetes(Answers):
    """Where manifests go: to a live cluster (`context`) or to a folder (`renderTo`)."""

    context: ContextName | None = answer(
        None,
        "The kubeconfig context of the cluster to install into. Choose it to have everything "
        "awaited and told when it fails.",
        consequence="The program talks to that cluster alone, whichever one is current.",
        change=Change.COSTLY,
        later="the name of the context stands for the cluster: give the same cluster a context of "
        "the old name; for another one install a second stack, restore backups there, and then "
        "destroy this one",
        source="Pulumi Kubernetes provider, context",
    )
    render_to: RenderFolder | None = answer(
        None,
        "The folder to write manifests to, instead of a cluster; for GitOps, or to read what would "
        "be made.",
        consequence="Nothing is awaited or verified, and generated secrets stand in the folder in "
        "clear text.",
        source="Pulumi Kubernetes provider, renderYamlToDirectory",
    )
    kubeconfig: FilePath | None = answer(
        None,
        "The kubeconfig file that holds the context; by default the usual one.",
        consequence="Everybody who runs the stack needs the file at the same path.",
        source="Pulumi Kubernetes provider, kubeconfig",
    )
    namespace: Namespace = answer(
        "tracardi",
        "The namespace that holds everything; one for each stack on the same cluster.",
        consequence="It is made, protected and labelled by this program.",
        change=Change.NEVER,
        later="install a second stack in the new namespace, copy the data over, and then destroy "
        "this one",
        source="Tracardi documentation, installation/commercial/helm/best_practices.md",
    )
    cluster_domain: HostName = answer(
        "cluster.local",
        "The DNS domain of the cluster's services; another one only where the cluster was set up "
        "with it.",
        consequence="With a wrong one the processes do not find their stores.",
        source="Kubernetes documentation, DNS for Services and Pods",
    )
    pod_security: PodSecurity = group(
        PodSecurity, "What the namespace lets pods do.", question="3.1"
    )
    timeout_minutes: int = answer(
        20,
        "How many minutes to wait for one workload or Job. Longer where images are pulled over a "
        "slow line.",
        consequence="A failure that never mends itself is told after that time.",
        source="Pulumi documentation, customTimeouts",
        ge=1,
        le=240,
    )
    node_selector: NodeSelector = answer(
        None,
        "Labels that a machine must have to take any of the pods; for machines set aside for "
        "Tracardi.",
        consequence="Where no machine has them, pods stay pending for ever.",
        factory=dict,
        question="2.2",
        source="Kubernetes documentation, Assigning Pods to Nodes",
    )
    tolerations: list[Toleration] = answer(
        None,
        "Taints that the pods put up with, for machines set aside for Tracardi.",
        consequence="They let pods onto such machines; nodeSelector is what leads them there.",
        factory=list,
        question="2.2",
        source=_TAINTS,
    )
    priority_class: DnsName | None = answer(
        None,
        "The priority class of all pods, where machines are shared with less important work.",
        consequence="Pods of a lower one are ended for these; the class must exist in the cluster.",
        question="2.2",
        source="Kubernetes documentation, Pod Priority and Preemption",
    )
    zones: list[ZoneName] = answer(
        None,
        "Zones that pods are placed in; by default any. Name them where volumes or latency bind "
        "you, and for zone-aware clusters.",
        consequence="A volume stays in the zone that its pod first started in; when that zone is "
        "left out later, the pod stays pending.",
        factory=list,
        question="2.2",
        source="Kubernetes documentation, Running in multiple zones",
    )
    machines: int | None = answer(
        None,
        "How many machines of the cluster can take the pods, if that is known; for checks alone.",
        consequence="With it, a store cluster that needs more machines than there are is refused "
        "before pods stay pending.",
        question="2.2",
        source="Kubernetes documentation, Assigning Pods to Nodes",
        ge=1,
        le=10000,
    )
