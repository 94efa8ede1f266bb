"""What a decision sheet is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.decisions import Decisions
from config.findings import Finding, Severity


@dataclass(frozen=True)
class GivenSecret:
    """A secret that stands in a stack's file, without its value.

    `fingerprint` differs where what stands there differs; it is compared and never shown.
    """

    is_encrypted: bool
    fingerprint: str = field(repr=False)


@dataclass(frozen=True)
class Subject:
    """One state of a stack: its decisions, if their shape allows to read them, everything found
    about them, and the secrets that were brought along, by their keys in the stack's file.
    """

    stack: str
    decisions: Decisions | None
    findings: tuple[Finding, ...] = ()
    secrets: Mapping[str, GivenSecret] = field(default_factory=dict)

    @property
    def errors(self) -> list[Finding]:
        """What keeps the stack from being installed."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Finding]:
        """What is risky without being accepted."""
        return [
            finding
            for finding in self.findings
            if finding.severity is Severity.WARNING and finding not in self.accepted
        ]

    @property
    def accepted(self) -> list[Finding]:
        """The risks that `acceptRisks` names and the decisions take."""
        names = self.decisions.deployment.accept_risks if self.decisions is not None else []
        return [
            finding
            for finding in self.findings
            if finding.severity is Severity.WARNING and finding.waiver in names
        ]
