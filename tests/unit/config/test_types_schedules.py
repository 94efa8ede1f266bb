"""Schedules and time zones: what is let through, when it fires, and what is said otherwise."""

from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.types import Refused
from config.types.schedules import CronSchedule, TimeZone

pytestmark = pytest.mark.unit

PROPERTY = settings(max_examples=300, deadline=None, derandomize=True, database=None)
START = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("30 1 * * *", 24),
        ("@daily", 24),
        ("@midnight", 24),
        ("@hourly", 1),
        ("@weekly", 168),
        ("@monthly", 31 * 24),
        ("@yearly", 366 * 24),
        ("@annually", 366 * 24),
        ("*/15 * * * *", 0.25),
        ("0 */6 * * *", 6),
        ("0 */5 * * *", 5),
        ("0 1,13 * * *", 12),
        ("0 6,8 * * *", 22),
        ("15 1/12 * * *", 12),
        ("0 3 * * 1-5", 72),
        ("0 3 * * mon-FRI", 72),
        ("0 3 * * SUN,WED", 96),
        ("0 0 ? * *", 24),
        ("0 0 1 JAN-JUN *", 214 * 24),
        ("0 0 31 * *", 61 * 24),
        ("0 0 29 2 *", 4 * 366 * 24 - 72),
        ("05 01 * * *", 24),
    ],
)
def test_the_longest_time_between_two_firings(text: str, hours: float) -> None:
    schedule = CronSchedule(text)

    assert schedule == text
    assert type(str(schedule)) is str
    assert schedule.longest_period_hours == hours


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("* * * * *", 1), ("0 1 * * *", 1440), ("10,20,55 1 * * *", 10), ("59 0,23 * * *", 60)],
)
def test_the_shortest_time_between_two_firings(text: str, minutes: int) -> None:
    assert CronSchedule(text).shortest_period_minutes == minutes


def test_days_of_the_month_and_of_the_week_are_alternatives() -> None:
    either = CronSchedule("0 0 1 * 5")
    days = [moment.day for moment in islice(either.firings(START), 6)]

    # January 2027: the first is a Friday.
    assert days == [8, 15, 22, 29, 1, 5]
    assert either.restricts_both_days


def test_a_star_with_steps_names_days() -> None:
    # As robfig/cron 3.0.1 reads it: odd days, and Mondays as well.
    days = [moment.day for moment in islice(CronSchedule("0 0 */2 * 1").firings(START), 5)]

    assert days == [3, 4, 5, 7, 9]


@pytest.mark.parametrize("text", ["0 0 * * 5", "0 0 5 * *", "0 0 5 * ?", "0 0 */1 * 5", "@daily"])
def test_one_kind_of_day_is_not_both(text: str) -> None:
    assert not CronSchedule(text).restricts_both_days


def test_a_schedule_counts_in_the_zone_that_it_is_asked_in() -> None:
    warsaw = datetime(2027, 3, 27, tzinfo=ZoneInfo("Europe/Warsaw"))
    moments = [
        moment.astimezone(UTC).hour
        for moment in islice(CronSchedule("0 4 * * *").firings(warsaw), 2)
    ]

    # Clocks go forward on the second of these days.
    assert moments == [3, 2]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("0 1 * * *", "9 1 * * *", True),
        ("0 1 * * *", "10 1 * * *", False),
        ("55 23 * * *", "0 0 * * *", True),
        ("0 1 * * 1", "0 1 * * 2", False),
        ("0 1 * * 1", "0 1 * * *", True),
        ("0 1 5 * 1", "0 1 * * 2", True),
        ("* * * * *", "* * * * *", True),
    ],
)
def test_schedules_that_meet(one: str, other: str, near: bool) -> None:
    assert CronSchedule(one).is_near(CronSchedule(other), 10) is near
    assert CronSchedule(other).is_near(CronSchedule(one), 10) is near


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "five fields"),
        ("* * * *", "five fields"),
        ("0 30 1 * * *", "6 fields"),
        ("0 30 1 ? * MON 2030", "7 fields"),
        ("every other day at 5 pm", "five fields"),
        ("@every 5m", "start of a program"),
        ("@EVERY 5m", "start of a program"),
        ("@reboot", "no schedule"),
        ("@Daily", "no schedule"),
        ("weekly", "@weekly"),
        ("TZ=Europe/Warsaw 0 1 * * *", "time zone"),
        ("CRON_TZ=UTC 0 1 * * *", "time zone"),
        ("60 * * * *", "minute outside of 0 to 59"),
        ("* 24 * * *", "hour outside"),
        ("* * 0 * *", "day of the month outside of 1 to 31"),
        ("* * * 0 *", "month outside"),
        ("* * * * 7", "0 for Sunday"),
        ("* * * * 5-7", "0 for Sunday"),
        ("* * * * 8", "day of the week outside"),
        ("* * * * sunday", "cannot be read"),
        ("* * * mai *", "JAN, FEB"),
        ("mon * * * *", "minute that cannot be read"),
        ("* * L * *", "cannot be read"),
        ("* * 15W * *", "cannot be read"),
        ("* * * * 5#3", "cannot be read"),
        ("* * * * 5L", "cannot be read"),
        ("-5 * * * *", "cannot be read"),
        ("+5 * * * *", "cannot be read"),
        ("1.5 * * * *", "cannot be read"),
        ("5-1 * * * *", "before it begins"),
        ("1-2-3 * * * *", "cannot be read"),
        ("*-5 * * * *", "cannot be read"),
        ("*/0 * * * *", "steps of 0"),
        ("*/60 * * * *", "longer than all of its range"),
        ("1,,2 * * * *", "cannot be read"),
        ("1, * * * *", "cannot be read"),
        ("\N{ARABIC-INDIC DIGIT THREE} * * * *", "cannot be read"),
        ("0 0 30 2 *", "never fires"),
        ("0 0 31 2,4,6,9,11 *", "never fires"),
        (f"{'9' * 5000} * * * *", "cannot be read"),
        (5, "must be a text"),
        (None, "must be a text"),
        (["@daily"], "must be a text"),
    ],
)
def test_other_texts_are_no_schedule(text: object, says: str) -> None:
    with pytest.raises(Refused) as refused:
        CronSchedule(text)

    assert says in str(refused.value)
    assert refused.value.advice


