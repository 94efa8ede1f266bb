"""Wait until MySQL, Redis and Elasticsearch can be used, and say which one is missing and why.

An installation that starts earlier goes wrong quietly: without the grant INDEX it leaves tables
behind that no later run completes, and before all data nodes have joined it makes every index
without replicas (measured on API 0.9.0-dev).

Environment: ELASTIC_*, MYSQL_*, REDIS_* as Tracardi reads them, with MYSQL_USERNAME and
MYSQL_PASSWORD of the installing user; RUNTIME_MYSQL_USERNAME, RUNTIME_MYSQL_PASSWORD;
EXPECTED_DATA_NODES; WAIT_SECONDS.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING or __package__:
    from . import common, elastic, mysql_store, redis_store
else:  # started as a file: this folder is the first entry of sys.path
    import common
    import elastic
    import mysql_store
    import redis_store


def main() -> None:
    """Raises JobFailed with one line for each store that cannot be used at the deadline."""
    common.required(
        *("ELASTIC_HOST", "REDIS_HOST", "MYSQL_HOST", "MYSQL_USERNAME", "MYSQL_PASSWORD"),
        *("RUNTIME_MYSQL_USERNAME", "RUNTIME_MYSQL_PASSWORD"),
        *("EXPECTED_DATA_NODES", "WAIT_SECONDS"),
    )
    deadline = common.Deadline(common.whole_number("WAIT_SECONDS"))
    data_nodes = common.whole_number("EXPECTED_DATA_NODES", least=1)
    cluster = elastic.Elasticsearch.from_environment()
    probes: dict[str, Callable[[], str]] = {
        "mysql": mysql_probe(),
        "redis": redis_store.ready,
        "elasticsearch": lambda: cluster.ready(data_nodes),
    }
    common.wait_for(probes, deadline)
    common.log("done: MySQL, Redis and Elasticsearch can be used")


def mysql_probe() -> Callable[[], str]:
    """Both MySQL users in turn: one store, one line."""
    installer = mysql_store.User("installer", "MYSQL_USERNAME", "MYSQL_PASSWORD")
    runtime = mysql_store.User("runtime", "RUNTIME_MYSQL_USERNAME", "RUNTIME_MYSQL_PASSWORD")

    def probe() -> str:
        note = installer.ready(mysql_store.INSTALLER_GRANTS)
        if runtime.name != installer.name:
            runtime.ready(mysql_store.RUNTIME_GRANTS)
        return f"{note}, and so may {runtime.name}"

    return probe


if __name__ == "__main__":
    common.run(main)
