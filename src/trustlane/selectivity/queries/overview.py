"""The figures of a day and of a period: lanes, capacity, who is examined how often, what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Count, F, Q, QuerySet

from trustlane.access.evaluator import Someone, in_force
from trustlane.declarations import queries as declarations
from trustlane.selectivity import policy
from trustlane.selectivity.intervals import Rate
from trustlane.selectivity.labels import UNTOUCHED, Outcome, World
from trustlane.selectivity.models import BasisVersion, Decision, Price
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries.counting import TRUSTED_GROUPS, Countable, countable
from trustlane.selectivity.queries.decisions import ENTRY, HELD, Wanted, narrowed
from trustlane.selectivity.queries.decisions import decided as standing_decisions


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were decided, of them looked at, held for an image or inspection, drawn by lot, changed by credit."""

    decided: int
    looked: int
    held: int
    drawn: int
    changed: int


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
    unit: str = ""

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
    # Each end by itself: the database finds the first row of an index, and reads no other.
    ordered = _asked(by, at, known).values_list("day", flat=True)
    first, last = ordered.order_by("day").first(), ordered.order_by("-day").first()
    return (first, last) if first is not None and last is not None else None


def stamp() -> tuple[int, int]:
    """Changes whenever a figure could: decisions and reports of what was done are only ever added."""
    last = Decision.objects.order_by("-id").values_list("id", flat=True).first()
    return last or 0, declarations.last_report()


def offices(*, by: Someone, at: datetime) -> tuple[str, ...]:
    """Every office that looks at something, as far as this person works for it."""
    in_force().require(by, Permission.SEE_OVERVIEW, at=at)
    priced = Price.objects.exclude(office="")
    mine = in_force().visible(by, Permission.SEE_LANE, priced, at)
    return tuple(mine.values_list("office", flat=True).distinct().order_by("office"))


def tally(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> Tally:
    """The figures of a day or a period, goods and entry summaries together."""
    rows = _countable(wanted, by, at, known)
    counted = rows.query.aggregate(
        decided=rows.count(),
        looked=rows.count(~Q(lane__in=UNTOUCHED)),
        held=rows.count(Q(lane__in=HELD)),
        drawn=rows.count(Q(drawn=True)),
        changed=rows.count(~Q(lane=F("lane_without_credit"))),
    )
    return Tally(**counted)


def lanes(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> tuple[LaneCount, ...]:
    """Declarations by lane in both worlds, the mildest first; lanes nobody took in either are left out."""
    rows = _countable(wanted, by, at, known)
    with_credit = dict(rows.query.values_list("lane").annotate(n=rows.count()))
    without = dict(rows.query.values_list("lane_without_credit").annotate(n=rows.count()))
    return tuple(
        LaneCount(lane, with_credit.get(lane, 0), without.get(lane, 0))
        for lane in Outcome.values
        if lane in with_credit or lane in without
    )


def uses(day: date, *, office: str = "", by: Someone, at: datetime, known: datetime | None = None) -> tuple[Use, ...]:
    """Expected use of every bounded look on a day, by the last prices fitted for each office."""
    in_force().require(by, Permission.SEE_OVERVIEW, at=at)
    made = standing_decisions(known=known).filter(day=day)
    rows = Price.objects.filter(
        day=day, table__in=made.values("prices").distinct(), table__world=World.WITH_CREDIT, capacity_milli__gte=0
    )
    rows = in_force().visible(by, Permission.SEE_LANE, rows.filter(office=office) if office else rows, at)
    last = rows.order_by("office", "track", "look", "-table__fitted_at", "-id").distinct("office", "track", "look")
    summed: dict[tuple[str, str], tuple[int, int]] = {}
    for track, look, expected, room in last.values_list("track", "look", "expected_milli", "capacity_milli"):
        before = summed.get((track, look), (0, 0))
        summed[track, look] = (before[0] + expected, before[1] + room)
    units = _units(BasisVersion.objects.filter(version__in=made.values("basis").distinct()).last())
    order = {lane: place for place, lane in enumerate(Outcome.values)}
    return tuple(
        Use(track, look, expected / 1000, room / 1000, units.get(look, ""))
        for (track, look), (expected, room) in sorted(summed.items(), key=lambda pair: order.get(pair[0][1], 99))
    )


def _units(basis: BasisVersion | None) -> Mapping[str, str]:
    return units_of(basis.policy) if basis is not None else {}


@lru_cache(maxsize=8)
def units_of(policy_text: str) -> Mapping[str, str]:
    """What a look uses up, by look, in the words of the policy; nothing where the text kept is no whole policy."""
    try:
        chosen = policy.parse(policy_text)
    except policy.PolicyRefused:
        return {}
    return {name: look.unit for track in chosen.tracks.values() for name, look in track.looks.items()}


def examined(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> tuple[Examined, ...]:
    """Examination rates of trusted operators and of all others, in both worlds; entry summaries left out."""
    rows = _countable(wanted, by, at, known)
    counted = (
        rows.query.exclude(regime=ENTRY)
        .values_list("group")
        .annotate(
            n=rows.count(), held=rows.count(Q(lane__in=HELD)), without=rows.count(Q(lane_without_credit__in=HELD))
        )
    )
    found: dict[bool, tuple[Rate, Rate]] = {}
    for group, n, held, without in counted:
        trusted = group in TRUSTED_GROUPS
        before = found.get(trusted, (Rate(0, 0), Rate(0, 0)))
        found[trusted] = (Rate(held, n) + before[0], Rate(without, n) + before[1])
    return tuple(
        Examined(name, *found.get(trusted, (Rate(0, 0), Rate(0, 0))))
        for trusted, name in ((True, "trusted"), (False, "others"))
    )


def by_day(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> tuple[DayShares, ...]:
    """Declarations of each day by lane, the oldest first; days on which nothing was decided stand empty."""
    rows = _countable(wanted, by, at, known)
    found: dict[date, dict[str, int]] = {}
    for day, lane, count in rows.query.values_list("day", "lane").annotate(n=rows.count()):
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
    query = narrowed(_asked(by, at, known), wanted, known=known).filter(
        declaration__in=declarations.examined(known=known)
    )
    hit = Q(declaration__in=declarations.examined("find", known=known))
    counted = query.values_list("lane").annotate(cases=Count("id"), hits=Count("id", filter=hit))
    rates = {lane: Rate(hits, cases) for lane, cases, hits in counted}
    return tuple(Found(lane, rates[lane]) for lane in Outcome.values if lane in rates)


def _countable(wanted: Wanted, by: Someone, at: datetime, known: datetime | None) -> Countable:
    """Rows to be counted for somebody's figures: those of the offices they work for."""
    in_force().require(by, Permission.SEE_OVERVIEW, at=at)
    return countable(wanted, by=by, at=at, known=known)


def _asked(by: Someone, at: datetime, known: datetime | None) -> QuerySet[Decision]:
    """Decisions for somebody's figures: those of the offices they work for."""
    in_force().require(by, Permission.SEE_OVERVIEW, at=at)
    return in_force().visible(by, Permission.SEE_LANE, standing_decisions(known=known), at)
