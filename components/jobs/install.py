"""Install Tracardi through its own API on loopback, and prove it in the API and in Elasticsearch.

Safe to run again after any end, on an empty, a half-made or a complete system: Tracardi adds what
is missing and changes nothing else (an existing administrator keeps his password); a number of
replicas that was declared anew is set afterwards.

Environment: the whole environment of a Tracardi API process, with MYSQL_USERNAME and
MYSQL_PASSWORD of the installing user; ADMIN_EMAIL, ADMIN_PASSWORD; EXPECTED_DATA_NODES;
WAIT_SECONDS. What each step relies on was measured on API 0.9.0-dev.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from . import api_server, common, elastic, indices, mysql_store, replicas, web
else:  # started as a file: this folder is the first entry of sys.path
    import api_server
    import common
    import elastic
    import indices
    import mysql_store
    import replicas
    import web

_ATTEMPTS = 3
_INSTALL_SECONDS = 120.0  # one POST /install; it takes 3 to 6 s
_PROOF_SECONDS = 30.0

_MYSQL_CODE = re.compile(r"\((1044|1045|1049|1142)\b")
_MYSQL_MEANINGS = {
    "1044": "MySQL denies the installing user the database {database} (1044): it needs CREATE on "
    "it, even when the database is there",
    "1045": "MySQL refuses the login of the installing user (1045): correct MYSQL_PASSWORD",
    "1049": "MySQL has no database {database} (1049): grant the installing user CREATE on it",
    "1142": "MySQL denies the installing user a statement (1142), which leaves a half-made "
    "database behind: drop the database {database} if it holds nothing of yours",
}


def main() -> None:
    """Raises JobFailed with what is wrong and what to do."""
    # Both days count when the period rolls over while this runs.
    days = [indices.today()]
    given = common.required(
        *("ADMIN_EMAIL", "ADMIN_PASSWORD", "INSTALLATION_TOKEN", "WAIT_SECONDS"),
        *("EXPECTED_DATA_NODES", "ELASTIC_HOST", "MYSQL_HOST", "MYSQL_USERNAME", "MYSQL_PASSWORD"),
        *("ELASTIC_INDEX_SHARDS", "ELASTIC_CONF_INDEX_SHARDS", "ELASTIC_INDEX_REPLICAS"),
    )
    deadline = common.Deadline(common.whole_number("WAIT_SECONDS"))
    data_nodes = common.whole_number("EXPECTED_DATA_NODES", least=1)
    declaration = indices.Declaration.from_environment()
    if declaration.replicas >= data_nodes:
        raise common.JobFailed(too_many_replicas_words(declaration.replicas, data_nodes))
    cluster = elastic.Elasticsearch.from_environment()
    user = mysql_store.User("installer", "MYSQL_USERNAME", "MYSQL_PASSWORD")
    half_made: list[bool] = []

    def look_for_leftovers() -> str:
        half_made[:] = [user.half_made()]
        return f"{user.name} can log in"

    common.wait_for(
        {
            "mysql": look_for_leftovers,
            "elasticsearch": lambda: cluster.require_data_nodes(data_nodes),
        },
        deadline,
    )
    with api_server.ApiServer() as server:
        server.start(deadline)
        before = read_installation(server)
        common.log(f"before the installation: {words(before)}")
        if half_made[0] and before.get("admin_ok") is not True:
            raise common.JobFailed(half_made_words(user.database))
        install(server, given, user.database, deadline)
        proof_seconds = common.seconds("PROOF_SECONDS", _PROOF_SECONDS)
        limit = common.Deadline(min(proof_seconds, deadline.left()))
        replicas.set_declared(cluster, declaration, data_nodes, limit)
        prove(server, cluster, declaration, days, deadline)
    common.log(
        "done: schema and administrator are there, and Elasticsearch holds every template, index "
        "and alias as declared"
    )


def too_many_replicas_words(declared: int, data_nodes: int) -> str:
    """Why no cluster of so many data nodes can hold the declared replicas."""
    if data_nodes == 1:
        return (
            f"ELASTIC_INDEX_REPLICAS={declared} with one data node: Tracardi makes indices "
            "without replicas there: declare 0 replicas, or more data nodes"
        )
    return (
        f"ELASTIC_INDEX_REPLICAS={declared} with {data_nodes} data nodes: no node holds two copies "
        f"of a shard: declare {data_nodes - 1} replicas or fewer, or more data nodes"
    )


def half_made_words(database: str) -> str:
    """What to do about a database that no later run completes."""
    return (
        f"the MySQL database {database} is half-made: an earlier run without the grant INDEX left "
        f"the table {mysql_store.FIRST_TABLE} without its index {mysql_store.FIRST_INDEX}, and "
        f"Tracardi never adds it later: run DROP DATABASE `{database}`, then this Job again"
    )


def read_installation(server: api_server.ApiServer) -> dict[str, Any]:
    """GET /install, or an empty object when the API cannot tell; never called in parallel."""
    try:
        response = server.client.request("GET", "/install")
    except web.Unreachable:
        return {}
    return response.mapping() if response.status == 200 else {}


def words(state: dict[str, Any]) -> str:
    """What GET /install reports; without a schema it knows nothing of the administrator."""

    def say(value: object) -> str:
        return "installed" if value is True else "missing" if value is False else "unknown"

    return f"schema {say(state.get('schema_ok'))}, administrator {say(state.get('admin_ok'))}"


def install(
    server: api_server.ApiServer, given: dict[str, str], database: str, deadline: common.Deadline
) -> None:
    """POST /install until it answers 200; raises JobFailed for what no repetition changes."""
    body = {
        "username": given["ADMIN_EMAIL"],
        "password": given["ADMIN_PASSWORD"],
        "token": given["INSTALLATION_TOKEN"],
        "needs_admin": True,
    }
    trouble = ""
    for attempt in range(1, _ATTEMPTS + 1):
        limit = min(common.seconds("INSTALL_SECONDS", _INSTALL_SECONDS), deadline.left())
        try:
            common.log(f"installing (attempt {attempt} of {_ATTEMPTS})")
            response = server.client.request("POST", "/install", json_body=body, timeout=limit)
        except web.Unreachable as error:
            trouble = f"the API's server {error}"
        else:
            if response.status == 200:
                common.log("POST /install answered 200, which proves nothing yet")
                return
            # The body is looked at, never shown: it can echo the password and the token.
            raise_for_good(response, database)
            trouble = f"POST /install answered {response.status}"
        if attempt == _ATTEMPTS or deadline.passed:
            break
        common.log(f"{trouble}: starting a new process and trying again")
        deadline.sleep(common.poll_seconds())
        server.restart(deadline)
    raise common.JobFailed(
        f"{trouble}, {attempt} times: look at the API's lines above (api:) and at the stores' logs"
    )


def raise_for_good(response: web.Response, database: str) -> None:
    """Raise JobFailed, in our own words, for an answer that a repetition would not change."""
    status, text = response.status, response.text()
    if status == 403 and "Invalid installation token" in text:
        raise common.JobFailed(
            "the API refuses the installation token: INSTALLATION_TOKEN of this Job's server and "
            "the token that was sent differ; give the container one value only"
        )
    if status == 403 and "Invalid admin account" in text:
        raise common.JobFailed(
            "the API refuses the administrator: ADMIN_EMAIL must be an e-mail address and "
            "ADMIN_PASSWORD must not be empty: correct tracardi:application.adminEmail"
        )
    if status == 403:
        raise common.JobFailed(
            "the API forbids the installation for a reason that this script does not know: look "
            "at its lines above (api:)"
        )
    if status == 422:
        raise common.JobFailed(
            "the API does not accept the form of the request (422; its answer is not shown, "
            "because it repeats the password): this version of Tracardi is not supported"
        )
    if status < 500:
        raise common.JobFailed(
            f"POST /install answered {status}: this is not the API of a Tracardi that this "
            "program knows: check the image and its version"
        )
    known = _MYSQL_CODE.search(text)
    if known:
        meaning = _MYSQL_MEANINGS[known[1]].format(database=database)
        grants = ", ".join(mysql_store.INSTALLER_GRANTS)
        raise common.JobFailed(f"{meaning}; the installing user needs {grants} on {database}.*")


def prove(
    server: api_server.ApiServer,
    cluster: elastic.Elasticsearch,
    declaration: indices.Declaration,
    days: list[datetime.date],
    deadline: common.Deadline,
) -> None:
    """Raises JobFailed unless the API and Elasticsearch itself both show a whole installation."""
    reported = report_of_api(server, deadline)
    found: list[indices.Finding] = []

    def look() -> str:
        state = indices.read_state(cluster, declaration.tenant)
        found[:] = indices.findings(declaration, state, [*days, indices.today()])
        return f"{len(found)} objects are missing or wrong"

    common.wait_for({"elasticsearch": look}, common.Deadline(min(_PROOF_SECONDS, deadline.left())))
    for finding in found:
        common.log(f"not as declared: {finding.text}")
    if found:
        advice = "; ".join(dict.fromkeys(finding.fault.value for finding in found))
        raise common.JobFailed(
            f"POST /install answered 200, but in Elasticsearch {found[0].text}"
            f"{f' (and {len(found) - 1} more, above)' if len(found) > 1 else ''}: {advice}"
        )
    if reported:
        raise common.JobFailed(
            f"POST /install answered 200, but the API reports {reported}, although Elasticsearch "
            "holds everything: look at the API's lines above (api:) and run this Job again"
        )


def report_of_api(server: api_server.ApiServer, deadline: common.Deadline) -> str:
    """Read GET /install, one request at a time, until schema and administrator are there.

    Returns "" then, else what the API reports in the end. A server that answers nothing at all is
    locked up for good, as can happen after POST /install: the proof goes on in a new process.
    """
    proof_seconds = common.seconds("PROOF_SECONDS", _PROOF_SECONDS)
    limit = common.Deadline(min(proof_seconds, deadline.left()))
    restarts = 0
    while True:
        state = read_installation(server)
        if state.get("schema_ok") is True and state.get("admin_ok") is True:
            common.log("the API reports schema and administrator as installed")
            return ""
        if not state and not answers(server) and restarts < _ATTEMPTS:
            restarts += 1
            common.log("the API's server has locked up after the installation: starting a new one")
            server.restart(deadline)
            limit = common.Deadline(min(proof_seconds, deadline.left()))
        elif limit.passed:
            return words(state)
        else:
            limit.sleep(common.poll_seconds())


def answers(server: api_server.ApiServer) -> bool:
    """Whether the process still serves anything: /healthcheck asks no store."""
    try:
        return server.client.request("GET", "/healthcheck").status == 200
    except web.Unreachable:
        return False


if __name__ == "__main__":
    common.run(main)
