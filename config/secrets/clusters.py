"""The secrets of stores that an operator runs; nobody signs in with them but the operator."""

from typing import Final

from config.about import Change
from config.decisions import Decisions
from config.groups.dependencies import MysqlCluster
from config.secrets.types import LETTERS_AND_DIGITS, Provision, Secret

_USERS: Final = {
    "operator": (
        "by which the operator makes and changes users",
        "Without it the operator makes no user any more; who knows it can do anything in MySQL.",
    ),
    "xtrabackup": (
        "by which a server is filled from another one, and by which backups are made",
        "Without it no server that was lost can join again; who knows it can copy everything.",
    ),
    "monitor": (
        "by which the proxies and the probes ask a server how it is",
        "Without it no server counts as ready, and the proxies lead nowhere.",
    ),
    "replication": (
        "by which another cluster could follow this one",
        "Nothing uses it yet; who knows it can read every change.",
    ),
    "proxyadmin": (
        "of the administrator of ProxySQL, which the operator asks for beside HAProxy as well",
        "Nothing uses it; without it the operator makes one of its own.",
    ),
}
"""What the operator's users are for, and what hangs on their passwords; root's is another row."""


def _mysql_cluster(decisions: Decisions) -> Provision:
    own = isinstance(decisions.dependencies.mysql, MysqlCluster)
    return Provision.KEPT if own else Provision.UNUSED


CLUSTER_SECRETS: Final = tuple(
    Secret(
        f"mysql-{user}-password",
        None,
        f"the password of the MySQL user {user}, {purpose}",
        _mysql_cluster,
        16,
        LETTERS_AND_DIGITS,
        question="3.1",
        consequence=consequence,
        change=Change.COSTLY,
        later="it stays what it was when the cluster was made",
        source="percona/percona-xtradb-cluster-operator 1.16.1",
        used_with="dependencies.mysql.topology: cluster",
    )
    for user, (purpose, consequence) in _USERS.items()
)
