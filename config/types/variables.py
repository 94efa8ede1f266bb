"""Environment variables: their names and their values."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

from config.types.refused import Refused

_SECRET_WORDS: Final = frozenset(
    {
        "APIKEY",
        "AUTH",
        "CREDENTIAL",
        "CREDENTIALS",
        "DSN",
        "KEY",
        "LICENSE",
        "PASS",
        "PASSPHRASE",
        "PASSWD",
        "PASSWORD",
        "PWD",
        "SECRET",
        "TOKEN",
    }
)
_LONGEST_VALUE: Final = 4096


def _variable_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,127}", text, re.ASCII):
        raise Refused(
            "is no name of an environment variable",
            "write letters, digits and underscores, for instance ENTITY_CACHE_TTL",
        )
    if _SECRET_WORDS & set(text.upper().split("_")):
        raise Refused(
            "looks like a secret, and everybody who reads the stack's file or the pod sees it",
            "remove it; every secret that Tracardi is known to read has an encrypted key",
        )
    return text


def _variable_value(text: str) -> str:
    advice = "write the text that the variable is to have, for instance a number between quotes"
    if not text.strip():
        raise Refused(
            "is empty, and Tracardi does not start with an empty switch",
            "write yes or no or whatever the variable takes, or remove it",
        )
    if len(text) > _LONGEST_VALUE:
        raise Refused(f"has more than {_LONGEST_VALUE} characters", advice)
    if not text.isprintable():
        raise Refused("has line breaks or control characters", advice)
    if "$(" in text:
        raise Refused("has $(, which Kubernetes replaces by another variable", advice)
    if re.search(r"://[^/\s]*:[^/\s]*@", text):
        raise Refused("must not contain credentials", "write the address without a password")
    return text


VariableName = Annotated[str, AfterValidator(_variable_name)]
"""The name of an environment variable that is not secret."""
VariableValue = Annotated[str, AfterValidator(_variable_value)]
"""The value of an environment variable: one printable line, neither empty nor secret."""
