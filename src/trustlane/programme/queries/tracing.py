"""The consignments that a validation has to trace, and what was seen of each."""

from __future__ import annotations

from trustlane.programme.models import Case, Event, Traced
from trustlane.programme.queries.findings import round_of


def to_trace(case: Case) -> tuple[str, ...]:
    """The consignments that the plan of this validation names, in its order, each once."""
    plan = Event.objects.filter(case=case, move="plan_validation").order_by("-number").first()
    named = plan.data.get("consignments", []) if plan is not None else []
    return tuple(dict.fromkeys(map(str, named)))


def traced(case: Case) -> dict[str, Traced]:
    """What was said last of each consignment in this validation, by consignment."""
    rows = Traced.objects.filter(case=case, round=round_of(case)).order_by("consignment", "-pk").distinct("consignment")
    return {row.consignment: row for row in rows}


def untraced(case: Case) -> list[str]:
    """The consignments of which nobody said yet what tracing them showed."""
    named = to_trace(case)
    said = traced(case) if named else {}
    return [one for one in named if one not in said]
