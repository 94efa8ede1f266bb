"""What an operator asks of Elasticsearch, answered as a cluster of the running pods would.

Paths and fields: Elasticsearch reference, REST APIs, and pkg/controller/elasticsearch/client of
elastic/cloud-on-k8s 3.5.0. There is no data: shards are always where they should be.
"""

import base64
import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tools.controlplane.client import Client, Manifest

LABELS = "elasticsearch.k8s.elastic.co"
CLUSTER_UUID = "test-cluster"

Answer = dict[str, Any] | list[Any]


class FakeElasticsearch(ThreadingHTTPServer):
    """The HTTPS port of all nodes of the Elasticsearch `name`; `health` may be set at any time."""

    daemon_threads = True

    def __init__(self, client: Client, namespace: str, name: str, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.client = client
        self.namespace = namespace
        self.name = name
        self.health = "green"
        self.shutdowns: dict[str, dict[str, Any]] = {}
        self._folder = folder
        self._certificate = threading.Lock()

    def nodes(self) -> dict[str, Manifest]:
        """The pods that would have joined the cluster, by the id of the node: its name."""
        pods = self.client.list_of("v1", "Pod", self.namespace)
        return {
            pod["metadata"]["name"]: pod
            for pod in pods
            if pod["metadata"].get("labels", {}).get(f"{LABELS}/cluster-name") == self.name
            and pod["status"].get("phase") == "Running"
            and "deletionTimestamp" not in pod["metadata"]
        }

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS with the certificate that the operator has made for the nodes."""
        try:
            with self._context().wrap_socket(request, server_side=True) as connection:
                _Handler(connection, client_address, self)
        except (TimeoutError, ssl.SSLError, ConnectionError):
            return  # the operator has given the connection up

    def answer(self, method: str, path: str, body: Any) -> tuple[HTTPStatus, Answer]:
        """Return the status code and the JSON document of one request."""
        nodes = self.nodes()
        if match := re.fullmatch(r"/_nodes(?:/([^/]+))?/shutdown", path):
            return HTTPStatus.OK, self._shutdown(method, match[1], body)
        if path == "/_internal/desired_nodes/_latest":
            return HTTPStatus.NOT_FOUND, {"error": "no desired nodes", "status": 404}
        return HTTPStatus.OK, self._read(path, nodes)

    def _read(self, path: str, nodes: dict[str, Manifest]) -> Answer:
        described = {name: _described(pod) for name, pod in nodes.items()}
        masters = {name: node for name, node in described.items() if "master" in node["roles"]}
        elected = dict(sorted(masters.items())[:1])
        cluster = {"cluster_name": self.name, "cluster_uuid": CLUSTER_UUID}
        answers: dict[str, Answer] = {
            "/": {**cluster, "version": {"number": _lowest_version(described)}},
            "/_cluster/health": {
                "cluster_name": self.name,
                "status": self.health,
                "timed_out": False,
                "number_of_nodes": len(nodes),
                "number_of_pending_tasks": 0,
            },
            "/_license": {"license": {"uid": "test", "type": "basic", "status": "active"}},
            "/_nodes/_all/no-metrics": {"nodes": described},
            "/_nodes/_master": {"nodes": elected},
            "/_nodes/_all/stats/os": {
                "nodes": {name: {"name": name, "os": {}} for name in described}
            },
            "/_cat/shards": [],
            "/_cluster/settings": {"persistent": {}, "transient": {}},
            "/_cluster/state": {
                **cluster,
                "master_node": next(iter(elected), ""),
                "nodes": {name: {"name": name} for name in described},
                "metadata": {"cluster_coordination": {"voting_config_exclusions": []}},
            },
            "/_security/api_key": {"api_keys": []},
        }
        found = next((key for key in answers if key != "/" and path.startswith(key)), path)
        return answers.get(found, {"acknowledged": True})

    def _shutdown(self, method: str, node: str | None, body: Any) -> Answer:
        """Nothing has to move off a node, so each shutdown is complete when it is asked for."""
        if node is not None and method == "PUT":
            self.shutdowns[node] = {**body, "node_id": node, "status": "COMPLETE"}
            return {"acknowledged": True}
        if node is not None and method == "DELETE":
            self.shutdowns.pop(node, None)
            return {"acknowledged": True}
        return {"nodes": [each for key, each in self.shutdowns.items() if node in {None, key}]}

    def _context(self) -> ssl.SSLContext:
        name = f"{self.name}-es-http-certs-internal"
        secret = self.client.get("v1", "Secret", name, self.namespace)
        if secret is None:
            raise ConnectionError(f"there is no Secret {name} yet")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with self._certificate:
            for key in ("tls.crt", "tls.key"):
                (self._folder / key).write_bytes(base64.b64decode(secret["data"][key]))
            context.load_cert_chain(self._folder / "tls.crt", self._folder / "tls.key")
        return context


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeElasticsearch

    def _serve(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.loads(content) if content else {}
        status, document = self.server.answer(self.command, self.path.partition("?")[0], body)
        text = json.dumps(document).encode()
        self.send_response(status)
        # Clients of Elastic refuse a server that does not say that it is one.
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_PUT = do_POST = do_DELETE = _serve  # noqa: N815  (the names that the class asks for)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the tests print what matters."""


@contextmanager
def fake_elasticsearch(
    client: Client, namespace: str, name: str, port: int, folder: Path
) -> Iterator[FakeElasticsearch]:
    """Serve on a port of 127.0.0.1; `client` is used by several threads and by nobody else."""
    with FakeElasticsearch(client, namespace, name, port, folder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def _described(pod: Manifest) -> dict[str, Any]:
    labels = pod["metadata"]["labels"]
    prefix = f"{LABELS}/node-"
    roles = [
        key.removeprefix(prefix)
        for key, value in labels.items()
        if key.startswith(prefix) and value == "true"
    ]
    return {
        "name": pod["metadata"]["name"],
        "version": labels[f"{LABELS}/version"],
        "roles": roles,
    }


def _lowest_version(nodes: dict[str, dict[str, Any]]) -> str:
    versions = [str(node["version"]) for node in nodes.values()]
    return min(versions, key=lambda text: [int(part) for part in text.split(".")], default="0.0.0")
