"""The Merkle tree of a feed: one root for all entries, and short proofs of what is in it and what only grew.

RFC 6962 section 2.1 (hashes), RFC 9162 section 2.1.3 (inclusion) and 2.1.4 (consistency), SHA-256. A tree is given by
its leaf hashes or by `Node`, which answers for every complete subtree; indexes count from 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from trustlane.recognition.feed.refusals import (
    ConsistencyRefused,
    HashUnfit,
    InclusionRefused,
    LeafOutside,
    SizeUnfit,
    TreeShrank,
)

HASH_BYTES = 32
LARGEST = 2**63 - 1  # leaves
EMPTY = hashlib.sha256(b"").digest()  # the root of a tree without leaves

# The hash of the complete subtree of 2^level leaves that begins at leaf index * 2^level.
Node = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry; the byte 0 keeps it apart from every inner node (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """What has to be kept of a tree to let it grow: its size and the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Frontier:
        """The same tree with more leaf hashes at its end."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            carried, below = _hash(leaf, f"leaf {size}"), size
            while below & 1:
                carried, below = node_hash(peaks.pop(), carried), below >> 1
            peaks.append(carried)
            size += 1
        return Frontier(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The Merkle tree hash of all leaves."""
        if not self.peaks:
            return EMPTY
        *left, found = self.peaks
        for peak in reversed(left):
            found = node_hash(peak, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of a list of leaf hashes."""
    return Frontier().grown(leaves).root


def nodes_of(leaves: Sequence[bytes]) -> Node:
    """Every complete subtree of a list of leaf hashes."""
    rows = [list(leaves)]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)])
    return lambda level, index: rows[level][index]


def root_at(size: int, node: Node) -> bytes:
    """The root that the tree had when it held so many leaves."""
    return _span(0, _size(size), node) if size else EMPTY


def inclusion_proof(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """The hashes from beside the leaf up to the root (PATH of RFC 6962 section 2.1.1)."""
    _inside(index, size)
    start, stop, path = 0, size, []
    while stop - start > 1:
        middle = start + _half(stop - start)
        if index < middle:
            path.append(_span(middle, stop, node))
            stop = middle
        else:
            path.append(_span(start, middle, node))
            start = middle
    return tuple(reversed(path))


def verify_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless the leaf hash stands at that index of the tree with this size and root (RFC 9162 section 2.1.3.2).

    The proof alone does not bind the size: size and root have to come from one signed checkpoint.
    """
    _inside(index, size)
    place = f"inclusion of leaf {index} in a tree of {size}"
    at, last, found = index, size - 1, _hash(leaf, place)
    for beside in proof:
        if last == 0:
            raise InclusionRefused(place, f"the proof goes on above the root ({len(proof)} hashes)")
        if at & 1 or at == last:
            found = node_hash(_hash(beside, place), found)
            at, last = _risen(at, last)
        else:
            found = node_hash(found, _hash(beside, place))
        at, last = at >> 1, last >> 1
    if last:
        raise InclusionRefused(place, f"the proof ends below the root ({len(proof)} hashes)")
    if found != root:
        raise InclusionRefused(place, "the proof leads to another root")


def consistency_proof(old: int, new: int, node: Node) -> tuple[bytes, ...]:
    """The hashes that show the older tree to be the beginning of the newer (PROOF of RFC 6962 section 2.1.2)."""
    if _size(old) > _size(new):
        raise TreeShrank(f"consistency from {old} to {new}", "the newer tree is the smaller one")
    if old in (0, new):
        return ()
    start, stop, path = 0, new, []
    while stop != old:
        middle = start + _half(stop - start)
        if old <= middle:
            path.append(_span(middle, stop, node))
            stop = middle
        else:
            path.append(_span(start, middle, node))
            start = middle
    if start:  # otherwise the subtree is the older tree itself, whose root the verifier has
        path.append(_span(start, stop, node))
    return tuple(reversed(path))


def verify_consistency(*, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Refuse unless the older tree is the beginning of the newer one (RFC 9162 section 2.1.4.2).

    A tree without leaves is the beginning of every tree; two trees of one size are consistent if their roots are equal.
    """
    place = f"consistency from {old} to {new}"
    if _size(old) > _size(new):
        raise TreeShrank(place, "the newer tree is the smaller one")
    first, second = _hash(old_root, place), _hash(new_root, place)
    if old in (0, new):
        if first != (second if old else EMPTY) or (new == 0 and second != EMPTY):
            raise ConsistencyRefused(place, "the roots differ" if old else "a tree without leaves has another root")
        if proof:
            raise ConsistencyRefused(place, "nothing is to be proved, yet there is a proof")
        return
    path = [_hash(each, place) for each in proof]
    if old & (old - 1) == 0:
        path.insert(0, first)
    _climb(path, old - 1, new - 1, first, second, place)


def _climb(path: Sequence[bytes], at: int, last: int, first: bytes, second: bytes, place: str) -> None:
    """Both roots grow out of the same hashes (RFC 9162 section 2.1.4.2, steps 3 to 7)."""
    if not path:
        raise ConsistencyRefused(place, "the proof is empty")
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for beside in path[1:]:
        if last == 0:
            raise ConsistencyRefused(place, "the proof goes on above the root")
        if at & 1 or at == last:
            older, newer = node_hash(beside, older), node_hash(beside, newer)
            at, last = _risen(at, last)
        else:
            newer = node_hash(newer, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise ConsistencyRefused(place, "the proof ends below the root")
    if older != first:
        raise ConsistencyRefused(place, "the proof does not lead to the older root")
    if newer != second:
        raise ConsistencyRefused(place, "the proof does not lead to the newer root")


def _risen(at: int, last: int) -> tuple[int, int]:
    """Past the levels at which the ragged right edge has no neighbour."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _half(size: int) -> int:
    """The largest power of two below the size, which is 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)


def _span(start: int, stop: int, node: Node) -> bytes:
    """The hash of the leaves from start to before stop, a span that the RFC's halving arrives at."""
    peaks = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        peaks.append(node(level, start >> level))
        start += 1 << level
    return Frontier(0, tuple(peaks)).root


def _size(size: int) -> int:
    if not 0 <= size <= LARGEST:
        raise SizeUnfit("size of a tree", f"{size} is not between 0 and 2^63 - 1")
    return size


def _inside(index: int, size: int) -> None:
    if not 0 <= index < _size(size):
        raise LeafOutside(f"leaf {index}", f"a tree of {size} holds no such leaf")


def _hash(found: bytes, place: str) -> bytes:
    if len(found) != HASH_BYTES:
        raise HashUnfit(place, f"a hash of {len(found)} bytes came; SHA-256 has {HASH_BYTES}")
    return found
