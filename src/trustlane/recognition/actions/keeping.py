"""Between the tables of a feed that is read and the pure state of the law: only what an application touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Min, Q

from trustlane.recognition.agreed import Agreed
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.believing import Position
from trustlane.recognition.feed.folding import ALARMS, Last, Notice, Placed, State
from trustlane.recognition.feed.leaves import Erased, Status, Unreadable
from trustlane.recognition.feed.merkle import EMPTY, Frontier
from trustlane.recognition.keys.using import keys_of_feed
from trustlane.recognition.models import (
    BelievedTree,
    FeedNotice,
    FollowedFeed,
    FollowedTerms,
    Quarantine,
    ReadEntry,
    ReadSubject,
    WaitingAddition,
)
from trustlane.recognition.queries.keysets import keyset_of

# A first load brings tens of thousands of entries: each table takes its rows in one statement and a few arrays.
PUT_ENTRIES = """
INSERT INTO recognition_readentry (feed_id, seq, name, leaf, applied_at)
SELECT %(feed)s, new.seq, new.name, new.leaf, %(at)s
FROM unnest(%(seqs)s::bigint[], %(names)s::text[], %(leaves)s::bytea[]) AS new (seq, name, leaf)
"""

PUT_SUBJECTS = """
INSERT INTO recognition_readsubject (feed_id, subject, "to", seq, effective, operator_id, said, why_not)
SELECT %(feed)s, new.subject, new."to", new.seq, new.effective, NULL, '', ''
FROM unnest(%(subjects)s::text[], %(tos)s::text[], %(seqs)s::bigint[], %(effective)s::timestamptz[])
    AS new (subject, "to", seq, effective)
ON CONFLICT (feed_id, subject) DO UPDATE SET "to" = excluded."to", seq = excluded.seq,
    effective = excluded.effective, why_not = ''
"""

PUT_WAITING = """
INSERT INTO recognition_waitingaddition (feed_id, seq, subject, tries, again_at, why)
SELECT %(feed)s, new.seq, new.subject, 0, %(at)s, ''
FROM unnest(%(seqs)s::bigint[], %(subjects)s::text[]) AS new (seq, subject)
"""

PUT_BODIES = """
INSERT INTO recognition_readbody (feed_id, seq, salt, content)
SELECT %(feed)s, new.seq, new.salt, new.content
FROM unnest(%(seqs)s::bigint[], %(salts)s::bytea[], %(contents)s::bytea[]) AS new (seq, salt, content)
ON CONFLICT (feed_id, seq) DO NOTHING
"""

SAY = """
UPDATE recognition_readsubject AS subject SET operator_id = new.operator, said = new.said, why_not = new.why_not
FROM unnest(%(ids)s::bigint[], %(operators)s::bigint[], %(saids)s::text[], %(whys)s::text[])
    AS new (id, operator, said, why_not)
WHERE subject.id = new.id
"""

# Each time after twice as long: from a second to five minutes.
ASK_AGAIN = """
UPDATE recognition_waitingaddition AS waiting SET why = coalesce(new.why, waiting.why), tries = waiting.tries + 1,
    again_at = %(at)s + least(interval '1 second' * power(2, least(waiting.tries, 10)), interval '5 minutes')
