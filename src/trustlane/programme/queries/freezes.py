"""When a freeze is over: one officer alone withholds a status no longer."""

from __future__ import annotations

from datetime import datetime

from trustlane.programme.clocks.house import FREEZE
from trustlane.programme.models import Case
from trustlane.programme.queries.clocks import running
from trustlane.programme.withheld import freeze_runs


def freeze_ends(case: Case) -> datetime | None:
    """The instant at which the freeze of a frozen status is over; None where the status is not frozen."""
    if not freeze_runs(case):
        return None
    ends = [run.due for run in running(case) if run.term.id == FREEZE and run.ended is None]
    return max((due for due in ends if isinstance(due, datetime)), default=None)


def freeze_over(case: Case, *, at: datetime) -> bool:
    """The 72 hours are over."""
    ends = freeze_ends(case)
    return ends is not None and at >= ends
