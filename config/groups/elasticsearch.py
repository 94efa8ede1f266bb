"""Elasticsearch: events, profiles and sessions."""

from typing import Any, Final, Literal

from config.about import Change, answer, group
from config.groups.store import GIBIBYTE, RESTARTS, TOPOLOGY_LATER, Storage
from config.types import (
    Answers,
    CertificateAuthority,
    CpuQuantity,
    ElasticsearchUser,
    ElasticsearchVersion,
    HostAndPort,
    Quantity,
)

LARGEST_HEAP_BYTES: Final = 31 * GIBIBYTE
"""Above some 31 GiB the Java VM loses compressed object pointers and holds less, not more
(Elasticsearch reference, "Heap size settings")."""

_LIBRARY: Final = "Tracardi/tracardi tracardi/config.py 0.9.0-dev"
INSTALLER: Final = "Tracardi/tracardi tracardi/service/installation.py 0.9.0-dev"
_HEAP: Final = "Elasticsearch reference, Heap size settings"
_MMAP: Final = "Elasticsearch reference, Virtual memory"
MEMORY: Final = "Tracardi documentation, qa/what_is_the_mimimum_ram_for_es.md"
TOPOLOGY: Final = (
    "single: one node, run by this program; for development. cluster: three nodes or more, run by "
    "Elastic's operator; for production on Kubernetes. external: an Elasticsearch that somebody "
    "else runs, a managed one for instance."
)
"""What to choose when, said at each of the topologies."""
ADDRESS: Final = ("ELASTIC_HOST", "ELASTIC_SCHEME", "ELASTIC_HTTP_AUTH_USERNAME")
"""The variables that follow from the topology."""


def heap_answer() -> Quantity | None:
    """The field `heap`, the same for one node and for several."""
    made: Quantity | None = answer(
        None,
        "The Java heap of a node, least and greatest size in one; by default half of its memory, "
        "at most 31Gi. Write less where much is searched and little aggregated.",
        consequence="The rest of the memory caches files, which searches live on; above half of "
        "the memory or 31Gi the node gets slower, not faster.",
        question="2.2",
        source=_HEAP,
    )
    return made


def mmap_answer() -> Literal["host", "disabled"]:
    """The field `mmap`, the same for one node and for several."""
    made: Literal["host", "disabled"] = answer(
        "host",
        "How index files are read. host: memory-mapped, which needs vm.max_map_count of 262144 or "
        "more on the machines; disabled: where nobody may set that.",
        consequence="disabled is slower under load; host does not start on machines without the "
        "setting.",
        question="2.2",
        source=_MMAP,
    )
    return made


class ElasticsearchStorage(Storage):
    """The volume of events, profiles and sessions."""

    size: Quantity = answer(
        Quantity("20Gi"),
        "The size of the volume: the data of the whole retention with growth, and a quarter on "
        "top, because Elasticsearch moves shards away at 90 %.",
        consequence="At 95 % Elasticsearch stops writing. It can grow where the storage class "
        "allows expansion, and never shrinks.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused",
        source="Elasticsearch reference, Disk-based shard allocation",
    )


class ElasticsearchClient(Answers):
    """How Tracardi's processes talk to Elasticsearch."""

    max_connections: int = answer(
        25,
        "Connections of one process to one Elasticsearch node. Raise it if requests wait for a "
        "connection under load.",
        consequence="More of them load the nodes' queues instead of waiting in Tracardi.",
        source=_LIBRARY,
        ge=1,
        le=1000,
        variables=("ELASTIC_MAX_CONN",),
    )
    query_timeout_seconds: int = answer(
        12,
        "Seconds after which a query is given up. Raise it for segments over many months.",
        consequence="A longer one lets slow queries hold connections that events need.",
        source=_LIBRARY,
        ge=1,
        le=600,
        variables=("ELASTIC_QUERY_TIMEOUT",),
    )
    compression: bool = answer(
        False,
        "Whether requests are compressed. Choose true where traffic between zones is paid for.",
        consequence="It saves network and costs processor time on both sides.",
        source="Tracardi/tracardi tracardi/worker/config.py 0.9.0-dev",
        variables=("ELASTIC_HTTP_COMPRESS",),
    )


class ElasticsearchIndices(Answers):
    """What the indices look like, whoever runs Elasticsearch."""

    shards: int = answer(
        3,
        "Primary shards of each event, profile, session, entity and log index. One for each data "
        "node is a start; more only where an index of one period outgrows 50 GB a shard.",
        consequence="Every period multiplies it: too many exhaust the limit of 1000 shards a data "
        "node, too few cannot be spread over more nodes.",
        change=Change.NEVER,
        later="install a second stack with the new number, copy the indices into it with "
        "Elasticsearch's _reindex, and then destroy this one",
        question="2.2",
        source="Tracardi/tracardi tracardi/service/setup/setup_indices.py 0.9.0-dev",
        ge=1,
        le=50,
        variables=("ELASTIC_INDEX_SHARDS",),
    )
    field_update_log_shards: int = answer(
        1,
        "Primary shards of each index of the log of field changes. One is enough unless "
        "application.fieldUpdateLog is on and profiles change all the time.",
        consequence="It counts towards the limit of shards as well.",
        change=Change.NEVER,
        later="install a second stack with the new number, copy the indices into it with "
        "Elasticsearch's _reindex, and then destroy this one",
        question="2.2",
        source=_LIBRARY,
        ge=1,
        le=50,
        variables=("ELASTIC_CONF_INDEX_SHARDS",),
    )
    client: ElasticsearchClient = group(
        ElasticsearchClient, "Connections and timeouts.", question="3.2"
    )


