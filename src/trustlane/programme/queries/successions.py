"""Mergers and splits: who succeeds the company of a case, and whom that company succeeded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trustlane.access.evaluator import Someone
from trustlane.parties import queries as parties
from trustlane.programme.models import Case, Event
from trustlane.programme.queries.worklist import of_operator
from trustlane.programme.stages import Stage


@dataclass(frozen=True, slots=True)
class Kin:
    """An operator that goes on with another's business, or went before it; the day, and its case where one is seen."""

    operator: str
    name: str
    since: datetime
    case: str  # its newest that the reader may see; "" where there is none


def successors(case: Case, *, who: Someone, at: datetime) -> tuple[Kin, ...]:
    """Who goes on where the company of the case was merged or split, in the order they were named."""
    event = Event.objects.filter(case=case, move="succeed").first()
    # A case that was brought from elsewhere may be at its end without the move.
    if event is None:
        return ()
    return tuple(_kin(reference, event.at, who, at) for reference in event.data["successors"])


def predecessors(case: Case, *, who: Someone, at: datetime) -> tuple[Kin, ...]:
    """The companies whose successor the one of the case is, the last first; each by the case that ended so."""
    rows = Event.objects.filter(
        case__stage=Stage.SUCCEEDED, move="succeed", data__successors__contains=[case.operator.reference]
    ).select_related("case__operator")
    return tuple(_kin(row.case.operator.reference, row.at, who, at) for row in rows.order_by("-at", "-pk"))


def _kin(reference: str, since: datetime, who: Someone, at: datetime) -> Kin:
    facts = parties.operator(reference)
    seen = of_operator(reference, who=who, at=at)
    name = facts.names[-1].name if facts and facts.names else reference
    return Kin(reference, name, since, seen[0].reference if seen else "")
