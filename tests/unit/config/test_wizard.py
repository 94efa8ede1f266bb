"""`python -m config wizard` without a terminal: answers from a file and from the environment."""

import json
import os
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from config.__main__ import main
from config.wizard import vault
from config.wizard.existing import Existing
from config.wizard.given import VARIABLE_PREFIX, variable, variables
from config.wizard.progress import Progress, from_answers, load, progress_file, save, usable
from config.wizard.prompts import PROMPTS
from config.wizard.review import examined, required_secrets
from config.wizard.sofar import SoFar
from config.wizard.values import as_text, from_text
from tests.unit.config.stacks import PROJECT
from tests.unit.config.wizard import ANSWERS
from tools.engine import Engine, Source

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def no_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answers of whoever runs the tests."""
    for name in os.environ:
        if name.startswith(VARIABLE_PREFIX):
            monkeypatch.delenv(name)


class Project:
    """A folder for the files of stacks, and the wizard in it."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capture = capture
        self.file = folder / "Pulumi.live.yaml"

    def wizard(self, answers: str | None, *words: str) -> tuple[int, str]:
        """The exit code and what was printed."""
        if answers is not None:
            (self.folder / "answers.yaml").write_text(answers)
            words = ("--answers", str(self.folder / "answers.yaml"), *words)
        code = main(["wizard", "live", *words], self.folder)
        return code, self.capture.readouterr().out

    def errors(self, answers: str, *words: str) -> list[str]:
        """The lines of a session that writes nothing."""
        code, said = self.wizard(answers, *words)
        assert code == 2
        assert not self.file.exists()
        return said.splitlines()


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Project:
    return Project(tmp_path, capsys)


def config(file: Path) -> Mapping[str, object]:
    content: Mapping[str, object] = yaml.safe_load(file.read_text())["config"]
    return content


def test_the_file_holds_what_differs_and_what_matters(project: Project) -> None:
    code, said = project.wizard(ANSWERS)

    assert code == 0
    assert "no findings" in said
    assert "docs/decisions.md" in said
    assert main(["check", "live", "--strict"], project.folder) == 0
    assert config(project.file) == {
        "tracardi:deployment": {
            "edition": "open-source",
            "platform": "kubernetes",
            "tier": "dev",
            "version": "1.0.0",
        },
        "tracardi:kubernetes": {"context": "staging", "namespace": "tracardi"},
        "tracardi:dependencies": {
            "elasticsearch": {
                "topology": "single",
                "shards": 3,
                "memory": "8Gi",
                "storage": {"storageClass": "fast"},
            },
            "mysql": {"topology": "single"},
            "redis": {"topology": "single", "storage": {"storageClass": "fast"}},
            "pulsar": {"topology": "none"},
        },
        "tracardi:application": {
            "adminEmail": "ops@example.com",
            "partitioning": {"event": "month", "profile": "quarter", "session": "quarter"},
            "loggingLevel": "info",
        },
    }


