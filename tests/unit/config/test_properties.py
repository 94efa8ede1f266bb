"""Whatever stands in a stack's file: decisions or findings come of it, and never a traceback."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.commands.check import as_json, as_text, check_text
from config.commands.file import Unreadable, read_stack
from config.findings import Finding, Severity
from config.parse import examine
from config.reference.answers import example, parts, typed
from config.secrets import SECRETS_BY_KEY, SecretInput
from config.shape import Key, choices, keys, limits, models
from config.sheet.content import sheet
from config.sheet.length import LONGEST_SHEET, fitted
from config.sheet.markdown import markdown
from config.sheet.subject import Subject
from tests.unit.config.stacks import EXTERNAL, PRODUCTION, PROJECT, SMALLEST, merged, split

pytestmark = pytest.mark.unit

FILE = Path("Pulumi.test.yaml")

# Derandomized and without a database, so that a run says the same as the one before it: what a
# change breaks is found by the change's own run, not by a later one of somebody else.
PROPERTY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def of_file(name: str) -> tuple[dict[str, object], dict[str, SecretInput]]:
    """Groups and secrets of a stack's file in the project."""
    stack = read_stack(Path(name), (PROJECT / name).read_bytes())
    return stack.raw, stack.secrets


BASES = (
    *(split(merged(*layers)) for layers in ((SMALLEST,), (EXTERNAL,), (EXTERNAL, PRODUCTION))),
    of_file("Pulumi.production.yaml"),
)
SECRET_VALUES = {key: f"Unspeakable{key}0123456789" for key in SECRETS_BY_KEY}

# Every character, the halves of surrogate pairs among them, which JSON can hold and UTF-8 cannot.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)
HOSTILE = st.sampled_from(
    (
        "",
        " ",
        "\x00",
        "\x85",
        "\u2028",
        "\ud800",
        "x" * 100_000,
        "1" * 5_000,
        "[::1",
        "http://[",
        "://@:/",
        "*",
        "~",
        "..",
        "null",
        "2030-02-30",
        "0 0 31 2 *",
        "* * * * *",
        "@daily",
        "10.0.0.0/33",
        "::/0",
        "-----BEGIN CERTIFICATE-----",
        "${jndi:ldap://a}",
        "a:b@c",
        "\N{LATIN SMALL LETTER SHARP S}\N{KELVIN SIGN}",
        "\N{ARABIC-INDIC DIGIT THREE}Gi",
    )
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from((0, -1, 1, 2**31, 2**63, 10**400)),
    st.floats(),
    HOSTILE,
    TEXTS,
)
WRITTEN = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(TEXTS, SCALARS), inner, max_size=4),
        st.tuples(st.sampled_from(("topology", "mode", "size", "secure", "hosts")), inner).map(
            lambda pair: {pair[0]: pair[1]}
        ),
    ),
    max_leaves=8,
)
"""What YAML can say."""


def nested(depth: int, *, lists: bool) -> object:
    value: object = "bottom"
    for _ in range(depth):
        value = [value] if lists else {"storage": value}
    return value


VALUES = st.one_of(
    WRITTEN,
    # More digits than Python prints, and more levels than it calls functions.
    st.builds(pow, st.just(-10), st.just(5_001)),
    st.builds(nested, st.just(3_000), lists=st.booleans()),
    st.sampled_from((b"bytes", {1}, object())),
)
ALL_KEYS = tuple(keys())


def fitting(key: Key) -> st.SearchStrategy[object]:
    """Answers of the type of `key`, at its limits and a step beyond."""
    field = key.field
    if models(field):
        return st.sampled_from(({}, [{}], None))
    base, _ = parts(typed(field))
    if base is int:
        least, greatest = limits(field)
        near = [number for number in (least, greatest) if number is not None] or [1]
        return st.sampled_from([number + step for number in near for step in (-1, 0, 1)])
    if choices(field):
        return st.sampled_from(choices(field))
    return st.sampled_from((example(typed(field)), True, False, [], {}, "1Gi", "900Ti", "0.5"))


@st.composite
def changes(draw: st.DrawFn, values: st.SearchStrategy[object]) -> tuple[tuple[str, ...], object]:
    """A place, mostly one that exists, and what to write there."""
    key = draw(st.sampled_from(ALL_KEYS))
    place = key.location
    if draw(st.integers(0, 9)) == 0:
        place = (*place[: draw(st.integers(0, len(place)))], draw(TEXTS))
    return place, draw(st.one_of(fitting(key), values))


def answers() -> st.SearchStrategy[tuple[tuple[str, ...], object]]:
    """A place that exists, and an answer of its type."""
    return st.sampled_from(ALL_KEYS).flatmap(
        lambda key: st.tuples(st.just(key.location), fitting(key))
    )


def put(raw: dict[str, object], place: tuple[str, ...], value: object) -> None:
    inner: Any = raw
    for part in place[:-1]:
        if not isinstance(inner.get(part), dict):
            inner[part] = {}
        inner = inner[part]
    inner[place[-1]] = value


