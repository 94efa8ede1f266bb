"""A decision sheet as one page that needs nothing but itself, with the estimate as curves."""

import html
from collections.abc import Sequence
from typing import Final

from config.sheet.blocks import (
    Block,
    Bullets,
    Chart,
    Code,
    Curve,
    Folded,
    Heading,
    Line,
    Paragraph,
    Strong,
    Table,
    visible,
)

_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
"""A browser that is asked for anything outside of the page refuses."""

_STYLE: Final = """
:root { color-scheme: light dark; --text: #1f2328; --back: #ffffff; --line: #d1d9e0;
  --shade: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --back: #0d1117; --line: #3d444d; --shade: #151b23; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back);
  max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left;
  vertical-align: top; }
th { background: var(--shade); }
code { font: 13px/1.4 ui-monospace, monospace; background: var(--shade); padding: .1em .3em;
  border-radius: 4px; overflow-wrap: break-word; }
summary { cursor: pointer; margin: .5rem 0; }
figure { margin: 1.5rem 0; }
.chart { height: 26rem; }
.chart text { fill: var(--text) !important; }
.chart .hoverlayer text { fill: #ffffff !important; }
@media print {
  :root { --text: #000000; --back: #ffffff; --line: #999999; --shade: #f2f2f2; }
  body { font-size: 10pt; margin: 0; max-width: none; }
  tr, figure { break-inside: avoid; }
  .modebar { display: none; }
}
"""

_SCRIPT: Final = """
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});
"""

_COLORS: Final = ("#0072b2", "#e69f00")
"""Of what grows: blue and orange of Okabe and Ito's palette, which differ for every eye."""
_LIMIT_COLORS: Final = ("#d55e00", "#cc79a7", "#009e73", "#56b4e9")
_DASHES: Final = ("solid", "dash", "dashdot", "dot")


def page(blocks: Sequence[Block], title: str) -> str:
    """The whole page. Its curves are drawn by plotly, whose program stands in it."""
    charts = [block for block in blocks if isinstance(block, Chart)]
    body = "\n".join(_block(block, is_first=block in charts[:1]) for block in blocks)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n<script>{_SCRIPT}</script>\n"
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _block(block: Block, *, is_first: bool) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{_line(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{_line(block.text)}</p>"
    if isinstance(block, Bullets):
        lines = "\n".join(f"<li>{_line(line)}</li>" for line in block.lines)
        return f"<ul>\n{lines}\n</ul>"
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Folded):
        summary = f"<summary>{_line(block.summary)}</summary>"
        return f"<details>\n{summary}\n{_table(block.table)}\n</details>"
    return _chart(block, with_program=is_first)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in table.columns)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{_line(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _line(line: Line) -> str:
    return "".join(_piece(piece) for piece in line)


def _piece(piece: str) -> str:
    if isinstance(piece, Code):
        # A path may be broken at its dots, and so be read in a narrow column.
        return f"<code>{_text(piece).replace('.', '.<wbr>')}</code>"
    return f"<strong>{_text(piece)}</strong>" if isinstance(piece, Strong) else _text(piece)


def _text(text: str) -> str:
    return html.escape(visible(text))


def _chart(chart: Chart, *, with_program: bool) -> str:
    # Half of the time that a sheet takes, and needed by no other command.
    from plotly import graph_objects, io  # noqa: PLC0415

    growth = [curve for curve in chart.curves if not curve.limit]
    limits = [curve for curve in chart.curves if curve.limit]
    figure = graph_objects.Figure(
        [
            *(_trace(each, chart.unit, _COLORS, at, 3) for at, each in enumerate(growth)),
            *(_trace(each, chart.unit, _LIMIT_COLORS, at, 1.5) for at, each in enumerate(limits)),
        ],
        _layout(chart),
    )
    drawn = io.to_html(
        figure,
        full_html=False,
        include_plotlyjs=with_program,
        div_id=f"chart-{chart.name}",
        config={"displaylogo": False, "responsive": True},
    )
    return f'<figure class="chart" aria-label="{_text(chart.title)}">\n{drawn}\n</figure>'


def _trace(
    curve: Curve, unit: str, colors: Sequence[str], position: int, width: float
) -> dict[str, object]:
    dash = _DASHES[(position + curve.limit) % len(_DASHES)]
    digits = 0 if unit == "shards" else 1
    return {
        "type": "scatter",
        "mode": "lines",
        "name": curve.name,
        "x": list(range(1, len(curve.values) + 1)),
        "y": list(curve.values),
        "line": {"color": colors[position % len(colors)], "dash": dash, "width": width},
        "hovertemplate": f"%{{y:,.{digits}f}} {unit}",
    }


def _layout(chart: Chart) -> dict[str, object]:
    axis = {"gridcolor": "rgba(128, 128, 128, 0.3)", "zeroline": False, "automargin": True}
    return {
        "template": "none",
        "title": {"text": chart.title},
        "xaxis": {**axis, "title": {"text": "Months since the installation"}, "dtick": 3},
        "yaxis": {
            **axis,
            "title": {"text": chart.unit[:1].upper() + chart.unit[1:]},
            "rangemode": "tozero",
            "separatethousands": True,
        },
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "#333333", "font": {"color": "#ffffff"}},
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.2},
        "margin": {"l": 70, "r": 20, "t": 60, "b": 60},
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "modebar": {"bgcolor": "rgba(0, 0, 0, 0)"},
        "separators": ".,",
    }
