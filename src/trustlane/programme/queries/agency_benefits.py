"""What other agencies grant in a case, and as which agency of the catalogue an office may grant there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from trustlane.programme.agency_benefits import Given, given_of
from trustlane.programme.models import Case, Event
from trustlane.programme.queries.conditions import case_events


def given(case: Case, *, at: datetime) -> dict[str, Given]:
    """How each benefit of another agency stands, by its id."""
    return given_of(case_events(case), at=at)


def granting(case: Case, offices: Collection[str]) -> dict[str, str]:
    """As which agencies of the catalogue these offices were asked in a case, each with the office."""
    asked = Event.objects.filter(case=case, move="consult", data__agency__in=list(offices)).order_by("number")
    return {row["granting"]: row["agency"] for row in asked.values_list("data", flat=True) if row.get("granting")}
