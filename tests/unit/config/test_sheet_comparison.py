"""What a decision sheet says about the changes since an earlier state of the same stack."""

import pytest

from config.about import Change
from config.recorded import MERGING_KEY, unchangeable
from config.sheet.blocks import Block, Folded, Paragraph
from config.sheet.comparison import Comparison
from config.sheet.content import sheet
from config.sheet.differences import differences
from config.sheet.markdown import markdown
from config.sizing import estimate
from tests.unit.config.sheets import plain, rows, section, subject, tables
from tests.unit.config.stacks import EXTERNAL, PRODUCTION, SMALLEST, decisions

pytestmark = pytest.mark.unit

TITLE = "What changed since main"
BROKEN = "application: {partitioning: {event: fortnight}}"


def changes(before: tuple[str, ...], after: tuple[str, ...]) -> list[Block]:
    """What stands below the heading of the comparison."""
    compared = Comparison("main", "0123456789abcdef", subject(*before))
    return section(sheet(subject(*after), compared), TITLE)


def test_nothing_changed() -> None:
    assert changes((SMALLEST,), (SMALLEST,)) == [Paragraph(("No decision changed.",))]


def test_an_answer_that_is_written_down_is_no_change() -> None:
    assert changes((SMALLEST,), (SMALLEST, "deployment: {tier: dev}")) == [
        Paragraph(("No decision changed.",))
    ]


def test_what_cannot_be_changed_comes_first_and_says_what_breaks() -> None:
    later = """
    application: {loggingLevel: info, partitioning: {event: year}}
    dependencies: {elasticsearch: {shards: 5, storage: {size: 30Gi}}}
    """
    found = changes((SMALLEST,), (SMALLEST, later))
    changed = rows(found[:2])
    recorded = {each.path: each for each in unchangeable(decisions(later)).values()}
    shards = recorded["tracardi:dependencies.elasticsearch.shards"]

    assert plain(found[0].text) == (  # type: ignore[union-attr]
        "2 unchangeable decisions changed. A stack that is installed refuses this at the preview."
    )
    assert {path: row[3] for path, row in changed.items()} == {
        "dependencies.elasticsearch.shards": "never",
        "application.partitioning.event": "never",
        "dependencies.elasticsearch.storage.size": "costly",
        "application.loggingLevel": "free",
    }
    assert list(changed)[2:] == [
        "dependencies.elasticsearch.storage.size",
        "application.loggingLevel",
    ]
    row = changed["dependencies.elasticsearch.shards"]
    assert row[:3] == ["3", "5", "default to given"]
    assert shards.consequence[1:] in row[4]
    assert shards.migration[1:].replace("`", "") in row[4]
    assert "**never**" in markdown(found)


@pytest.mark.parametrize("key", unchangeable(decisions()))
def test_every_recorded_decision_has_a_difference_of_its_own(key: str) -> None:
    layer = {
        "platform": "deployment: {platform: docker}",
        "namespace": "kubernetes: {namespace: other}",
        "elasticsearchTopology": EXTERNAL,
        "mysqlTopology": EXTERNAL,
        "redisTopology": EXTERNAL,
    }
    path = unchangeable(decisions())[key].path
    name = path.removeprefix("tracardi:")
    if key not in layer:
        *above, last = name.split(".")
        value = {
            "event": "year", "profile": "year", "session": "year", "entity": "year",
            "log": "year", "fieldUpdateLog": "year", "shards": "7", "fieldUpdateLogShards": "7",
            "accessMode": "ReadWriteOncePod", "authentication": "mysql_native_password",
        }.get(last, "other")  # fmt: skip
        layer[key] = "".join(f"{{{part}: " for part in above) + f"{{{last}: {value}}}"
        layer[key] += "}" * len(above)
    before, after = subject(SMALLEST).decisions, subject(SMALLEST, layer[key]).decisions
    assert before is not None
    assert after is not None
    found = {each.path: each for each in differences(before, after)}

    recorded = found[path].recorded
    assert found[path].change is Change.NEVER
    assert recorded is not None
    assert recorded.path == path


def test_what_follows_from_a_preset_is_a_change() -> None:
    changed = rows(changes((SMALLEST,), (SMALLEST, "workload: {preset: large}")))

    assert changed["workload.preset"][:3] == ["none", "large", "default to given"]
    assert changed["workload.eventsPerDay"][2] == "default to preset"


