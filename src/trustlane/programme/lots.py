"""Lots that nobody can choose and everybody can check: keyed numbers under a seed that is committed to beforehand.

A lot is HMAC-SHA256 under the seed of its words, each written as a netstring (`5:case1,`) so that no two lists of words
are written alike. The commitment to a seed is published before the period in which it is used and the seed after it;
then anyone repeats every draw. Who holds the seed could reckon ahead: it is kept by somebody who draws for no case.
"""

from __future__ import annotations

import hashlib
import hmac

LEAST_SEED = 16  # octets: fewer could be guessed from the commitment
_COMMIT = b"trustlane programme commitment "


class SeedRefused(ValueError):
    """A seed that cannot keep a draw secret."""


def lot(seed: bytes, *words: str) -> int:
    """The lot of some words: a whole number from 0 to 2²⁵⁶ - 1, uniform to whoever does not know the seed."""
    return int.from_bytes(hmac.digest(_long_enough(seed), _written(words), hashlib.sha256), "big")


def commitment(seed: bytes) -> str:
    """What is published before a seed is used: it fixes the seed and tells nothing of it. 64 hexadecimal digits."""
    return hashlib.sha256(_COMMIT + _long_enough(seed)).hexdigest()


def is_committed(seed: bytes, committed: str) -> bool:
    """Whether a revealed seed is the one that was committed to."""
    return len(seed) >= LEAST_SEED and hmac.compare_digest(commitment(seed).encode(), committed.lower().encode())


def _long_enough(seed: bytes) -> bytes:
    if len(seed) < LEAST_SEED:
        raise SeedRefused(f"The seed has {len(seed)} octets; draw at least {LEAST_SEED} from a source of randomness.")
    return seed


def _written(words: tuple[str, ...]) -> bytes:
    texts = [word.encode("utf-8", "surrogatepass") for word in words]
    return b"".join(b"%d:%s," % (len(text), text) for text in texts)
