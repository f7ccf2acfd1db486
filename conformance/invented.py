"""An invented issuer, XA, that writes its feed as a folder of files with the product's own law; its keys are public.

Vectors and the misbehaving partner are made with it. Nothing of it is for use: whoever reads this file has its keys.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trustlane.recognition.feed import cosignatures, leaves, notes, tiles
from trustlane.recognition.feed.bodies import ALL, Body, Sealed, seal
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.leaves import ADDITIONS, Known, Status
from trustlane.recognition.feed.merkle import leaf_hash, nodes_of, root_of
from trustlane.recognition.feed.notes import COSIGNATURE, ED25519, Key, Note

ORIGIN = "mra.xa.example/xb"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
Files = dict[str, bytes]


class Holder:
    """Somebody with a key made of a name."""

    def __init__(self, name: str, kind: int = ED25519, made_of: str = "") -> None:
        self.seed = hashlib.sha256((made_of or name).encode()).digest()
        self.private = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.key = Key(name, kind, self.private.public_key().public_bytes_raw())

    def signs(self, note: Note) -> Note:
        """The note with a plain signature more."""
        return note.also(notes.signed_by(note.text, self.key, self.private.sign))

    def cosigns(self, note: Note, at: datetime) -> Note:
        """The note with a cosignature more."""
        return note.also(cosignatures.cosigned_by(note.text, self.key, self.private.sign, at=at))


SIGNER = Holder(ORIGIN)
HEARTBEAT = Holder("mra.xa.example/heartbeat", COSIGNATURE)
WITNESS = Holder("witness.xc.example", COSIGNATURE)
READER = Holder("mra.xb.example", COSIGNATURE)

REASONS = {
    "valid": "granted",
    "updated": "particulars",
    "suspended": "by_customs",
    "revoked": "by_customs",
    "expired": "period_over",
    "withdrawn": "own_request",
}


def init(**change: object) -> dict[str, object]:
    """What a reader of this feed is told at its beginning."""
    return {
        "origin": ORIGIN,
        "signers": [SIGNER.key.written],
        "heartbeats": [HEARTBEAT.key.written],
        "witnesses": [WITNESS.key.written],
        "reader": {"name": READER.key.name, "seed": base64.b64encode(READER.seed).decode()},
        "terms": {"live": 1000, "in_a_day": 1000, "profile": sorted(ALL)},
        "ages": {"fresh": 900, "ageing": 14_400, "stale": 86_400},
    } | change


def subject(number: int) -> str:
    """The pseudonym of a subject."""
    return f"{number:032x}"


def uuid7(number: int) -> str:
    """The name of an entry."""
    return f"019c0000-0000-7000-8000-{number:012x}"


def who(number: int) -> Body:
    """Who stands behind an entry."""
    return Body(tin=f"XA{number:06d}", scope=("security",), valid_from=date(2026, 1, 1), valid_to=date(2027, 12, 31))


def sealed(number: int, body: Body | None = None) -> Sealed:
    """The body of an entry, with a salt of its own."""
    return seal(body or who(number), salt=hashlib.sha256(f"salt {number}".encode()).digest())


def status(seq: int, of: int, to: str = "valid", **change: object) -> Status:
    """An entry on a subject; an addition commits to ``sealed(seq)``."""
    told: dict[str, object] = {
        "seq": seq,
        "id": uuid7(seq),
        "subject": subject(of),
        "to": to,
        "reason": REASONS[to],
        "effective": NOON - timedelta(hours=1),
        "body": sealed(seq).commitment if to in ADDITIONS else None,
    }
    return Status(**(told | change))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Feed:
    """What was said, as bytes, and the bodies by number: None of one that was erased."""

    entries: tuple[bytes, ...] = ()
    bodies: Mapping[int, Sealed | None] = field(default_factory=dict)
    origin: str = ORIGIN

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self.entries)

    def says(self, make: Callable[[int], Known | bytes]) -> "Feed":
        """The feed with one entry more, made of its number; the body of an addition with it."""
        seq = self.size + 1
        made = make(seq)
        data = made if isinstance(made, bytes) else leaves.write(made)
        bodies = dict(self.bodies)
        if isinstance(made, Status) and made.to in ADDITIONS:
            bodies[seq] = sealed(seq)
        return replace(self, entries=(*self.entries, data), bodies=bodies)

    def tells(self, of: int, to: str = "valid", **change: object) -> "Feed":
        """The feed with one status more."""
        return self.says(lambda seq: status(seq, of, to, **change))

    def first(self, many: int) -> "Feed":
        """The feed as it was when it had so many entries."""
        bodies = {seq: body for seq, body in self.bodies.items() if seq <= many}
        return Feed(self.entries[:many], bodies, self.origin)

    def checkpoint(self) -> Checkpoint:
        """What its issuer states of it."""
        return Checkpoint(self.origin, self.size, root_of(map(leaf_hash, self.entries)))

    def note(self, at: datetime | None = NOON) -> Note:
        """The checkpoint signed, with the heartbeat of that time."""
        found = SIGNER.signs(Note(self.checkpoint().text, ()))
        return HEARTBEAT.cosigns(found, at) if at else found

    def files(self, at: datetime | None = NOON, note: Note | bytes | None = None) -> Files:
        """The folder of the feed."""
        told = self.note(at) if note is None else note
        found = {"checkpoint": told if isinstance(told, bytes) else told.written}
        node = nodes_of([leaf_hash(entry) for entry in self.entries]) if self.entries else None
        for tile in tiles.tiles_of(self.size):
            first = tile.index * tiles.WIDTH
            hashes = [node(8 * tile.level, each) for each in range(first, first + tile.width)] if node else []
            found[tile.path] = tiles.write_tile(hashes)
        for bundle in tiles.bundles_of(self.size):
            start = bundle.index * tiles.WIDTH
            found[bundle.path] = tiles.write_bundle(self.entries[start : start + bundle.width])
        return found | written(self.bodies)


def written(bodies: Mapping[int, Sealed | None]) -> Files:
    """The files of bodies, 256 numbers a file."""
    found: Files = {}
    for start in sorted({(seq - 1) // 256 * 256 for seq in bodies}):
        rows = [_row(seq, bodies[seq]) for seq in sorted(bodies) if start < seq <= start + 256]
        found[f"bodies/{start + 1}-{start + 256}"] = json.dumps({"bodies": rows}, separators=(",", ":")).encode()
    return found


def _row(seq: int, body: Sealed | None) -> dict[str, object]:
    if body is None:
        return {"seq": seq, "erased": True}
    salt, content = (base64.b64encode(each).decode() for each in (body.salt, body.content))
    return {"seq": seq, "salt": salt, "content": content}


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """The bytes of a bundle, whatever its entries are."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
