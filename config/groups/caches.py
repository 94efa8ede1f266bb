"""How long Tracardi keeps what it has read, and how it merges profiles."""

from typing import Any, Final

from config.about import answer
from config.types import Answers

_DAY: Final = 86400
_WEEK: Final = 7 * _DAY

_SEEN_LATER: Final = (
    "A change in the user interface takes effect after these seconds; fewer of them mean more "
    "queries to the stores for each event."
)


def _seconds(
    default: int | None,
    what: str,
    variable: str,
    *,
    most: int = _DAY,
    consequence: str | None = None,
) -> Any:
    return answer(
        default,
        f"For how many seconds {what}. Keep the default, which is Tracardi's own, unless the "
        "stores are too busy.",
        consequence=consequence or _SEEN_LATER,
        variables=(variable,),
        ge=1,
        le=most,
    )


class Caches(Answers):
    """For how many seconds the processes keep what they have read.

    The default values are those of Tracardi 0.9.
    """

    source_seconds: int = _seconds(2, "a process keeps the event sources", "SOURCE_CACHE_TTL")
    session_seconds: int | None = answer(
        None,
        "For how many seconds a process keeps sessions. Tracardi reads this one setting in two "
        "places with two defaults (2 and 60 seconds); without an answer both stay.",
        consequence="One number takes the place of both defaults.",
        variables=("SESSION_CACHE_TTL",),
        ge=1,
        le=_DAY,
    )
    profile_seconds: int = _seconds(60, "a process keeps profiles", "PROFILE_CACHE_TTL")
    event_validation_seconds: int = _seconds(
        2, "a process keeps the schemas that events are checked by", "EVENT_VALIDATION_CACHE_TTL"
    )
    event_metadata_seconds: int = _seconds(
        2, "a process keeps what is known about types of events", "EVENT_METADATA_CACHE_TTL"
    )
    event_destination_seconds: int = _seconds(
        2, "a process keeps the destinations of events", "EVENT_DESTINATION_CACHE_TTL"
    )
    profile_destination_seconds: int = _seconds(
        2, "a process keeps the destinations of profiles", "PROFILE_DESTINATION_CACHE_TTL"
    )
    event_to_profile_copy_seconds: int = _seconds(
        2,
        "a process keeps the rules that copy data of events to profiles",
        "EVENT_TO_PROFILE_COPY_CACHE_TTL",
    )
    data_compliance_seconds: int = _seconds(
        2, "a process keeps the rules of consent", "DATA_COMPLIANCE_CACHE_TTL"
    )
    trigger_rule_seconds: int = _seconds(
        5, "a process keeps the rules that start workflows", "TRIGGER_RULE_CACHE_TTL"
    )
    profile_retention_seconds: int = _seconds(
        3600,
        "Redis keeps a profile after its last use",
        "KEEP_PROFILE_IN_CACHE_FOR",
        most=_WEEK,
        consequence="Sets how much memory Redis needs: every profile that is active within these "
        "seconds lies in it.",
    )
    session_retention_seconds: int = _seconds(
        1800,
        "Redis keeps a session after its last use",
        "KEEP_SESSION_IN_CACHE_FOR",
        most=_WEEK,
        consequence="Sets how much memory Redis needs: every session that is active within these "
        "seconds lies in it.",
    )


class Merging(Answers):
    """Automatic merging of profiles that turn out to be the same person."""

    enabled: bool = answer(
        True,
        "Whether profiles that share a key (an e-mail address, a number of a customer) become one. "
        "Write false where every visitor signs in before anything is collected.",
        consequence="Without it, one person on two devices stays two profiles; with it, one worker "
        "more runs.",
        source="Tracardi/tracardi tracardi/config.py 0.9.0-dev",
        variables=("APM",),
    )
    pause_seconds: int = answer(
        60,
        "Seconds between two passes of the merging worker. Write 900, as the vendor's chart does, "
        "where there are millions of profiles and merging need not be quick.",
        consequence="The longer the pause, the longer one person is two profiles, and the less "
        "Elasticsearch is searched.",
        source="Tracardi/apm app/config.py 0.9.0-dev; Tracardi chart 1.2.0",
        variables=("PAUSE",),
        ge=1,
        le=_DAY,
    )
