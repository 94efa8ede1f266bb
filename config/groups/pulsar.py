"""Apache Pulsar: the event stream of the commercial edition."""

from typing import Final, Literal

from config.about import Change, answer, group
from config.groups.store import NEW_STACK, Storage
from config.types import (
    Answers,
    CpuQuantity,
    PulsarAdminUrl,
    PulsarName,
    PulsarServiceUrl,
    Quantity,
)

_CHART: Final = "apache/pulsar-helm-chart 4.x"
_DOCUMENTATION: Final = "Tracardi documentation, system_startup_sequence.md"
_SETTINGS: Final = "Tracardi chart 1.3.x"
_RETENTION: Final = "Apache Pulsar documentation, Message retention and expiry"
_TOPOLOGY: Final = (
    "none: no event stream, the right answer for the open-source edition. single: one process, for "
    "trying the commercial edition out. cluster: Apache's own chart, for production. external: a "
    "Pulsar that somebody else runs."
)
_QUORUM: Final = "Apache BookKeeper documentation, The BookKeeper protocol"


class PulsarNone(Answers):
    """No event stream."""

    topology: Literal["none"] = answer(
        "none",
        _TOPOLOGY,
        consequence="Events are processed inside the APIs, and a slow destination slows them down.",
        change=Change.COSTLY,
        later="choose another topology and run `make up`; nothing has to be moved",
    )


class _Pulsar(Answers):
    """What Tracardi's topics look like, whoever runs Pulsar."""

    tenant: PulsarName = answer(
        "tracardi",
        "The tenant of Pulsar that all of Tracardi's topics belong to; a name of its own for each "
        "installation on a shared Pulsar.",
        consequence="Under another name the queued events stay behind.",
        change=Change.COSTLY,
        later="stop the traffic, wait until the backlog is empty, and edit it",
        source=_SETTINGS,
        variables=("PULSAR_TENANT",),
    )
    namespace: PulsarName = answer(
        "system",
        "The namespace of Tracardi's topics inside the tenant.",
        consequence="Under another name the queued events stay behind.",
        change=Change.COSTLY,
        later="stop the traffic, wait until the backlog is empty, and edit it",
        source=_SETTINGS,
        variables=("PULSAR_SYSTEM_NAMESPACE",),
    )
    retention_hours: int = answer(
        0,
        "For how many hours events are kept that every worker has taken. 0: not at all; more to be "
        "able to play them again.",
        consequence="Every hour takes the disk of an hour's events on every copy.",
        question="2.3",
        source=_RETENTION,
        ge=0,
        le=8760,
    )
    message_ttl_days: int = answer(
        14,
        "After how many days an event is dropped that no worker has taken.",
        consequence="It is how long the workers may be down without a loss; the disks must hold "
        "that backlog.",
        question="2.3",
        source=_DOCUMENTATION,
        ge=1,
        le=365,
    )


class PulsarStorage(Storage):
    """The volume of the queued events."""

    size: Quantity = answer(
        Quantity("20Gi"),
        "The size of the volume: the events of the time that the workers may be down.",
        consequence="When it is full, the collector takes no more events. It can grow where the "
        "storage class allows expansion, and never shrinks.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused",
        source=_CHART,
    )


class JournalStorage(Storage):
    """The volume that every event is written to before it is acknowledged."""

    size: Quantity = answer(
        Quantity("5Gi"),
        "The size of the volume of each bookie's journal.",
        consequence="Its speed is the speed at which events are taken: choose a local disk.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused",
        source=_CHART,
    )


class PulsarSingle(_Pulsar):
    """One process that is broker, bookie and ZooKeeper at once."""

    topology: Literal["single"] = answer(
        "single",
        _TOPOLOGY,
        consequence="While the one process is away no event is taken, and its volume is the only "
        "copy of what is queued.",
        change=Change.COSTLY,
        later="stop the traffic, wait until the backlog is empty, and edit it",
        source="Apache Pulsar documentation, Run a standalone Pulsar cluster",
    )
    cluster_name: PulsarName = answer(
        "standalone",
        "The name of the Pulsar cluster; a standalone one is called standalone.",
        consequence="With another name than the cluster's own Tracardi cannot make its topics.",
        change=Change.COSTLY,
        later="stop the traffic, wait until the backlog is empty, and edit it",
        source=_SETTINGS,
        variables=("PULSAR_CLUSTER",),
    )
    memory: Quantity = answer(
        Quantity("2Gi"),
        "Memory of the process, asked for and at most.",
        consequence="Too little, and the process is killed under load.",
        question="2.2",
        source="Apache Pulsar documentation, Run a standalone Pulsar cluster",
    )
    cpu: CpuQuantity = answer(
        CpuQuantity("500m"),
        "Processor time that the process asks for.",
        consequence="Too little slows every event down.",
        question="2.2",
    )
    storage: PulsarStorage = group(PulsarStorage, "The volume of the process.", question="2.3")


