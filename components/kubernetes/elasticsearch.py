"""Elasticsearch: events, profiles and sessions."""

from dataclasses import dataclass
from typing import Literal

import pulumi
import yaml
from pulumi_kubernetes.core import v1 as core

from components.endpoints import CertificateAuthority, Dependency, SecretKey
from components.kubernetes import workload
from components.kubernetes.platform import Platform, Wave
from components.kubernetes.pod import (
    ELASTICSEARCH_USER,
    Container,
    FixedResources,
    Pod,
    claim,
    config_files,
    scratch,
    secret_files,
    tcp_probe,
)
from components.kubernetes.storage import persistent_claim
from components.secrets import Secrets
from config.endpoints import ElasticsearchEndpoint
from config.groups.dependencies import ElasticsearchExternal, ElasticsearchSingle
from config.types import CpuQuantity, Quantity

COMPONENT = "elasticsearch"
PORT = 9200
READINESS_PORT = 8080
USER_NAME = "tracardi"
HOME = "/usr/share/elasticsearch"
PREPARE = f"""\
cp -R {HOME}/config/. /writable/
cp /managed/settings/* /managed/realm/* /writable/
"""
CA_KEY = "ca.crt"
CA_PATH = "/etc/elasticsearch-ca"

# The prefixes of Tracardi's indices, production and staging
# (Tracardi/tracardi service/storage/index.py).
INDEX_PATTERNS = ("09x.*", "prod-09x.*")
INDEX_KINDS = ("event", "profile", "session", "entity", "log", "field-update-log")


@dataclass(frozen=True)
class ElasticsearchArgs:
    """The decision and what the component stands on."""

    decision: ElasticsearchSingle | ElasticsearchExternal
    platform: Platform
    secrets: Secrets


