"""More time: its operator asks for it, an officer declines with a reason; who grants it extends the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.programme.actions.moving import begin, complete
from trustlane.programme.actions.timing import check_clock
from trustlane.programme.came import Came
from trustlane.programme.models import Case, Event
from trustlane.programme.more_time import ASKS, DECLINES, Asked, rule_of
from trustlane.programme.presets import preset_named
from trustlane.programme.queries.clocks import ticks
from trustlane.programme.queries.more_time import waiting_in
from trustlane.programme.refusals import ClockSaysNo, NotAsked, TimeAskedAlready


def ask_extension(
    *,
    case: Case,
    term: str,
    reason: str,
    by: Someone,
    at: datetime,
    days: int | None = None,
    months: int | None = None,
    came: Came | None = None,
) -> Event:
    """Ask for more time, as the operator, where the term of the clock lets it; the clock goes on.

    Raises ClockSaysNo where it could not be granted, and TimeAskedAlready while a request for this clock waits.
    """
    with transaction.atomic():
        begun = begin(ASKS, case, by=by, at=at, came=came)
        says = {"term": term, **_amount(days, months), "asked_by": _asker(begun.case, term)}
        if any(one.term == term for one in waiting_in(begun.case)):
            raise TimeAskedAlready(f"In {begun.case.reference} more time was asked for, and nobody answered yet.")
        before = ticks(Event.objects.filter(case=begun.case).order_by("number"))
        # Held against the law of the clock as if it were granted now; the legal basis is who grants it to name.
        in_time = says | {"asked_at": begun.spoken.isoformat()}
        check_clock(begun.case, before, "extend", at, in_time, reason, "asked")
        return complete(begun, reason=reason, data=says)


def decline_extension(
    *, case: Case, request: int, reason: str, by: Someone, at: datetime, seen: int | None = None
) -> Event:
    """Decline more time; ``request`` is the number of the event that asked for it. Raises NotAsked where none waits."""
    with transaction.atomic():
        begun = begin(DECLINES, case, by=by, at=at, seen=seen)
        one = _waiting(begun.case, request)
        return complete(begun, reason=reason, data={"term": one.term, "answers": one.number})


def _amount(days: int | None, months: int | None) -> Mapping[str, object]:
    return {name: amount for name, amount in (("days", days), ("months", months)) if amount is not None}


def _asker(case: Case, term: str) -> str:
    """As whom the operator asks. Raises ClockSaysNo where the preset has no such clock, or nobody of it may ask."""
    known = preset_named(case.preset).by_id.get(term)
    rule = None if known is None else rule_of(known)
    if rule is None:
        raise ClockSaysNo(f"{term[:40]}: expected a clock that is extended where its operator asks; it is none.")
    return rule.asked_by


def _waiting(case: Case, request: int) -> Asked:
    for one in waiting_in(case):
        if one.number == request:
            return one
    raise NotAsked(f"No request for more time under {request} waits in {case.reference}.")
