"""The commercial edition: its answers fit together, its licence ends, its tenants have names."""

from datetime import date

import pytest

from config.checks.licensing import WARNING_DAYS, licence_is_valid
from config.decisions import Decisions
from config.findings import Finding, Severity
from config.parse import examine
from tests.unit.config.stacks import (
    COMMERCIAL,
    EXTERNAL,
    NOT_INSTALLED,
    PRODUCTION,
    decide,
    merged,
    split,
)

pytestmark = pytest.mark.unit

EVERYTHING = """
application:
  publicApi: {replicas: 3, minAvailable: 2}
  multiTenancy:
    privateDomain: api.example.com
    publicDomain: collect.example.com
    managementService: {memory: 1Gi, gui: {enabled: false}}
    tenants:
      - {name: bluewater, adminEmail: ops@bluewater.example}
      - {name: redstone7, adminEmail: ops@redstone.example}
  commercial:
    primaryId: emm-
    primaryIdAsHash: true
    identification: {eventProperties: [], pointType: anonymous, eventType: sign-in}
    propertyChangeEvents: [data.contact.email.main]
    visitEnded: true
    closeVisitAfterSeconds: 1800
    eventPool: {size: 100}
    mysqlPool: {size: 3}
    kafka:
      host: kafka.example.com
      securityProtocol: SASL_SSL
      sasl: {mechanism: PLAIN, username: tracardi}
    workers:
      background: {replicas: 10}
      collector: {enabled: true, scaling: {minReplicas: 2, maxReplicas: 10}}
      destination: {enabled: true}
      logger: {enabled: true}
    bridge: {enabled: true}
    staging: {deployment: false, editProduction: true}
    preconfiguration: {resources: tracardi/resources.json}
    maxmind: {accountId: 123456}
licensing: {licenceExpires: '2999-12-31', registryUsername: tracardi}
maxmindLicenseKey: {secure: LicenceKeyOfMaxmind}
kafkaSaslPassword: {secure: PasswordOfKafka12345}
"""


def _examined(*layers: str) -> tuple[Decisions | None, list[Finding]]:
    """Decisions and findings but for those about what is not installed yet."""
    found, findings = examine(*split(merged(EXTERNAL, PRODUCTION, COMMERCIAL, *layers)))
    return found, [finding for finding in findings if NOT_INSTALLED not in finding.rule]


def _warnings(*layers: str) -> list[Finding]:
    """The findings of the layers, which must be warnings, but for the accepted risks."""
    _, findings = _examined(*layers)
    assert {finding.severity for finding in findings} <= {Severity.WARNING}
    return [finding for finding in findings if finding.waiver is None]


def test_every_answer_of_the_commercial_edition_fits_with_the_others() -> None:
    found, _ = _examined(EVERYTHING)

    assert _warnings(EVERYTHING) == []
    assert found is not None
    commercial = found.application.commercial
    assert commercial is not None
    assert commercial.kafka is not None
    assert commercial.kafka.max_request.bytes == 1048576
    assert commercial.identification.event_properties == []
    assert commercial.workers.workflow.enabled


def test_what_is_not_installed_yet_is_said_once_for_each_group() -> None:
    _, findings = examine(*split(merged(EXTERNAL, PRODUCTION, COMMERCIAL, EVERYTHING)))

    places = [finding.path for finding in findings if NOT_INSTALLED in finding.rule]
    assert sorted(places) == [
        "tracardi:application.commercial",
        "tracardi:application.multiTenancy",
        "tracardi:dependencies.pulsar.topology",
        "tracardi:deployment.edition",
    ]


TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("expires", "severity", "says"),
    [
        ("2026-11-29", Severity.ERROR, "is over"),
        ("2026-11-30", Severity.WARNING, "ends today"),
        ("2026-12-01", Severity.WARNING, "ends tomorrow"),
        ("2027-01-29", Severity.WARNING, f"ends in {WARNING_DAYS} days"),
        ("2027-01-30", None, ""),
    ],
)
def test_the_end_of_the_licence_is_told_sixty_days_ahead(
    expires: str, severity: Severity | None, says: str
) -> None:
    found, _ = _examined(f"licensing: {{licenceExpires: '{expires}'}}")
    assert found is not None

    findings = licence_is_valid(found, {}, TODAY)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    assert all(says in finding.rule for finding in findings)


def test_a_licence_without_an_end_is_valid() -> None:
    found, _ = _examined()
    assert found is not None

    assert licence_is_valid(found, {}, TODAY) == []


