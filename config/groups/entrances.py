"""How each of the three services is published: host, limits, and who may come."""

from typing import Final

from config.about import answer, group
from config.types import Answers, Quantity
from config.types.networks import NetworkCidr, PublishedHost, ReceiverUrl, TenantHost

_LIMITS_SOURCE: Final = (
    "ingress-nginx documentation, annotations, rate limiting; Tracardi chart 1.3.x, ingress"
)
_ALLOW_SOURCE: Final = "ingress-nginx and HAProxy Ingress documentation, allow-lists by source"
_SIGN_IN_SOURCE: Final = "ingress-nginx documentation, external authentication"
_PATHS_SOURCE: Final = "measured on API 0.9.0-dev; Tracardi chart 1.3.x, ingress"


class PublicApiEntrance(Answers):
    """The collector: `/track`, `/collect`, `/redirect`, `/tracker`, `/uix` and `/customer`."""

    host: TenantHost = answer(
        ...,
        "The DNS name under which web sites send events, for instance collect.example.com; with "
        "several tenants a wildcard such as *.collect.example.com.",
        consequence="It stands in every snippet, so a change must leave the old name in place.",
        source=_PATHS_SOURCE,
    )
    max_body_size: Quantity = answer(
        Quantity("1Mi"),
        "The largest request that is let in. A visit has some kilobytes; raise it for imports by "
        "programs.",
        consequence="Larger requests get the answer 413 and are lost.",
        source=_LIMITS_SOURCE,
    )
    requests_per_second: int | None = answer(
        None,
        "How many requests a second one visitor's address may send; without a number there is no "
        "limit. 10 is what Tracardi's chart proposes.",
        consequence="Whole companies share one address: too low a number loses their visits.",
        source=_LIMITS_SOURCE,
        ge=1,
        le=100000,
    )
    connections: int | None = answer(
        None,
        "How many connections one visitor's address may hold open; without a number there is no "
        "limit. 20 is what Tracardi's chart proposes.",
        consequence="Whole companies share one address: too low a number loses their visits.",
        source=_LIMITS_SOURCE,
        ge=1,
        le=100000,
    )
    customer_consent: bool = answer(
        False,
        "Whether `/customer/consent` is published, by which web sites record the consents of "
        "visitors.",
        consequence="Anybody who knows the id of a profile and a session can change its consents.",
        source=_PATHS_SOURCE,
    )


class AuthenticatingProxy(Answers):
    """A service such as oauth2-proxy that decides on each request before Tracardi sees it."""

    check_url: ReceiverUrl = answer(
        ...,
        "The address that the controller asks about each request (`auth-url`); a 2xx lets it "
        "through.",
        consequence="While it is away nobody gets in.",
        source=_SIGN_IN_SOURCE,
    )
    sign_in_url: ReceiverUrl | None = answer(
        None,
        "Where a browser is sent to sign in (`auth-signin`).",
        consequence="Without it a browser that has not signed in sees a bare 401.",
        source=_SIGN_IN_SOURCE,
    )


class _Guarded(Answers):
    """What must not be open to everybody."""

    allowed_networks: list[NetworkCidr] = answer(
        None,
        "The networks whose addresses are let in: offices, VPN. Required unless an "
        "authenticating proxy, or a class or Gateway for internal networks, stands before it.",
        consequence="Everybody else gets the answer 403. It needs a controller that sees the real "
        "address of the visitor.",
        source=_ALLOW_SOURCE,
        factory=list,
    )
    authenticating_proxy: AuthenticatingProxy | None = group(
        None, "Who signs people in before Tracardi's own sign-in."
    )


class PrivateApiEntrance(_Guarded):
    """The API of the user interface, which can do everything."""

    host: TenantHost = answer(
        ...,
        "The DNS name under which browsers of the people who work with Tracardi reach the private "
        "API; with several tenants a wildcard.",
        consequence="Who reaches it can try passwords: Tracardi neither counts nor slows attempts.",
        source="Tracardi/tracardi-api app/api/auth/authentication.py",
    )


class GuiEntrance(_Guarded):
    """The user interface: static files that call the private API."""

    host: PublishedHost = answer(
        ...,
        "The DNS name of the user interface, for instance tracardi.example.com.",
        consequence="The interface is of no use to browsers that do not reach the private API.",
        source=_PATHS_SOURCE,
    )