PART = st.one_of(
    st.sampled_from(("*", "?", "L", "W", "#", "jan", "SUN", "/", "-", ",", "@", "")),
    st.integers(-1, 62).map(str),
)
FIELD = st.lists(PART, min_size=1, max_size=4).map("".join)


@PROPERTY
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=30),
        st.lists(FIELD, min_size=1, max_size=7).map(" ".join),
        st.sampled_from(("@daily", "@weekly", "@every")).flatmap(
            lambda macro: st.text(max_size=5).map(lambda rest: macro + rest)
        ),
    )
)
def test_any_text_is_a_schedule_or_refused(text: str) -> None:
    made = attempt(text)

    if isinstance(made, Refused):
        assert made.rule
        assert made.advice
    else:
        assert 0 < made.shortest_period_minutes <= 60 * made.longest_period_hours
        assert next(made.firings(START)) > START


def attempt(text: str) -> CronSchedule | Refused:
    try:
        return CronSchedule(text)
    except Refused as refused:
        return refused


def numbers(least: int, greatest: int) -> st.SearchStrategy[str]:
    number = st.integers(least, greatest)
    return st.one_of(
        st.just("*"),
        number.map(str),
        st.lists(number, min_size=2, max_size=3).map(lambda found: ",".join(map(str, found))),
        st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}"),
        st.integers(2, max(2, (greatest - least) // 2)).map(lambda step: f"*/{step}"),
    )


def allowed(field: str, least: int, greatest: int) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        low = least if first == "*" else int(first)
        high = greatest if first == "*" else int(last or first)
        found |= set(range(low, high + 1, int(step or 1)))
    return found


@settings(PROPERTY, max_examples=60)
@given(numbers(0, 59), numbers(0, 23), numbers(1, 28), numbers(0, 6))
def test_it_fires_when_a_clock_that_looks_every_minute_says_so(
    minute: str, hour: str, day: str, weekday: str
) -> None:
    end = START + timedelta(days=10)
    schedule = CronSchedule(f"{minute} {hour} {day} * {weekday}")
    minutes, hours = allowed(minute, 0, 59), allowed(hour, 0, 23)
    days, weekdays = allowed(day, 1, 31), allowed(weekday, 0, 6)

    def is_due(moment: datetime) -> bool:
        on_day, on_weekday = moment.day in days, moment.isoweekday() % 7 in weekdays
        both = "*" in (day, weekday)
        due = on_day and on_weekday if both else on_day or on_weekday
        return due and moment.hour in hours and moment.minute in minutes

    every = (START + timedelta(minutes=count) for count in range(1, 10 * 1440))
    fired = takewhile(lambda moment: moment < end, schedule.firings(START))
    assert list(fired) == [moment for moment in every if is_due(moment)]


ZONE: TypeAdapter[str] = TypeAdapter(TimeZone)


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Warsaw",
        "Etc/UTC",
        "UTC",
        "America/Argentina/Buenos_Aires",
        "Etc/GMT+5",
        "Asia/Tokyo",
    ],
)
def test_time_zones(name: str) -> None:
    assert ZONE.validate_python(name) == name


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "no time zone"),
        ("CEST", "no time zone"),
        ("Warsaw", "no time zone"),
        ("Europe", "no time zone"),
        ("Europe/", "no time zone"),
        ("/etc/localtime", "no time zone"),
        ("../UTC", "no time zone"),
        ("Europe/Warsaw\n", "no time zone"),
        ("Europe/\x00", "no time zone"),
        ("\ud800", "no time zone"),
        ("A" * 5000, "no time zone"),
        ("local", "each machine"),
        ("localtime", "each machine"),
        ("+02:00", "offset"),
        ("UTC+2", "offset"),
        ("-0500", "offset"),
    ],
)
def test_no_time_zones(name: str, says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ZONE.validate_python(name)

    (details,) = refused.value.errors()
    assert isinstance(details["ctx"]["error"], Refused)
    assert says in details["ctx"]["error"].rule
