"""Questions about decisions: which were made, which one stands, and why; as known at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from trustlane.access.evaluator import Someone, in_force
from trustlane.declarations import queries as declarations
from trustlane.selectivity.labels import EXAMINED, SMALL_FIRM, Group, Outcome
from trustlane.selectivity.models import Decision, Price
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.prices import NONE_LEFT

SORTS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "id"),
    "declaration": ("declaration", "id"),
    "office": ("office", "day", "id"),
    "importer": ("importer", "day", "id"),
    "exporter": ("exporter", "day", "id"),
    "hs": ("hs", "id"),
    "origin": ("origin", "id"),
    "value": ("value_minor", "id"),
    "lane": ("lane", "day", "id"),
    "worth": ("worth_minor", "id"),  # shown to those who may see the score only
}
Row = TypeVar("Row", bound=Model)  # a decision, or the summary of a day where it has what is asked for
ENTRY = "entry_summary"
RESULTS = {"examined": "", "find": "find", "clean": "clean"}
HELD = tuple(lane.value for lane in EXAMINED)
HELD_FOR = ("xray", "physical")  # examinations for which goods are held
LOOKED = ("documents", *HELD_FOR, "audit")  # every kind of examination that can be reported


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions a list is about; what is None or empty asks nothing."""

    office: str = ""
    track: str = ""  # goods, entry
    day_from: date | None = None
    day_to: date | None = None  # included
    lanes: tuple[str, ...] = ()
    regime: str = ""
    declaration: str = ""  # how it begins
    party: str = ""  # importer, exporter or declarant
    parties: tuple[str, ...] | None = None  # one of these in any part, the carrier's and the representative's included
    hs: str = ""  # how it begins
    origin: str = ""
    drawn: bool | None = None
    result: str = ""  # of what was really done: examined, find, clean
    applied: str = ""  # the lane really given: held, other (not held), told (reported at all)
    # What was really done: held (image or inspection), other (neither), told (reported at all), or one of `LOOKED`.
    done: str = ""
    # What follows tells of scores and credit: only for those who may see them.
    trusted: bool | None = None
    group: str = ""  # whose trade it is: own, partner, small, others
    changed: bool | None = None
    without: tuple[str, ...] = ()  # lanes without credit
    alone: bool | None = None  # whether the lane would be another one with this declaration's own credit withheld
    withheld: tuple[str, ...] = ()  # lanes with its own credit withheld
    rule: str = ""

    @property
    def asks_secrets(self) -> bool:
        """Whether the answer would tell something only some may know."""
        asked = (self.trusted, self.group, self.changed, self.without, self.alone, self.withheld, self.rule)
        return any(each not in (None, "", ()) for each in asked)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a lane: where it comes from, its name, its weight in log-odds, the sentence people read."""

    source: str
    name: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One standing that counted, as it was known at the moment of decision."""

    role: str
    holder: str
    own: bool
    scope: str
    tier: str
    feed: str = ""  # origin, size and root of the partner's feed it rests on, as far as it was followed then
    half: bool = False  # only half of the credit was left by the age of that feed


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one look cost that day in both worlds, in minor units per unit of the look; None where none was set."""

    look: str
    price: int | None
    price_without: int | None

    @property
    def none_left(self) -> bool:
        """Whether there was none that day in the world with credit, or none was left."""
        return self.price is not None and self.price >= NONE_LEFT

    @property
    def none_left_without(self) -> bool:
        """The same in the world without."""
        return self.price_without is not None and self.price_without >= NONE_LEFT


@dataclass(frozen=True, slots=True)
class Seen:
    """One decision as somebody may see it; what is not theirs to see is None."""

    declaration: str
    version: int
    decided_at: datetime
    regime: str
    office: str
    day: date
    lane: str
    reasons: tuple[Reason, ...] | None
    drawn: bool | None
    mandatory: str | None
    lane_without_credit: str | None
    lane_credit_withheld: str | None  # None also where it was not asked when this was decided
    chances: Mapping[str, float] | None  # shares by kind
    security: float | None
    revenue: float | None
    worth_minor: int | None
    value_minor: int | None
    currency: str | None
    rules: tuple[str, ...] | None
    standing: tuple[Counted, ...] | None
    prices: tuple[PriceRow, ...] | None
    basis: Mapping[str, str] | None


def decided(*, known: datetime | None = None) -> QuerySet[Decision]:
    """One decision a declaration: the one that stands now, or the one that stood as known at that instant."""
    if known is None:
        return Decision.objects.filter(current__isnull=False)
    seen = Decision.objects.filter(decided_at__lte=known)
    later = seen.filter(declaration=OuterRef("declaration")).filter(
        Q(decided_at__gt=OuterRef("decided_at")) | Q(decided_at=OuterRef("decided_at"), version__gt=OuterRef("version"))
    )
    return seen.filter(~Exists(later))


def narrowed(query: QuerySet[Row], wanted: Wanted, *, known: datetime | None = None) -> QuerySet[Row]:
    """The decisions a list is about; what was done with them counts as far as it was known."""
    exact = {name: value for name in ("office", "regime", "origin") if (value := getattr(wanted, name))}
    query = _narrowed_by_report(_narrowed_by_credit(query.filter(**exact), wanted), wanted, known)
    if wanted.track:
        entries = Q(regime=ENTRY)
        query = query.filter(entries if wanted.track == "entry" else ~entries)
    if wanted.day_from is not None:
        query = query.filter(day__gte=wanted.day_from)
    if wanted.day_to is not None:
        query = query.filter(day__lte=wanted.day_to)
    if wanted.lanes:
        query = query.filter(lane__in=wanted.lanes)
    if wanted.declaration:
        query = query.filter(declaration__startswith=wanted.declaration)
    if wanted.party:
        query = query.filter(Q(importer=wanted.party) | Q(exporter=wanted.party) | Q(declarant=wanted.party))
    if wanted.parties is not None:
        query = query.filter(_named(wanted.parties))
    if wanted.hs:
        query = query.filter(hs__startswith=wanted.hs)
    if wanted.drawn is not None:
        query = query.filter(drawn=wanted.drawn)
    return query


def _narrowed_by_credit(query: QuerySet[Row], wanted: Wanted) -> QuerySet[Row]:
    """What only some may ask."""
    if wanted.trusted is not None:
        query = query.filter(trusted=wanted.trusted)
    if wanted.group:
        query = query.filter(of_group(wanted.group))
    if wanted.changed is not None:
        same = Q(lane=F("lane_without_credit"))
        query = query.exclude(same) if wanted.changed else query.filter(same)
    if wanted.without:
        query = query.filter(lane_without_credit__in=wanted.without)
    if wanted.alone is not None:
        same = Q(lane=F("lane_credit_withheld"))
        query = query.filter(~same, lane_credit_withheld__isnull=False) if wanted.alone else query.filter(same)
    if wanted.withheld:
        query = query.filter(lane_credit_withheld__in=wanted.withheld)
    if wanted.rule:
        query = query.filter(rules__contains=[wanted.rule])
    return query


def _narrowed_by_report(query: QuerySet[Row], wanted: Wanted, known: datetime | None) -> QuerySet[Row]:
    """What was really done, as far as it was reported."""
    if wanted.result:
        query = query.filter(declaration__in=declarations.examined(RESULTS[wanted.result], known=known))
    for name, asked, held in (("applied", wanted.applied, HELD), ("examination", wanted.done, HELD_FOR)):
        if asked:
            told = declarations.reported(known=known).filter(_reported_as(name, asked, held))
            query = query.filter(declaration__in=told.values("reference"))
    return query


def _reported_as(name: str, asked: str, held: Sequence[str]) -> Q:
    told = Q(**{f"{name}__isnull": False}) & ~Q(**{name: ""})
    if asked == "told":
        return told
    if asked in LOOKED:
        return Q(**{name: asked})
    here = Q(**{f"{name}__in": held})
    return here if asked == "held" else told & ~here


def of_group(group: str) -> Q:
    """The declarations of one group: by the status their credit rests on, else by how much their trader trades."""
    small = Q(trader_before__lte=SMALL_FIRM)
    return {
        Group.OWN: Q(trusted_by="own"),
        Group.PARTNER: Q(trusted_by="partner"),
        Group.SMALL: Q(trusted=False) & small,
        Group.OTHERS: Q(trusted=False) & (Q(trader_before__isnull=True) | Q(trader_before__gt=SMALL_FIRM)),
    }[Group(group)]


def _named(identifiers: tuple[str, ...]) -> Q:
    """Decisions about declarations that name one of these; the carrier stands in the declaration only."""
    here = Q(importer__in=identifiers) | Q(exporter__in=identifiers) | Q(declarant__in=identifiers)
    return here | Q(declaration__in=declarations.carried_by(*identifiers))


def visible(
    wanted: Wanted = Wanted(), *, by: Someone, at: datetime, known: datetime | None = None
) -> QuerySet[Decision]:
    """The decisions a list shows to somebody; refused where the question itself would tell what they may not know."""
    if wanted.asks_secrets:
        in_force().require(by, Permission.SEE_SCORE, at=at)
    return in_force().visible(by, Permission.SEE_LANE, narrowed(decided(known=known), wanted, known=known), at)


def decision(reference: str, *, by: Someone, at: datetime, known: datetime | None = None) -> Seen | None:
    """The decision that stands for a declaration, with as much of it as this person may see; None without one."""
    row = decided(known=known).select_related("basis").filter(declaration=reference).first()
    return seen_by(row, by=by, at=at) if row is not None else None


def history(reference: str, *, by: Someone, at: datetime, known: datetime | None = None) -> tuple[Seen, ...]:
    """Every decision made about a declaration, the newest first."""
    rows = Decision.objects.filter(declaration=reference).select_related("basis")
    rows = rows if known is None else rows.filter(decided_at__lte=known)
    return tuple(seen_by(row, by=by, at=at) for row in rows.order_by("-decided_at", "-version"))


def seen_by(row: Decision, *, by: Someone, at: datetime) -> Seen:
    """One decision, with as much of it as this person may see; refused where not even the lane is theirs to see."""
    permits = in_force()
    permits.require(by, Permission.SEE_LANE, row, at=at)
    reasons = permits.may(by, Permission.SEE_REASONS, row, at=at).allowed
    score = permits.may(by, Permission.SEE_SCORE, row, at=at).allowed
    return Seen(
        declaration=row.declaration,
        version=row.version,
        decided_at=row.decided_at,
        regime=row.regime,
        office=row.office,
        day=row.day,
        lane=row.lane,
        reasons=_reasons(row.reasons, with_weights=score) if reasons else None,
        drawn=row.drawn if reasons else None,
        mandatory=row.mandatory if reasons else None,
        lane_without_credit=row.lane_without_credit if score else None,
        lane_credit_withheld=row.lane_credit_withheld if score else None,
        chances={kind: ppm / 1_000_000 for kind, ppm in row.chances.items()} if score else None,
        security=row.security_ppm / 1_000_000 if score else None,
        revenue=row.revenue_ppm / 1_000_000 if score else None,
        worth_minor=row.worth_minor if score else None,
        value_minor=row.value_minor if score else None,
        currency=row.currency if score else None,
        rules=tuple(row.rules) if score else None,
        standing=tuple(Counted(**one) for one in row.standing) if score else None,
        prices=_prices(row) if score else None,
        basis=row.basis.parts if score else None,
    )


def _reasons(stored: Iterable[Mapping[str, Any]], *, with_weights: bool) -> tuple[Reason, ...]:
    return tuple(
        Reason(one["source"], one["name"], one["weight_milli"] / 1000 if with_weights else 0.0, one["text"])
        for one in stored
    )


def _prices(row: Decision) -> tuple[PriceRow, ...]:
    here = Price.objects.filter(office=row.office, day=row.day)
    priced = dict(here.filter(table_id=row.prices_id).values_list("look", "price"))
    without = dict(here.filter(table_id=row.prices_without_id).values_list("look", "price"))
    return tuple(
        PriceRow(look, priced.get(look), without.get(look)) for look in sorted({*priced, *without}, key=_mildness)
    )


def _mildness(look: str) -> tuple[int, str]:
    """The mildest look first; one only another policy knows stands last."""
    return (Outcome.values.index(look) if look in Outcome.values else len(Outcome.values), look)
