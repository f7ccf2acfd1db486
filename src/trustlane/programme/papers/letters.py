"""Letters to operators: words from one file a language, fields that are all asked for and all used, PDF/A."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeGuard

from trustlane.programme.papers import fonts, legible, words
from trustlane.programme.papers.press import press
from trustlane.programme.papers.refusals import LetterRefused

Value = str | date | int | tuple[str, ...]
MOST_POINTS = 60  # of one list
_KINDS: Mapping[words.Kind, str] = {
    "text": "a text",
    "day": "a day (datetime.date)",
    "count": "a whole number, 0 or more",
    "list": f"a tuple of 1 to {MOST_POINTS} texts",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: which one, from whom, to whom (a name, lines of an address), on what day, and what is filled in."""

    kind: str
    administration: str
    office: str
    contact: str
    to: tuple[str, ...]
    reference: str
    dated: date
    fields: Mapping[str, Value]
    demonstration: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Written:
    """What a letter says: its subject, and its paragraphs; a tuple is a list of points."""

    subject: str
    body: tuple[str | tuple[str, ...], ...]


def kinds(language: str = "en") -> tuple[str, ...]:
    """The letters there are words for."""
    return tuple(words.words(language).letters)


def fields(kind: str, language: str = "en") -> Mapping[str, words.Kind]:
    """The fields a letter asks for, with their kinds."""
    return _found(kind, language).fields


def optional(kind: str, language: str = "en") -> frozenset[str]:
    """The fields a letter can do without."""
    return frozenset(_found(kind, language).optional)


def phrase(name: str, language: str = "en", **filled: str) -> str:
    """What a letter says where the case has no words of its own; UnknownWord where there is no such phrase."""
    return words.fill(words.word(words.words(language).phrases, name, "phrases"), filled)


def write(letter: Letter) -> Written:
    """The words of a letter, filled in; a field that is missing, unknown or of another kind is refused.

    Of an optional field that is not given, the paragraphs that use it are left out.
    """
    found = _found(letter.kind, letter.language)
    _complete(letter, found)
    given = {name: kind for name, kind in found.fields.items() if name in letter.fields}
    told = {name: _told(letter, name, kind) for name, kind in given.items() if kind != "list"}
    lists = {name: _points(letter, name) for name, kind in given.items() if kind == "list"}
    body: list[str | tuple[str, ...]] = []
    for sentence in found.body:
        if not given.keys() >= set(words.PLACE.findall(sentence)):
            continue
        named = words.PLACE.fullmatch(sentence)
        if named and named[1] in lists:
            body.append(lists[named[1]])
        else:
            body += words.fill(sentence, told).split("\n")
    return Written(words.fill(found.subject, told), tuple(body))


def letter_pdf(letter: Letter, *, at: datetime) -> bytes:
    """The letter as PDF/A-3b; `at` is the instant of making."""
    said, written = words.words(letter.language), write(letter)
    administration = legible.line(letter.administration, "administration")
    furniture = dict(said.letter)
    furniture["sealed"] = words.fill(furniture["sealed"], {"administration": administration})
    shown: dict[str, Any] = {
        "language": fonts.spoken(letter.language),
        "families": fonts.families(letter.language),
        "title": written.subject,
        "administration": administration,
        "office": legible.line(letter.office, "office"),
        "contact": legible.line(letter.contact, "contact"),
        "to": [legible.written(legible.breakable(legible.line(each, "to"))) for each in letter.to],
        "reference": legible.line(letter.reference, "reference", longest=60),
        "dated": words.day(letter.dated, letter.language),
        "subject": legible.breakable(written.subject),
        "body": [_paragraph(part) for part in written.body],
        "said": furniture,
        "page-words": furniture["page"],
        "demonstration": said.demonstration if letter.demonstration else "",
    }
    return press("letter", shown, at=at)


def _paragraph(part: str | tuple[str, ...]) -> dict[str, Any]:
    points = (part,) if isinstance(part, str) else part
    return {"list": not isinstance(part, str), "texts": [legible.written(legible.breakable(text)) for text in points]}


def _found(kind: str, language: str) -> words.LetterWords:
    letters = words.words(language).letters
    if kind not in letters:
        raise LetterRefused(f"There is no letter {kind!r} in {language!r}; there are: {', '.join(letters)}.")
    return letters[kind]


def _complete(letter: Letter, found: words.LetterWords) -> None:
    if missing := [name for name in found.fields if name not in letter.fields and name not in found.optional]:
        raise LetterRefused(f"The letter {letter.kind} lacks {', '.join(missing)}; give each.")
    if unused := sorted(letter.fields.keys() - found.fields.keys()):
        raise LetterRefused(f"The letter {letter.kind} has no place for {', '.join(unused)}; leave it out.")
    if not letter.to:
        raise LetterRefused(f"The letter {letter.kind} is addressed to nobody; name the recipient in `to`.")
    for name, kind in found.fields.items():
        if name in letter.fields and not _fits(letter.fields[name], kind):
            got = type(letter.fields[name]).__name__
            raise LetterRefused(f"The field {name} of the letter {letter.kind} is {_KINDS[kind]}; got {got}.")


def _fits(value: object, kind: words.Kind) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "day":
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind == "count":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return _is_list(value)


def _is_list(value: object) -> TypeGuard[tuple[str, ...]]:
    some = isinstance(value, tuple) and 0 < len(value) <= MOST_POINTS
    return some and all(isinstance(each, str) for each in value)  # type: ignore[attr-defined]


def _told(letter: Letter, name: str, kind: words.Kind) -> str:
    value, place = letter.fields[name], f"{letter.kind}.{name}"
    if isinstance(value, date):
        return words.day(value, letter.language)
    if kind == "count":
        return str(value)
    assert isinstance(value, str)
    if name in words.PLACE.findall(_found(letter.kind, letter.language).subject):
        return legible.line(value, place)
    return "\n".join(legible.paragraphs(value, place))


def _points(letter: Letter, name: str) -> tuple[str, ...]:
    value = letter.fields[name]
    assert isinstance(value, tuple)
    return tuple(legible.line(each, f"{letter.kind}.{name}", longest=legible.PARAGRAPH) for each in value)
