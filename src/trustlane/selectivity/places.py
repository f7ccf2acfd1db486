"""Where whole numbers stand in a sorted column: looked up in a table of chains, as a search by halves is slow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ over the golden ratio: neighbours are scattered (Knuth, vol. 3, 6.4)


@dataclass(frozen=True)
class Places:
    """Keys by chain: those of chain c are `keys[first[c]:first[c + 1]]`, in their order."""

    shift: np.uint64
    first: np.ndarray  # (chains + 1,)
    keys: np.ndarray  # (keys,) int64
    place: np.ndarray  # (keys,) int32 in the sorted column

    @classmethod
    def of(cls, keys: np.ndarray) -> Places:
        """The places of distinct keys, int64."""
        bits = max(len(keys).bit_length(), 1)  # between one and two chains a key
        shift = np.uint64(64 - bits)
        chain = _chain(keys, shift)
        order = np.argsort(chain, kind="stable")
        first = np.concatenate([[0], np.cumsum(np.bincount(chain, minlength=1 << bits))])
        return cls(shift, first, keys[order], order.astype(np.int32))

    def find(self, wanted: np.ndarray, unknown: int) -> np.ndarray:
        """(n,) int32: the place of each wanted key, int64; `unknown` where it is none of them."""
        found = np.full(len(wanted), unknown, np.int32)
        chain = _chain(wanted, self.shift)
        at, end = self.first[chain], self.first[chain + 1]
        looking = np.flatnonzero(at < end)
        at, end, wanted = at[looking], end[looking], wanted[looking]
        while len(looking):
            met = self.keys[at] == wanted
            found[looking[met]] = self.place[at[met]]
            at += 1
            on = np.flatnonzero(~met & (at < end))
            looking, at, end, wanted = looking[on], at[on], end[on], wanted[on]
        return found


def _chain(keys: np.ndarray, shift: np.uint64) -> np.ndarray:
    return ((keys.astype(np.uint64) * _GOLDEN) >> shift).astype(np.int64)
