"""How declarations went for those whose goods they are: lodged, examined, released; nothing of any lane or reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, TruncMonth, TruncQuarter
from django.db.models.functions.datetime import TruncBase

from trustlane.access.evaluator import Someone, in_force
from trustlane.declarations.facts import Event
from trustlane.declarations.models import DeclarationEvent, DeclarationVersion, ObservedTreatment
from trustlane.declarations.permits import Permission
from trustlane.declarations.queries import declared

# What the declarant is told of anyway. That a control is planned is not: it is said once it has been done.
TOLD = (
    "received",
    "accepted",
    "rejected",
    "documents_wanted",
    "released",
    "cleared",
    "amended",
    "cancelled",
    "tax_assessed",
    "arrived",
    "exited",
    "query",
)


@dataclass(frozen=True, slots=True)
class Month:
    """Consignments of a month (or quarter): how many, how many examined, the median time from lodging to release."""

    first: date
    consignments: int
    examined: int
    median: timedelta | None

    @property
    def share(self) -> float:
        return self.examined / self.consignments

    @property
    def hours(self) -> float | None:
        return self.median / timedelta(hours=1) if self.median is not None else None


class _Median(Aggregate):
    """The middle one of several lengths of time."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def own(*, by: Someone, at: datetime) -> QuerySet[DeclarationVersion]:
    """The consignments a person may see, as declared last, each with what is told of its handling.

    Beside the fields of the version: `first_lodged`, `released_at`, `examination` and `examined_at` of what was done by
    now, `took` from lodging to release.
    """
    first = DeclarationVersion.objects.filter(reference=OuterRef("reference")).order_by("number")
    reports = ObservedTreatment.objects.filter(reference=OuterRef("reference")).order_by("-received", "-id")
    examined = reports.filter(examined_at__lte=at).exclude(examination="none")
    releases = DeclarationEvent.objects.filter(reference=OuterRef("reference"), event="released", at__lte=at)
    released = Coalesce(
        Subquery(reports.filter(released_at__lte=at).values("released_at")[:1]),
        Subquery(releases.order_by("at").values("at")[:1]),
        output_field=DateTimeField(),
    )
    return (
        in_force()
        .visible(by, Permission.SEE_DECLARATION, declared(), at)
        .annotate(
            first_lodged=Subquery(first.values("lodged")[:1]),
            released_at=released,
            examination=Subquery(examined.values("examination")[:1]),
            examined_at=Subquery(examined.values("examined_at")[:1]),
        )
        .annotate(took=ExpressionWrapper(F("released_at") - F("first_lodged"), output_field=DurationField()))
    )


def months(*, by: Someone, at: datetime, most: int = 12) -> tuple[Month, ...]:
    """The last months in which a person's consignments were declared, the newest first."""
    return _periods(TruncMonth("day"), by, at, most)


def quarters(*, by: Someone, at: datetime, most: int = 4) -> tuple[Month, ...]:
    """The same by quarters of the year."""
    return _periods(TruncQuarter("day"), by, at, most)


def _periods(first: TruncBase, by: Someone, at: datetime, most: int) -> tuple[Month, ...]:
    counted = (
        own(by=by, at=at)
        .annotate(first=first)
        .values_list("first")
        .annotate(n=Count("id"), looked=Count("id", filter=Q(examination__isnull=False)), median=_Median("took"))
        .order_by("-first")
    )
    return tuple(Month(*row) for row in counted[:most])


def told(reference: str, *, at: datetime) -> tuple[Event, ...]:
    """What the declarant was told of by now, the newest first, without what was noted about it inside."""
    rows = DeclarationEvent.objects.filter(Q(at__lte=at) | Q(at__isnull=True), reference=reference, event__in=TOLD)
    ordered = rows.order_by(F("at").desc(nulls_last=True), "-id").values_list("event", "at", "received")
    return tuple(Event(event, when, None, None, received) for event, when, received in ordered)
