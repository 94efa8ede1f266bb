"""What can be reached from where: addresses, the way in, certificates and network policies."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator

from config.about import answer, group
from config.groups.entrances import GuiEntrance, PrivateApiEntrance, PublicApiEntrance
from config.groups.network_policies import NetworkPolicies
from config.types import Answers, DnsLabel, DnsName, TrustedProxy, Url, matching

HeaderName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9-]{1,64}",
            "is no name of an HTTP header",
            "write the header that the proxy fills in, for instance x-forwarded-for",
        )
    ),
]

_INGRESS_SOURCE: Final = "Kubernetes documentation, Ingress"
_GATEWAY_SOURCE: Final = "Gateway API documentation, HTTPRoute and Gateway"
_CERTIFICATE_SOURCE: Final = "cert-manager documentation, Securing Ingress Resources"
_HSTS_SOURCE: Final = "RFC 6797, HTTP Strict Transport Security"
_BY_DEFAULT: Final = (
    "by default the host of the way in, and where nothing is published the address of `kubectl "
    "port-forward`,"
)
_SERVICES_SOURCE: Final = "Tracardi documentation, installation/production/services.md"


class Gateway(Answers):
    """A Gateway that somebody else runs, and the listener on it that takes the routes."""

    name: DnsName = answer(
        ...,
        "The name of a Gateway that exists already, as `kubectl get gateway -A` shows it.",
        consequence="It must allow routes from the namespace of this installation; the program "
        "creates routes only.",
        source=_GATEWAY_SOURCE,
    )
    namespace: DnsLabel | None = answer(
        None,
        "The namespace of the Gateway; by default that of this installation.",
        consequence="For another namespace the Gateway's listener must name this one in "
        "`allowedRoutes`, or no request ever arrives.",
        source=_GATEWAY_SOURCE,
    )
    listener: DnsName | None = answer(
        None,
        "The one listener (`sectionName`) that takes the routes; name the one with TLS where a "
        "Gateway listens on port 80 as well.",
        consequence="Without it the routes hang on every listener, the one without TLS included.",
        source=_GATEWAY_SOURCE,
    )


class Tls(Answers):
    """Where the certificates come from, and whether browsers must insist on them."""

    issuer: DnsName | None = answer(
        None,
        "The issuer of cert-manager that makes the certificates; choose it where cert-manager "
        "runs in the cluster, since it renews them by itself.",
        consequence="Certificates come some seconds after the first `up`, and are renewed without "
        "anybody.",
        source=_CERTIFICATE_SOURCE,
    )
    issuer_kind: Literal["ClusterIssuer", "Issuer"] = answer(
        "ClusterIssuer",
        "Whether the issuer serves the whole cluster or the namespace of this installation alone.",
        consequence="cert-manager looks for the issuer in one of the two places only.",
        source=_CERTIFICATE_SOURCE,
    )
    secret_name: DnsName | None = answer(
        None,
        "A Secret of type kubernetes.io/tls in the namespace that holds the certificate for all "
        "hosts; choose it where certificates come from somewhere else.",
        consequence="Somebody must replace the certificate before it runs out; monitoring warns "
        "two weeks ahead.",
        source=_INGRESS_SOURCE,
    )
    controller_certificate: bool = answer(
        False,
        "Whether the controller or the Gateway brings a certificate of its own, for instance a "
        "wildcard one or one of a cloud's load balancer.",
        consequence="This program has no say in which certificate visitors see.",
        source=_INGRESS_SOURCE,
    )
    hsts_seconds: int = answer(
        31536000,
        "For how many seconds a browser insists on https after a visit; 0 turns it off, a year is "
        "usual, a few minutes suit the first days.",
        consequence="Until the seconds are over no browser that was there goes back to http, even "
        "if the certificate breaks.",
        source=_HSTS_SOURCE,
        ge=0,
        le=63072000,
    )


class Exposure(Answers):
    """Addresses as seen from outside, and how requests get in."""

    private_api_url: Url | None = answer(
        None,
        "Where browsers of the people who work with Tracardi find the API of the user interface; "
        f"{_BY_DEFAULT} http://localhost:8686.",
        consequence="The interface calls this address from the browser; a wrong one leaves its "
        "sign-in page without an answer.",
        source="Tracardi/tracardi-gui start script, API_URL",
        variables=("API_URL",),
    )
    public_api_url: Url | None = answer(
        None,
        f"Where web sites and programs send events; {_BY_DEFAULT} http://localhost:8585.",
        consequence="It stands in the snippet of every web site; after a change the old address "
        "must go on working until the last page is changed.",
        source=_SERVICES_SOURCE,
    )
    gui_url: Url | None = answer(
        None,
        f"Where people find the user interface; {_BY_DEFAULT} http://localhost:8787.",
        consequence="It is printed after `up`, and watched by monitoring.",
        source=_SERVICES_SOURCE,
    )
    client_ip_header: HeaderName | None = answer(
        None,
        "The header in which the proxy passes on the visitor's IP address, mostly x-forwarded-for. "
        "Leave it out where no proxy stands in between.",
        consequence="Without it every visit seems to come from the proxy. With it and no proxy "
        "that overwrites the header, visitors can pretend to be anywhere.",
        source="Tracardi/tracardi-api app/config.py 0.9.0-dev",
        variables=("USE_X_FORWARDED_IP",),
    )
    trusted_proxies: list[TrustedProxy] = answer(
        None,
        'Addresses of the proxies whose forwarding headers the web server believes, or "*" where '
        "nothing but the proxy can reach the services.",
        consequence="Without the right entry redirects lose their https, and logs show the proxy.",
        source="uvicorn documentation, settings, forwarded-allow-ips",
        variables=("FORWARDED_ALLOW_IPS",),
        factory=list,
    )
    mode: Literal["none", "ingress", "gateway"] = answer(
        "none",
        "How requests from outside get in: none publishes nothing, ingress makes objects for an "
        "ingress controller, gateway makes routes for a Gateway. Choose none on a desk or behind "
        "a proxy of your own.",
        consequence="With none, only `kubectl port-forward` and what you put in front reaches "
        "the services.",
        source=_SERVICES_SOURCE,
    )
    controller: Literal["ingress-nginx", "haproxy-ingress", "other"] = answer(
        "ingress-nginx",
        "Which ingress controller serves the class, since each has annotations of its own for "
        "limits, allow-lists and sign-in.",
        consequence="With other, no limits and no allow-lists can be set; the private API and the "
        "interface then need a class that only internal networks reach.",
        source="documentation of ingress-nginx and of HAProxy Ingress, annotations",
    )
    class_name: DnsName | None = answer(
        None,
        "The ingress class that the collector is published in, as `kubectl get ingressclass` "
        "shows it; required with mode: ingress.",
        consequence="Several controllers may answer to an Ingress without a class, or none.",
        source=_INGRESS_SOURCE,
    )
    internal_class_name: DnsName | None = answer(
        None,
        "Another ingress class, which only internal networks reach, for the private API and the "
        "user interface.",
        consequence="With it these two never share a load balancer with the internet.",
        source=_INGRESS_SOURCE,
    )
    gateway: Gateway | None = group(
        None, "The Gateway that the collector is published on; required with mode: gateway."
    )
    internal_gateway: Gateway | None = group(
        None,
        "Another Gateway, which only internal networks reach, for the private API and the user "
        "interface.",
    )
    tls: Tls | None = group(None, "Certificates of the published hosts.")
    public_api: PublicApiEntrance | None = group(
        None, "How the collector of events is published; nothing but its paths is."
    )
    private_api: PrivateApiEntrance | None = group(
        None, "How the API of the user interface is published; not at all by default."
    )
    gui: GuiEntrance | None = group(
        None, "How the user interface is published; not at all by default."
    )
    network_policies: NetworkPolicies | None = group(
        None, "Which pod may talk to which, and to what outside of the cluster."
    )

    @property
    def private_api_address(self) -> str:
        """The address of the private API: as decided, or as it follows from the way in."""
        return self.private_api_url or self._address(self.private_api, 8686)

    @property
    def public_api_address(self) -> str:
        """The address of the public API: as decided, or as it follows from the way in."""
        return self.public_api_url or self._address(self.public_api, 8585)

    @property
    def gui_address(self) -> str:
        """The address of the user interface: as decided, or as it follows from the way in."""
        return self.gui_url or self._address(self.gui, 8787)

    def _address(
        self, entrance: PublicApiEntrance | PrivateApiEntrance | GuiEntrance | None, port: int
    ) -> str:
        if self.mode == "none" or entrance is None:
            return f"http://localhost:{port}"
        return f"https://{entrance.host}"
