"""The random share: a lot for every declaration, drawn by a keyed hash under a seed committed to beforehand.

The lot depends on the reference customs assigned and the seed, on nothing else: not on score, status or officer. Whoever
is later shown the seed can check both the commitment and every lot. A consignment that is cancelled and lodged again
keeps the lot of its first reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl

MILLION = 1_000_000
SEED_BYTES = 32
_PERSON = b"trustlane lot"


def key_of(seed: bytes) -> bytes:
    """The key of the keyed hash: a seed of any length, condensed to 32 bytes."""
    return hashlib.blake2b(seed, digest_size=32, person=_PERSON).digest()


def commitment(seed: bytes) -> str:
    """What is published before the seed is used; it says nothing of the seed."""
    return hashlib.sha256(b"trustlane random share commitment\0" + seed).hexdigest()


def lot(reference: str, seed: bytes) -> int:
    """The lot of one declaration: a whole number below 2 to the 64th."""
    return int.from_bytes(hashlib.blake2b(reference.encode(), key=key_of(seed), digest_size=8).digest(), "little")


def draws(references: pl.Series, seed: bytes) -> npt.NDArray[np.uint64]:
    """The lots of many declarations (uint64); references as `draw_keys` gives them."""
    start = hashlib.blake2b(key=key_of(seed), digest_size=8)
    digests = bytearray()
    for reference in references.to_list():
        # A copy of the keyed start is cheaper than keying anew for every reference.
        one = start.copy()
        one.update(reference.encode())
        digests += one.digest()
    return np.frombuffer(bytes(digests), dtype="<u8").astype(np.uint64, copy=False)


def threshold(per_million: int) -> np.uint64:
    """Lots below this are drawn: whole-number arithmetic, so that the rate is the same on every machine."""
    if not 0 <= per_million <= MILLION:
        raise ValueError(f"A random share of {per_million} per million is none; give 0 to {MILLION:,}.")
    return np.uint64(min((per_million << 64) // MILLION, (1 << 64) - 1))


def is_drawn(reference: str, seed: bytes, per_million: int) -> bool:
    """Whether one declaration belongs to the random share."""
    return lot(reference, seed) < int(threshold(per_million))


def draw_keys(references: pl.Series, first_references: dict[str, str]) -> pl.Series:
    """The reference each lot is drawn for: that of the first lodging of the same consignment.

    `first_references` says of a re-lodged declaration which one it replaces; a chain is followed to its beginning.
    """
    if not first_references:
        return references
    return pl.Series(
        references.name, [_first(reference, first_references) for reference in references.to_list()], dtype=pl.String
    )


def _first(reference: str, replaced: dict[str, str]) -> str:
    met = {reference}
    while (earlier := replaced.get(reference)) is not None and earlier not in met:
        met.add(earlier)
        reference = earlier
    return reference


def misdrawn(
    drawn: Iterable[tuple[str, bool]], seed: bytes, per_million: int, committed: str
) -> tuple[bool, tuple[str, ...]]:
    """For the auditor: whether the seed is the one committed to, and which declarations' lots were not as it says."""
    wrong = tuple(reference for reference, said in drawn if is_drawn(reference, seed, per_million) != said)
    return commitment(seed) == committed, wrong
