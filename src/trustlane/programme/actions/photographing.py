"""Photograph what was seen at a visit: kept as evidence, small, without what the camera wrote into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.evidence import actions as evidence
from trustlane.programme.actions.moving import require_cut_over
from trustlane.programme.actions.validating import require_key, require_sites
from trustlane.programme.checklists import checklist
from trustlane.programme.models import Case, Photo
from trustlane.programme.papers.photos import stripped
from trustlane.programme.papers.refusals import PhotoRefused
from trustlane.programme.papers.report import MOST_PHOTOS
from trustlane.programme.permits import Permission
from trustlane.programme.queries.findings import round_of
from trustlane.programme.refusals import KeyTaken, MomentUnfit, PlaceUnfit, WrongStage
from trustlane.programme.stages import RATED_AT
from trustlane.programme.texts import one_of, plain_text

MOST_OF_ONE = 12  # photographs of one criterion
LONGEST_PLACE = 400  # characters


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a device was: degrees of latitude and longitude (WGS 84)."""

    latitude: Decimal
    longitude: Decimal

    def checked(self) -> Spot:
        """To five decimal places, about a metre. Raises PlaceUnfit."""
        if not (self.latitude.is_finite() and self.longitude.is_finite()):
            raise PlaceUnfit("A place on earth has two numbers.")
        if abs(self.latitude) > 90 or abs(self.longitude) > 180:
            raise PlaceUnfit(f"{self.latitude}, {self.longitude} is no place on earth.")
        least = Decimal("0.00001")
        return Spot(self.latitude.quantize(least), self.longitude.quantize(least))


def photograph(
    *,
    case: Case,
    item: str,
    picture: bytes,
    key: str,
    by: Someone,
    at: datetime,
    taken_at: datetime,
    site: int | None = None,
    place: str = "",
    spot: Spot | None = None,
) -> Photo:
    """Keep a photograph of one criterion; sent twice under the same key, after a lost line, it is kept once.

    Raises PhotoRefused where it is no picture or there are too many, KeyTaken, PlaceUnfit, MomentUnfit or WrongStage.
    """
    key, place = require_key(key), plain_text(place, "The place", LONGEST_PLACE)
    spot = None if spot is None else spot.checked()
    # Before anything is locked: this takes a while.
    small = stripped(picture, f"The photograph of {item[:40]}")
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
        who = in_force().require(by, Permission.RATE, locked, at=at)
        require_cut_over(locked, at=at)
        before = Photo.objects.filter(case=locked, key=key).first()
        if before is not None:
            if (before.item, before.site) != (item, site):
                raise KeyTaken(f"Under {key} came a photograph of {before.item} on {before.at.isoformat()}.")
            return before
        if locked.stage not in RATED_AT:
            raise WrongStage("photograph", locked.stage, RATED_AT)
        one_of(item, "criterion of this checklist", checklist(locked))
        if taken_at.utcoffset() is None or taken_at < locked.opened_at:
            raise MomentUnfit(f"Nothing of {locked.reference} was photographed on {taken_at.isoformat()}.")
        require_sites(locked, [] if site is None else [site])
        here = Photo.objects.filter(case=locked, round=round_of(locked))
        of_item = here.filter(item=item).count()
        if of_item >= MOST_OF_ONE or here.count() >= MOST_PHOTOS:
            raise PhotoRefused(
                f"{item}: a report holds {MOST_OF_ONE} photographs of one criterion and {MOST_PHOTOS} in all."
            )
        document = evidence.keep(
            name=f"{locked.reference}-{item}-{of_item + 1}.jpg",
            media_type="image/jpeg",
            speaks_of=None,
            by=by,
            at=at,
            data=small,
        )
        return Photo.objects.create(
            case=locked,
            round=round_of(locked),
            item=item,
            site=site,
            document=document,
            place=place,
            latitude=spot.latitude if spot else None,
            longitude=spot.longitude if spot else None,
            taken_at=min(taken_at, at),
            key=key,
            by=who.id,
            at=at,
        )