def test_reselling_the_commercial_edition_is_a_matter_of_agreement() -> None:
    (warning,) = _warnings("licensing: {use: resale}")

    assert warning.path == "tracardi:licensing.use"
    assert "agreed" in warning.rule


TENANT = """
application:
  multiTenancy:
    privateDomain: api.example.com
    publicDomain: in.example.com
    tenants: [{name: %s, adminEmail: ops@example.com}]
"""


def test_a_hyphen_in_the_name_of_a_tenant_is_warned_of_where_it_may_be_kept() -> None:
    (warning,) = _warnings(TENANT % "blue-water")

    assert warning.path == "tracardi:application.multiTenancy.tenants[0].name"
    assert "write bluewater" in warning.advice


@pytest.mark.parametrize("name", ["bluewater", "acme5", "5acme", "a" * 40])
def test_names_of_tenants(name: str) -> None:
    assert _warnings(TENANT % name) == []


@pytest.mark.parametrize("domain", ["example.com", "eu.api.example.com", "xn--bcher-kva.example"])
def test_domains_of_tenants(domain: str) -> None:
    layer = f"application: {{multiTenancy: {{privateDomain: {domain}}}}}"

    assert _warnings(TENANT % "bluewater", layer) == []


@pytest.mark.parametrize(
    "field", ["data.identifier.pk", "data.contact.email.business", "emm-", "phm-"]
)
def test_primary_ids(field: str) -> None:
    assert _warnings(f"application: {{commercial: {{primaryId: {field}}}}}") == []


CERTIFICATE = """
application:
  commercial:
    kafka:
      host: kafka.example.com
      securityProtocol: %s
      certificateAuthority: 'PEM'
      clientCertificate: 'PEM'
kafkaClientKey: {secure: "-----BEGIN PRIVATE KEY-----\\nYWJj\\n-----END PRIVATE KEY-----"}
"""


@pytest.mark.parametrize(("protocol", "refused"), [("SSL", []), ("PLAINTEXT", ["no TLS"] * 2)])
def test_certificates_need_tls(
    protocol: str, refused: list[str], certificate_authority: str
) -> None:
    layer = (CERTIFICATE % protocol).replace("PEM", certificate_authority)

    _, findings = _examined(layer)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert [finding.rule.split("has ")[-1] for finding in errors] == refused


def test_workflows_need_no_worker_before_1_1_nor_where_there_are_none() -> None:
    without = "application: {commercial: {workers: {workflow: {enabled: false}}}}"

    assert _warnings(without, "deployment: {version: 1.0.0}") == []
    assert _warnings(without, "application: {workflows: false}") == []


@pytest.mark.parametrize(
    ("worker", "version", "refused"),
    [
        ("collector", "1.0.0", True),
        ("collector", "1.1.0", False),
        ("destination", "1.1.0", True),
        ("destination", "1.2.0", False),
        ("logger", "1.1.0", True),
        ("logger", "1.2.0", False),
    ],
)
def test_workers_begin_with_a_version(worker: str, version: str, refused: bool) -> None:
    layer = f"application: {{commercial: {{workers: {{{worker}: {{enabled: true}}}}}}}}"

    _, findings = _examined(layer, f"deployment: {{version: {version}}}")
    path = f"tracardi:application.commercial.workers.{worker}.enabled"
    assert [finding.path for finding in findings if finding.waiver is None] == [path] * refused


SCALED = """
application:
  publicApi:
    replicas: null
    autoscaling: {minReplicas: %d, maxReplicas: 4}
    minAvailable: 1
"""


@pytest.mark.parametrize(
    ("least", "places"),
    [
        (1, ["minReplicas", "minAvailable"]),
        (2, []),
        (4, []),
        (5, ["minReplicas"]),
    ],
)
def test_autoscaling_takes_the_place_of_replicas(least: int, places: list[str]) -> None:
    stack = merged(EXTERNAL, PRODUCTION, SCALED % least)
    application = stack["application"]
    assert isinstance(application, dict)
    del application["publicApi"]["replicas"]
    _, findings = examine(*split(stack))

    found = [finding for finding in findings if NOT_INSTALLED not in finding.rule]
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    assert [finding.path.split(".")[-1] for finding in errors] == places


def test_the_open_source_edition_needs_nothing_of_all_this() -> None:
    decisions, _ = decide(EXTERNAL, PRODUCTION)

    assert decisions.application.commercial is None
    assert decisions.application.multi_tenancy is None
    assert decisions.licensing.licence_expires is None
