"""Networks, the hosts that are published, and the addresses that alerts are sent to."""

import ipaddress
import re
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator

from config.types.addresses import LABEL
from config.types.refused import Refused

_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})+\Z", re.ASCII)


def _network(text: str) -> str:
    advice = "write a network and the length of its prefix, for instance 10.20.0.0/16"
    if re.search(r"[^0-9A-Fa-f:./]", text):
        raise Refused("is no network", advice)
    address, slash, prefix = text.partition("/")
    if not slash:
        try:
            alone = ipaddress.ip_network(address)
        except ValueError:
            raise Refused("is no network", advice) from None
        raise Refused("has no length of a prefix", f"write {alone} for this one address")
    if not prefix.isdigit():
        raise Refused("has no length of a prefix that is a number", advice)
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise Refused("is no network", advice) from None
    if ipaddress.ip_address(address) != network.network_address:
        raise Refused(
            "is an address inside of a network, not the network",
            f"write {network} for the network, or {address}/{network.max_prefixlen} for the "
            "address",
        )
    if isinstance(network, ipaddress.IPv6Network) and network.network_address.ipv4_mapped:
        raise Refused("is an IPv4 network in the clothes of IPv6", "write the IPv4 network")
    if str(network) != text:
        raise Refused("is not written in the usual way", f"write {network}")
    return text


def _published_host(text: str) -> str:
    advice = "write a DNS name in lower case and nothing else, for instance tracardi.example.com"
    if "://" in text:
        raise Refused("must be a host without a scheme such as https://", advice)
    if "/" in text:
        raise Refused("must be a host without a path", advice)
    if text.startswith("*."):
        raise Refused("is a wildcard, and exactly one host is meant", advice)
    if re.fullmatch(r"[\d.]+|\[?[0-9a-fA-F]*:[0-9a-fA-F:.]+\]?", text, re.ASCII):
        raise Refused("is an address, and certificates and rules are made for names", advice)
    if re.search(r":\d+\Z", text, re.ASCII):
        raise Refused("must be a host without a port", advice)
    if _NAME.match(text) is None:
        raise Refused("is no complete DNS name in lower case", advice)
    return text


def _tenant_host(text: str) -> str:
    _published_host(text.removeprefix("*."))
    return text


def _receiver_url(text: str) -> str:
    advice = "write an https address, for instance https://alerts.example.com/tracardi"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("is no valid address", advice) from None
    if parts.scheme != "https" or "://" not in text:
        raise Refused("must begin with https://", advice)
    if "@" in parts.netloc:
        raise Refused("must not contain credentials", f"{advice}, and the token as a secret")
    if re.search(r"[\s\x00-\x1f\x7f-\U0010ffff]", text):
        raise Refused("must not contain spaces or characters beyond ASCII", advice)
    if not _is_host(host):
        raise Refused("has no valid host", advice)
    return text


def _is_host(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return re.fullmatch(rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*", text, re.ASCII) is not None
    return True


def _port(number: int) -> int:
    if not 1 <= number <= 65535:
        raise Refused("is no port", "write a number from 1 to 65535")
    return number


PortNumber = Annotated[int, AfterValidator(_port)]
"""A port of TCP, for lists of them."""
NetworkCidr = Annotated[str, AfterValidator(_network)]
"""An IPv4 or IPv6 network in its usual spelling, `10.20.0.0/16`."""
PublishedHost = Annotated[str, AfterValidator(_published_host)]
"""The DNS name, of two labels or more, under which a service is published."""
TenantHost = Annotated[str, AfterValidator(_tenant_host)]
"""The same, or `*.` and a name, which stands for one host per tenant."""
ReceiverUrl = Annotated[str, AfterValidator(_receiver_url)]
"""An https address with a path, without credentials."""


def is_receiver_url(text: str) -> bool:
    """Whether `text` is a ReceiverUrl."""
    try:
        _receiver_url(text)
    except Refused:
        return False
    return True


def is_everywhere(network: str) -> bool:
    """Whether `network`, a NetworkCidr, is the whole of the internet."""
    return network.endswith("/0")
