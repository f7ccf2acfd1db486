"""Charts of a comparison as SVG text: every figure with the interval that these countries leave open."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import matplotlib as mpl

from trustlane.selectivity.report.charts import ACCENT, MUTED, RULE, STYLE, drawn, svg
from trustlane.simulate.trials.figures import Interval

# Told apart by lightness too, for who sees no colours; every line is also named at its end or in the legend.
LINES = ("#24507f", "#e8770c", "#2f9e62", "#b4538a", "#7a5c00", "#5c6878", "#cc2f3c", "#2d72c4")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


def shares(rows: Sequence[tuple[str, Interval]], label: str, *, first: str = "") -> str:
    """A share by policy with its interval; the first policy stands out."""
    with mpl.rc_context(STYLE):
        figure, axes = drawn(6.4, 0.44 * max(1, len(rows)) + 0.8)
        for place, (name, of) in enumerate(rows):
            colour = ACCENT if name == first else MUTED
            if math.isfinite(of.low):
                ends = [max(0.0, of.low) * 100, min(1.0, of.high) * 100]
                axes.plot(ends, [place, place], color=colour, linewidth=5, alpha=0.32, solid_capstyle="round")
            axes.plot([of.mean * 100], [place], "o", color=colour, markersize=8)
            end = min(1.0, of.high) if math.isfinite(of.high) else of.mean
            axes.text(max(end, of.mean) * 100, place, f"   {of.mean:.1%}", va="center", fontsize=9)
        axes.set_yticks(range(len(rows)), [name for name, _ in rows])
        axes.invert_yaxis()
        most = min(1.0, max([0.01, *(of.high if math.isfinite(of.high) else of.mean for _, of in rows)]))
        axes.set_xlim(0, most * 120)
        axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 100])  # the rest is room for the figures
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
        return svg(figure, label)


def groups(policies: Mapping[str, Mapping[str, float]], label: str) -> str:
    """Shares by group and policy: a row a group, a mark a policy."""
    names = sorted({group for of in policies.values() for group in of})
    with mpl.rc_context(STYLE):
        figure, axes = drawn(6.4, 0.62 * max(1, len(names)) + 1.5)
        for number, (policy, of) in enumerate(policies.items()):
            offset = (number - (len(policies) - 1) / 2) * 0.8 / max(len(policies), 1)
            axes.plot(
                [of.get(name, 0.0) * 100 for name in names],
                [place + offset for place in range(len(names))],
                MARKS[number % len(MARKS)],
                color=LINES[number % len(LINES)],
                label=policy,
                markersize=7,
            )
        axes.set_yticks(range(len(names)), [name.capitalize() for name in names])
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False, fontsize=8.5)
        return svg(figure, label)


def lines(
    series: Mapping[str, Sequence[tuple[float, Interval]]],
    across: str,
    label: str,
    *,
    width: float = 11.2,
    unit: str = " %",
    scale: float = 100.0,
    beside: Mapping[float, str] | None = None,
) -> str:
    """Figures along a scale, a line each with its interval as a band: name → (place, figure).

    They are told `scale` times as large, with the `unit` behind. `beside` are figures to hold them against, by name.
    """
    with mpl.rc_context(STYLE):
        figure, axes = drawn(width, 3.4)
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        for level, name in (beside or {}).items():
            axes.axhline(level * scale, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
            axes.annotate(name, (1.0, level * scale), xycoords=("axes fraction", "data"), color=MUTED, fontsize=8.5)
        for number, (name, points) in enumerate(series.items()):
            colour, places = LINES[number % len(LINES)], [place for place, _ in points]
            known = [(place, of) for place, of in points if math.isfinite(of.low)]
            axes.fill_between(
                [place for place, _ in known],
                [of.low * scale for _, of in known],
                [of.high * scale for _, of in known],
                color=colour,
                alpha=0.14,
                linewidth=0,
            )
            means = [of.mean * scale for _, of in points]
            axes.plot(places, means, color=colour, marker=MARKS[number % len(MARKS)], markersize=5, label=name)
        axes.set_xlabel(across)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.3g}{unit}")
        axes.legend(loc="upper left", bbox_to_anchor=(1.08 if beside else 1.0, 1.0), frameon=False, fontsize=9)
        return svg(figure, label)


def held(rows: Sequence[Mapping[str, float]], label: str) -> str:
    """Intervals (low, high) a country, and the truth in or beside each."""
    with mpl.rc_context(STYLE):
        figure, axes = drawn(11.2, 3.4)
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        for place, row in enumerate(rows):
            colour = MUTED if row["covers"] else LINES[1]
            axes.plot([place, place], [row["low"], row["high"]], color=colour, linewidth=2.4 if row["covers"] else 3.6)
        truths = [row["truth"] for row in rows]
        axes.plot(range(len(rows)), truths, "o", color=ACCENT, markersize=4, label="truth")
        axes.set_xlabel("countries, in the order of what escaped")
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_ylim(bottom=0)
        axes.legend(loc="upper left", frameon=False, fontsize=9)
        return svg(figure, label)
