"""The worked examples of docs/sizing.md: the program, the page and plain arithmetic agree."""

import re
from collections.abc import Callable
from functools import cache

import pytest
import yaml

from config.decisions import Decisions
from config.groups.workload import Assumptions, Workload
from config.presets import PRESETS, fill
from config.sizing import (
    bytes_per_node,
    disk_per_node,
    estimate,
    heap_needed,
    indices,
    largest_shard,
    mysql_connections_needed,
    peak_events_per_second,
    public_api_processes_needed,
    redis_needed,
    shard_limit,
    shards,
    workers_needed,
)
from tests.unit.config.stacks import PROJECT

pytestmark = pytest.mark.unit

PAGE = (PROJECT / "docs" / "sizing.md").read_text("utf-8")

EXAMPLES = {
    "shop": "A shop with 50 thousand events a day",
    "news site": "A news site with 20 million events a day",
    "platform": "A platform with 80 tenants",
}


def _largest(decisions: Decisions) -> int | None:
    largest = largest_shard(decisions)
    return None if largest is None else largest[1]


FIGURES: dict[str, Callable[[Decisions], int | None]] = {
    "indices after 24 months, nothing deleted": lambda d: indices(d, 24, kept=False),
    "indices after 12 months, with retention": lambda d: indices(d, 12),
    "indices after 24 months, with retention": lambda d: indices(d, 24),
    "shards after 24 months, nothing deleted": lambda d: shards(d, 24, kept=False),
    "shards after 12 months, with retention": lambda d: shards(d, 12),
    "shards after 24 months, with retention": lambda d: shards(d, 24),
    "shards at most": shard_limit,
    "bytes of the largest shard": _largest,
    "bytes per node after 24 months, nothing deleted": lambda d: bytes_per_node(d, 24, kept=False),
    "bytes per node after 12 months, with retention": lambda d: bytes_per_node(d, 12),
    "bytes per node after 24 months, with retention": lambda d: bytes_per_node(d, 24),
    "bytes of disk per node": disk_per_node,
    "bytes of heap per data node": lambda d: heap_needed(d, 24),
    "bytes in Redis": redis_needed,
    "MySQL connections": mysql_connections_needed,
    "events a second at the peak": peak_events_per_second,
    "processes of the public API": public_api_processes_needed,
    "background workers": workers_needed,
}


def section(title: str) -> str:
    """The text below the heading `title`, up to the next one."""
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str, first: str) -> dict[str, list[str]]:
    """The table of `text` whose first column is called `first`, its rows by their first cells."""
    table = re.search(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", f"{text}\n", re.MULTILINE)
    assert table is not None, first
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table[1].splitlines()]
    return {name.strip("`"): rest for name, *rest in cells}


@cache
def example(name: str) -> Decisions:
    """The decisions of the stack that stands in the example."""
    (snippet,) = re.findall(r"```yaml\n(.*?)```", section(EXAMPLES[name]), re.DOTALL)
    stack = yaml.safe_load(snippet)
    return Decisions.model_validate({key.removeprefix("tracardi:"): stack[key] for key in stack})


