"""What a reader signs about a feed of ours with the heartbeat of its keyset, and when: receipts and statements."""

from __future__ import annotations

from datetime import datetime, timedelta

from trustlane.recognition.feed import cosignatures, notes
from trustlane.recognition.feed.notes import COSIGNATURE, Key, Note
from trustlane.recognition.feed.refusals import FeedRefused
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.keys.using import counting, heartbeat_name
from trustlane.recognition.queries.keysets import keyset_of
from trustlane.recognition.refusals import LineRefused

LONGEST = 8_192  # bytes of a note that a reader hands in
AHEAD = timedelta(seconds=60)


def cosigned(
    partner: str, data: bytes, *, refusal: type[LineRefused], place: str, at: datetime
) -> tuple[Note, datetime]:
    """The note that the partner cosigned, and when it says that it did; else it is refused by the name given.

    Raises PartnerKeysMissing and KeysetExpired where no keys of the partner count.
    """
    if len(data) > LONGEST:
        raise refusal(place, f"{len(data):,} bytes; at most {LONGEST:,} are read")
    try:
        note = notes.read(data)
        keyset = keyset_of(partner, at=at)
        name = heartbeat_name(keyset.administration)
        keys = [Key(name, COSIGNATURE, public) for public in counting(keyset, Role.HEARTBEAT, at=at)]
        times = [when for key in keys for when in cosignatures.times(note, key)]
    except FeedRefused as refused:
        raise refusal(place, str(refused)) from refused
    if not times:
        raise refusal(place, f"no heartbeat key of {name} cosigned it")
    when = max(times)
    if when - at > AHEAD:
        raise refusal(place, f"cosigned at {when.isoformat()}; our clock says {at.isoformat()}")
    return note, when
