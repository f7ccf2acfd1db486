"""How names of firms are compared: written alike, legal form apart, words that say nothing dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from trustlane.parties.spelling import latin, romanised


@dataclass(frozen=True, slots=True)
class NameLaw:
    """Legal forms by how they are written, and words that carry no identity."""

    forms: dict[tuple[str, ...], str]
    longest: int
    stop_words: frozenset[str]
    numbers: dict[str, str]
    short: dict[str, str]


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: the words that tell the firm from others, and the legal forms it bears."""

    written: str
    words: tuple[str, ...]
    forms: frozenset[str] = frozenset()

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
    )


def name_key(name: str) -> str:
    """A name as it is searched: in small Latin letters, without marks and punctuation, one blank between words."""
    return " ".join(re.findall(r"\w+", latin(name).casefold().replace("_", " ")))


def words_of(name: str) -> list[str]:
    """The words of a name in small Latin letters, initials that stand together joined, apostrophes closed up."""
    plain = romanised(latin(name)).casefold()
    plain = re.sub(r"[’'`´ʼ\"“”«»]s?(?=\s|$)|[’'`´ʼ\"“”«»]", "", plain)
    plain = re.sub(r"(?<=\b\w)\.(?=\s?\w\b)", "", plain)  # A.B.C. and J. P.
    parts = re.findall(r"\w+", plain.replace("_", " "))
    joined: list[str] = []
    run = ""
    for part in [*parts, ""]:
        if len(part) == 1 and part.isalpha():
            run += part
            continue
        if run:
            joined.append(run)
            run = ""
        if part:
            joined.append(part)
    return joined


def taken_apart(name: str) -> Name:
    """The telling words and the legal forms of a name; where nothing else is left, the forms are the telling words."""
    words = words_of(name)
    kept: list[str] = []
    forms: set[str] = set()
    place = 0
    while place < len(words):
        for length in range(min(law().longest, len(words) - place), 0, -1):
            form = law().forms.get(tuple(words[place : place + length]))
            if form is not None:
                forms.add(form)
                place += length
                break
        else:
            kept.append(words[place])
            place += 1
    telling = [law().short.get(each, law().numbers.get(each, each)) for each in kept if each not in law().stop_words]
    return Name(name, tuple(telling or kept or words), frozenset(forms))
