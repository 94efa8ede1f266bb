"""Names of tenants and of the domains that they are served at."""

import ipaddress
import re
from typing import Annotated, Final

from pydantic import AfterValidator

from config.types.addresses import LABEL
from config.types.refused import Refused

_LEAST_CHARACTERS: Final = 5
_MOST_CHARACTERS: Final = 40

RESERVED_TENANTS: Final = frozenset(
    {"admin", "console", "default", "public", "private", "staging", "production", "tracardi"}
)
"""Names that are long enough for a tenant, and that hosts or contexts of an installation bear."""


def _domain(text: str) -> str:
    advice = "write a domain of two parts or more, for instance collect.example.com"
    if text.startswith("*."):
        raise Refused("has a wildcard, which the program adds itself", advice)
    if "://" in text or "/" in text or ":" in text or "@" in text:
        raise Refused("must be a domain without scheme, port and path", advice)
    if text != text.lower():
        raise Refused("must be lower case", advice)
    try:
        ipaddress.ip_address(text)
    except ValueError:
        pass
    else:
        raise Refused("is an address, and a tenant is the first part of a name", advice)
    # Room for the tenant and its dot: a whole name has at most 253 characters (RFC 1035).
    if not re.fullmatch(rf"(?=.{{1,212}}\Z){LABEL}(?:\.{LABEL})*", text, re.ASCII):
        raise Refused("is no domain", advice)
    if "." not in text:
        raise Refused(
            "has one part: Tracardi takes a tenant from a host of three parts or more", advice
        )
    return text


def _tenant(text: str) -> str:
    advice = (
        f"write {_LEAST_CHARACTERS} to {_MOST_CHARACTERS} lower-case letters and digits, for "
        "instance bluewater"
    )
    if text != text.lower():
        raise Refused("must be lower case: it becomes a part of host and index names", advice)
    if not re.fullmatch(r"[a-z0-9-]+", text, re.ASCII):
        raise Refused("may contain lower-case letters, digits and inner hyphens only", advice)
    if text.startswith("-") or text.endswith("-"):
        raise Refused("must not begin or end with a hyphen", advice)
    if len(text) > _MOST_CHARACTERS:
        raise Refused(f"has more than the {_MOST_CHARACTERS} characters that MySQL keeps", advice)
    # The service counts letters and digits only (Tracardi documentation,
    # how_to_configure_tracardi_to_be_multi_tenant.md).
    if len(text.replace("-", "")) < _LEAST_CHARACTERS:
        raise Refused(f"must have {_LEAST_CHARACTERS} letters and digits or more", advice)
    if text.replace("-", "").isdigit():
        raise Refused("must not consist of digits alone", advice)
    if text in RESERVED_TENANTS:
        raise Refused("is a name that the installation itself may need", advice)
    return text


TenantDomain = Annotated[str, AfterValidator(_domain)]
"""A domain of two labels or more; a tenant `bluewater` is served at `bluewater.<domain>`."""
TenantId = Annotated[str, AfterValidator(_tenant)]
"""The name of one of several tenants: the first label of its hosts, and a prefix of its indices."""
