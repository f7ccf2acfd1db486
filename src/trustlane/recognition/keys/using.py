"""Which keys count for what at a time: the keys of a feed, of requests, of encryption."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trustlane.recognition.feed.believing import Keys
from trustlane.recognition.feed.notes import COSIGNATURE, ED25519, Key
from trustlane.recognition.keys.keysets import Keyset
from trustlane.recognition.keys.roles import Role


def counting(keyset: Keyset, role: Role, *, at: datetime) -> tuple[bytes, ...]:
    """The public keys of a role at that time; two of them while one is exchanged for the next."""
    in_order = sorted(keyset.keys, key=lambda key: key.starts)
    return tuple(key.public for key in in_order if key.role == role and key.counts(at))


def keys_of_feed(keyset: Keyset, *, origin: str, at: datetime, witnesses: Sequence[Key] = ()) -> Keys:
    """Whose signatures count on a feed of this administration.

    A signer goes by the name of the feed (tlog-checkpoint, "Note text"), a heartbeat by that of its administration.
    """
    signers = (Key(origin, ED25519, public) for public in counting(keyset, Role.FEED, at=at))
    name = heartbeat_name(keyset.administration)
    beats = (Key(name, COSIGNATURE, public) for public in counting(keyset, Role.HEARTBEAT, at=at))
    return Keys(tuple(signers), tuple(beats), tuple(witnesses))


def heartbeat_name(administration: str) -> str:
    """The name under which an administration's heartbeat cosigns."""
    return f"{administration}/heartbeat"
