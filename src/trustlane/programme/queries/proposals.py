"""What was proposed or meant last in a case, and what there was before."""

from __future__ import annotations

from trustlane.programme.models import Case, Event
from trustlane.programme.stages import Stage


def last_proposal(case: Case, move: str) -> Event | None:
    """The last event of a proposing move, or None."""
    return Event.objects.filter(case=case, move=move).order_by("-number").first()


def was_suspended(case: Case) -> bool:
    """The status was suspended already when it was meant to be taken."""
    moves = ["intend_revocation", "intend_annulment"]
    meant = Event.objects.filter(case=case, move__in=moves).order_by("-number").values_list("source", flat=True)
    return meant.first() == Stage.SUSPENDED