def hold(found: list[Finding]) -> None:
    """Assert what holds of all findings."""
    for finding in found:
        line = str(finding)
        assert line.isprintable(), repr(line)
        assert finding.path
        assert finding.rule
        assert finding.advice
        for value in SECRET_VALUES.values():
            assert value not in line
    assert json.loads(as_json(found)) is not None
    assert len(as_text(found).splitlines()) == max(len(found), 1)


def hold_sheet(subject: Subject) -> None:
    """Assert that the decision sheet is a text, and short enough for a comment."""
    text = fitted(sheet(subject), markdown)
    assert text.startswith("# ")
    assert text.encode("utf-8")
    assert len(text) <= LONGEST_SHEET
    for value in SECRET_VALUES.values():
        assert value not in text


@given(st.sampled_from(BASES), st.lists(changes(VALUES), min_size=1, max_size=5), st.data())
@PROPERTY
def test_any_answers_become_decisions_or_findings(
    base: tuple[dict[str, object], dict[str, SecretInput]],
    changed: list[tuple[tuple[str, ...], object]],
    data: st.DataObject,
) -> None:
    raw = deepcopy(base[0])
    for place, value in changed:
        put(raw, place, value)
    secrets = {
        key: SecretInput(SECRET_VALUES[key], data.draw(st.booleans()))
        for key in data.draw(st.sets(st.sampled_from(sorted(SECRETS_BY_KEY)), max_size=4))
    }
    decisions, found = examine(raw, secrets)
    hold(found)
    hold_sheet(Subject("test", decisions, tuple(found)))
    assert decisions is not None or Severity.ERROR in {finding.severity for finding in found}


@given(st.sampled_from(BASES), st.lists(answers(), min_size=1, max_size=4))
@PROPERTY
def test_answers_of_the_right_type_become_a_sheet(
    base: tuple[dict[str, object], dict[str, SecretInput]],
    changed: list[tuple[tuple[str, ...], object]],
) -> None:
    raw, secrets = deepcopy(base[0]), base[1]
    for place, value in changed:
        put(raw, place, value)
    decisions, found = examine(raw, secrets)
    hold(found)
    hold_sheet(Subject("test", decisions, tuple(found)))


CONFIGURATIONS = (
    *(file.read_text("utf-8") for file in sorted(PROJECT.glob("Pulumi.?*.yaml"))),
    yaml.safe_dump(
        {
            "encryptionsalt": "v1:abc",
            "config": {
                f"tracardi:{key}": value for key, value in merged(EXTERNAL, PRODUCTION).items()
            },
        }
    ),
)
PIECES = st.one_of(
    st.sampled_from(
        (
            *"[]{}:,-#&*!|>'\"%@`?\t\n ",
            "<<: *a",
            "&a ",
            "!!python/object:os.system ",
            "!!int ",
            "!!binary ",
            "!!timestamp ",
            "---\n",
            "? [a]\n: b\n",
            "secure: ",
            "[" * 3_000,
            "\ufeff",
            "\x00",
            ".nan",
            "0b1",
            "1e999",
            "2001-01-01",
            "  tracardi:application: {}\n",
        )
    ),
    TEXTS.map(lambda text: text.encode("utf-8", "ignore").decode()),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good file with some lines twice, some pieces put in and some parts cut out."""
    text = draw(st.sampled_from(CONFIGURATIONS))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = min(begin + draw(st.integers(0, 40)), len(text))
        lines = text.splitlines(keepends=True)
        repeated = draw(st.integers(0, max(len(lines) - 1, 0)))
        text = draw(
            st.sampled_from(
                (
                    "".join([*lines[:repeated], *lines[repeated : repeated + 1] * 2, *lines]),
                    "".join([*lines[: repeated + 1], *lines[repeated:]]),
                    text[:begin] + draw(PIECES) + text[begin:],
                    text[:begin] + draw(PIECES) + text[end:],
                    text[:begin] + text[end:],
                )
            )
        )
    return text.encode()


def look(text: bytes) -> None:
    try:
        hold(check_text(FILE, text))
    except Unreadable as unreadable:
        hold([unreadable.finding])


@given(st.one_of(st.binary(max_size=80), mutated()))
@PROPERTY
def test_any_file_is_checked_or_said_to_be_unreadable(text: bytes) -> None:
    look(text)


@given(st.lists(changes(WRITTEN), min_size=1, max_size=4), st.booleans())
@PROPERTY
def test_what_is_written_in_yaml_is_checked(
    changed: list[tuple[tuple[str, ...], object]], allow_unicode: bool
) -> None:
    raw: dict[str, object] = {}
    for place, value in changed:
        put(raw, (f"tracardi:{place[0]}", *place[1:]) if place else ("tracardi:",), value)
    text = yaml.safe_dump({"config": raw}, allow_unicode=allow_unicode, sort_keys=False)
    look(text.encode("utf-8", "surrogatepass"))


@given(st.sampled_from(sorted(SECRETS_BY_KEY)), st.one_of(HOSTILE, TEXTS), st.booleans())
@PROPERTY
def test_any_secret_is_looked_at_and_not_repeated(key: str, text: str, secure: bool) -> None:
    raw, secrets = BASES[0]
    for value in (text, f"{text}Unspeakable{text}"):
        _, found = examine(raw, {**secrets, key: SecretInput(value, secure)})
        hold(found)
        assert "Unspeakable" not in as_text(found)
