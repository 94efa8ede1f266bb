"""Addresses and names of Apache Pulsar."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator

from config.types.addresses import Url, host_and_port
from config.types.refused import Refused, matching

_SERVICE_ADVICE: Final = "write pulsar://host:6650"


def _service_url(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise Refused("has no scheme", _SERVICE_ADVICE)
    if scheme == "pulsar+ssl":
        raise Refused(
            "asks for TLS, and Tracardi's settings take only addresses that begin with pulsar://",
            "write pulsar://host:6650 of a proxy on a private network",
        )
    if scheme in ("http", "https"):
        raise Refused(
            "is the address of the administration, and events go to the brokers' own protocol",
            f"{_SERVICE_ADVICE}, and the administration's address into adminUrl",
        )
    if scheme != "pulsar":
        raise Refused("must begin with pulsar://", _SERVICE_ADVICE)
    if "@" in rest:
        raise Refused("must not contain credentials", "put the token into a secret key of its own")
    if "/" in rest:
        raise Refused(
            "must end after host and port, without a path or a final slash", _SERVICE_ADVICE
        )
    for broker in rest.split(","):
        host_and_port(broker)
    return text


def _with_port(text: str) -> str:
    if urlsplit(text).port is None:
        raise Refused(
            "has no port, and the administration listens on none of the usual ones",
            "write the port too, for instance http://pulsar.example.com:8080",
        )
    return text


PulsarServiceUrl = Annotated[str, AfterValidator(_service_url)]
"""`pulsar://host:6650`, or several hosts with commas between them."""
PulsarAdminUrl = Annotated[Url, AfterValidator(_with_port)]
"""An http or https address with a port."""
PulsarName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9][A-Za-z0-9._=:-]{0,99}",
            "is no name that Pulsar takes",
            "write letters, digits, hyphens, dots or underscores, for instance tracardi",
        )
    ),
]
"""The name of a cluster, a tenant or a namespace (apache/pulsar NamedEntity: -=:.\\w)."""
