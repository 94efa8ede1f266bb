"""What every check has in common."""

from collections.abc import Callable, Mapping

from config.decisions import Decisions
from config.findings import Finding
from config.secrets import SecretInput

Secrets = Mapping[str, SecretInput]
"""The secrets that the user brought along, by their keys in the stack configuration."""

Check = Callable[[Decisions, Secrets], list[Finding]]


def in_production(decisions: Decisions) -> bool:
    """Whether risks are errors."""
    return decisions.deployment.tier == "production"
