"""Let somebody try again who was locked out after too many wrong passwords."""

from datetime import datetime

from axes.models import AccessAttempt
from django.db import transaction

from trustlane.access.actions.people import subject_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.access.permits import Permission
from trustlane.ledger.actions import record


def unlock(*, user: User, by: Someone, at: datetime, reason: str = "") -> int:
    """Forget the wrong passwords given for this name, wherever they came from; the number of places is the answer."""
    with transaction.atomic():
        who = in_force().require(by, Permission.UNLOCK_PERSON, user, at=at)
        forgotten, _ = AccessAttempt.objects.filter(username__iexact=user.username).delete()
        if forgotten:
            record(verb="access.unlock_person", actor=who.id, subjects=[subject_of(user)], at=at, reason=reason)
    return int(forgotten)
