"""Checks of the place where backups lie, and of whom they are encrypted for."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from config.checks.common import Check, Secrets, in_production
from config.checks.useless import given_keys
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.groups.backup_target import S3Target
from config.groups.dependencies import ElasticsearchCluster, ElasticsearchSingle, MysqlExternal

_S3: Final = ("backup", "target", "s3")
_VOLUME: Final = ("backup", "target", "volume")
_KEYS: Final = ("backupAccessKeyId", "backupSecretAccessKey")


def _bucket(decisions: Decisions) -> S3Target | None:
    backup = decisions.backup
    return backup.target.s3 if backup.mode != "off" and backup.target is not None else None


def bucket_is_reached(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The host of a bucket is made of its name, unless pathStyle says otherwise."""
    del secrets
    s3 = _bucket(decisions)
    if s3 is None:
        return []
    findings = []
    host = urlsplit(s3.endpoint).hostname or "" if s3.endpoint is not None else ""
    if not s3.path_style and _is_address(host):
        rule = "is missing: before an address no name of a bucket can stand"
        findings.append(Finding(path_of(*_S3, "pathStyle"), "false", rule, "write true"))
    elif not s3.path_style and "." in s3.bucket:
        rule = "has a dot, so that no certificate fits the host that is made of it"
        advice = "choose a bucket without dots, or write pathStyle: true"
        findings.append(Finding(path_of(*_S3, "bucket"), render(s3.bucket), rule, advice))
    if s3.endpoint is not None and s3.endpoint.startswith("http://") and in_production(decisions):
        findings.append(
            Finding(
                path_of(*_S3, "endpoint"),
                render(s3.endpoint),
                "sends snapshots and dumps over the network in clear text",
                "write the https:// address of the object store",
                waiver="plain-http-urls",
            )
        )
    return findings


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def path_is_our_own(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Two clusters that write to one path destroy each other's snapshots.

    One configuration knows nothing of the others; a path that names the namespace is the best that
    can be asked of it.
    """
    del secrets
    s3, namespace = _bucket(decisions), decisions.kubernetes.namespace
    if s3 is None or s3.base_path is None or namespace in s3.base_path.split("/"):
        return []
    return [
        Finding(
            path_of(*_S3, "basePath"),
            render(s3.base_path),
            f"does not name the namespace {namespace}, so that another installation may well write "
            "to the same place",
            f"write {s3.base_path}/{namespace}, or remove it to have the name of the stack",
        )
    ]


def keys_of_the_bucket(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Both keys or none; only Amazon gives roles to pods."""
    s3, existing = _bucket(decisions), decisions.secrets.existing
    if s3 is None:
        return []
    references = [] if existing is None else given_keys(existing)
    given = [key for key in _KEYS if key in secrets or key in references]
    if len(given) == 1:
        (missing,) = set(_KEYS) - set(given)
        return [
            Finding(
                path_of(missing),
                "",
                f"is missing beside {given[0]}: the two go together",
                f"set it with `pulumi config set --secret {missing}`, or remove the other one",
            )
        ]
    if not given and s3.endpoint is not None:
        return [
            Finding(
                path_of(*_S3, "endpoint"),
                render(s3.endpoint),
                "is asked without keys, and only Amazon's own clouds give roles to pods",
                f"set {' and '.join(_KEYS)} with `pulumi config set --secret`",
                Severity.WARNING,
            )
        ]
    return []


def keys_of_an_external_cluster(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The keys of a bucket lie in the keystore of each Elasticsearch node."""
    del secrets
    s3 = _bucket(decisions)
    external = decisions.dependencies.elasticsearch.topology == "external"
    if s3 is None or decisions.backup.elasticsearch is None or not external:
        return []
    return [
        Finding(
            path_of("backup", "elasticsearch"),
            "",
            "needs the keys of the bucket in the keystore of an Elasticsearch that others run",
            "ask them to set s3.client.default.access_key and secret_key, or to give it a role",
            Severity.WARNING,
        )
    ]


def volume_suits_the_stores(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Every Elasticsearch node must see the same files, and there must be room for them."""
    del secrets
    backup, stores = decisions.backup, decisions.dependencies
    target = backup.target
    # Where both stand, another finding says so.
    if backup.mode == "off" or target is None or target.volume is None or target.s3 is not None:
        return []
    volume = target.volume
    elasticsearch = stores.elasticsearch
    findings = []
    if backup.elasticsearch is not None:
        if elasticsearch.topology == "external":
            rule = "cannot be mounted by an Elasticsearch that others run"
            return [Finding(path_of(*_VOLUME), "", rule, "write s3 instead")]
        if elasticsearch.data_nodes > 1 and volume.access_mode == "ReadWriteOnce":
            findings.append(
                Finding(
                    path_of(*_VOLUME, "accessMode"),
                    render(volume.access_mode),
                    f"lets one machine mount the volume, and {elasticsearch.data_nodes} "
                    "Elasticsearch nodes must all see the same files",
                    "write ReadWriteMany with a storage class that has it, or use s3",
                )
            )
        least = _data_bytes(elasticsearch)
        if volume.size.bytes < least:
            findings.append(
                Finding(
                    path_of(*_VOLUME, "size"),
                    render(volume.size),
                    "has less room than Elasticsearch has for the same data",
                    f"write {-(-least // 1024**3)}Gi or more",
                )
            )
    if in_production(decisions):
        findings.append(
            Finding(
                path_of(*_VOLUME),
                "",
                "lies in the cluster that it is to help after the loss of",
                "write s3 with a bucket elsewhere",
                waiver="backups-in-cluster",
            )
        )
    return findings


def _data_bytes(elasticsearch: object) -> int:
    """The bytes of the volumes of all nodes, one copy of each document counted."""
    if isinstance(elasticsearch, ElasticsearchCluster):
        return (
            elasticsearch.storage.size.bytes * elasticsearch.nodes // (1 + elasticsearch.replicas)
        )
    if isinstance(elasticsearch, ElasticsearchSingle):
        return elasticsearch.storage.size.bytes
    return 0


def dump_finds_room(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A dump lies on the machine until it is encrypted and sent away.

    It is assumed that half of MySQL's volume is data at most; the rest is logs and indices.
    """
    del secrets
    dump, mysql = decisions.backup.mysql, decisions.dependencies.mysql
    if decisions.backup.mode == "off" or dump is None or isinstance(mysql, MysqlExternal):
        return []
    least = mysql.storage.size.bytes // 2
    if dump.scratch_size.bytes >= least:
        return []
    return [
        Finding(
            path_of("backup", "mysql", "scratchSize"),
            render(dump.scratch_size),
            f"is less than half of MySQL's volume of {mysql.storage.size}, so that a dump may find "
            "no room",
            f"write {-(-least // 1024**2)}Mi or more",
        )
    ]


def backups_are_encrypted(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Dumps hold the hashes of passwords and the credentials of every destination."""
    del secrets
    backup = decisions.backup
    if backup.mode == "off":
        return []
    place = ("backup", "encryption")
    if backup.encryption is None:
        if not in_production(decisions) or backup.mysql is None:
            return []
        return [
            Finding(
                path_of(*place),
                "",
                "is missing, and dumps hold hashes of passwords and credentials of destinations",
                "add encryption: {recipients: [age1...]} with public keys of `age-keygen`",
                waiver="unencrypted-backups",
            )
        ]
    recipients = backup.encryption.recipients
    findings = [
        Finding(
            path_of(*place, "recipients", position),
            render(recipient),
            "stands in the list twice",
            "remove one of them",
        )
        for position, recipient in enumerate(recipients)
        if recipient in recipients[:position]
    ]
    if len(recipients) == 1 and in_production(decisions):
        findings.append(
            Finding(
                path_of(*place, "recipients"),
                "",
                "names one key, and whoever loses it loses every backup",
                "add the public key of a second pair, whose private key lies in a safe",
                Severity.WARNING,
            )
        )
    return findings


CHECKS: Final[tuple[Check, ...]] = (
    bucket_is_reached,
    path_is_our_own,
    keys_of_the_bucket,
    keys_of_an_external_cluster,
    volume_suits_the_stores,
    dump_finds_room,
    backups_are_encrypted,
)
