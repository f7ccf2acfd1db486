"""How alike two parties are: a readable list of what speaks for and against, a hint to a person and never more.

Nothing is ever joined by likeness: a benefit needs an identifier. The score only orders what a person looks at. It
is the share of pairs with such reasons that were one firm, among those the weights were fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple, Protocol

import yaml
from rapidfuzz.distance import OSA

from trustlane.parties.addresses import address_words
from trustlane.parties.names import Name, law, slip_of, taken_apart
from trustlane.parties.pairing import Pairing, paired
from trustlane.parties.spelling import in_latin

LONGEST_LINE = 200  # letters of a line of an address that are read


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of a party that was named somewhere."""

    name: str
    country: str = ""
    city: str = ""
    street: str = ""


class Feature(NamedTuple):
    """One thing that speaks for (positive) or against (negative), in log-odds, and the two values it was seen in."""

    name: str
    weight: float
    left: str
    right: str


class Seen(NamedTuple):
    """One thing that was seen, and how much of it, before it is weighed."""

    name: str
    amount: float
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score from 0 to 1, and the features: it is the logistic of their sum and of where all pairs start."""

    score: float
    features: tuple[Feature, ...]

    @property
    def likely(self) -> bool:
        """Whether a person should look."""
        return self.score >= LIKELY


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing seen is worth, as fitted on invented firms; where pairs start, and from where on a person looks."""  # noqa: E501

    start: float
    each: dict[str, float]
    likely: float


class Rarity(Protocol):
    """How much a word tells, from 0 (everybody bears it) to 1 (one firm alone), and whether it is a word of its own."""

    @property
    def most(self) -> float:
        """What words that agree can tell together at most."""

    def weight(self, word: str) -> float:
        """From 0 to 1."""

    def established(self, word: str) -> bool:
        """Whether several firms bear the word, so that it is hardly a slip."""

    def borne(self, word: str) -> bool:
        """Whether any firm bears the word, besides the one that is asked about."""


class UsualRarity:
    """Without a register: common words tell little, others somewhat, and nobody knows how many bear them."""

    most = 1.2

    def weight(self, word: str) -> float:
        """From 0 to 1."""
        return 0.3 if word in law().common else 0.6

    def established(self, word: str) -> bool:
        """Whether it is one of the common words."""
        return word in law().common

    def borne(self, word: str) -> bool:
        """Nothing is known of who bears it."""
        return word in law().common


USUAL = UsualRarity()


@cache
def weights() -> Weights:
    """The weights that come with the system; `scripts/likeness.py` fits them."""
    text = resources.files("trustlane.parties").joinpath("law_data/likeness.yaml").read_text("utf-8")
    said = yaml.safe_load(text)
    return Weights(said["start"], said["weights"], said["likely"])


LIKELY = weights().likely  # from here on a pair is worth a person's look


def compare(left: Party, right: Party, rarity: Rarity = USUAL) -> Likeness:
    """How alike two parties are, by name first, then by country, city and street; either way round it is the same.

    A word somebody wrote and the register lacks tells more than one left out; of the two ways the less likely is told.
    """
    one, other = taken_apart(left.name), taken_apart(right.name)
    forth = weighed(seen(one, other, left, right, rarity))
    back = weighed(seen(other, one, right, left, rarity))
    if forth.score <= back.score:
        return forth
    return Likeness(
        back.score, tuple(Feature(name, weight, ours, theirs) for name, weight, theirs, ours in back.features)
    )


def best(party: Party, others: Iterable[Party], limit: int = 10) -> list[tuple[Party, Likeness]]:
    """The most alike of many, best first, those below the threshold left out."""
    scored = ((other, compare(party, other)) for other in others)
    likely = [(other, likeness) for other, likeness in scored if likeness.likely]
    return sorted(likely, key=lambda pair: (-pair[1].score, pair[0].name))[:limit]


def weighed(things: Iterable[Seen]) -> Likeness:
    """What was seen, each at its weight, and the score that follows."""
    book = weights()
    features = tuple(
        Feature(name, round(book.each[name] * amount, 4), one, other) for name, amount, one, other in things
    )
    points = book.start + sum(each.weight for each in features)
    return Likeness(round(1 / (1 + math.exp(-bounded(points))), 4), features)


def points_of(things: Iterable[Seen]) -> float:
    """The same sum in log-odds, where nobody asks for the reasons."""
    book = weights()
    each = book.each
    return book.start + sum([each[name] * amount for name, amount, _, _ in things])


def bounded(points: float) -> float:
    """Log-odds held where their power is a number."""
    return max(-60.0, min(60.0, points))


def seen(left: Name, right: Name, one: Party, other: Party, rarity: Rarity = USUAL) -> list[Seen]:
    """Everything that speaks for or against: the left is what somebody wrote, the right what stands in the register."""
    return [*_names(left, right, rarity), *_forms(left, right), *_places(one, other)]


def _names(left: Name, right: Name, rarity: Rarity) -> list[Seen]:
    if not left.words or not right.words:
        return [Seen("no name to compare", 1.0, left.written, right.written)]
    if left.words == right.words:
        return [Seen("same name", 1.0, left.core, right.core), _telling(left.words, rarity)]
    pairs = paired(left, right)
    if not (pairs.left or pairs.right or pairs.split or pairs.similar or pairs.short):
        return [Seen("same words in another order", 1.0, left.core, right.core), _telling(left.words, rarity)]
    return _by_word(left, right, pairs, rarity)


def _telling(words: Iterable[str], rarity: Rarity) -> Seen:
    """How much the words that agree tell together, up to as much as two rare ones can."""
    amount = min(rarity.most, sum(rarity.weight(word) for word in words))
    return Seen("how rare the words are that agree", amount, f"{amount:.1f}", "")


