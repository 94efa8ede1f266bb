"""Checks of the images that are run instead of this program's own."""

from collections.abc import Callable, Iterator
from typing import Final

from config.checks.common import Check, Secrets
from config.decisions import Decisions
from config.findings import Finding, path_of, render
from config.image_table import IMAGES, overrides
from config.types.images import ImageParts, image_parts
from config.types.versions import unusable_elasticsearch

_MYSQL_SERIES: Final = ((8, 0), (8, 4))
"""The series that Tracardi's documentation recommends, and the one with long-term support."""

Rules = Iterator[tuple[str, str]]


def overrides_fit(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """An image of another program or version would start, and fail in its own way."""
    del secrets
    findings = []
    for name, reference in overrides(decisions).items():
        key = "".join(part.title() if place else part for place, part in enumerate(name.split("-")))
        image = image_parts(reference)
        refusal = next(_wrong_with(name, image, decisions), None)
        if refusal is not None:
            place = path_of("images", "overrides", key)
            findings.append(Finding(place, render(reference), *refusal))
    return findings


def _wrong_with(name: str, image: ImageParts, decisions: Decisions) -> Rules:
    if "bitnami" in f"{image.registry}/{image.path}":
        yield (
            "is an image of Bitnami, which has other files and users and is no longer maintained",
            "use the program's own image, or leave the key out",
        )
    if IMAGES[name].tag is None:
        yield from _tracardi(image, decisions)
    elif name in _OF_STORES:
        yield from _OF_STORES[name](image)


def _tracardi(image: ImageParts, decisions: Decisions) -> Rules:
    version = decisions.deployment.version
    if image.tag != version:
        yield (
            f"has another tag than deployment.version ({version}), which all of Tracardi's share",
            f"write the tag {version}, or change deployment.version",
        )


def _elasticsearch(image: ImageParts) -> Rules:
    reason = unusable_elasticsearch((image.version[0], image.version[1]))
    if reason is None and image.version[0] < 8:
        reason = "is a 7.x, which this program does not run, but can use as an external one"
    if reason is not None:
        yield reason, "write an 8.x from 8.8 on, or leave the key out"


def _mysql(image: ImageParts) -> Rules:
    if image.name != "mysql" and any(name in image.name for name in ("mariadb", "percona")):
        yield (
            "is another program than MySQL, with other files, users and settings",
            "write an image of MySQL itself, or use topology: external",
        )
    if image.version[:2] in _MYSQL_SERIES:
        return
    reason = "is older than 8.0 and no longer maintained"
    if image.version > (9,):
        reason = (
            "is no series with long-term support that Tracardi was tried with, and has no "
            "mysql_native_password"
        )
    elif image.version > (8, 0):
        reason = "is a release between two series that is no longer maintained"
    yield reason, "write an exact version of 8.4 or 8.0, or leave the key out"


def _percona_xtradb_cluster(image: ImageParts) -> Rules:
    if image.name in ("mysql", "percona", "percona-server"):
        yield (
            "is a single server, which cannot join a cluster",
            "write an image of Percona XtraDB Cluster, or leave the key out",
        )
    if image.version[:2] != (8, 0):
        yield (
            "is of another series than 8.0, which operator 1.16.1 runs",
            "write an exact version of 8.0, or leave the key out",
        )


def _haproxy(image: ImageParts) -> Rules:
    if image.path.endswith("library/haproxy"):
        yield (
            "is HAProxy's own image, without the client of MySQL that the operator needs in it",
            "write an image of percona/haproxy, or leave the key out",
        )


_OF_STORES: Final[dict[str, Callable[[ImageParts], Rules]]] = {
    "elasticsearch": _elasticsearch,
    "mysql": _mysql,
    "percona-xtradb-cluster": _percona_xtradb_cluster,
    "haproxy": _haproxy,
}


def pull_secrets_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The API server warns about a pull secret that is named twice."""
    del secrets
    names = decisions.images.pull_secrets
    return [
        Finding(
            path_of("images", "pullSecrets", position),
            render(name),
            "stands in the list twice",
            "remove one of them",
        )
        for position, name in enumerate(names)
        if name in names[:position]
    ]


CHECKS: Final[tuple[Check, ...]] = (
    overrides_fit,
    pull_secrets_are_distinct,
)
