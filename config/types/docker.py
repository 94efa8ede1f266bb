"""Where a Docker Engine listens and what it publishes."""

import ipaddress
import re
from typing import Annotated, Final

from pydantic import AfterValidator

from config.types.addresses import LABEL
from config.types.refused import Refused, matching

_ADVICE: Final = (
    "write unix:///var/run/docker.sock, ssh://user@host or tcp://host:2376 with certificates"
)
_SSH: Final = re.compile(
    rf"(?:[A-Za-z0-9._-]+@)?(?:{LABEL}(?:\.{LABEL})*|\[[0-9A-Fa-f:]+\])(?::(\d{{1,5}}))?",
    re.ASCII | re.IGNORECASE,
)
_TCP: Final = re.compile(
    rf"(?:{LABEL}(?:\.{LABEL})*|\[[0-9A-Fa-f:]+\]):(\d{{1,5}})", re.ASCII | re.IGNORECASE
)


def _docker_host(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise Refused("has no scheme", _ADVICE)
    if scheme in ("http", "https"):
        raise Refused("must begin with tcp:// even where the Engine speaks HTTP", _ADVICE)
    if scheme == "unix":
        if not re.fullmatch(r"/[^\s\x00]+", rest):
            raise Refused("is no full path of a socket", _ADVICE)
        return text
    if scheme not in ("ssh", "tcp"):
        raise Refused("is no address of a Docker Engine", _ADVICE)
    if ":" in rest.rpartition("@")[0]:
        raise Refused("must not contain credentials", "let ssh use a key; " + _ADVICE)
    match = (_SSH if scheme == "ssh" else _TCP).fullmatch(rest)
    if match is None:
        rule = "names no host and port" if scheme == "tcp" else "names no user and host"
        raise Refused(rule, _ADVICE)
    if match[1] is not None and not 1 <= int(match[1]) <= 65535:
        raise Refused("has no valid port", _ADVICE)
    return text


def _bind_address(text: str) -> str:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise Refused(
            "is no IP address", "write 127.0.0.1, or the address of one of the host's networks"
        ) from None
    return text


DockerHost = Annotated[str, AfterValidator(_docker_host)]
"""`unix://`, `ssh://` or `tcp://` and where the Engine listens."""
BindAddress = Annotated[str, AfterValidator(_bind_address)]
"""An IP address of the Docker host."""
DockerName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z0-9][a-z0-9_.-]{1,40}",
            "is no name that Docker takes",
            "write 2 to 41 lower-case letters, digits, hyphens, dots or underscores",
        )
    ),
]
"""What the names of containers, networks and volumes begin with (moby RestrictedNameChars)."""
