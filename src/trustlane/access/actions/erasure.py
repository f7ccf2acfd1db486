"""Erase the content of one ledger row, as a person who is permitted to."""

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.access.permits import Permission
from trustlane.ledger import actions as ledger
from trustlane.ledger.models import Row


def erase_content(*, row: Row, by: Someone, at: datetime, reason: str) -> Row:
    """Erase the content of a row, by someone who did not do the deed; the erasure is itself a row of the record."""
    with transaction.atomic():
        who = in_force().require(by, Permission.ERASE_CONTENT, row, at=at)
        return ledger.erase(row=row, by=who.id, at=at, reason=reason)
