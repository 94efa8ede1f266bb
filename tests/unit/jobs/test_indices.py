"""Names of periods, and what counts as the current index."""

from __future__ import annotations

import datetime

import pytest

from components.jobs import indices
from components.jobs.indices import Declaration, Fault, State, findings, period

pytestmark = pytest.mark.unit

KINDS = ("event", "profile", "session", "entity", "log", "field-update-log")


@pytest.mark.parametrize(
    ("partitioning", "day", "expected"),
    [
        ("year", (2026, 11, 22), "2026-year"),
        ("quarter", (2026, 1, 1), "2026-q1"),
        ("quarter", (2026, 3, 31), "2026-q1"),
        ("quarter", (2026, 4, 1), "2026-q2"),
        ("quarter", (2026, 12, 31), "2026-q4"),
        ("month", (2026, 11, 22), "2026-11"),
        ("month", (2026, 3, 9), "2026-3"),
        ("day", (2026, 3, 9), "2026-39"),
        ("day", (2026, 11, 22), "2026-1122"),
    ],
)
def test_periods(partitioning: str, day: tuple[int, int, int], expected: str) -> None:
    assert period(partitioning, datetime.date(*day)) == expected


@pytest.mark.parametrize("word", ["week", "hour", "Month", ""])
def test_unknown_periods(word: str) -> None:
    with pytest.raises(ValueError, match="year, quarter, month or day"):
        period(word, datetime.date(2026, 1, 1))


def declared(partitioning: str = "month") -> Declaration:
    return Declaration("8504a", 3, 1, 1, dict.fromkeys(KINDS, partitioning))


def state(suffix: str, replicas: str = "1") -> State:
    """Everything in place, with indices of one period."""
    templates, made, aliases = {}, {}, {}
    for context in ("", "prod-"):
        for kind in KINDS:
            name = f"{context}09x.8504a.tracardi-{kind}"
            settings = {
                "index.number_of_shards": "1" if kind == "field-update-log" else "3",
                "index.number_of_replicas": replicas,
            }
            templates[f"{context}template.09x.8504a.tracardi-{kind}"] = settings
            made[f"{name}-{suffix}"] = settings
            aliases[f"{name}-{suffix}"] = frozenset({name})
    return State(templates, made, aliases)


OCTOBER_31 = datetime.date(2026, 10, 31)
NOVEMBER_1 = datetime.date(2026, 11, 1)


def test_the_default_tenant_is_the_one_that_tracardi_computes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for names in indices.PARTITIONING_VARIABLES.values():
        monkeypatch.setenv(names[0], "month")
    for name in ("ELASTIC_INDEX_SHARDS", "ELASTIC_CONF_INDEX_SHARDS", "ELASTIC_INDEX_REPLICAS"):
        monkeypatch.setenv(name, "1")
    monkeypatch.delenv("TENANT_NAME", raising=False)
    assert Declaration.from_environment().tenant == "8504a"


def test_a_period_that_rolls_over_during_the_installation() -> None:
    days = [OCTOBER_31, NOVEMBER_1]
    assert findings(declared(), state("2026-10"), days) == []
    assert findings(declared(), state("2026-11"), days) == []


def test_an_index_of_an_older_period_is_not_the_current_one() -> None:
    found = findings(declared(), state("2026-10"), [NOVEMBER_1])
    assert len(found) == 12
    assert {finding.fault for finding in found} == {Fault.MISSING}


@pytest.mark.parametrize("replicas", ["0", "2"])
def test_other_replicas_than_declared(replicas: str) -> None:
    found = findings(declared(), state("2026-11", replicas), [NOVEMBER_1])
    assert {finding.fault for finding in found} == {Fault.REPLICAS}
    assert len(found) == 24
    assert found[0].text.endswith(f" has {replicas} replicas instead of 1")


def test_an_index_of_another_tenant_does_not_count() -> None:
    declaration = Declaration("acme", 3, 1, 1, dict.fromkeys(KINDS, "month"))
    assert len(findings(declaration, state("2026-11"), [NOVEMBER_1])) == 24