class PulsarCluster(_Pulsar):
    """ZooKeeper, BookKeeper, brokers and proxies by Apache's own chart."""

    topology: Literal["cluster"] = answer(
        "cluster",
        _TOPOLOGY,
        consequence="Losing one pod of each kind loses no event; it takes eleven pods or more.",
        change=Change.COSTLY,
        later="stop the traffic, wait until the backlog is empty, and edit it",
        source=_CHART,
    )
    cluster_name: PulsarName = answer(
        "tracardi",
        "The name of the Pulsar cluster, written into its metadata at the first start.",
        consequence="Topics are bound to it.",
        change=Change.NEVER,
        later=NEW_STACK,
        source=_CHART,
        variables=("PULSAR_CLUSTER",),
    )
    zookeepers: int = answer(
        3,
        "How many ZooKeeper servers keep the metadata. Three survive the loss of one.",
        consequence="An even number survives no more losses than the odd one below it.",
        change=Change.NEVER,
        later=NEW_STACK,
        question="2.2",
        source=_CHART,
        ge=1,
        le=9,
    )
    bookies: int = answer(
        3,
        "How many BookKeeper servers store the events. At least as many as the ensemble; one more "
        "lets a lost one be replaced at once.",
        consequence="Each has a journal and a ledger volume of its own.",
        question="2.2",
        source=_CHART,
        ge=1,
        le=100,
    )
    brokers: int = answer(
        3,
        "How many brokers take and hand out events; they hold no data.",
        consequence="Losing one moves its topics to the others within seconds.",
        question="2.2",
        source=_CHART,
        ge=1,
        le=100,
    )
    proxies: int = answer(
        2,
        "How many proxies lead to the brokers.",
        consequence="With one alone, the proxy itself would be the single point of failure.",
        question="2.2",
        source=_CHART,
        ge=1,
        le=100,
    )
    ensemble: int = answer(
        3,
        "Over how many bookies the entries of a ledger are spread.",
        consequence="With fewer bookies than this, no event is taken at all.",
        question="2.2",
        source=_QUORUM,
        ge=1,
        le=100,
    )
    write_quorum: int = answer(
        3,
        "How many copies of each event are written.",
        consequence="Each takes the disk and the network of the event once more.",
        question="2.2",
        source=_QUORUM,
        ge=1,
        le=100,
    )
    ack_quorum: int = answer(
        2,
        "How many copies must be written before an event counts as taken.",
        consequence="One less than the copies rides out one slow bookie; one alone can be lost "
        "with its bookie.",
        question="2.2",
        source=_QUORUM,
        ge=1,
        le=100,
    )
    memory: Quantity = answer(
        Quantity("2Gi"),
        "Memory of each broker and of each bookie, asked for and at most.",
        consequence="Too little, and brokers are killed under load.",
        question="2.2",
        source=_CHART,
    )
    cpu: CpuQuantity = answer(
        CpuQuantity("500m"),
        "Processor time that each broker and each bookie asks for.",
        consequence="Too little slows every event down.",
        question="2.2",
    )
    storage: PulsarStorage = group(
        PulsarStorage, "The volume of each bookie's ledgers.", question="2.3"
    )
    journal_storage: JournalStorage = group(
        JournalStorage, "The volume of each bookie's journal.", question="2.3"
    )


class PulsarExternal(_Pulsar):
    """A Pulsar that somebody else runs."""

    topology: Literal["external"] = answer(
        "external",
        _TOPOLOGY,
        consequence="Whoever runs it answers for its size and its failover.",
        change=Change.COSTLY,
        later="stop the traffic, wait until the backlog is empty, and edit it",
    )
    service_url: PulsarServiceUrl = answer(
        ...,
        "The address of its brokers or proxies, for instance pulsar://pulsar.example.com:6650.",
        consequence="TLS is not possible, so keep the network private.",
        source=_SETTINGS,
        variables=("PULSAR_HOST",),
    )
    admin_url: PulsarAdminUrl = answer(
        ...,
        "The address of its administration, for instance http://pulsar.example.com:8080.",
        consequence="The topics are made through it at installation.",
        source=_SETTINGS,
        variables=("PULSAR_API",),
    )
    cluster_name: PulsarName = answer(
        ...,
        "The name of the cluster, as `pulsar-admin clusters list` shows it.",
        consequence="With a wrong name no topic can be made.",
        source=_SETTINGS,
        variables=("PULSAR_CLUSTER",),
    )
    authentication: Literal["token", "none"] = answer(
        "token",
        "How Tracardi proves itself to it: by a token that may administer its tenant, or not at "
        "all on a private network.",
        consequence="Without a token anybody who reaches it reads and writes every event.",
        question="3.1",
        source=_SETTINGS,
    )
