"""The questions that a team answers before it installs Tracardi for production.

The list follows a page of Tracardi's documentation ("What upfront decisions have to be made before
installing Tracardi"), in our words and numbered by us. Every decision belongs to one of them.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Question:
    """One question: `id` as it is referred to, a `title` of a few words, and the whole `text`."""

    id: str
    title: str
    text: str


QUESTIONS: Final = (
    Question(
        "1.1",
        "Edition",
        "Open source or commercial? What does the commercial edition add that is needed?",
    ),
    Question("1.2", "Platform", "Where does it run, how seriously is it meant, which version?"),
    Question(
        "2.1",
        "Services",
        "Who runs Elasticsearch, MySQL, Redis and, for event streaming, Apache Pulsar, and are "
        "they set up rightly?",
    ),
    Question(
        "2.2",
        "Scale",
        "How much is expected, and how is each service scaled? Above all: how many shards, since "
        "that number cannot be changed later?",
    ),
    Question("2.3", "Storage", "Where is data kept, and how does each service persist it?"),
    Question(
        "3.1",
        "Authentication and exposure",
        "How do people and programs prove who they are, and what can be reached from where?",
    ),
    Question(
        "3.2",
        "Environment variables",
        "Which of Tracardi's settings differ from its own, above all the installation token and "
        "the merging key?",
    ),
    Question("3.3", "Tenancy", "One tenant, or several clients kept apart in one installation?"),
    Question(
        "3.4", "Partitioning", "Into which periods are events, profiles and sessions divided?"
    ),
    Question(
        "3.5", "Custom settings", "Log levels, documentation of the API, workflows: on or off?"
    ),
    Question("4.1", "Licence", "Are the licence key and the registry's access token at hand?"),
    Question("5.1", "Monitoring", "Which tools follow performance and health?"),
    Question("5.2", "Telemetry", "Which logs and metrics are gathered, and where do they go?"),
    Question("6.1", "Backups", "When are Elasticsearch and MySQL saved, and where to?"),
    Question("6.2", "Disaster recovery", "How does service come back after a disaster?"),
)
"""All questions, in their order."""
