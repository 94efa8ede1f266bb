"""MySQL: users, event sources, workflows and settings."""

from typing import Final, Literal

from config.about import Change, answer, group
from config.groups.store import RESTARTS, TOPOLOGY_LATER, Storage
from config.types import Answers, CpuQuantity, DatabaseName, HostName, MysqlUser, Quantity

_MEMORY_SOURCE: Final = "Tracardi documentation, qa/what_is_the_minimum_ram_for_mysql.md"
_ENGINE: Final = "Tracardi/tracardi tracardi/service/storage/mysql/engine.py 0.9.0-dev"
_LIBRARY: Final = "Tracardi/tracardi tracardi/config.py 0.9.0-dev"
_OPERATOR: Final = "percona/percona-xtradb-cluster-operator 1.16.1"
_TOPOLOGY: Final = (
    "single: one server, run by this program; for development, or where minutes without "
    "administration are bearable. cluster: Percona XtraDB Cluster, run by its operator; for "
    "production without a managed MySQL. external: a server that somebody else runs."
)
_DATABASE: Final = "The name of the database that Tracardi keeps its settings in."
_DATABASE_CONSEQUENCE: Final = "Under another name Tracardi finds an empty system."
_DATABASE_LATER: Final = (
    "dump the database, install a second stack with the new name, and load the dump there"
)


def _database() -> DatabaseName:
    made: DatabaseName = answer(
        "tracardi",
        _DATABASE,
        consequence=_DATABASE_CONSEQUENCE,
        change=Change.NEVER,
        later=_DATABASE_LATER,
        question="3.2",
        source=_LIBRARY,
        variables=("MYSQL_DATABASE",),
    )
    return made


def _max_connections() -> int:
    made: int = answer(
        200,
        "Connections that the server accepts at the same time. Every process of Tracardi opens two "
        "pools, so it grows with replicas and processes.",
        consequence="One connection too few fails a request; each one takes about 1 MiB.",
        question="2.2",
        source=_ENGINE,
        ge=10,
        le=10000,
    )
    return made


def _buffer_pool() -> Quantity | None:
    made: Quantity | None = answer(
        None,
        "Memory of a server for cached data (innodb_buffer_pool_size); by default half of its "
        "memory. More than half suits a server with few connections.",
        consequence="What is left must hold the connections and the server itself, or it is "
        "killed.",
        question="2.2",
        source=_MEMORY_SOURCE,
    )
    return made


class MysqlStorage(Storage):
    """The volume of users, sources, workflows and settings."""

    size: Quantity = answer(
        Quantity("10Gi"),
        "The size of the volume. The settings are small; most of it is a week of binary logs.",
        consequence="A full volume stops administration and processing. It can grow where the "
        "storage class allows expansion, and never shrinks.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused",
    )


class MysqlSingle(Answers):
    """One MySQL server in the namespace."""

    topology: Literal["single"] = answer(
        "single",
        _TOPOLOGY,
        consequence="While the one server is away nobody signs in, and events fail as soon as the "
        "caches of a few seconds are empty.",
        change=Change.NEVER,
        later=TOPOLOGY_LATER,
        variables=("MYSQL_HOST", "MYSQL_PORT", "MYSQL_USERNAME"),
    )
    memory: Quantity = answer(
        Quantity("2Gi"),
        "Memory of the server, asked for and at most. Tracardi's documentation calls 4 GB a start "
        "for production.",
        consequence=f"Half of it becomes the buffer pool unless bufferPool says more. {RESTARTS}",
        question="2.2",
        source=_MEMORY_SOURCE,
    )
    buffer_pool: Quantity | None = _buffer_pool()
    cpu: CpuQuantity = answer(
        CpuQuantity("500m"),
        "Processor time that the server asks for; it may use more where the machine has it.",
        consequence=f"Too little slows logins and settings down. {RESTARTS}",
        question="2.2",
    )
    storage: MysqlStorage = group(MysqlStorage, "The volume of the server.", question="2.3")
    database: DatabaseName = _database()
    max_connections: int = _max_connections()
    authentication: Literal["caching_sha2_password", "mysql_native_password"] = answer(
        "caching_sha2_password",
        "How the two users of Tracardi prove themselves. Choose mysql_native_password only if an "
        "image of Tracardi lacks the Python package cryptography.",
        consequence="mysql_native_password is the weaker one; MySQL 8.4 has it switched off and "
        "MySQL 9 has removed it.",
        change=Change.NEVER,
        later="the users are made at the very first start: dump the database, install a second "
        "stack with the other answer, and load the dump there",
        question="3.1",
        source="MySQL 8.4 reference, Native Pluggable Authentication",
    )

    @property
    def buffer_pool_bytes(self) -> int:
        """The InnoDB buffer pool in bytes: as decided, or half of the memory."""
        return self.buffer_pool.bytes if self.buffer_pool else self.memory.bytes // 2


