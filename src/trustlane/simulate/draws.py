"""Chance that belongs to somebody: a draw depends on seed, purpose and whose it is, never on what was drawn before.

So two policies face the same trade: what one actor does cannot shift the draws of another, and a draw that is made no
longer changes none of the others. The numbers are those of SplitMix64 (Steele, Lea and Flood, 2014): its finaliser is
applied once for each coordinate, which makes a counter-based generator that NumPy computes a whole day at a time.
"""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache

import numpy as np

Whole = np.ndarray  # of whole numbers, or keys
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_HALF = 1.0 / (1 << 32)
_UNIT = 1.0 / (1 << 53)
_FEW = 30.0  # up to this mean a count is drawn from its exact distribution, above from the normal one near it


def mixed(of: Whole) -> Whole:
    """The finaliser of SplitMix64: neighbouring numbers give keys that have nothing in common."""
    found: Whole = of ^ (of >> np.uint64(30))
    found *= _FIRST
    found ^= found >> np.uint64(27)
    found *= _SECOND
    found ^= found >> np.uint64(31)
    return found


@lru_cache(maxsize=4096)
def _stream(seed: int, purpose: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed}:{purpose}".encode(), digest_size=8).digest(), "little")


class Draws:
    """Draws of one seed. A purpose is a word; coordinates say whose draw it is: numbers or arrays of them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def keys(self, purpose: str, *whose: Whole | int) -> Whole:
        """A key of 64 bits for everyone: uint64, in the shape of the coordinates together."""
        found = np.full(1, _stream(self.seed, purpose), np.uint64)
        for one in whose:
            found = mixed((found ^ _whole(one)) + _GOLDEN)
        return found

    def uniform(self, purpose: str, *whose: Whole | int) -> np.ndarray:
        """From 0 up to, but without, 1."""
        return (self.keys(purpose, *whose) >> np.uint64(11)).astype(np.float64) * _UNIT

    def between(
        self, least: float | np.ndarray, most: float | np.ndarray, purpose: str, *whose: Whole | int
    ) -> np.ndarray:
        """Anything from `least` to `most`, alike."""
        return least + (most - least) * self.uniform(purpose, *whose)

    def normal(self, purpose: str, *whose: Whole | int) -> np.ndarray:
        """Mean 0, standard deviation 1; of the two halves of a key by the way of Box and Muller."""
        key = self.keys(purpose, *whose)
        radius = ((key >> np.uint64(32)).astype(np.float64) + 0.5) * _HALF
        angle = (key & np.uint64(0xFFFFFFFF)).astype(np.float64) * (2.0 * np.pi * _HALF)
        return np.asarray(np.sqrt(-2.0 * np.log(radius)) * np.cos(angle))

    def spread(self, sigma: float | np.ndarray, purpose: str, *whose: Whole | int) -> np.ndarray:
        """A factor around its mean 1, of a lognormal distribution with this sigma."""
        return np.asarray(np.exp(sigma * self.normal(purpose, *whose) - 0.5 * np.square(sigma)))

    def below(self, number: int | np.ndarray, purpose: str, *whose: Whole | int) -> Whole:
        """A whole number from 0 up to, but without, `number`, alike: int64."""
        return (self.uniform(purpose, *whose) * number).astype(np.int64)

    def chance(self, of: float | np.ndarray, purpose: str, *whose: Whole | int) -> np.ndarray:
        """Whether it happens."""
        return np.asarray(self.uniform(purpose, *whose) < of)

    def count(self, mean: np.ndarray, purpose: str, *whose: Whole | int) -> Whole:
        """How many come, of Poisson's distribution: int64."""
        lot = self.uniform(purpose, *whose)
        mean, lot = np.broadcast_arrays(mean, lot)
        found = np.zeros(mean.shape, np.int64)
        few = np.flatnonzero((mean <= _FEW) & (lot >= np.exp(-np.minimum(mean, _FEW))))
        if len(few):
            found[few] = _counted(mean[few], lot[few])
        many = np.flatnonzero(mean > _FEW)
        if len(many):
            root = self.normal(purpose + " of many", *whose)[many]
            found[many] = np.maximum(np.rint(mean[many] + np.sqrt(mean[many]) * root), 0)
        return found

    @cached_property
    def mask(self) -> int:
        """Some bits of this seed, for numbers that are to look like nothing."""
        return _stream(self.seed, "mask")


def _whole(of: Whole | int) -> Whole:
    if isinstance(of, int):
        return np.full(1, of % (1 << 64), np.uint64)
    return of if of.dtype == np.uint64 else of.astype(np.int64).view(np.uint64)


def _counted(mean: np.ndarray, lot: np.ndarray) -> Whole:
    """The smallest number whose cumulated probability exceeds the lot."""
    found = np.zeros(len(mean), np.int64)
    term = np.exp(-mean)
    total = term.copy()
    going = lot >= total
    step = 0
    while going.any() and step < 120:
        step += 1
        term = term * mean / step
        found += going
        total = total + term
        going &= lot >= total
    return found
