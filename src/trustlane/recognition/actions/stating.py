"""Statements of erasure: a reader signs that it holds nothing any more of what the issuer took back.

The reader states it once for each entry `erased`, after it looked that nothing of these bodies is there; the issuer
verifies it by the reader's keyset and keeps it, as proof towards the operator who withdrew its consent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.recognition.actions.cosigned import cosigned
from trustlane.recognition.feed import cosignatures, leaves, statements
from trustlane.recognition.feed.leaves import Erased
from trustlane.recognition.feed.notes import COSIGNATURE, Key, Note
from trustlane.recognition.feed.refusals import FeedRefused
from trustlane.recognition.feed.statements import Statement
from trustlane.recognition.models import (
    ErasedStatement,
    Feed,
    FeedEntry,
    FeedTree,
    FollowedFeed,
    ReadBody,
    ReadEntry,
    SentStatement,
    WaitingAddition,
)
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries.following import owed_statements
from trustlane.recognition.refusals import BodiesHeld, StatementRefused
from trustlane.recognition.signing import Signer

AT_ONCE = 100  # statements handed in after one look


def keep_statement(*, feed: Feed, data: bytes, by: Someone, at: datetime) -> ErasedStatement:
    """Keep a reader's statement on an entry of ours; the same again adds nothing. Raises StatementRefused."""
    place = f"statement of {feed.partner}"
    who = in_force().require(by, Permission.READ_FEED, feed, at=at).id
    note, when = cosigned(feed.partner, data, refusal=StatementRefused, place=place, at=at)
    try:
        stated = statements.read(note.text)
    except FeedRefused as refused:
        raise StatementRefused(place, str(refused)) from refused
    asked = _asked(feed, stated.seq)
    if stated != asked:
        raise StatementRefused(place, f"it does not say what entry {stated.seq} of {feed.origin} asks for")
    with transaction.atomic():
        Feed.objects.select_for_update().get(pk=feed.pk)
        known = ErasedStatement.objects.filter(feed=feed, seq=stated.seq).first()
        if known is not None:
            return known
        row = record(
            verb="recognition.erased_statement",
            actor=who,
            subjects=[Subject("feed", feed.origin)],
            at=at,
            after={"entry": stated.seq, "erased": list(stated.seqs), "note": note.written.decode()},
        )
        return ErasedStatement.objects.create(
            feed=feed, seq=stated.seq, note=note.written, erased_at=when, received_at=at, recorded_in=row
        )


def _asked(feed: Feed, seq: int) -> Statement | None:
    """What the reader has to state of an entry of ours; None where nothing of it is signed and told."""
    signed = FeedTree.objects.get(feed=feed).size
    entry = FeedEntry.objects.filter(feed=feed, seq=seq, kind="erased", seq__lte=signed).first()
    return None if entry is None else _answer(feed.origin, seq, bytes(entry.leaf or b""))


def statements_due(feed: FollowedFeed) -> tuple[int, ...]:
    """The entries `erased` that were read, on which the issuer has no statement of ours; the first hundred."""
    return tuple(owed_statements(feed).values_list("seq", flat=True)[:AT_ONCE])


def make_statement(feed: FollowedFeed, seq: int, *, name: str, signer: Signer, at: datetime) -> bytes:
    """Our statement on an entry of the issuer, signed under the name of our heartbeat.

    Raises BodiesHeld where one of the bodies it names is here, or is asked for: what is signed is looked up first.
    """
    with transaction.atomic():
        FollowedFeed.objects.select_for_update().get(pk=feed.pk)
        leaf = ReadEntry.objects.filter(feed=feed, seq=seq).values_list("leaf", flat=True).get()
        stated = _answer(feed.origin, seq, bytes(leaf))
        if stated is None:
            raise BodiesHeld(f"entry {seq} of {feed.origin}", "it does not say which bodies are gone")
        if held := _held(feed, stated.seqs):
            raise BodiesHeld(f"entry {seq} of {feed.origin}", f"of the bodies it names {held} are still here")
    key = Key(name, COSIGNATURE, signer.public)
    signed = cosignatures.cosigned_by(stated.text, key, signer.sign, at=at)
    return Note(stated.text, (signed,)).written


def _held(feed: FollowedFeed, seqs: Sequence[int]) -> int:
    kept = ReadBody.objects.filter(feed=feed, seq__among=list(seqs)).count()
    return kept + WaitingAddition.objects.filter(feed=feed, seq__among=list(seqs)).count()


def _answer(origin: str, seq: int, data: bytes) -> Statement | None:
    entry = leaves.at(seq, data)
    return statements.statement_of(origin, entry, data) if isinstance(entry, Erased) else None


def statement_sent(feed: FollowedFeed, *, seq: int, note: bytes, at: datetime) -> None:
    """The issuer has our statement on this entry."""
    SentStatement.objects.get_or_create(feed=feed, seq=seq, defaults={"note": note, "sent_at": at})
