"""Questions about declarations: lists, and one declaration whole, each as known at an instant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, NullIf

from trustlane.declarations.facts import Event, Head, Line, Lodging, Named, Party, Story, Treatment, Version
from trustlane.declarations.models import (
    Declaration,
    DeclarationEvent,
    DeclarationLine,
    DeclarationParty,
    DeclarationVersion,
    ObservedTreatment,
)
from trustlane.declarations.versions import state_of

HEAD = tuple(f.name for f in fields(Head))
LINE = tuple(f.name for f in fields(Line))
LODGING = tuple(f.name for f in fields(Lodging))
PARTY = tuple(f.name for f in fields(Party))
EVENT = tuple(f.name for f in fields(Event))
TREATMENT = tuple(f.name for f in fields(Treatment))

OVER = ("released", "cleared", "exited", "rejected")  # events after which nothing of it is decided any more

# What a list can be ordered by; the last column of each is unique, so that a page can begin after any row.
SORTS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "id"),
    "office": ("office", "day", "id"),
    "reference": ("reference", "id"),
    "importer": ("importer", "day", "id"),
    "exporter": ("exporter", "day", "id"),
    "declarant": ("declarant", "day", "id"),
    "hs": ("main_hs", "id"),
    "origin": ("main_origin", "id"),
    "value": ("value_minor", "id"),
    "mass": ("net_mass_g", "id"),
    "lodged": ("lodged", "id"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which declarations a list is about; what is None or empty asks nothing."""

    offices: tuple[str, ...] = ()
    day_from: date | None = None
    day_to: date | None = None  # included
    regime: str | None = None
    state: str | None = None  # open, amended, cancelled
    reference: str | None = None  # how it begins
    party: str | None = None  # importer, exporter, declarant, carrier or representative
    importer: str | None = None
    exporter: str | None = None
    declarant: str | None = None
    hs: str | None = None  # how a commodity code of any line begins
    origin: str | None = None  # of any line
    departure: str | None = None
    transport_mode: str | None = None
    container: str | None = None


def declared(*, known: datetime | None = None) -> QuerySet[DeclarationVersion]:
    """One row a declaration, the version that holds as known at that instant (now, if none), with its `state`.

    Others join their own rows by `reference`, which is indexed: `.filter(reference__in=…values("reference"))`.
    """
    seen = Q() if known is None else Q(received__lte=known)
    siblings = DeclarationVersion.objects.filter(seen, reference=OuterRef("reference"))
    later = siblings.filter(number__gt=OuterRef("number")).exclude(message="cancellation")
    return (
        DeclarationVersion.objects.filter(seen)
        .filter(~Exists(later))
        # A message that only cancels stands for the declaration where nothing else is known of it.
        .filter(~Q(message="cancellation") | ~Exists(siblings.exclude(pk=OuterRef("pk"))))
        .annotate(
            state=Case(
                When(
                    Q(message="cancellation") | Exists(siblings.filter(message="cancellation")), then=Value("cancelled")
                ),
                When(Q(message="amendment") | Exists(siblings.filter(message="amendment")), then=Value("amended")),
                default=Value("open"),
                output_field=CharField(),
            )
        )
    )


def narrowed(query: QuerySet[DeclarationVersion], wanted: Wanted) -> QuerySet[DeclarationVersion]:
    """The rows of `declared()` a list is about."""
    exact = {
        name: value
        for name in ("regime", "importer", "exporter", "declarant", "departure", "transport_mode", "state")
        if (value := getattr(wanted, name))
    }
    query = query.filter(**exact)
    if wanted.offices:
        query = query.filter(office__in=wanted.offices)
    if wanted.day_from is not None:
        query = query.filter(day__gte=wanted.day_from)
    if wanted.day_to is not None:
        query = query.filter(day__lte=wanted.day_to)
    if wanted.reference:
        query = query.filter(reference__startswith=wanted.reference)
    if wanted.party:
        query = query.filter(names(wanted.party))
    if wanted.container:
        query = query.filter(containers__contains=[wanted.container])
    if wanted.hs or wanted.origin:
        goods = DeclarationLine.objects.filter(version=OuterRef("pk"))
        goods = goods.filter(hs__startswith=wanted.hs) if wanted.hs else goods
        goods = goods.filter(origin=wanted.origin) if wanted.origin else goods
        query = query.filter(Exists(goods))
    return query


def names(*identifiers: str) -> Q:
    """Versions whose header names one of these, in whatever part."""
    return (
        Q(importer__in=identifiers)
        | Q(exporter__in=identifiers)
        | Q(declarant__in=identifiers)
        | Q(carrier__in=identifiers)
        | Q(representative__in=identifiers)
    )


def listed(
    wanted: Wanted = Wanted(),
    *,
    known: datetime | None = None,
    sort: str = "day",
    descending: bool = True,
    after: Sequence[Any] | None = None,
    size: int = 50,
) -> tuple[Head, ...]:
    """A page of declarations, beginning after a key of `key_of`; rows without a value stand last going up."""
    query = narrowed(declared(known=known), wanted)
    columns = SORTS[sort]
    order = [F(c).desc(nulls_first=True) if descending else F(c).asc(nulls_last=True) for c in columns]
    if after is not None:
        query = query.filter(_beyond(columns, after, descending=descending))
    return tuple(Head(*row) for row in query.order_by(*order).values_list(*HEAD)[:size])


