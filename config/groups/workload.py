"""How much is expected: the figures that sizes and limits are estimated from."""

from typing import Final, Literal

from config.about import answer, group
from config.types import Answers

PresetName = Literal["small", "medium", "large"]

ASSUMED: Final = "an assumption of this program"
"""The source of a figure that nobody has measured for you."""

_STEPS: Final = 'docs/sizing.md, "The steps"'

_NOTHING_IS_DELETED: Final = (
    "This program deletes nothing: the estimate relies on you to delete the indices that are older."
)


class Retention(Answers):
    """How many months the indices of the past are kept before their owner deletes them.

    Profiles are missing on purpose: they are never deleted by age.
    """

    event: int | None = answer(
        None,
        "How many months events are kept; as long as reports and segments look back. Without an "
        "answer they are kept for ever.",
        consequence=_NOTHING_IS_DELETED,
        ge=1,
        le=240,
    )
    session: int | None = answer(
        None,
        "How many months sessions are kept; usually as long as events.",
        consequence=_NOTHING_IS_DELETED,
        ge=1,
        le=240,
    )
    entity: int | None = answer(
        None,
        "How many months entities are kept. Leave it out where entities are products, stores or "
        "other things that do not age.",
        consequence=_NOTHING_IS_DELETED,
        ge=1,
        le=240,
    )
    log: int | None = answer(
        None,
        "How many months the log lines stored in Elasticsearch are kept; a few are enough to look "
        "into an incident.",
        consequence=_NOTHING_IS_DELETED,
        ge=1,
        le=240,
    )
    field_update_log: int | None = answer(
        None,
        "How many months the log of field changes is kept; as long as an auditor may ask for it.",
        consequence=_NOTHING_IS_DELETED,
        ge=1,
        le=240,
    )


class Assumptions(Answers):
    """The figures of the arithmetic that are known only of a system that runs.

    Measure them on yours and write them here.
    """

    index_expansion_percent: int = answer(
        110,
        "Bytes of an index for 100 bytes of JSON. Measure it: pri.store.size of _cat/indices "
        "divided by the documents and their size.",
        consequence="All disk space is in proportion to it.",
        source='Amazon OpenSearch Service documentation, "Calculating storage requirements"',
        ge=10,
        le=1000,
    )
    staging_percent: int = answer(
        5,
        "Data in the staging context for 100 bytes in production. Write more where a test system "
        "replays traffic.",
        consequence="All disk space grows by it.",
        ge=0,
        le=1000,
    )
    entity_percent: int = answer(
        2,
        "Bytes of entities that are written each day for 100 bytes of events.",
        consequence="It adds to the disk space of the entity indices.",
        ge=0,
        le=1000,
    )
    log_percent: int = answer(
        5,
        "Bytes of stored log lines for 100 bytes of events. It counts only where log lines are "
        "stored in Elasticsearch.",
        consequence="It adds to the disk space of the log indices.",
        ge=0,
        le=1000,
    )
    field_update_log_percent: int = answer(
        20,
        "Bytes of logged field changes for 100 bytes of events. It counts only where field changes "
        "are logged.",
        consequence="It adds to the disk space of the indices of the log of field changes.",
        ge=0,
        le=1000,
    )
    events_per_session: int = answer(
        10,
        "Events of one session, used where sessions a day are not decided.",
        consequence="Fewer events in a session mean more sessions to store.",
        ge=1,
        le=100_000,
    )
    new_profiles_percent: int = answer(
        30,
        "New profiles for 100 sessions, used where new profiles a day are not decided. Visitors "
        "without cookies are new at every session.",
        consequence="Profiles are never deleted, so this decides how the disk fills over years.",
        ge=0,
        le=100,
    )
    fields_per_index: int = answer(
        500,
        "Mapped fields of one index. Tracardi's templates allow 2000 for events, profiles and "
        "entities.",
        consequence="Each field of each index takes 1 KiB of heap on every node that holds a part "
        "of the index.",
        source='Elasticsearch reference, "Size your shards", for the heap; the number is '
        f"{ASSUMED}",
        ge=1,
        le=2000,
    )
    redis_key_bytes: int = answer(
        500,
        "Bytes that Redis needs for one key beside the value: the key's text, the tables, what the "
        "allocator rounds up.",
        consequence="It counts for every profile and session in Redis.",
        ge=0,
        le=100_000,
    )
    redis_base_mebibytes: int = answer(
        64,
        "Mebibytes of Redis that hold neither profiles nor sessions: clients, locks, login tokens, "
        "the queue of upgrades.",
        consequence="It counts once.",
        ge=0,
        le=100_000,
    )
    events_per_request: int = answer(
        1,
        "Events that one request to the public API brings. Pages that send several at once have "
        "more.",
        consequence="More events in a request need fewer processes.",
        ge=1,
        le=1000,
    )
    requests_per_second_per_process: int = answer(
        30,
        "Requests that one process of the public API answers in a second. One after the other "
        "takes 25 to 45 ms each; a load test of the vendor reached 300 for each replica.",
        consequence="It decides how many processes the public API needs.",
        source="measured on API 0.9.0-dev; Tracardi documentation, production guide of 0.8",
        ge=1,
        le=10_000,
    )
    events_per_second_per_worker: int = answer(
        50,
        "Events that one background worker of the commercial edition stores in a second. Scale it "
        "until its backlog stays near zero.",
        consequence="It decides how many workers are needed.",
        ge=1,
        le=100_000,
    )


