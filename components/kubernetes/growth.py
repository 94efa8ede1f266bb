"""Refuses to make a claim on storage smaller."""

import pulumi

from config.types import Quantity, Refused

GROWTH_ONLY = "storage-grows-only"


def growth_hook() -> pulumi.ResourceHook:
    """A hook that refuses, at preview already, to make a claim smaller.

    Kubernetes refuses it too, but only when the change is applied, half-way through an `up`
    ("field can not be less than status.capacity"). Made once for all claims.
    """
    return pulumi.ResourceHook(
        GROWTH_ONLY, refuse_shrinking, pulumi.ResourceHookOptions(on_dry_run=True)
    )


def refuse_shrinking(args: pulumi.ResourceHookArgs) -> None:
    """Raises ValueError if a claim would ask for less than before; sizes still unknown pass."""
    old, new = _requested(args.old_inputs), _requested(args.new_inputs)
    if old is None or new is None or new.bytes >= old.bytes:
        return
    raise ValueError(
        f"{args.name}: storage cannot shrink from {old} to {new}; "
        f"write {old} or more, or move the data to a new installation"
    )


def _requested(inputs: object) -> Quantity | None:
    """The size that a claim's inputs ask for, None where it is not known yet."""
    for key in ("spec", "resources", "requests", "storage"):
        if not isinstance(inputs, dict) or key not in inputs:
            return None
        inputs = inputs[key]
    try:
        return Quantity(inputs)
    except Refused:
        # An unknown value, or one that somebody wrote into the cluster in another spelling.
        return None
