"""All findings at once, no traceback whatever the input, and what an empty answer means."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from config.decisions import GROUPS
from config.findings import Finding, InvalidDecisions, Severity
from config.parse import KNOWN_KEYS, SecretInput, parse
from config.secrets import SECRETS_BY_KEY
from config.shape import keys
from tests.unit.config.stacks import EXTERNAL, PRODUCTION, SMALLEST, decide, errors, merged, split

pytestmark = pytest.mark.unit


def test_an_empty_configuration_asks_for_what_is_required_and_for_nothing_else() -> None:
    assert [finding.path for finding in errors()] == ["tracardi:application.adminEmail"]


def test_the_smallest_configuration_has_no_warnings_and_the_documented_defaults() -> None:
    decisions, warnings = decide(SMALLEST)

    assert warnings == ()
    assert decisions.deployment.version == "1.0.0"
    assert decisions.kubernetes.render_to == "rendered/test"
    assert decisions.dependencies.elasticsearch.topology == "single"
    assert decisions.application.public_api.cpu == "500m"
    assert decisions.application.private_api.cpu == "250m"
    assert decisions.given_secrets == frozenset()


def test_a_nested_default_survives_a_neighbour() -> None:
    decisions, _ = decide(SMALLEST, "application: {publicApi: {replicas: 2}}")

    assert decisions.application.public_api.replicas == 2
    assert decisions.application.public_api.cpu == "500m"
    assert decisions.application.public_api.memory == "1Gi"


def test_errors_of_every_kind_are_reported_together_and_in_the_order_of_the_questions() -> None:
    found = errors(
        """
        aplication: {}
        application: {workflows: "yes", partitioning: {event: week}}
        dependencies: {elasticsearch: {shards: 99, memry: 4Gi}, redis: {topology: cluster}}
        mysqlPassword: short
        licence: {secure: abc}
        """
    )

    assert [finding.path.removeprefix("tracardi:") for finding in found] == [
        "aplication",
        "licence",
        "dependencies.elasticsearch.shards",
        "dependencies.elasticsearch.memry",
        "dependencies.redis.topology",
        "application.adminEmail",
        "application.partitioning.event",
        "application.workflows",
        "mysqlPassword",
        "mysqlPassword",
    ]


def test_the_report_has_a_headline_and_one_line_for_each_error() -> None:
    with pytest.raises(InvalidDecisions) as refused:
        decide(SMALLEST, "deployment: {tier: prod, edition: free}")

    headline, *lines = str(refused.value).splitlines()
    assert headline == "The configuration has 2 errors:"
    assert lines == [f"  - {finding}" for finding in refused.value.findings]


def test_every_risk_of_production_names_its_waiver() -> None:
    found = errors(SMALLEST, "deployment: {tier: production}")

    assert {finding.waiver for finding in found} == {
        "no-backup",
        "no-index-replicas",
        "no-monitoring",
        "plain-http-urls",
        "single-api-replica",
        "single-node-elasticsearch",
        "single-node-mysql",
    }
    for finding in found:
        assert f"add {finding.waiver} to tracardi:deployment.acceptRisks" in str(finding)


def test_warnings_are_no_errors() -> None:
    _, warnings = decide(EXTERNAL, PRODUCTION)

    assert [warning.waiver for warning in warnings] == ["no-monitoring", "no-backup"]
    assert {warning.severity for warning in warnings} == {Severity.WARNING}


WEIRD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**4000,
    -(10**400),
    1.5,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x" * 100_000,
    "\x00\n\t",
    "\ud800",
    "null",
    "://@:/",
    "[::1",
    "http://[",
    [],
    [None],
    [[], {}],
    [1, "a", None],
    {},
    {"": ""},
    {"topology": None},
    {"topology": []},
    {"topology": "external"},
    {1: 2},
    {None: None},
    {"topology": {"a": 1}, 5: []},
    {"a": {"b": {"c": [{}]}}},
    b"bytes",
    {1, 2},
    object(),
)


def _places() -> Iterator[tuple[str, ...]]:
    for key in keys():
        yield key.location
    for name in ("unknown", "\ud800", "", "a.b", "license"):
        yield (name,)
        yield ("application", name)
        yield ("dependencies", "mysql", name)


def _with(place: tuple[str, ...], value: object, base: dict[str, object]) -> dict[str, object]:
    inner: Any = base
    for part in place[:-1]:
        inner = inner.setdefault(part, {})
    inner[place[-1]] = value
    return base


def _refused(groups: dict[str, object], secrets: dict[str, SecretInput]) -> tuple[Finding, ...]:
    try:
        parse(groups, secrets)
    except InvalidDecisions as invalid:
        return invalid.findings
    return ()


@pytest.mark.parametrize("base", [SMALLEST, EXTERNAL], ids=["small", "outside"])
def test_no_value_at_any_place_raises_anything_but_findings(base: str) -> None:
    groups, secrets = split(merged(base))
    for place in dict.fromkeys(_places()):
        for value in WEIRD:
            found = _refused(_with(place, value, deepcopy(groups)), secrets)
            text = str(InvalidDecisions(found))
            assert text.encode("utf-8")
            assert len(text.splitlines()) == len(found) + 1
            assert all(finding.advice and finding.rule and finding.path for finding in found)


@pytest.mark.parametrize("key", SECRETS_BY_KEY)
def test_no_text_of_a_secret_raises_anything_but_findings_or_is_repeated(key: str) -> None:
    groups, _ = split(merged(SMALLEST))
    for value in (text for text in WEIRD if isinstance(text, str)):
        for secure in (True, False):
            found = _refused(groups, {key: SecretInput(value, secure)})
            assert len(value) < 4 or value not in str(InvalidDecisions(found))


def test_a_secret_that_is_refused_is_not_repeated() -> None:
    found = errors(SMALLEST, "mysqlPassword: hunter2@example\nredisPassword: hunter2@example")

    assert len(found) > 3
    assert "hunter2" not in "".join(str(finding) for finding in found)
    assert "hunter2" not in repr(SecretInput("hunter2", is_secure=False))


@pytest.mark.parametrize(
    "layer",
    [
        "dependencies: {elasticsearch: {hosts: ['http://elastic:hunter2@es.example.com']}}",
        "dependencies: {redis: {host: 'redis://:hunter2@redis.example.com'}}",
        "dependencies: {mysql: {password: hunter2}}",
        "mysqlPasword: hunter2",
        "exposure: {guiUrl: 'https://admin:hunter2@example.com'}",
    ],
)
def test_a_password_in_the_wrong_place_is_not_repeated(layer: str) -> None:
    found = errors(EXTERNAL, layer)

    assert found
    assert "hunter2" not in "".join(str(finding) for finding in found)


def test_a_group_with_an_encrypted_value_is_refused_without_a_word_of_its_content() -> None:
    raw: dict[str, object] = {"application": {"adminEmail": "hunter2", "demo": "hunter2"}}

    with pytest.raises(InvalidDecisions) as refused:
        parse(raw, {}, encrypted_groups=["application"])

    (finding,) = refused.value.findings
    assert finding.path == "tracardi:application"
    assert "mysqlPassword" in finding.advice
    assert "hunter2" not in str(finding)


def test_given_secrets_are_known_to_the_decisions_by_their_logical_names() -> None:
    decisions, _ = decide(SMALLEST, "sentryDsn: {secure: 'https://key@sentry.example.com/1'}")

    assert decisions.given_secrets == {"sentry-dsn"}


def test_the_internal_field_is_no_key_of_the_configuration() -> None:
    (finding,) = errors(SMALLEST, "givenSecrets: []")

    assert finding.path == "tracardi:givenSecrets"


def test_the_known_keys_are_the_groups_and_the_secrets() -> None:
    assert set(KNOWN_KEYS) == {*GROUPS, *SECRETS_BY_KEY}
    assert len(KNOWN_KEYS) == len(set(KNOWN_KEYS))


def test_decisions_cannot_be_changed() -> None:
    decisions, _ = decide(SMALLEST)

    with pytest.raises(ValueError, match="frozen"):
        decisions.deployment.tier = "production"  # type: ignore[misc]


def test_every_key_of_the_configuration_is_described() -> None:
    for key in keys():
        assert key.field.description, key.location
        assert key.field.description.endswith("."), key.location
