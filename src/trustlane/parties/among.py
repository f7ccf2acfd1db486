"""Who among very many firms is meant by a name: few are found by what they share, and only those compared."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from scipy import sparse  # type: ignore[import-untyped]

from trustlane.parties.matching import Likeness, Party, Seen, bounded, line, points_of, seen, weighed, weights
from trustlane.parties.names import Name, law, taken_apart
from trustlane.parties.spelling import skeleton, sounded

BUDGET = 9_000  # firms that keys of one name may bring up together
FEWEST = 3  # keys that are always asked, as far as they are not everybody's
PAIRED = 5  # words of a name that are paired with one another to be looked up by
NEAR = 45  # firms whose names are looked at as a whole
CLOSE = 6  # firms that are compared word by word
FLOOR = 52.0  # likeness of whole names, of 100, below which nobody is compared
BEHIND = 22.0  # how far behind the most alike whole name another may be
TOGETHER = 512  # names looked up in one product of matrices


class Found(NamedTuple):
    """One who may be meant: its place in the list the index was made of, how alike it is, and its share of the chance.

    The share is the chance that this one is meant, and neither another of those found nor somebody not in the list.
    """

    place: int
    likeness: Likeness
    share: float


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many of so many firms bear each word."""

    firms: int
    bearers: dict[str, int]
    most: float = 2.0
    own: int = 0  # 1 where who is asked about is one of them
    _weights: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def weight(self, word: str) -> float:
        """From 0.2 (a tenth of all bear it, or more) to 1 (one alone, or nobody)."""
        known = self._weights.get(word)
        if known is None:
            bearers = self.bearers.get(word, 0)
            if not bearers:  # what others write is without end, and is not kept
                return 0.5 if word in law().common else 1.0
            known = self._weights[word] = self._weight(word, bearers)
        return known

    def _weight(self, word: str, bearers: int) -> float:
        firms = max(1000, self.firms)
        weight = math.log10(firms / bearers) / math.log10(firms)
        return max(0.2, min(0.5 if word in law().common else 1.0, weight))

    def borne(self, word: str) -> bool:
        """Whether any bears the word, besides the one that is asked about."""
        return self.bearers.get(word, 0) > self.own

    def established(self, word: str) -> bool:
        """Whether at least five bear the word, or it is a common one."""
        return word in law().common or self.bearers.get(word, 0) > 4


def keys(name: Name, city: str = "", street: str = "") -> list[str]:
    """What a party is looked up by: three letters each of its sound, words without their vowels, and pairs of those.

    With a city each word's beginning and end there are keys too, and the street is one, so that many firms of one name
    are told apart by where they sit.
    """
    sound = sounded("".join(name.words))
    around = f"^{sound}$"
    found = {around[place : place + 3] for place in range(len(around) - 2)}
    bones = sorted({each for word in name.words[:PAIRED] if (each := skeleton(word))})
    found.update(f"={each}" for each in bones if len(each) > 2)
    found.update(f"{one}+{other}" for place, one in enumerate(bones) for other in bones[place + 1 :])
    if city:
        town = "".join(line(city))[:8]
        for word in name.words[:PAIRED]:
            found.update((f"{word[:2]}@{town}", f"{word[-2:]}@@{town}"))
    if street:
        found.add("#" + "".join(line(street)))
    return sorted(found)


def kept_keys(name: Name) -> list[str]:
    """The keys of a name alone, and its words, by which a database that keeps them can count who bears a word."""
    return [*keys(name), *sorted({f"_{word}" for word in name.words})]