def test_dotted_paths_variables_and_a_whole_file_give_the_same_bytes(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert project.wizard(ANSWERS)[0] == 0
    first = project.file.read_bytes()

    assert project.wizard(project.file.read_text())[0] == 0
    assert project.file.read_bytes() == first

    project.file.unlink()
    paths = {
        "kubernetes.context": "staging",
        "application.adminEmail": "ops@example.com",
        "application.loggingLevel": "info",
        "dependencies.elasticsearch.memory": "8Gi",
        "dependencies.elasticsearch.storage.storageClass": "fast",
        "dependencies.redis.storage.storageClass": "fast",
    }
    assert project.wizard(json.dumps(paths))[0] == 0
    assert project.file.read_bytes() == first

    project.file.unlink()
    for path, value in paths.items():
        monkeypatch.setenv(variable(path), value)
    assert project.wizard(None)[0] == 0
    assert project.file.read_bytes() == first


def test_a_variable_wins_over_the_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACARDI_WIZARD_KUBERNETES_CONTEXT", "other")
    monkeypatch.setenv("TRACARDI_WIZARD_KUBERNETES_NAMESPACE", "")  # is none

    assert project.wizard(ANSWERS)[0] == 0
    assert config(project.file)["tracardi:kubernetes"] == {
        "context": "other",
        "namespace": "tracardi",
    }


def test_every_answer_has_a_variable_of_its_own() -> None:
    leaves = {prompt.path for prompt in PROMPTS if not prompt.branches}

    assert leaves <= set(variables().values())
    assert len(set(variables().values())) == len(variables())
    assert variables()["TRACARDI_WIZARD_APPLICATION_PARTITIONING_FIELD_UPDATE_LOG"] == (
        "application.partitioning.fieldUpdateLog"
    )


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("application.workflows", "FALSE", False),
        ("application.workflows", "no", "no"),
        ("dependencies.elasticsearch.shards", "4", 4),
        ("dependencies.elasticsearch.shards", "4.5", "4.5"),
        ("dependencies.elasticsearch.shards", "9" * 5000, "9" * 5000),
        ("exposure.trustedProxies", "10.0.0.5, 10.0.0.6", ["10.0.0.5", "10.0.0.6"]),
        ("exposure.trustedProxies", '["*"]', ["*"]),
        ("exposure.trustedProxies", "[", "["),
        ("kubernetes.nodeSelector", "{disk: ssd}", {"disk": "ssd"}),
        ("kubernetes.namespace", " on ", "on"),
        ("workload.preset", "small", "small"),
    ],
)
def test_a_text_becomes_the_kind_of_answer_that_is_wanted(
    path: str, text: str, value: object
) -> None:
    assert from_text(path, text, SoFar({})) == value
    if not isinstance(value, dict):
        assert from_text(path, as_text(value), SoFar({})) == value


def test_what_is_required_is_listed_at_once(project: Project) -> None:
    lines = project.errors(
        "dependencies: {mysql: {topology: external}, elasticsearch: {topology: external}}"
    )

    assert [line.split(" ")[1] for line in lines] == [
        "tracardi:kubernetes:",
        "tracardi:dependencies.elasticsearch.hosts:",
        "tracardi:dependencies.mysql.host:",
        "tracardi:dependencies.elasticsearch.dataNodes:",
        "tracardi:application.adminEmail:",
        "tracardi:dependencies.elasticsearch.username:",
        "tracardi:dependencies.mysql.username:",
    ]
    assert "TRACARDI_WIZARD_KUBERNETES_RENDER_TO" in lines[0]
    assert "TRACARDI_WIZARD_DEPENDENCIES_MYSQL_HOST" in lines[2]


def test_what_is_wrong_is_said_as_check_says_it_and_nothing_is_written(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACARDI_WIZARD_KUBERNETES_NAMESPACE", "Customers")
    monkeypatch.setenv("TRACARDI_WIZARD_KUBERNETES_CONTEXTS", "x")
    wrong = "\napplication.loggingLevl: info\ndependencies.redis.memory: 4\nfoo: 1\nimages: {}"
    lines = project.errors(ANSWERS + wrong)

    assert lines[0].startswith("error: TRACARDI_WIZARD_KUBERNETES_CONTEXTS: is no variable")
    assert "did you mean TRACARDI_WIZARD_KUBERNETES_CONTEXT?" in lines[0]
    assert {line.split(" ")[1].rstrip(":") for line in lines[1:]} == {
        "tracardi:foo",
        "tracardi:kubernetes.namespace",
        "tracardi:application.loggingLevl",
        "tracardi:dependencies.redis.memory",
    }
    (memory,) = [line for line in lines if "redis.memory" in line]
    assert memory.endswith("write a whole number with a unit, for instance 512Mi or 20Gi")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("dependencies.mysql.host: mysql.example.com", "write topology: external to use it"),
        ("deployment: {edition: commercial}", "is not installed by this version"),
        ("deployment.tier: production", "to tracardi:deployment.acceptRisks"),
        ("kubernetes.context: x", "is answered twice"),
        ("adminPassword: hunter2hunter2hunter2", "is a secret"),
        ("adminPasword: hunter2hunter2hunter2", "did you mean tracardi:adminPassword"),
        ("kubernetes.renderTo: out", "stands beside context"),
        ("application.caches: 5", "must be a mapping of keys"),
        ("a: &a [*a]", "is no key"),
        ("exposure: &e {mode: *e}", "must be none"),
    ],
)
def test_wrong_answers(more: str, said: str, project: Project) -> None:
    lines = project.errors(f"{ANSWERS}\n{more}")

    assert any(said in line for line in lines)
    assert not any("hunter2" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: {", "is not YAML"),
        ("- a", "is no mapping of keys"),
        ("config: 5", "has a config without keys"),
        ("[" * 5000, "nested too deeply"),
    ],
)
def test_a_file_that_holds_no_answers(text: str, said: str, project: Project) -> None:
    assert any(said in line for line in project.errors(text))