class ElasticsearchSingle(ElasticsearchIndices):
    """One Elasticsearch node in the namespace."""

    topology: Literal["single"] = answer(
        "single",
        TOPOLOGY,
        consequence="While the one node is away nothing is stored, and its volume is the only "
        "copy.",
        change=Change.NEVER,
        later=TOPOLOGY_LATER,
        variables=ADDRESS,
    )
    replicas: int = answer(
        0,
        "Copies of each shard beside the primary one; one node can hold none.",
        consequence="Without a copy, losing the volume loses everything since the last backup.",
        question="2.2",
        source=INSTALLER,
        ge=0,
        le=10,
        variables=("ELASTIC_INDEX_REPLICAS",),
    )
    memory: Quantity = answer(
        Quantity("4Gi"),
        "Memory of the node, asked for and at most. Tracardi's documentation calls 2 GB the least "
        "and 8 GB a start for production.",
        consequence=f"Half of it becomes the heap, the rest caches files. {RESTARTS}",
        question="2.2",
        source=MEMORY,
    )
    heap: Quantity | None = heap_answer()
    cpu: CpuQuantity = answer(
        CpuQuantity("1"),
        "Processor time that the node asks for; it may use more where the machine has it.",
        consequence=f"Too little slows every event and search down. {RESTARTS}",
        question="2.2",
    )
    storage: ElasticsearchStorage = group(
        ElasticsearchStorage, "The volume of the node.", question="2.3"
    )
    mmap: Literal["host", "disabled"] = mmap_answer()

    @property
    def heap_bytes(self) -> int:
        """The Java heap in bytes: as decided, or half of the memory, at most 31 GiB."""
        return heap_bytes(self.heap, self.memory)

    @property
    def data_nodes(self) -> int:
        """The number of nodes that hold data."""
        return 1


def copies_on_other_nodes() -> Any:
    """The field of the copies of each shard, wherever there is more than one node."""
    return answer(
        1,
        "Copies of each shard beside the primary one, each on another node.",
        consequence="One copy survives the loss of one node, two of two; each takes as much disk "
        "as the data itself.",
        change=Change.COSTLY,
        later="edit it and run `make up`, which brings the indices that exist to the new number; "
        "more copies need the disk for them, and their nodes copy for a while",
        question="2.2",
        source=INSTALLER,
        ge=0,
        le=10,
        variables=("ELASTIC_INDEX_REPLICAS",),
    )


class ElasticsearchExternal(ElasticsearchIndices):
    """An Elasticsearch that somebody else runs."""

    topology: Literal["external"] = answer(
        "external",
        TOPOLOGY,
        consequence="Whoever runs it answers for its size, its failover and its backups.",
        change=Change.NEVER,
        later=TOPOLOGY_LATER,
        variables=ADDRESS,
    )
    replicas: int = copies_on_other_nodes()
    hosts: list[HostAndPort] = answer(
        ...,
        "Its nodes or its balancer, as host or host:port.",
        consequence="Tracardi tries one after the other, and with a single node's address it stops "
        "with that node.",
        source="Tracardi/tracardi tracardi/worker/config.py 0.9.0-dev",
        min_length=1,
        variables=("ELASTIC_HOST",),
    )
    scheme: Literal["https", "http"] = answer(
        "https",
        "The protocol that it answers. http only on a private network, and never in production.",
        consequence="With http events, profiles and the password cross the network in clear text.",
        question="3.1",
        source=_LIBRARY,
        variables=("ELASTIC_SCHEME",),
    )
    username: ElasticsearchUser = answer(
        ...,
        "The user that Tracardi signs in with. Make one that may monitor the cluster, manage index "
        "templates, and do everything with Tracardi's own indices.",
        consequence="Every process of Tracardi holds its password, so it should not be the "
        "superuser elastic.",
        question="3.1",
        source=_LIBRARY,
        variables=("ELASTIC_HTTP_AUTH_USERNAME",),
    )
    verify_certificates: bool = answer(
        True,
        "Whether its certificate must be one of a known authority. false only for a moment, to "
        "find out what is wrong.",
        consequence="Without it, anybody on the way can pose as Elasticsearch; Tracardi's own "
        "default is not to verify.",
        question="3.1",
        source=_LIBRARY,
        variables=("ELASTIC_VERIFY_CERTS",),
    )
    certificate_authority: CertificateAuthority | None = answer(
        None,
        "The authority's certificate in PEM form, where it is a private one.",
        consequence="It is mounted into every process; when the authority is renewed, it has to be "
        "renewed here before.",
        question="3.1",
        source=_LIBRARY,
        variables=("ELASTIC_CA_FILE",),
    )
    data_nodes: int = answer(
        ...,
        "How many of its nodes hold data.",
        consequence="`up` waits for all of them: with one alone, Tracardi would silently create "
        "its indices without copies.",
        question="2.2",
        source=INSTALLER,
        ge=1,
        le=1000,
    )
    version: ElasticsearchVersion | None = answer(
        None,
        "Its version, for instance 8.19.3, if it is known. Tracardi works with 7.17 and with 8.8 "
        "and newer within 8.",
        consequence="With it, a version that Tracardi cannot use is refused before anything is "
        "installed.",
        source="Tracardi documentation, architecture/dependencies_versions.md",
    )
    storage_per_node: Quantity | None = answer(
        None,
        "The disk of each data node, if it is known; for the estimate alone.",
        consequence="With it, the estimate shows in which month the disks are full.",
        question="2.3",
        source="Elasticsearch reference, Disk-based shard allocation",
    )


def heap_bytes(decided: Quantity | None, memory: Quantity) -> int:
    """The Java heap in bytes: as decided, or half of the memory, at most 31 GiB."""
    return decided.bytes if decided else min(memory.bytes // 2, LARGEST_HEAP_BYTES)
