"""How names of firms are compared: written alike, legal form apart, words that say nothing dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import yaml
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from trustlane.parties.spelling import in_latin, latin

LONGEST = 300  # letters of a name that are read; a longer one is no name
MOST_WORDS = 24
LONGEST_WORD = 48


@dataclass(frozen=True, slots=True)
class NameLaw:
    """Legal forms by how they are written, and words that carry no identity."""

    forms: dict[tuple[str, ...], str]
    longest: int
    stop_words: frozenset[str]
    numbers: dict[str, str]
    short: dict[str, str]
    common: frozenset[str]
    like: frozenset[tuple[str, str]]
    signs: re.Pattern[str]
    said: dict[str, str]
    widths: frozenset[int]

    def alike(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Whether two sets of legal forms may be one form in two languages."""
        return any((left, right) in self.like for left in one for right in other)


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: the words that tell the firm from others, and the legal forms it bears."""

    written: str
    words: tuple[str, ...]
    forms: frozenset[str] = frozenset()
    cut: bool = False  # as long as a field is wide, so that its end may be missing

    @property
    def core(self) -> str:
        """The telling words in the order they stand."""
        return " ".join(self.words)


@cache
def law() -> NameLaw:
    """The word lists that come with the system."""
    text = resources.files("trustlane.parties").joinpath("law_data/names.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    forms = {tuple(each.split()): form for form, spellings in data["legal_forms"].items() for each in spellings}
    return NameLaw(
        forms=forms,
        longest=max(map(len, forms)),
        stop_words=frozenset(data["stop_words"]),
        numbers=data["numbers"],
        short=data["short"],
        common=frozenset([*data["common"], *(in_latin(each) for each in data["parted"])]),
        like=frozenset((one, other) for group in data["like_forms"] for one in group for other in group),
        signs=re.compile("|".join(map(re.escape, [*data["signs"], *data["parted"]]))),
        said=data["signs"] | {each: each for each in data["parted"]},
        widths=frozenset(data["widths"]),
    )


def name_key(name: str) -> str:
    """A name as it is searched: in small Latin letters, without marks and punctuation, one blank between words."""
    return " ".join(re.findall(r"\w+", latin(name).casefold().replace("_", " ")))


_QUOTES = re.compile(r"[’'`´ʼ\"“”«»]s?(?=\s|$)|[’'`´ʼ\"“”«»]")
_INITIALS = re.compile(r"(?<=\b\w)\.(?=\s?\w\b)")  # A.B.C. and J. P.
_WORDS = re.compile(r"[a-z0-9]+")


def words_of(name: str) -> list[str]:
    """The words of a name in small Latin letters, initials that stand together joined, apostrophes closed up."""
    shown = name[:LONGEST]
    if not shown.isascii():
        shown = law().signs.sub(lambda found: f" {law().said[found[0]]} ", shown)
    plain = _INITIALS.sub("", _QUOTES.sub("", in_latin(shown)))
    joined: list[str] = []
    run = ""
    for part in [*_WORDS.findall(plain), ""]:
        if len(part) == 1 and part.isalpha():
            run += part
            continue
        if run:
            joined.append(run)
            run = ""
        if part:
            joined.append(part[:LONGEST_WORD])
    return joined[:MOST_WORDS]


def taken_apart(name: str) -> Name:
    """The telling words and the legal forms of a name; where nothing else is left, the forms are the telling words."""
    words = words_of(name)
    cut = len(name.strip()) in law().widths
    kept, forms = _without_forms(words)
    if cut and kept and kept[-1] == words[-1]:
        kept, forms = _without_forms(_without_rest_of_form(words))
    telling = [law().short.get(each, law().numbers.get(each, each)) for each in kept if each not in law().stop_words]
    return Name(name, tuple(telling or kept or words), frozenset(forms), cut)


@lru_cache(maxsize=16_384)
def slip_of(word: str) -> str:
    """Whether a word is hardly more than a slip of a "form" or of a "common" word, or "" where it is neither."""
    if len(word) < 3:
        return "form" if word in _short_parts() else ""
    if len(word) == 3:
        return "form" if any(sorted(word) == sorted(form) for form in _one_word_forms() if len(form) == 3) else ""
    most = 1 if len(word) < 8 else 2
    if extractOne(word, _as_long(_one_word_forms(), len(word), most), scorer=OSA.distance, score_cutoff=most):
        return "form"
    common = _as_long(_common_words(), len(word), most)
    return "common" if extractOne(word, common, scorer=OSA.distance, score_cutoff=most) else ""


@cache
def _as_long(words: tuple[str, ...], length: int, most: int) -> tuple[str, ...]:
    """Those words that are as long as another, give or take some letters."""
    return tuple(each for each in words if abs(len(each) - length) <= most)


@cache
def _one_word_forms() -> tuple[str, ...]:
    return tuple(sorted({word for spelling in law().forms for word in spelling if len(word) > 2} - law().common))


@cache
def _short_parts() -> frozenset[str]:
    return frozenset(word for spelling in law().forms for word in spelling if len(spelling) > 1 and len(word) < 3)


@cache
def _common_words() -> tuple[str, ...]:
    return tuple(sorted(law().common))


def _without_rest_of_form(words: list[str]) -> list[str]:
    """The words of a name that was cut off in the middle of its legal form, without what was left of that."""
    for place in range(1, len(words)):
        rest = " ".join(words[place:])
        if any(len(spelling) > len(rest) and spelling.startswith(rest) for spelling in _spellings()):
            return words[:place]
    return words


@cache
def _spellings() -> tuple[str, ...]:
    return tuple(" ".join(spelling) for spelling in law().forms)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(spelling[0] for spelling in law().forms)


def _without_forms(words: list[str]) -> tuple[list[str], set[str]]:
    """The words that are part of no legal form, and the forms; of two that begin alike the longer is taken."""
    kept: list[str] = []
    forms: set[str] = set()
    place = 0
    while place < len(words):
        found = None
        if words[place] in _first_words():
            for length in range(min(law().longest, len(words) - place), 0, -1):
                found = law().forms.get(tuple(words[place : place + length]))
                if found is not None:
                    forms.add(found)
                    place += length
                    break
        if found is None:
            kept.append(words[place])
            place += 1
    return kept, forms
