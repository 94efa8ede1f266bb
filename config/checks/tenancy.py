"""Checks of several tenants in one installation."""

from collections.abc import Iterator
from typing import Final

from config.checks.common import Check, Secrets
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render

_PLACE: Final = ("application", "multiTenancy")
_KEEPS_HYPHENS: Final = (1, 2)
"""The first minor version whose documentation keeps the hyphens of a host (Tracardi documentation,
how_to_configure_tracardi_to_be_multi_tenant.md, branches 1.1.x and 1.2.y)."""


def tenancy_needs_the_commercial_edition(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The open-source edition refuses to install (0.9.0-dev, tracardi/service/installation.py)."""
    del secrets
    if decisions.application.multi_tenancy is None or decisions.deployment.edition == "commercial":
        return []
    return [
        Finding(
            path_of(*_PLACE),
            "",
            "needs the commercial edition, and a licence for several tenants: the open-source one "
            "refuses to install",
            "remove it, or write deployment.edition: commercial",
        )
    ]


def domains_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The first label of a host is the tenant, so the rest alone tells the APIs apart."""
    del secrets
    tenancy = decisions.application.multi_tenancy
    if tenancy is None or tenancy.private_domain != tenancy.public_domain:
        return []
    return [
        Finding(
            path_of(*_PLACE, "publicDomain"),
            render(tenancy.public_domain),
            "is the domain of the private API as well, and a tenant's host leads to one of them",
            "write two domains, for instance api.example.com and collect.example.com",
        )
    ]


def one_way_to_name_tenants(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """With several tenants the host names the tenant, and nothing reads TENANT_NAME."""
    del secrets
    application = decisions.application
    if application.multi_tenancy is None or application.tenant_name is None:
        return []
    return [
        Finding(
            path_of("application", "tenantName"),
            render(application.tenant_name),
            "is the prefix of a single tenant, and means nothing beside multiTenancy",
            "remove it, and add the tenant to multiTenancy.tenants",
        )
    ]


def tenant_service_is_reachable(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Tracardi refuses to start without the service's address (its errors C0001 and C0003)."""
    del secrets
    tenancy = decisions.application.multi_tenancy
    if tenancy is None:
        return []
    service, place = tenancy.management_service, (*_PLACE, "managementService")
    if service.run_by == "others" and service.url is None:
        return [
            Finding(
                path_of(*place, "url"),
                "",
                "is missing: nothing else says where the service of others answers",
                "add it, for instance http://tenants.example.com:8383, or write runBy: stack",
            )
        ]
    if service.run_by == "stack" and service.url is not None:
        return [
            Finding(
                path_of(*place, "url"),
                render(service.url),
                "stands beside runBy: stack, and Tracardi asks one service only",
                "remove it, or write runBy: others",
            )
        ]
    return []


def tenants_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Versions before 1.2 leave the hyphens of a host out: blue-water is bluewater there."""
    del secrets
    tenancy = decisions.application.multi_tenancy
    return list(_tenant_findings(decisions)) if tenancy is not None else []


def _tenant_findings(decisions: Decisions) -> Iterator[Finding]:
    tenancy = decisions.application.multi_tenancy
    version = tuple(int(part) for part in decisions.deployment.version.split(".")[:2])
    seen: dict[str, str] = {}
    for position, tenant in enumerate(tenancy.tenants if tenancy is not None else ()):
        path = path_of(*_PLACE, "tenants", position, "name")
        plain = tenant.name.replace("-", "")
        if plain in seen:
            same = (
                "stands in the list twice"
                if seen[plain] == tenant.name
                else f"is {seen[plain]} without its hyphens, which some versions leave out"
            )
            yield Finding(path, tenant.name, same, "give each tenant a name of its own")
        elif "-" in tenant.name and version < _KEEPS_HYPHENS:
            yield Finding(
                path,
                tenant.name,
                f"has a hyphen, which versions before 1.2 leave out: the tenant would be {plain}",
                f"write {plain}",
            )
        elif "-" in tenant.name:
            yield Finding(
                path,
                tenant.name,
                f"has a hyphen, and Tracardi's documentation disagrees on whether the tenant is "
                f"{tenant.name} or {plain}",
                f"write {plain}, or try it on a stack of its own first",
                Severity.WARNING,
            )
        seen.setdefault(plain, tenant.name)


CHECKS: Final[tuple[Check, ...]] = (
    tenancy_needs_the_commercial_edition,
    one_way_to_name_tenants,
    domains_are_distinct,
    tenant_service_is_reachable,
    tenants_are_distinct,
)
