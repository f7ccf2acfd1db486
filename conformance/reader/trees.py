"""Merkle trees as RFC 6962 section 2.1 writes them: top down, by halves."""

import hashlib
from collections.abc import Callable, Sequence

from conformance.reader.refused import Refused

EMPTY = hashlib.sha256().digest()


def of_leaf(entry: bytes) -> bytes:
    """MTH({d(0)})."""
    return hashlib.sha256(b"\0" + entry).digest()


def of_two(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root(leaves: Sequence[bytes]) -> bytes:
    """MTH of leaf hashes, a row at a time; what is left over at the end of a row rises as it is."""
    row = list(leaves)
    if not row:
        return EMPTY
    while len(row) > 1:
        pairs = [of_two(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = pairs + (row[-1:] if len(row) % 2 else [])
    return row[0]


Part = Callable[[int, int], bytes]  # MTH(D[start:stop]) for the parts that a proof names


def proof(old: int, new: int, part: Part) -> list[bytes]:
    """PROOF(old, D[new]), RFC 6962 section 2.1.2."""

    def sub(m: int, start: int, stop: int, whole: bool) -> list[bytes]:
        n = stop - start
        if m == n:
            return [] if whole else [part(start, stop)]
        k = split(n)
        if m <= k:
            return [*sub(m, start, start + k, whole), part(start + k, stop)]
        return [*sub(m - k, start + k, stop, False), part(start, start + k)]

    return sub(old, 0, new, True) if 0 < old < new else []


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, hashes: Sequence[bytes]) -> None:
    """Build both roots out of the proof, from its end, by the same halves as it was made; refuse other roots."""
    if new < old:
        raise Refused("TreeShrank", f"{old} to {new}")
    if old in (0, new):
        if hashes or (old_root != (new_root if old else EMPTY)) or (new == 0 and new_root != EMPTY):
            raise Refused("ConsistencyRefused", "roots differ")
        return
    left = list(hashes)

    def both(m: int, n: int, whole: bool) -> tuple[bytes, bytes]:
        if m == n:
            same = old_root if whole else left.pop()
            return same, same
        k = split(n)
        beside = left.pop()
        if m <= k:
            older, newer = both(m, k, whole)
            return older, of_two(newer, beside)
        older, newer = both(m - k, n - k, False)
        return of_two(beside, older), of_two(beside, newer)

    try:
        made = both(old, new, True)
    except IndexError:
        raise Refused("ConsistencyRefused", "the proof is too short") from None
    if left or made != (old_root, new_root):
        raise Refused("ConsistencyRefused", "another tree came before")
