"""Checks of the edition against the licence, and of what needs the commercial edition."""

from datetime import UTC, date, datetime
from typing import Final

from config.checks.common import Check, Secrets
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render

WARNING_DAYS: Final = 60
"""How long before the end of the licence previews begin to warn: a new one has to be ordered."""


def licence_allows_use(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The Commons Clause forbids selling what is mostly Tracardi's own value; the commercial
    licence allows it where that is agreed upon (Tracardi documentation, com_license.md).
    """
    del secrets
    if decisions.licensing.use == "internal":
        return []
    place = path_of("licensing", "use")
    if decisions.deployment.edition == "commercial":
        return [
            Finding(
                place,
                "resale",
                "is allowed by the commercial licence only where the vendor has agreed to it",
                "make sure that there is an agreement, or a licence for each customer",
                Severity.WARNING,
            )
        ]
    return [
        Finding(
            place,
            "resale",
            "is not allowed by the licence of the open-source edition, MIT with Commons Clause: it "
            "rules out selling, hosting or consulting whose value is Tracardi's",
            "write internal, or agree on a commercial licence with the vendor",
        )
    ]


def commercial_answers_need_the_edition(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """No image of the open-source edition reads them."""
    del secrets
    if decisions.deployment.edition == "commercial":
        return []
    licensing = decisions.licensing
    given = (
        (("application", "commercial"), "", decisions.application.commercial),
        (
            ("licensing", "licenceExpires"),
            render(licensing.licence_expires),
            licensing.licence_expires,
        ),
        (
            ("licensing", "registryUsername"),
            render(licensing.registry_username),
            licensing.registry_username,
        ),
    )
    return [
        Finding(
            path_of(*place),
            value,
            "belongs to the commercial edition, and the open-source one is installed",
            "remove it, or write deployment.edition: commercial",
        )
        for place, value, answer in given
        if answer is not None
    ]


def licence_is_valid(
    decisions: Decisions, secrets: Secrets, today: date | None = None
) -> list[Finding]:
    """An expired licence ends every process at its start (0.9.0-dev, tracardi/service/license.py).

    `today` is the current day of UTC unless it is given.
    """
    del secrets
    text = decisions.licensing.licence_expires
    if text is None:
        return []
    days = (date.fromisoformat(text) - (today or datetime.now(UTC).date())).days
    place = path_of("licensing", "licenceExpires")
    if days < 0:
        return [
            Finding(
                place,
                text,
                "is over: every process of the commercial edition ends at its next start",
                "set the new licence with `pulumi config set --secret license`, and its last day "
                "here",
            )
        ]
    if days > WARNING_DAYS:
        return []
    left = f"in {days} days" if days > 1 else "tomorrow" if days else "today"
    return [
        Finding(
            place,
            text,
            f"ends {left}, and after it no process of the commercial edition starts",
            "order the next licence now",
            Severity.WARNING,
        )
    ]


CHECKS: Final[tuple[Check, ...]] = (
    licence_allows_use,
    commercial_answers_need_the_edition,
    licence_is_valid,
)
