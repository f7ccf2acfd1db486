"""What the trusted-trader credit spares whom: examinations and officers' hours, month by month and group by group.

Two counterfactuals are told and never mixed. *Alone*: this declaration without its own credit, at the prices of its
day. *Programme*: the whole programme without credit, at prices fitted anew to the same capacity.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncMonth

from trustlane.access.evaluator import Someone, in_force
from trustlane.declarations import queries as declarations
from trustlane.selectivity import policy
from trustlane.selectivity.labels import Group
from trustlane.selectivity.minutes import ENTRY, Minutes
from trustlane.selectivity.models import BasisVersion
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries.counting import Countable, countable
from trustlane.selectivity.queries.decisions import HELD, HELD_FOR, LOOKED, Wanted

UNKNOWN = Minutes({})


@dataclass(frozen=True, slots=True)
class Against:
    """One counterfactual held against what was decided, applied and done, in declarations and officers' minutes.

    `known` declarations have this counterfactual; of these `would` be held. `spared` would be and are not, `instead`
    would not be and are; each as decided, applied and done. `minutes` are those of the looks it would be; `lasted` what
    the decided, applied and done looks took of the same declarations, where that was reported.
    """

    known: int = 0
    would: int = 0
    spared: tuple[int, int, int] = (0, 0, 0)
    instead: tuple[int, int, int] = (0, 0, 0)
    minutes: tuple[float, float, float] = (0.0, 0.0, 0.0)  # of those decided, those with a lane applied, those done
    lasted: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def saved(self) -> tuple[float, float, float]:
        """Officers' hours spared, as decided, applied and done; less than nothing where more was looked at."""
        first, second, third = ((would - is_) / 60 for would, is_ in zip(self.minutes, self.lasted, strict=True))
        return first, second, third

    def __add__(self, other: Against) -> Against:
        whole: Against = _sum(self, other)
        return whole


@dataclass(frozen=True, slots=True)
class Benefit:
    """What became of declarations: held for an image or inspection as decided, applied and done; against what."""

    declarations: int = 0
    told: tuple[int, int, int] = (0, 0, 0)  # how many have a decision, a lane applied, and an examination reported
    held: tuple[int, int, int] = (0, 0, 0)
    looked: tuple[int, int, int, int] = (0, 0, 0, 0)  # reported as done: papers, X-ray, physical, audit after release
    minutes: tuple[float, float, float] = (0.0, 0.0, 0.0)  # officers', of every look
    released: int = 0
    waited_minutes: int = 0  # of the released, from lodging to release
    alone: Against = Against()
    programme: Against = Against()

    @property
    def hours(self) -> tuple[float, float, float]:
        """Officers' hours, as decided, applied and done."""
        first, second, third = (minutes / 60 for minutes in self.minutes)
        return first, second, third

    @property
    def waited(self) -> float | None:
        """Mean hours from lodging to release, of what was released."""
        return self.waited_minutes / 60 / self.released if self.released else None

    def __add__(self, other: Benefit) -> Benefit:
        whole: Benefit = _sum(self, other)
        return whole


Table = Mapping[tuple[date, str], Benefit]


def months(*, by: Someone, at: datetime, known: datetime | None = None) -> tuple[date, ...]:
    """Every month for which something was decided, the oldest first, by its first day."""
    in_force().require(by, Permission.SEE_BENEFITS, at=at)
    rows = countable(Wanted(), by=by, at=at, known=known)
    found = rows.query.annotate(month=TruncMonth("day")).order_by("month").values_list("month", flat=True).distinct()
    return tuple(found)


