"""Receipts: a reader signs which tree it applied, so that nobody can say later that nothing was told.

A receipt is the checkpoint of the issuer with one line more: the cosignature of the reader's heartbeat key, with the
time at which the tree was applied (C2SP tlog-cosignature).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.recognition.actions.cosigned import cosigned
from trustlane.recognition.feed import checkpoints, cosignatures, notes
from trustlane.recognition.feed.merkle import root_at
from trustlane.recognition.feed.notes import COSIGNATURE, Key
from trustlane.recognition.feed.tiles import Tile, nodes_in, read_tile
from trustlane.recognition.models import BelievedTree, Feed, FeedTree, FollowedFeed, SentReceipt, TreeReceipt
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import feeds
from trustlane.recognition.refusals import ReceiptContradicts, ReceiptRefused
from trustlane.recognition.signing import Signer


def keep_receipt(*, feed: Feed, data: bytes, by: Someone, at: datetime) -> TreeReceipt:
    """Keep a reader's receipt for a tree of ours; the same again adds nothing.

    Raises ReceiptRefused, or ReceiptContradicts where the reader signed a tree that is none of ours: its word is kept
    in the record then, for people on both sides.
    """
    place = f"receipt of {feed.partner}"
    who = in_force().require(by, Permission.READ_FEED, feed, at=at).id
    note, when = cosigned(feed.partner, data, refusal=ReceiptRefused, place=place, at=at)
    checkpoint = checkpoints.read(note.text)
    tree = FeedTree.objects.get(feed=feed)
    if checkpoint.origin != feed.origin:
        raise ReceiptRefused(place, f"it speaks of {checkpoint.origin}, not of {feed.origin}")
    ours = checkpoint.size <= tree.size and checkpoint.root == _root(feed, checkpoint.size)
    with transaction.atomic():
        record(
            verb="recognition.receipt" if ours else "recognition.receipt_contradicts",
            actor=who,
            subjects=[Subject("feed", feed.origin)],
            at=at,
            after={"size": checkpoint.size, "root": checkpoint.root.hex(), "note": note.written.decode()},
        )
        if ours:
            kept, _ = TreeReceipt.objects.get_or_create(
                feed=feed,
                size=checkpoint.size,
                defaults={
                    "root": checkpoint.root,
                    "note": note.written,
                    "applied_at": when,
                    "received_at": at,
                },
            )
            return kept
    raise ReceiptContradicts(place, f"a tree of {checkpoint.size} entries with a root that is none of ours")


def _root(feed: Feed, size: int) -> bytes:
    """The root of our tree of that size, out of the tiles that are served."""

    def read(tile: Tile) -> Sequence[bytes]:
        return read_tile(feeds.tile(feed.origin, tile.path) or b"", tile)

    return root_at(size, nodes_in(size, read))


def receipt_due(feed: FollowedFeed) -> bool:
    """Whether the issuer has no receipt of ours for the tree we applied."""
    tree = BelievedTree.objects.filter(pk=feed.pk).first()
    sent = SentReceipt.objects.filter(pk=feed.pk).first()
    return tree is not None and bool(tree.note) and (sent is None or sent.size < tree.size)


def make_receipt(feed: FollowedFeed, *, name: str, signer: Signer, at: datetime) -> tuple[int, bytes]:
    """The size of the tree we applied, and the issuer's note with our line under the name of our heartbeat."""
    key = Key(name, COSIGNATURE, signer.public)
    tree = BelievedTree.objects.get(pk=feed.pk)
    note = notes.read(bytes(tree.note))
    return tree.size, note.also(cosignatures.cosigned_by(note.text, key, signer.sign, at=at)).written


def receipt_sent(feed: FollowedFeed, *, size: int, at: datetime) -> None:
    """The issuer has our receipt for the tree of that size."""
    SentReceipt.objects.update_or_create(feed=feed, defaults={"size": size, "sent_at": at})
