"""Validate a holder again: begin, call off, conclude at the desk where the law allows it, and close."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.programme.actions.effects import terms_of
from trustlane.programme.actions.moving import begin, complete
from trustlane.programme.actions.telling import tell
from trustlane.programme.labels import OUTCOMES
from trustlane.programme.models import Assignment, Case, Event
from trustlane.programme.presets import desk_allowed
from trustlane.programme.queries.drawing import next_commitment
from trustlane.programme.queries.revalidating import next_due
from trustlane.programme.refusals import VisitNeeded
from trustlane.programme.stages import Stage
from trustlane.programme.texts import one_of

MEASURES = "measures"


def begin_revalidation(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Begin to validate a holder again; who will visit is committed to from here on, before anybody can know it."""
    with transaction.atomic():
        begun = begin("begin_revalidation", case, by=by, at=at)
        return complete(begun, reason=reason, data={"committed": next_commitment(begun.case)})


def call_off_revalidation(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Call off what was begun, before anybody visited; it is due as it was before."""
    with transaction.atomic():
        begun = begin("call_off_revalidation", case, by=by, at=at)
        event = complete(begun, reason=reason)
        Assignment.objects.filter(case=begun.case, ended_in__isnull=True).update(ended_in=event)
        tell(event)
    return event


def conclude_at_desk(*, case: Case, recommends: str, reason: str, by: Someone, at: datetime) -> Event:
    """Say what the records show, without a visit. Raises VisitNeeded where the preset does not allow that."""
    one_of(recommends, "recommendation", OUTCOMES)
    with transaction.atomic():
        begun = begin("conclude_at_desk", case, by=by, at=at)
        if not desk_allowed(begun.case.preset):
            raise VisitNeeded(f"{begun.case.preset} knows no revalidation at the desk.")
        return complete(begun, reason=reason, data={"recommends": recommends, "mode": "desk"})


def revalidate(*, case: Case, outcome: str, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Close the round: the status goes on, or something has to be done about it; the next one is counted from here."""
    one_of(outcome, "outcome", OUTCOMES)
    with transaction.atomic():
        begun = begin("revalidate", case, by=by, at=at, seen=seen)
        held = terms_of(begun.case)
        tier = held.tier if held else ""
        due = next_due(begun.case, at=at, tier=tier)
        data = {"outcome": outcome, "tier": tier, "mode": _mode(begun.case)} | due.data()
        return complete(begun, reason=reason, data=data | ({"cause": MEASURES} if outcome == MEASURES else {}))


def _mode(case: Case) -> str:
    """How the holder was looked at: as the last plan says, or at the desk."""
    if case.stage == Stage.REVALIDATION_AT_DESK:
        return "desk"
    planned = Event.objects.filter(case=case, move="plan_validation").order_by("-number").first()
    return str(planned.data.get("mode", "")) if planned else ""
