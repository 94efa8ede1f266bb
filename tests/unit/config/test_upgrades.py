"""Which image may take the place of which."""

import pytest

from config.upgrades import refusal

pytestmark = pytest.mark.unit

ES = "docker.elastic.co/elasticsearch/elasticsearch"
PXC = "docker.io/percona/percona-xtradb-cluster"
DIGEST = "@sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("container", "old", "new"),
    [
        ("elasticsearch", f"{ES}:8.19.20", f"{ES}:8.19.20"),
        ("elasticsearch", f"{ES}:8.19.20", f"{ES}:8.19.21"),
        ("elasticsearch", f"{ES}:8.19.20", f"{ES}:9.1.0"),
        ("elasticsearch", f"{ES}:8.18.0", f"{ES}:9.0.0"),
        ("elasticsearch", f"{ES}:8.8.0", f"{ES}:8.19.20"),
        (
            "elasticsearch",
            f"{ES}:8.19.20",
            f"mirror.example.com:5000/elasticsearch/elasticsearch:8.20.0{DIGEST}",
        ),
        ("mysql", "mysql:8.0.40", "mysql:8.4.6"),
        ("mysql", "mysql:8.4.6", "mysql:8.4.5"),
        ("pxc", f"{PXC}:8.0.39-30.1", f"{PXC}:8.0.42-33.1"),
        ("pxc", f"{PXC}:8.0.39-30.1", f"{PXC}:8.4.5-5.1"),
        ("redis", "redis:7.4.11", "redis:7.4.2"),
        ("redis", "redis:7.2.1", "redis:8.0.0"),
        ("api", "tracardi/tracardi-api:0.9.0.3", "tracardi/tracardi-api:1.2.0"),
        ("api", "tracardi/tracardi-api:1.0.0", "tracardi/tracardi-api:1.0.0.1"),
        ("other", "example.com/other:2.0.0", "example.com/other:1.0.0"),
        ("mysql", "mysql:8.0.40", "percona/percona-server:8.4.1"),
        ("redis", "", "redis:7.4.11"),
        ("redis", "redis", "redis:7.4.11"),
        ("redis", "redis:latest", "redis:7.4.11"),
    ],
)
def test_an_upgrade_is_let_through(container: str, old: str, new: str) -> None:
    assert refusal(container, old, new) is None


@pytest.mark.parametrize(
    ("container", "old", "new", "says"),
    [
        ("elasticsearch", f"{ES}:8.19.20", f"{ES}:8.19.3", "cannot go back from 8.19.20 to 8.19.3"),
        ("elasticsearch", f"{ES}:8.19.20{DIGEST}", f"{ES}:7.17.29", "cannot go back"),
        ("elasticsearch", f"{ES}:7.17.29", f"{ES}:9.1.0", "go to a version 8.x first"),
        ("elasticsearch", f"{ES}:8.17.4", f"{ES}:9.0.0", "go to 8.18 or newer first"),
        ("elasticsearch", f"{ES}:7.16.3", f"{ES}:8.19.20", "go to 7.17 or newer first"),
        ("mysql", "mysql:8.4.6", "mirror.example.com:5000/library/mysql:8.0.40", "newer series"),
        (
            "pxc",
            f"{PXC}:8.0.42-33.1",
            f"{PXC}:8.0.39-30.1",
            "go back from 8.0.42-33.1 to 8.0.39-30.1",
        ),
        ("redis", "redis:7.4.11", "redis:7.2.5", "append-only file"),
        ("api", "a/tracardi-api:1.2.0", "a/tracardi-api:1.1.9", "no way back"),
        ("worker", "a/apm:1.0.0.2", "a/apm:1.0.0.1", "write 1.0.0.2 or a newer version"),
    ],
)
def test_a_step_that_data_does_not_survive_is_refused(
    container: str, old: str, new: str, says: str
) -> None:
    assert says in (refusal(container, old, new) or "")
