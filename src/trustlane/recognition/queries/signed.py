"""The newest terms of a direction that were signed with a partner, whether or not they give anything today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.recognition import terms as law
from trustlane.recognition.models import Arrangement, Event, FollowedFeed, Partner, Terms
from trustlane.recognition.moves import AGREEING
from trustlane.recognition.stages import Stage

_OVER = (Stage.TERMINATED, Stage.ABANDONED)


@dataclass(frozen=True, slots=True)
class Signed:
    """Terms of one direction that have begun, and with whom; an arrangement that ended has none."""

    partner: Partner
    arrangement: Arrangement
    terms: law.Terms


def signed(direction: str, at: datetime) -> dict[str, Signed]:
    """By partner, the terms signed for a direction; of several arrangements those of the newest count."""
    today = day_of(at, settings.TIME_ZONE)
    events = Event.objects.filter(move__in=AGREEING).order_by("arrangement", "number")
    begun = {one.arrangement_id: one for one in events if date.fromisoformat(one.data["begins"]) <= today}
    found: dict[str, Signed] = {}
    for event in sorted(begun.values(), key=lambda one: one.arrangement_id):
        rows = Terms.objects.filter(
            proposed_in__arrangement=event.arrangement_id,
            proposed_in__number=event.data["proposed_in"],
            direction=direction,
        ).select_related("partner__arrangement")
        for row in rows:
            if row.partner.arrangement.stage not in _OVER:
                found[row.partner.code] = Signed(row.partner, row.partner.arrangement, law.read(row.words))
    return found


def by_file(at: datetime) -> dict[str, Signed]:
    """The partners whose operators we recognise and whose feed nobody reads: their lists come by file."""
    read = FollowedFeed.objects.filter(stopped_at__isnull=True, terms__agreed_at__isnull=False)
    told = set(read.values_list("issuer", flat=True))
    return {code: one for code, one in sorted(signed(law.INWARD, at).items()) if code not in told}
