"""What stands in a decision sheet: every question, every answer, every secret, no value of one."""

import hashlib
import ssl
from pathlib import Path

import pytest

from config.about import Change
from config.flat import Origin, answers
from config.groups.deployment import WAIVERS
from config.questions import QUESTIONS, Question
from config.recorded import MERGING_KEY, unchangeable
from config.secrets import SECRETS
from config.shape import keys
from config.sheet.blocks import Bullets, Heading, Paragraph
from config.sheet.content import sheet
from config.sheet.markdown import markdown
from config.sheet.questions import MAIN_DECISIONS
from config.sheet.values import shown, text_of
from config.sizing import estimate
from tests.unit.config.sheets import plain, rows, section, subject, tables, written
from tests.unit.config.stacks import CLUSTERS, EXTERNAL, PRODUCTION, SMALLEST
from tests.unit.config.test_bad_configurations import CASES, Case

pytestmark = pytest.mark.unit

EXAMPLES = {
    "smallest": (SMALLEST,),
    "external": (EXTERNAL,),
    "production": (EXTERNAL, PRODUCTION),
    "clusters": (CLUSTERS,),
    "preset": (SMALLEST, "workload: {preset: large}"),
}
examples = pytest.mark.parametrize("layers", EXAMPLES.values(), ids=EXAMPLES)

WARNING = "application: {partitioning: {event: day}}"
BROKEN = "application: {partitioning: {event: fortnight}}"


def test_the_headline_and_the_first_section_of_the_smallest_stack() -> None:
    assert written(SMALLEST).startswith(
        "# Decision sheet: `test`\n\n"
        "| Edition | Platform | Tier | Version of Tracardi |\n"
        "| --- | --- | --- | --- |\n"
        "| `open-source` | `kubernetes` | `dev` | `1.0.0` |\n\n"
        "0 errors, 0 warnings, 0 accepted risks.\n\n"
        "## Decisions\n\n"
        "### 1.1 Edition\n\n"
        "Open source or commercial? What does the commercial edition add that is needed?\n\n"
        "| Decision | Answer | From | Change later | Consequence |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `deployment.edition` | `open-source` | default | costly | "
    )


def test_the_findings_of_production_stand_before_its_decisions() -> None:
    text = written(EXTERNAL, PRODUCTION)

    assert "0 errors, 0 warnings, 2 accepted risks." in text
    assert (
        "## Findings\n\n"
        "### Risks that are accepted\n\n"
        '- `no-monitoring`: nobody is told when it breaks (`tracardi:monitoring.mode` = `"off"`)\n'
        '- `no-backup`: lost data stays lost (`tracardi:backup.mode` = `"off"`)\n\n'
        "## Decisions\n\n"
    ) in text
    assert (
        '| `no-backup` | Lost data stays lost. | `tracardi:backup.mode` = `"off"` | Leaves '
        "production without backups"
    ) in text


@examples
def test_every_question_has_a_line_of_its_own_in_its_order(layers: tuple[str, ...]) -> None:
    blocks = sheet(subject(*layers))
    titles = [plain(block.text) for block in blocks if isinstance(block, Heading)]
    asked = [title for title in titles if title[0].isdecimal()]

    assert [title.split()[0] for title in asked] == [question.id for question in QUESTIONS]
    for question in QUESTIONS:
        text, *lines = section(blocks, question.id)
        assert text == Paragraph((question.text,))
        assert rows(lines) or isinstance(lines[0], Paragraph)


@examples
def test_every_answer_stands_below_its_question_once(layers: tuple[str, ...]) -> None:
    stack = subject(*layers)
    blocks = sheet(stack)
    assert stack.decisions is not None
    seen: list[str] = []
    for question in QUESTIONS:
        seen += [
            plain(row[0]) for table in tables(section(blocks, question.id)) for row in table.rows
        ]
    wanted = {answer.path.removeprefix("tracardi:"): answer for answer in answers(stack.decisions)}

    assert sorted(seen) == sorted([*wanted, *(s.config_key or s.name for s in SECRETS.values())])
    for path, answer in wanted.items():
        row = rows(section(blocks, str(answer.key.about.question)))[path]
        assert row[:2] == [plain(shown(answer.value)), answer.origin]
        assert row[3]


