"""What is asked of every number of pods that the cluster chooses by itself."""

from typing import Protocol

from config.findings import Finding, path_of


class Scaling(Protocol):
    """The fewest and the most pods."""

    @property
    def min_replicas(self) -> int:
        """The fewest."""

    @property
    def max_replicas(self) -> int:
        """The most."""


def scaling_bounds(place: tuple[str, ...], scaling: Scaling) -> list[Finding]:
    """What is wrong with the bounds of `scaling`, which stands at `place`."""
    least, most = scaling.min_replicas, scaling.max_replicas
    if least <= most:
        return []
    return [
        Finding(
            path_of(*place, "minReplicas"),
            str(least),
            f"is more than maxReplicas, {most}",
            f"write {most} or less, or a larger maxReplicas",
        )
    ]
