"""End a quarantine: as the second person, after the issuer explained; what waited is then looked at anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.recognition import heard
from trustlane.recognition.actions.applying import say_again
from trustlane.recognition.actions.following import terms_of
from trustlane.recognition.actions.keeping import agreed_of
from trustlane.recognition.feed.leaves import ADDITIONS
from trustlane.recognition.models import FollowedFeed, Quarantine, ReadSubject, WaitingAddition
from trustlane.recognition.permits import Permission
from trustlane.recognition.refusals import FollowingSettled


def end_quarantine(*, quarantine: Quarantine, by: Someone, at: datetime) -> Quarantine:
    """Let additions count again, as the second person; those that wait are asked for at the next look."""
    with transaction.atomic():
        FollowedFeed.objects.select_for_update().get(pk=quarantine.feed_id)
        found = Quarantine.objects.select_for_update().select_related("feed").get(pk=quarantine.pk)
        if found.proposed_at is None or found.ended_at is not None:
            raise FollowingSettled(str(found), "nobody proposed its end, or it ended before")
        who = in_force().require(by, Permission.END_QUARANTINE, found, at=at)
        found.ended_by_id, found.ended_at = who.person, at
        found.save(update_fields=["ended_by", "ended_at"])
        feed = found.feed
        row = record(
            verb="recognition.end_quarantine",
            actor=who.id,
            subjects=[Subject("followed_feed", feed.origin)],
            at=at,
            after={"quarantine": found.pk, "kind": found.kind},
            reason=found.reason,
        )
        stood = ReadSubject.objects.filter(feed=feed, to__in=ADDITIONS, said=heard.QUARANTINED)
        subjects = list(stood.values_list("subject", flat=True))
        say_again(feed, agreed_of(terms_of(feed)), subjects, row=row, actor=who.id, at=at)
        WaitingAddition.objects.filter(feed=feed).update(again_at=at, tries=0)
    return found
