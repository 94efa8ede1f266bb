"""The Docker host that receives the installation."""

from config.types import Answers


class Docker(Answers):
    """Where the Docker Engine listens, and what it publishes."""