def key_of(head: Head, sort: str) -> tuple[Any, ...]:
    """The key of a row in a list so sorted, after which the next page begins."""
    return tuple(getattr(head, column) for column in SORTS[sort])


def count(wanted: Wanted = Wanted(), *, known: datetime | None = None) -> int:
    """How many declarations a list has."""
    return narrowed(declared(known=known), wanted).count()


def offices() -> tuple[str, ...]:
    """Every office that declarations were lodged at."""
    found = Declaration.objects.exclude(office=None).values_list("office", flat=True).distinct().order_by("office")
    return tuple(str(office) for office in found)


def story(reference: str, *, known: datetime | None = None) -> Story | None:
    """One declaration whole, as known at that instant; None where nothing was known of it."""
    declaration = Declaration.objects.filter(reference=reference).first()
    if declaration is None or (known is not None and declaration.received > known):
        return None
    seen = Q() if known is None else Q(received__lte=known)
    rows = list(DeclarationVersion.objects.filter(seen, reference=reference).order_by("number"))
    if not rows:
        return None
    state = state_of(row.message for row in rows)
    keys = [row.pk for row in rows]
    lines: dict[int, list[Line]] = {}
    for version, *line in (
        DeclarationLine.objects.filter(version__in=keys).order_by("line").values_list("version", *LINE)
    ):
        lines.setdefault(version, []).append(Line(*line))
    parties: dict[int, list[Party]] = {}
    for version, *party in (
        DeclarationParty.objects.filter(version__in=keys).order_by("place").values_list("version", *PARTY)
    ):
        parties.setdefault(version, []).append(Party(*party))
    return Story(
        reference=reference,
        zone=declaration.zone,
        day=declaration.day,
        state=state,
        versions=tuple(_version(row, state, lines.get(row.pk, []), parties.get(row.pk, [])) for row in rows),
        events=events(reference, known=known),
        observed=observed(reference, known=known),
    )


def lodgings(references: Iterable[str], *, known: datetime | None = None) -> tuple[Lodging, ...]:
    """Every message under these references, with what tells whether one declaration takes the place of another."""
    rows = DeclarationVersion.objects.filter(reference__in=list(references))
    rows = rows if known is None else rows.filter(received__lte=known)
    return tuple(Lodging(*row) for row in rows.order_by("reference", "number").values_list(*LODGING))


def cancelled(references: Iterable[str], *, known: datetime | None = None) -> dict[str, datetime | None]:
    """For those of these references that an event says were cancelled: when, as far as it says."""
    rows = DeclarationEvent.objects.filter(reference__in=list(references), event="cancelled")
    rows = rows if known is None else rows.filter(received__lte=known)
    # The first word last, so that it is the one that is kept.
    return dict(rows.order_by(F("at").desc(nulls_first=True)).values_list("reference", "at"))


def ended(references: Collection[str]) -> set[str]:
    """Those of these references that were cancelled, by a message or by an event."""
    told = DeclarationVersion.objects.filter(reference__in=references, message="cancellation")
    happened = DeclarationEvent.objects.filter(reference__in=references, event="cancelled")
    return {*told.values_list("reference", flat=True), *happened.values_list("reference", flat=True)}


def gone(references: Collection[str]) -> set[str]:
    """Those of these references that wait for nothing any more: reported as released, refused or cancelled."""
    over = DeclarationEvent.objects.filter(reference__in=references, event__in=OVER)
    released = ObservedTreatment.objects.filter(reference__in=references, released_at__isnull=False)
    told = (*over.values_list("reference", flat=True), *released.values_list("reference", flat=True))
    return ended(references) | set(told)


def named(references: Collection[str]) -> dict[tuple[str, int], Named]:
    """Whom each version under these references names, by reference and number."""
    rows = DeclarationVersion.objects.filter(reference__in=references)
    rows = rows.annotate(rate=Coalesce(Max("lines__tax_rate_ppm"), 0))
    columns = ("reference", "number", "importer", "exporter", "declarant", "carrier", "representative", "rate")
    return {(reference, number): Named(*rest) for reference, number, *rest in rows.values_list(*columns)}


def extents(references: Collection[str]) -> dict[tuple[str, int], tuple[int, int]]:
    """How many lines and containers each version under these references has, by reference and number."""
    rows = DeclarationVersion.objects.filter(reference__in=references)
    return {
        (reference, number): (lines, len(containers or ()))
        for reference, number, lines, containers in rows.values_list("reference", "number", "line_count", "containers")
    }


def lodged_again(references: Iterable[str], *, known: datetime | None = None) -> tuple[str, ...]:
    """The references that say to replace one of these."""
    rows = DeclarationVersion.objects.filter(previous__in=list(references))
    rows = rows if known is None else rows.filter(received__lte=known)
    return tuple(rows.order_by("reference").values_list("reference", flat=True).distinct())