class MysqlClusterStorage(MysqlStorage):
    """The volume of each of the cluster's servers."""

    size: Quantity = answer(
        Quantity("20Gi"),
        "The size of each server's volume: all data stands on every one of them.",
        consequence="A full volume stops administration and processing. It can grow where the "
        "storage class allows expansion, and never shrinks.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused",
    )


class MysqlCluster(Answers):
    """A Percona XtraDB Cluster behind HAProxy, run by its operator."""

    topology: Literal["cluster"] = answer(
        "cluster",
        _TOPOLOGY,
        consequence="Losing one server loses no data and stops nothing; it takes three volumes and "
        "an operator.",
        change=Change.NEVER,
        later=TOPOLOGY_LATER,
        source=_OPERATOR,
        variables=("MYSQL_HOST", "MYSQL_PORT", "MYSQL_USERNAME"),
    )
    nodes: int = answer(
        3,
        "How many servers. Three survive the loss of one, five of two; more would only slow writes "
        "down, and the operator refuses them.",
        consequence="An even number survives no more losses than the odd one below it.",
        question="2.2",
        source=_OPERATOR,
        ge=3,
        le=5,
    )
    haproxy_replicas: int = answer(
        2,
        "How many proxies lead to the server that takes the writes.",
        consequence="With fewer than two, the proxy itself would be the single point of failure.",
        question="2.2",
        source=_OPERATOR,
        ge=2,
        le=9,
    )
    memory: Quantity = answer(
        Quantity("4Gi"),
        "Memory of each server, asked for and at most.",
        consequence="Half of it becomes the buffer pool unless bufferPool says more. A change "
        "restarts one server after the other.",
        question="2.2",
        source=_MEMORY_SOURCE,
    )
    buffer_pool: Quantity | None = _buffer_pool()
    cpu: CpuQuantity = answer(
        CpuQuantity("1"),
        "Processor time that each server asks for.",
        consequence="Too little slows logins and settings down, and a server that cannot keep up "
        "slows all the others.",
        question="2.2",
    )
    storage: MysqlClusterStorage = group(
        MysqlClusterStorage, "The volume of each server.", question="2.3"
    )
    database: DatabaseName = _database()
    max_connections: int = _max_connections()
    anti_affinity: Literal["required", "preferred"] = answer(
        "required",
        "Whether two servers may share a machine. required: never; preferred: only where there "
        "are too few machines, for trying things out.",
        consequence="With preferred, one machine may take a majority of the servers with it.",
        question="2.2",
        source=_OPERATOR,
    )
    operator: Literal["install", "present"] = answer(
        "install",
        "Who brings the Percona operator. install: this program, in a namespace of its own; "
        "present: the cluster has it already.",
        consequence="Installing it takes rights over the whole cluster; a second one beside an "
        "existing one would fight with it.",
        source=_OPERATOR,
    )

    @property
    def buffer_pool_bytes(self) -> int:
        """The InnoDB buffer pool of a server in bytes: as decided, or half of its memory."""
        return self.buffer_pool.bytes if self.buffer_pool else self.memory.bytes // 2


class MysqlExternal(Answers):
    """A MySQL server that somebody else runs."""

    topology: Literal["external"] = answer(
        "external",
        _TOPOLOGY,
        consequence="Whoever runs it answers for its failover and its backups.",
        change=Change.NEVER,
        later=TOPOLOGY_LATER,
        variables=("MYSQL_HOST", "MYSQL_PORT", "MYSQL_USERNAME"),
    )
    host: HostName = answer(
        ...,
        "Its name or address.",
        consequence="Tracardi's client asks for no TLS, so keep the network between them private.",
        source=_LIBRARY,
        variables=("MYSQL_HOST",),
    )
    port: int = answer(
        3306,
        "Its port.",
        consequence="A wrong one is told by the preflight Job before anything is installed.",
        source=_LIBRARY,
        ge=1,
        le=65535,
        variables=("MYSQL_PORT",),
    )
    database: DatabaseName = _database()
    username: MysqlUser = answer(
        ...,
        "The user that Tracardi signs in with; it needs to read and write rows of the database.",
        consequence="Every process of Tracardi holds its password, so it should have no other "
        "rights.",
        question="3.1",
        source=_LIBRARY,
        variables=("MYSQL_USERNAME",),
    )
    installer_username: MysqlUser | None = answer(
        None,
        "The user that creates the tables at installation; by default the same one.",
        consequence="With one of its own, no process that serves visitors can change tables.",
        question="3.1",
        source=_LIBRARY,
        variables=("MYSQL_USERNAME", "MYSQL_PASSWORD"),
    )
    max_connections: int | None = answer(
        None,
        "How many connections the server grants Tracardi, if that is known.",
        consequence="With it, too many replicas and processes are refused before they fail "
        "requests.",
        question="2.2",
        source=_ENGINE,
        ge=10,
        le=100000,
    )
