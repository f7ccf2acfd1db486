"""Record that operators let their data go to partners, or do so no longer; feeds follow in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, as_actor, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.parties.models import Operator
from trustlane.recognition.actions import publishing
from trustlane.recognition.issuing import Occasion
from trustlane.recognition.models import Consent
from trustlane.recognition.permits import Permission


def give_consent(*, operators: Sequence[Operator], by: Someone, at: datetime, source: str = "") -> int:
    """From now on data of these operators go to partners, while they are valid. How many entries follow."""
    return _tell(operators, True, by, at, source)


def withdraw_consent(*, operators: Sequence[Operator], by: Someone, at: datetime, source: str = "") -> int:
    """From now on nothing goes out; what was told is taken back, and its bodies are erased. How many entries follow."""
    return _tell(operators, False, by, at, source)


def _tell(operators: Sequence[Operator], given: bool, by: Someone, at: datetime, source: str) -> int:
    with transaction.atomic():
        who = as_actor(by, at)  # once: a whole register may consent by one deed
        for operator in operators:
            in_force().require(who, Permission.TELL_CONSENT, operator, at=at)
        if not operators:
            return 0
        publishing.lock_feeds()
        references = sorted(operator.reference for operator in operators)
        row = record(
            verb="recognition.give_consent" if given else "recognition.withdraw_consent",
            actor=who.id,
            subjects=[Subject("operator", one) for one in references],
            at=at,
            after={"given": given, "source": source},
        )
        Consent.objects.bulk_create(
            [Consent(operator=each, given=given, at=at, source=source, recorded_in=row) for each in operators],
            batch_size=5_000,
        )
        said = sum(
            publishing.publish(feed, operators=references, occasion=Occasion.CONSENT, at=at)
            for feed in publishing.open_feeds()
        )
        if not given:
            publishing.erase_bodies([operator.pk for operator in operators], row=row, at=at)
        return said