FROM unnest(%(seqs)s::bigint[], %(whys)s::text[]) AS new (seq, why)
WHERE waiting.feed_id = %(feed)s AND waiting.seq = new.seq
"""


@dataclass(frozen=True, slots=True)
class Held:
    """Where we stand with a feed: the position of the law, and what lets its tree grow."""

    position: Position
    frontier: Frontier
    note: bytes


def agreed_of(terms: FollowedTerms) -> Agreed:
    """Terms as the law reads them."""
    return Agreed(
        signers=tuple(terms.signers),
        heartbeats=tuple(terms.heartbeats),
        witnesses=tuple(terms.witnesses),
        profile=tuple(terms.profile),
        scope=tuple(terms.scope),
        preset=terms.preset,
        period=terms.period,
        live=terms.live,
        in_a_day=terms.in_a_day,
    )


def agreed_now(terms: FollowedTerms, at: datetime) -> Agreed:
    """Terms with the keys that count now: those named in them, else those of the issuer's keyset.

    Raises PartnerKeysMissing and KeysetExpired.
    """
    agreed = agreed_of(terms)
    if agreed.signers:
        return agreed
    keys = keys_of_feed(keyset_of(terms.feed.issuer, at=at), origin=terms.feed.origin, at=at)
    return replace(
        agreed,
        signers=tuple(key.written for key in keys.signers),
        heartbeats=tuple(key.written for key in keys.heartbeats),
    )


def held_of(feed: FollowedFeed) -> Held:
    """How far a feed was verified; nothing where it never was."""
    tree = BelievedTree.objects.filter(pk=feed.pk).first()
    if tree is None:
        return Held(Position(feed.origin), Frontier(), b"")
    peaks = tuple(bytes(peak) for peak in tree.peaks)
    return Held(
        Position(feed.origin, tree.size, bytes(tree.root), tree.signed), Frontier(tree.size, peaks), bytes(tree.note)
    )


def stops(feed: FollowedFeed) -> tuple[int | None, int | None]:
    """From which entry on additions are held, and from which quarantined."""
    rows = Quarantine.objects.filter(feed=feed, ended_at__isnull=True)
    found = rows.aggregate(
        held=Min("from_seq", filter=Q(kind="held")), quarantined=Min("from_seq", filter=~Q(kind="held"))
    )
    return found["held"], found["quarantined"]


def state_of(feed: FollowedFeed, *, subjects: Collection[str], seqs: Collection[int]) -> State:
    """The state of the law with these subjects, and those whose last word is one of these entries; all totals."""
    tree = BelievedTree.objects.filter(pk=feed.pk).first()
    rows = ReadSubject.objects.filter(feed=feed)
    touched = rows.filter(Q(subject__among=subjects) | Q(seq__among=seqs)) if subjects or seqs else rows.none()
    found = {row.subject: Last(row.to, row.seq, row.effective) for row in touched}
    named = {*subjects, *found}
    waiting = WaitingAddition.objects.filter(feed=feed)
    waiting = waiting.filter(Q(subject__among=named) | Q(seq__among=seqs)) if named or seqs else waiting.none()
    held, quarantined = stops(feed)
    return State(
        origin=feed.origin,
        size=tree.size if tree else 0,
        subjects=found,
        waiting=statuses(feed, waiting.values_list("seq", flat=True)),
        held_from=held,
        quarantined_from=quarantined,
        live=tree.live if tree else 0,
        day=tree.day if tree else None,
        in_a_day=tree.in_a_day if tree else 0,
    )


def statuses(feed: FollowedFeed, seqs: Iterable[int]) -> dict[int, Status]:
    """The statuses that were read under these numbers."""
    rows = ReadEntry.objects.filter(feed=feed, seq__among=list(seqs)).values_list("seq", "leaf")
    read = ((seq, leaves.at(seq, bytes(leaf))) for seq, leaf in rows)
    return {seq: leaf for seq, leaf in read if isinstance(leaf, Status)}


def touched_by(placed: Sequence[Placed]) -> tuple[set[str], set[int]]:
    """The subjects entries speak of, and the entries whose bodies they say are gone."""
    subjects = {leaf.subject for leaf in placed if isinstance(leaf, Status | Unreadable) and leaf.subject is not None}
    return subjects, {seq for leaf in placed if isinstance(leaf, Erased) for seq in leaf.seqs}


def changed(before: State, after: State) -> dict[str, Last]:
    """The subjects of whom something else is said now."""
    return {subject: last for subject, last in after.subjects.items() if before.subjects.get(subject) is not last}


def put_entries(feed: FollowedFeed, placed: Sequence[Placed], data: Sequence[bytes], at: datetime) -> None:
    """Keep entries as they came."""
    names = ["" if isinstance(leaf, Unreadable) else leaf.id for leaf in placed]
    said = {"feed": feed.pk, "at": at, "seqs": [leaf.seq for leaf in placed], "names": names, "leaves": list(data)}
    _run(PUT_ENTRIES, said)


def put_state(feed: FollowedFeed, before: State, after: State, at: datetime) -> None:
    """Keep what became of subjects and of what waits; totals are the tree's."""
    new = sorted(changed(before, after).items())
    if new:
        said = {
            "feed": feed.pk,
            "subjects": [subject for subject, _ in new],
            "tos": [last.to for _, last in new],
            "seqs": [last.seq for _, last in new],
            "effective": [last.effective for _, last in new],
        }
        _run(PUT_SUBJECTS, said)
    gone = before.waiting.keys() - after.waiting.keys()
    if gone:
        WaitingAddition.objects.filter(feed=feed, seq__among=sorted(gone)).delete()
    came = sorted(after.waiting.keys() - before.waiting.keys())
    if came:
        said = {"feed": feed.pk, "at": at, "seqs": came, "subjects": [after.waiting[seq].subject for seq in came]}
        _run(PUT_WAITING, said)


