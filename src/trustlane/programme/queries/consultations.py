"""The consultations of a case that wait for an answer."""

from __future__ import annotations

from datetime import datetime

from trustlane.access.evaluator import Someone, as_actor
from trustlane.access.roles import Role
from trustlane.programme.models import Case, Consultation


def unanswered_by(who: Someone, case: Case, *, at: datetime) -> list[Consultation]:
    """Those that the person may answer for its agency, the oldest first."""
    agencies = as_actor(who, at).offices(Role.AGENCY_OFFICER)
    return list(Consultation.objects.filter(case=case, agency__in=agencies, answered_in__isnull=True).order_by("pk"))
