"""Stacks of one project: their names, and that no two install to the same place."""

from pathlib import Path

import pytest

from config.commands.check import check
from config.findings import Finding
from config.neighbours import shared_places, stack_name_findings
from tests.unit.config.stacks import merged

pytestmark = pytest.mark.unit

LIVE = "kubernetes: {context: production}"
FOLDER = "kubernetes: {renderTo: rendered/dev}"
DOCKER = "deployment: {platform: docker}"
BUCKET = "backup: {target: {s3: {bucket: example-backup, basePath: tracardi/eu%s}}}"


def met(own: str, other: str) -> list[Finding]:
    return shared_places(merged(own), {"other": merged(other)})


@pytest.mark.parametrize("stack", ["dev", "prod_eu", "acme/tracardi/prod.eu-1", "a" * 63])
def test_names_of_stacks(stack: str) -> None:
    assert stack_name_findings(stack) == []


@pytest.mark.parametrize("stack", ["a" * 64, "_dev", "prod-", "acme/tracardi/.x"])
def test_names_that_no_label_can_have(stack: str) -> None:
    (finding,) = stack_name_findings(stack)

    assert finding.path == f"Pulumi.{stack.rpartition('/')[2]}.yaml"
    assert "63" in finding.advice


@pytest.mark.parametrize(
    ("own", "other", "path"),
    [
        (LIVE, LIVE, "kubernetes.namespace"),
        (LIVE, "kubernetes: {context: production, namespace: tracardi}", "kubernetes.namespace"),
        (FOLDER, "kubernetes: {renderTo: ./rendered/dev/}", "kubernetes.renderTo"),
        (DOCKER, f"{DOCKER}\ndocker: {{name: tracardi}}", "docker.name"),
        (BUCKET % "", BUCKET % "", "backup.target.s3.basePath"),
    ],
)
def test_two_stacks_in_one_place(own: str, other: str, path: str) -> None:
    (finding,) = met(own, other)

    assert finding.path == f"tracardi:{path}"
    assert "the stack other" in finding.rule


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (LIVE, "kubernetes: {context: staging}"),
        (LIVE, "kubernetes: {context: production, namespace: cdp}"),
        (LIVE, FOLDER),
        (FOLDER, "kubernetes: {renderTo: rendered/production}"),
        (DOCKER, f"{DOCKER}\ndocker: {{host: 'ssh://docker.example.com'}}"),
        (DOCKER, LIVE),
        (LIVE, "kubernetes: []"),
        (BUCKET % "", BUCKET % "/2"),
        (BUCKET % "", BUCKET % ", endpoint: 'https://s3.example.com'"),
        (BUCKET % "", "backup: {target: []}"),
        ("{}", "{}"),
    ],
)
def test_stacks_that_do_not_meet(own: str, other: str) -> None:
    assert met(own, other) == []


def stack(**kubernetes: str) -> str:
    lines = "".join(f"\n    {key}: {value}" for key, value in kubernetes.items())
    return f"""config:
  tracardi:kubernetes:{lines}
  tracardi:application: {{adminEmail: ops@example.com}}
"""


def test_check_looks_at_the_other_stacks_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.live.yaml").write_text(stack(context="production"))
    (tmp_path / "Pulumi.copy.yaml").write_text(stack(context="production"))
    (tmp_path / "Pulumi.broken.yaml").write_text("- [")
    (tmp_path / "Pulumi.yaml").write_text("name: tracardi")

    (finding,) = check("live", None, tmp_path)

    assert finding.path == "tracardi:kubernetes.namespace"
    assert "the stack copy" in finding.rule


def test_a_file_of_another_place_has_no_neighbours(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.live.yaml").write_text(stack(context="production"))
    file = tmp_path / "other.yaml"
    file.write_text(stack(context="production"))

    assert check("copy", file, tmp_path) == []


def test_the_name_of_the_stack_is_checked_too(tmp_path: Path) -> None:
    (tmp_path / "Pulumi._dev.yaml").write_text(stack(renderTo="rendered/dev"))

    (finding,) = check("_dev", None, tmp_path)

    assert finding.path == "Pulumi._dev.yaml"
