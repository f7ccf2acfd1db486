"""What an address asks of decisions: which rows, in which order; and which day and office an overview shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trustlane.declarations.frame import REGIMES
from trustlane.declarations.labels import EXAMINATIONS
from trustlane.pages.asof import NotADay
from trustlane.pages.tables import Column
from trustlane.selectivity.labels import EXAMINED, UNTOUCHED, Group, Outcome
from trustlane.selectivity.queries.decisions import LOOKED, Wanted

COLUMNS = (
    Column("declaration", _("Declaration"), sorts=True),
    Column("day", _("Day"), sorts=True, of=date),
    Column("office", _("Office"), sorts=True),
    Column("lane", _("Lane"), sorts=True),
    Column("importer", _("Importer"), sorts=True),
    Column("exporter", _("Exporter"), sorts=True),
    Column("hs", _("Goods"), sorts=True, hint=_("Commodity code of the goods of the highest value")),
    Column("origin", pgettext_lazy("of goods", "Origin"), sorts=True),
    Column("value", _("Value"), sorts=True, end=True, of=int),
)
# What only those see who may see scores: what credit did, and what the look was worth.
WITHOUT = Column("without", _("Without credit"))
WORTH = Column("worth", _("Worth"), sorts=True, end=True, of=int)

# Lanes by what they mean for the goods, so that one choice names several.
LANE_GROUPS: dict[str, tuple[str, ...]] = {
    "looked": tuple(lane.value for lane in Outcome if lane not in UNTOUCHED),
    "held": tuple(lane.value for lane in EXAMINED),
    "other": tuple(lane.value for lane in Outcome if lane not in EXAMINED),
}
LANE_GROUP_LABELS: dict[str, str | Promise] = {
    "looked": _("Looked at in any way"),
    "held": _("Held for an image or inspection"),
    "other": _("Not held"),
}
TRACKS: dict[str, str | Promise] = {"goods": _("Goods"), "entry": _("Entry summaries")}
RESULTS: dict[str, str | Promise] = {
    "examined": _("Examined"),
    "find": _("Examined, with a find"),
    "clean": _("Examined, nothing found"),
}
# How the lane really given, and what was really done, are asked for; `told` is for links, that lead to all reports.
TREATED: dict[str, str | Promise] = {
    "held": _("Held for an image or inspection"),
    "other": _("Not held"),
    "told": _("Reported at all"),
}
# What was really done can be asked for by its kind as well.
DONE: dict[str, str | Promise] = TREATED | {kind: EXAMINATIONS[kind] for kind in LOOKED}
YES_NO: dict[str, bool] = {"yes": True, "no": False}
LONGEST = 60
# Filters that stand folded away; the second row is for those who may see what credit changed.
RARE = ("party", "hs", "origin", "drawn", "result", "applied", "done")
SECRET = ("trusted", "group", "changed", "without", "alone", "withheld", "rule")


@dataclass(frozen=True)
class Filters:
    """The filters as they stand in the address, what is not offered left out."""

    day_from: date | None = None
    day_to: date | None = None
    office: str = ""
    lane: str = ""  # one lane, or a group of them
    track: str = ""
    regime: str = ""
    declaration: str = ""
    party: str = ""
    hs: str = ""
    origin: str = ""
    drawn: str = ""
    result: str = ""
    applied: str = ""
    done: str = ""
    operator: str = ""  # reference of an operator whose consignments are asked for
    trusted: str = ""
    group: str = ""
    changed: str = ""
    without: str = ""
    alone: str = ""
    withheld: str = ""
    rule: str = ""

    @property
    def narrowed(self) -> bool:
        return self != Filters()

    @property
    def more(self) -> bool:
        """Whether one of the rarer filters is in use, which stand folded away."""
        return any(getattr(self, name) for name in (*RARE, *SECRET))

    def wanted(self, parties: tuple[str, ...] | None) -> Wanted:
        """As the questions take them; `parties` are the identifiers of the operator asked for, None for no operator."""
        return Wanted(
            office=self.office,
            track=self.track,
            day_from=self.day_from,
            day_to=self.day_to,
            lanes=lanes_of(self.lane),
            regime=self.regime,
            declaration=self.declaration,
            party=self.party,
            parties=parties,
            hs=self.hs,
            origin=self.origin,
            drawn=YES_NO.get(self.drawn),
            result=self.result,
            applied=self.applied,
            done=self.done,
            trusted=YES_NO.get(self.trusted),
            group=self.group,
            changed=YES_NO.get(self.changed),
            without=lanes_of(self.without),
            alone=YES_NO.get(self.alone),
            withheld=lanes_of(self.withheld),
            rule=self.rule,
        )


def lanes_of(choice: str) -> tuple[str, ...]:
    """The lanes one choice names; none where it names nothing."""
    return LANE_GROUPS.get(choice) or ((choice,) if choice in Outcome.values else ())


def columns(*, score: bool) -> tuple[Column, ...]:
    """The columns of the list; with what credit changed and what a look is worth where the person may see it."""
    if not score:
        return COLUMNS
    at = [column.name for column in COLUMNS].index("lane") + 1
    return (*COLUMNS[:at], WITHOUT, *COLUMNS[at:], WORTH)


def read_filters(query: Mapping[str, str]) -> Filters:
    """Reads the filters; a value that is not offered counts as none, so that an old link still shows a list."""

    def one_of(name: str, offered: object) -> str:
        value = query.get(name, "")
        return value if value in offered else ""  # type: ignore[operator]

    def text(name: str) -> str:
        return " ".join(query.get(name, "").replace("\x00", " ").split())[:LONGEST]

    lanes = {*Outcome.values, *LANE_GROUPS}
    return Filters(
        day_from=read_day(query, "day_from"),
        day_to=read_day(query, "day_to"),
        lane=one_of("lane", lanes),
        track=one_of("track", TRACKS),
        regime=one_of("regime", REGIMES),
        drawn=one_of("drawn", YES_NO),
        result=one_of("result", RESULTS),
        applied=one_of("applied", TREATED),
        done=one_of("done", DONE),
        trusted=one_of("trusted", YES_NO),
        changed=one_of("changed", YES_NO),
        group=one_of("group", Group.values),
        without=one_of("without", lanes),
        alone=one_of("alone", YES_NO),
        withheld=one_of("withheld", lanes),
        office=text("office"),
        declaration=text("declaration"),
        party=text("party"),
        operator=text("operator"),
        rule=text("rule"),
        hs=text("hs"),
        origin=text("origin").upper(),
    )


def read_day(query: Mapping[str, str], name: str) -> date | None:
    """A day in the address; None where none is asked for."""
    written = query.get(name, "").strip()
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise NotADay(name, written) from None
    if not 1900 <= day.year <= 9998:
        raise NotADay(name, written)
    return day
