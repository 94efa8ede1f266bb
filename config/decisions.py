"""All decisions of one installation."""

from typing import Final

from pydantic import Field

from config.about import About, group
from config.groups.application import Application
from config.groups.backup import Backup
from config.groups.dependencies import Dependencies
from config.groups.deployment import Deployment
from config.groups.docker import Docker
from config.groups.exposure import Exposure
from config.groups.images import Images
from config.groups.kubernetes import Kubernetes
from config.groups.licensing import Licensing
from config.groups.monitoring import Monitoring
from config.groups.secrets import Secrets
from config.groups.workload import Workload
from config.types import Answers


class Decisions(Answers):
    """The root: one field for each group of questions.

    Made by `config.parse` alone. `given_secrets` holds the logical names of the secrets that the
    user brought along, `filled_by_preset` the paths of the answers that came from the preset of
    the workload; neither is a key of the stack configuration.
    """

    deployment: Deployment = group(
        Deployment, "What is installed, and how seriously it is meant.", question="1.2"
    )
    kubernetes: Kubernetes = group(
        Kubernetes, "The cluster or folder that receives it.", question="1.2"
    )
    docker: Docker = group(Docker, "The Docker host that receives it.", question="1.2")
    images: Images = group(
        Images, "Which images are run, and where they come from.", question="1.2"
    )
    workload: Workload = group(Workload, "How much is expected.", question="2.2")
    dependencies: Dependencies = group(
        Dependencies, "Elasticsearch, MySQL, Redis and Apache Pulsar.", question="2.1"
    )
    secrets: Secrets = group(Secrets, "Secrets that exist already.", question="3.1")
    exposure: Exposure = group(
        Exposure, "What can be reached from where, and how it is protected.", question="3.1"
    )
    application: Application = Field(
        ...,
        description="How Tracardi itself behaves.",
        json_schema_extra=About(question="3.2"),
    )
    licensing: Licensing = group(Licensing, "Under which terms Tracardi is used.", question="4.1")
    monitoring: Monitoring = group(Monitoring, "Metrics, alerts and telemetry.", question="5.1")
    backup: Backup = group(Backup, "Backups, and the way back after a disaster.", question="6.1")
    given_secrets: frozenset[str] = frozenset()
    filled_by_preset: frozenset[str] = frozenset()


GROUPS: Final[tuple[str, ...]] = tuple(
    name for name in Decisions.model_fields if name not in ("given_secrets", "filled_by_preset")
)
"""The keys of the stack configuration that hold decisions, in the order of the questions."""
