"""What the operator of a case sent on paper or by e-mail, and an officer entered for it: how and when it came.

Every move of the operator's own hand goes this way: `begin` asks for it, `complete` keeps it with the event, and a verb
only hands it on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from trustlane.access.queries import holders
from trustlane.access.roles import Role
from trustlane.clock.zones import begins, day_of


@dataclass(frozen=True, slots=True)
class Came:
    """``channel`` is one of RECEIVED, ``on`` the day it came to the office, ``evidence`` its scans by number."""

    channel: str
    on: date
    evidence: Sequence[int] = ()

    def told(self, operator: str) -> dict[str, object]:
        """What the event tells of it beside who entered it: for which operator, how, and as of which day."""
        return {"channel": self.channel, "on": self.on.isoformat(), "for": operator}


def has_account(operator: str, *, at: datetime) -> bool:
    """Somebody with an account acts for the operator of that reference."""
    return holders(Role.OPERATOR, at=at).filter(operator=operator).exists()


def spoken(at: datetime, on: date | None) -> datetime:
    """The instant by which a time limit is kept: of what came on an earlier day than ``at``, the end of that day."""
    if on is None or on >= day_of(at, settings.TIME_ZONE):
        return at
    return begins(on + timedelta(days=1), settings.TIME_ZONE) - timedelta(seconds=1)
