"""Incidents of which customs told a holder."""

from __future__ import annotations

from django.db.models import QuerySet

from trustlane.programme.models import Case, Event


def incidents_told(case: Case) -> QuerySet[Event]:
    """The events by which customs told the holder of an incident, the oldest first."""
    return Event.objects.filter(case=case, move="tell_incident").order_by("number")