def _by_word(left: Name, right: Name, pairs: Pairing, rarity: Rarity) -> list[Seen]:
    weight = rarity.weight
    total = sum(map(weight, left.words)) + sum(map(weight, right.words))
    found: list[Seen] = []
    agreed = list(pairs.same)
    for word in pairs.same:
        found.append(Seen("same word", 2 * weight(word) / total, word, word))  # noqa: PERF401
    for one, other, slips in pairs.split:
        words, others = one.split(), other.split()
        agreed += words if len(words) >= len(others) else others
        share = sum(map(weight, (*words, *others))) / total
        found.append(Seen("same letters, words split otherwise", share, one, other))
        if slips:
            found.append(Seen("letters that differ", float(slips), one, other))
    for one, other, likeness in pairs.similar:
        if rarity.established(one) and rarity.established(other) and likeness < 0.94:
            pairs.left.append(one)
            pairs.right.append(other)
            continue
        agreed.append(min(one, other, key=lambda word: (weight(word), word)))
        found.append(Seen("similar word", (weight(one) + weight(other)) / total, one, other))
        letters = (1 - likeness) * max(len(one), len(other))
        found.append(Seen("letters that differ", min(5.0, letters), one, other))
        if rarity.borne(one) and rarity.borne(other):
            found.append(Seen("similar words that different firms bear", 1.0, one, other))
    for one, other in pairs.short:
        share = sum(map(weight, (*one.split(), *other.split()))) / total
        found.append(Seen("word in short", share, one, other))
    if not pairs.order:
        found.append(Seen("another order", 1.0, left.core, right.core))
    found += _alone(left, right, pairs, rarity)
    found.append(_telling(agreed, rarity))
    return found


def _alone(left: Name, right: Name, pairs: Pairing, rarity: Rarity) -> list[Seen]:
    """Words nobody answers: on both sides they tell two firms apart, on one they may have been left out or cut off."""
    if not pairs.left and not pairs.right:
        return []
    found: list[Seen] = []
    for side, turned in ((pairs.left, False), (pairs.right, True)):
        for word in [each for each in side if not rarity.established(each) and slip_of(each) == "form"]:
            side.remove(word)
            found.append(Seen("slip of a legal form", 1.0, *(("", word) if turned else (word, ""))))
    if pairs.left and pairs.right:
        found += [Seen("different words", 1.0, " ".join(pairs.left), " ".join(pairs.right))]
        more = max(len(pairs.left), len(pairs.right)) - 1
        if more:
            found.append(Seen("more different words", min(3.0, more), " ".join(pairs.left), " ".join(pairs.right)))
        if any(word.isdigit() for word in pairs.left) and any(word.isdigit() for word in pairs.right):
            found.append(Seen("another number", 1.0, " ".join(pairs.left), " ".join(pairs.right)))
        return found
    words, shorter, lacking = (pairs.left, right, False) if pairs.left else (pairs.right, left, True)
    for word in words:
        written = ("", word) if lacking else (word, "")
        if word.isdigit():
            found.append(
                Seen(
                    "number in the register only: a sister?" if lacking else "number not in the register: a sister?",
                    1.0,
                    *written,
                )
            )
        elif shorter.cut:
            found.append(Seen("end cut off at the width of a field", 1.0, *written))
        elif rarity.established(word) or slip_of(word):
            found.append(Seen("usual word left out" if lacking else "usual word the register lacks", 1.0, *written))
        else:
            told = "telling word left out" if lacking else "telling word the register lacks"
            found.append(Seen(told, rarity.weight(word), *written))
    return found


def _forms(left: Name, right: Name) -> list[Seen]:
    if not left.forms and not right.forms:
        return []
    one, other = ", ".join(sorted(left.forms)), ", ".join(sorted(right.forms))
    if not left.forms or not right.forms:
        return [Seen("legal form only here", 1.0, one, other)]
    if not left.forms.isdisjoint(right.forms):
        return [Seen("same legal form", 1.0, one, other)]
    if law().alike(left.forms, right.forms):
        return [Seen("legal form as another language calls it", 1.0, one, other)]
    return [Seen("another legal form", 1.0, one, other)]


def _places(left: Party, right: Party) -> list[Seen]:
    """A country, city or street that differs speaks against; one that is the same speaks for."""
    found: list[Seen] = []
    if left.country and right.country:
        same = left.country.upper() == right.country.upper()
        found.append(Seen("same country" if same else "another country", 1.0, left.country, right.country))
    if left.city and right.city:
        found.append(_line("city", left.city, right.city, line(left.city), line(right.city)))
    if left.street and right.street:
        ours, theirs = line(left.street), line(right.street)
        if ours == theirs:
            return [*found, Seen("same street and number", 1.0, left.street, right.street)]
        street = _line("street", left.street, right.street, _named(ours), _named(theirs))
        numbers, others = _numbered(ours), _numbered(theirs)
        if street.name == "same street" and numbers and numbers == others:
            street = Seen("same street and number", 1.0, left.street, right.street)
        elif street.name == "same street" and numbers and others:
            street = Seen("same street, another number", 1.0, left.street, right.street)
        found.append(street)
    return found


@lru_cache(maxsize=16_384)
def line(text: str) -> tuple[str, ...]:
    """The words of one line of an address in Latin letters, in the order of the alphabet."""
    return tuple(sorted(address_words(in_latin(text[:LONGEST_LINE]))))


def _named(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in words if not each[0].isdigit())


def _numbered(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in words if each[0].isdigit())


def _line(kind: str, one: str, other: str, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Seen:
    same = ours == theirs or OSA.normalized_similarity(" ".join(ours), " ".join(theirs)) >= 0.8
    return Seen(f"same {kind}" if same else f"another {kind}", 1.0, one, other)
