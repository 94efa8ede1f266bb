"""Names and addresses of machines, people and authorities."""

import ipaddress
import re
import ssl
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator

from config.types.refused import Refused

LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
"""One part of a DNS name (RFC 1123)."""

_HOST: Final = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*\Z", re.ASCII | re.IGNORECASE)
_LOOPBACK_NAMES: Final = frozenset({"localhost", "localhost.localdomain"})


def _host(text: str) -> str:
    advice = "write the bare name or address, for instance mysql.example.com or 10.0.0.5"
    if "://" in text:
        raise Refused("must be a host without a scheme such as https://", advice)
    if "@" in text:
        raise Refused(
            "must not contain credentials", "put the password into its own secret key; " + advice
        )
    if "/" in text:
        raise Refused("must be a host without a path", advice)
    if ":" in text and not _is_address(text):
        raise Refused("must be a host without a port", "put the port into the key port; " + advice)
    if not _is_address(text) and _HOST.match(text) is None:
        raise Refused("is no valid host name", advice)
    if text.lower() in _LOOPBACK_NAMES or (
        _is_address(text) and ipaddress.ip_address(text).is_loopback
    ):
        raise Refused(
            "names the machine itself, which inside a container is the container",
            "write the name under which other machines reach the service",
        )
    return text


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def host_and_port(text: str) -> str:
    """`text` if it is `host` or `host:port`; raises Refused otherwise."""
    if "://" in text:
        raise Refused(
            "must be a host without a scheme such as https://",
            "choose the protocol with the key scheme and write host or host:port here",
        )
    host, colon, port = text.rpartition(":")
    if not colon or _is_address(text):
        if ":" in text:
            raise Refused("is an IPv6 address without a port", "write it as [address]:port")
        _host(text)
        return text
    if not re.fullmatch(r"\d{1,5}", port, re.ASCII) or not 1 <= int(port) <= 65535:
        if "@" in text or "/" in text:
            _host(text)
        raise Refused("has no valid port", "write host:port with a port from 1 to 65535")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    _host(host)
    return text


def _redis_host(text: str) -> str:
    lower = text.lower()
    if lower.startswith("rediss://"):
        raise Refused(
            "asks for TLS, which Tracardi's Redis client does not speak",
            "write the bare host of a Redis server that answers without TLS on a private network",
        )
    if lower.startswith(("sentinel://", "redis+sentinel://", "redis-sentinel://")) or "," in lower:
        raise Refused(
            "asks for Redis Sentinel or Cluster, which Tracardi's client does not speak",
            "write the bare host of one Redis server, or of a proxy that always leads to the "
            "current primary",
        )
    if lower.startswith("redis://"):
        raise Refused(
            "must be a host without a scheme such as redis://",
            "write the bare host here, the port into the key port and the password into "
            "tracardi:redisPassword",
        )
    return _host(text)


def _url(text: str) -> str:
    advice = "write scheme, host and perhaps port, for instance https://tracardi.example.com"
    if re.search(r"\s", text):
        raise Refused("must not contain a space", advice)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Refused("is no valid address", advice) from None
    if parts.scheme not in ("http", "https") or "://" not in text:
        raise Refused("must begin with http:// or https://", advice)
    if "@" in parts.netloc:
        raise Refused("must not contain credentials", advice)
    if parts.path or parts.query or parts.fragment or text.endswith(("?", "#")):
        raise Refused("must end after host and port, without a path or a final slash", advice)
    host = parts.hostname or ""
    if not host or port == 0 or not (_is_address(host) or _HOST.match(host)):
        raise Refused("has no valid host", advice)
    return text


def _email(text: str) -> str:
    pattern = rf"[A-Za-z0-9._%+-]+@(?:{LABEL}\.)+[A-Za-z]{{2,63}}"
    local = text.partition("@")[0]
    bad_dots = local.startswith(".") or local.endswith(".") or ".." in local
    if len(text) > 254 or bad_dots or not re.fullmatch(pattern, text, re.ASCII | re.IGNORECASE):
        raise Refused(
            "is no valid e-mail address, and Tracardi takes nothing else as a login",
            "write an address such as ops@example.com",
        )
    return text


def _trusted_proxy(text: str) -> str:
    advice = 'write the address of the proxy, for instance 10.0.0.5, or "*" to trust every sender'
    if "/" in text:
        # uvicorn before 0.31 takes the text for a host that never calls (uvicorn release notes).
        raise Refused("is a network, and the web server of Tracardi's image takes none", advice)
    if text != "*" and not _is_address(text):
        raise Refused("is no IP address", advice)
    return text


def _certificate_authority(text: str) -> str:
    return _certificate(text, "the authority's certificate")


def _client_certificate(text: str) -> str:
    return _certificate(text, "the certificate that Tracardi proves itself with")


def _certificate(text: str, what: str) -> str:
    advice = (
        f"paste the PEM text of {what}, from -----BEGIN CERTIFICATE----- to "
        "-----END CERTIFICATE-----"
    )
    if "PRIVATE KEY" in text:
        raise Refused("contains a private key", "remove the key and " + advice)
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise Refused("is no certificate in PEM form", advice)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ValueError, OSError):
        raise Refused("is a damaged certificate", advice) from None
    return text


HostName = Annotated[str, AfterValidator(_host)]
"""A DNS name or IP address of another machine, without scheme, port or credentials."""
HostAndPort = Annotated[str, AfterValidator(host_and_port)]
"""`host` or `host:port`."""
RedisHost = Annotated[str, AfterValidator(_redis_host)]
"""A host, with an explanation for the kinds of Redis address that Tracardi cannot use."""
Url = Annotated[str, AfterValidator(_url)]
"""An http or https address that ends after host and port."""
EmailAddress = Annotated[str, AfterValidator(_email)]
TrustedProxy = Annotated[str, AfterValidator(_trusted_proxy)]
"""The IP address of a proxy, or `*`."""
CertificateAuthority = Annotated[str, AfterValidator(_certificate_authority)]
"""One or more certificates in PEM form."""
ClientCertificate = Annotated[str, AfterValidator(_client_certificate)]
"""The certificate of a client in PEM form, perhaps with those between it and its authority."""
