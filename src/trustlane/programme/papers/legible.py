"""What may stand on paper: texts whose every character is seen, in its place, with room for it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from trustlane.programme.papers import fonts
from trustlane.programme.papers.refusals import Illegible, TooLong

NAME = 300  # characters
LINE = 200
PARAGRAPH = 4_000
LONGEST_WORD = 60  # characters without a place to break the line; no name has a longer one
MOST_MARKS = 4  # upon one letter; more would climb over the lines around it

# Needed inside words of Persian and Indic languages, and to set right a full stop beside a right-to-left name.
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
_UNSEEN = {
    "Cc": "a control character",
    "Cf": "an invisible character, which can turn the order of what is read",
    "Cn": "a character that is not assigned",
    "Co": "a character of private use",
    "Cs": "half a surrogate pair",
    "Zl": "a line separator",
    "Zp": "a paragraph separator",
}
_BREAKS = re.compile(r"[\s\-\u2010-\u2015/]")
_PARTS = re.compile(r"(\s)")
_LONG, _STEP = 24, 8  # characters
_WIDE = 15


def line(text: str, place: str, *, longest: int = LINE) -> str:
    """A text of one line, composed (NFC) and without blanks around it, or the refusal that names place and mend."""
    found = unicodedata.normalize("NFC", text).strip()
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in found):
        raise Illegible(f"{place} is empty; write it.")
    if len(found) > longest:
        raise TooLong(f"{place} has {len(found):,} characters; there is room for {longest:,}. Shorten it.")
    _seen(found, place)
    _broken(found, place)
    return found


def running(text: str) -> dict[str, Any]:
    """A text of one line as it stands among others, its long words broken where there is no room."""
    return written(breakable(text))


def paragraphs(text: str, place: str, *, longest: int = PARAGRAPH) -> tuple[str, ...]:
    """The paragraphs of a longer text: a new line begins a new one."""
    if len(text) > longest:
        raise TooLong(f"{place} has {len(text):,} characters; there is room for {longest:,}. Shorten it.")
    parts = [part for part in text.replace("\r\n", "\n").split("\n") if part.strip()]
    if not parts:
        raise Illegible(f"{place} is empty; write it.")
    # Composing never lengthens a text beyond three times; what was short enough stays readable.
    return tuple(line(part, place, longest=3 * longest) for part in parts)


def _seen(text: str, place: str) -> None:
    marks = 0
    for number, letter in enumerate(text, 1):
        kind = unicodedata.category(letter)
        if kind in _UNSEEN and letter not in _JOINERS:
            raise Illegible(f"{place}: {_named(letter)}, character {number}, is {_UNSEEN[kind]}; delete it.")
        if letter not in _JOINERS and ord(letter) not in fonts.shown():
            mend = "install a font that has it or write the name in other letters"
            raise Illegible(f"{place}: no font here shows {_named(letter)}, character {number}; {mend}.")
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if marks > MOST_MARKS:
            raise Illegible(f"{place}: more than {MOST_MARKS} marks stand on the letter before character {number}.")


def breakable(text: str) -> str:
    """The text with places where a line may break in its longest words, so that none leaves its column."""
    return "".join(part if len(part) <= _LONG else _broken_up(part) for part in _PARTS.split(text))


def written(text: str, language: str = "") -> dict[str, Any]:
    """A text that may be in any script: with its direction, its language and the letters to write it with."""
    spoken = language or fonts.language_of(text)
    return {
        "text": text,
        "direction": fonts.direction(text),
        "language": fonts.spoken(spoken),
        "families": fonts.families(spoken),
        "words": long_words(text),
    }


def long_words(text: str) -> tuple[str, ...]:
    """The words that may be wider than a sheet at the size of a title: nothing breaks them."""
    return tuple(word for word in _words(text) if len(word) > _WIDE)


def _broken_up(word: str) -> str:
    # Arabic letters join, and a break between them would change their form: such words stay whole.
    if any(unicodedata.bidirectional(letter) == "AL" for letter in word):
        return word
    return "\u200b".join(word[start : start + _STEP] for start in range(0, len(word), _STEP))


def _broken(text: str, place: str) -> None:
    if any(len(word) > LONGEST_WORD for word in _words(text)):
        raise TooLong(f"{place}: a word has more than {LONGEST_WORD} characters; put a blank into it.")


def _words(text: str) -> list[str]:
    """The runs of characters between which a line may break; between Han characters it may everywhere."""
    spaced = "".join(f" {one} " if unicodedata.east_asian_width(one) in {"W", "F"} else one for one in text)
    return [word for word in _BREAKS.split(spaced) if word]


def _named(letter: str) -> str:
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".strip()
