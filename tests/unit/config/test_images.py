"""The table of images."""

import re

import pytest

from config import image_table as images
from config.image_table import IMAGES, Image, reference
from tests.unit.config.stacks import decisions

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_is_pinned_to_one_version(name: str) -> None:
    registry, _, path = reference(name, decisions()).partition("/")

    assert registry in ("docker.io", "docker.elastic.co")
    assert re.fullmatch(r"[a-z0-9/-]+:\d+\.\d+\.\d+", path)


def test_references() -> None:
    found = {name: reference(name, decisions("deployment: {version: 0.9.0.3}")) for name in IMAGES}

    assert found == {
        "elasticsearch": "docker.elastic.co/elasticsearch/elasticsearch:8.19.20",
        "mysql": "docker.io/library/mysql:8.4.6",
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


def test_a_digest_follows_the_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image("docker.io/library/redis", "7.4.11", "sha256:" + "0" * 64)
    monkeypatch.setattr(images, "IMAGES", {"redis": image})

    assert reference("redis", decisions()) == ("docker.io/library/redis:7.4.11@sha256:" + "0" * 64)


def test_an_unknown_image_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        reference("kafka", decisions())
