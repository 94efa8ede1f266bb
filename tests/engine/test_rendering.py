"""The rendered folder: complete, ordered, unchanged by a second `up`, and free of stray secrets."""

import base64
from pathlib import Path

import pytest

from config.environment import VARIABLES_BY_NAME
from tests.engine.rendered import (
    Manifest,
    configuration,
    manifests,
    one,
    pod_templates,
    secret_data,
)
from tests.stack import Run, Stack
from tools.engine import Engine

pytestmark = pytest.mark.engine

WORKLOADS = {
    ("StatefulSet", "elasticsearch"),
    ("StatefulSet", "mysql"),
    ("StatefulSet", "redis"),
    ("Job", "preflight"),
    ("Job", "installation"),
    ("Deployment", "private-api"),
    ("Deployment", "public-api"),
    ("Deployment", "gui"),
    ("Deployment", "merging-worker"),
    ("Deployment", "update-worker"),
    ("Job", "verification"),
}
# The provider says so of each Secret that it renders; it is the one documented exception.
PLAINTEXT_NOTICE = "secret value in plaintext"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rendered") / "dev"


@pytest.fixture(scope="module")
def made(
    engine: Engine, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Stack, Run]:
    """A rendered stack and its first `up`."""
    stack = Stack(tmp_path_factory.mktemp("rendering") / "stack", engine, configuration(folder))
    return stack, stack.up()


@pytest.fixture
def rendered(made: tuple[Stack, Run], folder: Path) -> list[Manifest]:  # noqa: ARG001 - it comes first
    """Every rendered manifest."""
    return manifests(folder)


def test_the_folder_covers_every_component(rendered: list[Manifest]) -> None:
    for kind, name in WORKLOADS:
        assert one(rendered, kind, name)["metadata"]["namespace"] == "tracardi"
    for service in ("elasticsearch", "mysql", "redis", "private-api", "public-api", "gui"):
        one(rendered, "Service", service)
    for claim in ("elasticsearch-data", "mysql-data", "redis-data"):
        one(rendered, "PersistentVolumeClaim", claim)


def test_an_up_prints_no_warning_but_that_rendered_secrets_are_readable(
    made: tuple[Stack, Run],
) -> None:
    _, first_up = made
    assert first_up.warnings
    assert [text for text in first_up.warnings if PLAINTEXT_NOTICE not in text] == []


def test_a_gitops_tool_is_told_the_order(rendered: list[Manifest]) -> None:
    waves = {
        (item["kind"], item["metadata"]["labels"]["app.kubernetes.io/component"]): int(
            item["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"]
        )
        for item in rendered
    }
    stores = max(waves["StatefulSet", name] for name in ("elasticsearch", "mysql", "redis"))
    serving = {waves["Deployment", name] for name in ("private-api", "public-api", "gui")}
    assert waves["Namespace", "namespace"] < waves["Secret", "mysql"] < stores
    assert waves["PersistentVolumeClaim", "mysql"] < stores < waves["Job", "preflight"]
    assert waves["Job", "preflight"] < waves["Job", "installation"] < min(serving)
    assert max(serving) < waves["Job", "verification"]
    for name in ("preflight", "installation", "verification"):
        annotations = one(rendered, "Job", name)["metadata"]["annotations"]
        assert annotations["argocd.argoproj.io/hook"] == "Sync"
        assert annotations["argocd.argoproj.io/hook-delete-policy"] == "BeforeHookCreation"


def test_what_only_pulumi_understands_is_not_rendered(rendered: list[Manifest]) -> None:
    for item in rendered:
        assert not [key for key in item["metadata"]["annotations"] if "pulumi.com" in key]


def test_a_second_up_changes_nothing(made: tuple[Stack, Run], folder: Path) -> None:
    stack, _ = made
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    run = stack.up()
    assert run.names == set(), run.text
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_generated_secrets_lie_in_secret_manifests_alone(
    made: tuple[Stack, Run], rendered: list[Manifest], folder: Path
) -> None:
    stack, first_up = made
    values = stack.generated_secrets()
    state = "\n".join(path.read_text() for path in stack.state_folder.rglob("*.json"))
    for name, value in values.items():
        assert value not in state
        assert value not in first_up.text
        encoded = base64.b64encode(value.encode()).decode()
        for path in folder.rglob("*.yaml"):
            text = path.read_text()
            assert value not in text, f"{name} in {path.name}"
            assert encoded not in text or path.name.startswith("v1-secret-"), f"{name} in {path}"
    secrets = [item["metadata"]["name"] for item in rendered if item["kind"] == "Secret"]
    in_secrets = str([secret_data(rendered, secret) for secret in secrets])
    missing = [name for name, value in values.items() if value not in in_secrets]
    assert missing == ["checksum-key"], "no manifest needs the key of the checksums"


def test_every_variable_of_every_container_is_in_the_table(rendered: list[Manifest]) -> None:
    for component, template in pod_templates(rendered).items():
        for container in template["spec"]["containers"]:
            names = {variable["name"] for variable in container.get("env", [])}
            assert names <= set(VARIABLES_BY_NAME), component


def test_secrets_reach_a_container_by_reference_alone(rendered: list[Manifest]) -> None:
    references = 0
    for template in pod_templates(rendered).values():
        for container in template["spec"]["containers"]:
            for variable in container.get("env", []):
                if "valueFrom" in variable:
                    reference = variable["valueFrom"]["secretKeyRef"]
                    assert reference["key"] in secret_data(rendered, reference["name"])
                    references += 1
                elif variable["name"] != "MYSQL_ROOT_PASSWORD_FILE":
                    assert "PASSWORD" not in variable["name"], variable["name"]
                    assert "TOKEN" not in variable["name"], variable["name"]
    assert references > 20


def test_settings_stand_where_the_images_read_them(rendered: list[Manifest]) -> None:
    redis = secret_data(rendered, "redis")
    assert f"requirepass {redis['password']}\n" in redis["redis.conf"]
    assert "maxmemory-policy noeviction" in redis["redis.conf"]
    mysql = secret_data(rendered, "mysql")
    assert f"IDENTIFIED BY '{mysql['installer-password']}'" in mysql["users.sql"]
    assert (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON `tracardi`.* TO 'tracardi'@'%'"
        in (mysql["users.sql"])
    )
    elasticsearch = one(rendered, "ConfigMap", "elasticsearch")["data"]
    assert "discovery.type: single-node" in elasticsearch["elasticsearch.yml"]
    users = secret_data(rendered, "elasticsearch")["users"]
    assert users.startswith("tracardi:$2a$")
