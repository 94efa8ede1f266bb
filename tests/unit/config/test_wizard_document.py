"""The text of the file: readable, kept, and the same to everybody who reads it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yamllint import linter
from yamllint.config import YamlLintConfig

from config.commands.file import Unreadable, yaml_content
from config.wizard.document import MODELINE, document, first_sentence
from config.wizard.existing import Existing, differences, read_existing, replace_file
from config.wizard.fields import flattened, keys_by_path, nested
from config.wizard.flow import Flow
from config.wizard.prompts import PROMPTS
from tests.unit.config.stacks import PROJECT

pytestmark = pytest.mark.unit

LINT = YamlLintConfig(file=str(PROJECT / ".yamllint.yaml"))
BEFORE = """
# written by hand
encryptionsalt: v1:c2FsdA==:v1:bm9uY2U:Y2lwaGVydGV4dA==
config:
  aws:region: eu-west-1
  other:times: {at: 12:30, on: yes, version: 0o17, list: [1, two]}
  tracardi:kubernetes: {context: old}
  tracardi:application: {adminEmail: ops@example.com, caches: {sourceSeconds: 5}}
  mysqlPassword: {secure: v1:a:b}
  tracardi:adminPassword: ""
  tracardi:bakcup: {}
"""


def read(text: str) -> Any:
    content, findings = yaml_content(Path("file"), text.encode())
    assert findings == []
    assert content == yaml.safe_load(text), "PyYAML and Pulumi take it for the same"
    return content


def file_of(answers: dict[str, object], existing: Existing | None = None) -> str:
    return document("live", answers, existing or Existing())


def existing_of(tmp_path: Path, text: str) -> Existing:
    file = tmp_path / "Pulumi.live.yaml"
    file.write_text(text)
    return read_existing(file, Path("Pulumi.live.yaml"))


def test_groups_have_their_questions_and_keys_their_reasons() -> None:
    text = file_of(Flow(PROMPTS, {"kubernetes.context": "live"}).written())

    lines = text.splitlines()
    assert lines[0] == MODELINE
    assert (PROJECT / MODELINE.rpartition("=")[2]).is_file()
    assert lines[lines.index("  tracardi:kubernetes:") - 1] == "  # 1.2 Platform"
    assert lines[lines.index("  tracardi:dependencies:") - 1] == "  # 2.1 Services · 2.2 Scale"
    reason = first_sentence(keys_by_path()["kubernetes.context"][0].field.description or "")
    assert f"    # {reason}" in text
    assert "Cannot be changed\n" in text
    assert list(linter.run(text, LINT)) == []


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=150)
READ_OTHERWISE = st.sampled_from(
    ["yes", "off", "0o17", "12:30", "1e3", "1_000", ".5", "~", "2026-01-01", "null", "0x1f", "="]
)


@given(
    st.dictionaries(
        st.sampled_from(sorted(keys_by_path())),
        TEXTS | READ_OTHERWISE | st.integers() | st.booleans() | st.lists(TEXTS | READ_OTHERWISE),
        max_size=6,
    )
)
def test_every_value_is_read_as_it_was_written(answers: dict[str, object]) -> None:
    answers = flattened(nested(answers))  # no answer stands in another one's way
    content = read(file_of(answers))["config"] or {}

    groups = {key.removeprefix("tracardi:"): value for key, value in content.items()}
    assert flattened(groups) == answers


def test_what_others_have_written_is_kept(tmp_path: Path) -> None:
    existing = existing_of(tmp_path, BEFORE)
    text = file_of({"kubernetes.context": "new"}, existing)

    before, after = yaml_content(Path("f"), BEFORE.encode())[0], read(text)
    assert isinstance(before, dict)
    assert after["encryptionsalt"] == before["encryptionsalt"]
    for key in ("aws:region", "other:times"):
        assert after["config"][key] == before["config"][key]
    assert after["config"]["tracardi:mysqlPassword"] == {"secure": "v1:a:b"}
    assert after["config"]["tracardi:kubernetes"] == {"context": "new"}
    assert existing.answers["application.caches.sourceSeconds"] == 5
    assert existing.dropped == ["bakcup"]
    assert list(linter.run(text, LINT)) == []


def test_long_secrets_stand_on_lines_of_their_own() -> None:
    secret = "v1:" + "x" * 300
    text = file_of({}, Existing(secrets={"license": {"secure": secret}}))

    assert read(text)["config"]["tracardi:license"] == {"secure": secret}
    assert list(linter.run(text, LINT)) == []


def test_a_secret_in_clear_text_is_not_kept(tmp_path: Path) -> None:
    existing = existing_of(tmp_path, "config: {tracardi:adminPassword: hunter2hunter2hunter2}")

    assert existing.dropped == ["adminPassword"]
    assert "hunter2" not in file_of({}, existing)
    assert "hunter2" not in " ".join(differences({}, {}, existing.dropped))


@pytest.mark.parametrize("text", ["- a", "config: [1]", "a: {", "a: 1\na: 2", "config: 5"])
def test_a_file_of_which_nothing_could_be_kept_is_left_alone(text: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"Pulumi\.live\.yaml"):
        existing_of(tmp_path, text)


def test_a_file_is_written_as_a_whole_and_keeps_its_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Pulumi.live.yaml"
    file.write_text("before")
    file.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    replace_file(link, "after")
    assert link.is_symlink()
    assert file.read_text() == "after"
    assert file.stat().st_mode & 0o777 == 0o640

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device", descriptor)

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        replace_file(file, "half")
    assert file.read_text() == "after"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Pulumi.live.yaml", "link.yaml"]


def test_differences_name_both_answers() -> None:
    assert differences({"kubernetes.context": "a", "x": 1}, {"kubernetes.context": "b"}, []) == [
        "tracardi:kubernetes.context: a becomes b",
        "tracardi:x: 1 becomes the default",
    ]
