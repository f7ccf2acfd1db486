"""Invented holders of keys, and keysets they make and sign in these tests; the keys are made of fixed bytes."""

import hashlib
from datetime import UTC, datetime, timedelta

from trustlane.recognition.keys import chain, making
from trustlane.recognition.keys.keysets import Keyset, WorkingKey
from trustlane.recognition.keys.locked import Private
from trustlane.recognition.keys.roles import ED25519, LONGEST, Role, kind_of

XA = "mra.xa.example"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def private(name: str, kind: str = ED25519) -> Private:
    """The private key of this name."""
    return Private(kind, hashlib.sha256(name.encode()).digest())


def public(name: str, role: str = "root") -> bytes:
    """Its public key."""
    return private(name, kind_of(role)).public


ROOTS = ("root 1", "root 2", "root 3")


def working(role: Role, name: str = "", starts: datetime = BEGAN, ends: datetime | None = None) -> WorkingKey:
    """A key of a role for its full period."""
    return WorkingKey(role, public(name or str(role), role), starts, ends or starts + LONGEST[role])


def keys_of_all() -> tuple[WorkingKey, ...]:
    """One key for every role."""
    return tuple(working(role) for role in Role)


def unsigned(**change) -> Keyset:
    """Version 1 without signatures."""
    told = {
        "administration": XA,
        "roots": [public(name) for name in ROOTS],
        "keys": keys_of_all(),
        "issued": BEGAN,
        "expires": BEGAN + 365 * DAY,
    }
    return making.first(**(told | change))


def signed(keyset: Keyset, *names: str, before: Keyset | None = None) -> Keyset:
    """The keyset with the signatures of these holders."""
    for name in names:
        keyset = making.signed_by(keyset, public(name), private(name).sign, before=before)
    return keyset


def first() -> Keyset:
    """Version 1, signed by two of three."""
    return signed(unsigned(), "root 1", "root 2")


def pinned() -> chain.Chain:
    """What a reader that compared the fingerprint begins with."""
    return chain.pinned(first().written, fingerprint=first().fingerprint)
