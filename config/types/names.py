"""Names of tenants, databases, users and objects of Kubernetes."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

from config.types.addresses import LABEL
from config.types.refused import Refused, matching

_SYSTEM_SCHEMAS: Final = frozenset({"mysql", "sys", "information_schema", "performance_schema"})


def _own_database(text: str) -> str:
    if text.lower() in _SYSTEM_SCHEMAS:
        raise Refused("belongs to MySQL itself", "write another name, for instance tracardi")
    return text


DatabaseName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z][A-Za-z0-9_]{0,63}",
            "is no name of a database that Tracardi can put into an address",
            "write a letter, then at most 63 letters, digits or underscores, for instance tracardi",
        )
    ),
    AfterValidator(_own_database),
]
# Tracardi joins user and password to a MySQL address without escaping them.
MysqlUser = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9_-]{1,32}",
            "is no MySQL user that Tracardi can put into an address",
            "write at most 32 letters, digits, underscores or hyphens, for instance tracardi",
        )
    ),
]
ElasticsearchUser = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9_.@-]{1,100}",
            "is no name of an Elasticsearch user",
            "write the user's name, for instance tracardi",
        )
    ),
]

SaslUser = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9_.@-]{1,100}",
            "is no name of a user of Kafka",
            "write the user's name, for instance tracardi",
        )
    ),
]


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


TenantName = Annotated[str, AfterValidator(_tenant_name)]
"""A prefix of Elasticsearch indices and Redis keys; MySQL keeps at most 40 characters of it."""
StorageClass = Annotated[str, AfterValidator(_storage_class)]
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
SecretKey = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9._-]{1,253}",
            "is no key of a Secret",
            "write one of the keys that `kubectl describe secret` shows, for instance password",
        )
    ),
]
