"""Fingerprints as people compare them: short groups of digits to read, and words to say on the telephone."""

from __future__ import annotations

COMPARED = 16  # bytes that are compared: to find another keyset with the same takes 2^128 tries
GROUP = 4  # digits in a group
# Digits by their numbers and letters by the alphabet of the ICAO, which operators of every country know.
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LETTERS = ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot")
SPOKEN = dict(zip("0123456789abcdef", (*_NUMBERS, *_LETTERS), strict=True))


def groups(fingerprint: bytes) -> tuple[str, ...]:
    """Eight groups of four digits, such as ``3f9a``."""
    digits = fingerprint[:COMPARED].hex()
    return tuple(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def short(fingerprint: bytes) -> str:
    """The groups in one line, for a letter."""
    return " ".join(groups(fingerprint))


def spoken(fingerprint: bytes) -> tuple[str, ...]:
    """The groups as they are said, such as ``three foxtrot nine alfa``."""
    return tuple(" ".join(SPOKEN[digit] for digit in group) for group in groups(fingerprint))
