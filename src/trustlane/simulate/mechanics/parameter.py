"""What a parameter is: a field with its sentence and its bounds, in one annotation that checks and explains it."""

from __future__ import annotations

from msgspec import Meta

MOST = 1e9


def share(sentence: str) -> Meta:
    """Between 0 and 1: a share, or a chance."""
    return Meta(ge=0.0, le=1.0, description=sentence)


def amount(sentence: str, least: float = 0.0, most: float = MOST) -> Meta:
    """A number that is not negative, within bounds."""
    return Meta(ge=least, le=most, description=sentence)


def whole(sentence: str, least: int = 0, most: int = 1_000_000) -> Meta:
    """A whole number within bounds."""
    return Meta(ge=least, le=most, description=sentence)


def text(sentence: str) -> Meta:
    """Words that people read, or a code."""
    return Meta(max_length=2_000, description=sentence)


def country(sentence: str) -> Meta:
    """A country of two capital letters (ISO 3166-1 alpha-2; XA to XZ for invented ones)."""
    return Meta(pattern="^[A-Z]{2}$", description=sentence)


def several(sentence: str, most: int = 50) -> Meta:
    """A list, or a table by name."""
    return Meta(max_length=most, description=sentence)


def part(sentence: str) -> Meta:
    """A part of the scenario with parameters of its own."""
    return Meta(description=sentence)
