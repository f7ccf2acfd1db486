"""Erase what a partner told of somebody by a deed of ours; the log keeps only the commitment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.recognition.actions.applying import forget_bodies
from trustlane.recognition.actions.hearing import say_removals
from trustlane.recognition.actions.keeping import changed, put_state, put_totals, state_of
from trustlane.recognition.feed.folding import ERASED, Last
from trustlane.recognition.feed.leaves import ADDITIONS
from trustlane.recognition.models import FollowedFeed
from trustlane.recognition.permits import Permission


def erase_bodies(*, feed: FollowedFeed, seqs: Sequence[int], by: Someone, at: datetime, reason: str) -> int:
    """Erase the bodies of these entries and end what they give; how many operators lose their standing by it.

    An addition that still waits for one of these bodies gives nothing any more, and its body is not asked for again.
    """
    with transaction.atomic():
        FollowedFeed.objects.select_for_update().get(pk=feed.pk)
        who = in_force().require(by, Permission.ERASE_BODIES, feed, at=at)
        before = state_of(feed, subjects=(), seqs=seqs)
        subjects = {
            subject: Last(ERASED, last.seq, last.effective)
            for subject, last in before.subjects.items()
            if last.seq in seqs and last.to in ADDITIONS
        }
        waiting = {seq: status for seq, status in before.waiting.items() if seq not in seqs}
        after = replace(
            before, subjects={**before.subjects, **subjects}, waiting=waiting, live=before.live - len(subjects)
        )
        put_state(feed, before, after, at)
        put_totals(feed, after)
        row = record(
            verb="recognition.erase_bodies",
            actor=who.id,
            subjects=[Subject("followed_feed", feed.origin)],
            at=at,
            after={"entries": sorted(seqs)},
            reason=reason,
        )
        ended = say_removals(feed, changed(before, after), row=row, at=at)
        forget_bodies(feed, seqs)
    return ended
