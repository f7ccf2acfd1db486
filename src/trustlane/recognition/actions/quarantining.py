"""Let additions stand still, with what proves why; and let two persons end it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.recognition import texts
from trustlane.recognition.actions.hearing import say_quarantined
from trustlane.recognition.actions.keeping import all_leaves, held_of
from trustlane.recognition.agreed import Agreed
from trustlane.recognition.feed import evidence
from trustlane.recognition.feed.folding import Told
from trustlane.recognition.feed.merkle import leaf_hash, nodes_of
from trustlane.recognition.models import FollowedFeed, Quarantine, ReadEntry
from trustlane.recognition.permits import Permission
from trustlane.recognition.refusals import FollowingSettled

REFUSALS = {"held": Told.UNKNOWN_KIND, "cap": Told.ABOVE_CAP}


def quarantine(
    *,
    feed: FollowedFeed,
    kind: str,
    from_seq: int,
    refusal: str,
    why: str,
    document: evidence.Document,
    actor: str,
    at: datetime,
) -> Quarantine | None:
    """Let nothing count that was added from an entry on; None where it stands so by this kind already."""
    with transaction.atomic():
        FollowedFeed.objects.select_for_update().get(pk=feed.pk)
        if Quarantine.objects.filter(feed=feed, kind=kind, ended_at__isnull=True).exists():
            return None
        evidence.proven(document)  # what we cannot prove we do not accuse anybody of
        found = Quarantine.objects.create(
            feed=feed, kind=kind, from_seq=from_seq, since=at, refusal=refusal, why=why, evidence=document
        )
        row = record(
            verb="recognition.quarantine",
            actor=actor,
            subjects=[Subject("followed_feed", feed.origin)],
            at=at,
            after={"kind": kind, "from": from_seq, "refusal": refusal, "why": why, "evidence": document},
        )
        if kind != "held":  # what was applied before an entry that is not understood stays
            say_quarantined(feed, from_seq=from_seq, row=row, at=at)
    return found


def stand_still(
    feed: FollowedFeed, agreed: Agreed, *, kind: str, from_seq: int, why: str, actor: str, at: datetime
) -> None:
    """Quarantine by an entry of the believed tree: one above a cap, or one that is not understood."""
    held = held_of(feed)
    leaf = bytes(ReadEntry.objects.get(feed=feed, seq=from_seq).leaf)
    node = nodes_of([leaf_hash(each) for each in all_leaves(feed)])
    told = {"live": agreed.live, "in_a_day": agreed.in_a_day}
    document = evidence.entry(
        kind,
        held.note,
        agreed.keys,
        origin=feed.origin,
        leaf=leaf,
        index=from_seq - 1,
        size=held.position.size,
        node=node,
        agreed=told,
    )
    name = REFUSALS[kind].value
    quarantine(feed=feed, kind=kind, from_seq=from_seq, refusal=name, why=why, document=document, actor=actor, at=at)


def propose_end(*, quarantine: Quarantine, reason: str, by: Someone, at: datetime) -> Quarantine:
    """Propose that additions count again, after speaking with the issuer; nothing changes before another agrees.

    Raises TextUnfit without a reason.
    """
    reason = texts.text(reason, "reason", needed=True)
    with transaction.atomic():
        found = Quarantine.objects.select_for_update().select_related("feed").get(pk=quarantine.pk)
        who = in_force().require(by, Permission.PROPOSE_END, found, at=at)
        if found.ended_at is not None or found.proposed_at is not None:
            raise FollowingSettled(str(found), "its end was proposed before, or it ended")
        found.proposed_by_id, found.proposed_at, found.reason = who.person, at, reason
        found.save(update_fields=["proposed_by", "proposed_at", "reason"])
        record(
            verb="recognition.propose_end",
            actor=who.id,
            subjects=[Subject("followed_feed", found.feed.origin)],
            at=at,
            after={"quarantine": found.pk, "kind": found.kind},
            reason=reason,
        )
    return found