@examples
def test_only_defaults_that_can_be_changed_are_folded(layers: tuple[str, ...]) -> None:
    stack = subject(*layers)
    blocks = section(sheet(stack), "Decisions")
    assert stack.decisions is not None
    recorded = {decision.path for decision in unchangeable(stack.decisions).values()}
    folded = rows(blocks, folded=True)
    opened = rows(blocks, folded=False)

    for answer in answers(stack.decisions):
        path = answer.path.removeprefix("tracardi:")
        change = Change.NEVER if answer.path in recorded else answer.key.about.change
        matters = path in MAIN_DECISIONS or change is not Change.FREE
        elsewhere = path.startswith("docker.")
        expected = answer.origin is not Origin.DEFAULT or (matters and not elsewhere)
        assert {**folded, **opened}[path][2] == change
        assert ((path in opened), (path in folded)) == (expected, not expected), path


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_every_question_has_a_main_decision_that_every_stack_answers(question: Question) -> None:
    places = {".".join(key.location): key for key in keys()}
    asked = {places[path].about.question for path in MAIN_DECISIONS}

    assert question.id in asked
    for layers in EXAMPLES.values():
        opened = rows(section(sheet(subject(*layers)), question.id), folded=False)
        assert MAIN_DECISIONS & set(opened)


def test_where_an_answer_comes_from() -> None:
    workload = "workload: {preset: large, eventsPerDay: 7000000}"
    found = rows(section(sheet(subject(SMALLEST, workload)), "2.2"))

    assert found["workload.preset"][:2] == ["large", "given"]
    assert found["workload.eventsPerDay"][:2] == ["7000000", "given"]
    assert found["workload.sessionsPerDay"][1] == "preset"
    assert found["workload.peakFactor"][1] == "default"


def states(*layers: str) -> dict[str, str]:
    """The answers of the secrets."""
    found = rows(section(sheet(subject(*layers)), "Decisions"))
    return {key: found[key][0] for key in (s.config_key or s.name for s in SECRETS.values())}


def test_where_each_secret_comes_from() -> None:
    own = states(SMALLEST)
    outside = states(EXTERNAL)

    assert own["mergingKey"] == "generated"
    assert own["checksum-key"] == "generated"
    assert own["redisPassword"] == "generated once and kept"
    assert own["sentryDsn"] == "none"
    assert own["license"] == "not needed"
    assert outside["mysqlPassword"] == "given, encrypted"
    assert outside["mysql-root-password"] == "not needed"
    assert states(SMALLEST, "redisPassword: {secure: a}")["redisPassword"] == (
        "given, encrypted, and read by nothing"
    )
    assert states(SMALLEST, "adminPassword: hunter2hunter2hunter2")["adminPassword"] == (
        "given in clear text"
    )


def test_a_required_secret_that_is_missing_stands_out() -> None:
    without = EXTERNAL.replace("mysqlPassword: {secure: MysqlPassword12345}\n", "")

    assert "| `mysqlPassword` | **required and missing** | default | " in written(without)


def test_a_secret_that_lies_in_the_cluster_is_named() -> None:
    existing = "secrets: {existing: {mysqlPassword: {name: vault, key: mysql}}}"

    assert states(EXTERNAL, existing)["mergingKey"] == "generated"
    assert states(SMALLEST, existing)["mysqlPassword"] == "existing: vault/mysql"


@examples
def test_no_secret_is_on_the_sheet(layers: tuple[str, ...]) -> None:
    secrets = "\n".join(
        f"{secret.config_key}: {{secure: hunter2-{number}-abcdefghijklmnopqrstuvwxyz}}"
        for number, secret in enumerate(SECRETS.values())
        if secret.config_key
    )
    clear = secrets.replace("{secure: ", "").replace("}", "")

    for given in (secrets, clear):
        assert "hunter2" not in written(*layers, given)


def test_errors_come_before_warnings_and_those_before_accepted_risks() -> None:
    blocks = sheet(subject(EXTERNAL, PRODUCTION, WARNING, "exposure: {guiUrl: 'http://a.io'}"))
    titles = [
        plain(block.text) for block in section(blocks, "Findings") if isinstance(block, Heading)
    ]
    (errors,) = section(blocks, "Errors")
    (risks,) = section(blocks, "Risks that are accepted")

    assert titles == ["Errors", "Warnings", "Risks that are accepted"]
    assert isinstance(errors, Bullets)
    (url,) = (plain(line) for line in errors.lines if "guiUrl" in plain(line))
    assert url.startswith("tracardi:exposure.guiUrl = http://a.io: ")
    assert url.endswith(
        ", or accept the risk: add plain-http-urls to tracardi:deployment.acceptRisks"
    )
    assert isinstance(risks, Bullets)
    assert WAIVERS["no-backup"] in plain(risks.lines[-1])


