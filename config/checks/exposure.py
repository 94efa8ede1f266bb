"""Checks of the addresses at which the services are reached, and of the way in."""

from typing import Final
from urllib.parse import urlsplit

from config.checks.common import Check, Secrets, in_production
from config.checks.useless import useless
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render


def _urls(decisions: Decisions) -> dict[str, str]:
    exposure = decisions.exposure
    return {
        "privateApiUrl": exposure.private_api_address,
        "publicApiUrl": exposure.public_api_address,
        "guiUrl": exposure.gui_address,
    }


def _same_address(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def urls_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Two services cannot answer at one address."""
    del secrets
    findings = []
    seen: dict[tuple[str, str | None, int], str] = {}
    for key, url in _urls(decisions).items():
        address = _same_address(url)
        if address in seen:
            findings.append(
                Finding(
                    path_of("exposure", key),
                    render(url),
                    f"is the address of {seen[address]} as well",
                    "give each service a host or a port of its own",
                )
            )
        seen.setdefault(address, key)
    return findings


def urls_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Logins and events deserve TLS, and browsers block http from an https page."""
    del secrets
    if not in_production(decisions):
        return []
    return [
        Finding(
            path_of("exposure", key),
            render(url),
            "sends logins and events over the network in clear text",
            "put a proxy with TLS before the service and write its https:// address",
            waiver="plain-http-urls",
        )
        for key, url in _urls(decisions).items()
        if url.startswith("http://")
    ]


def trusted_proxies(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """`*` trusts everybody, so nothing beside it counts."""
    del secrets
    proxies = decisions.exposure.trusted_proxies
    findings = [
        Finding(
            path_of("exposure", "trustedProxies", position),
            render(proxy),
            "stands in the list twice",
            "remove one of them",
        )
        for position, proxy in enumerate(proxies)
        if proxy in proxies[:position]
    ]
    if "*" in proxies and len(set(proxies)) > 1:
        findings.append(
            Finding(
                path_of("exposure", "trustedProxies", proxies.index("*")),
                render("*"),
                "trusts every sender, so that the other entries mean nothing",
                "remove it, or all the others",
            )
        )
    return findings


_OF_INGRESS: Final = ("controller", "className", "internalClassName")
_OF_GATEWAY: Final = ("gateway", "internalGateway")
_OF_BOTH: Final = ("tls", "publicApi", "privateApi", "gui")


def answers_fit_the_mode(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """What belongs to another way in would be read by nobody."""
    del secrets
    exposure = decisions.exposure
    other = {
        "none": (*_OF_INGRESS, *_OF_GATEWAY, *_OF_BOTH),
        "ingress": _OF_GATEWAY,
        "gateway": _OF_INGRESS,
    }
    findings = useless(
        exposure,
        ("exposure",),
        other[exposure.mode],
        f"is of no use with mode: {exposure.mode}",
        "remove it, or write another mode",
    )
    if exposure.mode == "gateway":
        findings += useless(
            exposure.tls,
            ("exposure", "tls"),
            ("issuer", "issuerKind", "secretName"),
            "is of no use with mode: gateway, where the Gateway's listener holds the certificate",
            "remove it, and write controllerCertificate: true",
        )
    return findings


def platform_has_it(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Docker knows no Ingress, no Gateway and no network policies."""
    del secrets
    exposure = decisions.exposure
    if decisions.deployment.platform != "docker":
        return []
    findings = []
    if exposure.mode != "none":
        rule = "is a matter of Kubernetes, and everything runs on Docker"
        advice = "write none, and put a proxy with TLS before docker.ports"
        findings.append(Finding(path_of("exposure", "mode"), exposure.mode, rule, advice))
    if exposure.network_policies is not None:
        rule = "is a matter of Kubernetes, and on Docker the stores have a network of their own"
        findings.append(Finding(path_of("exposure", "networkPolicies"), "", rule, "remove it"))
    return findings


def way_in_is_complete(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A class or a Gateway, and a host for the collector."""
    del secrets
    exposure = decisions.exposure
    missing = []
    if exposure.mode == "ingress" and exposure.class_name is None:
        missing.append(
            (
                "className",
                "is missing: an Ingress without a class is served by every controller, or by none",
                "write one of the names that `kubectl get ingressclass` shows",
            )
        )
    if exposure.mode == "gateway" and exposure.gateway is None:
        missing.append(
            (
                "gateway",
                "is missing: routes hang on a Gateway",
                "write gateway: {name: ..., namespace: ...} as `kubectl get gateway -A` shows it",
            )
        )
    if exposure.mode != "none" and exposure.public_api is None:
        missing.append(
            (
                "publicApi",
                "is missing: the collector of events is what is published first of all",
                "write publicApi: {host: collect.example.com}, or mode: none",
            )
        )
    return [Finding(path_of("exposure", key), "", rule, advice) for key, rule, advice in missing]


def certificates(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Exactly one source of certificates; none at all is a risk."""
    del secrets
    exposure = decisions.exposure
    if exposure.mode == "none":
        return []
    tls = exposure.tls
    advice = "write exactly one of issuer, secretName and controllerCertificate: true"
    if tls is None:
        if not in_production(decisions):
            return []
        return [
            Finding(
                path_of("exposure", "tls"),
                "",
                "is missing, so that logins and events cross the network in clear text",
                f"add it: {advice}",
                waiver="plain-http-urls",
            )
        ]
    sources = {
        "issuer": tls.issuer,
        "secretName": tls.secret_name,
        "controllerCertificate": tls.controller_certificate or None,
    }
    named = [key for key, value in sources.items() if value is not None]
    if not named:
        return [Finding(path_of("exposure", "tls"), "", "names no certificate", advice)]
    if len(named) > 1:
        # In a Gateway's case the other finding says it all.
        rule = f"stands beside {named[0]}, and there is one certificate"
        place = path_of("exposure", "tls", named[1])
        gateway = exposure.mode == "gateway"
        return [] if gateway else [Finding(place, render(sources[named[1]]), rule, advice)]
    if tls.issuer is None and exposure.mode == "ingress":
        rule = "is of no use without issuer"
        return useless(tls, ("exposure", "tls"), ("issuerKind",), rule)
    return []


def client_address(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Behind a controller every visit comes from the controller unless a header says otherwise."""
    del secrets
    exposure = decisions.exposure
    if exposure.mode == "none" or exposure.client_ip_header is not None:
        return []
    return [
        Finding(
            path_of("exposure", "clientIpHeader"),
            "",
            "is missing, so that every visit seems to come from the controller",
            "write the header that the controller overwrites, mostly x-forwarded-for",
            Severity.WARNING,
        )
    ]


CHECKS: Final[tuple[Check, ...]] = (
    urls_are_distinct,
    urls_in_production,
    trusted_proxies,
    answers_fit_the_mode,
    platform_has_it,
    way_in_is_complete,
    certificates,
    client_address,
)
