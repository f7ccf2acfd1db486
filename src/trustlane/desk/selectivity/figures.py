"""The figures of the overview, each with the address of the rows it was computed from, and the charts made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from trustlane.desk.selectivity.addresses import Rows
from trustlane.pages.badges import badge
from trustlane.pages.charts import Chart, Series
from trustlane.pages.templatetags.pages import day as written_day
from trustlane.selectivity.intervals import Rate
from trustlane.selectivity.labels import Outcome
from trustlane.selectivity.queries import overview

GOODS = ("green", "blue", "yellow", "orange", "red")
GROUPS: dict[str, str | Promise] = {
    "trusted": pgettext_lazy("declarations", "Trusted"),
    "others": pgettext_lazy("declarations", "All others"),
}
# From here on a look counts as used up, and from there on as asked for more often than it can be given.
FULL, OVER = 0.95, 1.05


@dataclass(frozen=True)
class LaneLine:
    """One lane of a day: how many, which share, and how many it would have been without the credit."""

    lane: str
    count: int
    share: float
    href: str
    without: int
    without_href: str


@dataclass(frozen=True)
class RateLine:
    """One rate with its interval; `hits` and `cases` lead to their rows, where the person may see which they are."""

    label: str
    world: str
    lane: str
    rate: Rate
    hits_href: str
    cases_href: str
    tone: str = "accent"


@dataclass(frozen=True)
class Room:
    """What is expected of a look against what there is of it; `state` is room, full, over or closed."""

    lane: str
    expected: float
    capacity: float
    unit: str
    share: float | None
    state: str
    href: str


def lane_lines(counts: Sequence[overview.LaneCount], address: Rows, day: date, *, goods: bool) -> list[LaneLine]:
    """The lanes of goods, all five of them; or the outcomes of entry summaries that occurred."""
    found = {each.lane: each for each in counts if (each.lane in GOODS) == goods}
    if not found:
        return []
    names = GOODS if goods else tuple(lane for lane in Outcome.values if lane in found)
    total = sum(each.count for each in found.values())
    lines = []
    for lane in names:
        count, without = (found[lane].count, found[lane].without) if lane in found else (0, 0)
        lines.append(
            LaneLine(
                lane,
                count,
                count / total if total else 0.0,
                address(first=day, last=day, lane=lane),
                without,
                address(first=day, last=day, without=lane),
            )
        )
    return lines


def rooms(uses: Sequence[overview.Use], address: Rows, day: date) -> list[Room]:
    """How full each look of a day is expected to be."""
    return [
        Room(
            use.look,
            use.expected,
            use.capacity,
            use.unit,
            use.share,
            _state(use),
            address(first=day, last=day, lane=use.look),
        )
        for use in uses
    ]


def _state(use: overview.Use) -> str:
    if use.share is None:
        return "over" if use.expected else "closed"
    if use.share > OVER:
        return "over"
    return "full" if use.share >= FULL else "room"


def examination_lines(
    found: Sequence[overview.Examined], address: Rows, first: date, last: date, *, score: bool
) -> list[RateLine]:
    """How often goods are held, of trusted operators and of all others; in both worlds where credit may be seen."""
    lines = []
    for each in found:
        trusted = {"trusted": "yes" if each.group == "trusted" else "no"} if score else {}
        cases = address(first=first, last=last, track="goods", **trusted) if score else ""
        worlds = [(_("as decided") if score else "", each.with_credit, {"lane": "held"}, "accent")]
        if score:
            worlds.append((_("without credit"), each.without, {"without": "held"}, "second"))
        for world, rate, asked, tone in worlds:
            hits = address(first=first, last=last, track="goods", **trusted, **asked) if score else ""
            lines.append(RateLine(str(GROUPS[each.group]), world, "", rate, hits, cases, tone))
    return lines


def hit_lines(found: Sequence[overview.Found], address: Rows, first: date, last: date) -> list[RateLine]:
    """In how many of the really examined declarations of each lane something was found."""
    return [
        RateLine(
            str(badge("lane" if each.lane in GOODS else "outcome", each.lane).word),
            "",
            each.lane,
            each.rate,
            address(first=first, last=last, lane=each.lane, result="find"),
            address(first=first, last=last, lane=each.lane, result="examined"),
            badge("lane" if each.lane in GOODS else "outcome", each.lane).tone,
        )
        for each in found
    ]


def rate_chart(name: str, title: str, says: str, lines: Sequence[RateLine]) -> Chart:
    """Rates as bars lying down, each with its interval; a click on a bar opens the rows that count as hits."""
    known = [line for line in lines if line.rate.cases]
    return Chart(
        name,
        title,
        "rows",
        [f"{line.label}, {line.world}" if line.world else line.label for line in known],
        [
            Series(
                title,
                [line.rate.rate for line in known],
                low=[line.rate.interval[0] for line in known],
                high=[line.rate.interval[1] for line in known],
                links=[line.hits_href for line in known] if all(line.hits_href for line in known) else (),
            )
        ],
        unit="percent",
        says=says,
        height=200 if len(known) <= 5 else 320,
    )


def days_chart(shares: Sequence[overview.DayShares], address: Rows) -> Chart:
    """What was looked at, day by day; green is left out, for it would hide all else."""
    series = []
    for lane in GOODS[1:]:
        values = [each.lanes.get(lane, 0) for each in shares]
        links = [address(first=each.day, last=each.day, lane=lane) for each in shares]
        series.append(Series(badge("lane", lane).word, values, tone=lane, links=links))
    return Chart(
        "days",
        _("Looked at, day by day"),
        "stacked",
        [written_day(each.day) for each in shares],
        series,
        says=_("Declarations of goods in each lane but green. A click on a bar opens its rows."),
        height=320,
    )
