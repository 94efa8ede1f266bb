"""What is installed, where it runs and how seriously it is meant."""

from typing import Final, Literal

from config.about import Change, answer
from config.types import Answers, ImageTag

WAIVERS: Final = {
    "single-node-elasticsearch": "losing the one Elasticsearch node stops everything",
    "no-index-replicas": "losing one Elasticsearch node loses events and profiles",
    "single-node-mysql": "losing the one MySQL server stops administration and processing",
    "single-node-pulsar": "losing the one Pulsar process loses the events that wait in it",
    "shared-machines": "losing one machine takes several nodes of a cluster away",
    "single-api-replica": "every restart of the one API pod loses events that arrive meanwhile",
    "no-backup": "lost data stays lost",
    "backups-in-cluster": "losing the cluster loses the backups with it",
    "unencrypted-backups": "who reads the place of the backups reads every profile",
    "no-restore-drills": "nobody knows whether the backups can be restored",
    "no-monitoring": "nobody is told when it breaks",
    "debug-logging": "the log holds the Redis password in clear text",
    "api-docs": "the interactive description of the whole API is served",
    "demo-data": "a hundred invented profiles lie among the real ones",
    "track-debug": "the tracking path keeps debugging data",
    "plain-http-elasticsearch": "events and passwords cross the network in clear text",
    "unverified-certificates": "anybody on the way can pose as Elasticsearch",
    "plain-http-urls": "logins and events cross the network in clear text",
    "delete-data-on-destroy": "one `pulumi destroy` deletes every event and profile",
    "weaker-pod-security": "a pod of the namespace may run as root with more rights",
    "published-ports": "who reaches the Docker host reaches the private API as well",
}
"""The risks that `acceptRisks` can name, each with what it means to accept it."""

_PRODUCTION: Final = (
    "Tracardi documentation, What upfront decisions have to be made before installing Tracardi"
)


class Deployment(Answers):
    """Edition, platform, tier and version of the installation."""

    edition: Literal["open-source", "commercial"] = answer(
        "open-source",
        "Which edition of Tracardi is installed. commercial where several tenants, event "
        "streaming, destinations in the background or support are needed.",
        consequence="commercial needs a licence key, a token of the image registry and, for event "
        "streaming, Apache Pulsar.",
        change=Change.COSTLY,
        later="have the licence at hand, edit it and follow the vendor's upgrade notes: profiles "
        "and events stay, processes and images are others",
        question="1.1",
        source=_PRODUCTION,
    )
    platform: Literal["kubernetes", "docker"] = answer(
        "kubernetes",
        "What the installation runs on. kubernetes for production; docker for one machine, a small "
        "team or a first evaluation.",
        consequence="One Docker host is never highly available: while it is away, everything is.",
        change=Change.NEVER,
        later="install a second stack on the other platform, restore backups there, and then "
        "destroy this one",
        source=_PRODUCTION,
    )
    tier: Literal["dev", "production"] = answer(
        "dev",
        "How seriously it is meant. production as soon as anybody would miss the data.",
        consequence="In production, known risks are errors unless acceptRisks names them.",
        source=_PRODUCTION,
    )
    version: ImageTag = answer(
        "1.0.0",
        "The exact version of every Tracardi image; all carry the same tag. Take the newest "
        "release that your edition can pull.",
        consequence="With different tags the interface shows an error of versions, and with a "
        "moving one two machines can run different programs.",
        change=Change.COSTLY,
        later="back up, write a newer version and run `make up`; an older one is refused, because "
        "tables and indices are already those of the newer",
        source="Tracardi documentation, qa/errors/error_11.md",
    )
    accept_risks: list[str] = answer(
        None,
        "The risks of production that are accepted, by name; write one after it has been decided "
        "upon, not to make an error go away.",
        consequence="Each becomes a warning at every preview and a line on the decision sheet.",
        factory=list,
        source=_PRODUCTION,
    )
    data_on_destroy: Literal["retain", "delete"] = answer(
        "retain",
        "Whether `pulumi destroy` keeps or deletes the stored data. delete only for stacks that "
        "are made and thrown away.",
        consequence="With retain, volumes, their secrets and the namespace stay and have to be "
        "removed by hand.",
        source="Pulumi documentation, retainOnDelete",
    )
