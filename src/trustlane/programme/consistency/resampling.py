"""Draws again and again, replayably: numbers from the seed alone, and how often each item comes in each drawing.

The numbers are SHAKE-256 of the seed, read eight octets at a time: anybody can repeat them in any language.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
    Whole: TypeAlias = "np.ndarray[Any, np.dtype[np.uint64]]"

DRAWINGS = 2_000


def numbers(seed: bytes, of: str, each: int) -> Whole:
    """So many whole numbers below 2⁶⁴ in each drawing: uint64 (drawings, each). `of` says what they are for."""
    octets = hashlib.shake_256(b"trustlane drawings %d:%s," % (len(seed), seed) + of.encode("utf-8", "surrogatepass"))
    return np.frombuffer(octets.digest(8 * DRAWINGS * each), ">u8").reshape(DRAWINGS, each).astype(np.uint64)


def weights(seed: bytes, of: str, items: int) -> Numbers:
    """How often each of the items comes in each drawing of as many with putting back: float64 (drawings, items).

    The rest of dividing by `items` favours low places by less than `items` in 2⁶⁴.
    """
    drawn = numbers(seed, of, items) % np.uint64(items)
    found = np.zeros((DRAWINGS, items))
    np.add.at(found, (np.arange(DRAWINGS)[:, None], drawn.astype(np.int64)), 1.0)
    return found
