"""The figures of the programme: where cases stand, what is late, who visited, who decided; each leads to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Aggregate, Count, DateTimeField, FloatField, Func, Max, Q, QuerySet, Value

from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.programme.models import Case
from trustlane.programme.moves import DECISIONS
from trustlane.programme.permits import Permission
from trustlane.programme.queries.worklist import (
    SOON,
    decisions_since,
    granted_short,
    late_at,
    planned_since,
    title_of,
)
from trustlane.programme.stages import ENDED, HOLDING, Stage


@dataclass(frozen=True, slots=True)
class StageFigure:
    """The cases at one stage, and for how many days they have been there."""

    stage: str
    cases: int
    small: int
    late: int
    middle: int  # days: half of the cases have been there for longer
    longest: int


@dataclass(frozen=True, slots=True)
class ClockFigure:
    """The cases in which one clock waits for somebody, whichever else does."""

    term: str
    title: str
    running: int
    soon: int
    late: int


@dataclass(frozen=True, slots=True)
class VisitFigure:
    """The visits one validator was drawn for, and the days of these."""

    person: int
    name: str
    days: int
    cases: int


@dataclass(frozen=True, slots=True)
class DecisionFigure:
    """In how many cases one officer decided so, by kind of decision."""

    person: int
    name: str
    cases: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the dashboard shows, of the cases a person may see."""

    stages: tuple[StageFigure, ...]
    clocks: tuple[ClockFigure, ...]
    visits: tuple[VisitFigure, ...]
    decisions: tuple[DecisionFigure, ...]
    short: int  # holders that were granted fewer than three of the seven measures, in a role at least

    def total(self, stages: Iterable[str]) -> int:
        """How many cases stand at these stages."""
        wanted = frozenset(stages)
        return sum(one.cases for one in self.stages if one.stage in wanted)

    def small(self, stages: Iterable[str]) -> int:
        """How many of them are of small firms."""
        wanted = frozenset(stages)
        return sum(one.small for one in self.stages if one.stage in wanted)

    @property
    def late(self) -> int:
        """In how many cases somebody is late."""
        return sum(one.late for one in self.stages)


def figures(who: Someone, *, at: datetime, since: date) -> Figures:
    """Where the cases this person may see stand at an instant; visits and decisions from a day on.

    Raises access' Refused.
    """
    permits = in_force()
    person = permits.require(who, Permission.SEE_FIGURES, at=at)
    cases = permits.visible(person, Permission.SEE_CASE, Case.objects.all(), at)
    return Figures(
        stages=_stages(cases, at),
        clocks=_clocks(cases, at),
        visits=_visits(cases, since),
        decisions=_decisions(cases, since),
        short=permits.visible(person, Permission.SEE_INSIDE, cases, at)
        .filter(granted_short(), stage__in=HOLDING)
        .count(),
    )


class _Median(Aggregate):
    """The middle of the values, in the database."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class _DaysUntil(Func):
    """Whole days from an instant in a column to another; none where that is later."""

    template = "greatest(floor(extract(epoch from (%(expressions)s)) / 86400), 0)"
    arg_joiner = " - "
    output_field = FloatField()


def _stages(cases: QuerySet[Case], at: datetime) -> tuple[StageFigure, ...]:
    days = _DaysUntil(Value(at, output_field=DateTimeField()), "since")
    counted = cases.order_by().values("stage")
    told = counted.annotate(
        many=Count("pk"),
        of_small=Count("pk", filter=Q(small=True)),
        many_late=Count("pk", filter=late_at(at)),
        middle=_Median(days),
        longest=Max(days),
    )
    rows = {row["stage"]: row for row in told}
    return tuple(
        StageFigure(stage, row["many"], row["of_small"], row["many_late"], int(row["middle"]), int(row["longest"]))
        if (row := rows.get(stage))
        else StageFigure(stage, 0, 0, 0, 0, 0)
        for stage in Stage
    )


# Every clock that waits for somebody, of every case: one that ends later is counted beside the one that ends first.
COUNT_CLOCKS = """
SELECT kept.key, min(cases.preset), count(*),
    count(*) FILTER (WHERE kept.value::timestamptz > %s AND kept.value::timestamptz <= %s),
    count(*) FILTER (WHERE kept.value::timestamptz <= %s)
FROM ({cases}) AS cases CROSS JOIN LATERAL jsonb_each_text(cases.ends) AS kept GROUP BY kept.key
"""


def _clocks(cases: QuerySet[Case], at: datetime) -> tuple[ClockFigure, ...]:
    waiting = cases.exclude(stage__in=ENDED).filter(ends__isnull=False).order_by().values("preset", "ends")
    words, given = waiting.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(COUNT_CLOCKS.format(cases=words), [at, at + SOON, at, *given])
        rows = cursor.fetchall()
    found = [ClockFigure(term, title_of(preset, term), many, soon, late) for term, preset, many, soon, late in rows]
    return tuple(sorted(found, key=lambda one: (-one.late, -one.soon, -one.running, one.term)))


def _visits(cases: QuerySet[Case], since: date) -> tuple[VisitFigure, ...]:
    duties = planned_since(since).filter(case__in=cases).select_related("person", "begun_in")
    days: dict[int, int] = {}
    where: dict[int, set[int]] = {}
    names: dict[int, str] = {}
    for duty in duties:
        first, last = (date.fromisoformat(duty.begun_in.data[key]) for key in ("begins", "ends"))
        days[duty.person_id] = days.get(duty.person_id, 0) + (last - first).days + 1
        where.setdefault(duty.person_id, set()).add(duty.case_id)
        names[duty.person_id] = duty.person.get_full_name()
    found = [VisitFigure(person, names[person], days[person], len(where[person])) for person in names]
    return tuple(sorted(found, key=lambda one: (-one.days, one.name)))


def _decisions(cases: QuerySet[Case], since: date) -> tuple[DecisionFigure, ...]:
    counted: dict[int, dict[str, int]] = {}
    for kind in DECISIONS:
        taken = decisions_since(since, kind).filter(case__in=cases).order_by()
        for person, many in taken.values_list("person").annotate(Count("case", distinct=True)):
            counted.setdefault(person, {})[kind] = many
    names = dict(User.objects.filter(pk__in=counted).values_list("pk", "full_name"))
    found = [DecisionFigure(person, names[person], kinds) for person, kinds in counted.items()]
    return tuple(sorted(found, key=lambda one: (-sum(one.cases.values()), one.name)))