class Register:
    """Many firms, made ready to be asked who is meant by a name; it holds what it was given and never changes."""

    def __init__(self, parties: Sequence[Party], own: int = 0) -> None:
        """Takes every name apart once; `own` is 1 where those asked about are in the list themselves."""
        self.parties = parties
        self.names = [taken_apart(each.name) for each in parties]
        self.cores = [each.core for each in self.names]
        self.joined = ["".join(each.words) for each in self.names]
        bearers: Counter[str] = Counter()
        for name in self.names:
            bearers.update(set(name.words))
        self.rarity = Frequencies(len(parties), dict(bearers), own=own)
        self._number: dict[str, int] = {}
        self._index = self._made()

    def _made(self) -> sparse.csr_matrix:
        """A row for each key, a column for each firm, and in the cell what the key weighs."""
        number = self._number
        lengths = np.empty(len(self.names), dtype=np.int64)

        def numbered() -> Iterator[int]:
            for place, name in enumerate(self.names):
                party = self.parties[place]
                mine = keys(name, party.city, party.street)
                lengths[place] = len(mine)
                for key in mine:
                    yield number.setdefault(key, len(number))

        rows = np.fromiter(numbered(), dtype=np.int32)
        columns = np.repeat(np.arange(len(self.names), dtype=np.int32), lengths)
        self.sizes = np.bincount(rows, minlength=len(number))
        said = (np.log(max(2, len(self.names))) - np.log(self.sizes)).astype(np.float32) + 0.1
        order = np.argsort(rows, kind="stable")
        ends = np.concatenate([[0], np.cumsum(self.sizes)])
        return sparse.csr_matrix((said[rows[order]], columns[order], ends), shape=(len(number), len(self.names)))

    def find(self, party: Party, *, limit: int = 10) -> list[Found]:
        """Those who may be meant, the likeliest first, those far behind the first left out; bounded."""
        return next(self.find_each([party], limit=limit))

    def find_each(self, parties: Iterable[Party], *, limit: int = 10) -> Iterator[list[Found]]:
        """The same for many, one answer each, in their order."""
        batch: list[Party] = []
        for party in parties:
            batch.append(party)
            if len(batch) == TOGETHER:
                yield from self._answers(batch, limit)
                batch = []
        if batch:
            yield from self._answers(batch, limit)

    def _answers(self, batch: list[Party], limit: int) -> Iterator[list[Found]]:
        names = [taken_apart(each.name) for each in batch]
        for party, name, near in zip(batch, names, self.near(batch, names), strict=True):
            yield worth_a_look(self._compared(party, name, near))[:limit]

    def near(self, parties: Sequence[Party], names: Sequence[Name]) -> Iterator[np.ndarray]:
        """For each name the places of the firms that share the most telling keys with it."""
        asked = [self._asked(keys(name, party.city, party.street)) for party, name in zip(parties, names, strict=True)]
        ends = np.cumsum([0, *map(len, asked)])
        flat = np.fromiter(chain.from_iterable(asked), dtype=np.int32, count=int(ends[-1]))
        ones = np.ones(len(flat), dtype=np.float32)
        found = sparse.csr_matrix((ones, flat, ends), shape=(len(names), len(self._number))) @ self._index
        for begin, end in zip(found.indptr[:-1], found.indptr[1:], strict=True):
            places, shared = found.indices[begin:end], found.data[begin:end]
            if len(places) > NEAR:
                places = places[np.argpartition(shared, -NEAR)[-NEAR:]]
            yield places

    def _asked(self, mine: Sequence[str]) -> list[int]:
        """The rarest of some keys, as many as bring up no more firms than the budget."""
        known = sorted((int(self.sizes[at]), at) for key in mine if (at := self._number.get(key)) is not None)
        asked: list[int] = []
        spent = 0
        for size, at in known:
            spent += size
            if spent > BUDGET and (len(asked) >= FEWEST or spent > 8 * BUDGET):
                break
            asked.append(at)
        return asked

    def _compared(self, party: Party, name: Name, near: np.ndarray) -> list[tuple[int, list[Seen]]]:
        return [
            (place, seen(name, self.names[place], party, self.parties[place], self.rarity))
            for place in self._close(name, near)
        ]

    def compared(self, party: Party, name: Name) -> list[int]:
        """The places of those whom a party is compared with word by word."""
        return self._close(name, next(self.near([party], [name])))

    def _close(self, name: Name, near: np.ndarray) -> list[int]:
        if not len(near):
            return []
        cores, joined = [self.cores[place] for place in near], [self.joined[place] for place in near]
        return [int(near[each]) for each in closest(name, cores, joined)]


def closest(name: Name, cores: Sequence[str], joined: Sequence[str], most: int = CLOSE) -> list[int]:
    """The places of the few names that are most alike as a whole, words in any order or written as one."""
    whole = np.maximum(
        cdist([name.core], cores, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0],
        cdist([name.core], cores, scorer=fuzz.token_set_ratio, dtype=np.float32)[0] - 8,
    )
    whole = np.maximum(whole, cdist(["".join(name.words)], joined, scorer=fuzz.ratio, dtype=np.float32)[0] - 3)
    best = np.argsort(-whole, kind="stable")[:most]
    least = max(FLOOR, whole[best[0]] - BEHIND)
    return [int(each) for each in best if whole[each] >= least]


def worth_a_look(compared: Iterable[tuple[int, list[Seen]]]) -> list[Found]:
    """Those whose share of the chance is worth a person's look, the likeliest first.

    Shares are as in a draw in which each has e to the power of its points, and somebody unknown has one.
    """
    chances = [(math.exp(bounded(points_of(things))), place, things) for place, things in compared]
    least = weights().likely * (1.0 + sum(chance for chance, _, _ in chances))
    total = least / weights().likely
    found = [Found(place, weighed(things), chance / total) for chance, place, things in chances if chance >= least]
    return sorted(found, key=lambda each: (-each.share, each.place))
