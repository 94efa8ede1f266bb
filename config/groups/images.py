"""Which container images are run, and where they are pulled from."""

from typing import Final

from config.about import answer, group
from config.types import Answers, DnsName, ImageReference, ImageRegistry

_NAMES: Final = "Docker documentation, docker image pull"
_OPERATOR: Final = "percona/percona-xtradb-cluster-operator 1.16.1"
_TAGS: Final = "Tracardi documentation, qa/errors/error_11.md"


def _override(program: str, consequence: str, source: str) -> ImageReference | None:
    made: ImageReference | None = answer(
        None,
        f"The image of {program} instead of this program's own: registry, path and exact version, "
        "perhaps with a digest. For mirrors with other paths, and to pin a digest.",
        consequence=consequence,
        source=source,
    )
    return made


def _tracardi(program: str) -> ImageReference | None:
    return _override(
        program, "Its tag must be deployment.version, because all Tracardi images share one.", _TAGS
    )


class ImageOverrides(Answers):
    """Images to run instead of this program's own, one for each."""

    elasticsearch: ImageReference | None = _override(
        "Elasticsearch",
        "It must be an 8.x from 8.8 on with the files of Elastic's own image; a downgrade is "
        "refused.",
        "elastic/dockerfiles 8.19",
    )
    mysql: ImageReference | None = _override(
        "MySQL",
        "It must be a MySQL 8.0 or 8.4 with the files of the official image; a downgrade is "
        "refused.",
        "docker-library/mysql 8.4",
    )
    percona_xtradb_cluster: ImageReference | None = _override(
        "Percona XtraDB Cluster",
        "It must be an 8.0 with the files of Percona's own image; a downgrade is refused.",
        _OPERATOR,
    )
    haproxy: ImageReference | None = _override(
        "HAProxy before Percona XtraDB Cluster",
        "It must have the files of Percona's image, which brings a client of MySQL: the one of "
        "HAProxy itself does not start.",
        _OPERATOR,
    )
    redis: ImageReference | None = _override(
        "Redis",
        "It must have the files of the official image; a downgrade is refused.",
        "redis/docker-library-redis 7.4",
    )
    tracardi_api: ImageReference | None = _tracardi("the two APIs")
    tracardi_gui: ImageReference | None = _tracardi("the user interface")
    apm: ImageReference | None = _tracardi("the merging worker")
    update_worker: ImageReference | None = _tracardi("the update worker")


class Images(Answers):
    """The registry that images are pulled from, and other images."""

    registry: ImageRegistry | None = answer(
        None,
        "A mirror that every image is pulled from instead of its own registry, for machines "
        "without access to the internet.",
        consequence="The mirror must hold every image under its usual path; overrides are taken "
        "as they are written.",
        source=_NAMES,
    )
    pull_secrets: list[DnsName] = answer(
        None,
        "Secrets of the namespace that unlock the registry, of the type "
        "kubernetes.io/dockerconfigjson.",
        consequence="They must exist in the namespace before the first image is pulled.",
        factory=list,
        source="Kubernetes documentation, Pull an Image from a Private Registry",
    )
    overrides: ImageOverrides = group(
        ImageOverrides, "Images to run instead of this program's own."
    )
