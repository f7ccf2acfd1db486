"""Whether what a partner says gives its operators anything here: by the arrangements that were signed with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.recognition.models import Arrangement, Event, Terms
from trustlane.recognition.moves import AGREEING, gives
from trustlane.recognition.stages import Stage
from trustlane.recognition.terms import INWARD


def withheld_by(partners: Iterable[str], at: datetime) -> dict[str, str]:
    """Of these partners those whose operators get nothing now, each with the reference of the arrangement that says so.

    A partner with whom nothing was ever signed is not among them: what two persons agreed of its feed counts. Of
    several arrangements one that gives is enough. What is not agreed for their direction gives nothing in it.
    """
    wanted = set(partners)
    signed = Event.objects.filter(move__in=AGREEING).order_by("arrangement", "number")
    events: dict[int, list[Event]] = {}
    for event in signed:
        events.setdefault(event.arrangement_id, []).append(event)
    held: dict[str, str] = {}
    giving: set[str] = set()
    rows = Arrangement.objects.filter(pk__in=events).prefetch_related("partners").order_by("pk")
    for one in rows:
        told = _inward(one, events[one.pk], at)
        for code in {each.code for each in one.partners.all()} & wanted:
            if code in told:
                giving.add(code)
            else:
                held[code] = one.reference
    return {code: reference for code, reference in held.items() if code not in giving}


def _inward(one: Arrangement, agreed: list[Event], at: datetime) -> set[str]:
    """The partners whose operators get something by this arrangement at an instant."""
    came_from = Stage(one.came_from) if one.came_from else None
    today = day_of(at, settings.TIME_ZONE)
    begun = [each for each in agreed if date.fromisoformat(each.data["begins"]) <= today]
    if not begun or not gives(Stage(one.stage), came_from, one.since, at):
        return set()
    terms = Terms.objects.filter(
        proposed_in__arrangement=one, proposed_in__number=begun[-1].data["proposed_in"], direction=INWARD
    )
    return set(terms.values_list("partner__code", flat=True))
