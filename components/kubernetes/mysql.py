"""MySQL: Tracardi's users, sources, workflows, destinations and settings."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core

from components.endpoints import Dependency, SecretKey
from components.kubernetes import workload
from components.kubernetes.platform import Platform, Wave
from components.kubernetes.pod import (
    MYSQL_USER,
    Container,
    Pod,
    claim,
    config_files,
    exec_probe,
    scratch,
    secret_files,
    tcp_probe,
)
from components.kubernetes.storage import persistent_claim
from components.secrets import Secrets
from config.endpoints import MysqlEndpoint
from config.groups.dependencies import MysqlCluster, MysqlExternal, MysqlSingle

COMPONENT = "mysql"
PORT = 3306
RUNTIME_USER = "tracardi"
INSTALLER_USER = "tracardi_installer"

# The least sets with which Tracardi runs and installs itself (tried one by one on API 0.9.0-dev;
# REFERENCES is for its four foreign keys, which MySQL checks and MariaDB does not).
RUNTIME_GRANTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
INSTALLER_GRANTS = (*RUNTIME_GRANTS, "CREATE", "INDEX", "REFERENCES")


@dataclass(frozen=True)
class MysqlArgs:
    """The decision and what the component stands on."""

    decision: MysqlSingle | MysqlExternal
    platform: Platform
    secrets: Secrets


class Mysql(pulumi.ComponentResource):
    """One MySQL server, or the address of somebody else's."""

    dependency: Dependency[MysqlEndpoint]

    def __init__(
        self, name: str, args: MysqlArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:Mysql", name, None, opts)
        decision, platform, secrets = args.decision, args.platform, args.secrets
        used = ["mysql-password"]
        if isinstance(decision, MysqlSingle):
            address = MysqlEndpoint(
                host=COMPONENT,
                port=PORT,
                database=decision.database,
                username=RUNTIME_USER,
                installer_username=INSTALLER_USER,
            )
            used += ["mysql-installer-password", "mysql-root-password"]
        else:
            address = MysqlEndpoint(
                host=decision.host,
                port=decision.port,
                database=decision.database,
                username=decision.username,
                installer_username=decision.installer_username or decision.username,
            )
            if address.installer_username != address.username:
                used.append("mysql-installer-password")
        keys = {used_name: used_name.removeprefix("mysql-") for used_name in used}
        data: dict[str, pulumi.Input[str]] = {
            key: secrets.values[used_name] for used_name, key in keys.items()
        }
        if isinstance(decision, MysqlSingle):
            data["users.sql"] = pulumi.Output.all(
                runtime=secrets.values["mysql-password"],
                installer=secrets.values["mysql-installer-password"],
            ).apply(
                lambda given: users_sql(
                    decision.database, authentication=decision.authentication, **given
                )
            )
        secret = platform.secret(COMPONENT, COMPONENT, data, self)
        ready: list[pulumi.Resource] = [secret]
        if isinstance(decision, MysqlSingle):
            ready += self._run(decision, platform, secret)
        secret_keys = {used_name: SecretKey(COMPONENT, key) for used_name, key in keys.items()}
        secret_keys.setdefault("mysql-installer-password", secret_keys["mysql-password"])
        self.dependency = Dependency(
            address=address,
            secret_keys=secret_keys,
            ready=ready,
        )
        self.register_outputs({"host": address.host, "port": address.port})

    def _run(
        self, decision: MysqlSingle, platform: Platform, secret: core.Secret
    ) -> list[pulumi.Resource]:
        storage = persistent_claim(COMPONENT, decision.storage, platform, self)
        account = platform.service_account(COMPONENT, self)
        files = {"tracardi.cnf": configuration(decision)}
        settings = core.ConfigMap(
            f"{COMPONENT}-configuration",
            metadata=platform.metadata(COMPONENT, COMPONENT, Wave.SETTINGS),
            data=files,
            opts=platform.options(self),
        )
        pod = Pod(
            component=COMPONENT,
            user=MYSQL_USER,
            containers=[self._server(decision, platform)],
            grace_seconds=120,
            # No checksum of the secrets: the server reads them at its very first start only, and a
            # restart would change nothing but the weather.
            annotations={workload.CONFIGURATION: workload.digest(files)},
        )
        store = workload.single_store(pod, platform, self, [storage, account, settings, secret])
        front = workload.service(
            COMPONENT, COMPONENT, {"mysql": (PORT, "mysql")}, platform, self, Wave.DEPENDENCY
        )
        return [store, front]

    def _server(self, decision: MysqlSingle, platform: Platform) -> Container:
        # Over TCP, because the temporary server of the first start listens on its socket alone and
        # would look ready. It answers a ping whether or not the user may log in.
        answers = ["mysqladmin", "ping", "--host=127.0.0.1", "--user=probe", "--silent"]
        return Container(
            name="mysql",
            image=platform.image("mysql"),
            resources=decision,
            environment=[
                core.EnvVarArgs(
                    name="MYSQL_ROOT_PASSWORD_FILE", value="/run/mysql-secrets/root-password"
                ),
                # The image's default is '%', a root that may log in from anywhere.
                core.EnvVarArgs(name="MYSQL_ROOT_HOST", value="localhost"),
            ],
            mounts=[
                # A folder below the volume's root, where a file system keeps its lost+found.
                claim("data", f"{COMPONENT}-data", "/var/lib/mysql", sub_path="mysql"),
                config_files("configuration", COMPONENT, "/etc/mysql/conf.d"),
                secret_files("root", COMPONENT, "/run/mysql-secrets", ["root-password"]),
                secret_files("users", COMPONENT, "/docker-entrypoint-initdb.d", ["users.sql"]),
                scratch("run", "/var/run/mysqld", "16Mi"),
                scratch("tmp", "/tmp", "1Gi"),
            ],
            ports={"mysql": PORT},
            # Recovery after a crash replays the log before the port opens.
            startup=exec_probe(answers, period=10, failures=60),
            readiness=exec_probe(answers, period=5, failures=3),
            liveness=tcp_probe("mysql", period=20, failures=6),
        )


def configuration(decision: MysqlSingle) -> str:
    """The server's configuration file."""
    native = decision.authentication == "mysql_native_password"
    return "\n".join(
        [
            "[mysqld]",
            *common_settings(decision),
            "server_id = 1",
            # MySQL 8.4 has it switched off; 8.0, which always has it, passes over a loose option.
            *(["loose_mysql_native_password = ON"] if native else []),
            "",
        ]
    )


def common_settings(decision: MysqlSingle | MysqlCluster) -> list[str]:
    """The settings of a server that are the same for one and for several.

    Every commit is on the disk before it is answered, because the settings in this database are not
    to be had again. The binary log is kept for a week, for recovery to a point in time.
    """
    return [
        "skip-name-resolve",
        "host_cache_size = 0",
        f"innodb_buffer_pool_size = {decision.buffer_pool_bytes}",
        "innodb_flush_log_at_trx_commit = 1",
        "sync_binlog = 1",
        "gtid_mode = ON",
        "enforce_gtid_consistency = ON",
        "binlog_expire_logs_seconds = 604800",
        f"max_connections = {decision.max_connections}",
        "character-set-server = utf8mb4",
        "collation-server = utf8mb4_unicode_ci",
        "local_infile = OFF",
        "mysqlx = OFF",
    ]


def users_sql(
    database: str,
    *,
    runtime: str,
    installer: str,
    authentication: str = "caching_sha2_password",
) -> str:
    """What the server runs at its first start: the database and Tracardi's two users.

    `authentication` is the plugin by which both prove themselves; the server's own default, which
    is caching_sha2_password, is left unsaid.

    The passwords are letters and digits (see config/secrets/), so they need no quoting. The
    database is made here because one that Tracardi makes gets the server's default character set.
    """
    # In a GRANT an underscore stands for any character, so cdp_data would open cdpXdata as well.
    granted = database.replace("_", r"\_")
    users = (
        (RUNTIME_USER, runtime, RUNTIME_GRANTS),
        (INSTALLER_USER, installer, INSTALLER_GRANTS),
    )
    native = authentication == "mysql_native_password"
    plugin = f"WITH {authentication} " if native else ""
    characters = "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
    statements = [f"CREATE DATABASE IF NOT EXISTS `{database}` {characters};"]
    for user, password, grants in users:
        statements += [
            f"CREATE USER IF NOT EXISTS '{user}'@'%' IDENTIFIED {plugin}BY '{password}';",
            f"GRANT {', '.join(grants)} ON `{granted}`.* TO '{user}'@'%';",
        ]
    return "\n".join(statements) + "\n"
