"""How much is expected: the figures that sizes and limits are estimated from."""

from config.types import Answers


class Workload(Answers):
    """The expected load."""
