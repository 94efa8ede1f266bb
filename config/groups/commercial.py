"""What the commercial edition alone is told: identity, features, queues and workers."""

from typing import Any, Final, Literal

from config.about import Change, answer, group
from config.groups.pools import EventPool, MysqlPool
from config.groups.queues import CommercialWorkers, Kafka, QueueBridge
from config.groups.staging import Preconfiguration, Staging
from config.types import Answers, EventType, FieldPath, HostName, PrimaryId

_VARIABLES: Final = "Tracardi documentation, commercial environment variables"
_MERGING: Final = "Tracardi documentation, apm.md"
_CHART: Final = "Tracardi chart 1.2.0 (Tracardi/argocd 1.3.x)"


class Identification(Answers):
    """By what two profiles are recognised as one person."""

    event_properties: list[FieldPath] | None = answer(
        None,
        "The fields of a profile by which two profiles are recognised as one person; by default "
        "nine fields of keys, e-mail addresses and telephone numbers. The empty list ends merging "
        "by fields.",
        consequence="Profiles are merged where such a field agrees, whether or not anybody has "
        "checked it: a mistyped address joins two people for good.",
        variables=("IDENTIFICATION_EVENT_PROPERTY",),
    )
    point_type: Literal["restricted", "anonymous"] = answer(
        "restricted",
        "Which profiles an identification joins: restricted for those of trusted events only; "
        "anonymous for those from before the sign-in as well.",
        consequence="anonymous joins more, and also what somebody else did on the same device.",
        variables=("IDENTIFICATION_POINT_TYPE",),
    )
    event_type: EventType | None = answer(
        None,
        "The type of event that identifies a person, such as sign-in; by default any that an "
        "identification point names.",
        consequence="Events of other types never lead to a merge.",
        variables=("IDENTIFICATION_EVENT_TYPE",),
    )


class Maxmind(Answers):
    """Where visitors are, by their IP addresses, as MaxMind knows it."""

    account_id: int = answer(
        ...,
        "The number of the MaxMind account; its licence key is tracardi:maxmindLicenseKey.",
        consequence="Each visit asks MaxMind, outside of the cluster, about the visitor's address; "
        "the account is charged for it.",
        variables=("MAXMIND_ACCOUNT_ID",),
        ge=1,
    )
    host: HostName = answer(
        "geolite.info",
        "The server that is asked: geolite.info for the free data, geoip.maxmind.com for the paid "
        "ones.",
        consequence="The cluster has to let the processes reach it.",
        variables=("MAXMIND_HOST",),
    )


def _feature(meaning: str, consequence: str, variable: str, default: bool = True) -> Any:
    return answer(default, meaning, consequence=consequence, source=_CHART, variables=(variable,))


