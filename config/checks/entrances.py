"""Checks of the published hosts: which they are, and who is let in."""

from typing import Final
from urllib.parse import urlsplit

from config.checks.common import Check, Secrets
from config.checks.useless import given_keys, useless
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.groups.entrances import GuiEntrance, PrivateApiEntrance
from config.types.networks import is_everywhere

_URLS: Final = {"publicApi": "publicApiUrl", "privateApi": "privateApiUrl", "gui": "guiUrl"}


def _hosts(decisions: Decisions) -> dict[str, str]:
    exposure = decisions.exposure
    entrances = {
        "publicApi": exposure.public_api,
        "privateApi": exposure.private_api,
        "gui": exposure.gui,
    }
    if exposure.mode == "none":
        return {}
    return {key: entrance.host for key, entrance in entrances.items() if entrance is not None}


def _guarded(decisions: Decisions) -> dict[str, PrivateApiEntrance | GuiEntrance]:
    exposure = decisions.exposure
    if exposure.mode == "none":
        return {}
    entrances = {"privateApi": exposure.private_api, "gui": exposure.gui}
    return {key: entrance for key, entrance in entrances.items() if entrance is not None}


def _covers(pattern: str, host: str) -> bool:
    return pattern.startswith("*.") and host.partition(".")[2] == pattern[2:]


def hosts_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A host leads to one service."""
    del secrets
    findings = []
    hosts = _hosts(decisions)
    for position, (key, host) in enumerate(hosts.items()):
        for other in list(hosts)[:position]:
            place = path_of("exposure", key, "host")
            if host == hosts[other]:
                rule, advice = f"is the host of {other} as well", "give each service its own host"
                findings.append(Finding(place, render(host), rule, advice))
            elif _covers(hosts[other], host) or _covers(host, hosts[other]):
                rule = f"takes a name from the wildcard of the other service, {other}"
                advice = "give the tenants a domain of their own, for instance collect.example.com"
                findings.append(Finding(place, render(host), rule, advice, Severity.WARNING))
    return findings


def urls_lead_to_hosts(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The addresses that browsers are given must be those that are published."""
    del secrets
    exposure = decisions.exposure
    urls = {
        "publicApi": exposure.public_api_url,
        "privateApi": exposure.private_api_url,
        "gui": exposure.gui_url,
    }
    findings = []
    for key, host in _hosts(decisions).items():
        url = urls[key]
        given = urlsplit(url).hostname or "" if url is not None else host
        if given != host and not _covers(host, given):
            example = host.replace("*", "tenant")
            findings.append(
                Finding(
                    path_of("exposure", _URLS[key]),
                    render(url),
                    f"leads elsewhere than {key}.host, {host}",
                    f"write https://{example}",
                )
            )
    return findings


