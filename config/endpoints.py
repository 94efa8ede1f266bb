"""What a store hands on to the processes that use it: where it is and who signs in.

The same for a store in the namespace and for one that somebody else runs.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ElasticsearchEndpoint:
    """Elasticsearch; `hosts` are `host:port`, the CA file's path is the one inside a container."""

    hosts: tuple[str, ...]
    scheme: str
    username: str
    verify_certificates: bool
    certificate_authority_path: str | None
    data_nodes: int


@dataclass(frozen=True)
class MysqlEndpoint:
    """MySQL; the installer's user creates tables, the other one reads and writes rows."""

    host: str
    port: int
    database: str
    username: str
    installer_username: str


@dataclass(frozen=True)
class RedisEndpoint:
    """Redis; there is no user name, because Tracardi has no setting for one."""

    host: str
    port: int


@dataclass(frozen=True)
class Endpoints:
    """The three stores of one installation."""

    elasticsearch: ElasticsearchEndpoint
    mysql: MysqlEndpoint
    redis: RedisEndpoint
