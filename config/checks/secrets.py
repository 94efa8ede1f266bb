"""Checks of the secrets that stand in the stack configuration. No finding repeats a value."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from config.checks.common import Check, Secrets
from config.decisions import Decisions
from config.dependencies import ElasticsearchExternal, MysqlExternal
from config.findings import Finding, path_of
from config.secret_table import SECRETS_BY_KEY, Provision, Secret, SecretInput

_PUBLISHED_TOKEN: Final = "tracardi"  # noqa: S105 - Tracardi's documented default
_PUBLISHED_MERGING_KEY: Final = "s>a.d-kljsa87^5adh"
"""The default in Tracardi's source code."""
_SAMPLE_MERGING_KEY: Final = "1180015e-"
"""How the sample in the vendor's chart begins."""


def secret_findings(secrets: Secrets) -> list[Finding]:
    """What is wrong with the secrets themselves, whatever the decisions are."""
    findings = []
    for key, given in secrets.items():
        secret = SECRETS_BY_KEY.get(key)
        if secret is not None:
            findings += [
                Finding(path_of(key), "", rule, advice)
                for rule, advice in _wrong_with(secret, given)
            ]
    return [*findings, *_repeated(secrets)]


def _wrong_with(secret: Secret, given: SecretInput) -> Iterator[tuple[str, str]]:
    set_it = f"set it with `pulumi config set --secret {secret.config_key}`"
    value = given.value
    if not given.is_secure:
        yield "stands in the configuration in clear text", f"remove it and {set_it}"
    if value == "":
        yield "is empty", f"remove it, or {set_it}"
        return
    if value != value.strip():
        yield "begins or ends with a space or a line break", f"{set_it} without it"
        return
    if published := _published(secret, value):
        yield published, "remove it to have one generated"
        return
    if len(value) < secret.minimum_length:
        yield f"has fewer than {secret.minimum_length} characters", f"{set_it} to a longer one"
    if not set(value) <= secret.characters:
        if secret.letters_and_digits_only:
            rule = "has characters other than letters and digits, which Tracardi does not escape"
            yield rule, f"{set_it} to letters and digits"
        else:
            rule = "has spaces, control characters or characters beyond ASCII"
            yield rule, f"{set_it} without them"
    if secret.name == "sentry-dsn" and not _is_dsn(value):
        advice = "copy it from the settings of the Sentry project: https://key@host/number"
        yield "is no Sentry DSN", advice


def _published(secret: Secret, value: str) -> str | None:
    if secret.name == "installation-token" and value.lower() == _PUBLISHED_TOKEN:
        return "is the published default, which everybody knows"
    if secret.name == "merging-key":
        if value == _PUBLISHED_MERGING_KEY:
            return "is the published default, which everybody knows"
        if value.lower().startswith(_SAMPLE_MERGING_KEY):
            return "is the sample of the vendor's chart, which everybody knows"
    return None


def _is_dsn(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    complete = bool(parts.username and host and parts.path.strip("/"))
    return parts.scheme in ("http", "https") and complete


def _repeated(secrets: Secrets) -> list[Finding]:
    findings = []
    seen: dict[str, str] = {}
    for key, given in secrets.items():
        if key not in SECRETS_BY_KEY or not given.value:
            continue
        if given.value in seen:
            findings.append(
                Finding(
                    path_of(key),
                    "",
                    f"is the same as {seen[given.value]}: who learns one knows the other",
                    "give each its own value",
                )
            )
        seen.setdefault(given.value, key)
    return findings


def external_stores_have_passwords(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Nobody but the user knows the password of a store that somebody else runs."""
    return [
        Finding(
            path_of(key),
            "",
            f"is missing: it is the password of {secret.purpose}",
            f"set it with `pulumi config set --secret {key}`",
        )
        for key, secret in SECRETS_BY_KEY.items()
        if secret.provision(decisions) is Provision.REQUIRED and key not in secrets
    ]


def given_secrets_are_used(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A secret that nothing reads was meant for something else."""
    return [
        Finding(
            path_of(key),
            "",
            "is read by nothing: these decisions have no user of its own for it",
            "remove it, or add dependencies.mysql.installerUsername",
        )
        for key, secret in SECRETS_BY_KEY.items()
        if secret.provision(decisions) is Provision.UNUSED and key in secrets
    ]


def password_is_not_user(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A password that is the user's name is the first one that is tried."""
    stores, users = decisions.dependencies, {"adminPassword": decisions.application.admin_email}
    if isinstance(stores.mysql, MysqlExternal):
        users["mysqlPassword"] = stores.mysql.username
        users["mysqlInstallerPassword"] = stores.mysql.installer_username or ""
    if isinstance(stores.elasticsearch, ElasticsearchExternal):
        users["elasticsearchPassword"] = stores.elasticsearch.username
    return [
        Finding(
            path_of(key),
            "",
            "is the name of its user",
            f"set another one with `pulumi config set --secret {key}`",
        )
        for key, user in users.items()
        if user and key in secrets and secrets[key].value.lower() == user.lower()
    ]


def kept_secrets_are_not_given(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A store of our own gets its passwords at its first start, and never again."""
    return [
        Finding(
            path_of(key),
            "",
            f"is generated, and cannot be brought along: {secret.purpose} gets it at the store's "
            "very first start",
            f"remove it with `pulumi config rm {key}`",
        )
        for key, secret in SECRETS_BY_KEY.items()
        if secret.provision(decisions) is Provision.KEPT and key in secrets
    ]


CHECKS: Final[tuple[Check, ...]] = (
    external_stores_have_passwords,
    given_secrets_are_used,
    kept_secrets_are_not_given,
    password_is_not_user,
)
