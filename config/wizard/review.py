"""What is said about all answers together, before a file is written."""

from collections.abc import Collection, Iterator, Mapping

from config.commands.file import placeholder
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of
from config.parse import examine
from config.secrets import SECRETS_BY_KEY, Provision, SecretInput
from config.wizard.existing import Existing
from config.wizard.fields import Kind, is_optional, keys_by_path, kind_of, nested
from config.wizard.flow import Flow
from config.wizard.given import variable
from config.wizard.prompts import PROMPTS, Prompt, is_gated
from config.wizard.sofar import SoFar
from config.wizard.values import dotted


def missing(flow: Flow) -> list[Finding]:
    """A finding for each answer that is required, has no default and was not given."""
    return [_missing(prompt, so_far) for prompt, so_far in flow.open_and_required()]


def _missing(prompt: Prompt, so_far: SoFar) -> Finding:
    place = path_of(*prompt.path.split("."))
    if prompt.branches:
        names = [variable(f"{prompt.path}.{branch}") for branch in prompt.branches]
        listed = " or ".join(prompt.branches)
        return Finding(
            place,
            "",
            f"needs {listed}",
            f"set {' or '.join(names)}, or write it into the file of answers",
        )
    key = so_far.key(prompt.path)
    meaning = (key.field.description or "") if key is not None else ""
    return Finding(
        place,
        "",
        "is missing",
        f"set {variable(prompt.path)}, or write it into the file of answers: "
        f"{meaning[:1].lower()}{meaning[1:].rstrip('.')}",
    )


def examined(
    answers: Mapping[str, object], existing: Existing, wanted: Collection[str] = ()
) -> tuple[Decisions | None, list[Finding]]:
    """Decisions, if the answers have the right types, and the findings about them.

    Secrets that are still to be set count as given: those that the decisions require, and
    `wanted` ones, by their keys.
    """
    raw = nested(answers)
    secrets = {key: SecretInput(placeholder(key), True) for key in (*existing.secrets, *wanted)}
    decisions, findings = examine(raw, secrets)
    if decisions is None:
        return None, findings
    for key in required_secrets(decisions):
        secrets.setdefault(key, SecretInput(placeholder(key), True))
    return examine(raw, secrets)


def required_secrets(decisions: Decisions) -> list[str]:
    """The keys of the secrets without which nothing is installed: others have made them."""
    return _with(decisions, Provision.REQUIRED)


def further_secrets(decisions: Decisions) -> list[str]:
    """The keys of the secrets that can be brought along: generated otherwise, or done without."""
    return _with(decisions, Provision.GENERATED, Provision.OPTIONAL)


def _with(decisions: Decisions, *provisions: Provision) -> list[str]:
    return [
        key for key, secret in SECRETS_BY_KEY.items() if secret.provision(decisions) in provisions
    ]


def errors_of(findings: Collection[Finding]) -> list[Finding]:
    """The findings that stand in the way."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def prompts_for(finding: Finding, flow: Flow) -> list[Prompt]:
    """The prompts that were asked and whose answers `finding` is about."""
    place = dotted(finding)
    return [
        prompt
        for prompt, _ in flow.asked()
        if prompt.name not in flow.fixed
        and (
            place == prompt.path
            or place.startswith(f"{prompt.path}.")
            or prompt.path.startswith(f"{place}.")
        )
    ]


def unasked(so_far: SoFar) -> dict[str, list[str]]:
    """The keys that the wizard never asks for, by the group (or store) that they stand in.

    What stands below them is left out, and so is what this version cannot act upon or what belongs
    to another topology.
    """
    asked = {"deployment.acceptRisks", *(prompt.path for prompt in PROMPTS)}
    found: dict[str, list[str]] = {}
    for path, known in keys_by_path().items():
        depth = path.count(".")
        wanted = 2 if path.startswith("dependencies.") else 1
        absent = any(kind_of(key.field) is Kind.GROUP and is_optional(key.field) for key in known)
        if depth != wanted or is_gated(path) or so_far.key(path) is None or absent:
            continue
        below = {path, *(other for other in keys_by_path() if other.startswith(f"{path}."))}
        if below - asked - {path} if len(below) > 1 else path not in asked:
            above, _, name = path.rpartition(".")
            found.setdefault(above, []).append(name)
    return found


def with_risks(answers: Mapping[str, object], accepted: Collection[str]) -> dict[str, object]:
    """`answers` with the risks that are accepted, or without the list if there is none."""
    rest = {path: v for path, v in answers.items() if path != "deployment.acceptRisks"}
    return {**rest, "deployment.acceptRisks": list(accepted)} if accepted else rest


def risks(findings: Collection[Finding], severity: Severity) -> Iterator[tuple[str, list[Finding]]]:
    """The waivers of the findings of `severity`, each with its findings."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.waiver is not None and finding.severity is severity:
            found.setdefault(finding.waiver, []).append(finding)
    yield from found.items()
