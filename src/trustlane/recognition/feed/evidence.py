"""What proves that an issuer contradicted itself: a document that a third party verifies without us or the issuer.

A document holds signed notes, the keys of the agreement, and the few hashes that lead from one tree to the other.
`proven` says what it proves, or refuses: nothing is believed because it stands in a document.

1. Fork: two checkpoints the issuer signed, of which neither tree is the beginning of the other.
2. Rollback: a checkpoint cosigned by the issuer's heartbeat later than a larger one was.
3. Cap: an entry of a signed tree that stands above what was agreed; the count itself is the reader's.
4. Held: an entry of a signed tree that the reader does not understand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trustlane.recognition.feed import cosignatures
from trustlane.recognition.feed.believing import Keys, signed
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.merkle import (
    EMPTY,
    Frontier,
    Node,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_inclusion,
)
from trustlane.recognition.feed.notes import Note, decoded, encoded, read_key
from trustlane.recognition.feed.refusals import EvidenceUnfit

Document = dict[str, Any]


def spans(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees, by level and index, that the leaves from start to before stop are made of."""
    while start < stop:
        level = (stop - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def root_of_spans(size: int, hashes: Sequence[bytes], start: int = 0, peaks: Sequence[bytes] = ()) -> bytes:
    """The root of a tree of that size: its first ``start`` leaves by their peaks, the others by their `spans`."""
    levels = [level for level, _ in (*spans(0, start), *spans(start, size))]
    given = (*peaks, *hashes)
    if len(levels) != len(given):
        raise EvidenceUnfit("hashes", f"{len(given)} came; a tree of {size} after {start} needs {len(levels)}")
    stack: list[tuple[int, bytes]] = []
    for level, found in zip(levels, given, strict=True):
        carried = found
        while stack and stack[-1][0] == level:
            carried, level = node_hash(stack.pop()[1], carried), level + 1
        stack.append((level, carried))
    return Frontier(size, tuple(each for _, each in stack)).root if stack else EMPTY


def first_difference(ours: Node, theirs: Node, size: int) -> int:
    """The index of the first leaf in which two trees differ, both of that size or more; that size if none does."""
    for level, index in spans(0, size):
        if ours(level, index) != theirs(level, index):
            while level:
                level, index = level - 1, index * 2
                if ours(level, index) == theirs(level, index):
                    index += 1
            return index
    return size


@dataclass(frozen=True, slots=True)
class Proven:
    """What a document proves, in a word and a sentence."""

    kind: str
    why: str


def fork(seen: bytes, came: bytes, keys: Keys, *, origin: str, small: int, large: int, node: Node) -> Document:
    """The document of two checkpoints; ``node`` answers for the larger of the two trees."""
    return {
        "kind": "fork",
        **_named(origin, keys),
        "seen": encoded(seen),
        "came": encoded(came),
        "left": [encoded(node(*each)) for each in spans(0, small)],
        "right": [encoded(node(*each)) for each in spans(small, large)],
    }


def rollback(seen: bytes, came: bytes, keys: Keys, *, origin: str) -> Document:
    """The document of a smaller tree that was signed later than a larger one."""
    return {"kind": "rollback", **_named(origin, keys), "seen": encoded(seen), "came": encoded(came)}


def entry(
    kind: str, note: bytes, keys: Keys, *, origin: str, leaf: bytes, index: int, size: int, node: Node, agreed: Document
) -> Document:
    """The document of one entry of a signed tree: above a cap, or not understood."""
    return {
        "kind": kind,
        **_named(origin, keys),
        "note": encoded(note),
        "leaf": encoded(leaf),
        "index": index,
        "proof": [encoded(each) for each in inclusion_proof(index, size, node)],
        "agreed": agreed,
    }


def _named(origin: str, keys: Keys) -> Document:
    return {
        "origin": origin,
        "signers": [key.written for key in keys.signers],
        "heartbeats": [key.written for key in keys.heartbeats],
    }


def proven(document: Mapping[str, Any]) -> Proven:
    """What the document proves by itself; refused (FeedRefused) where it proves nothing."""
    kind = document.get("kind")
    if kind == "fork":
        return _fork(document)
    if kind == "rollback":
        return _rollback(document)
    if kind in ("cap", "held"):
        return _entry(document, str(kind))
    raise EvidenceUnfit("evidence", f"its kind {kind!r} is none")


def _fork(document: Mapping[str, Any]) -> Proven:
    (_, seen), (_, came) = _signed(document, "seen"), _signed(document, "came")
    small, large = sorted((seen, came), key=lambda one: one.size)
    left, right = _hashes(document, "left"), _hashes(document, "right")
    if small.size == large.size:
        if small.root == large.root:
            raise EvidenceUnfit("evidence", "both checkpoints state the same tree")
        return Proven("fork", f"two trees of {small.size} entries were signed")
    if root_of_spans(large.size, right, small.size, left) != large.root:
        raise EvidenceUnfit("evidence", "the hashes do not make the larger tree")
    if root_of_spans(small.size, left) == small.root:
        raise EvidenceUnfit("evidence", "the smaller tree is the beginning of the larger one")
    return Proven("fork", f"the tree of {small.size} entries is not the beginning of that of {large.size}")


def _rollback(document: Mapping[str, Any]) -> Proven:
    (note, seen), (later, came) = _signed(document, "seen"), _signed(document, "came")
    first, second = (beat(each, keys_of(document)) for each in (note, later))
    if came.size >= seen.size or first is None or second is None or second <= first:
        raise EvidenceUnfit("evidence", "the smaller tree was not signed later than the larger one")
    return Proven("rollback", f"{seen.size} entries at {first.isoformat()}, {came.size} at {second.isoformat()}")


def _entry(document: Mapping[str, Any], kind: str) -> Proven:
    _, stated = _signed(document, "note")
    index, leaf = document.get("index"), decoded(str(document.get("leaf")))
    if not isinstance(index, int) or leaf is None:
        raise EvidenceUnfit("evidence", "it names no entry")
    verify_inclusion(
        index=index, size=stated.size, leaf=leaf_hash(leaf), proof=_hashes(document, "proof"), root=stated.root
    )
    return Proven(kind, f"entry {index + 1} stands in the signed tree of {stated.size}")


def beat(note: Note, keys: Keys) -> datetime | None:
    """The newest time at which the issuer's heartbeat cosigned this note."""
    return max((time for key in keys.heartbeats for time in cosignatures.times(note, key)), default=None)


def keys_of(document: Mapping[str, Any]) -> Keys:
    """The keys a document names; whoever verifies it compares them with the agreement."""
    signers, heartbeats = (
        tuple(read_key(str(each)) for each in document.get(name, ())) for name in ("signers", "heartbeats")
    )
    return Keys(signers=signers, heartbeats=heartbeats)


def _signed(document: Mapping[str, Any], name: str) -> tuple[Note, Checkpoint]:
    data = decoded(str(document.get(name)))
    if data is None:
        raise EvidenceUnfit(f"evidence, {name}", "it is not base64")
    return signed(data, origin=str(document.get("origin")), keys=keys_of(document))


def _hashes(document: Mapping[str, Any], name: str) -> list[bytes]:
    found = [decoded(str(each)) for each in document.get(name, ())]
    if any(each is None for each in found):
        raise EvidenceUnfit(f"evidence, {name}", "a hash is not base64")
    return [each for each in found if each is not None]
