"""Days of the calendar."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from config.types.refused import Refused


def _iso_date(text: str) -> str:
    advice = 'write year, month and day between quotes, for instance "2027-03-31"'
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise Refused("is no date", advice)
    try:
        date.fromisoformat(text)
    except ValueError:
        raise Refused("is a day that no calendar has", advice) from None
    return text


IsoDate = Annotated[str, AfterValidator(_iso_date)]
"""A day as ISO 8601 writes it, `2027-03-31`; a text, since some readers of YAML make a date of it
and others do not."""