def test_answers_beyond_the_questions_are_taken_too(project: Project) -> None:
    more = """
application.caches: {sourceSeconds: 5}
exposure.trustedProxies: ["*"]
"""
    assert project.wizard(ANSWERS + more)[0] == 0
    text = project.file.read_text()
    assert "caches:\n      #" in text
    assert '      - "*"\n' in text or "      - '*'\n" in text


def test_a_file_with_other_decisions_is_replaced_on_demand_only(project: Project) -> None:
    project.file.write_text(
        "encryptionsalt: v1:abc\n"
        "config: {'tracardi:kubernetes': {context: old}, 'aws:region': eu, "
        "'tracardi:application': {adminEmail: ops@example.com, loggingLevel: info}, "
        "'tracardi:sentryDsn': {secure: v1:x}}"
    )
    before = project.file.read_text()
    code, said = project.wizard(ANSWERS)
    assert code == 2
    assert project.file.read_text() == before
    assert "- tracardi:kubernetes.context: old becomes staging" in said
    assert "adminEmail" not in said

    assert project.wizard(ANSWERS, "--overwrite")[0] == 0
    after = yaml.safe_load(project.file.read_text())
    assert after["encryptionsalt"] == "v1:abc"
    assert after["config"]["aws:region"] == "eu"
    assert after["config"]["tracardi:sentryDsn"] == {"secure": "v1:x"}
    assert project.wizard(ANSWERS)[0] == 0, "the same decisions once more"
    assert sorted(each.name for each in project.folder.iterdir()) == [
        "Pulumi.live.yaml",
        "answers.yaml",
    ]


EXTERNAL = """
dependencies.mysql: {topology: external, host: mysql.example.com, username: tracardi}
"""


