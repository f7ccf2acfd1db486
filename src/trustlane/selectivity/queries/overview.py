"""The figures of a day and of a period: lanes, capacity, who is examined how often, what is found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from trustlane.access.evaluator import Someone, in_force
from trustlane.declarations import queries as declarations
from trustlane.selectivity.intervals import Rate
from trustlane.selectivity.labels import EXAMINED, Outcome, World
from trustlane.selectivity.models import Decision, Price
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries.decisions import Wanted, narrowed
from trustlane.selectivity.queries.decisions import decided as standing_decisions

HELD = [lane.value for lane in EXAMINED]
ENTRY = "entry_summary"


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many declarations took a lane, and how many would have without the trusted-trader credit."""

    lane: str
    count: int
    without: int


@dataclass(frozen=True, slots=True)
class Use:
    """Expected use of a look and what there is of it, in the look's unit; `share` of 1 is all of it."""

    track: str
    look: str
    expected: float
    capacity: float

    @property
    def share(self) -> float | None:
        return self.expected / self.capacity if self.capacity else None


@dataclass(frozen=True, slots=True)
class Examined:
    """How often goods of a group are held for an image or an inspection, in both worlds."""

    group: str  # trusted, others
    with_credit: Rate
    without: Rate


@dataclass(frozen=True, slots=True)
class DayShares:
    """Declarations of one day by lane."""

    day: date
    lanes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Of the declarations in a lane that were really examined: in how many something was found."""

    lane: str
    rate: Rate


def days(*, by: Someone, at: datetime, known: datetime | None = None) -> tuple[date, date] | None:
    """The first and the last day for which something was decided; None before anything was."""
    ends = _asked(by, at, known).aggregate(first=Min("day"), last=Max("day"))
    return (ends["first"], ends["last"]) if ends["first"] else None


def offices(*, by: Someone, at: datetime, known: datetime | None = None) -> tuple[str, ...]:
    """Every office something was decided for."""
    return tuple(
        _asked(by, at, known).exclude(office="").values_list("office", flat=True).distinct().order_by("office")
    )


def lanes(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> tuple[LaneCount, ...]:
    """Declarations by lane in both worlds, the mildest first; lanes nobody took in either are left out."""
    query = narrowed(_asked(by, at, known), wanted)
    with_credit = dict(query.values_list("lane").annotate(n=Count("id")))
    without = dict(query.values_list("lane_without_credit").annotate(n=Count("id")))
    return tuple(
        LaneCount(lane, with_credit.get(lane, 0), without.get(lane, 0))
        for lane in Outcome.values
        if lane in with_credit or lane in without
    )


def uses(day: date, *, office: str = "", by: Someone, at: datetime) -> tuple[Use, ...]:
    """Expected use of every bounded look on a day, under the prices in force for its decisions."""
    in_force().require(by, Permission.SEE_OVERVIEW, at=at)
    tables = _asked(by, at, None).filter(day=day).values("prices").distinct()
    rows = Price.objects.filter(day=day, table__in=tables, table__world=World.WITH_CREDIT, capacity_milli__gte=0)
    rows = rows.filter(office=office) if office else rows
    summed = rows.values_list("track", "look").annotate(expected=Sum("expected_milli"), room=Sum("capacity_milli"))
    order = {lane: place for place, lane in enumerate(Outcome.values)}
    return tuple(
        Use(track, look, expected / 1000, room / 1000)
        for track, look, expected, room in sorted(summed, key=lambda row: order.get(row[1], 99))
    )


def examined(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> tuple[Examined, ...]:
    """Examination rates of trusted operators and of all others, in both worlds; entry summaries left out."""
    query = narrowed(_asked(by, at, known), wanted).exclude(regime=ENTRY)
    rows = query.values_list("trusted").annotate(
        n=Count("id"),
        held=Count("id", filter=Q(lane__in=HELD)),
        without=Count("id", filter=Q(lane_without_credit__in=HELD)),
    )
    found = {trusted: (Rate(held, n), Rate(without, n)) for trusted, n, held, without in rows}
    return tuple(
        Examined(name, *found.get(trusted, (Rate(0, 0), Rate(0, 0))))
        for trusted, name in ((True, "trusted"), (False, "others"))
    )


def by_day(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> tuple[DayShares, ...]:
    """Declarations of each day by lane, the oldest first; days on which nothing was decided stand empty."""
    query = narrowed(_asked(by, at, known), wanted)
    found: dict[date, dict[str, int]] = {}
    for day, lane, count in query.values_list("day", "lane").annotate(n=Count("id")):
        found.setdefault(day, {})[lane] = count
    if not found:
        return ()
    first, last = min(found), max(found)
    return tuple(
        DayShares(first + timedelta(days=step), found.get(first + timedelta(days=step), {}))
        for step in range((last - first).days + 1)
    )


def found(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> tuple[Found, ...]:
    """Hit rate by lane: finds among the declarations that were really examined, with its interval."""
    query = narrowed(_asked(by, at, known), wanted)
    results = declarations.results(day_from=wanted.day_from, day_to=wanted.day_to, known=known)
    lanes_of = dict(query.filter(declaration__in=list(results)).values_list("declaration", "lane"))
    cases: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for declaration, lane in lanes_of.items():
        cases[lane] += 1
        hits[lane] += results[declaration] == "find"
    return tuple(Found(lane, Rate(hits[lane], cases[lane])) for lane in Outcome.values if cases[lane])


def _asked(by: Someone, at: datetime, known: datetime | None) -> QuerySet[Decision]:
    """Decisions for somebody's figures: those of the offices they work for."""
    in_force().require(by, Permission.SEE_OVERVIEW, at=at)
    return in_force().visible(by, Permission.SEE_LANE, standing_decisions(known=known), at)
