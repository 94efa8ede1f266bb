"""Elasticsearch, MySQL and Redis: who runs them, how large they are, where data is kept."""

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from config.types import (
    Answers,
    CertificateAuthority,
    CpuQuantity,
    DatabaseName,
    ElasticsearchUser,
    HostAndPort,
    HostName,
    MysqlUser,
    Quantity,
    RedisHost,
    StorageClass,
)

GIBIBYTE: Final = 1024**3
LARGEST_HEAP_BYTES: Final = 31 * GIBIBYTE
"""Above some 31 GiB the Java VM loses compressed object pointers and holds less, not more
(Elasticsearch reference, "Heap size settings")."""

Port = Annotated[int, Field(ge=1, le=65535)]


class Storage(Answers):
    """One persistent volume."""

    size: Quantity = Field(..., description="The size of the volume; it can grow, never shrink.")
    storage_class: StorageClass | None = Field(
        None, description="The storage class of the volume; by default the cluster's own."
    )


class ElasticsearchStorage(Storage):
    """The volume of events, profiles and sessions."""

    size: Quantity = Field(Quantity("20Gi"), description="The size of the volume.")


class MysqlStorage(Storage):
    """The volume of users, sources, workflows and settings."""

    size: Quantity = Field(Quantity("10Gi"), description="The size of the volume.")


class RedisStorage(Storage):
    """The volume of Redis's append-only file."""

    size: Quantity = Field(Quantity("5Gi"), description="The size of the volume.")


class ElasticsearchClient(Answers):
    """How Tracardi's processes talk to Elasticsearch."""

    max_connections: int = Field(
        25, ge=1, le=1000, description="Connections of one process to one Elasticsearch node."
    )
    query_timeout_seconds: int = Field(
        12, ge=1, le=600, description="Seconds after which a query is given up."
    )
    compression: bool = Field(False, description="Whether requests are compressed.")


class _Elasticsearch(Answers):
    """What the indices look like, whoever runs Elasticsearch."""

    shards: int = Field(
        3,
        ge=1,
        le=50,
        description="Primary shards of each event, profile, session, entity and log index; "
        "written into the index templates at installation and unchangeable afterwards.",
    )
    field_update_log_shards: int = Field(
        1,
        ge=1,
        le=50,
        description="Primary shards of each index of the log of field changes; unchangeable.",
    )
    client: ElasticsearchClient = Field(
        default_factory=ElasticsearchClient, description="Connections and timeouts."
    )


