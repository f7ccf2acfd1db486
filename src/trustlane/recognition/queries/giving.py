"""Whether what a partner says gives its operators anything here: by the arrangements that were signed with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.recognition import terms as law
from trustlane.recognition.models import Arrangement, Event, Terms
from trustlane.recognition.moves import AGREEING, gives
from trustlane.recognition.stages import Stage


@dataclass(frozen=True, slots=True)
class Given:
    """What a partner's operators get by an arrangement that was signed with it; without terms nothing."""

    arrangement: str  # its reference
    terms: law.Terms | None


def given(partners: Iterable[str], at: datetime) -> dict[str, Given]:
    """What operators of these partners get at an instant, by the terms that are signed and have begun.

    A partner with whom nothing was ever signed is not among them: what two persons agreed of its feed counts. Of
    several arrangements the newest that gives counts. What is not agreed for their direction gives nothing in it.
    """
    wanted = set(partners)
    events: dict[int, list[Event]] = {}
    for event in Event.objects.filter(move__in=AGREEING).order_by("arrangement", "number"):
        events.setdefault(event.arrangement_id, []).append(event)
    found: dict[str, Given] = {}
    for one in Arrangement.objects.filter(pk__in=events).prefetch_related("partners").order_by("pk"):
        inward = _inward(one, events[one.pk], at)
        for code in {each.code for each in one.partners.all()} & wanted:
            if code in inward or code not in found or found[code].terms is None:
                found[code] = Given(one.reference, inward.get(code))
    return found


def withheld_by(partners: Iterable[str], at: datetime) -> dict[str, str]:
    """Of these partners those whose operators get nothing now, each with the arrangement that says so."""
    return {code: each.arrangement for code, each in given(partners, at).items() if each.terms is None}


def _inward(one: Arrangement, agreed: list[Event], at: datetime) -> dict[str, law.Terms]:
    """The terms by which operators of its partners get something at an instant, by partner."""
    came_from = Stage(one.came_from) if one.came_from else None
    today = day_of(at, settings.TIME_ZONE)
    begun = [each for each in agreed if date.fromisoformat(each.data["begins"]) <= today]
    if not begun or not gives(Stage(one.stage), came_from, one.since, at):
        return {}
    rows = Terms.objects.filter(
        proposed_in__arrangement=one, proposed_in__number=begun[-1].data["proposed_in"], direction=law.INWARD
    )
    return {code: law.read(words) for code, words in rows.values_list("partner__code", "words")}
