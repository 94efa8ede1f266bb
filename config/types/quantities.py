"""Amounts of memory, storage and processor time, as Kubernetes writes them."""

import re
from typing import Any, ClassVar, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from config.types.refused import Refused

_UNITS: Final = {
    "k": 1000,
    "M": 1000**2,
    "G": 1000**3,
    "T": 1000**4,
    "P": 1000**5,
    "Ki": 1024,
    "Mi": 1024**2,
    "Gi": 1024**3,
    "Ti": 1024**4,
    "Pi": 1024**5,
}
_QUANTITY: Final = re.compile(r"(\d{1,12})(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)", re.ASCII)
_CPU: Final = re.compile(r"(?:(\d{1,6})m|(\d{1,4})(?:\.(\d{1,3}))?)", re.ASCII)


class _Amount(str):
    """A text that is checked when it is made, and kept as it was written."""

    _amount: int
    _pattern: ClassVar[re.Pattern[str]]
    _meaning: ClassVar[str]

    def __new__(cls, text: object) -> Self:
        amount = cls._read(text)
        made = super().__new__(cls, text)
        made._amount = amount
        return made

    @classmethod
    def _read(cls, text: object) -> int:
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Let pydantic make amounts through the constructor."""
        del source, handler
        return core_schema.no_info_plain_validator_function(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe amounts to editors as texts of their form."""
        del schema, handler
        pattern = f"^(?:{cls._pattern.pattern})$"
        return {"type": "string", "pattern": pattern, "description": cls._meaning}


class Quantity(_Amount):
    """An amount of memory or storage as Kubernetes writes it, unit included: `4Gi`, `128Mi`.

    Raises `Refused` for anything else, among it the spellings that Kubernetes accepts and means
    something else by: `100` is 100 bytes, `512m` half a byte.
    """

    _pattern = _QUANTITY
    _meaning = "A whole number with a unit, for instance 512Mi or 20Gi."

    @classmethod
    def _read(cls, text: object) -> int:
        advice = "write a whole number with a unit, for instance 512Mi or 20Gi"
        if isinstance(text, bool) or not isinstance(text, str | int | float):
            raise Refused("must be an amount of memory or storage", advice)
        if not isinstance(text, str):
            raise Refused("has no unit, so Kubernetes would read it as bytes", advice)
        match = _QUANTITY.fullmatch(text)
        if match is None:
            raise Refused(_what_is_wrong_with(text), advice)
        if int(match[1]) == 0:
            raise Refused("must be more than nothing", advice)
        return int(match[1]) * _UNITS[match[2]]

    @property
    def bytes(self) -> int:
        """The amount in bytes."""
        return self._amount


def _what_is_wrong_with(text: str) -> str:
    if text.startswith("-"):
        return "must not be negative"
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return "has no unit, so Kubernetes would read it as bytes"
    if re.fullmatch(r"\d+(\.\d+)?m", text, re.ASCII):
        return "means thousandths of a byte: m stands for milli"
    if re.search(r"\s", text):
        return "must not contain a space"
    if re.fullmatch(r"\d+\.\d+[A-Za-z]+", text, re.ASCII):
        return "must be a whole number of units"
    if re.fullmatch(r"\d+[A-Za-z]+", text, re.ASCII):
        return "ends in a unit that Kubernetes does not know"
    return "is no amount of memory or storage"


class CpuQuantity(_Amount):
    """An amount of processor time as Kubernetes writes it: `500m` (half a core) or `2`.

    Raises `Refused` for anything else, numbers without quotes included.
    """

    _pattern = _CPU
    _meaning = 'Cores or thousandths of a core as a text, for instance "2" or "500m".'

    @classmethod
    def _read(cls, text: object) -> int:
        advice = 'write cores or thousandths of a core as a text, for instance "2" or "500m"'
        if not isinstance(text, str):
            raise Refused("must be a text", advice)
        match = _CPU.fullmatch(text)
        if match is None:
            raise Refused("is no amount of processor time", advice)
        cores, fraction = match[2] or "0", (match[3] or "").ljust(3, "0")
        millicores = int(match[1]) if match[1] else int(cores) * 1000 + int(fraction)
        if millicores == 0:
            raise Refused("must be more than nothing", advice)
        return millicores

    @property
    def millicores(self) -> int:
        """The amount in thousandths of a core."""
        return self._amount