class ElasticsearchSingle(_Elasticsearch):
    """One Elasticsearch node in the namespace."""

    topology: Literal["single"] = Field("single", description="One node, run by this program.")
    replicas: int = Field(
        0, ge=0, le=10, description="Copies of each shard; one node can hold none."
    )
    memory: Quantity = Field(
        Quantity("4Gi"), description="Memory of the node; half of it becomes the heap."
    )
    cpu: CpuQuantity = Field(CpuQuantity("1"), description="Processor time the node asks for.")
    storage: ElasticsearchStorage = Field(
        default_factory=ElasticsearchStorage, description="The volume of the node."
    )
    mmap: Literal["host", "disabled"] = Field(
        "host",
        description="host: memory-mapped files, which need vm.max_map_count of 262144 or more on "
        "the cluster's machines; disabled: slower, needs nothing.",
    )

    @property
    def heap(self) -> int:
        """The Java heap in bytes: half of the memory, at most 31 GiB."""
        return min(self.memory.bytes // 2, LARGEST_HEAP_BYTES)

    @property
    def data_nodes(self) -> int:
        """The number of nodes that hold data."""
        return 1


class ElasticsearchExternal(_Elasticsearch):
    """An Elasticsearch that somebody else runs."""

    topology: Literal["external"] = Field("external", description="Run by somebody else.")
    replicas: int = Field(1, ge=0, le=10, description="Copies of each shard.")
    hosts: list[HostAndPort] = Field(
        ..., min_length=1, description="Its nodes or its balancer, as host or host:port."
    )
    scheme: Literal["https", "http"] = Field("https", description="The protocol it answers.")
    username: ElasticsearchUser = Field(..., description="The user Tracardi signs in with.")
    verify_certificates: bool = Field(
        True, description="Whether its certificate must be one of a known authority."
    )
    certificate_authority: CertificateAuthority | None = Field(
        None, description="The authority's certificate in PEM form, where it is a private one."
    )
    data_nodes: int = Field(
        ..., ge=1, le=1000, description="How many of its nodes hold data; `up` waits for them."
    )


class MysqlSingle(Answers):
    """One MySQL server in the namespace."""

    topology: Literal["single"] = Field("single", description="One server, run by this program.")
    memory: Quantity = Field(
        Quantity("2Gi"), description="Memory of the server; half of it becomes the buffer pool."
    )
    cpu: CpuQuantity = Field(CpuQuantity("500m"), description="Processor time it asks for.")
    storage: MysqlStorage = Field(
        default_factory=MysqlStorage, description="The volume of the server."
    )
    database: DatabaseName = Field("tracardi", description="The database; unchangeable.")
    max_connections: int = Field(
        200, ge=10, le=10000, description="Connections the server accepts at the same time."
    )

    @property
    def innodb_buffer_pool(self) -> int:
        """The InnoDB buffer pool in bytes: half of the memory."""
        return self.memory.bytes // 2


class MysqlExternal(Answers):
    """A MySQL server that somebody else runs."""

    topology: Literal["external"] = Field("external", description="Run by somebody else.")
    host: HostName = Field(..., description="Its name or address.")
    port: Port = Field(3306, description="Its port.")
    database: DatabaseName = Field("tracardi", description="The database; unchangeable.")
    username: MysqlUser = Field(
        ..., description="The user Tracardi signs in with; it needs to read and write rows."
    )
    installer_username: MysqlUser | None = Field(
        None,
        description="The user that creates the tables at installation; by default the same one.",
    )


class RedisSingle(Answers):
    """One Redis server in the namespace."""

    topology: Literal["single"] = Field("single", description="One server, run by this program.")
    memory: Quantity = Field(
        Quantity("1Gi"), description="Memory of the server; 60 % of it is for data."
    )
    cpu: CpuQuantity = Field(CpuQuantity("250m"), description="Processor time it asks for.")
    storage: RedisStorage = Field(
        default_factory=RedisStorage, description="The volume of the server."
    )

    @property
    def max_memory(self) -> int:
        """Redis's `maxmemory` in bytes: 60 % of the memory.

        The rest is for the copies that a fork makes while the append-only file is rewritten.
        """
        return self.memory.bytes * 6 // 10


class RedisExternal(Answers):
    """A Redis server that somebody else runs."""

    topology: Literal["external"] = Field("external", description="Run by somebody else.")
    host: RedisHost = Field(..., description="Its name or address.")
    port: Port = Field(6379, description="Its port.")


def _topology(value: Any) -> Any:
    if isinstance(value, dict):
        return value.get("topology", "single")
    return getattr(value, "topology", None)


class Dependencies(Answers):
    """The three stores that Tracardi cannot do without."""

    elasticsearch: Annotated[
        Annotated[ElasticsearchSingle, Tag("single")]
        | Annotated[ElasticsearchExternal, Tag("external")],
        Discriminator(_topology),
    ] = Field(default_factory=ElasticsearchSingle, description="Events, profiles and sessions.")
    mysql: Annotated[
        Annotated[MysqlSingle, Tag("single")] | Annotated[MysqlExternal, Tag("external")],
        Discriminator(_topology),
    ] = Field(default_factory=MysqlSingle, description="Users, sources, workflows, settings.")
    redis: Annotated[
        Annotated[RedisSingle, Tag("single")] | Annotated[RedisExternal, Tag("external")],
        Discriminator(_topology),
    ] = Field(default_factory=RedisSingle, description="Cache, locks and the queue of upgrades.")
