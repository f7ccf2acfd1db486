"""The random share: which declarations are looked at by lot, drawn so that nobody can choose and everybody can check.

The draw of a declaration is a keyed hash of the reference customs assigned, under a secret seed. Customs publishes a
commitment to the seed before the period begins and reveals the seed after it ends; then anyone who has the references
can repeat every draw. The rate is a constant of the policy version, in parts per million, and all arithmetic is in
whole numbers, so that no rounding decides. A consignment that is cancelled and lodged again is in the share if any of
its references was drawn: lodging again neither undoes a draw nor hands on the certainty of not having been drawn.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Draws: TypeAlias = "np.ndarray[Any, np.dtype[np.uint64]]"
    Drawn: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"

MILLION = 1_000_000
LEAST_SEED = 16  # octets: fewer could be guessed from the commitment

_SPACE = 1 << 64
# What separates these hashes from every other use of the same key, as BLAKE2 provides for it (16 octets at most).
_DRAW = b"trustlane draw"
_COMMIT = b"trustlane commit"


class SeedRefused(ValueError):
    """A seed that cannot keep a draw secret."""


def _key(seed: bytes) -> bytes:
    if len(seed) < LEAST_SEED:
        raise SeedRefused(f"The seed has {len(seed)} octets; draw at least {LEAST_SEED} from a source of randomness.")
    # BLAKE2 takes keys of up to 64 octets; longer seeds are hashed down to one.
    return seed if len(seed) <= 64 else hashlib.blake2b(seed, person=_COMMIT).digest()


def commitment(seed: bytes) -> str:
    """What is published before the period: it fixes the seed and tells nothing about it. 64 hexadecimal digits."""
    _key(seed)
    return hashlib.blake2b(seed, digest_size=32, person=_COMMIT).hexdigest()


def threshold(rate_ppm: int) -> int:
    """The draws below this whole number are in the random share: rate × 2⁶⁴, rounded down."""
    if not 0 <= rate_ppm <= MILLION:
        raise ValueError(f"A rate of {rate_ppm} parts per million is none; it lies between 0 and {MILLION}.")
    return rate_ppm * _SPACE // MILLION


def draw(reference: str, seed: bytes) -> int:
    """The draw of one reference: a whole number from 0 to 2⁶⁴ - 1, uniform to whoever does not know the seed."""
    keyed = hashlib.blake2b(reference.encode(), digest_size=8, key=_key(seed), person=_DRAW)
    return int.from_bytes(keyed.digest(), "big")


def is_drawn(reference: str, seed: bytes, rate_ppm: int) -> bool:
    """Whether one reference was drawn."""
    return draw(reference, seed) < threshold(rate_ppm)


def draws(references: pl.Series | Sequence[str], seed: bytes) -> Draws:
    """The draws of many declarations, equal to drawing one by one: uint64 (n,)."""
    start = hashlib.blake2b(digest_size=8, key=_key(seed), person=_DRAW)
    digests = bytearray()
    # The keyed state is prepared once and copied, as keying takes longer than hashing a short reference.
    for reference in references:
        keyed = start.copy()
        keyed.update(reference.encode())
        digests += keyed.digest()
    drawn: Draws = np.frombuffer(bytes(digests), ">u8").astype(np.uint64)
    return drawn


def are_drawn(references: pl.Series | Sequence[str], seed: bytes, rate_ppm: int) -> Drawn:
    """Whether each of many references was drawn: bool (n,)."""
    limit = threshold(rate_ppm)
    drawn: Drawn = draws(references, seed) < limit
    return drawn


def lodgements(reference: str, previous: Mapping[str, str]) -> list[str]:
    """Every reference a consignment was lodged under up to this one, this one first."""
    found = dict.fromkeys([reference])
    while (reference := previous.get(reference, reference)) not in found:
        found[reference] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class Verification:
    """What an auditor finds when the seed is revealed: whether it is the committed one, and every draw that differs."""

    seed_is_committed: bool
    examined: int
    wrongly_drawn: tuple[str, ...]  # said to be drawn, but the seed says no
    wrongly_left_out: tuple[str, ...]  # the seed says drawn, but it was not

    @property
    def holds(self) -> bool:
        """Whether the draw was what was promised."""
        return self.seed_is_committed and not self.wrongly_drawn and not self.wrongly_left_out


def verify(
    committed: str,
    revealed: bytes,
    rate_ppm: int,
    claimed: Mapping[str, bool],
    previous: Mapping[str, str] | None = None,
) -> Verification:
    """Repeat every draw under the revealed seed and compare with what was claimed, by reference.

    `previous` says of declarations that took the place of an earlier one which that was.
    """
    matches = len(revealed) >= LEAST_SEED and hmac.compare_digest(commitment(revealed), committed.lower())
    if not matches:
        return Verification(False, 0, (), ())
    references = list(claimed)
    chains = [lodgements(reference, previous or {}) for reference in references]
    drawn = are_drawn([one for chain in chains for one in chain], revealed, rate_ppm)
    starts = np.cumsum([0, *(len(chain) for chain in chains)])[:-1]
    pairs = list(zip(references, np.logical_or.reduceat(drawn, starts).tolist() if chains else [], strict=True))
    return Verification(
        seed_is_committed=True,
        examined=len(references),
        wrongly_drawn=tuple(one for one, is_in in pairs if claimed[one] and not is_in),
        wrongly_left_out=tuple(one for one, is_in in pairs if is_in and not claimed[one]),
    )
