"""The list of questions, walked through: each has its fields, its lines in the sheet, its docs."""

import re
from dataclasses import replace

import pytest

from config.__main__ import main
from config.about import Change
from config.decisions import Decisions
from config.environment import COMMERCIAL_NAMES, VARIABLES_BY_NAME, Process, environment
from config.findings import path_of
from config.questions import QUESTIONS
from config.recorded import unchangeable
from config.reference.entries import is_installed
from config.reference.page import page
from config.reference.variants import Changes, usual, variants
from config.secrets import SECRETS
from config.shape import Key, keys
from tests.unit.config.stacks import endpoints

pytestmark = pytest.mark.unit

# Written out on purpose: the list in the code could lose a question together with its decisions.
IDS = (
    "1.1", "1.2",
    "2.1", "2.2", "2.3",
    "3.1", "3.2", "3.3", "3.4", "3.5",
    "4.1",
    "5.1", "5.2",
    "6.1", "6.2",
)  # fmt: skip

Settings = frozenset[tuple[str, str, str | None, str | None]]
"""Process, name, value and secret of settings."""

PAGE = page()
LEAVES = [key for key in keys() if not key.is_group]

RECORDED_ONCE_THEY_ARE_INSTALLED = {
    path_of(*path.split("."))
    for path in (
        "docker.host",
        "docker.name",
        "dependencies.pulsar.storage.storageClass",
        "dependencies.pulsar.storage.accessMode",
        "dependencies.pulsar.journalStorage.storageClass",
        "dependencies.pulsar.journalStorage.accessMode",
        "dependencies.pulsar.clusterName",
        "dependencies.pulsar.zookeepers",
        "application.multiTenancy.tenants.name",
        "application.commercial.primaryId",
        "application.commercial.primaryIdAsHash",
        "monitoring.bundled.storage.storageClass",
        "monitoring.bundled.storage.accessMode",
    )
}
"""Decisions that this version refuses, and that the one that installs them has to record."""


def name(key: Key) -> str:
    """The path of `key`, with its topology where there are several keys at that path."""
    return path_of(*key.location) + (f" ({key.topology})" if key.topology else "")


