"""How performance and health are followed, and where logs go."""

from typing import Literal

from pydantic import Field

from config.types import Answers


class Telemetry(Answers):
    """What the processes report about themselves."""

    store_logs_in_elasticsearch: bool = Field(
        False,
        description="Whether log lines are stored in Elasticsearch too, where the user interface "
        "shows them.",
    )


class Monitoring(Answers):
    """Metrics, alerts and telemetry."""

    mode: Literal["off"] = Field("off", description="Who collects metrics and raises alerts.")
    telemetry: Telemetry = Field(
        default_factory=Telemetry, description="What the processes report about themselves."
    )
