"""How old the lists of partners without a node are, and what that leaves of a benefit."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from django.conf import settings

from trustlane.recognition import by_file as law
from trustlane.recognition.feed.ages import Ages, Freshness, freshness
from trustlane.recognition.models import ReceivedList
from trustlane.recognition.queries.giving import given
from trustlane.recognition.queries.received import newest
from trustlane.recognition.queries.signed import by_file
from trustlane.standing.facts import HeardFact


def heard(at: datetime | None) -> tuple[HeardFact, ...]:
    """The newest list of each partner that was applied up to an instant, as the feeds are told of.

    Nothing is left where the arrangement is suspended or ended. For a past that is taken over, the terms count that
    were signed when the list was applied.
    """
    rows = ReceivedList.objects.filter(applied_at__isnull=False)
    partners = sorted(set((rows if at is None else rows.filter(applied_at__lte=at)).values_list("partner", flat=True)))
    return tuple(_heard(partner, at) for partner in partners)


def age(last: ReceivedList | None, at: datetime) -> timedelta | None:
    """How old the newest list of a partner is; None where none was applied."""
    if last is None:
        return None
    return max(at - law.signed(last.speaks_of, settings.TIME_ZONE), timedelta(0))


def state(ages: Ages, last: ReceivedList | None, at: datetime) -> Freshness:
    """What the age of its newest list leaves of what a partner's word gives."""
    return freshness(ages, age(last, at))


def _heard(partner: str, at: datetime | None) -> HeardFact:
    last = newest(partner, at=at)
    if last is None:
        raise ReceivedList.DoesNotExist(partner)
    signed = law.signed(last.speaks_of, settings.TIME_ZONE)
    ages = _ages(partner, at if at is not None else last.applied_at or last.brought_at, held=at is not None)
    return HeardFact(
        issuer=partner,
        origin=law.origin_of(partner),
        size=last.number,
        root=base64.b64encode(bytes.fromhex(last.upload.sha256)).decode(),
        signed=signed,
        whole_until=signed + ages.ageing if ages else None,
        half_until=signed + ages.stale if ages else None,
    )


def _ages(partner: str, at: datetime, *, held: bool) -> Ages | None:
    """By the terms that give something at the instant; ``held``: whether withholding them is asked for."""
    if held:
        found = given([partner], at).get(partner)
        return found.terms.ages if found and found.terms else None
    signed = by_file(at).get(partner)
    return signed.terms.ages if signed else None
