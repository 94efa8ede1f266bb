"""Redis: cache, locks and queues."""

from typing import Final, Literal

from config.about import Change, answer, group
from config.groups.store import RESTARTS, Storage
from config.types import Answers, CpuQuantity, Quantity, RedisHost

_CLIENT: Final = "Tracardi/tracardi tracardi/service/storage/redis_connection_pool.py 0.9.0-dev"
_PERSISTENCE: Final = "Redis documentation, Redis persistence"
_TOPOLOGY: Final = (
    "single: one server with a volume, run by this program; right for development and, since "
    "everything in it is rebuilt or stored within minutes, for most production. external: a server "
    "that somebody else runs and that fails over behind one address."
)
_TOPOLOGY_LATER: Final = (
    "stop the traffic, wait until the retention of profiles and sessions in Redis is over, install "
    "a second stack with the other topology and restore Elasticsearch and MySQL there"
)


class RedisStorage(Storage):
    """The volume of Redis's append-only file."""

    size: Quantity = answer(
        Quantity("5Gi"),
        "The size of the volume: at least twice maxMemory, because the append-only file lies there "
        "twice while it is rewritten.",
        consequence="It can grow where the storage class allows expansion, and never shrinks.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused",
        source=_PERSISTENCE,
    )


class RedisSingle(Answers):
    """One Redis server in the namespace."""

    topology: Literal["single"] = answer(
        "single",
        _TOPOLOGY,
        consequence="While the one server restarts, logins and events wait or fail for some "
        "seconds; a crash loses what appendFsync allows.",
        change=Change.NEVER,
        later=_TOPOLOGY_LATER,
        source=_CLIENT,
        variables=("REDIS_HOST", "REDIS_PORT"),
    )
    memory: Quantity = answer(
        Quantity("1Gi"),
        "Memory of the server, asked for and at most. Size it for the profiles and sessions that "
        "are active within their retention in Redis.",
        consequence=f"When it is full, Redis refuses writes and events fail. {RESTARTS}",
        question="2.2",
        source="Tracardi documentation, configuration/scaling/installation_scaling.md",
    )
    max_memory: Quantity | None = answer(
        None,
        "How much of the memory is for data (maxmemory); by default 60 % of it. Write more only "
        "with a measured rewrite of the append-only file.",
        consequence="The rest is for the copy that a fork makes while the append-only file is "
        "rewritten; too little of it, and the server is killed.",
        question="2.2",
        source=_PERSISTENCE,
    )
    cpu: CpuQuantity = answer(
        CpuQuantity("250m"),
        "Processor time that the server asks for; Redis uses one core at most for its commands.",
        consequence=f"Too little slows every event down when the machine is busy. {RESTARTS}",
        question="2.2",
    )
    append_fsync: Literal["everysec", "always"] = answer(
        "everysec",
        "When writes reach the disk. everysec: once a second; always: before each answer, for "
        "those who cannot lose one second of profile changes.",
        consequence="everysec loses about a second on a crash; always makes every write wait for "
        "the disk.",
        question="2.3",
        source=_PERSISTENCE,
    )
    storage: RedisStorage = group(RedisStorage, "The volume of the server.", question="2.3")

    @property
    def max_memory_bytes(self) -> int:
        """Redis's `maxmemory` in bytes: as decided, or 60 % of the memory.

        The rest is for the copies that a fork makes while the append-only file is rewritten.
        """
        return self.max_memory.bytes if self.max_memory else self.memory.bytes * 6 // 10


class RedisExternal(Answers):
    """A Redis server that somebody else runs."""

    topology: Literal["external"] = answer(
        "external",
        _TOPOLOGY,
        consequence="Whoever runs it answers for its memory, persistence and failover; it must not "
        "evict, because locks and queued tasks lie in it.",
        change=Change.NEVER,
        later=_TOPOLOGY_LATER,
        source=_CLIENT,
        variables=("REDIS_HOST", "REDIS_PORT"),
    )
    host: RedisHost = answer(
        ...,
        "Its name or address. Where there are several servers, the address of a proxy that always "
        "leads to the primary.",
        consequence="Neither TLS nor Sentinel nor Redis Cluster is spoken; password and "
        "events cross the network in clear text, so keep it private.",
        source=_CLIENT,
        variables=("REDIS_HOST",),
    )
    port: int = answer(
        6379,
        "Its port.",
        consequence="Database 0 behind it is always the one that is used.",
        source=_CLIENT,
        ge=1,
        le=65535,
        variables=("REDIS_PORT",),
    )
