"""Checks of Apache Pulsar: copies, quorums and single processes."""

from collections.abc import Iterator
from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, path_of
from config.groups.dependencies import PulsarCluster, PulsarSingle

_PULSAR: Final = ("dependencies", "pulsar")


def pulsar_needs_the_edition(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """No process of the open-source edition connects to Pulsar."""
    del secrets
    pulsar = decisions.dependencies.pulsar
    if decisions.deployment.edition == "commercial" or pulsar.topology == "none":
        return []
    return [
        Finding(
            path_of(*_PULSAR, "topology"),
            pulsar.topology,
            "belongs to the commercial edition, and the open-source one is installed",
            "write none, or deployment.edition: commercial",
        )
    ]


def standalone_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A standalone Pulsar is for trying things out (Apache Pulsar documentation, Run a standalone
    Pulsar cluster).
    """
    del secrets
    if not in_production(decisions) or not isinstance(decisions.dependencies.pulsar, PulsarSingle):
        return []
    return [
        Finding(
            path_of(*_PULSAR, "topology"),
            "single",
            "is one process: while it is away no event is taken, and its volume is the only copy",
            "use topology: cluster or external",
            waiver="single-node-pulsar",
        )
    ]


def quorums_can_be_met(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Acknowledged copies are some of the written ones, and those lie on some of the bookies
    (Apache BookKeeper documentation, The BookKeeper protocol).
    """
    del secrets
    pulsar = decisions.dependencies.pulsar
    if not isinstance(pulsar, PulsarCluster):
        return []
    return [
        Finding(path_of(*_PULSAR, key), str(value), rule, advice)
        for key, value, rule, advice in _wrong_with(pulsar)
    ]


def _wrong_with(pulsar: PulsarCluster) -> Iterator[tuple[str, int, str, str]]:
    if pulsar.ensemble > pulsar.bookies:
        yield (
            "ensemble",
            pulsar.ensemble,
            f"is more than the {pulsar.bookies} bookies, so that no event is ever taken",
            f"write {pulsar.bookies} or less, or add bookies",
        )
    if pulsar.write_quorum > pulsar.ensemble:
        yield (
            "writeQuorum",
            pulsar.write_quorum,
            f"writes more copies than the ensemble has bookies ({pulsar.ensemble})",
            f"write {pulsar.ensemble} or less",
        )
    if pulsar.ack_quorum > pulsar.write_quorum:
        yield (
            "ackQuorum",
            pulsar.ack_quorum,
            f"waits for more copies than are written ({pulsar.write_quorum})",
            f"write {pulsar.write_quorum} or less",
        )
    if pulsar.zookeepers % 2 == 0:
        yield (
            "zookeepers",
            pulsar.zookeepers,
            "decide by majority, and survive no more losses than one less",
            f"write {pulsar.zookeepers + 1}",
        )


def copies_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """An event that counts as taken must survive the loss of one bookie, and of one ZooKeeper."""
    del secrets
    pulsar = decisions.dependencies.pulsar
    if not in_production(decisions) or not isinstance(pulsar, PulsarCluster):
        return []
    least = {
        "ackQuorum": (pulsar.ack_quorum, 2, "loses events together with one bookie"),
        "zookeepers": (pulsar.zookeepers, 3, "stops with one ZooKeeper server"),
        "brokers": (pulsar.brokers, 2, "takes no event while the one broker restarts"),
        "proxies": (pulsar.proxies, 2, "takes no event while the one proxy restarts"),
    }
    return [
        Finding(
            path_of(*_PULSAR, key),
            str(value),
            rule,
            f"write {enough} or more",
            waiver="single-node-pulsar",
        )
        for key, (value, enough, rule) in least.items()
        if value < enough
    ]


CHECKS: Final[tuple[Check, ...]] = (
    pulsar_needs_the_edition,
    standalone_in_production,
    quorums_can_be_met,
    copies_in_production,
)
