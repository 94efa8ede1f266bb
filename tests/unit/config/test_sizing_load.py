"""Where exactly the checks of Redis, of the processes and of the tenants begin."""

import pytest

from config.findings import Severity
from tests.unit.config.stacks import CLUSTERS, SMALLEST
from tests.unit.config.test_sizing_checks import FINE, TENANTS, YEARLY, findings, severity

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("profiles", "expected"),
    [
        # 1 GiB of memory holds 614.4 MiB of data, 491.5 MiB of it without worry; each profile
        # takes 4500 bytes, each of the 42 sessions half an hour 2000, and 64 MiB are for the rest.
        (99_600, FINE),
        (99_700, Severity.WARNING),
        (128_200, Severity.WARNING),
        (128_300, Severity.ERROR),
    ],
)
def test_the_memory_of_redis(profiles: int, expected: Severity | None) -> None:
    layer = f"workload: {{eventsPerDay: 2500, activeProfilesPerHour: {profiles}}}"

    assert severity("tracardi:dependencies.redis.memory", SMALLEST, layer) == expected


def test_the_advised_memory_of_redis_is_enough() -> None:
    load = "workload: {eventsPerDay: 2500, activeProfilesPerHour: 1000000}"
    (finding,) = findings(SMALLEST, load)
    memory = finding.advice.split()[1]
    enough = f"dependencies: {{redis: {{memory: {memory}, storage: {{size: 50Gi}}}}}}"

    assert findings(SMALLEST, load, enough) == []


@pytest.mark.parametrize(
    ("layer", "path"),
    [
        ("{replicas: 2}", "replicas"),
        ("{autoscaling: {minReplicas: 1, maxReplicas: 2}}", "autoscaling.maxReplicas"),
    ],
)
def test_too_few_processes_of_the_public_api_are_a_warning(layer: str, path: str) -> None:
    # 864 000 * 8 / 86 400 = 80 a second need three processes.
    load = """
    workload: {eventsPerDay: 864000, peakFactor: 8}
    dependencies: {elasticsearch: {storage: {size: 9000Gi}}}
    """
    found = findings(SMALLEST, load, f"application: {{publicApi: {layer}}}")

    assert [item.path for item in found] == [f"tracardi:application.publicApi.{path}"]
    assert found[0].severity is Severity.WARNING
    assert "write 3 or more" in found[0].advice


@pytest.mark.parametrize(
    ("worker", "path"),
    [("{replicas: 1}", "replicas"), ("{scaling: {maxReplicas: 1}}", "scaling.maxReplicas")],
)
def test_too_few_background_workers_are_a_warning(worker: str, path: str) -> None:
    layer = f"""
    workload: {{eventsPerDay: 864000, peakFactor: 8}}
    dependencies: {{elasticsearch: {{storage: {{size: 9000Gi}}}}}}
    application: {{commercial: {{workers: {{background: {worker}}}}}}}
    """
    found = findings(CLUSTERS, layer)

    (finding,) = [item for item in found if "background" in item.path]
    assert finding.path == f"tracardi:application.commercial.workers.background.{path}"
    assert finding.severity is Severity.WARNING
    assert "write 2 or more" in finding.advice


@pytest.mark.parametrize(("tenants", "warned"), [(100, False), (101, True)])
def test_more_than_a_hundred_tenants_are_a_warning(tenants: int, warned: bool) -> None:
    found = findings(CLUSTERS, YEARLY, TENANTS % "31Gi", f"workload: {{tenants: {tenants}}}")
    at_tenants = [item for item in found if item.path == "tracardi:workload.tenants"]

    assert [item.severity for item in at_tenants] == [Severity.WARNING] * warned


def test_fewer_tenants_than_are_listed_are_refused() -> None:
    listed = """
    workload: {tenants: 1}
    application:
      multiTenancy:
        privateDomain: api.example.com
        publicDomain: collect.example.com
        tenants:
          - {name: bluewater, adminEmail: ops@example.com}
          - {name: greenfield, adminEmail: ops@example.com}
    """
    found = [
        item for item in findings(CLUSTERS, listed) if item.path == "tracardi:workload.tenants"
    ]

    assert [item.advice for item in found] == ["write 2 or more"]
