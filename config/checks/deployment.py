"""Checks of edition, version and what is kept at the end."""

from functools import cache
from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.flat import Origin, answers
from config.not_offered import NOT_INSTALLED_GROUPS, not_offered
from config.shape import field_at

OLDEST_VERSION: Final = (0, 9, 0)
"""The first version that keeps its settings in MySQL, as this program installs it."""
NEWEST_VERSION: Final = (1, 2)
"""The newest minor version whose open-source images are known to exist."""


def answers_are_installed(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The model knows answers that only a later version can act upon."""
    del secrets
    findings: dict[str, Finding] = {}
    for answer in answers(decisions):
        refusal = not_offered(answer.location, answer.value)
        if refusal is not None:
            findings[answer.path] = Finding(answer.path, render(answer.value), *refusal)
        given = answer.value is not None and answer.origin is Origin.GIVEN
        for group, refusal in NOT_INSTALLED_GROUPS.items():
            inside = ".".join(answer.key.location).startswith(f"{group}.")
            if inside and (given or _absent_by_default(group)):
                findings.setdefault(
                    path_of(*group.split(".")), Finding(path_of(*group.split(".")), "", *refusal)
                )
    return list(findings.values())


@cache
def _absent_by_default(group: str) -> bool:
    """Whether a group that has answers at all is one that somebody asked for."""
    field = field_at(tuple(group.split(".")))
    return field is not None and field.default is None and field.default_factory is None


def version_is_known(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Older versions work otherwise; newer ones nobody has looked at."""
    del secrets
    text = decisions.deployment.version
    version = tuple(int(part) for part in text.split("."))
    place = path_of("deployment", "version")
    if version[:3] < OLDEST_VERSION:
        return [
            Finding(
                place,
                text,
                "is older than 0.9.0, the first version that keeps its settings in MySQL",
                'write a newer version, for instance "1.0.0"',
            )
        ]
    if version[:2] > NEWEST_VERSION:
        return [
            Finding(
                place,
                text,
                "is newer than every version that this program was made for",
                "try it on a stack of its own first",
                Severity.WARNING,
            )
        ]
    return []


def data_survives_destroy(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Deleting production data together with the stack is a choice to be made with open eyes."""
    del secrets
    if not in_production(decisions) or decisions.deployment.data_on_destroy == "retain":
        return []
    return [
        Finding(
            path_of("deployment", "dataOnDestroy"),
            "delete",
            "lets one `pulumi destroy` delete every event and profile",
            "write retain",
            waiver="delete-data-on-destroy",
        )
    ]


CHECKS: Final[tuple[Check, ...]] = (
    answers_are_installed,
    version_is_known,
    data_survives_destroy,
)
