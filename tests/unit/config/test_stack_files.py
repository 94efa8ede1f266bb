"""The files of the project: the schema of the configuration and the smallest stack."""

from typing import Any

import pytest
import yaml

from config.commands.check import check
from config.decisions import GROUPS
from config.parse import KNOWN_KEYS, parse
from config.secrets import SECRETS_BY_KEY
from tests.unit.config.stacks import NOT_INSTALLED, PROJECT

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text("utf-8"))
    return content


def test_the_program_is_python_in_the_projects_own_environment(project: dict[str, Any]) -> None:
    assert project["name"] == "tracardi"
    assert project["runtime"] == {
        "name": "python",
        "options": {"toolchain": "pip", "virtualenv": ".venv"},
    }


def test_the_schema_lists_exactly_the_known_keys_in_their_order(project: dict[str, Any]) -> None:
    assert list(project["config"]) == [f"tracardi:{key}" for key in KNOWN_KEYS]


@pytest.mark.parametrize("key", KNOWN_KEYS)
def test_every_key_has_type_description_and_an_empty_default(
    project: dict[str, Any], key: str
) -> None:
    # Without a default Pulumi itself refuses a stack that leaves the key out.
    entry = project["config"][f"tracardi:{key}"]

    assert entry.keys() == {"type", "description", "default"}
    assert (entry["type"], entry["default"]) == (
        ("object", {}) if key in GROUPS else ("string", "")
    )
    assert entry["description"].endswith(".")
    assert entry["description"].startswith("Secret. ") == (key in SECRETS_BY_KEY)


def test_the_dev_stack_is_without_errors_and_without_warnings() -> None:
    stack = yaml.safe_load((PROJECT / "Pulumi.dev.yaml").read_text("utf-8"))
    raw = {key.removeprefix("tracardi:"): value for key, value in stack["config"].items()}

    decisions, warnings = parse(raw, {})

    assert warnings == ()
    assert decisions.kubernetes.render_to == "rendered/dev"
    assert decisions.deployment.tier == "dev"


def test_the_production_example_lacks_secrets_and_what_is_not_installed_yet_and_nothing_else() -> (
    None
):
    findings = check("production", None, PROJECT)

    others = [finding for finding in findings if NOT_INSTALLED not in finding.rule]
    assert {finding.path for finding in others} == {
        "tracardi:license",
        "tracardi:dockerHubToken",
        "tracardi:pulsarToken",
        "tracardi:pagerdutyRoutingKey",
        "tracardi:deadMansSwitchUrl",
    }
    assert all("is missing" in finding.rule for finding in others)


@pytest.mark.parametrize("store", ["elasticsearch", "mysql"])
def test_the_clusters_in_the_production_example_are_installed(store: str) -> None:
    findings = check("production", None, PROJECT)

    assert [item for item in findings if f"dependencies.{store}" in item.path] == []
