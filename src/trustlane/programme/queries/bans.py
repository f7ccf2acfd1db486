"""Until when an operator may not apply again: of all its former cases, however they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trustlane.programme.models import Case
from trustlane.programme.queries.clocks import running
from trustlane.programme.stages import ENDED

BAN = "reapplication_ban"


@dataclass(frozen=True, slots=True)
class Ban:
    """The case it follows from, the day of the decision, the last day on which it holds, and the law."""

    case: str
    stage: str
    since: date
    until: date | datetime | None
    reference: str


def ban_on(operator: str, *, at: datetime) -> Ban | None:
    """What keeps the operator from applying again at that instant: the ban that ends last; None where nothing does."""
    bans = [
        Ban(former.reference, former.stage, run.first_day, run.due, run.term.reference)
        for former in Case.objects.filter(operator__reference=operator, stage__in=ENDED).order_by("pk")
        for run in running(former, at=at)
        if run.term.id == BAN and not run.read(at).ended and not run.read(at).late
    ]
    return max(bans, key=lambda ban: (ban.until is None, str(ban.until or "")), default=None)
