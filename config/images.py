"""Which container images are run, and where they are pulled from."""

from config.about import answer
from config.types import Answers, DnsName
from config.types.images import ImageRegistry


class Images(Answers):
    """The registry that images are pulled from."""

    registry: ImageRegistry | None = answer(
        None,
        "A mirror that every image is pulled from instead of its own registry, for machines "
        "without access to the internet.",
        consequence="The mirror must hold every image under its usual path.",
    )
    pull_secrets: list[DnsName] = answer(
        None,
        "Secrets of the namespace that unlock the registry.",
        consequence="They must exist in the namespace before the first pod is pulled.",
        factory=list,
    )
