"""The whole installation on Kubernetes, in the order of an `up`.

stores -> preflight -> installation -> APIs, GUI and workers -> verification
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.endpoints import Dependency
from components.guard import Guard, GuardArgs
from components.kubernetes.credentials import Credentials, CredentialsArgs
from components.kubernetes.elasticsearch import Elasticsearch, ElasticsearchArgs
from components.kubernetes.elasticsearch_cluster import (
    ElasticsearchCluster,
    ElasticsearchClusterArgs,
)
from components.kubernetes.environment import TracardiContext
from components.kubernetes.jobs import Jobs, JobsArgs
from components.kubernetes.mysql import Mysql, MysqlArgs
from components.kubernetes.mysql_cluster import MysqlCluster, MysqlClusterArgs
from components.kubernetes.platform import Platform, PlatformArgs
from components.kubernetes.redis import Redis, RedisArgs
from components.kubernetes.tracardi import (
    GUI_PORT,
    PRIVATE_API_PORT,
    PUBLIC_API_PORT,
    Tracardi,
    TracardiArgs,
)
from components.secrets import Secrets, SecretsArgs
from config.decisions import Decisions
from config.endpoints import ElasticsearchEndpoint, Endpoints, MysqlEndpoint
from config.environment import Process
from config.groups.dependencies import Dependencies
from config.recorded import unchangeable
from config.secrets import generated_secrets
from config.sizing import UNKNOWN_LOAD, figures


@dataclass(frozen=True)
class InstallationArgs:
    """`given_secrets` are the values that the user brought, by logical name."""

    decisions: Decisions
    given_secrets: Mapping[str, pulumi.Output[str]]
    instance: str


class Installation(pulumi.ComponentResource):
    """Tracardi with everything that it needs. `outputs` are what a person wants to know of it."""

    outputs: Mapping[str, pulumi.Input[object]]

    def __init__(
        self, name: str, args: InstallationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:Installation", name, None, opts)
        decisions = args.decisions
        here = pulumi.ResourceOptions(parent=self)
        keeps = decisions.deployment.data_on_destroy == "retain"
        secrets = Secrets(
            "secrets",
            SecretsArgs(generated_secrets(decisions), args.given_secrets, keeps),
            here,
        )
        guard = Guard(
            "guard",
            GuardArgs(unchangeable(decisions), secrets.values["merging-key"], keeps),
            here,
        )
        platform = Platform(
            "platform", PlatformArgs(decisions, args.instance, guard.accepted), here
        )
        stores = decisions.dependencies
        elasticsearch = _elasticsearch(stores, platform, secrets, here)
        mysql = _mysql(stores, platform, secrets, here)
        redis = Redis("redis", RedisArgs(stores.redis, platform, secrets), here).dependency
        credentials = Credentials(
            "credentials", CredentialsArgs(platform, secrets, guard.merging_key), here
        )
        secret_keys = {
            **elasticsearch.secret_keys,
            **mysql.secret_keys,
            **redis.secret_keys,
            **credentials.secret_keys,
        }
        context = TracardiContext(
            decisions=decisions,
            endpoints=Endpoints(
                elasticsearch=elasticsearch.address, mysql=mysql.address, redis=redis.address
            ),
            recorded=guard.recorded,
            secret_keys=secret_keys,
            secrets_checksum=secrets.checksum(*(set(secret_keys) & set(secrets.values))),
            certificate_authority=elasticsearch.certificate_authority,
        )
        jobs = Jobs("jobs", JobsArgs(platform=platform, context=context), here)
        preflight = jobs.preflight(
            [*elasticsearch.ready, *mysql.ready, *redis.ready, *credentials.ready]
        )
        installed = jobs.installation([preflight])
        tracardi = Tracardi(
            "tracardi",
            TracardiArgs(platform=platform, context=context, installed=[installed]),
            here,
        )
        jobs.verification(
            f"http://{tracardi.private_api_host}:{PRIVATE_API_PORT}",
            f"http://{tracardi.public_api_host}:{PUBLIC_API_PORT}",
            tracardi.serving,
        )
        self.outputs = outputs(decisions, secrets.values["admin-password"])
        self.register_outputs({})


def _elasticsearch(
    stores: Dependencies,
    platform: Platform,
    secrets: Secrets,
    here: pulumi.ResourceOptions,
) -> Dependency[ElasticsearchEndpoint]:
    name, decision = "elasticsearch", stores.elasticsearch
    if decision.topology == "cluster":
        cluster = ElasticsearchClusterArgs(decision, platform, secrets)
        return ElasticsearchCluster(name, cluster, here).dependency
    return Elasticsearch(name, ElasticsearchArgs(decision, platform, secrets), here).dependency


def _mysql(
    stores: Dependencies,
    platform: Platform,
    secrets: Secrets,
    here: pulumi.ResourceOptions,
) -> Dependency[MysqlEndpoint]:
    name, decision = "mysql", stores.mysql
    if decision.topology == "cluster":
        return MysqlCluster(name, MysqlClusterArgs(decision, platform, secrets), here).dependency
    return Mysql(name, MysqlArgs(decision, platform, secrets), here).dependency


def outputs(
    decisions: Decisions, admin_password: pulumi.Output[str]
) -> dict[str, pulumi.Input[object]]:
    """What a person wants to know at the end of an `up`."""
    target, exposure = decisions.kubernetes, decisions.exposure
    result: dict[str, pulumi.Input[object]] = {
        "namespace": target.namespace,
        "adminEmail": decisions.application.admin_email,
        "adminPassword": admin_password,
        "privateApiUrl": exposure.private_api_address,
        "publicApiUrl": exposure.public_api_address,
        # In a preview, a change of the load or of a size shows here what it means.
        "estimate": {
            figure.name: f"{figure.needed} needed, {figure.given} given"
            for figure in figures(decisions)
            if figure.needed != UNKNOWN_LOAD
        },
    }
    forwards = {Process.PRIVATE_API: PRIVATE_API_PORT, Process.PUBLIC_API: PUBLIC_API_PORT}
    if decisions.application.gui.enabled:
        result["guiUrl"] = exposure.gui_address
        forwards[Process.GUI] = GUI_PORT
    if target.render_to is not None:
        result["rendered"] = target.render_to
    else:
        result["reach"] = [
            f"kubectl --context {target.context} --namespace {target.namespace} "
            f"port-forward service/{process.value} {port}"
            for process, port in forwards.items()
        ]
    return result
