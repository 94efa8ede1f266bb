"""Checks of the references to Secrets that exist already."""

from typing import Final

from config.checks.common import Check, Secrets
from config.checks.useless import given_keys
from config.decisions import Decisions
from config.findings import Finding, path_of, render
from config.groups.secrets import SecretReference


def references_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """One value for two secrets: who learns one knows the other."""
    del secrets
    existing = decisions.secrets.existing
    if existing is None:
        return []
    findings = []
    seen: dict[SecretReference, str] = {}
    names = {field.alias: name for name, field in type(existing).model_fields.items()}
    for key in given_keys(existing):
        reference = getattr(existing, names[key])
        if reference in seen:
            findings.append(
                Finding(
                    path_of("secrets", "existing", key, "key"),
                    render(reference.key),
                    f"is what {seen[reference]} reads as well: who learns one knows the other",
                    "name a key of its own for each",
                )
            )
        seen.setdefault(reference, key)
    return findings


CHECKS: Final[tuple[Check, ...]] = (references_are_distinct,)
