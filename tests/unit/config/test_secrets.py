"""The table of secrets."""

import string

import pytest

from config.secret_table import (
    GENERATED_LENGTH,
    SECRETS,
    SECRETS_BY_KEY,
    Provision,
    Secret,
    generated_secrets,
)
from tests.unit.config.stacks import EXTERNAL, decide, decisions

pytestmark = pytest.mark.unit

NAMES = {
    "mysql-root-password": None,
    "mysql-password": "mysqlPassword",
    "mysql-installer-password": "mysqlInstallerPassword",
    "redis-password": "redisPassword",
    "elasticsearch-password": "elasticsearchPassword",
    "installation-token": "installationToken",
    "merging-key": "mergingKey",
    "admin-password": "adminPassword",
    "sentry-dsn": "sentryDsn",
    "checksum-key": None,
}


def _provisions(*layers: str, base: str | None = None) -> dict[str, Provision]:
    found = decide(base, *layers)[0] if base else decisions(*layers)
    return {name: secret.provision(found) for name, secret in SECRETS.items()}


def test_names_and_keys() -> None:
    assert {name: secret.config_key for name, secret in SECRETS.items()} == NAMES
    assert SECRETS_BY_KEY.keys() == {key for key in NAMES.values() if key}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=lambda secret: secret.name)
def test_a_generated_value_would_pass_its_own_rules(secret: Secret) -> None:
    assert set(string.ascii_letters + string.digits) <= secret.characters
    assert secret.minimum_length <= GENERATED_LENGTH
    assert secret.purpose
    assert secret.letters_and_digits_only == ("@" not in secret.characters)


def test_stores_in_the_namespace_have_generated_passwords() -> None:
    found = _provisions()

    assert found.pop("sentry-dsn") is Provision.OPTIONAL
    assert set(generated_secrets(decisions())) == found.keys()
    assert {name for name, provision in found.items() if provision is Provision.KEPT} == {
        "mysql-root-password",
        "mysql-password",
        "mysql-installer-password",
        "redis-password",
        "elasticsearch-password",
    }
    assert set(found.values()) == {Provision.GENERATED, Provision.KEPT}


def test_stores_that_somebody_else_runs_have_given_passwords() -> None:
    found = _provisions(base=EXTERNAL)

    assert {name for name, provision in found.items() if provision is Provision.REQUIRED} == {
        "mysql-password",
        "redis-password",
        "elasticsearch-password",
    }
    assert {name for name, provision in found.items() if provision is Provision.UNUSED} == {
        "mysql-root-password",
        "mysql-installer-password",
    }
    assert set(generated_secrets(decide(EXTERNAL)[0])) == {
        "installation-token",
        "merging-key",
        "admin-password",
        "checksum-key",
    }


def test_an_installer_of_ones_own_has_a_given_password() -> None:
    layers = (
        "dependencies: {mysql: {installerUsername: installer}}",
        "mysqlInstallerPassword: {secure: InstallerPassword1}",
    )

    assert _provisions(*layers, base=EXTERNAL)["mysql-installer-password"] is Provision.REQUIRED
