"""From the raw stack configuration to decisions, or to every finding at once."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from pydantic import ValidationError

from config.checks import CHECKS
from config.checks.secrets import secret_findings
from config.decisions import GROUPS, Decisions
from config.findings import Finding, InvalidDecisions, Severity, path_of, render
from config.groups.deployment import WAIVERS
from config.messages import elsewhere, findings_of
from config.presets import fill
from config.secrets import SECRETS_BY_KEY, SecretInput
from config.shape import nearest

__all__ = ["KNOWN_KEYS", "SecretInput", "examine", "group_of", "parse"]

KNOWN_KEYS: Final = (*GROUPS, *SECRETS_BY_KEY)
"""Every key of the stack configuration, without `tracardi:`."""


def parse(
    raw: Mapping[str, object],
    secrets: Mapping[str, SecretInput],
    *,
    encrypted_groups: Collection[str] = (),
) -> tuple[Decisions, tuple[Finding, ...]]:
    """Decisions and warnings from the raw values of the stack configuration.

    The arguments are those of `examine`. Raises InvalidDecisions with every error that it finds,
    and nothing else, whatever the values are.
    """
    decisions, findings = examine(raw, secrets, encrypted_groups=encrypted_groups)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors or decisions is None:
        raise InvalidDecisions(errors)
    return decisions, tuple(findings)


def examine(
    raw: Mapping[str, object],
    secrets: Mapping[str, SecretInput],
    *,
    encrypted_groups: Collection[str] = (),
) -> tuple[Decisions | None, list[Finding]]:
    """Decisions, if their shape allows it, and everything there is to say about them.

    `raw` maps the keys without `tracardi:` to plain values; `secrets` does the same for the keys
    that hold secrets. `encrypted_groups` names keys of `raw` that contain an encrypted value; they
    are refused, and nothing of their content is repeated.

    The findings are those of the shape, of the secrets and, if the shape allows it, of the checks
    across the groups. Raises nothing, whatever the values are.
    """
    findings = [*_unknown_keys(raw, secrets), *_encrypted(encrypted_groups)]
    groups = {
        key: value for key, value in raw.items() if key in GROUPS and key not in encrypted_groups
    }
    groups, filled = fill(groups)
    # A missing group is an empty one, so that a finding names the key that is required.
    groups.setdefault("application", {})
    given = frozenset(SECRETS_BY_KEY[key].name for key in secrets if key in SECRETS_BY_KEY)
    decisions: Decisions | None = None
    try:
        decisions = Decisions.model_validate(
            {**groups, "givenSecrets": given, "filledByPreset": filled}
        )
    except ValidationError as error:
        # What an encrypted group lacks is not known.
        findings += [
            finding
            for finding in findings_of(error)
            if not finding.path.startswith(tuple(path_of(group) for group in encrypted_groups))
        ]
    findings += secret_findings(secrets)
    if decisions is not None and not encrypted_groups:
        findings += _checked(decisions, secrets)
    return decisions, findings


def group_of(text: str) -> object:
    """The value that Pulumi wrote down as JSON; a plain text, or a broken one, stays a text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _checked(decisions: Decisions, secrets: Mapping[str, SecretInput]) -> list[Finding]:
    found = [finding for check in CHECKS for finding in check(decisions, secrets)]
    found = [_of_preset(finding, decisions) for finding in found]
    accepted = decisions.deployment.accept_risks
    found = [
        replace(finding, severity=Severity.WARNING) if finding.waiver in accepted else finding
        for finding in found
    ]
    return [*found, *_useless_waivers(accepted, {finding.waiver for finding in found})]


def _of_preset(finding: Finding, decisions: Decisions) -> Finding:
    # Nobody finds in the stack's file what the preset filled in.
    if finding.path not in decisions.filled_by_preset:
        return finding
    return replace(finding, value=f"{finding.value} (preset {decisions.workload.preset})")


def _useless_waivers(accepted: list[str], used: set[str | None]) -> list[Finding]:
    findings = []
    for position, waiver in enumerate(accepted):
        path = path_of("deployment", "acceptRisks", position)
        if waiver not in WAIVERS:
            meant = nearest(waiver, tuple(WAIVERS))
            advice = f"did you mean {meant}?" if meant else f"write one of {', '.join(WAIVERS)}"
            findings.append(Finding(path, render(waiver), "names no known risk", advice))
        elif waiver in accepted[:position]:
            findings.append(Finding(path, waiver, "stands in the list twice", "remove one of them"))
        elif waiver not in used:
            findings.append(
                Finding(
                    path,
                    waiver,
                    "accepts a risk that these decisions do not take",
                    "remove it, so that the risk is noticed when it comes",
                )
            )
    return findings


def _encrypted(groups: Collection[str]) -> list[Finding]:
    return [
        Finding(
            path_of(group),
            "",
            "contains an encrypted value, which would hide the whole group from review",
            f"put every secret into a key of its own: {', '.join(SECRETS_BY_KEY)}",
        )
        for group in groups
    ]


def _unknown_keys(raw: Mapping[str, object], secrets: Mapping[str, SecretInput]) -> list[Finding]:
    findings = [_unknown_key(str(key)) for key in raw if key not in GROUPS]
    findings += [_unknown_key(str(key)) for key in secrets if key not in SECRETS_BY_KEY]
    return findings


def _unknown_key(name: str) -> Finding:
    if place := elsewhere(name, name):
        advice = f"move it to {place}"
    elif meant := nearest(name, KNOWN_KEYS):
        advice = f"did you mean {path_of(meant)}?"
    else:
        advice = f"remove it; the keys are {', '.join(KNOWN_KEYS)}"
    return Finding(path_of(name), "", "is no key of this configuration", advice)
