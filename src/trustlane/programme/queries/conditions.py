"""The conditions of a suspension, of one case."""

from __future__ import annotations

from trustlane.programme.conditions import Held, conditions_of
from trustlane.programme.models import Case, Event


def case_events(case: Case) -> list[Event]:
    """All events of a case, the oldest first."""
    return list(Event.objects.filter(case=case).order_by("number"))


def conditions(case: Case) -> tuple[Held, ...]:
    """The conditions of the suspension of a case that goes on."""
    return conditions_of(case_events(case))
