"""How alike two parties are: a readable list of what speaks for and against, a hint to a person and never more.

Nothing is ever joined by likeness: a benefit needs an identifier. The score only orders what a person looks at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cdist

from trustlane.parties.addresses import address_words
from trustlane.parties.names import Name, taken_apart

LIKELY = 0.8  # from here on a pair is worth a person's look


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of a party that was named somewhere."""

    name: str
    country: str = ""
    city: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that speaks for (positive) or against (negative), and the two values it was seen in."""

    name: str
    weight: float
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score from 0 to 1, and the features it is the sum of (held within 0 and 1)."""

    score: float
    features: tuple[Feature, ...]

    @property
    def likely(self) -> bool:
        """Whether a person should look."""
        return self.score >= LIKELY


def compare(left: Party, right: Party) -> Likeness:
    """How alike two parties are, by name first, then by country, city and street."""
    features = [*_names(taken_apart(left.name), taken_apart(right.name)), *_places(left, right)]
    score = min(1.0, max(0.0, sum(each.weight for each in features)))
    return Likeness(round(score, 4), tuple(features))


def best(party: Party, others: Iterable[Party], limit: int = 10) -> list[tuple[Party, Likeness]]:
    """The most alike of many, best first, those below the threshold left out."""
    scored = ((other, compare(party, other)) for other in others)
    likely = [(other, likeness) for other, likeness in scored if likeness.likely]
    return sorted(likely, key=lambda pair: (-pair[1].score, pair[0].name))[:limit]


def _names(left: Name, right: Name) -> list[Feature]:
    if not left.words or not right.words:
        return []
    joined_left, joined_right = "".join(left.words), "".join(right.words)
    if left.words == right.words:
        found = [Feature("same name", 1.0, left.core, right.core)]
    elif sorted(left.words) == sorted(right.words):
        found = [Feature("same words in another order", 0.97, left.core, right.core)]
    elif joined_left == joined_right:
        found = [Feature("same letters, words split otherwise", 0.97, left.core, right.core)]
    elif initials := _initials(left.words, right.words):
        found = [Feature("initials of the other name", initials, left.core, right.core)]
    else:
        found = _by_word(left, right)
    if left.forms and right.forms and left.forms.isdisjoint(right.forms):
        found.append(
            Feature("another legal form", -0.08, ", ".join(sorted(left.forms)), ", ".join(sorted(right.forms)))
        )
    return found


def _initials(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """One name abbreviates the other: every word of the shorter is the beginning or the initials of its words."""
    short, long = sorted((left, right), key=lambda words: sum(map(len, words)))
    if len(short) == 1 and 2 < len(short[0]) == len(long) and short[0] == "".join(word[0] for word in long):
        return 0.82
    if len(short) == len(long) > 1:
        same = [one == other for one, other in zip(short, long, strict=True)]
        abbreviated = [len(one) == 1 and other.startswith(one) for one, other in zip(short, long, strict=True)]
        if any(same) and all(either or part for either, part in zip(same, abbreviated, strict=True)):
            return 0.85
    return 0.0


def _by_word(left: Name, right: Name) -> list[Feature]:
    """Words are paired by likeness; a word without a partner, and a pair that differs much, speak against."""
    found: list[Feature] = []
    pairs, alone = _paired(left.words, right.words)
    total = sum(map(len, left.words)) + sum(map(len, right.words))
    for one, other, likeness in pairs:
        share = (len(one) + len(other)) / total
        found.append(Feature("same word" if one == other else "similar word", round(share * likeness, 4), one, other))
    for word, side in alone:
        # A word more says less against than another word: half of its share is lost, not all.
        other_side_empty = not any(other_side != side for _, other_side in alone)
        if other_side_empty:
            weight = round(len(word) / total * 0.35, 4)
            found.append(Feature("word only here", weight, *((word, "") if side == 0 else ("", word))))
    joined = OSA.normalized_similarity("".join(left.words), "".join(right.words))
    summed = sum(each.weight for each in found)
    if joined > summed:
        found.append(Feature("letters as a whole", round(joined - summed, 4), left.core, right.core))
    worst = min((likeness for one, other, likeness in pairs if one != other), default=1.0)
    different = sorted(word for word, _ in alone)
    if len({side for _, side in alone}) == 2:
        found.append(Feature("different words", -0.2, left.core, " ".join(different)))
    elif worst < 0.75:
        found.append(Feature("a word that differs much", -0.1, left.core, right.core))
    numbers = [{word for word in name.words if word.isdigit()} for name in (left, right)]
    if numbers[0] != numbers[1]:
        found.append(Feature("different numbers", -0.15, " ".join(sorted(numbers[0])), " ".join(sorted(numbers[1]))))
    return found


def _paired(
    left: tuple[str, ...], right: tuple[str, ...]
) -> tuple[list[tuple[str, str, float]], list[tuple[str, int]]]:
    """Pairs of words, the most alike first, each word used once; and the words nobody is like."""
    table = cdist(left, right, scorer=_word_likeness)
    order = sorted(
        ((float(table[i][j]), i, j) for i in range(len(left)) for j in range(len(right))), key=lambda each: -each[0]
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs: list[tuple[str, str, float]] = []
    for likeness, i, j in order:
        if likeness < 0.62 or i in used_left or j in used_right:
            continue
        used_left.add(i)
        used_right.add(j)
        pairs.append((left[i], right[j], likeness))
    alone = [(word, 0) for i, word in enumerate(left) if i not in used_left]
    alone += [(word, 1) for j, word in enumerate(right) if j not in used_right]
    return pairs, alone


def _word_likeness(one: str, other: str, **_: object) -> float:
    """How alike two words are; short words must be the same."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) <= 3 or one.isdigit() or other.isdigit():
        return 0.0
    edits = OSA.normalized_similarity(one, other)
    return 0.7 * edits + 0.3 * JaroWinkler.similarity(one, other)


def _places(left: Party, right: Party) -> list[Feature]:
    """A country, city or street that differs speaks against; one that is the same speaks for."""
    found: list[Feature] = []
    if left.country and right.country:
        same = left.country.upper() == right.country.upper()
        found.append(
            Feature("same country" if same else "another country", 0.02 if same else -0.15, left.country, right.country)
        )
    for name, one, other in (("city", left.city, right.city), ("street", left.street, right.street)):
        ours, theirs = address_words(one), address_words(other)
        if ours and theirs:
            likeness = OSA.normalized_similarity(" ".join(sorted(ours)), " ".join(sorted(theirs)))
            weight = 0.05 if likeness > 0.85 else -0.05 if likeness < 0.5 else 0.0
            found.append(Feature(f"{'same' if weight > 0 else 'another'} {name}", weight, one, other))
    return found
