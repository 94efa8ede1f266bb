"""The preflight and Elasticsearch: products, refusals, and every mix-up of http and https."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from .fake_elasticsearch import FakeElasticsearch
from .fake_redis import FakeRedis
from .json_server import JsonServer
from .running import SECRETS, Job

pytestmark = pytest.mark.unit


def test_a_red_cluster(preflight: Job, elasticsearch: FakeElasticsearch) -> None:
    elasticsearch.status = "red"
    assert "its status is red: a primary shard is missing" in preflight.fail("preflight.py").last


def test_a_missing_node_is_told_before_the_red_status_that_it_causes(
    preflight: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.status = "red"
    preflight.environment["EXPECTED_DATA_NODES"] = "3"
    assert "has 1 of 3 data nodes" in preflight.fail("preflight.py").last


VERSIONS: list[tuple[dict[str, object], str]] = [
    ({"number": "7.10.2", "build_flavor": "oss"}, "is an OSS build of Elasticsearch 7.10.2"),
    ({"number": "2.11.0", "distribution": "opensearch"}, "is opensearch 2.11.0"),
    ({"number": "7.16.3", "build_flavor": "default"}, "has the version 7.16.3"),
    ({"number": "9.0.1", "build_flavor": "default"}, "has the version 9.0.1"),
    ({}, "has the version unknown"),
]


@pytest.mark.parametrize(("version", "says"), VERSIONS, ids=str)
def test_products_that_tracardi_cannot_use(
    preflight: Job, elasticsearch: FakeElasticsearch, version: dict[str, object], says: str
) -> None:
    elasticsearch.version = version
    preflight.environment |= {"WAIT_SECONDS": "20", "REFUSAL_SECONDS": "20" if version else "0"}
    result = preflight.run("preflight.py")
    assert result.code == 1
    assert says in result.last
    assert "waiting for" not in result.output  # no waiting changes it


def test_version_8_is_welcome(preflight: Job, elasticsearch: FakeElasticsearch) -> None:
    elasticsearch.version = {"number": "8.19.20", "build_flavor": "default"}
    assert preflight.run("preflight.py").code == 0


STATUSES = {
    401: "refuses the user elastic (401): the password is wrong",
    403: "forbids the user elastic to read / (403): give the user a role",
    503: "answers with status 503",
}


@pytest.mark.parametrize("status", STATUSES)
def test_refusals_of_elasticsearch(
    preflight: Job, elasticsearch: FakeElasticsearch, status: int
) -> None:
    elasticsearch.forced_status = {"/": status}
    assert STATUSES[status] in preflight.fail("preflight.py").last


def test_a_wrong_password_of_elasticsearch(
    preflight: Job, elasticsearch: FakeElasticsearch
) -> None:
    elasticsearch.authorization = "Basic another"
    assert "refuses the user elastic (401)" in preflight.fail("preflight.py").last


def test_an_unknown_host_of_elasticsearch(preflight: Job) -> None:
    preflight.environment["ELASTIC_HOST"] = "elastic.invalid"
    last = preflight.fail("preflight.py").last
    assert "host name unknown) (http://elastic.invalid:9200)" in last


def test_one_answering_host_of_several_is_enough(preflight: Job) -> None:
    preflight.environment["ELASTIC_HOST"] = f"127.0.0.1:1, {preflight.environment['ELASTIC_HOST']}"
    assert preflight.run("preflight.py").code == 0


def test_https_spoken_to_an_http_port(preflight: Job) -> None:
    preflight.environment["ELASTIC_SCHEME"] = "https"
    last = preflight.fail("preflight.py").last
    assert "speaks plain HTTP, but https is configured" in last
    assert "set ELASTIC_SCHEME to http" in last


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own authority for localhost, with its key, in one PEM file."""
    folder = tmp_path_factory.mktemp("certificate")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "authority.pem")]
    subprocess.run([*command.split(), *subject, *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(job: Job, redis: FakeRedis, certificate: Path) -> Iterator[Job]:
    """A preflight whose Elasticsearch speaks TLS, with certificates verified."""
    assert redis is not None
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate / "authority.pem", certificate / "key.pem")
    fake = FakeElasticsearch("elastic", SECRETS["ELASTIC_HTTP_AUTH_PASSWORD"])
    with JsonServer(fake, tls=tls) as server:
        job.environment |= {
            "ELASTIC_HOST": f"localhost:{server.port}",
            "ELASTIC_SCHEME": "https",
            "ELASTIC_VERIFY_CERTS": "yes",
            "EXPECTED_DATA_NODES": "1",
        }
        yield job


def test_tls_with_the_authority_given(secure: Job, certificate: Path) -> None:
    secure.environment["ELASTIC_CA_FILE"] = str(certificate / "authority.pem")
    result = secure.run("preflight.py")
    assert result.code == 0, result.output


def test_tls_without_verification(secure: Job) -> None:
    secure.environment["ELASTIC_VERIFY_CERTS"] = "no"
    assert secure.run("preflight.py").code == 0


def test_tls_with_an_unknown_authority(secure: Job) -> None:
    last = secure.fail("preflight.py").last
    assert "shows a certificate that is not accepted" in last
    assert "ELASTIC_CA_FILE" in last


def test_tls_with_another_host_name(secure: Job, certificate: Path) -> None:
    secure.environment["ELASTIC_CA_FILE"] = str(certificate / "authority.pem")
    secure.environment["ELASTIC_HOST"] = secure.environment["ELASTIC_HOST"].replace(
        "localhost", "127.0.0.1"
    )
    assert "the host name must stand in the certificate" in secure.fail("preflight.py").last


def test_a_ca_file_that_is_not_there(secure: Job) -> None:
    secure.environment["ELASTIC_CA_FILE"] = "/nowhere.pem"
    assert "ELASTIC_CA_FILE=/nowhere.pem: no such file" in secure.fail("preflight.py").last


def test_plain_http_spoken_to_a_tls_port(secure: Job) -> None:
    secure.environment["ELASTIC_SCHEME"] = "http"
    assert (
        "if ELASTIC_SCHEME is http and Elasticsearch uses TLS" in secure.fail("preflight.py").last
    )


def test_plain_http_to_a_port_that_hangs_up_as_elasticsearch_with_tls_does(
    preflight: Job,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        preflight.environment["ELASTIC_HOST"] = f"127.0.0.1:{listener.getsockname()[1]}"
        last = preflight.fail("preflight.py").last
        thread.join()
    assert "closes the connection without an answer" in last
    assert "set it to https" in last
