"""From Pulumi's configuration to decisions: the keys, the encryption, the one clean error."""

import asyncio
import json
from collections.abc import Callable, Iterator

import pulumi
import pytest

from config.load import SHOWN, LoadedDecisions, load, refuse

pytestmark = pytest.mark.unit

SMALLEST = {
    "tracardi:kubernetes": json.dumps({"renderTo": "rendered/test"}),
    "tracardi:application": json.dumps({"adminEmail": "ops@example.com"}),
}

Loader = Callable[..., LoadedDecisions]


@pytest.fixture(autouse=True)
def no_configuration(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("PULUMI_CONFIG", raising=False)
    yield
    pulumi.runtime.set_all_config({}, [])


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", texts.append)
    return texts


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", texts.append)
    return texts


def load_with(*secret_keys: str, **changes: str) -> LoadedDecisions:
    config = {**SMALLEST, **{f"tracardi:{key}": text for key, text in changes.items()}}
    pulumi.runtime.set_all_config(config, [f"tracardi:{key}" for key in secret_keys])
    return load()


def refused(errors: list[str], *secret_keys: str, **changes: str) -> str:
    """What is said when the configuration is refused."""
    with pytest.raises(SystemExit) as ended:
        load_with(*secret_keys, **changes)
    # The engine shows no traceback, and no error of its own, after this exit code.
    assert ended.value.code == SHOWN == 32
    (message,) = errors
    return message


def test_the_smallest_configuration(warnings: list[str]) -> None:
    loaded = load_with()

    assert loaded.decisions.application.admin_email == "ops@example.com"
    assert loaded.given_secrets == {}
    assert loaded.warnings == ()
    assert warnings == []


def test_keys_of_other_programs_are_none_of_ours() -> None:
    pulumi.runtime.set_all_config({**SMALLEST, "kubernetes:context": "kind", "other:x": "1"}, [])

    assert load().decisions.kubernetes.context is None


def test_default_values_of_the_project_change_nothing() -> None:
    assert load_with(deployment="{}", mysqlPassword="", backup="{}") == load_with()


def test_all_findings_are_said_at_once(errors: list[str]) -> None:
    message = refused(errors, deployment='{"tier": "prod"}', licence="x")

    headline, *lines = message.splitlines()
    assert headline == "The configuration has 2 errors:"
    assert [line.split()[1] for line in lines] == ["tracardi:licence:", "tracardi:deployment.tier"]


def test_warnings_go_to_the_log(warnings: list[str]) -> None:
    loaded = load_with(deployment='{"version": "1.3.0"}')

    assert warnings == [str(warning) for warning in loaded.warnings]
    assert "1.3.0" in warnings[0]


@pytest.mark.parametrize(
    "text", ["{", "production", "[1, 2", "NaN", "1e999", "", "9" * 5000, "[" * 100_000, '"\\ud800"']
)
def test_a_broken_group_is_a_finding(errors: list[str], text: str) -> None:
    (line,) = refused(errors, deployment=text).splitlines()[1:]

    assert line.startswith("  - tracardi:deployment")
    assert "must be a mapping" in line


def test_an_encrypted_secret_is_given_on_as_a_secret() -> None:
    async def value() -> tuple[str, bool]:
        loaded = load_with("adminPassword", adminPassword="Abcdefgh12345678")
        assert loaded.given_secrets.keys() == {"admin-password"}
        assert loaded.decisions.given_secrets == {"admin-password"}
        output = loaded.given_secrets["admin-password"]
        return str(await output.future()), await output.is_secret()

    assert asyncio.run(value()) == ("Abcdefgh12345678", True)


def test_a_plain_secret_is_refused_and_not_shown(errors: list[str]) -> None:
    message = refused(errors, mysqlPassword="Abcdefgh12345678")

    assert "tracardi:mysqlPassword: stands in the configuration in clear text" in message
    assert "Abcdefgh12345678" not in message


def test_an_encrypted_empty_secret_is_refused(errors: list[str]) -> None:
    message = refused(errors, "installationToken", installationToken="")

    assert "tracardi:installationToken: is empty" in message


def test_a_secret_inside_a_group_is_refused_and_not_shown(errors: list[str]) -> None:
    group = json.dumps({"adminEmail": "ops@example.com", "adminPassword": "hunter2"})

    message = refused(errors, "application", application=group)

    assert "tracardi:application: contains an encrypted value" in message
    assert "hunter2" not in message


def test_refusing_nothing_does_nothing(errors: list[str]) -> None:
    refuse([])

    assert errors == []


def test_a_refusal_says_each_message(errors: list[str]) -> None:
    with pytest.raises(SystemExit):
        refuse(["one", "two"])

    assert errors == ["one", "two"]
