"""The table of secrets."""

import string

import pytest

from config.about import Change
from config.groups.secrets import ExistingSecrets
from config.parse import examine
from config.questions import QUESTIONS
from config.secrets import (
    GENERATED_LENGTH,
    SECRETS,
    SECRETS_BY_KEY,
    Provision,
    Secret,
    generated_secrets,
)
from tests.unit.config.stacks import COMMERCIAL, EXTERNAL, decide, decisions, merged, split

pytestmark = pytest.mark.unit

CORE = {
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
"""The secrets that every installation may have, with their keys."""
COMMERCIAL_KEYS = {
    "license": "license",
    "docker-hub-token": "dockerHubToken",
    "tenant-service-api-key": "tenantServiceApiKey",
    "tenant-service-secret": "tenantServiceSecret",
    "pulsar-token": "pulsarToken",
    "maxmind-license-key": "maxmindLicenseKey",
    "kafka-sasl-password": "kafkaSaslPassword",
    "kafka-client-key": "kafkaClientKey",
}


def _provisions(*layers: str, base: str | None = None) -> dict[str, Provision]:
    found = decide(base, *layers)[0] if base else decisions(*layers)
    return {name: secret.provision(found) for name, secret in SECRETS.items()}


def test_names_and_keys() -> None:
    keys = {name: secret.config_key for name, secret in SECRETS.items()}

    assert {**CORE, **COMMERCIAL_KEYS}.items() <= keys.items()
    assert SECRETS_BY_KEY.keys() == {key for key in keys.values() if key}
    assert len(SECRETS_BY_KEY) == len([key for key in keys.values() if key])


def test_every_secret_that_can_be_brought_can_exist_already() -> None:
    """But for the registry's token: a pull secret that exists stands in images.pullSecrets."""
    existing = {field.alias or name for name, field in ExistingSecrets.model_fields.items()}

    assert existing == SECRETS_BY_KEY.keys() - {"dockerHubToken"}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=lambda secret: secret.name)
def test_a_generated_value_would_pass_its_own_rules(secret: Secret) -> None:
    assert set(string.ascii_letters + string.digits) <= secret.characters
    assert secret.minimum_length <= GENERATED_LENGTH
    assert secret.letters_and_digits_only == ("@" not in secret.characters)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=lambda secret: secret.name)
def test_a_secret_is_explained_like_a_field(secret: Secret) -> None:
    assert secret.purpose[0].islower()
    assert not secret.purpose.endswith(".")
    assert secret.consequence.endswith(".")
    assert secret.question in {question.id for question in QUESTIONS}
    assert secret.source
    assert (secret.later is None) == (secret.change is Change.FREE)


@pytest.mark.parametrize(
    "secret",
    [secret for secret in SECRETS.values() if secret.form],
    ids=lambda secret: secret.name,
)
def test_the_example_of_a_form_fits_and_an_ordinary_password_does_not(secret: Secret) -> None:
    assert secret.form is not None
    assert secret.form.fits(secret.form.example)
    assert set(secret.form.example) <= secret.characters
    assert not secret.form.fits("Abcdefgh12345678")


def test_stores_in_the_namespace_have_generated_passwords() -> None:
    found = _provisions()

    assert found["sentry-dsn"] is Provision.OPTIONAL
    assert set(generated_secrets(decisions())) == CORE.keys() - {"sentry-dsn"}
    assert {name for name, provision in found.items() if provision is Provision.KEPT} == {
        "mysql-root-password",
        "mysql-password",
        "mysql-installer-password",
        "redis-password",
        "elasticsearch-password",
    }
    assert {found[name] for name in found.keys() - CORE.keys()} == {Provision.UNUSED}


def test_a_cluster_of_mysql_has_a_password_for_each_user_of_the_operator() -> None:
    found = _provisions("dependencies: {mysql: {topology: cluster, operator: present}}")

    kept = {name for name, provision in found.items() if provision is Provision.KEPT}
    assert {name for name in kept if name.startswith("mysql-")} == {
        "mysql-password",
        "mysql-installer-password",
        *(f"mysql-{user}-password" for user in ("root", "operator", "monitor", "xtrabackup")),
        *(f"mysql-{user}-password" for user in ("replication", "proxyadmin")),
    }
    assert not {name for name in kept if SECRETS[name].config_key is None} - {
        name for name in kept if SECRETS[name].letters_and_digits_only
    }


def test_stores_that_somebody_else_runs_have_given_passwords() -> None:
    found = _provisions(base=EXTERNAL)

    assert {name for name, provision in found.items() if provision is Provision.REQUIRED} == {
        "mysql-password",
        "redis-password",
        "elasticsearch-password",
    }
    assert {name for name in CORE if found[name] is Provision.UNUSED} == {
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


KAFKA = """
application:
  commercial: {kafka: {host: kafka.example.com, sasl: {username: tracardi}}}
"""
TENANCY = """
application: {multiTenancy: {privateDomain: api.example.com, publicDomain: in.example.com}}
"""
NO_TOKEN = "dependencies: {pulsar: {authentication: none}}"


@pytest.mark.parametrize(
    ("layer", "asked"),
    [
        ("{}", {}),
        ("images: {pullSecrets: [vendor]}", {"docker-hub-token": Provision.OPTIONAL}),
        (KAFKA, {"kafka-sasl-password": Provision.REQUIRED}),
        (
            "application: {commercial: {maxmind: {accountId: 5}}}",
            {"maxmind-license-key": Provision.REQUIRED},
        ),
        (NO_TOKEN, {"pulsar-token": Provision.UNUSED}),
        (
            TENANCY,
            {
                "tenant-service-api-key": Provision.GENERATED,
                "tenant-service-secret": Provision.GENERATED,
            },
        ),
    ],
)
def test_the_commercial_edition_asks_for_what_its_decisions_need(
    layer: str, asked: dict[str, Provision]
) -> None:
    found, _ = examine(*split(merged(EXTERNAL, COMMERCIAL, layer)))
    assert found is not None
    usual = dict.fromkeys(COMMERCIAL_KEYS, Provision.UNUSED)
    for name in ("license", "docker-hub-token", "pulsar-token"):
        usual[name] = Provision.REQUIRED

    provisions = {name: SECRETS[name].provision(found) for name in COMMERCIAL_KEYS}
    assert provisions == {**usual, **asked}


def test_a_tenant_service_of_others_has_a_key_of_its_own_and_signs_by_itself() -> None:
    layer = "application: {multiTenancy: {managementService: {runBy: others}}}"
    found, _ = examine(*split(merged(EXTERNAL, COMMERCIAL, TENANCY, layer)))
    assert found is not None

    assert SECRETS["tenant-service-api-key"].provision(found) is Provision.REQUIRED
    assert SECRETS["tenant-service-secret"].provision(found) is Provision.UNUSED


@pytest.mark.parametrize("layer", [KAFKA, TENANCY, COMMERCIAL])
def test_the_open_source_edition_reads_no_commercial_secret_whatever_is_decided(layer: str) -> None:
    edition = "deployment: {edition: open-source}"
    found, _ = examine(*split(merged(EXTERNAL, layer, edition)))
    assert found is not None

    assert {SECRETS[name].provision(found) for name in COMMERCIAL_KEYS} == {Provision.UNUSED}
