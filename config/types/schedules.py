"""Schedules as a CronJob of Kubernetes writes them, and the time zones that they count in.

The grammar is that of github.com/robfig/cron 3.0.1 (parser.go, ParseStandard), which the CronJob
controller uses, without `@every`. When a schedule fires is asked of the library cronsim.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from config.types.refused import Refused

if TYPE_CHECKING:
    from cronsim import CronSim

_MACROS: Final = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS: Final = (
    "JAN",
    "FEB",
    "MAR",
    "APR",
    "MAY",
    "JUN",
    "JUL",
    "AUG",
    "SEP",
    "OCT",
    "NOV",
    "DEC",
)
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS: Final[tuple[tuple[str, int, int, dict[str, int]], ...]] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    ("day of the week", 0, 6, {name: number for number, name in enumerate(_DAYS)}),
)
"""Name, least and greatest number and the names for numbers of each field."""

_ADVICE: Final = (
    'write minute, hour, day of the month, month and day of the week, for instance "30 1 * * *" '
    "for every day at 01:30"
)
_RANGE: Final = re.compile(
    r"(\*|\?|[0-9A-Z]{1,9})(?:-([0-9A-Z]{1,9}))?(?:/([0-9]{1,9}))?", re.ASCII
)

_QUARTZ: Final = re.compile(r"(?:[0-9*?,/#LW-]|[A-Za-z]{3})+", re.ASCII)

_START: Final = datetime(2003, 7, 1)  # noqa: DTZ001 - counted in whatever zone the schedule has
_LONGEST_CYCLE: Final = timedelta(days=28 * 366)
"""After 28 years the days of the week fall on the same days of the month again."""
_MOST_DAYS: Final = 800
_DAY: Final = 24 * 60
"""The minutes of a day."""


class CronSchedule(str):
    """When something happens, as `CronJob.spec.schedule` writes it: `30 1 * * *`, `@daily`.

    Raises `Refused` for anything that Kubernetes does not accept, for `@every`, which counts from
    the start of a program and so has no time of day, and for schedules that never fire.
    """

    _minutes: frozenset[int]
    _hours: frozenset[int]
    _days: str

    def __new__(cls, text: object) -> Self:
        """Read `text`, and keep it as it was written."""
        if not isinstance(text, str):
            raise Refused("must be a text", f"put it between quotes; {_ADVICE}")
        fields = _fields(text)
        made = super().__new__(cls, text)
        minutes, hours, *days = fields
        made._minutes, made._hours = frozenset(minutes[0]), frozenset(hours[0])
        made._days = " ".join(_canonical(*field) for field in days)
        made._refuse_never()
        return made

    def _refuse_never(self) -> None:
        from cronsim import CronSimError  # noqa: PLC0415 - of no use to most stacks

        try:
            next(self._simulated(_START))
        except (CronSimError, StopIteration):
            raise Refused(
                "never fires: no such day exists", "write a day that each of the months has"
            ) from None

    def _simulated(self, start: datetime, times: str = "0 0") -> "CronSim":
        from cronsim import CronSim  # noqa: PLC0415

        return CronSim(f"{times} {self._days}", start)

    def firings(self, after: datetime) -> Iterator[datetime]:
        """Every time at which it fires after `after`, without end, in the zone of `after`."""
        times = " ".join(
            ",".join(str(number) for number in sorted(numbers))
            for numbers in (self._minutes, self._hours)
        )
        yield from self._simulated(after, times)

    @cached_property
    def longest_period_hours(self) -> float:
        """The longest time between two firings, in hours of days without a change of clocks."""
        moments = self.moments
        within_a_day = max((late - early for early, late in pairwise(moments)), default=0)
        overnight = moments[0] - moments[-1] + _DAY * self._longest_gap_in_days()
        return max(within_a_day, overnight) / 60

    @property
    def shortest_period_minutes(self) -> int:
        """The shortest time between two firings on one day or on two days in a row."""
        moments = self.moments
        return min(late - early for early, late in pairwise([*moments, moments[0] + _DAY]))

    @cached_property
    def moments(self) -> list[int]:
        """The minutes of a day at which it fires."""
        return sorted(60 * hour + minute for hour in self._hours for minute in self._minutes)

    def is_near(self, other: "CronSchedule", minutes: int) -> bool:
        """Whether both fire within less than `minutes` of each other on some day."""
        if self.weekdays.isdisjoint(other.weekdays):
            return False
        near = {
            (moment + distance) % _DAY
            for moment in self.moments
            for distance in range(1 - minutes, minutes)
        }
        return not near.isdisjoint(other.moments)

    @cached_property
    def weekdays(self) -> frozenset[int]:
        """The days of the week on which it can fire."""
        day, _, weekday = self._days.split(" ")
        if weekday == "*" or day != "*":
            return frozenset(range(7))
        return frozenset(int(number) for number in weekday.split(","))

    def _longest_gap_in_days(self) -> int:
        if self._days == "* * *":
            return 1
        days = []
        for day in islice(self._simulated(_START), _MOST_DAYS):
            days.append(day)
            if len(days) > 1 and day - _START > _LONGEST_CYCLE:
                break
        return max((late - early).days for early, late in pairwise(days))

    @property
    def restricts_both_days(self) -> bool:
        """Whether it names days of the month and days of the week; it fires on either."""
        day, _, weekday = self._days.split(" ")
        return day != "*" and weekday != "*"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Let pydantic make schedules through the constructor."""
        del source, handler
        return core_schema.no_info_plain_validator_function(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe schedules to editors as texts of their form."""
        del schema, handler
        return {
            "type": "string",
            "pattern": rf"^(?:{'|'.join(_MACROS)}|\S+(?:\s+\S+){{4}})$",
            "description": 'A schedule of five fields, for instance "30 1 * * *", or @daily.',
        }


def _fields(text: str) -> list[tuple[set[int], bool]]:
    """The numbers of each field, and whether it is a star."""
    if re.match(r"(?:CRON_)?TZ=", text):
        raise Refused("names a time zone, which a CronJob refuses there", "use the key timeZone")
    if text.lower().startswith("@every"):
        raise Refused("counts from the start of a program, not from the clock", _ADVICE)
    if text.startswith("@"):
        if text not in _MACROS:
            raise Refused("is no schedule", f"write {', '.join(_MACROS)} or five fields")
        text = _MACROS[text]
    if f"@{text.lower()}" in _MACROS:
        raise Refused("is no schedule", f"write @{text.lower()}, with the @")
    parts = text.split()
    if len(parts) in (6, 7) and all(_QUARTZ.fullmatch(part) for part in parts):
        raise Refused(
            f"has {len(parts)} fields, as Elasticsearch and Quartz write schedules: seconds first",
            f"leave out the seconds and the year; {_ADVICE}. It is translated for Elasticsearch",
        )
    if len(parts) != len(_FIELDS):
        raise Refused("is no schedule of five fields", _ADVICE)
    return [_field(part, *field) for part, field in zip(parts, _FIELDS, strict=True)]


def _field(
    text: str, name: str, least: int, greatest: int, names: dict[str, int]
) -> tuple[set[int], bool]:
    numbers: set[int] = set()
    star = False
    for part in text.split(","):
        match = _RANGE.fullmatch(part.upper())
        if match is None or (match[1] in "*?" and match[2]):
            raise Refused(f"has a {name} that cannot be read", _ADVICE)
        step = 1 if match[3] is None else int(match[3])
        if match[1] in "*?":
            first, last = least, greatest
            # A star with a step names some days only (robfig/cron 3.0.1).
            star = star or step == 1
        else:
            first = _number(match[1], name, names)
            last = _number(match[2], name, names) if match[2] else first
            if match[3] and not match[2]:
                last = greatest
        _refuse_range(name, (first, last, step), (least, greatest))
        numbers.update(range(first, last + 1, step))
    return numbers, star


def _refuse_range(name: str, given: tuple[int, int, int], limits: tuple[int, int]) -> None:
    (first, last, step), (least, greatest) = given, limits
    numbers = f"write a number from {least} to {greatest}"
    if name == "day of the week" and 7 in (first, last):
        raise Refused(
            "has 7 as a day of the week, which Kubernetes does not know", "write 0 for Sunday"
        )
    if first < least or last > greatest:
        raise Refused(f"has a {name} outside of {least} to {greatest}", numbers)
    if first > last:
        raise Refused(
            f"has a range of the {name} that ends before it begins",
            "write the smaller number first, or two ranges with a comma between them",
        )
    if step == 0:
        raise Refused(f"has steps of 0 in the {name}", "write a step of 1 or more")
    if step > greatest - least:
        raise Refused(f"has a step in the {name} that is longer than all of its range", numbers)


def _number(text: str, name: str, names: dict[str, int]) -> int:
    if text in names:
        return names[text]
    if text.isdigit():
        return int(text)
    known = f" or {', '.join(names)}" if names else ""
    raise Refused(f"has a {name} that cannot be read", f"write a number{known}; {_ADVICE}")


def _canonical(numbers: set[int], star: bool) -> str:
    # cronsim follows Debian's cron, which takes "*/2" for a star and "5,*" for none; neither
    # spelling is left here.
    return "*" if star else ",".join(str(number) for number in sorted(numbers))


def _time_zone(text: str) -> str:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - of no use to most stacks

    advice = "write a name of the time zone database, for instance Europe/Warsaw or Etc/UTC"
    if re.fullmatch(r"(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?", text, re.ASCII):
        raise Refused("is an offset, and Kubernetes wants the name of a zone", advice)
    # The first of these is whatever the machine is set to.
    if text.lower() in ("local", "localtime", "posixrules", "factory"):
        raise Refused("is another zone on each machine", advice)
    try:
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}", text, re.ASCII):
            ZoneInfo(text)
            return text
    except (KeyError, OSError, ValueError):
        pass
    raise Refused("is no time zone of the IANA database", advice)


TimeZone = Annotated[str, AfterValidator(_time_zone)]
"""A name of the IANA time zone database, `Europe/Warsaw`."""
