"""Into which periods the indices of Tracardi are divided."""

from typing import Any, Literal

from config.about import Change, answer
from config.types import Answers

Period = Literal["year", "quarter", "month", "day"]

_LATER = (
    "keep the old value; to change it, install a second stack with the new value, copy the indices "
    "into it with Elasticsearch's _reindex, and then destroy the first one"
)


def _period(default: Period, meaning: str, consequence: str, *variables: str) -> Any:
    return answer(
        default,
        meaning,
        consequence=consequence,
        change=Change.NEVER,
        later=_LATER,
        variables=variables,
    )


class Partitioning(Answers):
    """How long one index of each kind is written to before the next begins."""

    event: Period = _period(
        "month",
        "How long one index of events is written to; the shorter, the more finely old events can "
        "be deleted. Choose month for up to a few million events a day, quarter for a few "
        "thousand.",
        "Each new index costs its shards and their copies in both contexts, and a query over a "
        "long time asks all of them.",
        "EVENT_PARTITIONING",
    )
    profile: Period = _period(
        "quarter",
        "How long one index of profiles is written to. Choose quarter, or year where there are "
        "fewer than a million profiles.",
        "A profile that comes back after years lies in an old index, so these indices cannot be "
        "deleted by age.",
        "PROFILE_PARTITIONING",
    )
    session: Period = _period(
        "quarter",
        "How long one index of sessions is written to. Choose the period after which visits are "
        "no longer asked for, at most month for a busy site.",
        "Each new index costs its shards and their copies in both contexts.",
        "SESSION_PARTITIONING",
    )
    entity: Period = _period(
        "quarter",
        "How long one index of entities (products, accounts and the like) is written to. Choose "
        "year where there are few of them.",
        "Each new index costs its shards and their copies in both contexts.",
        # 0.9 and 1.0 read the one, later versions the other.
        "ENTITY_PARTITIONING",
        "ITEM_PARTITIONING",
    )
    log: Period = _period(
        "month",
        "How long one index of Tracardi's own log is written to, where the log is stored in "
        "Elasticsearch at all. Choose month, since old log lines are deleted first.",
        "The indices exist, with their shards, even where no log line is stored.",
        "LOG_PARTITIONING",
    )
    field_update_log: Period = _period(
        "month",
        "How long one index of the log of field changes is written to, where "
        "application.fieldUpdateLog is on. Choose month.",
        "The indices exist, with their shards, even where no change is logged.",
        "FIELD_CHANGE_LOG_PARTITIONING",
    )
