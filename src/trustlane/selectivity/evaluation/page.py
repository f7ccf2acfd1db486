"""An evaluation as one page: precision by inspection rate, every figure with its deviation, what is within noise."""

from __future__ import annotations

import io
import re
from html import escape
from importlib import resources

import matplotlib as mpl
from matplotlib.figure import Figure

from trustlane.selectivity.evaluation.result import BY_LOT, COMMODITY, LOOK_UP, MODEL, Evaluation, KindResult, sentences
from trustlane.selectivity.report.charts import ACCENT, MUTED, RULE, STYLE

DRAWN = {
    MODEL: (ACCENT, "o", "-"),
    COMMODITY: ("#b4538a", "s", "--"),
    LOOK_UP: ("#e8770c", "^", ":"),
    BY_LOT: (MUTED, "x", ":"),
}
HOW = (
    "Rows that agree on commodity, departure, origin, tax rate, tax type and net mass are one combination. They are "
    "dealt into folds; everything is learnt outside a fold and judged on the first row of each combination in it."
)


def page(found: Evaluation) -> str:
    """The whole page as HTML text; the same result gives the same bytes."""
    css = resources.files("trustlane.selectivity.report").joinpath("page.css").read_text("utf-8")
    head = (
        '<header><p class="mark">Trustlane</p><h1>How well the model tells cases apart</h1>'
        f"<p>{found.rows:,} lines, {found.combinations:,} combinations, {found.folds} folds. {HOW}</p></header>"
    )
    left = "".join(f"<li>{escape(kind)}: {escape(why)}.</li>" for kind, why in found.left_out.items())
    body = "".join(_section(one, found.rates) for one in found.kinds)
    if left:
        body += f"<section><h2>Not evaluated</h2><ul>{left}</ul></section>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Evaluation of the model</title><style>{css}</style></head>"
        f"<body><main>{head}{body}</main></body></html>\n"
    )


def _section(one: KindResult, rates: tuple[float, ...]) -> str:
    heads = (
        "".join(f"<th>Precision at {rate:.0%}</th>" for rate in rates)
        + f"<th>Recall at {rates[-1]:.0%}</th><th>AUC</th>"
    )
    rows = "".join(f"<tr><td>{escape(method)}</td>{_cells(one, method, rates)}</tr>" for method in one.methods)
    noise = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences(one, rates))
    return (
        f"<section><h2>{escape(one.kind.replace('_', ' ').capitalize())}</h2>"
        f"<p>{one.judged:,} combinations judged, {one.base:.1%} of them with a find.</p>"
        f"<figure>{_chart(one, rates)}</figure>"
        f'<div class="scroll"><table><thead><tr><th>Method</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"<h2>What is within noise</h2><ul>{noise}</ul></section>"
    )


def _cells(one: KindResult, method: str, rates: tuple[float, ...]) -> str:
    means = [one.precision(method, place) for place in range(len(rates))]
    means += [one.recall(method, len(rates) - 1), one.auc(method)]
    return "".join(f"<td>{mean.mean:.3f} ± {mean.sd:.3f}</td>" for mean in means)


def _chart(one: KindResult, rates: tuple[float, ...]) -> str:
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8.4, 3.6), layout="constrained")
        axes = figure.add_subplot()
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        places = range(len(rates))
        for method, (colour, mark, line) in DRAWN.items():
            if method in one.methods:
                means = [one.precision(method, place) for place in places]
                axes.errorbar(
                    places,
                    [mean.mean for mean in means],
                    [mean.sd for mean in means],
                    color=colour,
                    marker=mark,
                    linestyle=line,
                    capsize=3,
                    label=method,
                )
        axes.axhline(one.base, color=RULE, linewidth=1)
        axes.set_xticks(list(places), [f"{rate:.0%} inspected" for rate in rates])
        axes.set_ylabel("share of inspections that find")
        axes.set_ylim(0)
        axes.legend(frameon=False, ncols=2)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    svg = stream.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'<svg ([^>]*?)width="[^"]*pt" height="[^"]*pt"', r"<svg \1", svg, count=1)
    return svg.replace("<svg ", f'<svg role="img" aria-label="Precision by inspection rate: {escape(one.kind)}" ', 1)
