"""What stands in the test cluster from the start: nodes and a default StorageClass."""

from tools.controlplane.client import Manifest

# The names that the selectors of kwok's own volume stages ask for.
STORAGE_CLASS = "kwok-volume"
PROVISIONER = "kwok.x-k8s.io/volume"
# kwok plays the nodes with this annotation set to "fake".
NODE_ANNOTATION = "kwok.x-k8s.io/node"
ZONES = ("zone-a", "zone-b", "zone-c")


def node(number: int) -> Manifest:
    """Return the node `node-<number>`: 16 CPUs, 64 GiB, in one of ZONES by turns."""
    name = f"node-{number}"
    resources = {"cpu": "16", "memory": "64Gi", "pods": "110"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "annotations": {NODE_ANNOTATION: "fake"},
            "labels": {
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "topology.kubernetes.io/region": "region",
                "topology.kubernetes.io/zone": ZONES[number % len(ZONES)],
            },
        },
        "status": {"capacity": resources, "allocatable": resources},
    }


def storage_class() -> Manifest:
    """Return the default StorageClass, whose volumes kwok makes and lets grow."""
    default = {"storageclass.kubernetes.io/is-default-class": "true"}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": STORAGE_CLASS, "annotations": default},
        "provisioner": PROVISIONER,
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "Immediate",
        "allowVolumeExpansion": True,
    }
