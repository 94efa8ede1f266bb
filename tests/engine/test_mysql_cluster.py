"""MySQL as a cluster, rendered: in its place, and safe from what loses data."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from config.image_table import IMAGES
from tests.engine.rendered import Manifest, configuration, manifests, one, secret_data
from tests.stack import Run, Stack
from tools.engine import Engine

pytestmark = pytest.mark.engine

MYSQL: dict[str, Any] = {
    "topology": "cluster",
    "operator": "present",
    "storage": {"size": "20Gi", "storageClass": "fast"},
}
CLUSTER = "PerconaXtraDBCluster mysql-cluster"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mysql-cluster") / "rendered"


@pytest.fixture(scope="module")
def decisions(folder: Path) -> dict[str, Any]:
    return configuration(folder, dependencies={"mysql": MYSQL})


@pytest.fixture(scope="module")
def made(
    engine: Engine, decisions: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Stack, Run]:
    """A rendered stack and its first `up`."""
    stack = Stack(tmp_path_factory.mktemp("mysql") / "stack", engine, decisions)
    return stack, stack.up()


@pytest.fixture
def rendered(made: tuple[Stack, Run], folder: Path) -> list[Manifest]:  # noqa: ARG001 - it comes first
    """Every rendered manifest."""
    return manifests(folder)


def changed(decisions: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """The decisions with other answers about MySQL."""
    result = deepcopy(decisions)
    result["dependencies"]["mysql"].update(answers)
    return result


def wave(manifest: Manifest) -> int:
    return int(manifest["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"])


def test_the_cluster_stands_between_its_secrets_and_the_preflight(
    rendered: list[Manifest],
) -> None:
    cluster = one(rendered, "PerconaXtraDBCluster", "mysql")
    metadata = cluster["metadata"]

    assert metadata["namespace"] == "tracardi"
    assert metadata["finalizers"] == ["percona.com/delete-pxc-pods-in-order"]
    assert not [key for key in metadata["annotations"] if "pulumi.com" in key]
    for kind, name in (
        ("Secret", "mysql"),
        ("Secret", cluster["spec"]["secretsName"]),
        ("ServiceAccount", cluster["spec"]["pxc"]["serviceAccountName"]),
    ):
        assert wave(one(rendered, kind, name)) < wave(cluster)
    assert wave(cluster) < wave(one(rendered, "Job", "preflight"))


def test_what_is_asked_for_is_spelt_as_the_operator_reads_it(rendered: list[Manifest]) -> None:
    spec = one(rendered, "PerconaXtraDBCluster", "mysql")["spec"]

    for part in ("pxc", "haproxy"):
        assert spec[part]["podSecurityContext"]["runAsNonRoot"] is True
        assert spec[part]["containerSecurityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert spec[part]["podDisruptionBudget"] == {"maxUnavailable": 1}
    apart = spec["pxc"]["affinity"]["advanced"]["podAntiAffinity"]
    (term,) = apart["requiredDuringSchedulingIgnoredDuringExecution"]
    assert term["topologyKey"] == "kubernetes.io/hostname"
    assert spec["pxc"]["configuration"].startswith("[mysqld]\n")
    assert (spec["pxc"]["size"], spec["haproxy"]["size"]) == (3, 2)


def test_every_user_signs_in_with_a_generated_password(
    made: tuple[Stack, Run], rendered: list[Manifest]
) -> None:
    stack, _ = made
    generated = stack.generated_secrets()
    cluster = one(rendered, "PerconaXtraDBCluster", "mysql")

    system = secret_data(rendered, cluster["spec"]["secretsName"])
    assert system == {user: generated[f"mysql-{user}-password"] for user in system}
    assert all(password.isalnum() for password in system.values())
    own = secret_data(rendered, "mysql")
    used = [own[user["passwordSecretRef"]["key"]] for user in cluster["spec"]["users"]]
    assert used == [generated["mysql-password"], generated["mysql-installer-password"]]


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
    "answers",
    [
        {"memory": "6Gi"},
        {"storage": {"size": "30Gi", "storageClass": "fast"}},
        {"nodes": 5},
        {"maxConnections": 400},
    ],
    ids=lambda answers: next(iter(answers)),
)
def test_a_change_touches_the_cluster_alone(
    answers: dict[str, Any], made: tuple[Stack, Run], decisions: dict[str, Any]
) -> None:
    stack, _ = made
    stack.configure(changed(decisions, **answers))
    run = stack.preview()

    assert run.exit_code == 0, run.text
    assert run.names == {CLUSTER}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (
            {"storage": {"size": "10Gi", "storageClass": "fast"}},
            "mysql-cluster: storage cannot shrink from 20Gi to 10Gi",
        ),
        (
            {"storage": {"size": "20Gi", "storageClass": "slow"}},
            "storageClass cannot change from fast to slow",
        ),
        ({"nodes": 4}, "write 3 or 5"),
        ({"database": "other"}, "database cannot change from tracardi to other"),
        ({"operator": "install"}, "is not installed by this version"),
    ],
    ids=["size", "class", "nodes", "database", "operator"],
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
    image = IMAGES["percona-xtradb-cluster"]
    overrides = {"perconaXtradbCluster": f"{image.repository}:8.0.36-28.1"}
    stack.configure({**decisions, "images": {"overrides": overrides}})
    run = stack.preview()

    assert run.exit_code != 0
    (error,) = run.errors
    assert f"Percona XtraDB Cluster cannot go back from {image.tag} to 8.0.36-28.1" in error