def test_a_sheet_of_what_cannot_be_read_holds_the_findings_and_the_questions() -> None:
    text = written(SMALLEST, BROKEN)

    assert "- `tracardi:application.partitioning.event` = `fortnight`: must be " in text
    assert all(f"- **{question.id} {question.title}**: " in text for question in QUESTIONS)
    assert "Estimate" not in text


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_bad_configuration_has_a_sheet_that_names_what_is_wrong(case: Case) -> None:
    stack = subject(*case.layers)
    blocks = sheet(stack)
    (errors,) = section(blocks, "Errors")

    assert isinstance(errors, Bullets)
    assert [plain(line[:1]) for line in errors.lines] == [error.path for error in stack.errors]
    assert any(line[0].removeprefix("tracardi:").startswith(case.path) for line in errors.lines)
    assert "6.2 Disaster recovery" in markdown(blocks)


@examples
def test_the_estimate_is_told_with_its_figures_and_assumptions(layers: tuple[str, ...]) -> None:
    stack = subject(*layers)
    assert stack.decisions is not None
    estimated = estimate(stack.decisions)
    blocks = section(sheet(stack), "Estimate")
    opened = rows(blocks, folded=False)

    for number in (1, 6, 12, 24):
        month = estimated.everything[number - 1]
        assert opened[str(number)][:2] == [f"{month.indices:,}", f"{month.shards:,}"]
    assert {figure.name for figure in estimated.figures} <= set(opened)
    assert list(rows(blocks, folded=True)) == [each.name for each in estimated.assumptions]


def test_the_disk_is_told_where_the_events_are_known() -> None:
    figures = "workload: {eventsPerDay: 1000000, retention: {event: 3}}"
    unknown = written(SMALLEST)
    known = subject(SMALLEST, figures)
    assert known.decisions is not None
    size = estimate(known.decisions).kept[-1].bytes_per_node or 0
    found = rows(section(sheet(known), "Estimate"), folded=False)

    assert "The disk is not estimated" in unknown
    assert "because no retention is decided" in unknown
    assert found["24"][5] == f"{size / 1024**3:.1f} GiB"
    assert "because no retention is decided" not in written(SMALLEST, figures)


@examples
def test_what_cannot_be_taken_back(layers: tuple[str, ...]) -> None:
    stack = subject(*layers)
    assert stack.decisions is not None
    blocks = section(sheet(stack), "What cannot be taken back")
    (table,) = tables(blocks, folded=False)
    text = "\n".join(plain(row[0]) for row in table.rows)
    for answer in answers(stack.decisions):
        path = answer.path.removeprefix("tracardi:")
        recorded = answer.path in {each.path for each in unchangeable(stack.decisions).values()}
        lasts = recorded or answer.key.about.change is Change.NEVER
        listed = f"{path}: {plain(shown(answer.value))}" in text
        assert listed == (lasts and not path.startswith("docker."))

    assert all(row[1] and row[2] for row in table.rows)
    assert plain(table.rows[-1][0]) == "mergingKey: secret"
    assert MERGING_KEY.consequence[1:] in plain(table.rows[-1][1])


def test_a_certificate_is_told_by_its_fingerprint() -> None:
    text = Path(__file__).with_name("authority.pem").read_text("ascii")
    expected = hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest().upper()
    found = text_of(text)

    assert found.startswith("certificate, SHA-256 ")
    assert found.removeprefix("certificate, SHA-256 ").replace(":", "") == expected
    assert text_of("-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----") != found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "true"),
        ([], "[]"),
        (["a.example.com", "off", "x, y"], '[a.example.com, "off", "x, y"]'),
        ({"team": "data", "zone": ["a", 5]}, "{team: data, zone: [a, 5]}"),
        ("", '""'),
        ("a\nb", '"a\\nb"'),
        ("https://me:hunter2@example.com", "***@example.com"),
        ("-----BEGIN PRIVATE KEY-----abc", "a private key"),
    ],
)
def test_answers_are_told_as_yaml_and_without_credentials(value: object, text: str) -> None:
    assert plain(shown(value)).strip('"') == text.strip('"')


def test_long_texts_that_differ_do_not_look_the_same() -> None:
    assert text_of("a" * 500 + "b") != text_of("a" * 500 + "c")
    assert len(text_of("a" * 500)) < 300
    many = [f"host-{number}.example.com" for number in range(100)]
    assert text_of(many) == f"[{', '.join(many)}]"
