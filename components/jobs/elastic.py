"""Elasticsearch as the Jobs see it: the settings Tracardi itself reads, and whether it can be used.

Names and meaning of the variables: Tracardi/tracardi tracardi/config.py 0.9.0-dev.
"""

from __future__ import annotations

import base64
import contextlib
import os
import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING or __package__:
    from . import common, web
else:  # started as a file: this folder is the first entry of sys.path
    import common
    import web

DEFAULT_PORT = 9200
_TIMEOUT_SECONDS = 10.0
_VERBS = {"GET": "read", "PUT": "change"}


class Elasticsearch:
    """A client that asks one declared host after the other until one of them answers."""

    def __init__(self, clients: list[web.Client], username: str) -> None:
        self._clients = clients
        self.username = username

    @classmethod
    def from_environment(cls) -> Elasticsearch:
        """Built from ELASTIC_HOST, _SCHEME, _HTTP_AUTH_*, _VERIFY_CERTS and _CA_FILE.

        Raises JobFailed for settings that cannot work.
        """
        declared = common.required("ELASTIC_HOST")["ELASTIC_HOST"]
        scheme = os.environ.get("ELASTIC_SCHEME", "http")
        if scheme not in ("http", "https"):
            raise common.JobFailed(f"ELASTIC_SCHEME={scheme}: write http or https")
        username = os.environ.get("ELASTIC_HTTP_AUTH_USERNAME", "elastic")
        password = os.environ.get("ELASTIC_HTTP_AUTH_PASSWORD", "")
        headers = {}
        if username and password:
            pair = base64.b64encode(f"{username}:{password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        tls = _tls() if scheme == "https" else None
        timeout = common.seconds("REQUEST_SECONDS", _TIMEOUT_SECONDS)
        hosts = [host.strip() for host in declared.split(",") if host.strip()]
        try:
            clients = [
                web.Client(f"{scheme}://{_with_port(host)}", timeout, headers, tls)
                for host in hosts
            ]
        except ValueError:
            clients = []
        if not clients:
            raise common.JobFailed(
                "ELASTIC_HOST: write host or host:port, several with commas between them"
            )
        return cls(clients, username)

    def request(self, method: str, path: str, json_body: object = None) -> web.Response:
        """The answer of the first host that gives one.

        Raises web.Unreachable with the trouble of the last host when none answers.
        """
        *others, last = self._clients
        for client in others:
            with contextlib.suppress(web.Unreachable):
                return client.request(method, path, json_body=json_body)
        try:
            return last.request(method, path, json_body=json_body)
        except web.Unreachable as error:
            raise web.Unreachable(error.trouble, last.address) from None

    def get(self, path: str, *, empty: str | None = None) -> dict[str, object]:
        """A JSON object read from Elasticsearch; raises NotReady with words for every refusal.

        A 404 whose body has the key `empty` is an answer: so the list of index templates says that
        it found none (seen on Elasticsearch 7.17.28).
        """
        return self._accepted("GET", path, empty=empty).mapping()

    def put(self, path: str, json_body: object) -> None:
        """Change something in Elasticsearch; raises NotReady with words for every refusal."""
        self._accepted("PUT", path, json_body)

    def _accepted(
        self, method: str, path: str, json_body: object = None, *, empty: str | None = None
    ) -> web.Response:
        try:
            response = self.request(method, path, json_body)
        except web.Unreachable as error:
            raise _unreachable(error) from None
        none_found = response.status == 404 and empty in response.mapping()
        if response.status != 200 and not none_found:
            raise self._refusal(method, path, response)
        return response

    def _refusal(self, method: str, path: str, response: web.Response) -> common.NotReady:
        """An answer other than 200 in our own words; its body is looked at, never shown."""
        place, text = path.partition("?")[0], response.text()
        if response.status == 401:
            return common.NotReady(
                f"refuses the user {self.username} (401)",
                "the password is wrong or there is no such user: correct "
                "ELASTIC_HTTP_AUTH_USERNAME and ELASTIC_HTTP_AUTH_PASSWORD",
                refused=True,
            )
        if response.status == 429 and "cluster_block_exception" in text:
            return common.NotReady(
                f"has a disk so full that it forbids to {_VERBS[method]} {place} (429)",
                "free disk space or let the volume grow: Elasticsearch then lifts the block itself",
            )
        if response.status == 403 and "cluster_block_exception" in text:
            return common.NotReady(
                f"has a block that forbids to {_VERBS[method]} {place} (403)",
                "lift it: set index.blocks.read_only and index.blocks.metadata to false there, or "
                "cluster.blocks.read_only in the cluster's settings",
                refused=True,
            )
        if response.status == 403:
            return common.NotReady(
                f"forbids the user {self.username} to {_VERBS[method]} {place} (403)",
                "give the user a role with the cluster privileges monitor and "
                "manage_index_templates and with manage, read and write on 09x.* and prod-09x.*",
                refused=True,
            )
        if response.status == 400 and "https port" in text.lower():
            return _unreachable(web.Unreachable(web.Trouble.RESET))
        if response.status == 400 and method == "PUT":
            return common.NotReady(
                f"does not accept the change of {place} (400)",
                "usually these would be too many shards (cluster.max_shards_per_node); "
                "Elasticsearch's own log says why",
                unusable=True,
            )
        return common.NotReady(
            f"answers with status {response.status}",
            "look at Elasticsearch's own log: it has no master, or something else answers here",
        )

    def _health(self) -> tuple[int, object]:
        """The number of data nodes and the status, which is red, yellow or green."""
        health = self.get("/_cluster/health?master_timeout=3s&timeout=3s")
        number = health.get("number_of_data_nodes")
        if not isinstance(number, int):
            raise common.NotReady(
                "answers, but not as Elasticsearch does", "check ELASTIC_HOST", refused=True
            )
        return number, health.get("status")

    def ready(self, expected_data_nodes: int) -> str:
        """A note about a cluster that Tracardi can be installed on; else raises NotReady."""
        version = self._supported_version()
        self.require_data_nodes(expected_data_nodes)
        return f"version {version}, at least {expected_data_nodes} data nodes"

    def require_data_nodes(self, expected: int) -> str:
        """A note when the declared number of data nodes has joined; else raises NotReady."""
        joined, status = self._health()
        # First of all the nodes: a missing one is why the status is red.
        if joined < expected:
            raise common.NotReady(
                f"has {joined} of {expected} data nodes",
                "start the missing nodes, or declare the number that there really is: with one "
                "data node Tracardi creates every index without a replica",
            )
        if status == "red":
            raise common.NotReady(
                f"has {joined} data nodes, and its status is red",
                "a primary shard is missing: bring the lost data nodes back, or look at "
                "GET _cluster/allocation/explain",
            )
        return f"{joined} data nodes have joined"

    def _supported_version(self) -> str:
        """The version, if Tracardi works with it.

        Tracardi's mappings use the type `flattened`, which the OSS builds and OpenSearch lack
        (measured on API 0.9.0-dev: POST /install answers 200 on such a build all the same).
        """
        version = self.get("/").get("version")
        details = version if isinstance(version, dict) else {}
        number = str(details.get("number", ""))
        if details.get("distribution") == "opensearch" or details.get("build_flavor") == "oss":
            product = details.get("distribution") or "an OSS build of Elasticsearch"
            raise common.NotReady(
                f"is {product} {number}",
                "it lacks the mapping type flattened, so Tracardi cannot be installed on it: use "
                "Elasticsearch 8, or 7.17, in its default distribution",
                unusable=True,
            )
        parts = [int(part) if part.isdigit() else 0 for part in number.split(".")[:2]]
        if not (parts[:1] == [8] or (parts[:1] == [7] and parts[1:] >= [17])):
            raise common.NotReady(
                f"has the version {number or 'unknown'}",
                "use Elasticsearch 8, or 7.17",
                unusable=bool(number),
                refused=True,
            )
        return number


def _with_port(host: str) -> str:
    """``host:port``; a colon inside brackets belongs to an IPv6 address."""
    if any(mark in host for mark in "/@ "):
        raise ValueError(host)
    return host if ":" in host.rpartition("]")[2] else f"{host}:{DEFAULT_PORT}"


def _tls() -> ssl.SSLContext:
    """The TLS settings that the variables ask for; raises JobFailed for an unreadable CA file."""
    file = os.environ.get("ELASTIC_CA_FILE") or None
    try:
        context = ssl.create_default_context(cafile=file)
    except OSError:  # ssl.SSLError is one, too
        raise common.JobFailed(
            f"ELASTIC_CA_FILE={file}: no such file, or it holds no PEM certificate"
        ) from None
    if not common.switch("ELASTIC_VERIFY_CERTS", default=False):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _unreachable(error: web.Unreachable) -> common.NotReady:
    advice = {
        web.Trouble.UNKNOWN_HOST: "correct ELASTIC_HOST",
        web.Trouble.CERTIFICATE: "give the authority that signed it (ELASTIC_CA_FILE); the host "
        "name must stand in the certificate",
        web.Trouble.PLAIN_TEXT: "set ELASTIC_SCHEME to http, or turn TLS on in Elasticsearch",
        web.Trouble.RESET: "if ELASTIC_SCHEME is http and Elasticsearch uses TLS: set it to https",
        web.Trouble.NOT_HTTP: "if ELASTIC_SCHEME is http and Elasticsearch uses TLS: set it to "
        "https; else check the port in ELASTIC_HOST",
    }
    default = "check that Elasticsearch runs, and the host and port in ELASTIC_HOST"
    return common.NotReady(str(error), advice.get(error.trouble, default))
