"""Checks of Elasticsearch, MySQL and Redis: nodes, replicas, protocols and users."""

from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.groups.dependencies import (
    ElasticsearchCluster,
    ElasticsearchExternal,
    ElasticsearchSingle,
    MysqlExternal,
    MysqlSingle,
)

_ELASTICSEARCH = ("dependencies", "elasticsearch")
_MYSQL = ("dependencies", "mysql")


def elasticsearch_nodes_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """One node is no production: Tracardi's documentation asks for three copies of everything."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not in_production(decisions) or elasticsearch.data_nodes > 1:
        return []
    external = isinstance(elasticsearch, ElasticsearchExternal)
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "dataNodes" if external else "topology"),
            str(elasticsearch.data_nodes) if external else "single",
            "is one node: while it is away nothing is stored, and its volume is the only copy",
            "use topology: external with a cluster of three nodes or more",
            waiver="single-node-elasticsearch",
        )
    ]


def replicas_fit_nodes(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A replica needs a node of its own; the rest stays unassigned and the cluster yellow."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if elasticsearch.replicas < elasticsearch.data_nodes:
        return []
    nodes = elasticsearch.data_nodes
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "replicas"),
            str(elasticsearch.replicas),
            f"asks for more copies than {nodes} data {'node' if nodes == 1 else 'nodes'} can hold, "
            "because no node holds two copies of a shard",
            "write 0" if nodes == 1 else f"write {nodes - 1} or less",
        )
    ]


def replicas_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Without replicas, losing one node loses the data on it."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not in_production(decisions) or elasticsearch.replicas > 0:
        return []
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "replicas"),
            "0",
            "keeps one copy of every shard: losing a node loses events and profiles",
            "write 1 on two data nodes or more",
            waiver="no-index-replicas",
        )
    ]


def elasticsearch_protocol(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """TLS to an external Elasticsearch: used, verified, and said without contradiction."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not isinstance(elasticsearch, ElasticsearchExternal):
        return []
    if elasticsearch.scheme == "http":
        return _plain_http(elasticsearch, in_production(decisions))
    if elasticsearch.verify_certificates:
        return []
    place = path_of(*_ELASTICSEARCH, "verifyCertificates")
    if elasticsearch.certificate_authority is not None:
        return [
            Finding(
                place,
                "false",
                "contradicts certificateAuthority, against which certificates are verified",
                "write true, or remove certificateAuthority",
            )
        ]
    if not in_production(decisions):
        return []
    return [
        Finding(
            place,
            "false",
            "lets anybody on the way pose as Elasticsearch and read the password",
            "write true, with certificateAuthority if the authority is a private one",
            waiver="unverified-certificates",
        )
    ]


def _plain_http(elasticsearch: ElasticsearchExternal, production: bool) -> list[Finding]:
    findings = []
    if elasticsearch.certificate_authority is not None:
        findings.append(
            Finding(
                path_of(*_ELASTICSEARCH, "certificateAuthority"),
                "",
                "is of no use with scheme: http",
                "write scheme: https, or remove it",
            )
        )
    if production:
        findings.append(
            Finding(
                path_of(*_ELASTICSEARCH, "scheme"),
                "http",
                "sends events, profiles and the password over the network in clear text",
                "write https",
                waiver="plain-http-elasticsearch",
            )
        )
    return findings


def elasticsearch_hosts_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A host that stands twice gets twice the load."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not isinstance(elasticsearch, ElasticsearchExternal):
        return []
    hosts = [host.lower().removesuffix(":9200") for host in elasticsearch.hosts]
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "hosts", position),
            render(elasticsearch.hosts[position]),
            "stands in the list twice",
            "remove one of them",
        )
        for position, host in enumerate(hosts)
        if host in hosts[:position]
    ]


def mysql_nodes_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """One MySQL server is a single point of failure."""
    del secrets
    if not in_production(decisions) or not isinstance(decisions.dependencies.mysql, MysqlSingle):
        return []
    return [
        Finding(
            path_of(*_MYSQL, "topology"),
            "single",
            "is one server: while it is away nobody signs in, and events fail as soon as the "
            "caches of a few seconds are empty",
            "use topology: external with a server that fails over",
            waiver="single-node-mysql",
        )
    ]


def mysql_users(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Every process of Tracardi holds the password of its MySQL user."""
    del secrets
    mysql = decisions.dependencies.mysql
    if not in_production(decisions) or not isinstance(mysql, MysqlExternal):
        return []
    if mysql.username != "root":
        return []
    return [
        Finding(
            path_of(*_MYSQL, "username"),
            "root",
            "gives every process the rights over every database of the server",
            f"make a user that may select, insert, update and delete in {mysql.database}",
            Severity.WARNING,
        )
    ]


def elasticsearch_user(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The superuser of an external Elasticsearch can do more than Tracardi needs."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not in_production(decisions) or not isinstance(elasticsearch, ElasticsearchExternal):
        return []
    if elasticsearch.username != "elastic":
        return []
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "username"),
            "elastic",
            "is the superuser of the whole Elasticsearch",
            "make a user with the cluster rights monitor and manage_index_templates and all rights "
            "on the indices 09x.* and prod-09x.*",
            Severity.WARNING,
        )
    ]


def memory_mapping_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Elastic calls reading without memory mapping a significant cost (elastic/cloud-on-k8s,
    config/recipes).
    """
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not in_production(decisions):
        return []
    if not isinstance(elasticsearch, ElasticsearchSingle | ElasticsearchCluster):
        return []
    if elasticsearch.mmap == "host":
        return []
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "mmap"),
            "disabled",
            "reads index files without memory mapping, which is a good deal slower under load",
            "have vm.max_map_count set to 1048576 on the machines, and write host",
            Severity.WARNING,
        )
    ]


CHECKS: Final[tuple[Check, ...]] = (
    elasticsearch_nodes_in_production,
    replicas_fit_nodes,
    replicas_in_production,
    elasticsearch_protocol,
    elasticsearch_hosts_are_distinct,
    mysql_nodes_in_production,
    mysql_users,
    elasticsearch_user,
    memory_mapping_in_production,
)
