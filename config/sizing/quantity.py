"""Numbers of bytes and shares of limits as people write them."""

from typing import Final

_MEBIBYTE: Final = 1024**2
_GIBIBYTE: Final = 1024**3


def as_quantity(number: int, *, up: bool = True) -> str:
    """`number` bytes as Kubernetes writes it, in whole Mi below 10 GiB and in whole Gi above.

    What is needed is rounded up, what there is down.
    """
    whole = number % _GIBIBYTE == 0 or number >= 10 * _GIBIBYTE
    unit, name = (_GIBIBYTE, "Gi") if whole else (_MEBIBYTE, "Mi")
    return f"{-(-number // unit) if up else number // unit}{name}"


def disk_for(number: int) -> int:
    """The bytes of a disk that `number` bytes fill no further than to the low watermark, 85 %."""
    return -(-number * 100 // 85)
