"""What the wizard asks: one table, in the order of the questions.

The table names keys and conditions only. Texts, choices, defaults and limits are those of the
models; a key that the chosen topology does not have, or that this version does not install, is
never asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from config.about import Change
from config.not_offered import NOT_INSTALLED_GROUPS, not_offered
from config.wizard.fields import keys_by_path
from config.wizard.sofar import FORK, MISSING, SoFar

Condition = Callable[[SoFar], bool]


def _always(so_far: SoFar) -> bool:
    del so_far
    return True


@dataclass(frozen=True)
class Prompt:
    """One prompt: for the answer at `path`, or, with `branches`, for which of these keys below
    `path` is answered at all.

    It is asked `when` the earlier answers call for it. A `required` one needs an answer even where
    the models do without; `important` ones stand in the file even if they are the default.
    `proposed` makes a proposal from the stack's name, `like` takes the answer at another path.
    """

    path: str
    when: Condition = _always
    branches: tuple[str, ...] = ()
    required: bool = False
    important: bool = False
    proposed: Callable[[str], str] | None = None
    like: str | None = None

    @property
    def name(self) -> str:
        """What its answer is kept under: its path, with a mark for forks."""
        return self.path + FORK if self.branches else self.path

    def is_asked(self, so_far: SoFar) -> bool:
        """Whether the answers before it call for it."""
        if is_gated(self.path) or (not self.branches and so_far.key(self.path) is None):
            return False
        return self.when(so_far)

    def branch_of(self, answers: Mapping[str, object]) -> str | None:
        """The branch that `answers` have taken already, if this is a fork."""
        for branch in self.branches:
            place = f"{self.path}.{branch}"
            if any(path == place or path.startswith(f"{place}.") for path in answers):
                return branch
        return None


def is_gated(path: str) -> bool:
    """Whether this version cannot act upon any answer at `path`."""
    return reason_of(path) is not None


def reason_of(path: str, value: object = None) -> str | None:
    """Why this version cannot act upon answers at `path`, or upon `value` there; None if it can."""
    parts = path.split(".")
    for length in range(1, len(parts) + 1):
        refusal = NOT_INSTALLED_GROUPS.get(".".join(parts[:length]))
        if refusal is not None:
            return refusal[0]
    refusal = not_offered(tuple(parts), value)
    return None if refusal is None else refusal[0]


def _is(path: str, *values: object) -> Condition:
    """The answer at `path`, or its default, is one of `values`."""
    return lambda so_far: so_far.value(path) in values


def _is_not(path: str, *values: object) -> Condition:
    return lambda so_far: so_far.value(path) not in (*values, MISSING)


def _has_own_storage_class(so_far: SoFar) -> bool:
    """A cluster whose default class does not do for one store hardly does for the others."""
    path = "dependencies.elasticsearch.storage.storageClass"
    return so_far.key(path) is None or path in so_far.answers


_ON_KUBERNETES: Final = _is("deployment.platform", "kubernetes")
_ON_DOCKER: Final = _is("deployment.platform", "docker")
_COMMERCIAL: Final = _is("deployment.edition", "commercial")
_SEVERAL_TENANTS: Final = _is(f"application{FORK}", "multiTenancy")
_PUBLISHED: Final = _is_not("exposure.mode", "none")
_WITH_BACKUPS: Final = _is("backup.mode", "scheduled")
_ELASTICSEARCH_CLASS: Final = "dependencies.elasticsearch.storage.storageClass"

TABLE: Final[dict[str, tuple[Prompt, ...]]] = {
    "1.1": (Prompt("deployment.edition", important=True), Prompt("licensing.use")),
    "1.2": (
        Prompt("deployment.platform", important=True),
        Prompt("deployment.tier", important=True),
        Prompt("deployment.version", important=True),
        Prompt("kubernetes", _ON_KUBERNETES, branches=("context", "renderTo"), required=True),
        Prompt("kubernetes.context", _is(f"kubernetes{FORK}", "context"), required=True),
        Prompt(
            "kubernetes.renderTo",
            _is(f"kubernetes{FORK}", "renderTo"),
            required=True,
            proposed=lambda stack: f"rendered/{stack}",
        ),
        Prompt("kubernetes.namespace", _ON_KUBERNETES),
        Prompt("docker.host", _ON_DOCKER),
        Prompt("images.registry"),
    ),
    "2.1": (
        Prompt("dependencies.elasticsearch.topology"),
        Prompt("dependencies.elasticsearch.operator"),
        Prompt("dependencies.elasticsearch.hosts"),
        Prompt("dependencies.mysql.topology"),
        Prompt("dependencies.mysql.operator"),
        Prompt("dependencies.mysql.host"),
        Prompt("dependencies.redis.topology"),
        Prompt("dependencies.redis.host"),
        Prompt("dependencies.pulsar.topology"),
        Prompt("dependencies.pulsar.serviceUrl"),
        Prompt("dependencies.pulsar.adminUrl"),
    ),
    "2.2": (
        Prompt("workload.preset"),
        Prompt("workload.eventsPerDay"),
        Prompt("dependencies.elasticsearch.nodes"),
        Prompt("dependencies.elasticsearch.dataNodes"),
        Prompt("dependencies.elasticsearch.memory"),
        Prompt("dependencies.elasticsearch.shards"),
        Prompt(
            "dependencies.elasticsearch.replicas",
            _is_not("dependencies.elasticsearch.topology", "single"),
        ),
        Prompt("dependencies.mysql.memory"),
        Prompt("dependencies.redis.memory"),
        Prompt("application.publicApi.replicas"),
    ),
    "2.3": (
        Prompt("dependencies.elasticsearch.storage.size"),
        Prompt("dependencies.elasticsearch.storage.storageClass"),
        Prompt("dependencies.mysql.storage.size"),
        Prompt(
            "dependencies.mysql.storage.storageClass",
            _has_own_storage_class,
            like=_ELASTICSEARCH_CLASS,
        ),
        Prompt("dependencies.redis.storage.size"),
        Prompt(
            "dependencies.redis.storage.storageClass",
            _has_own_storage_class,
            like=_ELASTICSEARCH_CLASS,
        ),
    ),
    "3.1": (
        Prompt("application.adminEmail"),
        Prompt("dependencies.elasticsearch.username"),
        Prompt("dependencies.mysql.username"),
        Prompt("exposure.mode"),
        Prompt("exposure.publicApi.host", _PUBLISHED),
        Prompt("exposure.tls.issuer", _PUBLISHED),
        Prompt("exposure.publicApiUrl"),
        Prompt("exposure.privateApiUrl"),
        Prompt("exposure.guiUrl"),
    ),
    "3.2": (Prompt("application.merging.enabled"),),
    "3.3": (
        Prompt("application", branches=("tenantName", "multiTenancy")),
        Prompt("application.tenantName", _is(f"application{FORK}", "tenantName")),
        Prompt("application.multiTenancy.privateDomain", _SEVERAL_TENANTS),
        Prompt("application.multiTenancy.publicDomain", _SEVERAL_TENANTS),
        Prompt("workload.tenants", _SEVERAL_TENANTS),
    ),
    "3.4": (
        Prompt("application.partitioning.event"),
        Prompt("application.partitioning.profile"),
        Prompt("application.partitioning.session"),
        Prompt("workload.retention.event"),
    ),
    "3.5": (
        Prompt("application.workflows"),
        Prompt("application.eventDestinations"),
        Prompt("application.loggingLevel"),
        Prompt("application.apiDocs"),
    ),
    "4.1": (Prompt("licensing.licenceExpires", _COMMERCIAL),),
    "5.1": (
        Prompt("monitoring.mode"),
        Prompt("monitoring.bundled.retentionDays", _is("monitoring.mode", "bundled")),
    ),
    "5.2": (Prompt("monitoring.telemetry.storeLogsInElasticsearch"),),
    "6.1": (
        Prompt("backup.mode"),
        Prompt("backup.timeZone", _WITH_BACKUPS),
        Prompt("backup.elasticsearch.schedule", _WITH_BACKUPS),
        Prompt("backup.mysql.schedule", _WITH_BACKUPS),
        Prompt("backup.target", _WITH_BACKUPS, branches=("s3", "volume")),
        Prompt("backup.target.s3.bucket", _is(f"backup.target{FORK}", "s3")),
        Prompt("backup.target.s3.region", _is(f"backup.target{FORK}", "s3")),
        Prompt("backup.target.volume.size", _is(f"backup.target{FORK}", "volume")),
        Prompt("backup.encryption.recipients", _WITH_BACKUPS),
    ),
    "6.2": (
        Prompt("backup.objectives.recoveryPointHours", _WITH_BACKUPS),
        Prompt("backup.objectives.recoveryTimeHours", _WITH_BACKUPS),
        Prompt("backup.drills.schedule", _WITH_BACKUPS),
        Prompt("backup.contacts"),
    ),
}
"""The prompts by the id of their question."""

PROMPTS: Final = tuple(prompt for prompts in TABLE.values() for prompt in prompts)
"""All prompts, in their order."""


def important() -> frozenset[str]:
    """The paths that stand in the file in any case: what cannot be changed later, and the rest
    without which the file does not say what is installed.
    """
    return frozenset(
        prompt.path
        for prompt in PROMPTS
        if prompt.important
        or any(
            key.about.change is Change.NEVER or key.name == "topology"
            for key in keys_by_path().get(prompt.path, ())
        )
    )
