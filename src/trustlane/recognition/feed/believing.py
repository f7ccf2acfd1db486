"""The order in which a reader believes a checkpoint: eight steps, each with one named refusal, none of them skipped.

1. It is a signed note (NoteRefused).            5. The heartbeat's time is not ahead of our clock (TimeAhead),
2. It is a checkpoint (CheckpointUnfit)             6. and not older than the newest one seen (TimeOlder).
   of this feed (OriginOfAnother).               7. The tree that was seen is its beginning (TreeShrank,
3. A signer of the issuer signed it                 ConsistencyRefused).
   (SignatureWrong, SignatureMissing).           8. The entries that came make its root (RootDiffers).
4. All cosignatures of known keys hold (SignatureWrong).

A checkpoint without a heartbeat is believed, because removals must not wait for one; it makes nothing younger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from trustlane.recognition.feed import checkpoints, cosignatures, notes
from trustlane.recognition.feed.ages import check_clock
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.merkle import EMPTY, Frontier, leaf_hash, verify_consistency
from trustlane.recognition.feed.notes import COSIGNATURE, ED25519, Key, Note
from trustlane.recognition.feed.refusals import (
    EntriesMissing,
    KeyUnfit,
    NoteUnfit,
    RootDiffers,
    SignatureMissing,
    TimeOlder,
)


@dataclass(frozen=True, slots=True)
class Keys:
    """Whose signatures count, and for what: the issuer's signers and heartbeats, and outside witnesses."""

    signers: tuple[Key, ...]
    heartbeats: tuple[Key, ...] = ()
    witnesses: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        cosigners = (*self.heartbeats, *self.witnesses)
        if any(key.kind != ED25519 for key in self.signers) or any(key.kind != COSIGNATURE for key in cosigners):
            raise KeyUnfit("keys of a feed", "signers sign with type 1, heartbeats and witnesses with type 4")
        # A cosignature does not bind the name of its key: with one key in two roles a witness could set the time.
        if len({key.public for key in cosigners}) < len(cosigners):
            raise KeyUnfit("keys of a feed", "one key is two cosigners")


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader has followed a feed: the tree it has verified, and the newest time of the issuer's heartbeat."""

    origin: str
    size: int = 0
    root: bytes = EMPTY
    signed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Believed:
    """A checkpoint that passed steps 1 to 7, where it takes the reader, and what witnesses said beside it."""

    checkpoint: Checkpoint
    position: Position
    note: Note
    witnessed: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))


def believe(data: bytes, *, position: Position, keys: Keys, proof: Sequence[bytes], at: datetime) -> Believed:
    """Take a checkpoint through steps 1 to 7; `at` is our clock, `proof` leads from the position to the checkpoint."""
    note, checkpoint = signed(data, origin=position.origin, keys=keys)
    beats = [time for key in keys.heartbeats for time in cosignatures.times(note, key)]
    witnessed = {key.name: max(times) for key in keys.witnesses if (times := cosignatures.times(note, key))}
    newest = _not_older(max(beats), position.signed, at) if beats else position.signed
    verify_consistency(
        old=position.size, old_root=position.root, new=checkpoint.size, new_root=checkpoint.root, proof=proof
    )
    reached = Position(position.origin, checkpoint.size, checkpoint.root, newest)
    return Believed(checkpoint, reached, note, MappingProxyType(witnessed))


def signed(data: bytes, *, origin: str, keys: Keys) -> tuple[Note, Checkpoint]:
    """Steps 1 to 3: a checkpoint of this feed that the issuer signed. Its size says which proof to ask for."""
    note = notes.read(data)
    if "\n\n" in note.text:
        raise NoteUnfit("checkpoint", "an empty line stands within its text")
    checkpoint = checkpoints.read(note.text)
    checkpoints.check_feed(checkpoint.origin, origin)
    verified = [note.verified(key) for key in keys.signers]  # all of them: one wrong line spoils the note
    if not any(verified):
        raise SignatureMissing("checkpoint", "no signer of the issuer signed it")
    return note, checkpoint


def _not_older(newest: datetime, seen: datetime | None, at: datetime) -> datetime:
    """Steps 5 and 6."""
    check_clock(newest, at)
    if seen is not None and newest < seen:
        raise TimeOlder("heartbeat", f"signed at {newest.isoformat()}; the newest seen is of {seen.isoformat()}")
    return newest


def extended(frontier: Frontier, entries: Sequence[bytes], checkpoint: Checkpoint) -> Frontier:
    """Step 8: the tree that the entries make of the one before; refused unless it is the one that was signed."""
    place = f"entries from {frontier.size + 1}"
    if frontier.size + len(entries) != checkpoint.size:
        missing = checkpoint.size - frontier.size
        raise EntriesMissing(place, f"{len(entries)} came; the checkpoint needs {missing}")
    grown = frontier.grown(leaf_hash(entry) for entry in entries)
    if grown.root != checkpoint.root:
        raise RootDiffers(place, "they do not make the root that was signed")
    return grown
