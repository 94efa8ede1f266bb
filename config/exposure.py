"""The addresses at which people and programs reach the services."""

from typing import Annotated

from pydantic import AfterValidator, Field

from config.types import Answers, TrustedProxy, Url, matching

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


class Exposure(Answers):
    """Addresses as seen from outside; this version publishes nothing itself.

    The default values fit `kubectl port-forward` to the services of the namespace.
    """

    private_api_url: Url = Field(
        "http://localhost:8686", description="Where browsers find the API of the user interface."
    )
    public_api_url: Url = Field(
        "http://localhost:8585", description="Where web sites and programs send events."
    )
    gui_url: Url = Field("http://localhost:8787", description="Where people find the interface.")
    client_ip_header: HeaderName | None = Field(
        None, description="The header in which the proxy passes on the visitor's IP address."
    )
    trusted_proxies: list[TrustedProxy] = Field(
        default_factory=list,
        description='Addresses of the proxies whose forwarding headers are believed, or "*".',
    )