def benefits(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> Table:
    """What became of the declarations of a period, by month and group; `wanted` may ask for days, office and track."""
    in_force().require(by, Permission.SEE_BENEFITS, at=at)
    rows = countable(wanted, by=by, at=at, known=known)
    counted = _summed(rows) if known is None else _as_known(rows, known)
    minutes = _minutes()
    table: dict[tuple[date, str], _Benefit] = defaultdict(_Benefit)
    for row in counted:
        table[row["month"], row["group"]].add(row, minutes.get(row["policy"] or "", UNKNOWN))
    return {key: each.counted() for key, each in table.items()}


def by_group(table: Table) -> dict[str, Benefit]:
    """The period as a whole, by group; a group without declarations stands there empty."""
    whole = {group.value: Benefit() for group in Group}
    for (_month, group), each in table.items():
        whole[group] = whole[group] + each
    return whole


STANDS = ("month", "group", "regime", "lane", "lane_without_credit", "lane_credit_withheld", "policy")


def _summed(rows: Countable) -> Iterable[Mapping[str, Any]]:
    """Declarations that stand alike, from the summaries of days."""
    query = rows.query.annotate(month=TruncMonth("day")).order_by().values(*STANDS, "applied", "examination")
    counted: Iterable[Mapping[str, Any]] = query.annotate(
        n=rows.count(), waited=Sum("waited_minutes"), out=Sum("released")
    )
    return counted


def _as_known(rows: Countable, known: datetime) -> Iterable[Mapping[str, Any]]:
    """The same from the rows themselves, as decided and reported by then; how long they waited is not told."""
    policies = KeyTextTransform("policy", "basis__parts")
    query = rows.query.annotate(month=TruncMonth("day"), policy=policies).order_by()
    reports = declarations.reported(known=known).filter(reference__in=rows.query.order_by().values("declaration"))
    told = {reference: stands for reference, *stands in reports.values_list("reference", "applied", "examination")}
    alike = Counter(
        (*stands, *told.get(reference, ("", "")))
        for reference, *stands in query.values_list("declaration", *STANDS).iterator(chunk_size=20_000)
    )
    for (*stands, applied, examination), n in alike.items():
        yield dict(zip(STANDS, stands, strict=True)) | {"applied": applied, "examination": examination or "", "n": n}


class _Against:
    """An `Against` that is being counted."""

    def __init__(self) -> None:
        self.known = self.would = 0
        self.spared, self.instead = [0, 0, 0], [0, 0, 0]
        self.minutes, self.lasted = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]

    def add(self, n: int, lane: str, stands: Iterable[tuple[bool, bool, float]], minutes: Minutes) -> None:
        would, takes = lane in HELD, minutes.lane(lane)
        self.known += n
        self.would += n * would
        for place, (told, held, took) in enumerate(stands):
            if told:
                self.spared[place] += n * (would and not held)
                self.instead[place] += n * (held and not would)
                self.minutes[place] += n * takes
                self.lasted[place] += n * took

    def counted(self) -> Against:
        return Against(
            known=self.known,
            would=self.would,
            spared=_three(self.spared),
            instead=_three(self.instead),
            minutes=_three(self.minutes),
            lasted=_three(self.lasted),
        )


class _Benefit:
    """A `Benefit` that is being counted."""

    def __init__(self) -> None:
        self.declarations = self.released = self.waited = 0
        self.told, self.held, self.minutes = [0, 0, 0], [0, 0, 0], [0.0, 0.0, 0.0]
        self.looked = dict.fromkeys(LOOKED, 0)
        self.alone, self.programme = _Against(), _Against()

    def add(self, row: Mapping[str, Any], minutes: Minutes) -> None:
        """Count declarations that stand alike."""
        n, lane, applied, examination = row["n"], row["lane"], row["applied"], row["examination"]
        stands = (
            (True, lane in HELD, minutes.lane(lane)),
            (applied != "", applied in HELD, minutes.lane(applied)),
            (
                examination != "",
                examination in HELD_FOR,
                minutes.examination(examination, entry=row["regime"] == ENTRY),
            ),
        )
        self.declarations += n
        self.released += row.get("out") or 0
        self.waited += row.get("waited") or 0
        if examination in self.looked:
            self.looked[examination] += n
        for place, (told, held, took) in enumerate(stands):
            self.told[place] += n * told
            self.held[place] += n * held
            self.minutes[place] += n * took
        if row["lane_credit_withheld"]:
            self.alone.add(n, row["lane_credit_withheld"], stands, minutes)
        self.programme.add(n, row["lane_without_credit"], stands, minutes)

    def counted(self) -> Benefit:
        return Benefit(
            declarations=self.declarations,
            told=_three(self.told),
            held=_three(self.held),
            looked=(self.looked["documents"], self.looked["xray"], self.looked["physical"], self.looked["audit"]),
            minutes=_three(self.minutes),
            released=self.released,
            waited_minutes=self.waited,
            alone=self.alone.counted(),
            programme=self.programme.counted(),
        )


def _three(numbers: Iterable[Any]) -> tuple[Any, Any, Any]:
    first, second, third = numbers
    return first, second, third


def _sum(one: Any, other: Any) -> Any:
    """Two figures of a kind, added part by part."""
    if isinstance(one, tuple):
        return tuple(a + b for a, b in zip(one, other, strict=True))
    if isinstance(one, Against | Benefit):
        return type(one)(*(_sum(getattr(one, each.name), getattr(other, each.name)) for each in fields(one)))
    return one + other


def _minutes() -> dict[str, Minutes]:
    """Officers' minutes by version of the policy."""
    texts = BasisVersion.objects.order_by("first_used_at").values_list("parts__policy", "policy")
    return {version: stated(text) for version, text in texts if version}


@lru_cache(maxsize=64)
def stated(policy_text: str) -> Minutes:
    """The minutes a policy states; none where the text kept is no whole policy."""
    try:
        return Minutes.of(policy.parse(policy_text))
    except policy.PolicyRefused:
        return UNKNOWN
