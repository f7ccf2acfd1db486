"""How and when an application came in: through the portal, or on paper or by e-mail, entered by an officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.programme.labels import PORTAL
from trustlane.programme.models import Case, Event


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel, the day it came in, and the documents it came as; the last only of what an officer entered."""

    channel: str
    on: date
    documents: tuple[int, ...] = ()

    @property
    def entered(self) -> bool:
        """An officer entered it."""
        return self.channel != PORTAL


def receipt(case: Case) -> Receipt | None:
    """How the application of a case came in; None of a draft, and of a case that came from another system."""
    event = Event.objects.filter(case=case, move__in=("submit", "receive")).order_by("number").first()
    if event is None:
        return None
    told = str(event.data.get("on", ""))
    on = date.fromisoformat(told) if told else day_of(event.at, settings.TIME_ZONE)
    return Receipt(str(event.data.get("channel", PORTAL)), on, tuple(event.data.get("evidence", ())))
