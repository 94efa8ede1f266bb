"""Checks of the addresses at which the services are reached."""

from typing import Final
from urllib.parse import urlsplit

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, path_of, render


def _urls(decisions: Decisions) -> dict[str, str]:
    exposure = decisions.exposure
    return {
        "privateApiUrl": exposure.private_api_url,
        "publicApiUrl": exposure.public_api_url,
        "guiUrl": exposure.gui_url,
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


CHECKS: Final[tuple[Check, ...]] = (
    urls_are_distinct,
    urls_in_production,
    trusted_proxies,
)
