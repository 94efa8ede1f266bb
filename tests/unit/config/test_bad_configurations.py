"""Every bad configuration is refused with the right path and with words that help.

The tables are the files in `bad/`. Each case is laid over a configuration without errors, so the
one finding can only come from the case.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.findings import InvalidDecisions, Severity
from tests.unit.config.stacks import (
    CLUSTERS,
    COMMERCIAL,
    EXPOSED,
    EXTERNAL,
    NOT_INSTALLED,
    PRODUCTION,
    SAVED,
    SMALLEST,
    WATCHED,
    decide,
    errors,
    waive,
)

pytestmark = pytest.mark.unit

BASES = {
    "small": (SMALLEST,),
    "outside": (EXTERNAL,),
    "production": (EXTERNAL, PRODUCTION),
    # What this version does not install yet may stand in it; findings that say so do not count.
    "planned": (EXTERNAL, PRODUCTION),
    "clusters": (CLUSTERS,),
    "commercial": (EXTERNAL, PRODUCTION, COMMERCIAL),
    "exposed": (EXTERNAL, PRODUCTION, EXPOSED),
    "watched": (EXTERNAL, PRODUCTION, WATCHED),
    "saved": (EXTERNAL, PRODUCTION, SAVED, "deployment: {acceptRisks: [no-monitoring]}"),
    # Stores in the namespace, and no production.
    "saved-small": (SMALLEST, SAVED),
}
PLANNED = frozenset(BASES) - {"small", "outside", "production"}


FILES = sorted((Path(__file__).parent / "bad").glob("*.txt"))


@dataclass(frozen=True)
class Case:
    """What is laid over `base`, the path that is found wrong, and a part of what is said."""

    name: str
    base: str
    configuration: str
    path: str
    says: str
    waiver: str | None = None

    @property
    def layers(self) -> tuple[str, ...]:
        return (*BASES[self.base], f"{{{self.configuration}}}")


def _table() -> list[Case]:
    lines = [line for file in FILES for line in file.read_text("utf-8").splitlines()]
    return [Case(*line.split(" | ")) for line in lines if line and not line.startswith("#")]


def _catalogue() -> set[int]:
    """The numbers of the catalogue that cases stand for, by the comments above them."""
    numbers: set[int] = set()
    for file in FILES:
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("# catalogue "):
                numbers |= {int(number) for number in re.findall(r"\d+", line)}
    return numbers


CASES = _table()
RISKS = [case for case in CASES if case.waiver]


@pytest.mark.parametrize("base", BASES)
def test_a_base_is_without_errors(base: str) -> None:
    found = errors(*BASES[base])

    assert [item for item in found if base not in PLANNED or NOT_INSTALLED not in item.rule] == []


def test_the_table_is_long_and_no_name_stands_in_it_twice() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 60


def test_every_number_of_the_catalogue_of_bad_input_has_its_cases() -> None:
    """The catalogue: a hundred mistakes that operators make, from topology to names."""
    assert _catalogue() == set(range(1, 101))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_configuration_is_refused_at_its_path(case: Case) -> None:
    with pytest.raises(InvalidDecisions) as refused:
        decide(*case.layers)

    findings = refused.value.findings
    if case.base in PLANNED:
        findings = tuple(found for found in findings if NOT_INSTALLED not in found.rule)
    (finding,) = findings
    assert finding.path == f"tracardi:{case.path}"
    assert finding.rule
    assert finding.advice
    assert case.says in f"{finding.rule}; {finding.advice}"
    assert finding.waiver == case.waiver
    assert "\n" not in str(finding)
    assert str(finding) in str(refused.value)


@pytest.mark.parametrize("case", RISKS, ids=lambda case: case.name)
def test_an_accepted_risk_is_a_warning(case: Case) -> None:
    warnings = waive(case.layers, str(case.waiver))

    (warning,) = [warning for warning in warnings if warning.waiver == case.waiver]
    assert warning.path == f"tracardi:{case.path}"
    assert warning.severity is Severity.WARNING
    assert f"risk accepted as {case.waiver}" in str(warning)
