"""Elasticsearch, MySQL, Redis and Apache Pulsar: who runs them, and how large they are."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from config.about import group
from config.groups.elasticsearch import (
    LARGEST_HEAP_BYTES,
    ElasticsearchExternal,
    ElasticsearchSingle,
)
from config.groups.elasticsearch_cluster import DedicatedMasters, ElasticsearchCluster
from config.groups.mysql import MysqlCluster, MysqlExternal, MysqlSingle
from config.groups.pulsar import PulsarCluster, PulsarExternal, PulsarNone, PulsarSingle
from config.groups.redis import RedisExternal, RedisSingle
from config.groups.store import GIBIBYTE, Storage
from config.types import Answers

__all__ = [
    "GIBIBYTE",
    "LARGEST_HEAP_BYTES",
    "DedicatedMasters",
    "Dependencies",
    "ElasticsearchCluster",
    "ElasticsearchExternal",
    "ElasticsearchSingle",
    "MysqlCluster",
    "MysqlExternal",
    "MysqlSingle",
    "PulsarCluster",
    "PulsarExternal",
    "PulsarNone",
    "PulsarSingle",
    "RedisExternal",
    "RedisSingle",
    "Storage",
]


def _topology(default: str) -> Discriminator:
    def of(value: Any) -> Any:
        if isinstance(value, dict):
            topology = value.get("topology", default)
            # pydantic wants to print what is no known tag, and cannot print everything.
            return topology if isinstance(topology, str) else None
        return getattr(value, "topology", None)

    return Discriminator(of)


class Dependencies(Answers):
    """The stores that Tracardi stands on."""

    elasticsearch: Annotated[
        Annotated[ElasticsearchSingle, Tag("single")]
        | Annotated[ElasticsearchCluster, Tag("cluster")]
        | Annotated[ElasticsearchExternal, Tag("external")],
        _topology("single"),
    ] = group(
        ElasticsearchSingle,
        "Elasticsearch, which holds events, profiles and sessions.",
        source="Tracardi documentation, architecture/dependencies_versions.md",
    )
    mysql: Annotated[
        Annotated[MysqlSingle, Tag("single")]
        | Annotated[MysqlCluster, Tag("cluster")]
        | Annotated[MysqlExternal, Tag("external")],
        _topology("single"),
    ] = group(
        MysqlSingle,
        "MySQL, which holds users, event sources, workflows and settings.",
        source="Tracardi documentation, architecture/dependencies_versions.md",
    )
    redis: Annotated[
        Annotated[RedisSingle, Tag("single")] | Annotated[RedisExternal, Tag("external")],
        _topology("single"),
    ] = group(
        RedisSingle,
        "Redis, which holds caches, locks and queued tasks.",
        source="Tracardi documentation, architecture/dependencies_versions.md",
    )
    pulsar: Annotated[
        Annotated[PulsarNone, Tag("none")]
        | Annotated[PulsarSingle, Tag("single")]
        | Annotated[PulsarCluster, Tag("cluster")]
        | Annotated[PulsarExternal, Tag("external")],
        _topology("none"),
    ] = group(
        PulsarNone,
        "Apache Pulsar, the event stream of the commercial edition.",
        source="Tracardi documentation, architecture/dependencies_versions.md",
    )
