"""Take back from a partner what a restored database lost of a feed, before anything of it is signed again.

The partner gives a checkpoint that we signed, and the entries that are missing here. They are believed because of our
own signature. What was taken away in them stays away: nothing is said to be valid again before somebody looked, because
the register may have lost the same days; who is concerned is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.recognition.actions import publishing
from trustlane.recognition.actions.numbering import lock_numbers, size_of
from trustlane.recognition.actions.sealing import Tree, entries_of, folder_of, lay, read_signed, stands, write_signed
from trustlane.recognition.disk import Disk
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.believing import Keys, signed
from trustlane.recognition.feed.leaves import ADDITIONS, Erased, Known, Status
from trustlane.recognition.feed.merkle import Frontier, leaf_hash
from trustlane.recognition.issuing import CEASED, Saying
from trustlane.recognition.models import Consent, Feed, FeedBody, FeedEntry, FeedTree, Pseudonym
from trustlane.recognition.permits import Permission
from trustlane.recognition.refusals import FileBehind, TailUnfit


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of it: the tree that may be signed on, and whom somebody has to look at."""

    size: int
    entries: int
    look_at: tuple[str, ...]  # operators of whom the entries that were lost speak
    nobody: int  # subjects that nobody here knows any more, and that were taken back


def take_back(
    *, feed: Feed, note: bytes, entries: Sequence[bytes], keys: Keys, folder: Path, by: Someone, at: datetime
) -> TakenBack:
    """Take back the entries that follow on those that are here, up to a checkpoint that we signed.

    Refused by name where the note is not ours, or the entries do not make the tree it states. ``entries`` may be
    empty where only the file beside the database was lost.
    """
    _, stated = signed(note, origin=feed.origin, keys=keys)
    disk = Disk(folder_of(folder, feed.origin))
    with transaction.atomic():
        who = in_force().require(by, Permission.TAKE_BACK, feed, at=at)
        publishing.lock_feeds()
        lock_numbers(feed)
        kept = FeedTree.objects.select_for_update().get(feed=feed)
        here = size_of(feed)
        row = record(
            verb="recognition.take_back",
            actor=who.id,
            subjects=[Subject("feed", feed.origin)],
            at=at,
            before={"size": here},
            after={"size": stated.size, "root": stated.root.hex(), "entries": len(entries)},
        )
        came = [_bring(feed, seq, data, row, at) for seq, data in enumerate(entries, here + 1)]
        try:
            promised = read_signed(disk, feed.origin)
        except FileBehind:
            promised = Tree()  # unreadable is as good as lost
        trees = (Tree(kept.size, bytes(kept.root)), promised, Tree(stated.size, stated.root))
        newest = _verified(feed, trees)
        spoken = {leaf.subject for leaf in came if isinstance(leaf, Status)}
        nobody = _nobodys(feed, spoken, row, at)
        look_at = _settle(feed, came, row, at)
        FeedTree.objects.filter(feed=feed).update(size=newest.size, root=newest.root)
        if newest.size and not stands(disk, newest):
            lay(disk, Tree(), list(entries_of(feed, 0, newest.size)))
        write_signed(disk, feed.origin, newest)
    return TakenBack(newest.size, len(came), look_at, nobody)


def _bring(feed: Feed, seq: int, data: bytes, row: Row, at: datetime) -> Known:
    """One entry into its place; one that was here already, without a number, gets this one."""
    leaf = leaves.at(seq, data)
    if not isinstance(leaf, Known):
        raise TailUnfit(f"{feed.origin}, entry {seq}", "it is none of ours, or bears another number")
    if FeedEntry.objects.filter(feed=feed, name=leaf.id, seq__isnull=True).update(seq=seq, leaf=data):
        return leaf
    told = {}
    if isinstance(leaf, Status):
        told = {"subject": leaf.subject, "to": leaf.to, "reason": leaf.reason, "commitment": leaf.body}
    entry = FeedEntry.objects.create(
        feed=feed,
        name=leaf.id,
        kind=type(leaf).__name__.lower(),
        effective=leaf.effective,
        recorded_in=row,
        seq=seq,
        leaf=data,
        **told,
    )
    if isinstance(leaf, Erased):
        gone = FeedBody.objects.filter(entry__feed=feed, entry__seq__in=leaf.seqs, told_in__isnull=True)
        gone.filter(erased_at__isnull=True).update(salt=None, content=None, erased_at=at, erased_in=row)
        gone.update(told_in=entry)
    return leaf


def _verified(feed: Feed, trees: Sequence[Tree]) -> Tree:
    """The largest of these trees; refused unless the entries make every one of them."""
    frontier = Frontier()
    here = size_of(feed)
    for tree in sorted(trees, key=lambda tree: tree.size):
        if tree.size > here:
            raise TailUnfit(feed.origin, f"{tree.size} entries were signed; with those that came there are {here}")
        frontier = frontier.grown(map(leaf_hash, entries_of(feed, frontier.size, tree.size)))
        if frontier.root != tree.root:
            raise TailUnfit(feed.origin, f"the first {tree.size} entries do not make the root that was signed")
    return max(trees, key=lambda tree: tree.size)


def _nobodys(feed: Feed, spoken: set[str], row: Row, at: datetime) -> int:
    """Say that subjects nobody here knows any more are valid no longer: nobody could answer for them."""
    known = set(Pseudonym.objects.filter(feed=feed, subject__among=spoken).values_list("subject", flat=True))
    last = publishing.newest(spoken - known)
    lost = sorted(subject for subject, said in last.items() if said.to in ADDITIONS)
    publishing.say(feed, [(subject, Saying(CEASED.to, CEASED.reason)) for subject in lost], row, at)
    return len(lost)


def _settle(feed: Feed, came: Sequence[Known], row: Row, at: datetime) -> tuple[str, ...]:
    """Who is spoken of; a consent that was withdrawn is withdrawn here as well, and its bodies are erased."""
    last = {leaf.subject: leaf for leaf in came if isinstance(leaf, Status)}
    rows = Pseudonym.objects.filter(feed=feed, subject__among=set(last)).select_related("operator")
    concerned = {one.subject: one.operator for one in rows}
    withdrawn = [concerned[each] for each in sorted(concerned) if last[each].reason == "consent_withdrawn"]
    Consent.objects.bulk_create(
        [Consent(operator=each, given=False, at=at, source="told in the feed", recorded_in=row) for each in withdrawn]
    )
    publishing.erase_bodies([operator.pk for operator in withdrawn], row=row, at=at)
    return tuple(sorted(operator.reference for operator in concerned.values()))


def read_entries(data: bytes) -> list[bytes]:
    """Entries one after the other, each after its length in two bytes, as bundles hold them; however many."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            raise TailUnfit("file of entries", f"it is cut short within entry {len(found)}")
        found.append(data[start:at])
    return found
