"""The sequencer: gives committed entries their numbers and their bytes, in one order, each once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.leaves import ADDITIONS, MOST_ERASED, Erased, Known, Status
from trustlane.recognition.issuing import Unnumbered, ready, uuid7
from trustlane.recognition.models import Feed, FeedBody, FeedEntry

MOST = 2_000  # additions that get a number at once: a removal that comes meanwhile waits for no more than these

# One statement, so that one snapshot says both what is there and which transactions are over. What this transaction
# wrote itself waits for nobody: it is there together with its number, or not at all.
WAITING = """
SELECT id, subject, "to", CASE WHEN xid = pg_current_xact_id_if_assigned() THEN '0' ELSE xid END,
    pg_snapshot_xmin(pg_current_snapshot())
FROM recognition_feedentry WHERE feed_id = %s AND seq IS NULL ORDER BY id
"""

LAST_OF = """
SELECT DISTINCT ON (subject) subject, seq FROM recognition_feedentry
WHERE feed_id = %s AND subject = ANY(%s) AND seq IS NOT NULL ORDER BY subject, seq DESC
"""

NUMBER = """
UPDATE recognition_feedentry entry SET seq = numbered.seq, leaf = decode(numbered.leaf, 'hex')
FROM json_to_recordset(%s::json) AS numbered (id bigint, seq bigint, leaf text) WHERE entry.id = numbered.id
"""


@dataclass(frozen=True, slots=True)
class Numbered:
    """How far the numbers of a feed go now, and how many entries still wait for one."""

    size: int
    waiting: int


def number(feed: Feed, *, at: datetime) -> Numbered:
    """Number what can be numbered now. Only the sealing process calls it.

    Additions wait for every transaction that began before theirs ended, so that one order comes of it whoever looks;
    removals wait for nothing (`issuing.ready`).
    """
    with transaction.atomic():
        lock_numbers(feed)
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [feed.pk])
            found = cursor.fetchall()
        size = size_of(feed)
        rows = [Unnumbered(row[0], row[1], row[2] not in ADDITIONS, int(row[3])) for row in found]
        chosen = ready(rows, below=int(found[0][4]), most=MOST) if found else []
        if chosen:
            _number(feed, chosen, size)
        told = _tell_erased(feed, size + len(chosen), at)
        return Numbered(size + len(chosen) + told, len(rows) - len(chosen))


def lock_numbers(feed: Feed) -> None:
    """One transaction at a time gives numbers in a feed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"numbers of {feed.origin}"])


def size_of(feed: Feed) -> int:
    """How many entries of a feed have numbers."""
    newest = (
        FeedEntry.objects.filter(feed=feed, seq__isnull=False).order_by("-seq").values_list("seq", flat=True).first()
    )
    return newest or 0


def _number(feed: Feed, chosen: Sequence[int], size: int) -> None:
    entries = {entry.pk: entry for entry in FeedEntry.objects.filter(pk__among=chosen)}
    with connection.cursor() as cursor:
        cursor.execute(LAST_OF, [feed.pk, sorted({entry.subject for entry in entries.values()})])
        last: dict[str, int] = dict(cursor.fetchall())
    numbered: list[dict[str, Any]] = []
    for seq, key in enumerate(chosen, size + 1):
        entry = entries[key]
        leaf = leaves.write(_leaf(entry, seq, last.get(entry.subject)))
        numbered.append({"id": key, "seq": seq, "leaf": leaf.hex()})
        last[entry.subject] = seq
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [json.dumps(numbered)])


def _leaf(entry: FeedEntry, seq: int, supersedes: int | None) -> Known:
    return Status(
        seq=seq,
        id=entry.name,
        effective=entry.effective.astimezone(UTC),
        subject=entry.subject,
        to=entry.to,
        reason=entry.reason,
        supersedes=supersedes,
        body=bytes(entry.commitment) if entry.commitment is not None else None,
    )


def _tell_erased(feed: Feed, size: int, at: datetime) -> int:
    """Entries that name those whose bodies are gone, once they have numbers; how many such entries."""
    gone = FeedBody.objects.filter(
        erased_at__isnull=False, told_in__isnull=True, entry__feed=feed, entry__seq__isnull=False
    )
    found = gone.order_by("entry__seq").values_list("entry_id", "entry__seq")
    named = [(key, seq) for key, seq in found if seq is not None]
    told = 0
    for start in range(0, len(named), MOST_ERASED):
        part = named[start : start + MOST_ERASED]
        seq = size + told + 1
        effective = at.astimezone(UTC).replace(microsecond=0)
        name = uuid7(at, secrets.token_bytes(10))
        leaf = leaves.write(Erased(seq=seq, id=name, effective=effective, seqs=tuple(each for _, each in part)))
        entry = FeedEntry.objects.create(feed=feed, name=name, kind="erased", effective=effective, seq=seq, leaf=leaf)
        FeedBody.objects.filter(entry__among=[key for key, _ in part]).update(told_in=entry)
        told += 1
    return told
