"""The table of images."""

import re

import pytest

from config import image_table as images
from config.groups.images import ImageOverrides
from config.image_table import IMAGES, Image, reference
from config.shape import fields
from config.types.images import ImageParts, image_parts
from tests.unit.config.stacks import SMALLEST, decisions, errors

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_is_pinned_to_one_version(name: str) -> None:
    registry, _, path = reference(name, decisions()).partition("/")

    assert registry in ("docker.io", "docker.elastic.co")
    assert re.fullmatch(r"[a-z0-9/-]+:\d+\.\d+\.\d+(-\d+\.\d+)?", path)


def test_references() -> None:
    found = {name: reference(name, decisions("deployment: {version: 0.9.0.3}")) for name in IMAGES}

    assert found == {
        "elasticsearch": "docker.elastic.co/elasticsearch/elasticsearch:8.19.20",
        "mysql": "docker.io/library/mysql:8.4.6",
        "percona-xtradb-cluster": "docker.io/percona/percona-xtradb-cluster:8.0.39-30.1",
        "haproxy": "docker.io/percona/haproxy:2.8.11",
        "redis": "docker.io/library/redis:7.4.11",
        "tracardi-api": "docker.io/tracardi/tracardi-api:0.9.0.3",
        "tracardi-gui": "docker.io/tracardi/tracardi-gui:0.9.0.3",
        "apm": "docker.io/tracardi/apm:0.9.0.3",
        "update-worker": "docker.io/tracardi/update-worker:0.9.0.3",
    }


def test_a_mirror_takes_the_place_of_every_registry() -> None:
    found = decisions("images: {registry: 'mirror.example.com:5000/proxy'}")

    assert {reference(name, found).split("/")[0] for name in IMAGES} == {"mirror.example.com:5000"}
    assert reference("mysql", found) == "mirror.example.com:5000/proxy/library/mysql:8.4.6"
    assert (
        reference("elasticsearch", found)
        == "mirror.example.com:5000/proxy/elasticsearch/elasticsearch:8.19.20"
    )


def test_every_image_can_be_replaced() -> None:
    keys = fields(ImageOverrides)

    assert {key.lower() for key in keys} == {name.replace("-", "") for name in IMAGES}
    for key, name in zip(keys, IMAGES, strict=True):
        image = reference(name, decisions()).replace("docker.", "mirror.")
        assert reference(name, decisions(f"images: {{overrides: {{{key}: '{image}'}}}}")) == image


def test_a_replaced_image_is_taken_as_it_is_written() -> None:
    own = "registry.example.com:5000/tracardi/redis:7.2.16-alpine@sha256:" + "a" * 64
    found = decisions(f"images: {{registry: mirror.example.com, overrides: {{redis: '{own}'}}}}")

    assert reference("redis", found) == own
    assert reference("mysql", found) == "mirror.example.com/library/mysql:8.4.6"


@pytest.mark.parametrize(
    ("key", "image"),
    [
        ("mysql", "docker.io/library/mysql:8.0.40"),
        ("mysql", "docker.io/library/mysql:8.4.6-oraclelinux9"),
        ("elasticsearch", "mirror.example.com/es:8.8.0"),
        ("perconaXtradbCluster", "mirror.example.com/pxc:8.0.42-33.1"),
        ("haproxy", "mirror.example.com/percona/haproxy:2.8.15"),
        ("redis", "localhost/redis:8.0.3"),
        ("tracardiApi", "mirror.example.com:5000/a/b/tracardi-api:1.0.0"),
    ],
)
def test_images_that_fit(key: str, image: str) -> None:
    assert errors(SMALLEST, f"images: {{overrides: {{{key}: '{image}'}}}}") == ()


def test_a_reference_in_its_parts() -> None:
    digest = "sha256:" + "0" * 64
    parts = image_parts(f"registry.example.com:5000/mirror/mysql:8.4.6-oracle@{digest}")

    assert parts == ImageParts("registry.example.com:5000", "mirror/mysql", "8.4.6-oracle", digest)
    assert parts.name == "mysql"
    assert parts.version == (8, 4, 6)


@pytest.mark.parametrize("text", ["redis:7.4.11", "docker.io/library/redis", ""])
def test_no_reference_has_no_parts(text: str) -> None:
    with pytest.raises(ValueError, match="names no registry or no tag"):
        image_parts(text)


def test_a_digest_follows_the_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image("docker.io/library/redis", "7.4.11", "sha256:" + "0" * 64)
    monkeypatch.setattr(images, "IMAGES", {"redis": image})

    assert reference("redis", decisions()) == ("docker.io/library/redis:7.4.11@sha256:" + "0" * 64)


def test_an_unknown_image_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        reference("kafka", decisions())
