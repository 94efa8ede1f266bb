"""Resources that an operator acts upon: awaited by what the operator says of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_kubernetes import apiextensions

from components.kubernetes.platform import Platform, Wave


@dataclass(frozen=True)
class Desired:
    """What an operator is asked for, and the values of `status` (by the path in it) that say that
    it is done.
    """

    api_version: str
    kind: str
    name: str
    spec: Mapping[str, Any]
    status: Mapping[str, str]
    annotations: Mapping[str, str] = field(default_factory=dict)
    finalizers: Sequence[str] = ()


def custom_resource(
    desired: Desired,
    component: str,
    platform: Platform,
    parent: pulumi.Resource,
    depends_on: Sequence[pulumi.Resource],
) -> apiextensions.CustomResource:
    """The resource of a store: protected like the data, checked before each change, and awaited.

    Without a condition an `up` would go on as soon as the API server took the resource. All of the
    values are awaited, and only once the operator has seen the newest generation of the resource
    (Pulumi Kubernetes provider, pulumi.com/waitFor).
    """
    awaited = {
        "pulumi.com/waitFor": json.dumps(
            [f"jsonpath={{.status.{path}}}={value}" for path, value in desired.status.items()]
        ),
        "pulumi.com/timeoutSeconds": str(platform.wait_seconds),
    }
    annotations = {**({} if platform.renders else awaited), **desired.annotations}
    metadata = platform.metadata(desired.name, component, Wave.DEPENDENCY, annotations=annotations)
    metadata.finalizers = list(desired.finalizers) or None
    return apiextensions.CustomResource(
        f"{component}-cluster",
        api_version=desired.api_version,
        kind=desired.kind,
        metadata=metadata,
        spec=desired.spec,
        opts=platform.options(
            parent,
            depends_on=depends_on,
            protect=platform.keeps_data,
            before_update=[platform.growth_hook, platform.upgrade_hook],
        ),
    )
