"""The cluster, or the folder of manifests, that receives the installation."""

from typing import Annotated

from pydantic import AfterValidator, Field

from config.types import (
    Answers,
    DnsLabel,
    FilePath,
    HostName,
    Refused,
    RenderFolder,
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


class Kubernetes(Answers):
    """Where manifests go: to a live cluster (`context`) or to a folder (`renderTo`)."""

    context: ContextName | None = Field(
        None, description="The kubeconfig context of the cluster to install into."
    )
    render_to: RenderFolder | None = Field(
        None, description="The folder to write manifests to, instead of a cluster."
    )
    kubeconfig: FilePath | None = Field(
        None, description="The kubeconfig file that holds the context; by default the usual one."
    )
    namespace: Namespace = Field("tracardi", description="The namespace that holds everything.")
    cluster_domain: HostName = Field(
        "cluster.local", description="The DNS domain of the cluster's services."
    )
    pod_security_version: PodSecurityVersion = Field(
        "latest", description="The version of the restricted Pod Security Standard to enforce."
    )
    timeout_minutes: int = Field(
        20, ge=1, le=240, description="How many minutes to wait for one workload or Job."
    )
