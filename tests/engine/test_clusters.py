"""Stores that operators run, rendered: the same at a second `up`, and safe from what loses data."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from config.image_table import IMAGES
from tests.engine.rendered import Manifest, configuration, manifests, one, secret_data
from tests.stack import Run, Stack
from tools.engine import Engine

pytestmark = pytest.mark.engine

ELASTICSEARCH: dict[str, Any] = {
    "topology": "cluster",
    "operator": "present",
    "dedicatedMasters": {"nodes": 3},
    "storage": {"size": "100Gi", "storageClass": "fast"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clusters") / "rendered"


@pytest.fixture(scope="module")
def decisions(folder: Path) -> dict[str, Any]:
    return configuration(folder, dependencies={"elasticsearch": ELASTICSEARCH})


@pytest.fixture(scope="module")
def made(
    engine: Engine, decisions: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Stack, Run]:
    """A rendered stack and its first `up`."""
    stack = Stack(tmp_path_factory.mktemp("cluster") / "stack", engine, decisions)
    return stack, stack.up()


@pytest.fixture
def rendered(made: tuple[Stack, Run], folder: Path) -> list[Manifest]:  # noqa: ARG001 - it comes first
    """Every rendered manifest."""
    return manifests(folder)


def changed(decisions: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """The decisions with other answers about Elasticsearch."""
    result = deepcopy(decisions)
    result["dependencies"]["elasticsearch"].update(answers)
    return result


def test_the_operator_is_asked_for_the_cluster(rendered: list[Manifest]) -> None:
    cluster = one(rendered, "Elasticsearch", "elasticsearch")
    annotations = cluster["metadata"]["annotations"]

    assert cluster["metadata"]["namespace"] == "tracardi"
    assert not [key for key in annotations if "pulumi.com" in key]
    wave = int(annotations["argocd.argoproj.io/sync-wave"])
    for kind, name in (("Secret", "elasticsearch"), ("Secret", "elasticsearch-roles")):
        before = one(rendered, kind, name)["metadata"]["annotations"]
        assert int(before["argocd.argoproj.io/sync-wave"]) < wave
    after = one(rendered, "Job", "preflight")["metadata"]["annotations"]
    assert wave < int(after["argocd.argoproj.io/sync-wave"])


def test_what_is_asked_for_is_spelt_as_the_operator_reads_it(rendered: list[Manifest]) -> None:
    spec = one(rendered, "Elasticsearch", "elasticsearch")["spec"]
    data, masters = spec["nodeSets"]

    assert (data["name"], data["count"], masters["name"], masters["count"]) == (
        "data",
        3,
        "masters",
        3,
    )
    pod = data["podTemplate"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    term = pod["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"][0]
    assert term["topologyKey"] == "kubernetes.io/hostname"
    assert data["config"]["action.auto_create_index"].startswith("+.*,+*.tracardi-event-*-*")
    claim = data["volumeClaimTemplates"][0]
    assert claim["spec"]["storageClassName"] == "fast"


def test_the_user_signs_in_with_the_generated_password(
    made: tuple[Stack, Run], rendered: list[Manifest]
) -> None:
    stack, _ = made
    secret = one(rendered, "Secret", "elasticsearch")

    assert secret["type"] == "kubernetes.io/basic-auth"
    assert secret_data(rendered, "elasticsearch") == {
        "username": "tracardi",
        "password": stack.generated_secrets()["elasticsearch-password"],
        "roles": "tracardi",
    }


def test_a_second_up_changes_nothing(
    made: tuple[Stack, Run], decisions: dict[str, Any], folder: Path
) -> None:
    stack, _ = made
    stack.configure(decisions)
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    run = stack.up()

    assert run.names == set(), run.text
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("answers", "touched"),
    [
        ({"memory": "12Gi"}, {"Elasticsearch elasticsearch-cluster"}),
        (
            {"storage": {"size": "200Gi", "storageClass": "fast"}},
            {"Elasticsearch elasticsearch-cluster"},
        ),
        (
            {"nodes": 5},
            {
                "Elasticsearch elasticsearch-cluster",
                "Job preflight-job",
                "Job installation-job",
            },
        ),
        ({"dedicatedMasters": None}, {"Elasticsearch elasticsearch-cluster"}),
    ],
    ids=["memory", "storage", "nodes", "masters"],
)
def test_a_change_touches_what_it_is_about(
    answers: dict[str, Any],
    touched: set[str],
    made: tuple[Stack, Run],
    decisions: dict[str, Any],
) -> None:
    stack, _ = made
    stack.configure(changed(decisions, **answers))
    run = stack.preview()

    assert run.exit_code == 0, run.text
    assert run.names == touched


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (
            {"storage": {"size": "50Gi", "storageClass": "fast"}},
            "elasticsearch-cluster: storage of data cannot shrink from 100Gi to 50Gi",
        ),
        (
            {"dedicatedMasters": {"nodes": 3, "storage": {"storageClass": "slow"}}},
            "storage of masters cannot change its class from the cluster's default to slow",
        ),
        ({"nodes": 3, "replicas": 3}, "asks for more copies than 3 data nodes can hold"),
        ({"dedicatedMasters": {"nodes": 4}}, "survives no more losses than one node less"),
        ({"operator": "install"}, "is not installed by this version"),
    ],
    ids=["size", "class", "replicas", "masters", "operator"],
)
def test_what_loses_data_or_stands_still_fails_the_preview(
    answers: dict[str, Any], says: str, made: tuple[Stack, Run], decisions: dict[str, Any]
) -> None:
    stack, _ = made
    stack.configure(changed(decisions, **answers))
    run = stack.preview()

    assert run.exit_code != 0
    (error,) = run.errors
    assert says in error


def test_a_version_does_not_go_back(made: tuple[Stack, Run], decisions: dict[str, Any]) -> None:
    stack, _ = made
    image = IMAGES["elasticsearch"]
    stack.configure(with_image(decisions, f"{image.repository}:8.18.1"))
    run = stack.preview()

    assert run.exit_code != 0
    (error,) = run.errors
    assert f"Elasticsearch cannot go back from {image.tag} to 8.18.1" in error
    stack.configure(with_image(decisions, f"{image.repository}:8.19.99"))
    run = stack.preview()
    assert run.exit_code == 0, run.text
    assert run.names == {"Elasticsearch elasticsearch-cluster"}


def with_image(decisions: dict[str, Any], reference: str) -> dict[str, Any]:
    """The decisions with an Elasticsearch of another version."""
    return {**decisions, "images": {"overrides": {"elasticsearch": reference}}}
