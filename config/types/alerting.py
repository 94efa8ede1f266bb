"""Single answers about metrics, alerts and those who receive them."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from config.types.addresses import LABEL
from config.types.refused import Refused, matching

_ATTRIBUTE: Final = r"[a-z][a-z0-9_.]{0,99}"
_SERVICE_NAME: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"


def _otlp_endpoint(text: str) -> str:
    advice = "write scheme, host and port, for instance http://otel-collector.monitoring:4317"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Refused("is no valid address", advice) from None
    if parts.scheme not in ("http", "https") or "://" not in text:
        raise Refused("must begin with http:// or https://", advice)
    if "@" in parts.netloc:
        raise Refused("must not contain credentials", f"{advice}, and the headers as a secret")
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", parts.netloc, re.ASCII) or not parts.hostname:
        raise Refused("has no valid host", advice)
    if not port:
        raise Refused("has no port", f"{advice}; 4317 is that of gRPC, 4318 that of HTTP")
    if not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)*", parts.path, re.ASCII) or set(text) & set("?#"):
        raise Refused("has a path that cannot be read", advice)
    return text


def _mail_server(text: str) -> str:
    advice = "write host:port, for instance smtp.example.com:587"
    if "://" in text or "/" in text:
        raise Refused("must be a host and a port without a scheme and a path", advice)
    if "@" in text:
        raise Refused("must not contain credentials", f"{advice}; the user is the key username")
    host, _, port = text.rpartition(":")
    if not re.fullmatch(rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*", host, re.ASCII):
        raise Refused("is no host and port", advice)
    if not re.fullmatch(r"[0-9]{1,5}", port, re.ASCII) or not 1 <= int(port) <= 65535:
        raise Refused("has no valid port", advice)
    return text


def _resource_attributes(given: object) -> object:
    advice = "write names and values below it, for instance deployment.environment: production"
    if not isinstance(given, dict):
        raise Refused("must be a mapping of names to values", advice)
    for name, value in given.items():
        if not isinstance(name, str) or not re.fullmatch(_ATTRIBUTE, name, re.ASCII):
            raise Refused("has a name that no attribute can have", advice)
        # The variable holds them all: name=value,name=value.
        if not isinstance(value, str) or not re.fullmatch(r"[!-+.-<>-~-]{1,200}", value, re.ASCII):
            raise Refused(
                f"has a value for {name} that is no text without spaces, commas and =", advice
            )
    return given


ResourceAttributes = Annotated[dict[str, str], BeforeValidator(_resource_attributes)]
"""Names and values that describe a process to OpenTelemetry."""
MailAddress = Annotated[
    str,
    AfterValidator(
        matching(
            rf"(?=.{{1,254}}\Z)[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@(?:{LABEL}\.)+[A-Za-z]{{2,63}}",
            "is no e-mail address",
            "write one address, for instance oncall@example.com",
        )
    ),
]
MailUser = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9._@+-]{1,254}",
            "is no user of a mail server",
            "write the name that the mail server knows, without the password",
        )
    ),
]
MailServer = Annotated[str, AfterValidator(_mail_server)]
"""`host:port` of a mail server."""
OtlpEndpoint = Annotated[str, AfterValidator(_otlp_endpoint)]
"""`http://` or `https://`, host, port and perhaps a path."""
ServiceName = Annotated[
    str,
    AfterValidator(
        matching(
            _SERVICE_NAME,
            "is no name of a service",
            "write at most 63 letters, digits, hyphens, dots or underscores, for instance tracardi",
        )
    ),
]
SlackChannel = Annotated[
    str,
    AfterValidator(
        matching(
            r"[#@][a-z0-9][a-z0-9._-]{0,79}|[CGD][A-Z0-9]{8,20}",
            "is no channel of Slack",
            'write the channel between quotes, for instance "#alerts"',
        )
    ),
]
"""`#channel`, `@person` or the id of a channel."""
ContactLine = Annotated[
    str,
    AfterValidator(
        matching(
            r"(?=.{3,200}\Z)[^\s\x00-\x1f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f])?",
            "is no line about a contact",
            "write on one line who it is and how to reach them, for instance on call: +48 22 "
            "000 00 00",
        )
    ),
]
"""One line about whom to call and how."""
