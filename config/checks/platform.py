"""Checks of the cluster or folder, and of the Docker host, that receive the installation."""

import ipaddress
from collections.abc import Iterator
from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.groups.kubernetes import Toleration

_PRIVILEGED: Final = 1024
"""Below it, a port belongs to the services of the host itself (CIS Docker Benchmark, 5.8)."""


def cluster_or_folder(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Exactly one of context and renderTo says where manifests go."""
    del secrets
    kubernetes = decisions.kubernetes
    advice = (
        "write either context (a live cluster) or renderTo (a folder, for instance rendered/dev)"
    )
    if decisions.deployment.platform != "kubernetes":
        return []
    if kubernetes.context is None and kubernetes.render_to is None:
        return [Finding(path_of("kubernetes"), "", "names neither a cluster nor a folder", advice)]
    if kubernetes.context is not None and kubernetes.render_to is not None:
        return [
            Finding(
                path_of("kubernetes", "renderTo"),
                render(kubernetes.render_to),
                "stands beside context, and manifests go to one place only",
                advice,
            )
        ]
    return []


def kubeconfig_needs_context(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A kubeconfig alone would lead to whichever cluster is current in it."""
    del secrets
    kubernetes = decisions.kubernetes
    if kubernetes.kubeconfig is None or kubernetes.context is not None:
        return []
    return [
        Finding(
            path_of("kubernetes", "kubeconfig"),
            render(kubernetes.kubeconfig),
            "is of no use without a context",
            "add context, or remove kubeconfig",
        )
    ]


def tolerations_make_sense(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The API server refuses these when the first pod is made, long after the preview."""
    del secrets
    return [
        Finding(path_of("kubernetes", "tolerations", position, *key), "", rule, advice, severity)
        for position, toleration in enumerate(decisions.kubernetes.tolerations)
        for key, rule, advice, severity in _wrong_with(toleration)
    ]


def _wrong_with(
    toleration: Toleration,
) -> Iterator[tuple[tuple[str, ...], str, str, Severity]]:
    if toleration.key is None and toleration.operator == "Equal":
        advice = "add key, or write operator: Exists to put up with every taint"
        yield (), "names no key of a taint to compare", advice, Severity.ERROR
    elif toleration.key is None:
        yield (
            (),
            "puts up with every taint, those of machines that are broken or full among them",
            "add the key of the taint that is meant",
            Severity.WARNING,
        )
    if toleration.operator == "Exists" and toleration.value:
        rule = "is of no use with operator: Exists, which looks at the key alone"
        yield ("value",), rule, "remove it, or write operator: Equal", Severity.ERROR
    if toleration.toleration_seconds is not None and toleration.effect != "NoExecute":
        rule = "counts from the taint that drives pods away, which is effect: NoExecute alone"
        yield ("tolerationSeconds",), rule, "write effect: NoExecute, or remove it", Severity.ERROR


def zones_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A zone that stands twice makes two of one."""
    del secrets
    zones = decisions.kubernetes.zones
    return [
        Finding(
            path_of("kubernetes", "zones", position),
            render(zone),
            "stands in the list twice",
            "remove one of them",
        )
        for position, zone in enumerate(zones)
        if zone in zones[:position]
    ]


def pod_security_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Nothing that is installed here needs less than the strictest standard."""
    del secrets
    level = decisions.kubernetes.pod_security.level
    if not in_production(decisions) or level == "restricted":
        return []
    return [
        Finding(
            path_of("kubernetes", "podSecurity", "level"),
            level,
            "lets pods of the namespace run as root, which none of Tracardi's needs",
            "write restricted",
            waiver="weaker-pod-security",
        )
    ]


def one_host_is_no_cluster(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Several containers of one store on one host fall together."""
    del secrets
    stores = decisions.dependencies
    if decisions.deployment.platform != "docker":
        return []
    return [
        Finding(
            path_of("dependencies", name, "topology"),
            "cluster",
            "is no high availability on one Docker host: its servers share power, disk and kernel",
            "write topology: single or external, or platform: kubernetes",
        )
        for name, store in (
            ("elasticsearch", stores.elasticsearch),
            ("mysql", stores.mysql),
            ("pulsar", stores.pulsar),
        )
        if store.topology == "cluster"
    ]


def docker_engine(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Who talks to a Docker Engine is root on its host."""
    del secrets
    docker = decisions.docker
    over_tcp = docker.host.startswith("tcp://")
    if over_tcp and docker.certificates is None:
        return [
            Finding(
                path_of("docker", "host"),
                render(docker.host),
                "is reached without certificates, so that anybody on the network is root there",
                "add certificates, or use ssh://",
            )
        ]
    if docker.certificates is not None and not over_tcp:
        return [
            Finding(
                path_of("docker", "certificates"),
                render(docker.certificates),
                "is of no use with a host that is not reached by tcp://",
                "remove it, or write host: tcp://...",
            )
        ]
    return []


def docker_ports(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Two services cannot share a port, and the low ones belong to the host."""
    del secrets
    docker = decisions.docker
    ports = {
        "publicApi": docker.ports.public_api,
        "privateApi": docker.ports.private_api,
        "gui": docker.ports.gui,
    }
    findings: list[Finding] = []
    seen: dict[int, str] = {}
    for key, port in ports.items():
        place = path_of("docker", "ports", key)
        if port in seen:
            rule = f"is the port of {seen[port]} too"
            findings.append(Finding(place, str(port), rule, "write another one"))
        elif port < _PRIVILEGED and not docker.allow_privileged_ports:
            findings.append(
                Finding(
                    place,
                    str(port),
                    "is one of the ports below 1024 that belong to the host's own services",
                    "write 1024 or more, or allowPrivilegedPorts: true",
                )
            )
        seen.setdefault(port, key)
    return findings


def docker_bind_address(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Docker opens published ports in front of the host's firewall."""
    del secrets
    address = decisions.docker.bind_address
    if not in_production(decisions) or ipaddress.ip_address(address).is_loopback:
        return []
    return [
        Finding(
            path_of("docker", "bindAddress"),
            render(address),
            "publishes the private API and the interface, and the host's firewall does not see it",
            "write 127.0.0.1 and put a reverse proxy in front",
            waiver="published-ports",
        )
    ]


CHECKS: Final[tuple[Check, ...]] = (
    cluster_or_folder,
    kubeconfig_needs_context,
    tolerations_make_sense,
    zones_are_distinct,
    pod_security_in_production,
    one_host_is_no_cluster,
    docker_engine,
    docker_ports,
    docker_bind_address,
)
