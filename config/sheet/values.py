"""An answer as a text: complete, on one line, and without credentials."""

import base64
import binascii
import hashlib
import re
import sys
from collections.abc import Mapping
from typing import Final

from config.findings import render
from config.sheet.blocks import Code, Line
from config.types import Answers

LONGEST_TEXT: Final = 200
"""Characters of a single text; of a longer one, its beginning is shown."""

_CERTIFICATE: Final = re.compile(
    r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL
)


def shown(value: object) -> Line:
    """The cell for an answer."""
    return ("none",) if value is None else (Code(text_of(value)),)


def text_of(value: object) -> str:
    """`value` as YAML in one line. A certificate becomes its fingerprint."""
    if isinstance(value, Answers):
        value = value.model_dump(by_alias=True)
    if isinstance(value, Mapping):
        entries = (f"{text_of(key)}: {text_of(entry)}" for key, entry in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(text_of(entry) for entry in value) + "]"
    if isinstance(value, str) and (certificates := _CERTIFICATE.findall(value)):
        return ", ".join(f"certificate, SHA-256 {_fingerprint(body)}" for body in certificates)
    return _shortened(render(value, sys.maxsize))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    # Two long texts that differ at their ends must not look the same.
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[:LONGEST_TEXT]}... ({len(text)} characters, SHA-256 {fingerprint})"


def gibibytes(size: float) -> str:
    """A number of bytes for people: `512 MiB`, `93.1 GiB`, `1.4 TiB`."""
    for unit, factor in (("TiB", 1024**4), ("GiB", 1024**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size / 1024**2:.0f} MiB"


def percent(part: float) -> str:
    """A part of one as `85 %`."""
    return f"{part * 100:.0f} %"


def _fingerprint(body: str) -> str:
    """What `openssl x509 -fingerprint -sha256` prints for the certificate."""
    try:
        content = base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        content = body.encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).digest().hex(":").upper()