def events(reference: str, *, known: datetime | None = None) -> tuple[Event, ...]:
    """What happened to a declaration, in the order it happened."""
    rows = DeclarationEvent.objects.filter(reference=reference)
    rows = rows if known is None else rows.filter(received__lte=known)
    ordered = rows.order_by(F("at").asc(nulls_last=True), "received", "id")
    return tuple(Event(*row) for row in ordered.values_list(*EVENT))


def observed(reference: str, *, known: datetime | None = None) -> tuple[Treatment, ...]:
    """What others reported to have done with a declaration, the last report last."""
    rows = ObservedTreatment.objects.filter(reference=reference)
    rows = rows if known is None else rows.filter(received__lte=known)
    return tuple(Treatment(*row) for row in rows.order_by("received", "id").values_list(*TREATMENT))


def results(
    *, day_from: date | None = None, day_to: date | None = None, known: datetime | None = None
) -> dict[str, str]:
    """The last reported result (clean, find) of every declaration of these days that was really examined."""
    mine = Declaration.objects.all()
    mine = mine if day_from is None else mine.filter(day__gte=day_from)
    mine = mine if day_to is None else mine.filter(day__lte=day_to)
    rows = ObservedTreatment.objects.filter(result__isnull=False, reference__in=mine.values("reference"))
    rows = rows if known is None else rows.filter(received__lte=known)
    ordered = rows.order_by("reference", "-received", "-id").distinct("reference")
    return {reference: str(result) for reference, result in ordered.values_list("reference", "result")}


def examined(result: str = "", *, known: datetime | None = None) -> QuerySet[ObservedTreatment, str]:
    """References of what was really examined, of all or with this last result (clean, find); for other questions."""
    rows = ObservedTreatment.objects.filter(result__isnull=False)
    rows = rows if known is None else rows.filter(received__lte=known)
    if result:
        later = rows.filter(reference=OuterRef("reference")).filter(
            Q(received__gt=OuterRef("received")) | Q(received=OuterRef("received"), id__gt=OuterRef("id"))
        )
        rows = rows.filter(~Exists(later), result=result)
    return rows.values_list("reference", flat=True)


def last_report() -> int:
    """The number of the last report on what was really done; grows with every report that comes in."""
    return ObservedTreatment.objects.order_by("-id").values_list("id", flat=True).first() or 0


def last_version() -> int:
    """The number of the last version that is kept; grows with every message that comes in."""
    return DeclarationVersion.objects.order_by("-id").values_list("id", flat=True).first() or 0


def reported_after(number: int) -> QuerySet[ObservedTreatment, str]:
    """References of what was reported on after the report of this number; for other questions."""
    return ObservedTreatment.objects.filter(id__gt=number).values_list("reference", flat=True)


def reported(*, known: datetime | None = None) -> QuerySet[Any]:
    """The last report on each declaration, with `applied`, the lane really given; for other questions.

    What it tells of everything reported until now is also a view, `declarations_done`, for statements of other rooms.
    """
    rows = ObservedTreatment.objects.all() if known is None else ObservedTreatment.objects.filter(received__lte=known)
    later = rows.filter(reference=OuterRef("reference")).filter(
        Q(received__gt=OuterRef("received")) | Q(received=OuterRef("received"), id__gt=OuterRef("id"))
    )
    nothing = Value("", output_field=TextField())
    applied = Coalesce(NullIf("rerouted_to", nothing), "lane", nothing)
    return rows.filter(~Exists(later)).annotate(applied=applied)


def carried_by(*identifiers: str) -> QuerySet[DeclarationVersion, str]:
    """References of declarations that name one of these as carrier or representative; for other questions."""
    rows = DeclarationVersion.objects.filter(Q(carrier__in=identifiers) | Q(representative__in=identifiers))
    return rows.values_list("reference", flat=True)


def _version(row: DeclarationVersion, state: str, lines: list[Line], parties: list[Party]) -> Version:
    head = Head(**{name: getattr(row, name) for name in HEAD if name != "state"}, state=state)
    return Version(
        head=head,
        transaction=row.transaction,
        use=row.use,
        payment=row.payment,
        containers=tuple(row.containers or ()),
        claims=tuple(row.claims or ()),
        source=row.source,
        document=row.document,
        lines=tuple(lines),
        parties=tuple(parties),
    )


def _beyond(columns: Sequence[str], start: Sequence[Any], *, descending: bool) -> Q:
    """(a, b) beyond (x, y) as `a beyond x, or a = x and b beyond y`, with NULL greater than every value."""
    condition, same = Q(pk__in=[]), Q()
    for column, value in zip(columns, start, strict=True):
        if value is None:
            past = Q(**{f"{column}__isnull": False}) if descending else Q(pk__in=[])
        elif descending:
            past = Q(**{f"{column}__lt": value})
        else:
            past = Q(**{f"{column}__gt": value}) | Q(**{f"{column}__isnull": True})
        condition |= same & past
        same &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    return condition
