"""All decisions of one installation."""

from pydantic import Field

from config.application import Application
from config.backup import Backup
from config.dependencies import Dependencies
from config.deployment import Deployment
from config.exposure import Exposure
from config.kubernetes import Kubernetes
from config.licensing import Licensing
from config.monitoring import Monitoring
from config.types import Answers


class Decisions(Answers):
    """The root: one field for each group of questions.

    Made by `config.parse.parse` alone. `given_secrets` holds the logical names of the secrets that
    the user brought along; it is no key of the stack configuration.
    """

    deployment: Deployment = Field(
        default_factory=Deployment, description="What is installed, and how seriously it is meant."
    )
    kubernetes: Kubernetes = Field(
        default_factory=Kubernetes, description="The cluster or folder that receives it."
    )
    dependencies: Dependencies = Field(
        default_factory=Dependencies, description="Elasticsearch, MySQL and Redis."
    )
    application: Application = Field(..., description="How Tracardi itself behaves.")
    licensing: Licensing = Field(
        default_factory=Licensing, description="Under which terms Tracardi is used."
    )
    exposure: Exposure = Field(
        default_factory=Exposure, description="The addresses of the services."
    )
    monitoring: Monitoring = Field(
        default_factory=Monitoring, description="Metrics, alerts and telemetry."
    )
    backup: Backup = Field(
        default_factory=Backup, description="Backups of Elasticsearch and MySQL."
    )
    given_secrets: frozenset[str] = frozenset()


GROUPS: tuple[str, ...] = (
    "deployment",
    "kubernetes",
    "dependencies",
    "application",
    "licensing",
    "exposure",
    "monitoring",
    "backup",
)
"""The keys of the stack configuration that hold decisions, in the order of the questions."""
