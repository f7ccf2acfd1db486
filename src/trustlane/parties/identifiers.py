"""What an identifier is, how a partner writes it, and the one form in which two writings of it meet."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SCHEMES = ("TIN", "EORI", "LEI", "AEO", "MID", "ISO6346", "NATIONAL")

# Letters of other alphabets that look like Latin ones; a list typed on a Cyrillic or Greek keyboard is full of them.
LOOKALIKES = str.maketrans("АВЕКМНОРСТХІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXISJABEZHIKMNOPTYX")
CONFUSED = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
MOST_GUESSES = 1024


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A number by which somebody knows an economic operator, with the scheme that makes it unique."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


@dataclass(frozen=True, slots=True)
class Declared:
    """Where traders put the number in a declaration to one administration, and how it is written there."""

    to: str  # ISO code of the administration that reads it, or "*"
    field: str
    written: str  # a template with {number}


@dataclass(frozen=True, slots=True)
class IdentifierProfile:
    """How one administration writes its operators' numbers: patterns and steps as data, agreed with each partner."""

    name: str
    scheme: str
    issuer: str  # ISO 3166-1 code, or "*" for a scheme without one issuer
    prefix: str  # of the one form all writings are brought to
    number: str  # regular expression of what follows the prefix
    also: tuple[str, ...] = ()  # other prefixes in use; "" where the bare number is accepted
    steps: tuple[str, ...] = ("narrow", "upper", "drop_blanks", "drop_punctuation")
    longest: int = 17
    declared: tuple[Declared, ...] = ()
    version: int = 1

    @property
    def prefixes(self) -> tuple[str, ...]:
        """All prefixes in the order they are tried: the one of the common form first."""
        return (self.prefix, *(each for each in self.also if each != self.prefix))


@dataclass(frozen=True, slots=True)
class Hint:
    """Something a person should look at; nothing is ever changed because of it."""

    reason: str
    suggestion: str | None = None


def _narrow(text: str) -> str:
    """Full-width and other compatibility forms become the plain ones."""
    return unicodedata.normalize("NFKC", text)


def _drop_blanks(text: str) -> str:
    """Blanks of every kind and characters that print nothing are dropped."""
    return "".join(each for each in text if not each.isspace() and unicodedata.category(each) not in ("Cf", "Cc"))


def _drop_punctuation(text: str) -> str:
    """Only letters and digits are kept."""
    return "".join(each for each in text if each.isalnum())


STEPS = {"narrow": _narrow, "upper": str.upper, "drop_blanks": _drop_blanks, "drop_punctuation": _drop_punctuation}
PLAIN = ("narrow", "upper", "drop_blanks", "drop_punctuation")
_NOT_PLAIN = re.compile("[^A-Za-z0-9]")


@lru_cache(maxsize=65_536)
def cleaned(value: str, steps: tuple[str, ...] = PLAIN) -> str:
    """The value after a profile's steps, repeated until they change nothing more."""
    if steps == PLAIN and value.isascii():
        return _NOT_PLAIN.sub("", value).upper()  # what the steps come to where nothing is foreign
    for _ in range(8):
        before = value
        for step in steps:
            value = STEPS[step](value)
        if value == before:
            break
    return value


@lru_cache(maxsize=1024)
def _pattern(number: str) -> re.Pattern[str]:
    return re.compile(number)


def number_in(value: str, profile: IdentifierProfile) -> str | None:
    """The national number inside an already cleaned value, or None where it has no form the profile knows."""
    pattern = _pattern(profile.number)
    for prefix in profile.prefixes:
        if value.startswith(prefix) and pattern.fullmatch(value[len(prefix) :]):
            number = value[len(prefix) :]
            return number if len(profile.prefix) + len(number) <= profile.longest else None
    return None


def fits(identifier: Identifier, profile: IdentifierProfile) -> bool:
    """Whether the identifier is written in one of the forms the profile knows."""
    return number_in(cleaned(identifier.value, profile.steps), profile) is not None


def normalise(identifier: Identifier, profile: IdentifierProfile) -> str:
    """The one form in which all writings of a number meet; a value the profile does not know is only cleaned."""
    value = cleaned(identifier.value, profile.steps)
    number = number_in(value, profile)
    return value if number is None else profile.prefix + number


def written_for(identifier: Identifier, profile: IdentifierProfile, reader: str) -> str:
    """The number as traders must write it in a declaration to the administration `reader`."""
    value = cleaned(identifier.value, profile.steps)
    number = number_in(value, profile)
    if number is None:
        return value
    for place in sorted(profile.declared, key=lambda each: each.to == "*"):
        if place.to in (reader, "*"):
            return place.written.format(number=number)
    return profile.prefix + number


def hints(identifier: Identifier, profile: IdentifierProfile) -> tuple[Hint, ...]:
    """What looks mistyped: O for 0, I for 1, letters of another alphabet. Reported, never silently changed."""
    value = cleaned(identifier.value, profile.steps)
    if number_in(value, profile) is not None:
        return ()
    found: list[Hint] = []
    latin = value.translate(LOOKALIKES)
    if latin != value:
        strange = sorted({each for each, other in zip(value, latin, strict=True) if each != other})
        good = latin if number_in(latin, profile) is not None else None
        found.append(Hint(f"letters that only look Latin: {' '.join(strange)}", good))
    guesses = _unconfused(latin, profile) if latin == value else []
    if len(guesses) == 1:
        found.append(Hint("the letter O and the digit 0, or I and 1, seem confused", guesses[0]))
    elif guesses:
        found.append(Hint("the letter O and the digit 0, or I and 1, seem confused; more than one reading fits"))
    return tuple(found)


def _unconfused(value: str, profile: IdentifierProfile) -> list[str]:
    """The readings of a value that fit, with O and 0, I and 1 exchanged at one or more places; two are enough."""
    choices = [CONFUSED.get(each, each) for each in value]
    readings = map("".join, itertools.islice(itertools.product(*choices), MOST_GUESSES))
    fitting = (reading for reading in readings if reading != value and number_in(reading, profile) is not None)
    return list(itertools.islice(fitting, 2))


def match_key(identifier: Identifier, issuer: str = "") -> str:
    """The text by which two identifiers in their common form are the same operator's.

    A trader number and an EORI number are one kind (WCO guidelines on the TIN); a national number without its country
    means something only beside the administration that wrote it.
    """
    kind = "TIN" if identifier.scheme == "EORI" else identifier.scheme
    if kind == "NATIONAL":
        kind = f"NATIONAL {issuer}"
    return f"{kind}:{identifier.value}"
