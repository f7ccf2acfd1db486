"""When a holder is next validated, and whether it was in the period of its certificate."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from trustlane.programme.clocks.house import longest
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.presets import preset_named
from trustlane.programme.queries.findings import latest
from trustlane.programme.queries.risks import residuals
from trustlane.programme.revalidating.reading import shipped
from trustlane.programme.revalidating.rules import Next, due_in


def next_due(case: Case, *, at: datetime, tier: str = "") -> Next:
    """In how many months the next validation is due: by the age none may exceed, and by the risk that is left."""
    rules = shipped()
    majors = sum(one.rating == "major" for one in latest(case))
    whole = longest(rules, preset_named(case.preset), tier or None)
    return due_in(rules, whole, grades=Counter(residuals(case, at)), majors=majors)


def revalidated_in_period(case: Case) -> bool:
    """The holder was validated anew, with the outcome that its status goes on, since its certificate began to count."""
    held = list(
        Terms.objects.filter(case=case).order_by("decided_in__number").values_list("expires", "decided_in__number")
    )
    if not held:
        return False
    last = held[-1][0]
    since = next(number for expires, number in held if expires == last)
    closed = Event.objects.filter(case=case, move="revalidate", number__gt=since)
    return closed.exclude(data__outcome="measures").exists()