def test_secrets_are_left_to_pulumi(project: Project) -> None:
    code, said = project.wizard(ANSWERS + EXTERNAL, "--secret", "adminPassword")

    assert code == 1
    assert "error: tracardi:mysqlPassword: is missing" in said
    for key in ("mysqlPassword", "adminPassword"):
        assert f"\npulumi config set --secret tracardi:{key} --stack live\n" in said
    assert "Password" not in project.file.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set-secrets",), "there is no terminal"),
        (("--secret", "adminPasword"), "Is adminPassword meant?"),
        (("--secret", "redisPassword"), "cannot be brought along"),
        (("--answers", "missing.yaml"), "missing.yaml: cannot be read"),
    ],
)
def test_words_that_cannot_be_followed(
    words: tuple[str, ...], said: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACARDI_WIZARD_KUBERNETES_CONTEXT", "staging")
    monkeypatch.setenv("TRACARDI_WIZARD_APPLICATION_ADMIN_EMAIL", "ops@example.com")
    code, printed = project.wizard(None, *words)

    assert code == 2
    assert said in " ".join(printed.split())
    assert not project.file.exists()


@pytest.mark.parametrize("name", ["../live", "a/b/c/d", "", "live stack"])
def test_names_that_no_stack_has(name: str, tmp_path: Path) -> None:
    assert main(["wizard", name], tmp_path) == 2
    assert main(["wizard"], tmp_path) == 2
    assert list(tmp_path.iterdir()) == []


def test_values_of_secrets_go_to_the_standard_input_of_pulumi(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi, heard = tmp_path / "pulumi", tmp_path / "heard"
    pulumi.write_text(f'#!/bin/sh\necho "$@" >> "{heard}"\ncat >> "{heard}"\necho >> "{heard}"\n')
    pulumi.chmod(0o755)
    engine = Engine(pulumi, Source.PATH, "a stand-in")
    monkeypatch.setattr("tools.engine.find_engine", lambda say: say("looking") or engine)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "for tests")
    said: list[str] = []

    vault.set_secrets("live", tmp_path, {"adminPassword": "value-of-the-secret"}, said.append)

    lines = heard.read_text().splitlines()
    assert any("stack select --create --stack live" in line for line in lines)
    at = next(n for n, line in enumerate(lines) if "config set --secret" in line)
    assert lines[at].endswith("--stack live tracardi:adminPassword")
    assert lines[at + 1] == "value-of-the-secret"
    assert said[-1] == "tracardi:adminPassword is set."

    pulumi.write_text("#!/bin/sh\necho 'no such stack' >&2\nexit 1\n")
    with pytest.raises(vault.NotSet, match="no such stack"):
        vault.set_secrets("live", tmp_path, {"adminPassword": "value-of-the-secret"}, said.append)
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE_FILE", raising=False)
    with pytest.raises(vault.NotSet, match="PULUMI_CONFIG_PASSPHRASE_FILE"):
        vault.set_secrets("live", tmp_path, {"adminPassword": "value-of-the-secret"}, said.append)
    assert "value" not in " ".join(said)


def test_progress_survives_and_what_no_longer_fits_is_dropped(tmp_path: Path) -> None:
    file = tmp_path / "saved.json"
    assert load(file) is None
    answers: dict[str, object] = {
        "deployment.tier": "production",
        "kubernetes?": "context",
        "kubernetes.namespace": None,
        "application.gone": 5,
        "dependencies.redis.memory": "4",
        "application?": "gone",
    }
    save(file, Progress(answers, {}, {"application.caches.sourceSeconds": 5}))
    loaded = load(file)
    assert loaded is not None
    assert usable(loaded) == Progress(
        {"deployment.tier": "production", "kubernetes?": "context", "kubernetes.namespace": None},
        {},
        {"application.caches.sourceSeconds": 5},
    )
    for broken in ("", "[]", '{"format": 99}', '{"format": 1, "answers": []}', "\xff"):
        file.write_text(broken, "latin-1")
        assert load(file) is None


def test_what_is_not_asked_is_kept_of_a_file_that_is_changed() -> None:
    taken = from_answers({"kubernetes.context": "live", "application.caches.sourceSeconds": 5})

    proposed = {path: value for path, value in taken.proposals.items() if value is not None}
    assert proposed == {"kubernetes.context": "live"}
    assert taken.kept == {"application.caches.sourceSeconds": 5}


def test_progress_is_ignored_by_git() -> None:
    name = progress_file("acme/tracardi/live", PROJECT).relative_to(PROJECT)
    patterns = (PROJECT / ".gitignore").read_text().splitlines()

    assert any(fnmatch(f"/{name}", pattern) for pattern in patterns)


def test_secrets_that_are_still_to_be_set_count_as_given() -> None:
    answers = {
        "kubernetes.context": "staging",
        "application.adminEmail": "ops@example.com",
        "dependencies.redis.topology": "external",
        "dependencies.redis.host": "redis.example.com",
    }
    decisions, findings = examined(answers, Existing())

    assert decisions is not None
    assert findings == []
    assert required_secrets(decisions) == ["redisPassword"]
