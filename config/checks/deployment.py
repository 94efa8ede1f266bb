"""Checks of edition, platform, version, licence, monitoring, backup and target."""

from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.flat import Origin, answers
from config.not_offered import NOT_INSTALLED_GROUPS, not_offered

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
        if answer.value is None or answer.origin is not Origin.GIVEN:
            continue
        for group, refusal in NOT_INSTALLED_GROUPS.items():
            if ".".join(answer.key.location).startswith(f"{group}."):
                findings.setdefault(
                    path_of(*group.split(".")), Finding(path_of(*group.split(".")), "", *refusal)
                )
    return list(findings.values())


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


def licence_allows_use(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The Commons Clause forbids selling what is mostly Tracardi's own value."""
    del secrets
    if decisions.licensing.use == "internal":
        return []
    return [
        Finding(
            path_of("licensing", "use"),
            "resale",
            "is not allowed by the licence of the open-source edition, MIT with Commons Clause: it "
            "rules out selling, hosting or consulting whose value is Tracardi's",
            "write internal, or agree on a commercial licence with the vendor",
        )
    ]


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


def monitoring_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Production without monitoring is found out about by customers."""
    del secrets
    if not in_production(decisions) or decisions.monitoring.mode != "off":
        return []
    return [
        Finding(
            path_of("monitoring", "mode"),
            render("off"),
            "leaves production unwatched, and this version brings no monitoring",
            "watch the namespace with your own tools",
            waiver="no-monitoring",
        )
    ]


def backup_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Tracardi has no backup of its own."""
    del secrets
    if not in_production(decisions) or decisions.backup.mode != "off":
        return []
    return [
        Finding(
            path_of("backup", "mode"),
            render("off"),
            "leaves production without backups, and this version makes none",
            "save Elasticsearch, MySQL and the Pulumi state with your own tools",
            waiver="no-backup",
        )
    ]


def cluster_or_folder(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Exactly one of context and renderTo says where manifests go."""
    del secrets
    kubernetes = decisions.kubernetes
    advice = (
        "write either context (a live cluster) or renderTo (a folder, for instance rendered/dev)"
    )
    if kubernetes.context is None and kubernetes.render_to is None:
        return [Finding(path_of("kubernetes"), "", "names neither a cluster nor a folder", advice)]
    if kubernetes.context is not None and kubernetes.render_to is not None:
        return [
            Finding(
                path_of("kubernetes", "renderTo"),
                render(kubernetes.render_to),
                "stands beside context, and manifests go to one place only",
                advice,
            )
        ]
    return []


def kubeconfig_needs_context(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A kubeconfig alone would lead to whichever cluster is current in it."""
    del secrets
    kubernetes = decisions.kubernetes
    if kubernetes.kubeconfig is None or kubernetes.context is not None:
        return []
    return [
        Finding(
            path_of("kubernetes", "kubeconfig"),
            render(kubernetes.kubeconfig),
            "is of no use without a context",
            "add context, or remove kubeconfig",
        )
    ]


def pull_secrets_are_distinct(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """The API server warns about a pull secret that is named twice."""
    del secrets
    names = decisions.images.pull_secrets
    return [
        Finding(
            path_of("images", "pullSecrets", position),
            render(name),
            "stands in the list twice",
            "remove one of them",
        )
        for position, name in enumerate(names)
        if name in names[:position]
    ]


CHECKS: Final[tuple[Check, ...]] = (
    answers_are_installed,
    version_is_known,
    licence_allows_use,
    data_survives_destroy,
    monitoring_in_production,
    backup_in_production,
    cluster_or_folder,
    kubeconfig_needs_context,
    pull_secrets_are_distinct,
)
