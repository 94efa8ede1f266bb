"""Refuses to make a claim on storage smaller, or to move it elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from config.types import Quantity, Refused

GROWTH_ONLY = "storage-grows-only"

_Claim = Mapping[str, Any]
_FIXED = {"storageClassName": "class", "accessModes": "access modes"}
"""What can never change of a claim, and how it is called."""


def growth_hook() -> pulumi.ResourceHook:
    """A hook that refuses, at preview already, to make a claim smaller.

    Kubernetes refuses it too, but only when the change is applied, half-way through an `up`
    ("field can not be less than status.capacity"); an operator takes the change and then stands
    still (elastic/cloud-on-k8s 3.5: "decreasing storage size is not supported"). Made once for all
    claims and for the resources of operators with claims inside of them.
    """
    return pulumi.ResourceHook(
        GROWTH_ONLY, refuse_shrinking, pulumi.ResourceHookOptions(on_dry_run=True)
    )


def refuse_shrinking(args: pulumi.ResourceHookArgs) -> None:
    """Raises ValueError if a claim would ask for less than before, or for another class or access
    mode; what is still unknown passes.
    """
    before = dict(_claims(args.old_inputs))
    for place, new in _claims(args.new_inputs):
        old = before.get(place)
        if old is None:
            continue
        # The first name is the one that people know, that of a node set.
        subject = f"{args.name}: storage{f' of {place[0]}' if place else ''}"
        was, wanted = _size(old), _size(new)
        if was is not None and wanted is not None and wanted.bytes < was.bytes:
            raise ValueError(
                f"{subject} cannot shrink from {was} to {wanted}; "
                f"write {was} or more, or move the data to a new installation"
            )
        for key, name in _FIXED.items():
            if old.get(key) != new.get(key):
                raise ValueError(
                    f"{subject} cannot change its {name} from {_shown(old.get(key))} to "
                    f"{_shown(new.get(key))}: the volumes that are there keep theirs; write what "
                    "was there before, or move the data to a new installation"
                )


def _claims(
    inputs: object, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], _Claim]]:
    """The claims anywhere in `inputs`.

    The place of each is made of the names of the list items around it: a node set that moves within
    its list stays the same one.
    """
    if isinstance(inputs, list):
        for item in inputs:
            yield from _claims(item, (*place, _name(item)))
    elif isinstance(inputs, dict):
        if _requested(inputs) is not None:
            yield place, inputs
        for value in inputs.values():
            yield from _claims(value, place)


def _name(item: object) -> str:
    if not isinstance(item, dict):
        return ""
    metadata = item.get("metadata")
    named = metadata if isinstance(metadata, dict) and "name" not in item else item
    return str(named.get("name", ""))


def _requested(claim: _Claim) -> object:
    """What a claim asks for; None of anything that is no claim."""
    inner: object = claim
    for key in ("resources", "requests", "storage"):
        inner = inner.get(key) if isinstance(inner, dict) else None
    return inner


def _size(claim: _Claim) -> Quantity | None:
    try:
        return Quantity(_requested(claim))
    except Refused:
        # An unknown value, or one that somebody wrote into the cluster in another spelling.
        return None


def _shown(value: object) -> str:
    if value is None:
        return "the cluster's default"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
