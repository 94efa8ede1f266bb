"""Clusters, folders and Docker hosts: what is let through, and what is warned of."""

import pytest

from config.findings import Severity
from tests.unit.config.stacks import (
    CLUSTERS,
    EXTERNAL,
    NOT_INSTALLED,
    PRODUCTION,
    SMALLEST,
    decide,
    decisions,
    examined,
)

pytestmark = pytest.mark.unit

ADMIN = "application: {adminEmail: ops@example.com}"
ON_DOCKER = "deployment: {platform: docker}"
UNEVEN = """
kubernetes: {zones: [a, b]}
dependencies: {elasticsearch: {nodes: 3, zoneAware: true}}
"""
ZONES = "kubernetes: {machines: 3, zones: [a, b, c]}"


def said(*layers: str) -> list[str]:
    """The paths of what is found, those aside that this version does not install yet."""
    return [item.path for item in examined(*layers) if NOT_INSTALLED not in item.rule]


@pytest.mark.parametrize(
    "selector",
    ["{disktype: ssd}", "{topology.kubernetes.io/zone: eu-west-1a, pool: ''}", "{a_b.c-D: X_y.z}"],
)
def test_labels_of_machines(selector: str) -> None:
    found = decisions(f"kubernetes: {{nodeSelector: {selector}}}").kubernetes

    assert len(found.node_selector) == selector.count(": ")


@pytest.mark.parametrize(
    "toleration",
    [
        "{key: dedicated, value: tracardi, effect: NoSchedule}",
        "{key: example.com/dedicated, operator: Exists}",
        "{key: a, value: b, effect: NoExecute, tolerationSeconds: 0}",
    ],
)
def test_tolerations(toleration: str) -> None:
    assert decide(SMALLEST, f"kubernetes: {{tolerations: [{toleration}]}}")[1] == ()


def test_putting_up_with_everything_is_a_warning() -> None:
    (warning,) = decide(SMALLEST, "kubernetes: {tolerations: [{operator: Exists}]}")[1]

    assert warning.path == "tracardi:kubernetes.tolerations[0]"
    assert "broken" in warning.rule


def test_a_weaker_standard_is_no_finding_outside_production() -> None:
    assert decide(SMALLEST, "kubernetes: {podSecurity: {level: baseline}}")[1] == ()


@pytest.mark.parametrize(
    "docker",
    [
        "host: 'unix:///run/user/1000/docker.sock'",
        "host: 'ssh://docker.example.com'",
        "host: 'ssh://deploy@docker.example.com:2222'",
        "host: 'ssh://deploy@[2001:db8::5]:22'",
        "host: 'tcp://10.0.0.5:2376', certificates: /etc/docker/certificates",
        "ports: {publicApi: 443}, allowPrivilegedPorts: true",
        "bindAddress: '::1', name: cdp_2",
    ],
)
def test_docker_hosts(docker: str) -> None:
    found = said(EXTERNAL, PRODUCTION, ON_DOCKER, f"docker: {{{docker}}}")

    assert found == said(EXTERNAL, PRODUCTION)


def test_an_open_address_is_no_finding_outside_production() -> None:
    assert said(SMALLEST, ON_DOCKER, "docker: {bindAddress: 0.0.0.0}") == []


def test_docker_needs_neither_a_cluster_nor_a_folder() -> None:
    assert said(ADMIN, ON_DOCKER) == []
    assert said(ADMIN) == ["tracardi:kubernetes"]


def test_every_cluster_on_a_docker_host_is_told() -> None:
    found = said(CLUSTERS, ON_DOCKER)

    assert [f"tracardi:dependencies.{name}.topology" for name in _CLUSTERED] == [
        path for path in found if path.endswith(".topology")
    ]


_CLUSTERED = ("elasticsearch", "mysql", "pulsar")


@pytest.mark.parametrize(
    ("layer", "path"),
    [
        ("dependencies: {elasticsearch: {nodes: 7}}", "dependencies.elasticsearch.nodes"),
        (UNEVEN, "dependencies.elasticsearch.zoneAware"),
        ("dependencies: {elasticsearch: {mmap: disabled}}", "dependencies.elasticsearch.mmap"),
    ],
)
def test_warnings_about_clusters(layer: str, path: str) -> None:
    (warning,) = [item for item in examined(CLUSTERS, layer) if item.path == f"tracardi:{path}"]

    assert warning.severity is Severity.WARNING


@pytest.mark.parametrize(
    "layer",
    [
        f"{ZONES}\ndependencies: {{elasticsearch: {{zoneAware: true}}}}",
        "dependencies: {elasticsearch: {nodes: 4, dedicatedMasters: {nodes: 3}}}",
        "dependencies: {elasticsearch: {nodes: 5, replicas: 2, maxUnavailable: 2}}",
        "dependencies: {mysql: {nodes: 5, haproxyReplicas: 3}}",
        "dependencies: {pulsar: {bookies: 4, ensemble: 4, writeQuorum: 3, ackQuorum: 2}}",
        "dependencies: {pulsar: {topology: none}}",
    ],
)
def test_clusters_that_hold(layer: str) -> None:
    assert said(CLUSTERS, layer) == said(CLUSTERS)


@pytest.mark.parametrize(
    ("service", "admin"),
    [
        ("pulsar://pulsar.example.com:6650", "http://pulsar.example.com:8080"),
        ("pulsar://pulsar", "https://10.0.0.5:8443"),
        ("pulsar://a.example.com:6650,b.example.com:6650", "http://a.example.com:8080"),
    ],
)
def test_addresses_of_pulsar(service: str, admin: str) -> None:
    layer = (
        f"dependencies: {{pulsar: {{topology: external, serviceUrl: '{service}', "
        f"adminUrl: '{admin}', clusterName: main, authentication: none}}}}"
    )

    assert said(CLUSTERS, layer) == said(CLUSTERS)


@pytest.mark.parametrize("version", ["7.17", "7.17.25", "8.8.0", "8.19.20", "8.20"])
def test_versions_of_elasticsearch(version: str) -> None:
    layer = f"dependencies: {{elasticsearch: {{version: '{version}'}}}}"

    assert decide(EXTERNAL, layer)[0].dependencies.elasticsearch.version == version  # type: ignore[union-attr]