def wildcards_fit_tenancy(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Tenants are told apart by the first part of the host, so each needs a host of its own."""
    del secrets
    tenancy = decisions.application.multi_tenancy
    domains = (
        {"publicApi": tenancy.public_domain, "privateApi": tenancy.private_domain}
        if tenancy is not None
        else {}
    )
    findings = []
    for key, host in _hosts(decisions).items():
        domain = domains.get(key)
        place = path_of("exposure", key, "host")
        if domain is None and host.startswith("*."):
            rule, advice = "is a wildcard, and there is one tenant", "write one host without *"
            findings.append(Finding(place, render(host), rule, advice))
        if domain is not None and host != f"*.{domain}":
            rule = "leaves out tenants, which are the first part of the host"
            findings.append(Finding(place, render(host), rule, f'write "*.{domain}"'))
    return findings


def private_services_are_guarded(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Tracardi slows nobody down who tries passwords.

    Source: Tracardi/tracardi-api app/api/auth/authentication.py.
    """
    del secrets
    exposure = decisions.exposure
    internal = (
        exposure.internal_class_name if exposure.mode == "ingress" else exposure.internal_gateway
    )
    return [
        Finding(
            path_of("exposure", key),
            "",
            "lets the whole internet try passwords",
            "add allowedNetworks or authenticatingProxy, or an internal class or Gateway"
            if exposure.mode == "ingress"
            else "add internalGateway, a Gateway that only internal networks reach",
        )
        for key, entrance in _guarded(decisions).items()
        if internal is None
        and not entrance.allowed_networks
        and entrance.authenticating_proxy is None
    ]


def allowed_networks(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """An allow-list that allows everybody, or one entry twice, was meant otherwise."""
    del secrets
    findings = []
    for key, entrance in _guarded(decisions).items():
        networks = entrance.allowed_networks
        for position, network in enumerate(networks):
            place = path_of("exposure", key, "allowedNetworks", position)
            if is_everywhere(network):
                rule, advice = "allows everybody", "write the networks of your offices and VPN"
                findings.append(Finding(place, render(network), rule, advice))
            elif network in networks[:position]:
                rule, advice = "stands in the list twice", "remove one of them"
                findings.append(Finding(place, render(network), rule, advice))
    return findings


def controller_can_do_it(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Limits, allow-lists and sign-in are annotations of two controllers, and of no Gateway."""
    del secrets
    exposure = decisions.exposure
    if exposure.mode == "none" or (exposure.mode, exposure.controller) in (
        ("ingress", "ingress-nginx"),
        ("ingress", "haproxy-ingress"),
    ):
        return []
    rule = (
        "cannot be asked of a Gateway: the standard knows no such thing"
        if exposure.mode == "gateway"
        else "cannot be asked of a controller that this program does not know"
    )
    inside = "internalGateway" if exposure.mode == "gateway" else "internalClassName"
    findings = useless(
        exposure.public_api,
        ("exposure", "publicApi"),
        ("maxBodySize", "requestsPerSecond", "connections"),
        rule,
        "remove it, and set the limit where the controller or the Gateway is set up",
    )
    for key, entrance in _guarded(decisions).items():
        findings += useless(
            entrance,
            ("exposure", key),
            ("allowedNetworks", "authenticatingProxy"),
            rule,
            f"remove it, and add {inside}",
        )
    return findings


def published_services_exist(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The interface needs to be installed, and to find the API that it calls."""
    del secrets
    exposure = decisions.exposure
    if exposure.mode == "none" or exposure.gui is None:
        return []
    place = path_of("exposure", "gui")
    if not decisions.application.gui.enabled:
        rule = "is published, and application.gui.enabled is false"
        return [Finding(place, "", rule, "remove it, or install the interface")]
    if exposure.private_api is None:
        return [
            Finding(
                place,
                "",
                "is published without the private API, which the interface calls from the browser",
                "add privateApi, unless privateApiUrl leads to a proxy of your own",
                Severity.WARNING,
            )
        ]
    return []


def network_policies(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Policies that are turned off, networks without ports and ports without networks."""
    del secrets
    policies, place = decisions.exposure.network_policies, ("exposure", "networkPolicies")
    if policies is None:
        return []
    if not policies.enabled:
        others = [key for key in given_keys(policies) if key != "enabled"]
        return useless(policies, place, others, "is of no use with enabled: false")
    findings = []
    if not policies.egress_networks:
        rule = "is of no use without egressNetworks"
        findings += useless(policies, place, ("egressPorts",), rule, "remove it, or add networks")
    stores = decisions.dependencies
    topologies = [stores.elasticsearch, stores.mysql, stores.redis, stores.pulsar]
    if all(store.topology != "external" for store in topologies):
        rule = "is of no use: no store lies outside of the namespace"
        findings += useless(policies, place, ("storeNetworks",), rule)
    for key, entries in (
        ("egressNetworks", policies.egress_networks),
        ("egressPorts", policies.egress_ports),
        ("storeNetworks", policies.store_networks),
    ):
        findings += [
            Finding(
                path_of(*place, key, position),
                render(entry),
                "stands in the list twice",
                "remove one of them",
            )
            for position, entry in enumerate(entries)
            if entry in list(entries)[:position]
        ]
    return findings


def destinations_get_out(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """What sends events on needs a way out of the namespace."""
    del secrets
    policies, application = decisions.exposure.network_policies, decisions.application
    sends = application.event_destinations or application.profile_destinations
    if policies is None or not policies.enabled or policies.egress_networks or not sends:
        return []
    return [
        Finding(
            path_of("exposure", "networkPolicies", "egressNetworks"),
            "",
            "is empty, so that nothing is sent to a destination outside of the cluster",
            "add the networks of the destinations, or 0.0.0.0/0 for the whole internet",
            Severity.WARNING,
        )
    ]


CHECKS: Final[tuple[Check, ...]] = (
    hosts_are_distinct,
    urls_lead_to_hosts,
    wildcards_fit_tenancy,
    private_services_are_guarded,
    allowed_networks,
    controller_can_do_it,
    published_services_exist,
    network_policies,
    destinations_get_out,
)
