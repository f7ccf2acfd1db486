"""Answers, and whether a value answers its question: normalised, or refused by name with the mend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from trustlane.criteria.question import Question

Value = str | int | Decimal | date | tuple[str, ...]
"""yes_no and choice: the id of the choice; scale: int; number: Decimal; date; text; file: ids of documents."""

LONGEST_TEXT = 4_000  # characters of an answer in words, where its question says no less
MOST_EVIDENCE = 40  # documents to one answer
LARGEST = Decimal(10) ** 11  # beyond it a spreadsheet would no longer keep three decimal places
FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(2199, 12, 31)  # spreadsheets count days right from March 1900 on

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a question, for one site or for the firm, and which documents show it.

    `how` is the answer in a sentence, where the question asks for it. The value is as `check` returns it.
    """

    question: str
    value: Value
    site: str | None
    evidence: tuple[str, ...]
    by: str
    at: datetime
    how: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """All documents that the answer rests on."""
        return (*self.evidence, *(self.value if isinstance(self.value, tuple) else ()))


class AnswerRefused(Exception):
    """A value does not answer its question: why, and how to mend it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason} {mend}")
        self.reason, self.mend = reason, mend


class Empty(AnswerRefused):
    """Nothing was answered."""


class NotAChoice(AnswerRefused):
    """The answer is none of those that can be chosen."""


class NotANumber(AnswerRefused):
    """A number was asked for."""


class NotADate(AnswerRefused):
    """A day was asked for."""


class OutOfBounds(AnswerRefused):
    """The number or the day lies outside what can be meant."""


class TooFine(AnswerRefused):
    """The number has more decimal places than are asked for."""


class TooLong(AnswerRefused):
    """The text is longer than is read."""


class Unreadable(AnswerRefused):
    """The text holds characters that nobody sees."""


class NotEvidence(AnswerRefused):
    """What was named cannot be the id of a document."""


def check(question: Question, value: object) -> Value:
    """The value as it is kept, from a form, a cell or a program. Raises a refusal named after what is wrong."""
    if value is None or (isinstance(value, str) and not value.strip()) or value in ((), []):
        raise Empty("Nothing is answered.", "Answer the question, or leave it for later.")
    if question.kind in ("yes_no", "choice"):
        return _choice(question, value)
    if question.kind == "scale":
        return int(_number(question, value))
    if question.kind == "number":
        return _number(question, value)
    if question.kind == "date":
        return _date(question, value)
    if question.kind == "file":
        return documents(value)
    return words(value, int(question.most) if question.most else LONGEST_TEXT)


def choices(question: Question) -> tuple[tuple[str, str], ...]:
    """What can be chosen, in order: the id that is kept and the words that are shown."""
    if question.kind == "yes_no":
        return (("yes", "Yes"), ("no", "No"))
    return tuple((choice.id, choice.text) for choice in question.choices)


def _choice(question: Question, value: object) -> str:
    said = ("no", "yes")[value] if isinstance(value, bool) else str(value).strip()
    folded = said.casefold()
    for name, text in choices(question):
        if folded in (name, text.casefold()):
            return name
    known = "; ".join(text for _, text in choices(question))
    raise NotAChoice(f"{_told(said)} cannot be chosen.", f"Choose one of: {known}.")


def _number(question: Question, value: object) -> Decimal:
    """Exact, with the decimal places of its question; a float is taken as it is written."""
    said = str(value).strip().replace("\u00a0", "").replace(" ", "")
    if isinstance(value, float) and "e" in said:
        said = format(Decimal(said), "f")
    unit = f" ({question.unit})" if question.unit else ""
    if isinstance(value, bool) or not _NUMBER.fullmatch(said):
        raise NotANumber(f"{_told(said)} is no number{unit}.", "Write digits, with a point before decimals: 1250.5.")
    number, places = Decimal(said), 0 if question.kind == "scale" else question.places
    if number != number.quantize(Decimal(1).scaleb(-places)):
        allowed = "whole numbers only" if places == 0 else f"at most {places} decimal places"
        raise TooFine(f"{_told(said)} is finer than is asked for.", f"Write {allowed}.")
    least = Decimal(question.least) if question.least is not None else -LARGEST
    most = Decimal(question.most) if question.most is not None else LARGEST
    if not least <= number <= most:
        raise OutOfBounds(f"{_told(said)} cannot be meant.", f"Write a number from {least:f} to {most:f}{unit}.")
    exact = number.quantize(Decimal(1).scaleb(-places))
    return exact if exact else abs(exact)  # no minus before nothing


def _date(question: Question, value: object) -> date:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        said = value.strip()
        try:
            value = date.fromisoformat(said)
        except ValueError as error:
            raise NotADate(f"There is no day {said}.", "Write year, month and day: 2026-03-31.") from error
    if not isinstance(value, date) or isinstance(value, datetime):
        raise NotADate(f"{_told(str(value))} is no day.", "Write year, month and day: 2026-03-31.")
    least = max(date.fromisoformat(question.least) if question.least else FIRST_DAY, FIRST_DAY)
    most = min(date.fromisoformat(question.most) if question.most else LAST_DAY, LAST_DAY)
    if not least <= value <= most:
        raise OutOfBounds(f"{value} cannot be meant.", f"Write a day from {least} to {most}.")
    return value


def words(value: object, longest: int = LONGEST_TEXT) -> str:
    """A text as it is kept: lines ended alike, nothing invisible, no blanks round it."""
    if isinstance(value, bool):
        value = "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)  # a spreadsheet makes 12 a number where somebody typed a text
    said = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not all(_seen(character) for character in said):
        raise Unreadable("The text holds characters that cannot be seen.", "Type it anew, or paste it as plain text.")
    if len(said) > longest:
        raise TooLong(f"The text has {len(said):,} characters.", f"Shorten it to {longest:,}, or attach a document.")
    return said


def _seen(character: str) -> bool:
    # Cf holds marks that turn the reading direction; of these only the joiners that Persian and Hindi need are kept.
    if character in "\n\t\u200c\u200d":
        return True
    nothing = ord(character) & 0xFFFE == 0xFFFE  # no character at all, and none that a workbook may hold
    return not nothing and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def documents(value: object) -> tuple[str, ...]:
    """Ids of documents, each once and in order, from a list or from words with blanks, commas or semicolons between."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    named = re.split(r"[\s,;]+", str(value)) if isinstance(value, str | int) else value
    if not isinstance(named, Iterable):
        raise NotEvidence(f"{_told(str(value))} names no document.", "Name documents by their ids.")
    found = sorted({str(one).strip() for one in named} - {""})
    wrong = next((one for one in found if not _ID.fullmatch(one)), None)
    if wrong is not None:
        raise NotEvidence(
            f"{_told(wrong)} is no id of a document.", "Name documents by their ids, with blanks between."
        )
    if not found:
        raise Empty("No document is named.", "Attach one, or leave it for later.")
    if len(found) > MOST_EVIDENCE:
        raise TooLong(
            f"{len(found)} documents are named.", f"Name {MOST_EVIDENCE} at most, the ones that show it best."
        )
    return tuple(found)


