"""Checks of the secrets that stand in the stack configuration. No finding repeats a value."""

from collections.abc import Iterator
from typing import Final

from config.checks.common import Check, Secrets
from config.decisions import Decisions
from config.findings import Finding, path_of
from config.groups.dependencies import ElasticsearchExternal, MysqlExternal
from config.secrets import SECRETS_BY_KEY, Provision, Secret, SecretInput

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
        elif " " in secret.characters:
            yield "has control characters or characters beyond ASCII", f"{set_it} without them"
        else:
            rule = "has spaces, control characters or characters beyond ASCII"
            yield rule, f"{set_it} without them"
    if secret.form is not None and not secret.form.fits(value):
        yield secret.form.rule, secret.form.advice


def _published(secret: Secret, value: str) -> str | None:
    if secret.name == "installation-token" and value.lower() == _PUBLISHED_TOKEN:
        return "is the published default, which everybody knows"
    if secret.name == "merging-key":
        if value == _PUBLISHED_MERGING_KEY:
            return "is the published default, which everybody knows"
        if value.lower().startswith(_SAMPLE_MERGING_KEY):
            return "is the sample of the vendor's chart, which everybody knows"
    return None


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


def required_secrets_are_there(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Nobody but the user knows a secret that somebody else made."""
    existing = _existing(decisions)
    return [
        Finding(
            path_of(key),
            "",
            f"is missing: it is {secret.purpose}",
            f"set it with `pulumi config set --secret {key}`",
        )
        for key, secret in SECRETS_BY_KEY.items()
        if secret.provision(decisions) is Provision.REQUIRED
        and key not in secrets
        and key not in existing
    ]


def given_secrets_are_used(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A secret that nothing reads was meant for something else."""
    findings = []
    for key, secret in SECRETS_BY_KEY.items():
        if secret.provision(decisions) is not Provision.UNUSED:
            continue
        advice = f"remove it, or add {secret.used_with}" if secret.used_with else "remove it"
        findings += [
            Finding(place, "", f"is read by nothing here: it is {secret.purpose}", advice)
            for place in _places(key, decisions, secrets)
        ]
    return findings


def secrets_have_one_place(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Of two values it would be left to chance which one counts."""
    return [
        Finding(
            path_of("secrets", "existing", key),
            "",
            f"stands beside {path_of(key)}, and a secret has one value",
            f"remove it, or the other one with `pulumi config rm {key}`",
        )
        for key in _existing(decisions)
        if key in secrets
    ]


def _existing(decisions: Decisions) -> list[str]:
    """The keys of the secrets that lie in the namespace already."""
    existing = decisions.secrets.existing
    return list(existing.model_dump(by_alias=True, exclude_none=True)) if existing else []


def _places(key: str, decisions: Decisions, secrets: Secrets) -> list[str]:
    """Where the secret `key` is given: as an encrypted key, as an existing one, or nowhere."""
    places = [path_of(key)] if key in secrets else []
    if key in _existing(decisions):
        places.append(path_of("secrets", "existing", key))
    return places


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
            place,
            "",
            f"is generated, and cannot be brought along: it is {secret.purpose}, and a store takes "
            "its passwords at its very first start only",
            f"remove it with `pulumi config rm {key}`",
        )
        for key, secret in SECRETS_BY_KEY.items()
        if secret.provision(decisions) is Provision.KEPT
        for place in _places(key, decisions, secrets)
    ]


CHECKS: Final[tuple[Check, ...]] = (
    required_secrets_are_there,
    given_secrets_are_used,
    kept_secrets_are_not_given,
    secrets_have_one_place,
    password_is_not_user,
)
