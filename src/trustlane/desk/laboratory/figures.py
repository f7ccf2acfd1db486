"""The figures of the laboratory: what is tried beside the policy in force, and the charts made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustlane.desk.laboratory import words
from trustlane.pages.charts import Chart, Series
from trustlane.pages.templatetags.pages import day as written_day
from trustlane.pages.templatetags.pages import number, percent
from trustlane.selectivity.policy import Policy
from trustlane.selectivity.trying.effects import GROUPS, WITH, WITHOUT, Count, Effects, LookUse
from trustlane.selectivity.trying.every_box import EveryBox

Words = str | Promise
IN_FORCE, TRIED, UNTRUSTED = gettext_lazy("In force"), gettext_lazy("Tried"), gettext_lazy("Tried, without credit")
NOW_UNTRUSTED = gettext_lazy("In force, without credit")


@dataclass(frozen=True)
class Tile:
    """One figure of the whole, and what it is under the policy in force."""

    label: Words
    value: str
    hint: str


@dataclass(frozen=True)
class GroupRow:
    """One group of operators: in force, tried, and tried without credit."""

    label: Words
    counts: tuple[Count, Count, Count]


@dataclass(frozen=True)
class LookRow:
    """One look of a track, in force and tried."""

    track: Words
    label: Words
    unit: Words
    before: LookUse
    now: LookUse


def whole(minor: float | None) -> str:
    """Whole units of a currency: what a simulation says is not known to the cent."""
    return str(number(round((minor or 0) / 100)))


def tiles(before: Count, now: Count, currency: str, *, moved: bool) -> list[Tile]:
    """What a policy does as a whole."""

    def hint(was: str, by: str) -> str:
        return _("%(was)s in force (%(by)s)") % {"was": was, "by": by} if moved else _("under the policy in force")

    def tile(
        label: Words, of: Callable[[Count], float | None], said: Callable[[float | None], str], unit: str = ""
    ) -> Tile:
        was, value = of(before), of(now)
        return Tile(label, f"{said(value)} {unit}".strip(), hint(said(was), _moved_by(was, value)))

    return [
        tile(gettext_lazy("Looked at"), lambda one: one.looked_share, percent),
        tile(gettext_lazy("Officers’ hours"), lambda one: one.hours, lambda hours: number(round(hours or 0))),
        tile(gettext_lazy("Finds"), lambda one: one.found, number),
        tile(gettext_lazy("Illicit value found"), lambda one: one.found_minor, whole, currency),
        tile(gettext_lazy("Illicit value escaped"), lambda one: one.escaped_minor, whole, currency),
    ]


def _moved_by(was: float | None, value: float | None) -> str:
    if not was or value is None:
        return "–"
    by = round((value / was - 1) * 100)
    return f"{'+' if by > 0 else '−' if by < 0 else '±'}{abs(by)} %"


def group_rows(before: Effects, now: Effects) -> list[GroupRow]:
    """Every group of operators, and all together."""
    rows = [
        GroupRow(
            words.GROUPS[group],
            (before.groups[WITH][group], now.groups[WITH][group], now.groups[WITHOUT][group]),
        )
        for group in GROUPS
    ]
    return [*rows, GroupRow(_("All together"), (before.total(), now.total(), now.total(WITHOUT)))]


def look_rows(policy: Policy, before: Effects, now: Effects) -> list[LookRow]:
    """Every look of every track."""
    tried = {(one.track, one.look): one for one in now.looks[WITH]}
    return [
        LookRow(
            words.track_name(policy, one.track),
            words.look_name(policy, one.track, one.look),
            words.unit_name(policy.tracks[one.track].looks[one.look].unit),
            one,
            tried[one.track, one.look],
        )
        for one in before.looks[WITH]
    ]


def charts(before: Effects, now: Effects, currency: str, *, moved: bool) -> list[Chart]:
    """Looks, hours, finds and escapes by group of operators; with credit, and without."""
    shown: list[tuple[Words, str, Effects, str]] = [(IN_FORCE, "muted", before, WITH)]
    shown += [(TRIED, "accent", now, WITH), (UNTRUSTED, "second", now, WITHOUT)] if moved else []
    shown += [] if moved else [(NOW_UNTRUSTED, "second", now, WITHOUT)]

    def chart(name: str, title: str, of: Callable[[Count], float | None], unit: str, says: str) -> Chart:
        series = [
            Series(label, [of(which.groups[world][group]) for group in GROUPS], tone)
            for label, tone, which, world in shown
        ]
        return Chart(
            name,
            title,
            "rows",
            [words.GROUPS[group] for group in GROUPS],
            series,
            unit=unit,
            says=says,
            height=320,
        )

    of_group = _("Share of the declarations of each group, in whatever way they are looked at.")
    found = _("Of what was hidden or misdeclared, and was found; in thousands of %(currency)s.")
    escaped = _("Of what was hidden or misdeclared, and was not found; in thousands of %(currency)s.")
    in_money = {"currency": currency}
    return [
        chart("looked", _("Who is looked at"), lambda one: one.looked_share, "percent", of_group),
        chart(
            "hours", _("Officers’ hours"), lambda one: round(one.hours), "", _("Hours that looking takes, by group.")
        ),
        chart("found", _("Illicit value found"), lambda one: _thousands(one.found_minor), "", found % in_money),
        chart("escaped", _("Illicit value escaped"), lambda one: _thousands(one.escaped_minor), "", escaped % in_money),
    ]


def _thousands(minor: int) -> int:
    return round(minor / 100_000)


def queue_chart(of: EveryBox) -> Chart:
    """How many slots wait at the end of each day if everything is to be scanned with the machines there are."""
    return Chart(
        "queue",
        _("Waiting for an image"),
        "lines",
        [written_day(one.day) for one in of.queue],
        [
            Series(_("Waiting at the day’s end"), [round(one.waiting) for one in of.queue], "bad"),
        ],
        says=_("In scanner slots, all offices together; a box waits where it came in."),
        height=280,
    )


def ways_chart(of: EveryBox, *, value: bool, currency: str) -> Chart:
    """Hours, or illicit value found, by each way of looking."""
    shown: Sequence[tuple[Words, Count]] = ways(of) if value else ways(of)[:2]
    figures = [_thousands(one.found_minor) if value else round(one.hours) for _label, one in shown]
    return Chart(
        "ways-value" if value else "ways-hours",
        _("Illicit value found") if value else _("Officers’ hours"),
        "rows",
        [label for label, _count in shown],
        [Series(_("Illicit value found") if value else _("Officers’ hours"), figures)],
        says=_("In thousands of %(currency)s.") % {"currency": currency} if value else "",
        height=200,
    )


def ways(of: EveryBox) -> list[tuple[Words, Count]]:
    """The three ways that are held against one another."""
    return [
        (_("By risk and by lot, as the policy has it"), of.by_risk),
        (_("Everything scanned, if there were machines"), of.scanned),
        (_("By risk and by lot, with the hours of scanning everything"), of.same_hours),
    ]
