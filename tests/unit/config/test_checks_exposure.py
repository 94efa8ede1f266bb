"""Checks of the way in and of network policies: warnings, and what is let through."""

import pytest

from config.findings import Finding, Severity
from tests.unit.config.stacks import (
    EXPOSED,
    EXTERNAL,
    NOT_INSTALLED,
    PRODUCTION,
    SMALLEST,
    examined,
)

pytestmark = pytest.mark.unit

GATEWAY = """
exposure:
  mode: gateway
  clientIpHeader: x-forwarded-for
  gateway: {name: public, namespace: gateways, listener: https}
  internalGateway: {name: internal}
  tls: {controllerCertificate: true}
  publicApi: {host: collect.example.com}
  privateApi: {host: api.example.com}
  gui: {host: tracardi.example.com}
"""
SIGN_IN = """
exposure:
  gui:
    allowedNetworks: []
    authenticatingProxy: {checkUrl: https://auth.example.com/check}
"""
AMONG_TENANTS = """
exposure:
  gui: {host: gui.collect.example.com}
  guiUrl: https://gui.collect.example.com
"""
TENANTS = """
deployment: {edition: commercial, version: 1.2.0}
license: {secure: AnOpaqueTextThatEndsInSevenDigits1234567}
dockerHubToken: {secure: AnAccessTokenOfTheVendor}
application:
  multiTenancy: {privateDomain: api.example.com, publicDomain: collect.example.com}
exposure:
  privateApiUrl: https://acme.api.example.com
  publicApiUrl: https://acme.collect.example.com
  publicApi: {host: '*.collect.example.com'}
  privateApi: {host: '*.api.example.com'}
"""


def about_exposure(*layers: str) -> list[Finding]:
    return [
        finding
        for finding in examined(EXTERNAL, PRODUCTION, *layers)
        if finding.path.startswith("tracardi:exposure") and NOT_INSTALLED not in finding.rule
    ]


@pytest.mark.parametrize(
    "layers",
    [
        (EXPOSED,),
        (EXPOSED, TENANTS),
        (GATEWAY,),
        (EXPOSED, "exposure: {tls: {issuer: null, secretName: tls}}"),
        (EXPOSED, "exposure: {tls: {issuer: null, controllerCertificate: true}}"),
        (EXPOSED, "exposure: {tls: {issuerKind: Issuer, hstsSeconds: 0}}"),
        (EXPOSED, "exposure: {controller: haproxy-ingress, publicApi: {requestsPerSecond: 50}}"),
        (EXPOSED, "exposure: {internalClassName: internal, gui: {allowedNetworks: []}}"),
        (
            EXPOSED,
            SIGN_IN,
        ),
        ("exposure: {networkPolicies: {egressNetworks: [0.0.0.0/0], egressPorts: [443, 587]}}",),
        ("exposure: {networkPolicies: {storeNetworks: [10.9.0.0/16]}}",),
        ("exposure: {networkPolicies: {enabled: false}}",),
    ],
)
def test_ways_in_without_a_finding(layers: tuple[str, ...]) -> None:
    assert about_exposure(*layers) == []


@pytest.mark.parametrize(
    ("layers", "path", "says"),
    [
        ((EXPOSED, "exposure: {clientIpHeader: null}"), "clientIpHeader", "x-forwarded-for"),
        ((EXPOSED, "exposure: {privateApi: null}"), "gui", "without the private API"),
        (
            (
                EXPOSED,
                TENANTS,
                AMONG_TENANTS,
            ),
            "gui.host",
            "domain of their own",
        ),
        # Catalogue 98.
        (
            ("application: {eventDestinations: true}", "exposure: {networkPolicies: {}}"),
            "networkPolicies.egressNetworks",
            "nothing is sent",
        ),
        (
            (
                "application: {profileDestinations: true}",
                "exposure: {networkPolicies: {egressNetworks: []}}",
            ),
            "networkPolicies.egressNetworks",
            "0.0.0.0/0",
        ),
    ],
)
def test_what_is_a_warning(layers: tuple[str, ...], path: str, says: str) -> None:
    (finding,) = about_exposure(*layers)

    assert finding.path == f"tracardi:exposure.{path}"
    assert finding.severity is Severity.WARNING
    assert says in f"{finding.rule}; {finding.advice}"


def test_destinations_need_no_network_where_nothing_is_sent_or_enforced() -> None:
    sends = "application: {eventDestinations: true}"

    assert about_exposure("exposure: {networkPolicies: {}}") == []
    assert about_exposure(sends) == []
    assert about_exposure(sends, "exposure: {networkPolicies: {enabled: false}}") == []


def test_networks_of_stores_are_for_stores_outside() -> None:
    found = examined(SMALLEST, "exposure: {networkPolicies: {storeNetworks: [10.9.0.0/16]}}")

    (finding,) = [each for each in found if NOT_INSTALLED not in each.rule]
    assert finding.path == "tracardi:exposure.networkPolicies.storeNetworks"
    assert finding.severity is Severity.ERROR


def test_clear_text_is_nobodys_business_on_a_desk() -> None:
    desk = """
    exposure:
      mode: ingress
      className: nginx
      clientIpHeader: x-real-ip
      publicApiUrl: http://collect.localhost
      publicApi: {host: collect.localhost}
    """
    found = examined(SMALLEST, desk)

    assert [each.path for each in found] == ["tracardi:exposure.mode"]
    assert NOT_INSTALLED in found[0].rule


def test_both_private_services_are_found_at_once() -> None:
    found = about_exposure(
        EXPOSED, "exposure: {privateApi: {allowedNetworks: []}, gui: {allowedNetworks: ['::/0']}}"
    )

    assert [each.path for each in found] == [
        "tracardi:exposure.privateApi",
        "tracardi:exposure.gui.allowedNetworks[0]",
    ]


def test_a_gateway_is_asked_for_nothing_that_it_cannot_do() -> None:
    found = about_exposure(
        GATEWAY,
        """
        exposure:
          publicApi: {maxBodySize: 2Mi, connections: 5}
          privateApi:
            allowedNetworks: [10.0.0.0/8]
            authenticatingProxy: {checkUrl: 'https://auth.example.com'}
        """,
    )

    assert [each.path.removeprefix("tracardi:exposure.") for each in found] == [
        "publicApi.maxBodySize",
        "publicApi.connections",
        "privateApi.allowedNetworks",
        "privateApi.authenticatingProxy",
    ]
