"""Which version may follow which: no data store can read what a newer version has written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_TAG: Final = re.compile(r"(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?:\.(\d{1,5}))?(?:[-+].*)?\Z")


@dataclass(frozen=True)
class _Rule:
    """How one program is upgraded.

    `parts` says how many leading numbers of a version must not become smaller, `majors_in_turn`
    whether no major version may be left out, `last_of_majors` from which version of a major one
    there is a way to the next.
    """

    name: str
    parts: int
    majors_in_turn: bool
    reason: str
    last_of_majors: Mapping[int, tuple[int, int]] = field(default_factory=dict)


_TRACARDI: Final = _Rule(
    "Tracardi",
    4,
    False,
    "its tables and indices are those of the newer version already, and there is no way back",
)
_RULES: Final = {
    # Elasticsearch reference, "Upgrade": nodes refuse to start on indices of a newer version, and
    # read those of the last major version only.
    "elasticsearch": _Rule(
        "Elasticsearch",
        3,
        True,
        "a node does not start on the data of a newer one",
        # The same as the webhook of elastic/cloud-on-k8s 3.5 asks for.
        {7: (7, 17), 8: (8, 18)},
    ),
    # MySQL 8.4 reference, "Downgrading MySQL": within a series of the same two numbers only.
    "mysql": _Rule("MySQL", 2, True, "a server does not start on the data of a newer series"),
    # MySQL 8.0 reference, "Downgrading MySQL": not even within the series.
    "pxc": _Rule(
        "Percona XtraDB Cluster", 3, True, "a server does not start on the data of a newer one"
    ),
    # An append-only file of a newer version has a preamble that an older one does not load.
    "redis": _Rule("Redis", 2, False, "an older server does not load a newer append-only file"),
    "api": _TRACARDI,
    "gui": _TRACARDI,
    "worker": _TRACARDI,
}
"""The rules by the name of the container, which stays the same where a mirror renames the image."""


def refusal(container: str, old: str, new: str) -> str | None:
    """Why the image `new` must not take the place of `old` in `container`; None if it may.

    Both are full references, `registry/repository:tag[@digest]`. Containers that are not known here
    and tags that are no versions are let through: nothing is known of them.
    """
    rule, before, after = _RULES.get(container), _version(old), _version(new)
    if rule is None or before is None or after is None:
        return None
    (was, shown_was), (wanted, shown_wanted) = before, after
    if wanted[: rule.parts] < was[: rule.parts]:
        return (
            f"{rule.name} cannot go back from {shown_was} to {shown_wanted}: {rule.reason}; "
            f"write {shown_was} or a newer version, or restore a backup into a new installation"
        )
    if rule.majors_in_turn and wanted[0] > was[0] + 1:
        return (
            f"{rule.name} cannot go from {shown_was} to {shown_wanted} in one step: it reads the "
            f"data of the last major version only; go to a version {was[0] + 1}.x first"
        )
    last = rule.last_of_majors.get(was[0])
    if last is not None and wanted[0] > was[0] and was[:2] < last:
        between = ".".join(map(str, last))
        return (
            f"{rule.name} cannot go from {shown_was} to {shown_wanted} in one step: the way to a "
            f"new major version begins at the last ones of the old; go to {between} or newer first"
        )
    return None


def _version(reference: str) -> tuple[tuple[int, ...], str] | None:
    """Version and tag of an image; None if the tag is no version."""
    path, _, tag = reference.partition("@")[0].rpartition(":")
    match = _TAG.match(tag)
    if not path or match is None:
        return None
    return tuple(int(part or 0) for part in match.groups()), tag
