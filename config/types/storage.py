"""Where backups lie and for whom they are encrypted."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

from config.types.refused import Refused, matching

_RESERVED_BEGINNINGS: Final = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_ENDS: Final = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
"""Names that Amazon keeps for itself (Amazon S3 user guide, "General purpose bucket naming rules").
"""

_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _bucket(text: str) -> str:
    advice = (
        "write the name of the bucket: 3 to 63 lower-case letters, digits, hyphens and dots, for "
        "instance example-tracardi-backup"
    )
    if "://" in text or "/" in text:
        raise Refused("must be the name of the bucket alone", f"{advice}; the path is basePath")
    if not 3 <= len(text) <= 63:
        raise Refused("must have 3 to 63 characters", advice)
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*[a-z0-9]", text, re.ASCII) or ".." in text:
        raise Refused("is no name of a bucket", advice)
    if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", text, re.ASCII):
        raise Refused("looks like an IP address, which S3 refuses", advice)
    if text.startswith(_RESERVED_BEGINNINGS) or text.endswith(_RESERVED_ENDS):
        raise Refused("begins or ends in a way that S3 keeps for itself", advice)
    return text


def _age_recipient(text: str) -> str:
    advice = "write the public key that `age-keygen` printed: age1 and 58 letters and digits"
    if "SECRET-KEY" in text.upper():
        raise Refused(
            "is the private key, which must never lie where the backups are made",
            "make a new pair, keep its private key outside of the cluster, and write its public "
            "key here",
        )
    if text.startswith("ssh-"):
        raise Refused("is a key of SSH, and a backup is not to hang on somebody's login", advice)
    if not re.fullmatch(r"age1[a-z0-9]{58}", text, re.ASCII):
        raise Refused("is no public key of age", advice)
    if not _is_bech32(text):
        raise Refused("is misspelt: its checksum is wrong", f"copy it anew; {advice}")
    return text


def _is_bech32(text: str) -> bool:
    """Whether the checksum is right (BIP 173, as the specification of age uses it)."""
    prefix, _, data = text.rpartition("1")
    values = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    for letter in data:
        if letter not in _BECH32:
            return False
        values.append(_BECH32.index(letter))
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATOR):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum == 1


BucketName = Annotated[str, AfterValidator(_bucket)]
"""The name of a bucket as S3 takes it."""
ObjectPath = Annotated[
    str,
    AfterValidator(
        matching(
            r"(?=.{1,200}\Z)(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*",
            "is no path inside a bucket",
            "write names with single slashes between them and none at either end, for instance "
            "tracardi/production",
        )
    ),
]
"""A path inside a bucket, without a slash at either end."""
RegionName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
            "is no name of a region",
            "write the region of the bucket, for instance eu-central-1; servers that know none "
            "mostly take us-east-1",
        )
    ),
]
AgeRecipient = Annotated[str, AfterValidator(_age_recipient)]
"""A public key of age (X25519): whatever is encrypted to it only its private key opens."""
