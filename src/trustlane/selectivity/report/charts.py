"""Charts of a report as SVG text: the same figures give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Colour is never alone: every chart also names its lanes in words.
COLOURS = {
    "green": "#2f9e62",
    "blue": "#2d72c4",
    "yellow": "#e3b505",
    "orange": "#e8770c",
    "red": "#cc2f3c",
    "complete": "#2f9e62",
    "request_for_information": "#e3b505",
    "control_at_entry": "#e8770c",
    "request_for_screening": "#b4538a",
    "do_not_load": "#cc2f3c",
}
INK, MUTED, RULE, ACCENT = "#1d273b", "#5c6878", "#d9dee5", "#24507f"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "trustlane",
    "text.parse_math": False,  # a lane may be called anything, dollars included
    "font.family": "sans-serif",
    "font.sans-serif": ["Inter", "Segoe UI", "Helvetica", "Arial", "DejaVu Sans"],
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": RULE,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
}


def words(name: str) -> str:
    """A code as people say it."""
    return name.replace("_", " ").capitalize()


def drawn(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty figure in the manner of the reports, its size in inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.tick_params(length=0)
    return figure, axes


def svg(figure: Figure, label: str) -> str:
    """The figure as an SVG element for a page, with a text for those who cannot see it."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r'<svg ([^>]*?)width="[^"]*pt" height="[^"]*pt"', r"<svg \1", text, count=1)
    text = text.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)
    return re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)


def two_worlds(counts: Sequence[tuple[str, int, int]], label: str) -> str:
    """Bars of each lane with and without credit: (lane, with, without)."""
    with mpl.rc_context(STYLE):
        figure, axes = drawn(6.4, 0.55 * len(counts) + 0.9)
        for place, (lane, with_credit, without) in enumerate(counts):
            colour = COLOURS.get(lane, ACCENT)
            axes.barh(place - 0.19, with_credit, 0.36, color=colour)
            axes.barh(place + 0.19, without, 0.36, color=colour, alpha=0.38)
            axes.text(with_credit, place - 0.19, f" {with_credit:,} with credit", va="center", fontsize=8.5)
            axes.text(without, place + 0.19, f" {without:,} without", va="center", fontsize=8.5, color=MUTED)
        axes.set_yticks(range(len(counts)), [words(lane) for lane, *_ in counts])
        axes.invert_yaxis()
        axes.set_xlim(0, max([1, *(max(a, b) for _, a, b in counts)]) * 1.22)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        return svg(figure, label)


def stacked_days(days: Sequence[str], lanes: Sequence[tuple[str, Sequence[float]]], label: str) -> str:
    """The share of each lane day by day, in per cent, the strictest at the bottom."""
    with mpl.rc_context(STYLE):
        figure, axes = drawn(11.2, 2.7)
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        places = list(range(len(days)))
        axes.stackplot(
            places,
            *[values for _, values in lanes],
            colors=[COLOURS.get(lane, ACCENT) for lane, _ in lanes],
            labels=[words(lane) for lane, _ in lanes],
        )
        step = max(1, len(days) // 10)
        axes.set_xticks(places[::step], list(days[::step]))
        axes.set_xlim(0, max(1, len(days) - 1))
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9)
        return svg(figure, label)


def intervals(rows: Sequence[tuple[str, float, float, float, str]], label: str) -> str:
    """Rates with their intervals: (name, rate, low, high, note), in shares."""
    with mpl.rc_context(STYLE):
        figure, axes = drawn(6.4, 0.46 * max(1, len(rows)) + 0.8)
        for place, (name, rate, low, high, note) in enumerate(rows):
            colour = COLOURS.get(name, ACCENT)
            axes.plot(
                [low * 100, high * 100], [place, place], color=colour, linewidth=5, alpha=0.32, solid_capstyle="round"
            )
            axes.plot([rate * 100], [place], "o", color=colour, markersize=8)
            axes.text(high * 100, place, f"  {rate:.1%}  {note}", va="center", fontsize=8.5)
        axes.set_yticks(range(len(rows)), [words(name) for name, *_ in rows])
        axes.invert_yaxis()
        axes.set_xlim(0, max([0.01, *(high for _, _, _, high, _ in rows)]) * 135)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
        return svg(figure, label)


def groups(rows: Sequence[tuple[str, float, float]], label: str) -> str:
    """Examination rates by group in both worlds, in shares: (group, with credit, without)."""
    with mpl.rc_context(STYLE):
        figure, axes = drawn(6.4, 0.75 * len(rows) + 0.7)
        for place, (_, with_credit, without) in enumerate(rows):
            axes.barh(place - 0.2, with_credit * 100, 0.36, color=ACCENT)
            axes.barh(place + 0.2, without * 100, 0.36, color=ACCENT, alpha=0.35)
            axes.text(with_credit * 100, place - 0.2, f" {with_credit:.1%} with credit", va="center", fontsize=8.5)
            axes.text(without * 100, place + 0.2, f" {without:.1%} without", va="center", fontsize=8.5, color=MUTED)
        axes.set_yticks(range(len(rows)), [name for name, *_ in rows])
        axes.invert_yaxis()
        axes.set_xlim(0, max([0.001, *(max(a, b) for _, a, b in rows)]) * 135)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
        return svg(figure, label)
