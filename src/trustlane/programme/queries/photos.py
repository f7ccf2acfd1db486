"""The photographs of a visit, criterion by criterion, and the picture of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trustlane.access.evaluator import Someone, in_force
from trustlane.evidence import queries as evidence
from trustlane.programme.models import Case, Photo
from trustlane.programme.permits import Permission
from trustlane.programme.queries.findings import round_of


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photograph: of which criterion, where and when."""

    id: int
    item: str
    site: int | None
    place: str
    latitude: Decimal | None
    longitude: Decimal | None
    taken_at: datetime

    @property
    def where(self) -> str:
        """The place as it was typed, and the device's where it was given."""
        spot = "" if self.latitude is None else f"{self.latitude}, {self.longitude}"
        return ", ".join(filter(None, (self.place, spot)))


def of_visit(case: Case, *, then: datetime) -> tuple[PhotoRow, ...]:
    """The photographs of the validation under way, in the order in which they were taken; who may see them is asked
    by whoever asks for them."""
    rows = Photo.objects.filter(case=case, round=round_of(case), at__lte=then).order_by("taken_at", "pk")
    return tuple(_row(row) for row in rows)


def picture(case: Case, number: int) -> bytes | None:
    """The JPEG of one photograph of the case, or None where it has none of that number."""
    found = Photo.objects.select_related("document").filter(case=case, pk=number).first() if number < 1 << 62 else None
    if found is None:
        return None
    with evidence.content(found.document) as file:
        return file.read()


def seen_picture(case: Case, number: int, who: Someone, *, at: datetime) -> bytes | None:
    """The same for somebody who sees the visit; a guest sees those of that visit. Raises access' Refused."""
    in_force().require(who, Permission.SEE_VISIT, case, at=at)
    if in_force().may(who, Permission.SEE_INSIDE, case, at=at):
        return picture(case, number)
    return picture(case, number) if any(row.id == number for row in of_visit(case, then=at)) else None


def _row(row: Photo) -> PhotoRow:
    return PhotoRow(row.pk, row.item, row.site, row.place, row.latitude, row.longitude, row.taken_at)
