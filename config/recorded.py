"""The decisions that cannot be taken back, as they are recorded at the first installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from config.decisions import Decisions
from config.findings import path_of
from config.groups.dependencies import Storage


@dataclass(frozen=True)
class Recorded:
    """An unchangeable decision: its value as a text, its place in the stack configuration, what
    would break if another value took effect, and how one gets from here to there.
    """

    value: str
    path: str
    consequence: str
    migration: str
    unset: str = "(none)"

    def refusal(self, recorded: str, wanted: str) -> str:
        """One line that says why the recorded value cannot become the wanted one."""
        return (
            f"{self.path} cannot change from {recorded or self.unset} to {wanted or self.unset}: "
            f"{self.consequence}; {self.migration}"
        )


_NEW_INSTALLATION: Final = (
    "install a second stack with the new value, copy the data over, and then destroy this one"
)
_RESTORE: Final = (
    "back the store up, install a second stack with the new value, restore there, and then destroy "
    "this one"
)
_REINDEX: Final = (
    "keep the old value; to change it, install a second stack with the new value, copy the indices "
    "into it with Elasticsearch's _reindex, and then destroy this one"
)


_ACCESS_MODE: Final = "ReadWriteOnce"
_AUTHENTICATION: Final = "caching_sha2_password"


MERGING_KEY: Final = Recorded(
    "",
    path_of("mergingKey"),
    "profiles that are the same person would no longer be recognised as such, because every "
    "identifier is stored as a hash with this key",
    "set the key of the first installation again, or, if that one was generated, remove "
    "tracardi:mergingKey",
)
"""The merging key; what is recorded of it is a fingerprint."""


def refusals(decisions: Mapping[str, Recorded], recorded: Mapping[str, str]) -> list[str]:
    """One line for each decision whose recorded value is not the one that is wanted now."""
    return [
        decision.refusal(recorded[key], decision.value)
        for key, decision in decisions.items()
        if recorded[key] != decision.value
    ]


def unchangeable(decisions: Decisions) -> dict[str, Recorded]:
    """The unchangeable decisions by their constant keys.

    The values are texts, because that is what a recorded decision is compared as; a tenant name
    that is not set is the empty text.
    """
    deployment, kubernetes = decisions.deployment, decisions.kubernetes
    stores, application = decisions.dependencies, decisions.application
    return {
        "platform": Recorded(
            deployment.platform,
            path_of("deployment", "platform"),
            "everything that runs would be deleted and an empty installation made elsewhere",
            _NEW_INSTALLATION,
        ),
        "namespace": Recorded(
            kubernetes.namespace,
            path_of("kubernetes", "namespace"),
            "volumes stay behind in the old namespace and the new one starts empty",
            _NEW_INSTALLATION,
        ),
        "elasticsearchTopology": Recorded(
            stores.elasticsearch.topology,
            path_of("dependencies", "elasticsearch", "topology"),
            "Tracardi would meet an empty Elasticsearch; events and profiles stay in the old one",
            _RESTORE,
        ),
        "mysqlTopology": Recorded(
            stores.mysql.topology,
            path_of("dependencies", "mysql", "topology"),
            "Tracardi would meet an empty MySQL; users, sources and workflows stay in the old one",
            _RESTORE,
        ),
        "redisTopology": Recorded(
            stores.redis.topology,
            path_of("dependencies", "redis", "topology"),
            "logins, locks and queued upgrades stay in the old Redis, as do profile changes that "
            "are not yet stored",
            "stop the traffic, wait until the retention of profiles and sessions in Redis is over, "
            "install a second stack with the new value and restore Elasticsearch and MySQL there",
        ),
        "elasticsearchShards": Recorded(
            str(stores.elasticsearch.shards),
            path_of("dependencies", "elasticsearch", "shards"),
            "nothing would happen: the index templates keep the number of the first installation",
            _REINDEX,
        ),
        "fieldUpdateLogShards": Recorded(
            str(stores.elasticsearch.field_update_log_shards),
            path_of("dependencies", "elasticsearch", "fieldUpdateLogShards"),
            "nothing would happen: the index template keeps the number of the first installation",
            _REINDEX,
        ),
        **_storage_classes(decisions),
        **_access_modes(decisions),
        **_partitionings(decisions),
        "tenantName": Recorded(
            application.tenant_name or "",
            path_of("application", "tenantName"),
            "Tracardi would show an empty system that is not installed, because every index name "
            "and every MySQL row carries the tenant",
            _NEW_INSTALLATION,
        ),
        "mysqlDatabase": Recorded(
            stores.mysql.database,
            path_of("dependencies", "mysql", "database"),
            "users, sources and workflows stay in the old database and the new one is empty",
            "keep the old name; to change it, dump the database, install a second stack with the "
            "new name, and load the dump there",
        ),
        "mysqlAuthentication": Recorded(
            _unless(_AUTHENTICATION, getattr(stores.mysql, "authentication", _AUTHENTICATION)),
            path_of("dependencies", "mysql", "authentication"),
            "Tracardi could not sign in: its users were made at MySQL's very first start, with the "
            "way of proving themselves that was decided then",
            "keep the old answer; to change it, dump the database, install a second stack with the "
            "new one, and load the dump there",
            unset=_AUTHENTICATION,
        ),
    }


def _storage_classes(decisions: Decisions) -> dict[str, Recorded]:
    return {
        f"{name}StorageClass": Recorded(
            (storage.storage_class if storage else None) or "",
            path_of("dependencies", name, "storage", "storageClass"),
            "the claim would be deleted and made anew, empty: a claim's class cannot change",
            _RESTORE,
            unset="(the cluster's default)",
        )
        for name, storage in _storages(decisions)
    }


def _access_modes(decisions: Decisions) -> dict[str, Recorded]:
    return {
        f"{name}AccessMode": Recorded(
            _unless(_ACCESS_MODE, storage.access_mode if storage else _ACCESS_MODE),
            path_of("dependencies", name, "storage", "accessMode"),
            "the claim would be deleted and made anew, empty: a claim's access modes cannot change",
            _RESTORE,
            unset=_ACCESS_MODE,
        )
        for name, storage in _storages(decisions)
    }


def _unless(usual: str, value: str) -> str:
    """`value`, or an empty text for the usual one and for stores that have none: a change of the
    topology is then refused once, and not for each of its keys.
    """
    return "" if value == usual else value


def _storages(decisions: Decisions) -> list[tuple[str, Storage | None]]:
    stores = decisions.dependencies
    return [
        ("elasticsearch", getattr(stores.elasticsearch, "storage", None)),
        ("mysql", getattr(stores.mysql, "storage", None)),
        ("redis", getattr(stores.redis, "storage", None)),
    ]


def _partitionings(decisions: Decisions) -> dict[str, Recorded]:
    partitioning = decisions.application.partitioning
    kinds = {
        "partitioningEvent": ("event", partitioning.event),
        "partitioningProfile": ("profile", partitioning.profile),
        "partitioningSession": ("session", partitioning.session),
        "partitioningEntity": ("entity", partitioning.entity),
        "partitioningLog": ("log", partitioning.log),
        "partitioningFieldUpdateLog": ("fieldUpdateLog", partitioning.field_update_log),
    }
    return {
        key: Recorded(
            value,
            path_of("application", "partitioning", kind),
            "data of one period would lie in indices of two different lengths; Tracardi's "
            "documentation rules the change out for the life of the system",
            _REINDEX,
        )
        for key, (kind, value) in kinds.items()
    }
