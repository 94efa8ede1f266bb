"""`python -m config docs`: the reference is that of the models, whole, and can be copied from."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import yaml
from pydantic import Field
from yamllint import linter
from yamllint.config import YamlLintConfig

from config.__main__ import main
from config.decisions import Decisions
from config.environment import VARIABLES, Process, environment
from config.groups.deployment import WAIVERS
from config.parse import examine
from config.questions import QUESTIONS
from config.reference.answers import example, takes, typed, words
from config.reference.entries import entries, is_optional, twins
from config.reference.examples import fenced
from config.reference.page import FILE, is_current, page
from config.reference.secrets import provisions
from config.reference.text import anchor
from config.secrets import SECRETS
from config.shape import keys, models
from config.types import CpuQuantity, EmailAddress, Quantity, TenantName, TrustedProxy
from tests.unit.config.stacks import PROJECT, SMALLEST, decisions, endpoints, merged, split

pytestmark = pytest.mark.unit

PAGE = page()
LINES = PAGE.splitlines()
HEADINGS = [line.lstrip("# ").replace("`", "") for line in LINES if line.startswith("#")]
ANCHORS = [
    *(anchor(heading) for heading in HEADINGS),
    *re.findall(r'<a id="([^"]+)"></a>', PAGE),
]
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)

WITHOUT_EXAMPLE = {"certificateAuthority", "clientCertificate"}
"""Keys of certificates: one that is valid is a page of letters."""


def section(title: str) -> str:
    """What stands below the heading `title`, up to the next heading of its level."""
    level, _, _ = title.partition(" ")
    _, _, below = PAGE.partition(f"{title}\n")
    return re.split(rf"^#{{1,{len(level)}}} ", below, maxsplit=1, flags=re.MULTILINE)[0]


def _plain(text: str) -> str:
    """An example without the namespace in front of its keys."""
    return re.sub(r"^tracardi:", "", text, flags=re.MULTILINE)


def test_the_committed_reference_is_that_of_the_models(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["docs", "--check"]) == 0, "run `make docs`"
    assert main(["docs"]) == 0
    assert capsys.readouterr().out == PAGE == (PROJECT / FILE).read_text("utf-8")


def test_another_reference_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docs", "--check"], tmp_path) == 1
    assert "`make docs` writes it" in capsys.readouterr().err
    file = tmp_path / "decisions.md"
    file.write_text(PAGE.replace("event", "happening", 1))
    assert not is_current(file)
    file.write_text(PAGE)
    assert is_current(file)


def test_it_is_clean_text() -> None:
    assert PAGE.endswith("\n")
    assert not PAGE.endswith("\n\n")
    assert not [line for line in LINES if line != line.rstrip() or "\t" in line]
    assert "\n\n\n" not in PAGE


def test_the_questions_stand_in_their_order_each_with_a_decision() -> None:
    titles = [heading for heading in HEADINGS if re.match(r"\d\.\d ", heading)]

    assert titles == [f"{question.id} {question.title}" for question in QUESTIONS]
    for title in titles:
        assert re.search(r"^#### ", section(f"## {title}"), re.MULTILINE), title


def test_every_key_can_be_linked_to_and_every_link_leads_somewhere() -> None:
    assert sorted(ANCHORS) == sorted(set(ANCHORS)), "two headings with the same anchor"
    for key in keys():
        if len(key.location) > 1:
            assert anchor(".".join(key.location)) in ANCHORS
    links = re.findall(r"\]\(#([^)]*)\)", PAGE)
    assert set(links) <= set(ANCHORS)
    assert anchor("dependencies.elasticsearch.shards") == "dependencieselasticsearchshards"


@pytest.mark.parametrize(
    "line",
    [
        "- Answer: a whole number from 1 to 50",
        "- Default: `3`",
        "- Filled in: `1` with preset `small`, ",
        "- Later change: never, because the first `up` records it: ",
        "- Sets: `ELASTIC_INDEX_SHARDS`",
    ],
)
def test_a_decision_says_what_a_person_asks(line: str) -> None:
    assert line in section("#### `dependencies.elasticsearch.shards`")


def test_what_differs_between_topologies_is_said_of_each() -> None:
    replicas = section("#### `dependencies.elasticsearch.replicas`")
    topology = section("#### `dependencies.redis.topology`")

    assert "`0` (topology `single`)" in replicas
    assert "With topology `external`: " in topology
    assert "- Answer: `single` or `external`" in topology
    assert "- Default: `single`" in topology


def test_what_is_not_installed_says_so() -> None:
    everything = [entry for entry in entries() if f"#### `{entry.path}`" in LINES]
    said = {
        entry.path
        for entry in everything
        if "**Not installed by this version.**" in section(f"#### `{entry.path}`")
    }

    assert said == {entry.path for entry in everything if not entry.is_installed}
    assert {"application.multiTenancy", "dependencies.pulsar.bookies"} <= said
    assert "dependencies.elasticsearch.shards" not in said
    assert "not installed by this version: `docker`" in section("#### `deployment.platform`")


def test_a_group_that_can_be_left_out_is_refused_if_it_is_said_not_to_be_installed() -> None:
    """The other way round, too: what is not said to be so has another fault or none."""
    for entry in entries():
        key = entry.keys[0]
        inner = models(key.field)
        if len(inner) != 1 or not is_optional(key) or key.topology is not None:
            continue
        _, findings = examine(*split(merged(SMALLEST, _plain(fenced(key, inner[0])))))
        refused = any(
            "is not installed by this version" in finding.rule
            or "is of no use with mode" in finding.rule
            for finding in findings
        )
        assert refused == (not entry.is_installed), (entry.path, findings)


def test_every_risk_stands_in_the_table() -> None:
    table = section("## Risks that can be accepted")

    for name, meaning in WAIVERS.items():
        assert f"| `{name}` | {meaning[:1].upper()}{meaning[1:]}. |" in table


def test_every_variable_stands_in_the_index() -> None:
    index = section("## Environment variables")
    names = re.findall(r"^- `(\w+)`: ", index, re.MULTILINE)

    assert names == sorted(names)
    assert set(names) >= {variable.name for variable in VARIABLES}
    assert "- `ENABLE_WORKFLOW`: [`application.workflows`](#applicationworkflows)" in index
    assert "- `AUTO_PROFILE_MERGING`: [secret `merging-key`](#secret-merging-key)" in index


def test_the_variables_of_secrets_are_those_that_processes_get() -> None:
    for process in Process:
        for setting in environment(decisions(), endpoints(), process):
            if setting.secret is not None:
                assert setting.name in SECRETS[setting.secret].variables


def test_when_a_secret_is_asked_for_is_found_out() -> None:
    root, installer, admin, token = (
        provisions(SECRETS[name])
        for name in (
            "mysql-root-password",
            "mysql-installer-password",
            "admin-password",
            "pulsar-token",
        )
    )

    assert root[1].startswith("with `dependencies.mysql.topology: external`: not used")
    assert (
        "with `dependencies.mysql.topology: external` and `dependencies.mysql.installerUsername`: "
        "required"
    ) in installer[2]
    assert admin == ["generated once and kept, unless you set one of your own"]
    assert token[1].startswith(
        "with `deployment.edition: commercial` and `dependencies.pulsar.topology: external`: req"
    )


def test_an_example_has_the_style_of_the_project_and_an_acceptable_shape() -> None:
    style = YamlLintConfig(file=str(PROJECT / ".yamllint.yaml"))

    assert len(EXAMPLES) > 10
    for text in EXAMPLES:
        assert not list(linter.run(text, style)), text
        found, findings = examine(*split(merged(SMALLEST, _plain(text))))
        assert found is not None, (text, findings)


def test_every_answer_has_an_example_that_is_one() -> None:
    for key in keys():
        kind = typed(key.field)
        if not key.is_group and key.name not in WITHOUT_EXAMPLE:
            found = example(kind)
            assert found is not None, key.location
            assert takes(kind, found)


def test_every_group_that_can_be_left_out_has_an_example() -> None:
    shown = [yaml.safe_load(text) for text in EXAMPLES]
    everything = entries()
    alike = twins(everything)
    for entry in everything:
        key = entry.keys[0]
        required = key.field.is_required() or key.field.default is not None
        if not key.is_group or required or entry.path in alike:
            continue
        assert any(_holds(example, key.location) for example in shown), entry.path


def _holds(example: Any, location: tuple[str, ...]) -> bool:
    inner = example.get(f"tracardi:{location[0]}")
    for part in location[1:]:
        inner = inner[0] if isinstance(inner, list) else inner
        inner = inner.get(part) if isinstance(inner, dict) else None
    return inner is not None


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (bool, "`true` or `false`"),
        (int, "a whole number"),
        (Annotated[int, Field(ge=1, le=9)], "a whole number from 1 to 9"),
        (Annotated[int, Field(ge=1)] | None, "a whole number of at least 1"),
        (Literal["year", "month"], "`year` or `month`"),
        (str, "a text"),
        (Quantity, "a whole number with a unit, for instance `512Mi` or `20Gi`"),
        (
            CpuQuantity | None,
            'cores or thousandths of a core as a text, for instance `"2"` or `"500m"`',
        ),
        (EmailAddress, "an address such as `ops@example.com`"),
        (TenantName, "3 to 40 lower-case letters and digits, for instance `acme`"),
        (
            list[TrustedProxy],
            (
                "a list; each entry is the address of the proxy, for instance `10.0.0.5`, "
                'or `"*"` to trust every sender'
            ),
        ),
        (dict[str, int], "a mapping; each key is a text, each value a whole number"),
    ],
)
def test_a_type_is_said_in_words(kind: Any, said: str) -> None:
    assert words(kind) == said


def test_every_group_of_the_model_has_a_place() -> None:
    for name, field in Decisions.model_fields.items():
        if models(field):
            assert f"### tracardi:{name}" in LINES, name