class Workload(Answers):
    """The expected load. Without events a day nothing but shards and connections is estimated."""

    preset: PresetName | None = answer(
        None,
        "A set of answers to start from, laid under your own: small is about 50 thousand events a "
        "day, medium about 2 million, large about 20 million.",
        consequence="It fills in this group, the sizes of the stores that this program runs, "
        "shards, partitioning, and the replicas of the APIs; whatever you write yourself wins.",
        source='docs/sizing.md, "The presets"',
    )
    events_per_day: int | None = answer(
        None,
        "Events on an average day, of all tenants together. Count page views, clicks and what "
        "your own systems send.",
        consequence="Disk space, memory of Redis and processes of the public API follow from it.",
        source=_STEPS,
        ge=1,
        le=10_000_000_000,
    )
    peak_factor: int = answer(
        4,
        "How many times the mean the busiest hour brings. Shops with campaigns and news sites have "
        "more, machines less.",
        consequence="Processes and Redis are sized for the peak.",
        source=ASSUMED,
        ge=1,
        le=1000,
    )
    event_bytes: int = answer(
        1500,
        "Bytes of one event as JSON, as GET /event/<id> of the API shows it.",
        consequence="Disk space is in proportion to it.",
        source=ASSUMED,
        ge=1,
        le=10_000_000,
    )
    sessions_per_day: int | None = answer(
        None,
        "Sessions on an average day. By default the events, divided by the events of a session.",
        consequence="Sessions take disk space, and the active ones memory of Redis.",
        source=_STEPS,
        ge=1,
        le=10_000_000_000,
    )
    session_bytes: int = answer(
        1500,
        "Bytes of one session as JSON.",
        consequence="Disk space is in proportion to it.",
        source=ASSUMED,
        ge=1,
        le=10_000_000,
    )
    profiles: int = answer(
        0,
        "Profiles at the start: customers that are imported.",
        consequence="They take disk space from the first day on.",
        source=_STEPS,
        ge=0,
        le=10_000_000_000,
    )
    profiles_per_day: int | None = answer(
        None,
        "New profiles on an average day: visitors seen for the first time. By default a share of "
        "the sessions.",
        consequence="Profiles are never deleted by age, so they add up.",
        source=_STEPS,
        ge=0,
        le=10_000_000_000,
    )
    profile_bytes: int = answer(
        4000,
        "Bytes of one profile as JSON.",
        consequence="Disk space and memory of Redis are in proportion to it.",
        source=ASSUMED,
        ge=1,
        le=10_000_000,
    )
    active_profiles_per_hour: int | None = answer(
        None,
        "Profiles with events in the busiest hour. By default the sessions of the busiest hour.",
        consequence="Redis holds each of them for as long as caches.profileRetentionSeconds says.",
        source=_STEPS,
        ge=1,
        le=10_000_000_000,
    )
    tenants: int | None = answer(
        None,
        "Tenants that there will be within two years. By default those that are listed.",
        consequence="Every tenant has indices of its own, so shards and heap are in proportion to "
        "it.",
        question="3.3",
        source="Tracardi/tracardi tracardi/service/storage/index.py 0.9.0-dev",
        ge=1,
        le=100_000,
    )
    retention: Retention = group(
        Retention,
        "Months after which old indices are deleted, by you.",
        question="3.4",
        source="Tracardi documentation, system_fault_tolerance.md: deleting the index of a past "
        "period loses that period and nothing else",
    )
    assumptions: Assumptions = group(
        Assumptions, "Figures of the estimate that you can measure and correct.", source=ASSUMED
    )
