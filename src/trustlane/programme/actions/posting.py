"""Post letters: those to firms that no e-mail reaches are printed, put in the post, and said to be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from trustlane.access.actors import person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.programme.actions.moving import subjects
from trustlane.programme.models import Letter
from trustlane.programme.permits import Permission
from trustlane.programme.refusals import LetterUnknown

_LARGEST_ID = 1 << 62


def post_letters(*, numbers: Sequence[int], by: Someone, at: datetime) -> int:
    """Say that letters were posted, all or none; how many. What was posted before stays as it was.

    Raises LetterUnknown where a number is no letter that goes by post.
    """
    with transaction.atomic():
        keys = sorted({number for number in numbers if 0 < number < _LARGEST_ID})
        held = Letter.objects.filter(pk__in=keys, by_post=True).select_for_update(of=("self",))
        found = list(held.select_related("case__operator").order_by("pk"))
        if not keys or len(found) != len(set(numbers)):
            raise LetterUnknown("One of these is no letter that goes by post, or none was chosen.")
        done = 0
        for letter in found:
            who = in_force().require(by, Permission.POST_LETTERS, letter.case, at=at)
            if letter.posted_at is not None:
                continue
            row = record(
                verb="programme.post_letter",
                actor=who.id,
                subjects=subjects(letter.case),
                at=at,
                after={"letter": letter.pk, "kind": letter.kind},
            )
            letter.posted_at, letter.posted_by_id, letter.posted_in = at, person_of(who.id), row
            letter.save(update_fields=["posted_at", "posted_by", "posted_in"])
            done += 1
    return done
