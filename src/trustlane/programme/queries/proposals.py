"""What was proposed or meant last in a case, and what there was before."""

from __future__ import annotations

from trustlane.programme.models import Case, Event, Terms


def last_proposal(case: Case, move: str) -> Event | None:
    """The last event of a proposing move, or None."""
    return Event.objects.filter(case=case, move=move).order_by("-number").first()


def downgraded_to(case: Case) -> Terms | None:
    """What the last downgrade lowered the status to; None where it was not lowered here."""
    return Terms.objects.filter(case=case, decided_in__move="downgrade").order_by("-decided_in__number").first()


def held_before_downgrade(case: Case) -> Terms | None:
    """What was granted before the last downgrade; None where it was not lowered here."""
    lowered = Event.objects.filter(case=case, move="downgrade").order_by("-number").values_list("number", flat=True)
    before = Terms.objects.filter(case=case, decided_in__number__lt=lowered[:1])
    return before.order_by("-decided_in__number").first()
