"""What papers say, language by language: read from one file each, and filled with names and days.

An administration lays words of its own over ours, sentence by sentence, and adds languages: a file each, in a folder.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from trustlane import written
from trustlane.programme.papers.refusals import UnknownWord

Kind = Literal["text", "day", "count", "list"]
Sentence = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]

_LANGUAGE = re.compile("[a-z]{2,3}(-[a-z0-9]{2,8})*")
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
    incidents: Mapping[str, Sentence]
    ratings: Mapping[str, Sentence]
    traced: Mapping[str, Sentence]
    states: Mapping[str, Sentence]
    phrases: Mapping[str, Sentence]
    letters: Mapping[str, LetterWords]


# The tables of plain sentences, by name.
_TABLES = tuple(field.name for field in msgspec.structs.fields(Words) if field.name not in ("demonstration", "letters"))


class OwnLetter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an administration says otherwise in a letter: its subject, or all its paragraphs; the fields stay."""

    subject: Sentence | None = None
    body: Annotated[tuple[Sentence, ...], msgspec.Meta(min_length=1)] | None = None


class OwnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an administration says otherwise in one language; what is not there is said as it ships."""

    certificate: Mapping[str, Sentence] = {}
    report: Mapping[str, Sentence] = {}
    questionnaire: Mapping[str, Sentence] = {}
    letter: Mapping[str, Sentence] = {}
    demonstration: Sentence | None = None
    roles: Mapping[str, Sentence] = {}
    scopes: Mapping[str, Sentence] = {}
    agencies: Mapping[str, Sentence] = {}
    modes: Mapping[str, Sentence] = {}
    incidents: Mapping[str, Sentence] = {}
    ratings: Mapping[str, Sentence] = {}
    traced: Mapping[str, Sentence] = {}
    states: Mapping[str, Sentence] = {}
    phrases: Mapping[str, Sentence] = {}
    letters: Mapping[str, OwnLetter] = {}


_OWN = [""]  # the folder of the administration's own words, named once when a process begins


def use(folder: str) -> None:
    """From now on lay the words of that folder over those that ship; "" for none. They are read anew when needed."""
    _OWN[0] = folder
    for read in (laid_over, _shipped, _ships, _own_files):
        read.cache_clear()


def words(language: str) -> Words:
    """The words of a language (`en`); a language without a file is refused.

    Raises `written.WrittenRefused` where the administration's own words cannot be used.
    """
    return laid_over(language, _OWN[0])


def languages() -> tuple[str, ...]:
    """The languages that have words."""
    return tuple(sorted({*_ships(), *_own_files(_OWN[0])}))


@cache
def laid_over(language: str, folder: str) -> Words:
    """The words that ship, with those of a folder over them; a whole file where a language does not ship."""
    own = _own_files(folder).get(language)
    if language in _ships():
        found = _shipped(language)
        return found if own is None else _over(found, own)
    if own is None:
        raise UnknownWord(f"There are no words in {language!r}; there are: {', '.join(languages())}.")
    return _whole(own)


@cache
def _shipped(language: str) -> Words:
    found = msgspec.convert(yaml.safe_load(FOLDER.joinpath(f"{language}.yaml").read_text("utf-8")), Words)
    if wrong := tuple(faults(found)):
        raise UnknownWord(f"words/{language}.yaml: {' '.join(wrong)}")
    return found


@cache
def _ships() -> frozenset[str]:
    return frozenset(file.name.removesuffix(".yaml") for file in FOLDER.iterdir() if file.name.endswith(".yaml"))


@cache
def _own_files(folder: str) -> dict[str, Path]:
    """Files of a folder by language. Raises `written.WrittenRefused` where one is called after no language."""
    found = {Path(file).stem: Path(file) for file in written.texts_in(folder)}
    for language, file in found.items():
        if not _LANGUAGE.fullmatch(language):
            raise written.WrittenRefused(f"{file}: call it after its language, such as en.yaml or pt-br.yaml.")
    return found


def _over(ships: Words, file: Path) -> Words:
    own = written.judged(written.text_of(file), OwnWords, lambda said: _own_faults(ships, said), where=str(file))
    plain = {name: {**getattr(ships, name), **getattr(own, name)} for name in _TABLES}
    letters = {name: _letter(letter, own.letters.get(name)) for name, letter in ships.letters.items()}
    said = own.demonstration or ships.demonstration
    return msgspec.structs.replace(ships, **plain, demonstration=said, letters=letters)


def _letter(ships: LetterWords, own: OwnLetter | None) -> LetterWords:
    if own is None:
        return ships
    return msgspec.structs.replace(ships, subject=own.subject or ships.subject, body=own.body or ships.body)


def _whole(file: Path) -> Words:
    """A language that does not ship: it says everything that English says, with the same places."""
    english = _shipped("en")

    def wrong(said: Words) -> Iterator[written.Fault]:
        for table in _TABLES:
            yield from _same_places(table, getattr(english, table), getattr(said, table))
            for name in sorted(getattr(english, table).keys() - getattr(said, table).keys()):
                yield table, f"{table}.{name} is missing; write it."
        for name in sorted(english.letters.keys() - said.letters.keys()):
            yield "letters", f"the letter {name} is missing; write it."
        for name, letter in said.letters.items():
            ours = english.letters.get(name)
            if ours is None:
                yield f"letters.{name}", _unknown("letter", name, english.letters)
            elif (letter.fields, set(letter.optional)) != (ours.fields, set(ours.optional)):
                yield f"letters.{name}.fields", f"write fields and optional of the letter {name} as English has them."
        yield from ((f"letters.{sentence.split(' ')[2]}", sentence) for sentence in faults(said))

    return written.judged(written.text_of(file), Words, wrong, where=str(file))


def _own_faults(ships: Words, own: OwnWords) -> Iterator[written.Fault]:
    for table in _TABLES:
        yield from _same_places(table, getattr(ships, table), getattr(own, table))
    if own.demonstration:
        yield from _same_places("", {"demonstration": ships.demonstration}, {"demonstration": own.demonstration})
    for name, letter in own.letters.items():
        if name not in ships.letters:
            yield f"letters.{name}", _unknown("letter", name, ships.letters)
            continue
        meant = _letter(ships.letters[name], letter)
        for sentence in faults(msgspec.structs.replace(ships, letters={name: meant})):
            yield f"letters.{name}", sentence


def _same_places(table: str, ships: Mapping[str, Sentence], own: Mapping[str, Sentence]) -> Iterator[written.Fault]:
    """Sentences that there are not, and those that hold other places than ours: they are filled in by the same hand."""
    for name, sentence in own.items():
        where = f"{table}.{name}".lstrip(".")
        if name not in ships:
            yield where, _unknown("sentence", name, ships)
            continue
        wanted, found = set(PLACE.findall(ships[name])), set(PLACE.findall(sentence))
        for place in sorted(wanted - found):
            yield where, f"{name} has no {{{place}}}; it is filled in there, so write it."
        for place in sorted(found - wanted):
            yield where, f"{name} has {{{place}}}, which nothing fills in; take it out."


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = difflib.get_close_matches(name, names, 1)
    meant = f" Do you mean {close[0]!r}?" if close else ""
    return f"there is no {kind} {name!r} here; there are: {', '.join(names)}.{meant}"


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
