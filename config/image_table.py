"""Every container image and its version, in one table."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from config.decisions import Decisions
from config.types.images import image_parts


@dataclass(frozen=True)
class Image:
    """One image: `registry/repository` and tag; a tag of None is the version of Tracardi."""

    repository: str
    tag: str | None
    digest: str | None = None


IMAGES: Final = MappingProxyType(
    {
        "elasticsearch": Image("docker.elastic.co/elasticsearch/elasticsearch", "8.19.20"),
        "mysql": Image("docker.io/library/mysql", "8.4.6"),
        # The two that percona/percona-xtradb-cluster-operator 1.16.1 names in deploy/cr.yaml.
        "percona-xtradb-cluster": Image("docker.io/percona/percona-xtradb-cluster", "8.0.39-30.1"),
        "haproxy": Image("docker.io/percona/haproxy", "2.8.11"),
        "redis": Image("docker.io/library/redis", "7.4.11"),
        "tracardi-api": Image("docker.io/tracardi/tracardi-api", None),
        "tracardi-gui": Image("docker.io/tracardi/tracardi-gui", None),
        "apm": Image("docker.io/tracardi/apm", None),
        "update-worker": Image("docker.io/tracardi/update-worker", None),
    }
)
"""The images by name. The API, the interface and the workers must carry one and the same tag."""


def reference(name: str, decisions: Decisions) -> str:
    """The full reference of image `name`: registry, repository, tag and perhaps digest.

    An entry of `images.overrides` is taken as it is written; otherwise `images.registry` takes the
    place of the image's own registry host. Raises KeyError for a name that is not in the table.
    """
    image = IMAGES[name]
    override = overrides(decisions).get(name)
    if override is not None:
        return override
    registry, _, path = image.repository.partition("/")
    registry = decisions.images.registry or registry
    text = f"{registry}/{path}:{image.tag or decisions.deployment.version}"
    return f"{text}@{image.digest}" if image.digest else text


def version(name: str, decisions: Decisions) -> str:
    """The version of image `name`: the three numbers that its tag begins with, as in 8.19.20."""
    return ".".join(map(str, image_parts(reference(name, decisions)).version[:3]))


def own_reference(name: str, decisions: Decisions) -> str | None:
    """The reference of image `name` where it is another than its maker's of the same version."""
    found = reference(name, decisions)
    made = f"{IMAGES[name].repository}:{version(name, decisions)}"
    return None if found == made else found


def overrides(decisions: Decisions) -> dict[str, str]:
    """The images that are run instead of those of the table, by name."""
    given = decisions.images.overrides
    found = {name: getattr(given, name.replace("-", "_")) for name in IMAGES}
    return {name: override for name, override in found.items() if override is not None}
