"""The types of single answers: quantities, host names, addresses and the like.

Each validator raises `Refused`, which carries the rule and what to write instead, so that
`config.messages` can turn it into a finding.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from config.addresses import (
    LABEL,
    CertificateAuthority,
    EmailAddress,
    HostAndPort,
    HostName,
    RedisHost,
    TrustedProxy,
    Url,
)
from config.quantities import CpuQuantity, Quantity
from config.refused import Refused, matching

__all__ = [
    "Answers",
    "CertificateAuthority",
    "CpuQuantity",
    "DnsLabel",
    "DnsName",
    "EmailAddress",
    "HostAndPort",
    "HostName",
    "ImageTag",
    "Quantity",
    "RedisHost",
    "Refused",
    "RenderFolder",
    "StorageClass",
    "TenantName",
    "TrustedProxy",
    "Url",
    "matching",
]


class Answers(BaseModel):
    """The base of every group of decisions: camelCase in YAML, strict, closed and frozen.

    Strict means that `"yes"` is no boolean and `"3"` no number: Tracardi reads several spellings
    of either and takes some of the others for the opposite without a word.
    """

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, strict=True, validate_default=False
    )


def _tenant_name(text: str) -> str:
    advice = "write 3 to 40 lower-case letters and digits, for instance acme"
    if text != text.lower():
        raise Refused(
            "must be lower case: Tracardi creates no index for it otherwise, and reports success",
            advice,
        )
    if not 3 <= len(text) <= 40:
        raise Refused("must have 3 to 40 characters", advice)
    if text.isdigit():
        raise Refused("must not consist of digits alone", advice)
    if text.startswith("-") or text.endswith("-"):
        raise Refused("must not begin or end with a hyphen", advice)
    if not re.fullmatch(r"[a-z0-9-]+", text, re.ASCII):
        raise Refused("may contain lower-case letters, digits and inner hyphens only", advice)
    return text


def _image_tag(text: str) -> str:
    advice = 'write the full version of a release between quotes, for instance "1.0.0"'
    if text == "latest":
        raise Refused("moves: the same tag is another program tomorrow", advice)
    if re.fullmatch(r"v?\d+(\.\d+)*\.[xy]", text, re.ASCII):
        raise Refused("is a moving tag that every build of the branch overwrites", advice)
    if re.fullmatch(r"v\d+(\.\d+)+", text, re.ASCII):
        raise Refused("begins with a v, which no tag of Tracardi does", advice)
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        raise Refused("leaves the last part of the version open", advice)
    if not re.fullmatch(r"\d{1,4}\.\d{1,4}\.\d{1,4}(\.\d{1,4})?", text, re.ASCII):
        raise Refused("is no version of a Tracardi release", advice)
    return text


def _storage_class(text: str) -> str:
    if text == "":
        raise Refused(
            "is empty, which tells Kubernetes to provision nothing at all",
            "name a storage class, or leave the key out to take the cluster's default",
        )
    return matching(
        rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*",
        "is no valid name of a storage class",
        "write one of the names that `kubectl get storageclass` shows",
    )(text)


def _render_folder(text: str) -> str:
    advice = "write a folder of its own, for instance rendered/dev"
    if not text.strip() or "\0" in text or "\n" in text:
        raise Refused("is no folder", advice)
    if text.startswith("~"):
        raise Refused("begins with ~, which only a shell replaces", advice)
    if text.strip("/.") == "" or ".." in text.split("/"):
        raise Refused("must not be the project folder, its parent or the root", advice)
    return text


TenantName = Annotated[str, AfterValidator(_tenant_name)]
"""A prefix of Elasticsearch indices and Redis keys; MySQL keeps at most 40 characters of it."""
ImageTag = Annotated[str, AfterValidator(_image_tag)]
"""An exact version, `x.y.z` or `x.y.z.n`."""
StorageClass = Annotated[str, AfterValidator(_storage_class)]
RenderFolder = Annotated[str, AfterValidator(_render_folder)]
"""A folder that holds rendered manifests and nothing else."""
DnsLabel = Annotated[
    str,
    AfterValidator(
        matching(
            LABEL,
            "is no DNS label",
            "write at most 63 lower-case letters, digits and inner hyphens, for instance tracardi",
        )
    ),
]
DnsName = Annotated[
    str,
    AfterValidator(
        matching(
            rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*",
            "is no name of an object in Kubernetes",
            "write at most 253 lower-case letters, digits, hyphens and dots",
        )
    ),
]
