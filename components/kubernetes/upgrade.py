"""Refuses to put an older version in the place of a newer one."""

import pulumi

from config.upgrades import refusal

UPGRADES_ONLY = "versions-go-up-only"


def upgrade_hook() -> pulumi.ResourceHook:
    """A hook that refuses, at preview already, an image that cannot read the data that is there.

    It compares the images of a workload with those that the last `up` left in the state, so it
    needs no record of its own. Made once for all workloads, and for the resources of operators:
    without its webhook Elastic's operator goes back a version, node by node, to the end
    (elastic/cloud-on-k8s 3.5).
    """
    return pulumi.ResourceHook(
        UPGRADES_ONLY, refuse_downgrade, pulumi.ResourceHookOptions(on_dry_run=True)
    )


def refuse_downgrade(args: pulumi.ResourceHookArgs) -> None:
    """Raises ValueError if a container would get an image that must not follow the one it has."""
    old, new = _images(args.old_inputs), _images(args.new_inputs)
    for container, image in new.items():
        reason = refusal(container, old.get(container, ""), image)
        if reason is not None:
            raise ValueError(f"{args.name}: {reason}")


def _images(inputs: object) -> dict[str, str]:
    """The images of a workload's containers by name, those aside that are not known yet.

    Of an operator's resource, those of the store that it runs.
    """
    kind = _at(inputs, "kind")
    if kind == "Elasticsearch":
        version = _at(inputs, "spec", "version")
        # Its image need not be said, and follows the version.
        return {"elasticsearch": f"elasticsearch:{version}"} if isinstance(version, str) else {}
    if kind == "PerconaXtraDBCluster":
        image = _at(inputs, "spec", "pxc", "image")
        return {"pxc": image} if isinstance(image, str) else {}
    containers = _at(inputs, "spec", "template", "spec", "containers")
    if not isinstance(containers, list):
        return {}
    return {
        str(container.get("name")): container["image"]
        for container in containers
        if isinstance(container, dict) and isinstance(container.get("image"), str)
    }


def _at(inputs: object, *path: str) -> object:
    """What stands in `inputs` at `path`; None where nothing does."""
    for key in path:
        if not isinstance(inputs, dict) or key not in inputs:
            return None
        inputs = inputs[key]
    return inputs
