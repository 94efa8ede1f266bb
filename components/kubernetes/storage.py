"""Claims on persistent storage: they may grow, never shrink, and outlive the workload."""

import pulumi
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.platform import Platform, Wave
from config.groups.dependencies import Storage


def persistent_claim(
    component: str, storage: Storage, platform: Platform, parent: pulumi.Resource
) -> core.PersistentVolumeClaim:
    """The claim of a single-instance store.

    It is an object of its own, not a template inside the StatefulSet: the API server forbids every
    change of such a template, so a claim could never grow (pulumi-kubernetes#4328).
    """
    return core.PersistentVolumeClaim(
        f"{component}-claim",
        metadata=platform.metadata(f"{component}-data", component, Wave.STORAGE),
        spec=core.PersistentVolumeClaimSpecArgs(
            access_modes=[storage.access_mode],
            storage_class_name=storage.storage_class,
            resources=core.VolumeResourceRequirementsArgs(requests={"storage": str(storage.size)}),
        ),
        opts=platform.options(
            parent, protect=platform.keeps_data, before_update=[platform.growth_hook]
        ),
    )
