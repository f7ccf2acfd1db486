"""Say which measures of article 7.7 are generally available to all operators: one person proposes, another agrees."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme.benefits.choosing import MAY_BE_GENERAL
from trustlane.programme.models import GeneralMeasures
from trustlane.programme.permits import Permission
from trustlane.programme.refusals import NotAsked, ReasonMissing
from trustlane.programme.texts import one_of, plain_text

SUBJECT = Subject("measures", "general")


def propose_measures(*, letters: Collection[str], reason: str, by: Someone, at: datetime) -> GeneralMeasures:
    """Propose which of (a) to (d) are generally available; it counts once a second person agrees."""
    kept = sorted({one_of(one, "measure that can be generally available", MAY_BE_GENERAL) for one in letters})
    with transaction.atomic():
        who = in_force().require(by, Permission.PROPOSE_MEASURES, at=at)
        reason = plain_text(reason, "The reason")
        if not reason:
            raise ReasonMissing("Say where it is laid down that every operator has these.")
        row = record(
            verb="programme.propose_measures",
            actor=who.id,
            subjects=[SUBJECT],
            at=at,
            after={"letters": kept},
            reason=reason,
        )
        return GeneralMeasures.objects.create(
            letters=kept, proposed_by_id=who.person, at=at, reason=reason, recorded_in=row
        )


def agree_measures(*, proposal: GeneralMeasures, by: Someone, at: datetime) -> GeneralMeasures:
    """Agree, as the second person, to what was proposed last."""
    with transaction.atomic():
        locked = GeneralMeasures.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        who = in_force().require(by, Permission.AGREE_MEASURES, locked, at=at)
        if locked.agreed_at is not None or GeneralMeasures.objects.filter(pk__gt=locked.pk).exists():
            raise NotAsked("It was agreed to before, or another proposal took its place.")
        row = record(
            verb="programme.agree_measures",
            actor=who.id,
            subjects=[SUBJECT],
            at=at,
            after={"letters": locked.letters},
            reason=locked.reason,
        )
        locked.agreed_by_id, locked.agreed_at, locked.agreed_in = who.person, at, row
        locked.save(update_fields=["agreed_by", "agreed_at", "agreed_in"])
    return locked