def figures(name: str) -> dict[str, int]:
    """The figures of the example's table."""
    return {key: int(value) for key, [value] in rows(section(EXAMPLES[name]), name).items()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_program_comes_to_the_figures_of_the_page(name: str) -> None:
    written = figures(name)

    assert len(written) >= 13
    assert {key: FIGURES[key](example(name)) for key in written} == written


def test_every_figure_stands_on_the_page() -> None:
    assert {key for name in EXAMPLES for key in figures(name)} == FIGURES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_last_for_two_years(name: str) -> None:
    found = estimate(example(name))
    disk = found.disk_per_node_bytes

    assert disk is not None
    for month in found.kept:
        assert month.shards < 0.8 * found.shard_limit
        assert (month.bytes_per_node or 0) < 0.85 * disk


def test_the_shop_by_hand() -> None:
    written = figures("shop")
    # 15 of 24 months of events and sessions; 730 days of profiles and entities.
    events = 50_000 * 1500 * 365 / 12 * 15
    sessions = 5_000 * 1500 * 365 / 12 * 15
    profiles = 1_500 * 4000 * 730
    entities = 50_000 * 1500 * 0.02 * 730

    assert written["indices after 24 months, nothing deleted"] == 6 * 9 * 2
    assert written["indices after 24 months, with retention"] == (6 + 9 + 6 + 9 + 9 + 9) * 2
    assert written["shards after 24 months, with retention"] == 96 * 1 * 1
    assert written["bytes per node after 24 months, with retention"] == pytest.approx(
        (events + sessions + profiles + entities) * 1.1 * 1.05, abs=10
    )
    assert written["bytes of disk per node"] == 60 * 1024**3
    assert written["bytes of heap per data node"] == pytest.approx(
        512 * 1024**2 + 96 * 500 * 1024 + 96 / 3000 * 1024**3, abs=10
    )
    assert written["bytes in Redis"] == pytest.approx(
        64 * 1024**2 + 834 * 4500 + 834 / 2 * 2000, abs=10
    )
    assert written["MySQL connections"] == (2 + 3 + 2 + 1) * 10 + 15
    assert written["events a second at the peak"] - 1 < 50_000 * 4 / 86_400 <= 3


def test_the_news_site_by_hand() -> None:
    written = figures("news site")
    day = 20_000_000 * 1000
    kept = (
        day * 365 / 12 * 4
        + 4_000_000 * 1200 * 365 / 12 * 4
        + day * 0.05 * 365 / 12 * 2
        + 400_000 * 2500 * 730
        + day * 0.02 * 730
    )
    everything = (day * (1 + 0.05 + 0.02) + 4_000_000 * 1200 + 400_000 * 2500) * 730

    assert written["indices after 24 months, nothing deleted"] == (3 * 25 + 9 + 2 * 3) * 2
    assert written["indices after 24 months, with retention"] == (5 + 9 + 5 + 3 + 3 + 3) * 2
    assert written["shards after 24 months, with retention"] == (25 * 18 + 3) * 2 * 2
    assert written["shards after 24 months, nothing deleted"] == (87 * 18 + 3) * 2 * 2
    assert written["bytes of the largest shard"] == pytest.approx(day * 365 / 12 * 1.1 / 18, abs=10)
    assert written["bytes per node after 24 months, with retention"] == pytest.approx(
        kept * 1.1 * 1.05 * 2 / 6, abs=10
    )
    assert written["bytes per node after 24 months, nothing deleted"] == pytest.approx(
        everything * 1.1 * 1.05 * 2 / 6, abs=10
    )
    assert written["bytes of heap per data node"] == pytest.approx(
        512 * 1024**2 + 52 * 500 * 1024 + 56 / 3000 * 1024**3, abs=10
    )
    assert written["bytes in Redis"] == 64 * 1024**2 + 1_000_000 * 3000 + 500_000 * 1700
    assert written["MySQL connections"] == (30 + 3 + 2 + 1) * 10 + 15
    assert written["processes of the public API"] - 1 < 20e6 * 6 / 86_400 / 2 / 30 <= 24


def test_the_platform_by_hand() -> None:
    written = figures("platform")
    day = 4_000_000 * 1500 * 1.02 + 400_000 * 1500 + 120_000 * 4000

    assert written["indices after 24 months, with retention"] == 6 * 3 * 2 * 80
    assert written["shards after 24 months, with retention"] == 2880 * 2
    assert written["shards at most"] == 9 * 1000
    assert written["bytes per node after 24 months, with retention"] == pytest.approx(
        day * 730 * 1.1 * 1.05 * 2 / 9, abs=10
    )
    assert written["bytes of heap per data node"] == pytest.approx(
        512 * 1024**2 + 2880 * 2 / 9 * 500 * 1024 + 2880 / 3000 * 1024**3, abs=10
    )
    assert written["bytes in Redis"] == pytest.approx(
        64 * 1024**2 + 66_667 * 4500 + 66_667 / 2 * 2000, abs=10
    )
    assert written["MySQL connections"] == (10 + 3 + 2 + 1 + 5 + 2 + 2) * 14 + 15
    assert written["background workers"] - 1 < 186 / 50 <= 4


def test_the_page_names_every_assumption_with_its_default() -> None:
    constants = section("The constants")
    head, tail = constants.split("and in its `assumptions`:")
    of_workload, of_assumptions = rows(head, "key"), rows(tail, "key")

    assert {name: int(cells[0]) for name, cells in of_assumptions.items()} == {
        field.alias: field.default for field in Assumptions.model_fields.values()
    }
    defaults = {field.alias: field.default for field in Workload.model_fields.values()}
    assert of_workload.keys() == {
        name for name in defaults if name == "peakFactor" or str(name).endswith("Bytes")
    }
    for name, cells in of_workload.items():
        assert int(cells[0]) == defaults[name]


def test_the_page_shows_the_presets_as_they_are() -> None:
    table = rows(section("The presets"), "preset")

    assert table.keys() == PRESETS.keys()
    for name, (events, sessions, profiles, months, of_cluster) in table.items():
        stack = {
            "workload": {"preset": name},
            "application": {"adminEmail": "ops@example.com"},
            "dependencies": {"elasticsearch": {"topology": "cluster"}},
        }
        filled, _ = fill(stack)
        decisions = Decisions.model_validate(filled)
        workload = decisions.workload
        assert workload.events_per_day == int(events)
        assert workload.sessions_per_day == int(sessions)
        assert workload.profiles_per_day == int(profiles)
        assert workload.retention.event == (None if months == "for ever" else int(months))
        assert decisions.dependencies.elasticsearch.shards == int(of_cluster)
