"""Withhold and take away: freeze for at most 72 hours, ratify, suspend, lift; mean to revoke or annul, hear, do it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.programme.actions.deciding import caused, require_hearing
from trustlane.programme.actions.moving import begin, complete, stating
from trustlane.programme.models import Case, Event
from trustlane.programme.queries.freezes import freeze_over
from trustlane.programme.refusals import WrongStage
from trustlane.programme.stages import Stage


def freeze(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Withhold the status at once, by one officer, for at most 72 hours."""
    return _made("freeze", case, reason, by, at)


def ratify(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Make a freeze a suspension, as another officer, before its 72 hours are over."""
    with transaction.atomic():
        begun = begin("ratify", case, by=by, at=at, seen=seen)
        if freeze_over(begun.case, at=at):
            raise WrongStage("ratify", "frozen, but its 72 hours are over", [Stage.FROZEN])
        return complete(begun, reason=reason)


def lapse_freeze(*, case: Case, by: Someone, at: datetime, reason: str = "", seen: int | None = None) -> Event:
    """End a freeze: by the clock, or earlier by another officer."""
    return _made("lapse_freeze", case, reason, by, at, seen)


def request_suspension(*, case: Case, reason: str, by: Someone, at: datetime, days: int | None = None) -> Event:
    """Ask, as holder, for one's own status to be suspended; it is so at once.

    ``days`` is for how long, as far as the preset lets the holder say so; ClockSaysNo beyond that.
    """
    with transaction.atomic():
        begun = begin("request_suspension", case, by=by, at=at)
        return complete(begun, reason=reason, data=stating(begun, days))


def propose_reinstatement(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Propose to lift a suspension."""
    return _made("propose_reinstatement", case, reason, by, at)


def reinstate(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Lift a suspension, as another officer than who proposed it."""
    return _made("reinstate", case, reason, by, at, seen)


def decline_reinstatement(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Leave the suspension in place."""
    return _made("decline_reinstatement", case, reason, by, at, seen)


def intend_revocation(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Say that a revocation is meant, and why; the holder is heard first."""
    return _made("intend_revocation", case, reason, by, at)


def intend_annulment(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Say that an annulment from the first day is meant, and why; the holder is heard first."""
    return _made("intend_annulment", case, reason, by, at)


def revoke(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None, cause: str = "") -> Event:
    """Revoke, once the holder was heard or the time for it is over; ``cause`` as with a refusal."""
    return _after_hearing("revoke", case, reason, by, at, seen, cause)


def annul(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None, cause: str = "") -> Event:
    """Annul from the first day, once the holder was heard or the time for it is over; ``cause`` as with a refusal."""
    return _after_hearing("annul", case, reason, by, at, seen, cause)


def drop_hearing(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Drop what was meant; the case is where it was before."""
    return _made("drop_hearing", case, reason, by, at, seen)


def _made(name: str, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    with transaction.atomic():
        return complete(begin(name, case, by=by, at=at, seen=seen), reason=reason)


def _after_hearing(
    name: str, case: Case, reason: str, by: Someone, at: datetime, seen: int | None, cause: str
) -> Event:
    with transaction.atomic():
        begun = begin(name, case, by=by, at=at, seen=seen)
        require_hearing(begun)
        return complete(begun, reason=reason, data=caused(begun, cause))
