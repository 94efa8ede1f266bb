"""Elasticsearch as a cluster of several nodes, run by Elastic's operator."""

from typing import Final, Literal

from config.about import Change, answer, group
from config.groups.elasticsearch import (
    ADDRESS,
    MEMORY,
    TOPOLOGY,
    ElasticsearchIndices,
    ElasticsearchStorage,
    copies_on_other_nodes,
    heap_answer,
    heap_bytes,
    mmap_answer,
)
from config.groups.store import TOPOLOGY_LATER
from config.types import Answers, CpuQuantity, Quantity, StorageClass

_ECK: Final = "elastic/cloud-on-k8s 3.x"
_ANEW: Final = (
    "remove dedicatedMasters and run `make up`, so that the data nodes lead; then write it again "
    "with the new answer: masters hold no documents"
)
_HEAP: Final = "Elasticsearch reference, Heap size settings"


class ElasticsearchClusterStorage(ElasticsearchStorage):
    """The volume of each data node."""

    size: Quantity = answer(
        Quantity("100Gi"),
        "The size of each data node's volume: the data and its copies, divided by the nodes, and a "
        "quarter on top.",
        consequence="At 95 % Elasticsearch stops writing. It can grow where the storage class "
        "allows expansion, and never shrinks.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused",
        source="Elasticsearch reference, Disk-based shard allocation",
    )


class MasterStorage(ElasticsearchStorage):
    """The volume of each dedicated master."""

    size: Quantity = answer(
        Quantity("5Gi"),
        "The size of each master's volume, which holds the state of the cluster and no documents.",
        consequence="It can grow where the storage class allows expansion, and never shrinks.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused",
        source=_ECK,
    )
    storage_class: StorageClass | None = answer(
        None,
        "The storage class of the volumes; by default the cluster's own. Choose one on fast disks.",
        consequence="A master that writes slowly holds up every change of the cluster.",
        change=Change.COSTLY,
        later=_ANEW,
        source=_ECK,
    )
    access_mode: Literal["ReadWriteOnce", "ReadWriteOncePod"] = answer(
        "ReadWriteOnce",
        "Who may mount a volume: ReadWriteOnce for the pods of one machine, ReadWriteOncePod for "
        "one single pod. Choose the latter where the storage driver offers it.",
        consequence="With ReadWriteOncePod two masters can never write to the same files.",
        change=Change.COSTLY,
        later=_ANEW,
        source=_ECK,
    )


class DedicatedMasters(Answers):
    """Nodes that lead the cluster and hold no data."""

    nodes: int = answer(
        3,
        "How many masters. Three survive the loss of one, five of two.",
        consequence="An even number survives no more losses than the odd one below it.",
        source="Elasticsearch reference, Quorum-based decision making",
        ge=3,
        le=7,
    )
    memory: Quantity = answer(
        Quantity("2Gi"),
        "Memory of each master, asked for and at most; half of it becomes the heap.",
        consequence="Too little for many thousand shards makes the whole cluster slow.",
        source=_HEAP,
    )
    cpu: CpuQuantity = answer(
        CpuQuantity("500m"),
        "Processor time that each master asks for.",
        consequence="A master that gets none in time loses its cluster for a while.",
        source=_ECK,
    )
    storage: MasterStorage = group(MasterStorage, "The volume of each master.", question="2.3")


class ElasticsearchCluster(ElasticsearchIndices):
    """Three Elasticsearch nodes or more, run by Elastic's operator (ECK)."""

    topology: Literal["cluster"] = answer(
        "cluster",
        TOPOLOGY,
        consequence="Losing one node loses no data and stops nothing; it takes three machines and "
        "an operator.",
        change=Change.NEVER,
        later=TOPOLOGY_LATER,
        source=_ECK,
        variables=ADDRESS,
    )
    nodes: int = answer(
        3,
        "How many nodes hold data. Three is the least that survives the loss of one.",
        consequence="Without dedicated masters these nodes also elect the leader, for which an "
        "even number is no better than the odd one below it.",
        question="2.2",
        source="Elasticsearch reference, Quorum-based decision making",
        ge=2,
        le=100,
    )
    dedicated_masters: DedicatedMasters | None = group(
        None,
        "Nodes that lead the cluster and hold no data; from seven data nodes on, so that a busy "
        "node does not lose the cluster its leader.",
        question="2.2",
        source="Elasticsearch reference, Node roles",
    )
    replicas: int = copies_on_other_nodes()
    memory: Quantity = answer(
        Quantity("8Gi"),
        "Memory of each data node, asked for and at most. 8 GB is a start, 16 to 32 GB for large "
        "amounts of data.",
        consequence="Half of it becomes the heap, the rest caches files. A change restarts one "
        "node after the other.",
        question="2.2",
        source=MEMORY,
    )
    heap: Quantity | None = heap_answer()
    cpu: CpuQuantity = answer(
        CpuQuantity("2"),
        "Processor time that each data node asks for.",
        consequence="Too little slows every event and search down.",
        question="2.2",
    )
    storage: ElasticsearchClusterStorage = group(
        ElasticsearchClusterStorage, "The volume of each data node.", question="2.3"
    )
    mmap: Literal["host", "disabled"] = mmap_answer()
    zone_aware: bool = answer(
        False,
        "Whether copies of a shard lie in different zones. Choose true where kubernetes.zones "
        "names two or more, with as many nodes in each.",
        consequence="Then the loss of a whole zone loses no data; traffic between zones may cost "
        "money. The operator must be allowed to read the label topology.kubernetes.io/zone of "
        "machines, as its chart has it.",
        question="2.2",
        source="Elasticsearch reference, Shard allocation awareness",
    )
    anti_affinity: Literal["required", "preferred"] = answer(
        "required",
        "Whether two nodes may share a machine. required: never; preferred: only where there are "
        "too few machines, for trying things out.",
        consequence="With preferred, one machine may take several copies of the same data with it.",
        question="2.2",
        source=_ECK,
    )
    max_unavailable: int = answer(
        1,
        "How many nodes a drain of machines may take away at the same time.",
        consequence="More than the copies of a shard would let a drain take all of them.",
        question="2.2",
        source=_ECK,
        ge=1,
        le=100,
    )
    operator: Literal["install", "present"] = answer(
        "install",
        "Who brings Elastic's operator. install: this program, in a namespace of its own; present: "
        "the cluster has it already.",
        consequence="Installing it takes rights over the whole cluster; a second one beside an "
        "existing one would fight with it.",
        source=_ECK,
    )

    @property
    def heap_bytes(self) -> int:
        """The Java heap of a data node in bytes: as decided, or half of the memory."""
        return heap_bytes(self.heap, self.memory)

    @property
    def data_nodes(self) -> int:
        """The number of nodes that hold data."""
        return self.nodes