class Commercial(Answers):
    """What only the commercial edition can be told."""

    primary_id: PrimaryId | None = answer(
        None,
        "Which identifier of a profile becomes its one id for good: a field, such as "
        "data.identifier.pk or data.contact.email.business, or a prefix, emm- for the main e-mail "
        "address and phm- for the main telephone number. By default data.identifier.pk.",
        consequence="Every event and session refers to a profile by it.",
        change=Change.NEVER,
        later="install a second stack with the new value and send the profiles into it anew",
        source=_VARIABLES,
        variables=("PRIMARY_ID",),
    )
    primary_id_as_hash: bool = answer(
        False,
        "Whether the one id is a hash of the identifier. Write true where ids are seen by others, "
        "for instance in addresses of web pages.",
        consequence="Ids can no longer be read, and are compared with other systems by their "
        "hashes only.",
        change=Change.NEVER,
        later="install a second stack with the new value and send the profiles into it anew",
        source=_VARIABLES,
        variables=("PRIMARY_ID_AS_HASH",),
    )
    identification: Identification = group(
        Identification,
        "By what two profiles are recognised as one person.",
        source=_MERGING,
    )
    late_profile_binding: bool = _feature(
        "Whether profiles are bound to events late, an experiment of the vendor. Keep false "
        "unless the vendor says otherwise.",
        "The vendor documents no effect of it.",
        "EFF_LATE_PROFILE_BINDING",
        False,
    )
    audiences: bool = _feature(
        "Whether audiences can be built from profiles.",
        "Each audience is a search over all profiles.",
        "ENABLE_AUDIENCES",
    )
    event_mapping: bool = _feature(
        "Whether data of events is sorted into fields that reports can count.",
        "Without it, reports find the raw properties only.",
        "ENABLE_EVENT_MAPPING",
    )
    event_to_profile_mapping: bool = _feature(
        "Whether data of events is copied to the profile.",
        "Without it, profiles learn nothing from events, and nothing can be merged by fields.",
        "ENABLE_EVENT_TO_PROFILE_MAPPING",
    )
    data_compliance: bool = _feature(
        "Whether data is hidden or left out where the visitor has not consented. Keep true where "
        "people of the European Union are visitors.",
        "Without it, everything that arrives is stored.",
        "ENABLE_DATA_COMPLIANCE",
    )
    visit_ended: bool = _feature(
        "Whether an event is stored when a visit ends. Write true where workflows or reports need "
        "it.",
        "One event more for each visit.",
        "ENABLE_VISIT_ENDED",
        False,
    )
    close_visit_after_seconds: int = answer(
        1200,
        "After how many seconds without an event a visit is over.",
        consequence="It decides what counts as one visit in every report.",
        source=_CHART,
        variables=("CLOSE_VISIT_AFTER",),
        ge=60,
        le=86400,
    )
    property_change_events: list[FieldPath] = answer(
        None,
        "The fields of a profile whose every change becomes an event. List few.",
        consequence="One event more for each change of such a field.",
        source=_CHART,
        variables=("SYSTEM_EVENTS_FOR_PROPERTY_CHANGE",),
        factory=list,
    )
    event_pool: EventPool = group(
        EventPool, "How many events are gathered before they are stored.", source=_VARIABLES
    )
    mysql_pool: MysqlPool = group(
        MysqlPool,
        "The connections that each process keeps to MySQL, from 1.1 on.",
        question="2.2",
        source=_CHART,
    )
    audience_estimation_max_cardinality: int = answer(
        100000,
        "Up to how many different values are counted exactly when the size of an audience is "
        "estimated.",
        consequence="The more, the more memory Elasticsearch needs for the estimate.",
        source=_VARIABLES,
        variables=("AUDIENCE_ESTIMATION_MAX_CARDINALITY_COUNT",),
        ge=100,
        le=10000000,
    )
    queue_adapter: Literal["pulsar", "kafka"] = answer(
        "pulsar",
        "What carries events from the APIs to the workers. Keep pulsar; kafka needs a version "
        "after 1.2 and the group kafka.",
        consequence="Every worker depends on it.",
        change=Change.COSTLY,
        later="stop the traffic, let the workers empty the old queue, then edit the stack's file",
        source=_CHART,
        variables=("QUEUE_ADAPTER",),
    )
    kafka: Kafka | None = group(
        None,
        "The connection to Apache Kafka, where events go to or come from it.",
        source=_CHART,
    )
    workers: CommercialWorkers = group(
        CommercialWorkers,
        "The workers behind the queue, each with a role of its own.",
        question="2.2",
        source=_CHART,
    )
    bridge: QueueBridge = group(
        QueueBridge,
        "The process that fetches events from brokers and mailboxes of others.",
        source=_CHART,
    )
    staging: Staging = group(
        Staging,
        "How settings come from the staging context into the production one.",
        source=_CHART,
    )
    preconfiguration: Preconfiguration = group(
        Preconfiguration,
        "What every tenant has from the start, locked; from 1.0.1 on.",
        source="Tracardi documentation, preconfiguration",
    )
    maxmind: Maxmind | None = group(
        None,
        "Where visitors are, by their IP addresses, as MaxMind knows it.",
        source=_VARIABLES,
    )
