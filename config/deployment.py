"""What is installed, where it runs and how seriously it is meant."""

from typing import Final, Literal

from pydantic import Field

from config.types import Answers, ImageTag

WAIVERS: Final = {
    "single-node-elasticsearch": "losing the one Elasticsearch node stops everything",
    "no-index-replicas": "losing one Elasticsearch node loses events and profiles",
    "single-node-mysql": "losing the one MySQL server stops administration and processing",
    "single-api-replica": "every restart of the one API pod loses events that arrive meanwhile",
    "no-backup": "lost data stays lost",
    "no-monitoring": "nobody is told when it breaks",
    "debug-logging": "the log holds the Redis password in clear text",
    "api-docs": "the interactive description of the whole API is served",
    "demo-data": "a hundred invented profiles lie among the real ones",
    "track-debug": "the tracking path keeps debugging data",
    "plain-http-elasticsearch": "events and passwords cross the network in clear text",
    "unverified-certificates": "anybody on the way can pose as Elasticsearch",
    "plain-http-urls": "logins and events cross the network in clear text",
    "delete-data-on-destroy": "one `pulumi destroy` deletes every event and profile",
}
"""The risks that `acceptRisks` can name, each with what it means to accept it."""


class Deployment(Answers):
    """Edition, platform, tier and version of the installation."""

    edition: Literal["open-source", "commercial"] = Field(
        "open-source", description="Which edition of Tracardi is installed."
    )
    platform: Literal["kubernetes", "docker"] = Field(
        "kubernetes", description="What the installation runs on."
    )
    tier: Literal["dev", "production"] = Field(
        "dev", description="In production, known risks are errors unless acceptRisks names them."
    )
    version: ImageTag = Field(
        "1.0.0", description="The exact version of every Tracardi image; all carry the same tag."
    )
    accept_risks: list[str] = Field(
        default_factory=list,
        description="The risks of production that are accepted, by name.",
    )
    data_on_destroy: Literal["retain", "delete"] = Field(
        "retain", description="Whether `pulumi destroy` keeps or deletes the stored data."
    )