class Elasticsearch(pulumi.ComponentResource):
    """One Elasticsearch node with authentication, or the address of somebody else's cluster."""

    dependency: Dependency[ElasticsearchEndpoint]

    def __init__(
        self, name: str, args: ElasticsearchArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:Elasticsearch", name, None, opts)
        decision, platform = args.decision, args.platform
        data: dict[str, pulumi.Input[str]] = {
            "password": args.secrets.values["elasticsearch-password"]
        }
        if isinstance(decision, ElasticsearchSingle):
            data["users"] = pulumi.Output.concat(
                USER_NAME, ":", args.secrets.bcrypt_hash("elasticsearch-password"), "\n"
            )
        secret = platform.secret(COMPONENT, COMPONENT, data, self)
        checksum = args.secrets.checksum("elasticsearch-password")
        ready: list[pulumi.Resource] = [secret]
        authority = None
        if isinstance(decision, ElasticsearchSingle):
            address = ElasticsearchEndpoint(
                hosts=(f"{COMPONENT}:{PORT}",),
                scheme="http",
                username=USER_NAME,
                verify_certificates=False,
                certificate_authority_path=None,
                data_nodes=decision.data_nodes,
            )
            ready += self._run(decision, platform, secret, checksum)
        else:
            if decision.certificate_authority is not None:
                authority = CertificateAuthority("ConfigMap", f"{COMPONENT}-ca", CA_KEY, CA_PATH)
                ready.append(self._certificate_authority(decision.certificate_authority, platform))
            address = ElasticsearchEndpoint(
                hosts=tuple(decision.hosts),
                scheme=decision.scheme,
                username=decision.username,
                verify_certificates=decision.verify_certificates,
                certificate_authority_path=authority.path if authority else None,
                data_nodes=decision.data_nodes,
            )
        self.dependency = Dependency(
            address=address,
            secret_keys={"elasticsearch-password": SecretKey(COMPONENT, "password")},
            ready=ready,
            certificate_authority=authority,
        )
        self.register_outputs({"hosts": list(address.hosts)})

    def _certificate_authority(self, pem: str, platform: Platform) -> core.ConfigMap:
        return core.ConfigMap(
            f"{COMPONENT}-ca",
            metadata=platform.metadata(f"{COMPONENT}-ca", COMPONENT, Wave.SETTINGS),
            data={CA_KEY: pem},
            opts=platform.options(self),
        )

    def _run(
        self,
        decision: ElasticsearchSingle,
        platform: Platform,
        secret: core.Secret,
        checksum: pulumi.Output[str],
    ) -> list[pulumi.Resource]:
        storage = persistent_claim(COMPONENT, decision.storage, platform, self)
        account = platform.service_account(COMPONENT, self)
        files = configuration(decision)
        settings = core.ConfigMap(
            f"{COMPONENT}-configuration",
            metadata=platform.metadata(COMPONENT, COMPONENT, Wave.SETTINGS),
            data=files,
            opts=platform.options(self),
        )
        pod = Pod(
            component=COMPONENT,
            user=ELASTICSEARCH_USER,
            init_containers=[self._prepare(platform)],
            containers=[self._server(decision, platform)],
            grace_seconds=180,
            annotations={
                workload.CHECKSUM: checksum,
                workload.CONFIGURATION: workload.digest(files),
            },
        )
        store = workload.single_store(pod, platform, self, [storage, account, settings, secret])
        front = workload.service(
            COMPONENT, COMPONENT, {"http": (PORT, "http")}, platform, self, Wave.DEPENDENCY
        )
        return [store, front]

    def _prepare(self, platform: Platform) -> Container:
        """Fills the configuration folder, in which the server must be able to put its keystore."""
        return Container(
            name="configuration",
            image=platform.image("elasticsearch"),
            resources=FixedResources(Quantity("128Mi"), CpuQuantity("50m")),
            command=["sh", "-ec"],
            args=[PREPARE],
            mounts=[
                scratch("configuration", "/writable", "16Mi"),
                config_files("settings", COMPONENT, "/managed/settings"),
                secret_files("realm", COMPONENT, "/managed/realm", ["users"]),
            ],
        )

    def _server(self, decision: ElasticsearchSingle, platform: Platform) -> Container:
        heap = f"{decision.heap_bytes // 1024**2}m"
        return Container(
            name="elasticsearch",
            image=platform.image("elasticsearch"),
            resources=decision,
            environment=[
                core.EnvVarArgs(name="ES_JAVA_OPTS", value=f"-Xms{heap} -Xmx{heap}"),
            ],
            mounts=[
                claim("data", f"{COMPONENT}-data", f"{HOME}/data"),
                scratch("configuration", f"{HOME}/config", "16Mi"),
                scratch("logs", f"{HOME}/logs", "1Gi"),
                # The server unpacks native libraries here and must be able to run them.
                scratch("tmp", "/tmp"),
            ],
            ports={"http": PORT, "readiness": READINESS_PORT},
            # The readiness port opens when the node has joined its cluster. Health is not asked: a
            # red index would take the node out of its Service, and nobody could mend the index.
            startup=tcp_probe("readiness", period=5, failures=120),
            readiness=tcp_probe("readiness", period=5, failures=3),
            # No liveness probe: a node busy with a long garbage collection would be killed for it
            # (the same choice as in elastic/cloud-on-k8s).
        )


def configuration(decision: ElasticsearchSingle) -> dict[str, str]:
    """The files of the server's configuration folder that are ours, by name."""
    return {
        "elasticsearch.yml": yaml.safe_dump(_settings(decision), sort_keys=False),
        "roles.yml": roles(),
        "users_roles": f"{USER_NAME}:{USER_NAME}\n",
    }


def _settings(decision: ElasticsearchSingle) -> dict[str, object]:
    return {
        "cluster.name": "tracardi",
        "node.name": "${HOSTNAME}",
        "network.host": "0.0.0.0",
        "http.port": PORT,
        # Lets the node form a cluster by itself; the checks for a cluster of several do not apply.
        "discovery.type": "single-node",
        "readiness.port": READINESS_PORT,
        "xpack.security.enabled": True,
        # One node, reached inside one namespace: passwords are asked for, encryption is the matter
        # of an external or clustered Elasticsearch.
        "xpack.security.autoconfiguration.enabled": False,
        "xpack.security.http.ssl.enabled": False,
        "xpack.security.transport.ssl.enabled": False,
        **common_settings(decision.mmap),
    }


def common_settings(mmap: Literal["host", "disabled"]) -> dict[str, object]:
    """The settings of a node that are the same for one and for several."""
    period_indices = ",".join(f"+*.tracardi-{kind}-*-*" for kind in INDEX_KINDS)
    return {
        "node.store.allow_mmap": mmap == "host",
        "xpack.ml.enabled": False,
        # Tracardi looks places up itself; without this the node wants to reach the internet.
        "ingest.geoip.downloader.enabled": False,
        # The next period's index is made from its template at its first write, so it must be
        # allowed; anything else that a client mistypes must not become an index with guessed
        # mappings (Tracardi documentation, trouble/index.md, asks for both).
        "action.auto_create_index": f"+.*,{period_indices},-*",
    }


def roles() -> str:
    """The file with the one role: what Tracardi calls, and no more (recorded through a proxy, API
    0.9.0-dev).
    """
    role = {
        "cluster": ["monitor", "manage_index_templates"],
        "indices": [
            {"names": list(INDEX_PATTERNS), "privileges": ["manage", "read", "write"]},
        ],
    }
    return yaml.safe_dump({USER_NAME: role}, sort_keys=False)
