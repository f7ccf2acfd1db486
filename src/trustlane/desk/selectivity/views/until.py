"""What pages of holds and of stops share: until when one counts, and what a list of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from trustlane.access.queries import names
from trustlane.pages.people import now
from trustlane.selectivity import labels
from trustlane.selectivity.holding import LONGEST


def end_of(last: date, request: HttpRequest) -> datetime:
    """The instant at which a hold is over whose last day this is, at most as long after now as one may last."""
    over = datetime.combine(last + timedelta(days=1), time(), timezone.get_current_timezone())
    return min(over, now(request) + LONGEST)


def shown(request: HttpRequest, holds: Sequence[Any]) -> dict[str, Any]:
    """A list of holds for its page, with the names of whoever had a hand in one."""
    named = {each for one in holds for each in (one.placed_by, one.ratified_by, one.ended_by)}
    return {
        "holds": holds,
        "names": {each: name.full_name for each, name in names(named - {""}).items()},
        "about": labels.ABOUT,
        "states": labels.HOLD_STATE,
        "today": timezone.localdate(now(request)),
    }
