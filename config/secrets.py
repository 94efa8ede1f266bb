"""Secrets that already lie in the cluster, in place of generated or encrypted ones."""

from config.types import Answers


class Secrets(Answers):
    """Which secrets exist already."""
