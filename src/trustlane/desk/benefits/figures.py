"""The figures of benefits, each with the address of exactly the declarations it counts, and the charts made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustlane.desk.benefits.asked import last_day
from trustlane.desk.selectivity.addresses import Rows
from trustlane.pages.charts import Chart, Series
from trustlane.selectivity.intervals import Rate
from trustlane.selectivity.labels import Group
from trustlane.selectivity.queries.benefits import Against, Benefit, Table
from trustlane.selectivity.queries.decisions import LOOKED

# What was made of a declaration, and how the list of declarations is asked for those held, those not, and all it knows.
STAGES: Mapping[str, str | Promise] = {
    "lane": gettext_lazy("Decided"),
    "applied": gettext_lazy("Applied"),
    "done": gettext_lazy("Done"),
}
TONES = {Group.OWN: "accent", Group.PARTNER: "second", Group.SMALL: "yellow", Group.OTHERS: "muted"}
Words = str | Promise


@dataclass(frozen=True)
class Figure:
    """A number of declarations, the address of these, and which share of others it is."""

    value: int
    href: str
    rate: Rate | None = None


@dataclass(frozen=True)
class GroupLine:
    """What became of the declarations of one group: held as decided, applied and done; officers' hours; the wait."""

    group: str
    label: Words
    declarations: Figure
    held: tuple[Figure, ...]
    looked: tuple[Figure, ...]  # reported as done: papers, X-ray, physical, audit after release
    told: tuple[str, ...]  # the declarations decided, those with a lane applied, those with an examination reported
    changed: tuple[str, str]  # those whose lane the own credit changes, and those whose lane the programme does
    benefit: Benefit


@dataclass(frozen=True)
class AgainstLine:
    """One counterfactual of one group: would be held; spared and looked at instead, as decided, applied and done."""

    group: str
    label: Words
    would: Figure
    spared: tuple[Figure, ...]
    instead: tuple[Figure, ...]
    saved: tuple[float, float, float]
    rows: str  # the declarations whose lane the counterfactual changes


@dataclass(frozen=True)
class MonthLine:
    """One month and group, in short."""

    month: date
    line: GroupLine
    alone: AgainstLine
    programme: AgainstLine


@dataclass(frozen=True)
class Counterfactual:
    """A counterfactual as the list of declarations knows it: how its lane is asked for, how what it changes."""

    name: str
    lane: str
    changes: str
    of: Callable[[Benefit], Against]


ALONE = Counterfactual("alone", "withheld", "alone", lambda benefit: benefit.alone)
PROGRAMME = Counterfactual("programme", "without", "changed", lambda benefit: benefit.programme)


def group_line(group: str, benefit: Benefit, rows: Rows) -> GroupLine:
    """One group over a period; `rows` makes the addresses of that period."""
    held = tuple(
        Figure(count, rows(group=group, **{stage: "held"}), Rate(count, told))
        for stage, count, told in zip(STAGES, benefit.held, benefit.told, strict=True)
    )
    looked = tuple(
        Figure(count, rows(group=group, done=kind), Rate(count, of))
        for kind, count, of in zip(LOOKED, benefit.looked, _of_which(benefit), strict=True)
    )
    everything = rows(group=group)
    told = (everything, rows(group=group, applied="told"), rows(group=group, done="told"))
    changed = (rows(group=group, **{ALONE.changes: "yes"}), rows(group=group, **{PROGRAMME.changes: "yes"}))
    declarations = Figure(benefit.declarations, everything)
    return GroupLine(group, Group(group).label, declarations, held, looked, told, changed, benefit)


def _of_which(benefit: Benefit) -> tuple[int, int, int, int]:
    """What each kind of look is a share of: of what was reported; images and openings of one another's sum."""
    _papers, image, opened, _audit = benefit.looked
    return benefit.told[2], image + opened, image + opened, benefit.told[2]


def against_line(group: str, benefit: Benefit, against: Counterfactual, rows: Rows) -> AgainstLine:
    """One counterfactual of one group over a period."""
    counted = against.of(benefit)

    def figures(counts: Sequence[int], then: str, now: str, of: int | None) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                count,
                rows(group=group, **{against.lane: then, stage: now}),
                Rate(count, of) if of is not None and stage == "lane" else None,
            )
            for stage, count in zip(STAGES, counts, strict=True)
        )

    return AgainstLine(
        group,
        Group(group).label,
        Figure(counted.would, rows(group=group, **{against.lane: "held"}), Rate(counted.would, counted.known)),
        figures(counted.spared, "held", "other", counted.would),
        figures(counted.instead, "other", "held", None),
        counted.saved,
        rows(group=group, **{against.changes: "yes"}),
    )


def month_lines(table: Table, period: Callable[[date, date], Rows]) -> list[MonthLine]:
    """Every month and group that has declarations, the newest month first."""
    order = list(Group.values)
    lines = []
    for (month, group), benefit in sorted(
        table.items(), key=lambda pair: (-pair[0][0].toordinal(), order.index(pair[0][1]))
    ):
        rows = period(month, last_day(month))
        lines.append(
            MonthLine(
                month,
                group_line(group, benefit, rows),
                against_line(group, benefit, ALONE, rows),
                against_line(group, benefit, PROGRAMME, rows),
            )
        )
    return lines


def held_chart(lines: Sequence[GroupLine]) -> Chart:
    """How often each group was held, as decided, applied and done, with intervals."""
    known = [
        (line, stage, figure)
        for line in lines
        for stage, figure in zip(STAGES.values(), line.held, strict=True)
        if figure.rate is not None and figure.rate.cases
    ]
    rates = [figure.rate for _line, _stage, figure in known if figure.rate is not None]
    return Chart(
        "held",
        _("Held for an image or an inspection"),
        "rows",
        [f"{line.label}: {stage}" for line, stage, _figure in known],
        [
            Series(
                _("Share of declarations"),
                [rate.rate for rate in rates],
                low=[rate.interval[0] for rate in rates],
                high=[rate.interval[1] for rate in rates],
                links=[figure.href for _line, _stage, figure in known],
            )
        ],
        unit="percent",
        says=_("Share of the declarations of each group of which it was reported. Whiskers are 95 % intervals."),
        height=420 if len(known) > 6 else 280,
    )


def month_chart(
    name: str, title: str, says: str, lines: Sequence[MonthLine], months: Sequence[date], against: Counterfactual
) -> Chart:
    """Declarations spared in each month, as decided, by group."""
    series = []
    for group in Group:
        found = {line.month: getattr(line, against.name).spared[0] for line in lines if line.line.group == group.value}
        if any(figure.value for figure in found.values()):
            series.append(
                Series(
                    group.label,
                    [found[month].value if month in found else 0 for month in months],
                    tone=TONES[group],
                    links=[found[month].href if month in found else "" for month in months],
                )
            )
    return Chart(name, title, "stacked", [month_name(month) for month in months], series, says=says, height=240)


def month_name(month: date) -> str:
    """Mar 2026, in the reader's language."""
    return date_format(month, "M Y")
