"""Redis: Tracardi's cache of profiles and sessions, its login tokens and its queue of tasks.

Tracardi opens it with host, port and password alone: no TLS, no user name, no Sentinel, no Redis
Cluster (Tracardi/tracardi service/storage/redis_connection_pool.py, 0.9.0-dev).
"""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core

from components.endpoints import Dependency, SecretKey
from components.kubernetes import workload
from components.kubernetes.platform import Platform, Wave
from components.kubernetes.pod import (
    REDIS_USER,
    Container,
    Pod,
    claim,
    exec_probe,
    scratch,
    secret_files,
    tcp_probe,
)
from components.kubernetes.storage import persistent_claim
from components.secrets import Secrets
from config.endpoints import RedisEndpoint
from config.groups.dependencies import RedisExternal, RedisSingle

COMPONENT = "redis"
PORT = 6379


@dataclass(frozen=True)
class RedisArgs:
    """The decision and what the component stands on."""

    decision: RedisSingle | RedisExternal
    platform: Platform
    secrets: Secrets


class Redis(pulumi.ComponentResource):
    """One Redis with persistence, or the address of somebody else's."""

    dependency: Dependency[RedisEndpoint]

    def __init__(
        self, name: str, args: RedisArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:Redis", name, None, opts)
        decision, platform = args.decision, args.platform
        password = args.secrets.values["redis-password"]
        data: dict[str, pulumi.Input[str]] = {"password": password}
        if isinstance(decision, RedisSingle):
            data["redis.conf"] = password.apply(lambda value: configuration(decision, value))
        secret = platform.secret(COMPONENT, COMPONENT, data, self)
        checksum = args.secrets.checksum("redis-password")
        ready: list[pulumi.Resource] = [secret]
        if isinstance(decision, RedisSingle):
            address = RedisEndpoint(host=COMPONENT, port=PORT)
            ready += self._run(decision, platform, secret, checksum)
        else:
            address = RedisEndpoint(host=decision.host, port=decision.port)
        self.dependency = Dependency(
            address=address,
            secret_keys={"redis-password": SecretKey(COMPONENT, "password")},
            ready=ready,
        )
        self.register_outputs({"host": address.host, "port": address.port})

    def _run(
        self,
        decision: RedisSingle,
        platform: Platform,
        secret: core.Secret,
        checksum: pulumi.Output[str],
    ) -> list[pulumi.Resource]:
        storage = persistent_claim(COMPONENT, decision.storage, platform, self)
        account = platform.service_account(COMPONENT, self)
        # The client exits 0 whatever the server answers, LOADING for one, while it reads its file.
        answers = ["sh", "-c", '[ "$(redis-cli ping)" = PONG ]']
        container = Container(
            name="redis",
            image=platform.image("redis"),
            resources=decision,
            command=["redis-server", "/etc/redis/redis.conf"],
            environment=[
                core.EnvVarArgs(
                    name="REDISCLI_AUTH",
                    value_from=core.EnvVarSourceArgs(
                        secret_key_ref=core.SecretKeySelectorArgs(name=COMPONENT, key="password")
                    ),
                )
            ],
            mounts=[
                claim("data", f"{COMPONENT}-data", "/data"),
                secret_files("configuration", COMPONENT, "/etc/redis", ["redis.conf"]),
                scratch("tmp", "/tmp"),
            ],
            ports={"redis": PORT},
            # Reading a large append-only file takes minutes; liveness must not end it.
            startup=exec_probe(answers, period=5, failures=120),
            readiness=exec_probe(answers, period=5, failures=3),
            liveness=tcp_probe("redis", period=20, failures=6),
        )
        pod = Pod(
            component=COMPONENT,
            user=REDIS_USER,
            containers=[container],
            grace_seconds=60,
            annotations={workload.CHECKSUM: checksum},
        )
        store = workload.single_store(pod, platform, self, [storage, account, secret])
        front = workload.service(
            COMPONENT, COMPONENT, {"redis": (PORT, "redis")}, platform, self, Wave.DEPENDENCY
        )
        return [store, front]


def configuration(decision: RedisSingle, password: str) -> str:
    """The server's configuration file.

    Redis is more to Tracardi than a cache: it holds locks, queued tasks and profile changes that
    are not yet stored. So nothing is ever evicted, and writes go to disk every second, or at once;
    a crash loses about one second, or nothing (redis/docs, persistence). `maxmemory` leaves room
    for the copy that a fork makes while the append-only file is rewritten.
    """
    return "\n".join(
        [
            "bind * -::*",
            f"port {PORT}",
            # The image is built with protected mode off, so the password is the only lock.
            f"requirepass {password}",
            "dir /data",
            "appendonly yes",
            f"appendfsync {decision.append_fsync}",
            "aof-use-rdb-preamble yes",
            "save 900 1 300 100",
            f"maxmemory {decision.max_memory_bytes}",
            "maxmemory-policy noeviction",
            "",
        ]
    )
