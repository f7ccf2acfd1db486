"""Cosignatures: what somebody saw of a feed, and when (C2SP tlog-cosignature, version 1 with Ed25519).

The time is part of what is signed; the name is not, so one key must never be two cosigners.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trustlane.recognition.feed.notes import SIGNED_BYTES, Key, Note, Sign, Signature
from trustlane.recognition.feed.refusals import SignatureLineUnfit

TIME_BYTES = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - EPOCH) // timedelta(seconds=1)


def message(text: str, seconds: int) -> bytes:
    """The bytes that are signed: a header, the time in POSIX seconds, and the whole text of the note."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def cosigned_by(text: str, key: Key, sign: Sign, *, at: datetime) -> Signature:
    """The line with which a key states that it saw this text as the newest at that time, cut to the second."""
    seconds = (at - EPOCH) // timedelta(seconds=1)  # never through a float
    return Signature(key.name, key.id, seconds.to_bytes(TIME_BYTES, "big") + sign(message(text, seconds)))


def times(note: Note, key: Key) -> tuple[datetime, ...]:
    """The times at which this key cosigned, in the order of the lines; refused where a line in its name is wrong."""
    return tuple(_time(note.text, key, each) for each in note.by(key))


def _time(text: str, key: Key, line: Signature) -> datetime:
    place = f"cosignature of {key.name}"
    if len(line.signed) != TIME_BYTES + SIGNED_BYTES:
        raise SignatureLineUnfit(place, f"{len(line.signed)} bytes; a time and a signature are 72")
    seconds = int.from_bytes(line.signed[:TIME_BYTES], "big")
    key.verify(message(text, seconds), line.signed[TIME_BYTES:], place=place)
    if seconds > LAST:
        raise SignatureLineUnfit(place, "the time lies beyond the year 9999")
    return EPOCH + timedelta(seconds=seconds)
