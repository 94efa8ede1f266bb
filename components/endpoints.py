"""What a dependency hands on to whoever uses it: its address, its credentials and its readiness.

A consumer cannot tell from these whether the dependency was installed by this program or is run by
somebody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import pulumi

from config.endpoints import ElasticsearchEndpoint, MysqlEndpoint, RedisEndpoint

Address = TypeVar("Address", ElasticsearchEndpoint, MysqlEndpoint, RedisEndpoint)


@dataclass(frozen=True)
class SecretKey:
    """One key of a Kubernetes Secret."""

    secret: str
    key: str


@dataclass(frozen=True)
class CertificateAuthority:
    """A certificate authority's PEM file, and where a client mounts it.

    It is the `key` of the ConfigMap or Secret `name`. A Secret is one that an operator makes and
    renews, so clients mount the object itself, never a copy of its text.
    """

    kind: Literal["ConfigMap", "Secret"]
    name: str
    key: str
    mount_path: str

    @property
    def path(self) -> str:
        """The file inside of a container."""
        return f"{self.mount_path}/{self.key}"


@dataclass(frozen=True)
class Dependency(Generic[Address]):
    """A running dependency.

    `secret_keys` maps the logical secret names of config/secrets/ to where the value lies.
    `ready` are the resources that exist only once the dependency answers.
    """

    address: Address
    secret_keys: Mapping[str, SecretKey]
    ready: Sequence[pulumi.Resource]
    certificate_authority: CertificateAuthority | None = None