def test_what_comes_and_goes_with_a_topology_is_folded() -> None:
    outside = EXTERNAL.replace("kubernetes: {context: production}", "")
    found = changes((SMALLEST,), (SMALLEST, outside))
    opened, folded = rows(found, folded=False), rows(found, folded=True)

    assert opened["dependencies.mysql.topology"][:2] == ["single", "external"]
    assert opened["dependencies.mysql.host"][:2] == ["not there", "mysql.example.com"]
    assert folded["dependencies.mysql.bufferPool"][:2] == ["none", "not there"]
    assert folded["dependencies.mysql.port"][:2] == ["not there", "3306"]
    assert any(
        "defaults that came or went" in plain(b.summary) for b in found if isinstance(b, Folded)
    )


def test_a_group_that_comes_is_told_by_what_stands_in_it() -> None:
    tenancy = "application: {multiTenancy: {privateDomain: a.example.com, publicDomain: b.io}}"
    changed = rows(changes((SMALLEST,), (SMALLEST, tenancy)))
    back = rows(changes((SMALLEST, tenancy), (SMALLEST,)))

    assert "application.multiTenancy" not in changed
    assert changed["application.multiTenancy.publicDomain"][:2] == ["not there", "b.io"]
    assert back["application.multiTenancy.publicDomain"][:2] == ["b.io", "not there"]


def test_secrets_are_told_by_name_alone() -> None:
    before = EXTERNAL + "adminPassword: {secure: AdminPassword123}\n"
    after = EXTERNAL.replace("RedisPassword12345", "RedisPassword54321").replace(
        "mysqlPassword: {secure: MysqlPassword12345}", "mysqlPassword: MysqlPassword12345"
    )
    found = changes((before,), (after, "mergingKey: {secure: MergingKey1234567890}"))
    text = markdown(found)

    assert "No decision changed." in text
    assert "- `redisPassword`: encrypted anew, perhaps with another value" in text
    assert "- `mysqlPassword`: now in clear text" in text
    assert "- `adminPassword`: removed" in text
    assert "- `mergingKey`: added. **It can never become another one:** " in text
    assert MERGING_KEY.consequence[1:] in text
    assert "elasticsearchPassword" not in text
    assert "Password12345" not in text
    assert "Password54321" not in text


def test_the_estimate_says_what_changes_with_the_decisions() -> None:
    layer = "workload: {eventsPerDay: 5000}"
    found = rows(section(changes((SMALLEST,), (SMALLEST, layer)), "Estimate"))
    now = estimate(decisions(layer)).everything[-1].bytes_per_node or 0

    assert found["Disk per node after 24 months, nothing deleted"] == [
        "not known",
        f"{now / 1024**3:.1f} GiB",
    ]
    assert "Shards at most" not in found
    shards = estimate(decisions("dependencies: {elasticsearch: {shards: 1}}"))
    found = rows(changes((SMALLEST,), (SMALLEST, "dependencies: {elasticsearch: {shards: 1}}")))
    assert found["Shards after 24 months, nothing deleted"][1] == (
        f"{shards.everything[-1].shards:,}"
    )


def test_a_new_file_is_one_in_which_everything_is_new() -> None:
    after = subject(EXTERNAL, PRODUCTION)
    found = section(sheet(after, Comparison("main", "0123456789abcdef", None)), TITLE)
    added = rows(found)

    assert "commit `0123456789ab` has no such file, so that every decision is new." in markdown(
        found
    )
    assert added["deployment.tier"][:2] == ["production", "given"]
    assert "deployment.platform" not in added
    assert "- `mysqlPassword`: added" in markdown(found)


def test_a_file_that_was_broken_counts_as_new() -> None:
    compared = Comparison("main", "0123456789abcdef", subject(SMALLEST, BROKEN))
    text = markdown(section(sheet(subject(SMALLEST), compared), TITLE))

    assert "cannot be read as decisions (`tracardi:application.partitioning.event`: must be" in text
    assert "| `application.adminEmail` | `ops@example.com` | given |" in text


def test_a_file_that_is_broken_now_is_not_compared() -> None:
    assert changes((SMALLEST,), (SMALLEST, BROKEN)) == [
        Paragraph(("Nothing can be compared until the errors are put right.",))
    ]


def test_changes_come_before_findings_unless_there_are_errors() -> None:
    compared = Comparison("main", "0123456789abcdef", subject(SMALLEST))
    fine = markdown(sheet(subject(EXTERNAL, PRODUCTION), compared))
    wrong = markdown(sheet(subject(SMALLEST, BROKEN), compared))

    assert fine.index("## What changed") < fine.index("## Findings")
    assert wrong.index("## Findings") < wrong.index("## What changed")


def test_every_row_of_a_comparison_has_every_column() -> None:
    found = changes((SMALLEST,), (EXTERNAL, PRODUCTION))

    assert all(len(row) == len(table.columns) for table in tables(found) for row in table.rows)
