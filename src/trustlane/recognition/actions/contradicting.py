"""A checkpoint that was refused is looked at closer: does it prove that the issuer contradicted itself?

Only what the issuer's own signatures prove leads to quarantine: two trees of which neither is the beginning of the
other, or a smaller tree signed later than a larger one. An old note sent again, or rubbish on the line, is refused and
no more. Removals of the other tree apply all the same: the issuer signed them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.recognition.actions.hearing import say_removals
from trustlane.recognition.actions.keeping import Held, all_leaves, changed, put_state, put_totals, state_of
from trustlane.recognition.actions.quarantining import quarantine
from trustlane.recognition.agreed import Agreed
from trustlane.recognition.feed import evidence, leaves, notes
from trustlane.recognition.feed.believing import Keys, extended, signed
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.folding import Last, State
from trustlane.recognition.feed.leaves import ADDITIONS, Status
from trustlane.recognition.feed.merkle import Frontier, Node, leaf_hash, nodes_of, root_at
from trustlane.recognition.feed.notes import Note
from trustlane.recognition.feed.refusals import FeedRefused
from trustlane.recognition.fetching import entries_of, node_of
from trustlane.recognition.models import FollowedFeed, OtherEntry, Quarantine, RefusedLook
from trustlane.recognition.sources import Source

MOST_OTHER = 200_000  # entries of another tree that are read for their removals


@dataclass(frozen=True, slots=True)
class _Ours:
    """The tree we believe."""

    held: Held
    node: Node

    @property
    def size(self) -> int:
        return self.held.position.size


def look_closer(
    *, feed: FollowedFeed, agreed: Agreed, held: Held, note: bytes, source: Source, actor: str, at: datetime
) -> None:
    """Quarantine the feed where the refused note proves a fork or a rollback; else do nothing."""
    known = RefusedLook.objects.filter(feed=feed).order_by("-pk").first()
    opened = Quarantine.objects.filter(feed=feed, kind="fork", ended_at__isnull=True).first()
    if not held.note or (known is not None and bytes(known.note) == note and opened is None):
        return
    try:
        stated, checkpoint = signed(note, origin=feed.origin, keys=agreed.keys)
    except FeedRefused:
        return
    ours = _Ours(held, nodes_of([leaf_hash(each) for each in all_leaves(feed)]))
    if checkpoint.size and held.position.size and _forked(ours, checkpoint, source):
        _fork(feed, agreed.keys, ours, note, checkpoint, source, actor, at)
        _removals_of_the_other(feed, checkpoint, source, actor, at)
    elif checkpoint.size < held.position.size:
        _rollback(feed, agreed.keys, held, stated, checkpoint, actor, at)


def _forked(ours: _Ours, came: Checkpoint, source: Source) -> bool:
    """Whether neither tree is the beginning of the other, by hashes that make both signed roots."""
    if came.size <= ours.size:
        return root_at(came.size, ours.node) != came.root
    theirs = node_of(source, came.size)
    try:
        return root_at(came.size, theirs) == came.root and root_at(ours.size, theirs) != ours.held.position.root
    except FeedRefused:
        return False


def _fork(
    feed: FollowedFeed,
    keys: Keys,
    ours: _Ours,
    note: bytes,
    came: Checkpoint,
    source: Source,
    actor: str,
    at: datetime,
) -> None:
    small, large = sorted((ours.size, came.size))
    node = node_of(source, came.size) if came.size > ours.size else ours.node
    document = evidence.fork(ours.held.note, note, keys, origin=feed.origin, small=small, large=large, node=node)
    try:
        differs = evidence.first_difference(ours.node, node_of(source, came.size), small)
    except FeedRefused:
        differs = 0  # where they part cannot be seen, so no addition is known to stand before it
    quarantine(
        feed=feed,
        kind="fork",
        from_seq=differs + 1,
        refusal="ConsistencyRefused",
        why=evidence.proven(document).why,
        document=document,
        actor=actor,
        at=at,
    )


def _rollback(
    feed: FollowedFeed, keys: Keys, held: Held, note: Note, came: Checkpoint, actor: str, at: datetime
) -> None:
    """A smaller tree is a rollback only where the heartbeat signed it later than ours: an old note proves nothing."""
    before, after = evidence.beat(notes.read(held.note), keys), evidence.beat(note, keys)
    if before is None or after is None or after <= before:
        return
    document = evidence.rollback(held.note, note.written, keys, origin=feed.origin)
    quarantine(
        feed=feed,
        kind="rollback",
        from_seq=came.size + 1,
        refusal="TreeShrank",
        why=evidence.proven(document).why,
        document=document,
        actor=actor,
        at=at,
    )


def _removals_of_the_other(feed: FollowedFeed, came: Checkpoint, source: Source, actor: str, at: datetime) -> None:
    """Let the removals of the other tree take effect, each once; its additions never do."""
    found = Quarantine.objects.filter(feed=feed, kind="fork", ended_at__isnull=True).first()
    if found is None or came.size > MOST_OTHER:
        return
    try:
        data = entries_of(source, size=came.size)
        extended(Frontier(), data, came)
    except FeedRefused:
        return
    known = {(row.seq, bytes(row.leaf)) for row in OtherEntry.objects.filter(quarantine=found)}
    theirs = [(seq, leaf) for seq, leaf in enumerate(data, 1) if seq >= found.from_seq and (seq, leaf) not in known]
    own = set(all_leaves(feed))
    placed = [leaves.at(seq, leaf) for seq, leaf in theirs if leaf not in own]
    removals = [leaf for leaf in placed if isinstance(leaf, Status) and not leaf.adds]
    with transaction.atomic():
        FollowedFeed.objects.select_for_update().get(pk=feed.pk)
        OtherEntry.objects.bulk_create(
            [OtherEntry(quarantine=found, seq=seq, leaf=leaf) for seq, leaf in theirs], ignore_conflicts=True
        )
        if removals:
            before = state_of(feed, subjects={leaf.subject for leaf in removals}, seqs=())
            after = _with(before, removals)
            put_state(feed, before, after, at)
            put_totals(feed, after)
            row = record(
                verb="recognition.apply_removals",
                actor=actor,
                subjects=[Subject("followed_feed", feed.origin)],
                at=at,
                after={"quarantine": found.pk, "removed": len(removals)},
            )
            say_removals(feed, changed(before, after), row=row, at=at)


def _with(before: State, removals: list[Status]) -> State:
    """The list after the removals of another tree; whatever number they bear there, they take away."""
    subjects = dict(before.subjects)
    for leaf in removals:
        known = subjects.get(leaf.subject)
        subjects[leaf.subject] = Last(leaf.to, max(leaf.seq, known.seq if known else 0), leaf.effective)
    gone = sum(last.to in ADDITIONS for last in before.subjects.values())
    return replace(before, subjects=subjects, live=before.live - gone)
