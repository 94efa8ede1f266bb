"""Decision sheets as Markdown: nothing that stands in an answer becomes markup, and none is too
long for a comment.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.findings import Finding
from config.sheet.blocks import (
    Block,
    Bullets,
    Code,
    Folded,
    Heading,
    Line,
    Paragraph,
    Strong,
    Table,
    prose,
    visible,
)
from config.sheet.content import sheet
from config.sheet.length import LONGEST_SHEET, fitted
from config.sheet.markdown import markdown, text
from config.sheet.subject import Subject
from tests.unit.config.sheets import outside, spans, subject, written
from tests.unit.config.stacks import CLUSTERS, EXTERNAL, PRODUCTION, SMALLEST

pytestmark = pytest.mark.unit

ANYTHING = st.text() | st.text(alphabet="`|\\<>@#$*_[](){}!:&~ \nwww.http://ab1-+=")
MARKUP = set("`|\\<>@#$*_[]{}&~\n\r")
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
ENTITY = re.compile(r"&#\d+;")
HTML_CODE = re.compile(r"<code>(.*?)</code>")
HOSTILE = [
    "",
    " ",
    "|",
    "a | b",
    "\\|",
    "a\\",
    "`",
    "``",
    "`a`|`b`",
    "</code></td><script>alert(1)</script>",
    "<!-- -->",
    "--><img src=x onerror=alert(1)>",
    "@team",
    "ops@example.com",
    "owner/repository#1 GH-12",
    "https://example.com/?a=b&c=d www.example.com",
    ":smile: x:smile:",
    "$x$ $$y$$ $`z`$",
    "**bold** _it_ ~~no~~ [a](b) ![c](d)",
    "a\nb\r\n| c |\n\n# d",
    "&lt; &#64; &amp;",
    "\u202egnp.exe \u200b \u2028 \x00 \x1b[31m",
    "\ud800",
    "# a",
    "> a",
    "- a",
    "1. a",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_what_looks_like_markup_stays_a_text(value: str) -> None:
    check_row(value)
    check_words(value)


@given(ANYTHING)
def test_no_answer_breaks_a_table(value: str) -> None:
    check_row(value)


@given(ANYTHING)
def test_no_words_become_markup(value: str) -> None:
    check_words(value)


def check_row(value: str) -> None:
    table = Table(("One", "Two", "Three"), (((Code(value), " = ", Code(value)), (value,), ("x",)),))
    head, line, row = markdown([table]).splitlines()

    assert (head, line) == ("| One | Two | Three |", "| --- | --- | --- |")
    cells = row.removeprefix("| ").removesuffix(" |").split(" | ")
    assert row.count("|") == 4
    assert spans(cells[0]) == [visible(value), visible(value)]
    assert outside(cells[0]) == " = "
    assert not MARKUP & set(outside(cells[1]))
    assert all(not PUNCTUATION.search(ENTITY.sub("", code)) for code in HTML_CODE.findall(row))
    assert cells[2] == "x"


def check_words(value: str) -> None:
    written = text((Code("a"), ": ", *prose(value), Strong("b")))
    rest = outside(written.removesuffix("**b**"))

    assert not MARKUP & set(rest)
    assert not re.search(r"://|www\.|:\w+:|\bGH-\d", rest, re.IGNORECASE)
    assert "\n" not in written


@given(st.lists(ANYTHING, max_size=5))
def test_pieces_side_by_side_stay_apart(values: list[str]) -> None:
    line: Line = tuple(Code(value) for value in values)

    assert spans(text(line)) == [visible(value) for value in values]


@given(ANYTHING)
def test_no_summary_of_a_fold_becomes_markup(value: str) -> None:
    lines = markdown([Folded((value,), Table(("A",), ((("b",),),)))]).splitlines()

    assert lines[0] == "<details>"
    assert not re.search(r"<(?!/?summary>)", lines[1])
    assert lines[2:] == ["", "| A |", "| --- |", "| b |", "", "</details>"]


def test_a_sheet_with_hostile_answers_keeps_its_lines() -> None:
    hostile = "x|y`</details><b>@team\n"
    finding = Finding(hostile, hostile, hostile, hostile)
    lines = markdown(sheet(Subject(hostile, None, (finding,)))).splitlines()

    assert all(not MARKUP - {"*", "#"} & set(outside(line)) for line in lines)
    assert not any(line.startswith("<") for line in lines)


def test_code_in_our_sentences_is_code() -> None:
    assert (
        text(prose("run `make up`, or set MERGING_KEY.")) == "run `make up`, or set `MERGING_KEY`."
    )


def big(length: int, rows: int) -> list[Block]:
    cells = tuple(((Code(f"path{row}"),), (Code("v" * length),), ("why",)) for row in range(rows))
    table = Table(("Decision", "Answer", "Why"), cells)
    return [
        Heading(("Title",)),
        table,
        Folded(("9 defaults",), table),
        Bullets(tuple(cell[1] for cell in cells)),
        Paragraph(("The end.",)),
    ]


def test_what_fits_is_left_as_it_is() -> None:
    assert fitted(big(10, 10), markdown) == markdown(big(10, 10))


def test_what_is_folded_is_cut_first_and_in_two_steps() -> None:
    blocks = big(30, 100)
    whole = markdown(blocks)
    narrow = fitted(blocks, markdown, len(whole) - 1)
    cut = fitted(blocks, markdown, len(narrow) - 1)

    assert (
        "<summary>9 defaults, without their columns Why: a comment holds no more</summary>"
        in narrow
    )
    assert narrow.count("`path99`") == 2
    assert "<details>" not in cut
    assert "9 defaults" in cut
    assert "left out here, because a comment holds no more" in cut
    assert markdown([blocks[1]]).strip() in cut


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 300), st.integers(1, 300), st.integers(3000, 20000))
def test_nothing_is_too_long(length: int, rows: int, longest: int) -> None:
    text = fitted(big(length, rows), markdown, longest)

    assert len(text) <= longest
    assert "Title" in text
    assert "The end." in text
    if len(markdown(big(length, rows))) > longest:
        assert "a comment holds no more" in text


def test_thousands_of_errors_still_make_a_comment() -> None:
    findings = tuple(Finding(f"tracardi:{n}", "|" * 60, "is wrong", "mend it") for n in range(5000))
    text = fitted(sheet(Subject("test", None, findings)), markdown)

    assert len(text) <= LONGEST_SHEET
    assert "- `tracardi:0` = <code>" in text
    assert "5000 errors" in text
    assert re.search(r"\d{4} lines left out here", text)
    assert "**6.2 Disaster recovery**" in text


EVERYTHING = """
workload: {preset: large, retention: {event: 12, session: 12, log: 2, fieldUpdateLog: 6}}
application:
  commercial: {}
  multiTenancy: {privateDomain: api.example.com, publicDomain: collect.example.com}
backup:
  mode: scheduled
  elasticsearch: {schedule: 0 3 * * *}
  mysql: {schedule: 0 2 * * *}
monitoring: {mode: bundled, bundled: {}, telemetry: {openTelemetry: {endpoint: http://otel:4318}}}
"""


def test_a_full_production_stack_fits_with_every_answer() -> None:
    stack = subject(CLUSTERS, EVERYTHING)
    assert stack.decisions is not None, stack.errors
    whole, text = written(CLUSTERS, EVERYTHING), fitted(sheet(stack), markdown)

    assert len(whole) > LONGEST_SHEET
    assert len(text) < LONGEST_SHEET
    decided = re.findall(r"^\| (`[^|]+`) \|", whole, re.MULTILINE)
    assert [path for path in decided if path not in text] == []


@pytest.mark.parametrize("layers", [(SMALLEST,), (EXTERNAL, PRODUCTION)])
def test_an_ordinary_stack_fits_as_it_is(layers: tuple[str, ...]) -> None:
    assert len(written(*layers)) < LONGEST_SHEET
