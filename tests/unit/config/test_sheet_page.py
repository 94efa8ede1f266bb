"""The decision sheet as a page: complete, by itself, and with curves that can be read back."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from config.sheet.blocks import Block, Chart, Code, Folded, Table
from config.sheet.content import sheet
from config.sheet.curves import charts
from config.sheet.html import page
from config.sizing import Estimate, estimate
from tests.unit.config.sheets import plain, subject, tables
from tests.unit.config.stacks import EXTERNAL, PRODUCTION, SMALLEST

pytestmark = pytest.mark.unit

KNOWN = "workload: {eventsPerDay: 20000, retention: {event: 6, session: 6, log: 1}}"
HOSTILE = "</td><script>alert('x')</script>\"'`|&amp;\n\u202e"


class Reader(HTMLParser):
    """Tags with their attributes, cells, headings, and the scripts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.cells: list[str] = []
        self.scripts: list[str] = []
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "wbr"):
            self.open.append(tag)
        for kept, kind in ((self.cells, "td"), (self.scripts, "script"), (self.titles, "title")):
            if tag == kind:
                kept.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open:
            self.cells[-1] += data
        elif self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        elif self.open and self.open[-1] == "title":
            self.titles[-1] += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def page_of(*layers: str) -> str:
    return page(sheet(subject(*layers)), "Decision sheet: test")


def drawn(text: str) -> dict[str, tuple[list[dict[str, Any]], dict[str, Any]]]:
    """The traces and the layout of each chart, as plotly is told to draw them."""
    found = {}
    for script in read(text).scripts:
        call = re.search(r'Plotly\.newPlot\(\s*"([^"]+)",\s*', script)
        if call is not None and len(script) < 100_000:
            decoder = json.JSONDecoder()
            traces, end = decoder.raw_decode(script, call.end())
            comma = re.compile(r",\s*").match(script, end)
            assert comma is not None
            layout, _ = decoder.raw_decode(script, comma.end())
            found[call[1]] = (traces, layout)
    return found


def estimated(*layers: str) -> Estimate:
    decisions = subject(*layers).decisions
    assert decisions is not None
    return estimate(decisions)


def test_nothing_on_the_page_leads_outside() -> None:
    reader = read(page_of(SMALLEST, KNOWN))
    names = {name for _, attributes in reader.tags for name in attributes}
    policies = [
        attributes["content"] for tag, attributes in reader.tags if "http-equiv" in attributes
    ]

    assert not names & {"src", "href", "srcset", "action", "data", "poster", "background"}
    assert not {"link", "iframe", "object", "embed", "base"} & {tag for tag, _ in reader.tags}
    assert len(policies) == 1
    assert str(policies[0]).startswith("default-src 'none'; ")
    assert "url(" not in page_of(SMALLEST, KNOWN).split("</style>")[0]


def test_the_page_holds_every_cell_of_the_sheet() -> None:
    blocks = sheet(subject(EXTERNAL, PRODUCTION))
    cells = [plain(cell) for table in tables(blocks) for row in table.rows for cell in row]
    reader = read(page(blocks, "Decision sheet: test"))

    assert reader.cells == cells
    assert reader.titles == ["Decision sheet: test"]
    assert sum(tag == "details" for tag, _ in reader.tags) == sum(
        isinstance(block, Folded) for block in blocks
    )


def test_plotly_stands_in_it_once() -> None:
    scripts = read(page_of(SMALLEST, KNOWN)).scripts

    assert sum(len(script) > 1_000_000 for script in scripts) == 1


def test_no_answer_becomes_a_tag() -> None:
    blocks: list[Block] = [Table(("A",), (((Code(HOSTILE),),), ((HOSTILE,),)))]
    reader = read(page(blocks, HOSTILE))

    assert [tag for tag, _ in reader.tags].count("script") == 1
    assert all("alert('x')</script>\"'`|&amp;\\n\\u202e" in cell for cell in reader.cells)
    assert reader.titles[0].startswith("</td><script>")


def test_the_curves_are_those_of_the_estimate() -> None:
    wanted = estimated(SMALLEST, KNOWN)
    found = drawn(page_of(SMALLEST, KNOWN))
    shards = {trace["name"]: trace["y"] for trace in found["chart-shards"][0]}
    disk = {trace["name"]: trace["y"] for trace in found["chart-disk"][0]}
    volume = (wanted.disk_per_node_bytes or 0) / 1024**3

    assert shards["nothing is deleted"] == [month.shards for month in wanted.everything]
    assert shards["with retention"] == [month.shards for month in wanted.kept]
    assert shards["limit"] == [wanted.shard_limit] * 24
    assert shards["80 % of the limit"] == pytest.approx([wanted.shard_limit * 0.8] * 24)
    assert disk["nothing is deleted"] == pytest.approx(
        [(month.bytes_per_node or 0) / 1024**3 for month in wanted.everything], abs=0.001
    )
    assert disk["with retention"][-1] < disk["nothing is deleted"][-1]
    assert disk["volume"] == [volume] * 24
    assert [disk[name][0] for name in disk if "%" in name] == pytest.approx(
        [volume * 0.95, volume * 0.90, volume * 0.85]
    )
    for traces, _ in found.values():
        assert all(trace["x"] == list(range(1, 25)) for trace in traces)
        assert all(trace["hovertemplate"] for trace in traces)


def test_the_charts_say_what_they_show_and_in_which_unit() -> None:
    found = {name: layout for name, (_, layout) in drawn(page_of(SMALLEST, KNOWN)).items()}

    assert {
        name: (layout["title"]["text"], layout["yaxis"]["title"]["text"])
        for name, layout in found.items()
    } == {
        "chart-shards": ("Shards in the cluster", "Shards"),
        "chart-disk": ("Data on each Elasticsearch node", "GiB"),
    }
    assert all("Months" in layout["xaxis"]["title"]["text"] for layout in found.values())


def test_what_is_not_known_is_not_drawn() -> None:
    assert [chart.name for chart in charts(estimated(SMALLEST))] == ["shards"]
    assert [curve.name for curve in next(charts(estimated(SMALLEST))).curves] == [
        "nothing is deleted",
        "limit",
        "80 % of the limit",
    ]
    disk = list(charts(estimated(EXTERNAL, KNOWN)))[-1]
    assert [curve.name for curve in disk.curves] == ["nothing is deleted", "with retention"]


def test_the_same_decisions_make_the_same_page() -> None:
    assert page_of(SMALLEST, KNOWN) == page_of(SMALLEST, KNOWN)


def test_a_page_without_an_estimate_needs_no_plotly() -> None:
    broken = page_of(SMALLEST, "application: {partitioning: {event: fortnight}}")

    assert len(broken) < 100_000
    assert not any(isinstance(block, Chart) for block in sheet(subject(SMALLEST, "a: b"))[:1])