def written(value: Value) -> str:
    """A value in characters, such that `check` reads the same value from them."""
    if isinstance(value, tuple):
        return " ".join(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def parsed(number: str) -> Decimal | None:
    """A number written in a file of questions; None where it is none."""
    return Decimal(number) if _NUMBER.fullmatch(number) else None


def met(question: Question, value: Value) -> int | None:
    """How far an answer meets the item, 0 to 100; None where it says nothing about that."""
    if question.kind == "choice":
        return next((choice.met for choice in question.choices if choice.id == value), None)
    if not question.counts:
        return None
    if question.kind == "yes_no":
        return 100 if value == question.good else 0
    least, most = int(question.least or 0), int(question.most or 0)
    reached = (int(str(value)) - least) * 100 // (most - least)
    return reached if question.good == "yes" else 100 - reached


def sets_aside(question: Question, value: Value) -> bool:
    """Whether the answer says that the item does not concern the firm."""
    return any(choice.id == value and not choice.applies for choice in question.choices)


def latest(answers: Iterable[Answer]) -> dict[tuple[str, str | None], Answer]:
    """The answer that counts at each place: the newest, and of two at one instant the one that comes later."""
    found: dict[tuple[str, str | None], Answer] = {}
    for answer in answers:
        place = (answer.question, answer.site)
        if place not in found or found[place].at <= answer.at:
            found[place] = answer
    return found


def read(question: Question, answer: Answer | None) -> Value | None:
    """The value of an answer to a question as it stands today; None where there is none, or it no longer fits."""
    try:
        return None if answer is None else check(question, answer.value)
    except AnswerRefused:
        return None


def _told(said: str) -> str:
    cut = said if len(said) <= 60 else f"{said[:59]}…"
    return repr("".join(character if _seen(character) else "?" for character in cut))
