"""Was the person concerned heard, or could it have been?"""

from __future__ import annotations

from datetime import datetime

from trustlane.programme.clocks.house import HEARING
from trustlane.programme.models import Case, Event
from trustlane.programme.queries.clocks import running


def heard_or_over(case: Case, *, at: datetime) -> bool:
    """The hearing that was opened last was answered, or its time is over.

    Every case has a time for it, by its preset or by the house: who is silent is not judged at once, and cannot put off
    a decision for ever.
    """
    # A case that was brought here in the middle of a hearing is heard here, unless its clock told that it is over.
    moves = ["intend_refusal", "intend_revocation", "intend_annulment", "migrate"]
    opened = Event.objects.filter(case=case, move__in=moves).order_by("-number").first()
    if opened is None:
        return False
    if Event.objects.filter(case=case, move="hear", number__gt=opened.number).exists():
        return True
    clocks = [run for run in running(case, at=at) if run.term.id == HEARING and run.begun.at == opened.at]
    return bool(clocks) and all(run.read(at).late or run.read(at).ended for run in clocks)