def without(said: dict[str, object]) -> list[str]:
    return [place for place, something in said.items() if not something]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sections of the decision sheet of a small stack by the ids of their questions."""
    file = tmp_path_factory.mktemp("stack") / "Pulumi.test.yaml"
    file.write_text(
        "config:\n"
        "  tracardi:kubernetes: {renderTo: rendered/test}\n"
        "  tracardi:application: {adminEmail: ops@example.com}\n"
    )
    capture = pytest.MonkeyPatch()
    printed: list[str] = []
    with capture.context() as patched:
        patched.setattr("config.commands.sheet.print_text", printed.append)
        assert main(["sheet", "test", "--file", str(file)]) == 0
    _, *sections = re.split(r"^#+ (?=\d\.\d )", "".join(printed), flags=re.MULTILINE)
    return {
        section.split()[0]: re.split(r"^#", section, flags=re.MULTILINE)[0] for section in sections
    }


def test_the_questions_are_the_known_ones_in_their_order() -> None:
    assert tuple(question.id for question in QUESTIONS) == IDS
    for question in QUESTIONS:
        assert question.title
        assert question.text.endswith("?")


@pytest.mark.parametrize("question", IDS)
def test_a_question_has_a_field_or_a_secret(question: str) -> None:
    asked = [key for key in LEAVES if key.about.question == question]
    asked_secrets = [secret for secret in SECRETS.values() if secret.question == question]

    assert asked or asked_secrets


@pytest.mark.parametrize("question", IDS)
def test_a_question_has_a_line_in_the_decision_sheet(question: str, sheet: dict[str, str]) -> None:
    paths = {".".join(key.location) for key in keys() if key.about.question == question}
    known = paths | {secret.config_key for secret in SECRETS.values()}
    written = set(re.findall(r"^\| `([^`]+)` \|", sheet[question], re.MULTILINE))

    assert written & known, sheet[question]


@pytest.mark.parametrize("question", IDS)
def test_a_question_has_a_section_with_a_decision_in_the_reference(question: str) -> None:
    _, _, below = PAGE.partition(f"\n## {question} ")
    section = re.split(r"^## ", below, maxsplit=1, flags=re.MULTILINE)[0]
    paths = {".".join(key.location) for key in keys() if key.about.question == question}
    shown = set(re.findall(r"^#### `([^`]+)`$", section, re.MULTILINE))

    assert shown & paths or "#### Secret " in section
    assert shown <= paths


def test_every_field_and_every_secret_belongs_to_a_question() -> None:
    assert without({name(key): key.about.question in IDS for key in LEAVES}) == []
    assert without({secret.name: secret.question in IDS for secret in SECRETS.values()}) == []


def test_every_key_says_what_it_is_in_a_sentence() -> None:
    sentence = re.compile(r"\S.*\.", re.DOTALL)
    said = {name(key): sentence.fullmatch(key.field.description or "") for key in keys()}

    assert without(dict(said)) == []


def test_every_field_says_what_follows_from_it_in_a_sentence() -> None:
    said = {name(key): (key.about.consequence or "").endswith(".") for key in LEAVES}
    said |= {secret.name: secret.consequence.endswith(".") for secret in SECRETS.values()}

    assert without(dict(said)) == []


def test_every_field_has_a_source() -> None:
    said: dict[str, object] = {name(key): key.about.source for key in LEAVES}
    said |= {secret.name: secret.source for secret in SECRETS.values()}

    assert without(said) == []


def test_what_cannot_be_changed_freely_says_how_it_can() -> None:
    said: dict[str, object] = {
        name(key): key.about.later for key in LEAVES if key.about.change is not Change.FREE
    }
    said |= {
        secret.name: secret.later for secret in SECRETS.values() if secret.change is not Change.FREE
    }

    assert len(said) > 20
    assert without(said) == []


def test_the_advice_on_a_later_change_is_a_part_of_a_sentence() -> None:
    said = [key.about.later for key in LEAVES] + [each.later for each in SECRETS.values()]
    whole = [later for later in said if later and (later.endswith(".") or later[0].isupper())]

    assert whole == []


def test_what_can_never_be_changed_is_recorded_and_nothing_else_is() -> None:
    recorded = {decision.path for decision in unchangeable(usual()).values()}
    never = {path_of(*key.location) for key in LEAVES if key.about.change is Change.NEVER}

    assert sorted(never - recorded - RECORDED_ONCE_THEY_ARE_INSTALLED) == [], "not recorded"
    assert sorted(recorded - never) == [], "said to be changeable"


def test_only_what_is_not_installed_is_not_recorded() -> None:
    refused = {path_of(*key.location) for key in LEAVES if not is_installed(key)}
    recorded = {decision.path for decision in unchangeable(usual()).values()}

    assert sorted(RECORDED_ONCE_THEY_ARE_INSTALLED - refused) == [], "installed, so record it"
    assert not RECORDED_ONCE_THEY_ARE_INSTALLED & recorded


def test_every_variable_that_a_decision_names_is_known() -> None:
    known = {*VARIABLES_BY_NAME, *COMMERCIAL_NAMES}
    named = {variable: name(key) for key in LEAVES for variable in key.about.variables}
    named |= {variable: secret.name for secret in SECRETS.values() for variable in secret.variables}

    assert {variable: who for variable, who in named.items() if variable not in known} == {}


def test_a_decision_names_the_variables_that_change_with_it() -> None:
    """Each answer is changed in turn, and the environment of every process compared."""
    named: dict[str, set[str]] = {}
    for key in LEAVES:
        named.setdefault(".".join(key.location), set()).update(key.about.variables)
    # Its entries are variables themselves.
    del named["application.extraEnvironment"]
    before: dict[Changes, Settings] = {(): settings_of(usual())}
    changing: dict[str, set[str]] = {path: set() for path in named}
    for variant in variants():
        if variant.changes[:-1] not in before or variant.changes[0].startswith("deployment."):
            continue
        after = before[variant.changes] = settings_of(variant.decisions)
        if variant.path in named:
            changed = before[variant.changes[:-1]] ^ after
            changing[variant.path] |= {variable for _, variable, _, _ in changed}

    assert sum(map(len, changing.values())) > 50
    missing = {path: found - named[path] for path, found in changing.items()}
    assert {path: found for path, found in missing.items() if found} == {}, "not named"
    reached = {variable for _, variable, _, _ in settings_of(usual()) ^ settings_of(usual(), "b")}
    plain = {row.name for row in VARIABLES_BY_NAME.values() if row.value} - reached
    installed = {".".join(key.location) for key in LEAVES if is_installed(key)}
    needless = {path: named[path] & plain - changing[path] for path in installed & named.keys()}
    assert {path: found for path, found in needless.items() if found} == {}, "do not change"


def settings_of(decisions: Decisions, host: str = "a") -> Settings:
    """The settings of all processes, with the stores at `host`."""
    given = endpoints(hosts=(f"{host}:9200",), installer_username=host)
    reached = replace(
        given,
        elasticsearch=replace(
            given.elasticsearch,
            scheme=host,
            username=host,
            certificate_authority_path=host,
            verify_certificates=host == "a",
        ),
        mysql=replace(given.mysql, host=host, port=ord(host), username=host, database=host),
        redis=replace(given.redis, host=host, port=ord(host)),
    )
    return frozenset(
        (process, setting.name, setting.value, setting.secret)
        for process in Process
        for setting in environment(decisions, reached, process)
    )
