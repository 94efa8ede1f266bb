"""Several tenants in one installation: where they are served, and what keeps their list."""

from typing import Final, Literal

from config.about import Change, answer, group
from config.groups.processes import cpu, memory
from config.types import (
    Answers,
    CpuQuantity,
    DatabaseName,
    EmailAddress,
    Quantity,
    TenantDomain,
    TenantId,
    Url,
)

_TENANCY: Final = "Tracardi documentation, how_to_configure_tracardi_to_be_multi_tenant.md"
_CHART: Final = "Tracardi chart 1.2.0 (Tracardi/argocd 1.3.x)"


class TenantServiceGui(Answers):
    """The user interface of the tenant management service."""

    enabled: bool = answer(
        True,
        "Whether the user interface of the tenant management service is installed. Write false "
        "where tenants are kept in the stack's file alone.",
        consequence="Who reaches it, and knows the key of the service, can make and end tenants.",
    )
    memory: Quantity = memory(
        "64Mi", "the interface of the tenant management service", "64Mi", source=_CHART
    )
    cpu: CpuQuantity = cpu("50m", "the interface of the tenant management service")


class TenantService(Answers):
    """The service that knows which tenants exist."""

    run_by: Literal["stack", "others"] = answer(
        "stack",
        "Who runs the tenant management service: stack for one of its own in the namespace; others "
        "where one service keeps the tenants of several installations.",
        consequence="With others, url and tracardi:tenantServiceApiKey have to be given, and every "
        "request of a new tenant waits for that service.",
        change=Change.COSTLY,
        later="copy the service's MySQL database to the new one, then edit the stack's file",
    )
    url: Url | None = answer(
        None,
        "The address of the service, where others run it.",
        consequence="Without a service that answers there, no tenant is known and every request "
        "is refused.",
        variables=("MULTI_TENANT_MANAGER_URL",),
    )
    database: DatabaseName = answer(
        "tms",
        "The MySQL database in which the service keeps the tenants, where the stack runs it.",
        consequence="It needs a backup like Tracardi's own: without it, no tenant is known.",
        change=Change.COSTLY,
        later="dump the database, load it under the new name, then edit the stack's file",
        variables=("MYSQL_DATABASE",),
    )
    logging_level: Literal["debug", "info", "warning", "error"] = answer(
        "warning",
        "From which level on the service writes to its log.",
        consequence="Below warning, each request leaves lines in the log.",
        variables=("LOGGING_LEVEL",),
    )
    memory: Quantity = memory("512Mi", "the tenant management service", source=_CHART)
    cpu: CpuQuantity = cpu("100m", "the tenant management service")
    gui: TenantServiceGui = group(
        TenantServiceGui, "The user interface of the service.", source=_CHART
    )


class Tenant(Answers):
    """One tenant."""

    name: TenantId = answer(
        ...,
        "The tenant's name: the first part of its hosts, and the prefix of its indices. Choose "
        "letters and digits; versions before 1.2 leave hyphens out.",
        consequence="At <name>.<domain> it is served; a tenant that is taken from the list keeps "
        "its data.",
        change=Change.NEVER,
        later="add a tenant with the new name and copy the indices and MySQL's rows of the old one",
        source=_TENANCY,
    )
    admin_email: EmailAddress = answer(
        ...,
        "The login of the tenant's first administrator; the password is generated.",
        consequence="It cannot be told from another tenant's where the same address is used for "
        "several.",
        change=Change.COSTLY,
        later="add another administrator in the tenant's user interface, and remove the first one "
        "there",
    )


class MultiTenancy(Answers):
    """Several clients kept apart in one installation."""

    private_domain: TenantDomain = answer(
        ...,
        "The domain of the private API: a tenant bluewater is administered through "
        "bluewater.<this domain>. A name with a wildcard record in the DNS.",
        consequence="It needs a wildcard in the DNS and in the certificate; Tracardi takes the "
        "tenant from the first of three or more parts of the host.",
        change=Change.COSTLY,
        later="serve both domains until every user has the new address, then drop the old one",
    )
    public_domain: TenantDomain = answer(
        ...,
        "The domain of the public API: a tenant bluewater sends its events to "
        "bluewater.<this domain>. A name with a wildcard record in the DNS.",
        consequence="It stands in the tracking script of every site of every tenant.",
        change=Change.COSTLY,
        later="serve both domains until every site has the new address, then drop the old one",
    )
    management_service: TenantService = group(
        TenantService, "The service that knows which tenants exist.", source=_CHART
    )
    tenants: list[Tenant] = answer(
        None,
        "The tenants that each `up` makes sure exist, with an administrator each. Leave the list "
        "empty where they are made in the service's own interface; split more than 100 over "
        "several installations.",
        consequence="Each tenant has 12 indices from the start and as many again with each period, "
        "which count against the cluster's limit of shards.",
        source="Tracardi documentation, painpoints_in_hudge_mutitenant_setups.md",
        factory=list,
    )
