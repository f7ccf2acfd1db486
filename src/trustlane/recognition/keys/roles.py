"""What a key is for, how long one may be used, and which roles an administration needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What the holder of a key does with it; a key has one role for its life."""

    FEED = "feed_signer"
    HEARTBEAT = "heartbeat"
    CREDENTIAL = "credential_issuer"
    REQUEST = "request_signing"
    ENCRYPTION = "encryption"


ROOT = "root"  # the offline keys that sign keysets; no role of TUF's other three is used

ED25519 = "ed25519"
X25519 = "x25519"

NEEDED = frozenset({Role.FEED, Role.HEARTBEAT, Role.REQUEST})
OVERLAP = timedelta(days=7)
QUARTER = timedelta(days=90)
YEAR = timedelta(days=397)  # thirteen months

LONGEST: Mapping[Role, timedelta] = MappingProxyType(
    {
        Role.FEED: QUARTER,
        Role.HEARTBEAT: QUARTER,
        Role.CREDENTIAL: YEAR,
        Role.REQUEST: YEAR,
        Role.ENCRYPTION: YEAR,
    }
)


def kind_of(role: str) -> str:
    """Which kind of key a role takes: one that signs, or one that others encrypt to."""
    return X25519 if role == Role.ENCRYPTION else ED25519