def put_bodies(feed: FollowedFeed, bodies: Mapping[int, tuple[bytes, bytes]]) -> None:
    """Keep bodies, each as salt and content."""
    if bodies:
        seqs = sorted(bodies)
        said = {
            "feed": feed.pk,
            "seqs": seqs,
            "salts": [bodies[seq][0] for seq in seqs],
            "contents": [bodies[seq][1] for seq in seqs],
        }
        _run(PUT_BODIES, said)


def put_said(rows: Sequence[ReadSubject]) -> None:
    """Keep who subjects are, and what the register says of them."""
    said = {
        "ids": [row.pk for row in rows],
        "operators": [row.operator_id for row in rows],
        "saids": [row.said for row in rows],
        "whys": [row.why_not for row in rows],
    }
    _run(SAY, said)


def ask_again(feed: FollowedFeed, why: Mapping[int, str | None], at: datetime) -> None:
    """Ask for these bodies again, each time later; why they wait, where that is known."""
    if why:
        seqs = sorted(why)
        _run(ASK_AGAIN, {"feed": feed.pk, "at": at, "seqs": seqs, "whys": [why[seq] for seq in seqs]})


def put_notices(feed: FollowedFeed, notices: Sequence[Notice], at: datetime) -> None:
    """Keep what people should hear, each once."""
    FeedNotice.objects.bulk_create(
        [
            FeedNotice(feed=feed, seq=one.seq, told=one.told.value, why=one.why, alarm=one.told in ALARMS, at=at)
            for one in notices
        ],
        ignore_conflicts=True,
    )


def put_totals(feed: FollowedFeed, state: State) -> None:
    """Keep the totals of the state beside the tree."""
    BelievedTree.objects.filter(pk=feed.pk).update(live=state.live, day=state.day, in_a_day=state.in_a_day)


def put_tree(feed: FollowedFeed, position: Position, frontier: Frontier, note: bytes, at: datetime) -> None:
    """Keep how far the feed was verified; the database lets no tree shrink."""
    said = {
        "size": position.size,
        "root": position.root if position.size else EMPTY,
        "peaks": list(frontier.peaks),
        "signed": position.signed,
        "note": note,
        "note_at": at,
    }
    BelievedTree.objects.update_or_create(feed=feed, defaults=said)


def all_leaves(feed: FollowedFeed) -> list[bytes]:
    """Every entry that was read, in order."""
    rows = ReadEntry.objects.filter(feed=feed).order_by("seq").values_list("leaf", flat=True)
    return [bytes(leaf) for leaf in rows.iterator(chunk_size=5_000)]


def _run(statement: str, said: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
