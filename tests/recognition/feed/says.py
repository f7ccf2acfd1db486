"""What an invented issuer says, signs and seals in these tests; the keys are made of fixed bytes."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trustlane.recognition.feed import cosignatures, notes
from trustlane.recognition.feed.bodies import Body, Sealed, seal
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.leaves import ADDITIONS, Status
from trustlane.recognition.feed.merkle import leaf_hash, root_of
from trustlane.recognition.feed.notes import COSIGNATURE, ED25519, Key, Note

ORIGIN = "mra.xa.example/xb"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 3, 1)


class Owner:
    """Somebody with a private key."""

    def __init__(self, name: str, kind: int = ED25519, seed: str = "") -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256((seed or name).encode()).digest())
        self.key = Key(name, kind, self.private.public_key().public_bytes_raw())

    def signs(self, note: Note) -> Note:
        """The note with this owner's plain signature."""
        return note.also(notes.signed_by(note.text, self.key, self.private.sign))

    def cosigns(self, note: Note, at: datetime = NOON) -> Note:
        """The note with this owner's cosignature of that time."""
        return note.also(cosignatures.cosigned_by(note.text, self.key, self.private.sign, at=at))


SIGNER = Owner(ORIGIN)
HEARTBEAT = Owner("mra.xa.example/heartbeat", COSIGNATURE)
WITNESS = Owner("witness.xc.example", COSIGNATURE)


def uuid7(number: int) -> str:
    """The name of an entry, one for each number."""
    return f"019c0000-0000-7000-8000-{number:012x}"


def subject(number: int) -> str:
    """The pseudonym of a subject."""
    return f"{number:032x}"


def body(number: int = 1, **change) -> Body:
    """Who a subject is."""
    told = {"tin": f"XA{number:06d}", "scope": ("security",), "valid_from": date(2026, 1, 1)}
    return Body(**(told | change))


@cache
def sealed(number: int = 1, **change) -> Sealed:
    """The body as it is sent, with a salt of its own."""
    return seal(body(number, **change), salt=hashlib.sha256(f"salt {number}".encode()).digest())


REASON = {
    "valid": "granted",
    "updated": "particulars",
    "suspended": "by_customs",
    "revoked": "by_customs",
    "expired": "period_over",
    "withdrawn": "own_request",
}


def status(seq: int, of: int, to: str = "valid", **change) -> Status:
    """An entry on a subject; an addition commits to the body ``sealed(seq)``."""
    told = {
        "seq": seq,
        "id": uuid7(seq),
        "subject": subject(of),
        "to": to,
        "reason": REASON[to],
        "effective": NOON - timedelta(hours=1),
        "body": sealed(seq).commitment if to in ADDITIONS else None,
    }
    return Status(**(told | change))


def bodies_of(entries: Iterable[object]) -> dict[int, Sealed]:
    """The bodies of all additions among these entries."""
    return {entry.seq: sealed(entry.seq) for entry in entries if isinstance(entry, Status) and entry.adds}


def checkpoint(entries: list[bytes], origin: str = ORIGIN) -> Checkpoint:
    """What an issuer states of these entries."""
    return Checkpoint(origin, len(entries), root_of([leaf_hash(entry) for entry in entries]))


def bare(stated: Checkpoint) -> Note:
    """A checkpoint nobody signed yet."""
    return Note(stated.text, ())
