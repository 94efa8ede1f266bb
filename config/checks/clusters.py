"""Checks of Elasticsearch and MySQL as clusters: quorum, machines, zones and drains."""

from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.groups.dependencies import ElasticsearchCluster, MysqlCluster
from config.sql_keywords import RESERVED

_ELASTICSEARCH: Final = ("dependencies", "elasticsearch")
_MYSQL: Final = ("dependencies", "mysql")

_MIXED_NODES: Final = 6
"""Up to here, nodes that hold data can well be masters too; a judgement of ours."""


def masters_are_odd(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A majority of the masters has to agree (Elasticsearch reference, Quorum-based decision
    making): two of three, and three of four.
    """
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not isinstance(elasticsearch, ElasticsearchCluster):
        return []
    masters = elasticsearch.dedicated_masters
    key: tuple[str, ...] = ("nodes",)
    count = elasticsearch.nodes
    if masters is not None:
        key, count = ("dedicatedMasters", "nodes"), masters.nodes
    if count % 2 == 1:
        return []
    rule = "elects its leader by majority, and survives no more losses than one node less"
    if count == 2:
        rule = "elects its leader by majority: with two, losing either one stops everything"
    other = "" if masters else ", or add dedicatedMasters"
    advice = f"write {count + 1}{other}"
    return [Finding(path_of(*_ELASTICSEARCH, *key), str(count), rule, advice)]


def large_clusters_have_masters(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A node that is busy with data can lose the cluster its leader."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if (
        not isinstance(elasticsearch, ElasticsearchCluster)
        or elasticsearch.dedicated_masters is not None
        or elasticsearch.nodes <= _MIXED_NODES
    ):
        return []
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "nodes"),
            str(elasticsearch.nodes),
            "are many nodes that hold data and lead the cluster at once",
            "add dedicatedMasters",
            Severity.WARNING,
        )
    ]


def zones_for_copies(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Copies can lie in different zones only where there are some, with a node in each."""
    del secrets
    elasticsearch, zones = decisions.dependencies.elasticsearch, decisions.kubernetes.zones
    if not isinstance(elasticsearch, ElasticsearchCluster) or not elasticsearch.zone_aware:
        return []
    place = path_of(*_ELASTICSEARCH, "zoneAware")
    if len(zones) < 2:
        rule = "spreads copies over zones, and kubernetes.zones does not name two of them"
        return [Finding(place, "true", rule, "name the zones, or write false")]
    if elasticsearch.nodes % len(zones) != 0:
        rule = f"spreads copies over {len(zones)} zones, and {elasticsearch.nodes} nodes cannot be "
        rule += "divided by them, so that the nodes of one zone are fuller than the others"
        advice = f"write a number of nodes that {len(zones)} divides"
        severity = Severity.WARNING if elasticsearch.nodes > len(zones) else Severity.ERROR
        return [Finding(place, "true", rule, advice, severity)]
    return []


def drains_leave_copies(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A drain of machines that takes every copy of a shard at once stops what reads it."""
    del secrets
    elasticsearch = decisions.dependencies.elasticsearch
    if not isinstance(elasticsearch, ElasticsearchCluster):
        return []
    masters = elasticsearch.dedicated_masters
    # The budget is one for all nodes, so a drain may take as many masters.
    voters = masters.nodes if masters is not None else elasticsearch.nodes
    most = min(max(elasticsearch.replicas, 1), max((voters - 1) // 2, 1))
    if elasticsearch.max_unavailable <= most:
        return []
    leaders = f" and {voters} masters" if masters is not None else ""
    return [
        Finding(
            path_of(*_ELASTICSEARCH, "maxUnavailable"),
            str(elasticsearch.max_unavailable),
            f"lets a drain take more nodes than {elasticsearch.nodes} nodes with "
            f"{elasticsearch.replicas} copies{leaders} can lose",
            f"write {most}",
        )
    ]


def mysql_nodes_are_odd(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A majority has to agree on every write (percona/percona-xtradb-cluster-operator refuses an
    even number as well, but only once it runs).
    """
    del secrets
    mysql = decisions.dependencies.mysql
    if not isinstance(mysql, MysqlCluster) or mysql.nodes % 2 == 1:
        return []
    return [
        Finding(
            path_of(*_MYSQL, "nodes"),
            str(mysql.nodes),
            "writes by majority, and survives no more losses than one server less",
            f"write {mysql.nodes - 1} or {mysql.nodes + 1}",
        )
    ]


def mysql_database_is_no_keyword(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The operator writes the name into SQL without quotes, and where that fails, says so in its
    log only (percona/percona-xtradb-cluster-operator 1.16.1, upsertUserQuery).
    """
    del secrets
    mysql = decisions.dependencies.mysql
    if not isinstance(mysql, MysqlCluster) or mysql.database.lower() not in RESERVED:
        return []
    return [
        Finding(
            path_of(*_MYSQL, "database"),
            mysql.database,
            "is a word of SQL itself, with which the operator can make neither database nor users",
            "write another name, for instance tracardi",
        )
    ]


def machines_for_nodes(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """With required anti-affinity, a node without a machine of its own stays pending for ever."""
    del secrets
    machines = decisions.kubernetes.machines
    return [
        Finding(
            path_of("dependencies", name, "antiAffinity"),
            "required",
            f"gives each of {nodes} {kind} a machine of its own, and kubernetes.machines says "
            f"{machines}",
            "add machines, or write fewer nodes",
        )
        for name, store in _clusters(decisions)
        for kind, nodes in _largest_set(store)
        if store.anti_affinity == "required" and machines is not None and machines < nodes
    ]


def _largest_set(store: ElasticsearchCluster | MysqlCluster) -> list[tuple[str, int]]:
    """The kind and the number of the nodes that must not meet: a master and a data node may."""
    masters = store.dedicated_masters if isinstance(store, ElasticsearchCluster) else None
    if masters is not None and masters.nodes > store.nodes:
        return [("masters", masters.nodes)]
    return [("nodes", store.nodes)]


def machines_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Nodes that share a machine are lost together."""
    del secrets
    if not in_production(decisions):
        return []
    return [
        Finding(
            path_of("dependencies", name, "antiAffinity"),
            render(store.anti_affinity),
            "lets nodes share a machine, which takes all of them along when it fails",
            "write required",
            waiver="shared-machines",
        )
        for name, store in _clusters(decisions)
        if store.anti_affinity == "preferred"
    ]


def _clusters(decisions: Decisions) -> list[tuple[str, ElasticsearchCluster | MysqlCluster]]:
    stores = decisions.dependencies
    found: list[tuple[str, ElasticsearchCluster | MysqlCluster]] = []
    if isinstance(stores.elasticsearch, ElasticsearchCluster):
        found.append(("elasticsearch", stores.elasticsearch))
    if isinstance(stores.mysql, MysqlCluster):
        found.append(("mysql", stores.mysql))
    return found


CHECKS: Final[tuple[Check, ...]] = (
    masters_are_odd,
    large_clusters_have_masters,
    zones_for_copies,
    drains_leave_copies,
    mysql_nodes_are_odd,
    mysql_database_is_no_keyword,
    machines_for_nodes,
    machines_in_production,
)
