"""Which word of one name answers which of another: the same, split otherwise, spelled otherwise, cut short, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from trustlane.parties.names import Name
from trustlane.parties.spelling import skeleton, sounded

Words = tuple[str, ...]
SIMILAR = 0.66  # edits a letter from which on two words may be spellings of one


@dataclass(slots=True)
class Pairing:
    """The words of two names: pairs with their likeness, and those of either side that nobody answers."""

    same: list[str] = field(default_factory=list)
    split: list[tuple[str, str, int]] = field(default_factory=list)  # and the letters that differ besides
    similar: list[tuple[str, str, float]] = field(default_factory=list)
    short: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    order: bool = True  # the same words come in the same order


def paired(left: Name, right: Name) -> Pairing:
    """Every word is used once: the same words first, then split ones, then the most similar, then shortened ones."""
    found = Pairing()
    found.left, found.right = list(left.words), list(right.words)
    _same(found, right.words)
    if found.left and found.right:
        _split(found, found.left, found.right, False)
        _split(found, found.right, found.left, True)
    if found.left and found.right:
        _similar(found)
    if found.left and found.right:
        _short(found)
    return found


def _same(found: Pairing, right: Words) -> None:
    for word in tuple(found.left):
        if word in found.right:
            found.same.append(word)
            found.left.remove(word)
            found.right.remove(word)
    places = [right.index(word) for word in found.same]
    found.order = places == sorted(places)


def _split(found: Pairing, whole: list[str], parts: list[str], turned: bool) -> None:
    """One word is written as two to four neighbours, with a slip or two where it is long."""
    for word in tuple(whole):
        most = 0 if len(word) < 8 else 1 if len(word) < 13 else 2
        for length, place in [(many, at) for many in (2, 3, 4) for at in range(len(parts) - many + 1)]:
            joined = "".join(parts[place : place + length])
            if (slips := OSA.distance(joined, word, score_cutoff=most)) <= most:
                pair = (word, " ".join(parts[place : place + length]))
                found.split.append((*(pair[::-1] if turned else pair), slips))
                del parts[place : place + length]
                whole.remove(word)
                break


def _similar(found: Pairing) -> None:
    rated = [
        (likeness, one, other)
        for one in sorted(set(found.left))
        for other in sorted(set(found.right))
        if (likeness := word_likeness(one, other)) > 0
    ]
    for likeness, one, other in sorted(rated, key=lambda each: (-each[0], sorted(each[1:]))):
        if one in found.left and other in found.right:
            found.left.remove(one)
            found.right.remove(other)
            found.similar.append((one, other, likeness))


def _short(found: Pairing) -> None:
    """A word cut off at the end, an abbreviation, an initial; or initials for all the words of the other name."""
    for one in tuple(found.left):
        for other in found.right:
            if abbreviates(one, other) or abbreviates(other, one):
                found.short.append((one, other))
                found.left.remove(one)
                found.right.remove(other)
                break
    for few, many, turned in ((found.left, found.right, False), (found.right, found.left, True)):
        for word in tuple(few):
            if 2 < len(word) == len(many) and word == "".join(each[0] for each in many):
                pair = (word, " ".join(many))
                found.short.append(pair[::-1] if turned else pair)
                few.remove(word)
                many.clear()


@lru_cache(maxsize=65_536)
def _sound(word: str) -> tuple[str, str]:
    return sounded(word), skeleton(word)


def word_likeness(one: str, other: str) -> float:
    """How alike two different words are, from 0 to 1; short words and numbers are alike only where they are the same."""  # noqa: E501
    shorter = min(len(one), len(other))
    if shorter < 3 or one.isdigit() or other.isdigit() or max(len(one), len(other)) > 2 * shorter + 2:
        return 0.0
    likeness = OSA.normalized_similarity(one, other)
    (sound, bones), (other_sound, other_bones) = _sound(one), _sound(other)
    if sound == other_sound and shorter > 3:
        return max(likeness, 0.94)
    if len(bones) > 2 and bones == other_bones:
        return max(likeness, 0.85)
    if shorter < 4:
        return 0.0
    if one.rstrip("se") == other.rstrip("se") and shorter > 4:
        return max(likeness, 0.95)  # one and many
    likeness = max(likeness, OSA.normalized_similarity(sound, other_sound) - 0.02)
    if likeness < SIMILAR and JaroWinkler.similarity(one, other) < 0.9:
        return 0.0
    return max(likeness, SIMILAR)


def abbreviates(short: str, long: str) -> bool:
    """Whether a word is the beginning of another, or some of its letters in their order without vowels."""
    if len(short) >= len(long) or short.isdigit() or short[0] != long[0]:
        return False
    if long.startswith(short):
        return 5 * len(short) >= 2 * len(long) or len(short) == 1
    if len(short) < 3 or set(short[1:]) & set("aeiou"):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
