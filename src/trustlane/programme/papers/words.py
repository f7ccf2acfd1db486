"""What papers say, language by language: read from one file each, and filled with names and days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from trustlane.programme.papers.refusals import UnknownWord

Kind = Literal["text", "day", "count", "list"]
Sentence = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]

FOLDER = files(__package__).joinpath("words")  # a file a language
PLACE = re.compile(r"\{([a-z][a-z_]*)\}")
# Whether an operator counts as a risk, and why, is never written to it: it would teach whom and what to avoid.
_BARRED = frozenset(
    ["risk", "risks", "score", "scores", "profile", "profiles", "lane", "targeting", "suspicion", "signal", "signals"]
)


class LetterWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one letter: its subject, the kinds of its fields, its paragraphs; which fields may be unknown."""

    subject: Sentence
    fields: Mapping[str, Kind]
    body: Annotated[tuple[Sentence, ...], msgspec.Meta(min_length=1)]
    optional: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that papers say in one language."""

    certificate: Mapping[str, Sentence]
    report: Mapping[str, Sentence]
    questionnaire: Mapping[str, Sentence]
    letter: Mapping[str, Sentence]
    demonstration: Sentence
    roles: Mapping[str, Sentence]
    scopes: Mapping[str, Sentence]
    agencies: Mapping[str, Sentence]
    modes: Mapping[str, Sentence]
    ratings: Mapping[str, Sentence]
    states: Mapping[str, Sentence]
    phrases: Mapping[str, Sentence]
    letters: Mapping[str, LetterWords]


@cache
def words(language: str) -> Words:
    """The words of a language (`en`); a language without a file is refused."""
    if language not in languages():
        raise UnknownWord(f"There are no words in {language!r}; there are: {', '.join(languages())}.")
    text = FOLDER.joinpath(f"{language}.yaml").read_text("utf-8")
    found = msgspec.convert(yaml.safe_load(text), Words)
    if wrong := tuple(faults(found)):
        raise UnknownWord(f"words/{language}.yaml: {' '.join(wrong)}")
    return found


@cache
def languages() -> tuple[str, ...]:
    """The languages that have words."""
    names = (file.name for file in FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def spoken_to(chosen: Iterable[str], *, house: str) -> str:
    """The language to write in to people who chose these ("" where one chose none), of those that have words.

    That which most of them chose; of equals the administration's own (`house`), else the first by name. Where none of
    theirs has words it is the administration's, and English where that has none either.
    """
    known = Counter(each for each in chosen if each in languages())
    if known:
        return min(known, key=lambda each: (-known[each], each != house, each))
    return house if house in languages() else "en"


def faults(spoken: Words) -> Iterable[str]:
    """What is wrong with the letters of a language, a sentence each."""
    for name, letter in spoken.letters.items():
        used = {place for sentence in (letter.subject, *letter.body) for place in PLACE.findall(sentence)}
        for field in sorted(letter.fields.keys() - used):
            yield f"The letter {name} has the field {field} and uses it nowhere."
        for field in sorted(used - letter.fields.keys()):
            yield f"The letter {name} uses {field}, which is none of its fields."
        for field in sorted(used | letter.fields.keys()):
            if barred := _BARRED.intersection(field.split("_")):
                yield f"The letter {name} has a place for {min(barred)}; that is never told."
        for field in sorted(set(letter.optional) - letter.fields.keys()):
            yield f"The letter {name} may lack {field}, which is none of its fields."
        for field in sorted(set(letter.optional) & set(PLACE.findall(letter.subject))):
            yield f"The letter {name} may lack {field}, which its subject needs."
        for sentence in (letter.subject, *letter.body):
            for field in PLACE.findall(sentence):
                if letter.fields.get(field) == "list" and sentence != f"{{{field}}}":
                    yield f"The letter {name} has the list {field} inside a sentence; give it a paragraph of its own."


def word(named: Mapping[str, str], code: str, place: str) -> str:
    """The word for a code, or the refusal that lists the codes there are."""
    if code not in named:
        raise UnknownWord(f"{place}: {code!r} has no word; there are: {', '.join(sorted(named))}.")
    return named[code]


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """A sentence with its places filled, each once: braces inside a value stay braces."""
    return PLACE.sub(lambda place: values[place[1]], sentence)


def day(on: date, language: str) -> str:
    """A day as a letter writes it: 3 March 2026."""
    return format_date(on, "long", locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    # English as most administrations write it, with the day before the month.
    if language == "en":
        return Locale.parse("en_GB")
    try:
        return Locale.parse(language.replace("-", "_"))
    except UnknownLocaleError:
        return _locale(language.partition("-")[0])
