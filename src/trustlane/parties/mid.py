"""The manufacturer identification code of the United States, built from name and address (19 CFR 102, appendix)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml

from trustlane.parties.checks import is_country
from trustlane.parties.spelling import latin

LONGEST = 15
_APOSTROPHES = "'’‘`´ʼ"


class MidRefused(ValueError):
    """No code can be built from what was given."""


class CountryUnknown(MidRefused):
    """The country of origin is no ISO 3166 alpha-2 code."""


class ProvinceUnknown(MidRefused):
    """Goods of Canada need the province, because a code never begins with CA."""


class NameUnreadable(MidRefused):
    """The name holds no Latin letter and no digit after its legal prefix."""


@dataclass(frozen=True, slots=True)
class MidLaw:
    """The word lists and codes of the appendix."""

    provinces: dict[str, str]
    city_states: dict[str, str]
    articles: frozenset[str]
    legal_prefixes: dict[str, frozenset[str]]
    generic_phrases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Where the appendix leaves room."""

    numeric_street_names: bool = True  # "7 12th Street": whether the 12 of the street's name counts
    drop_legal_prefixes: bool = True
    drop_generic_phrases: bool = True


@dataclass(frozen=True, slots=True)
class Mid:
    """A built code, the parts it was built of, and what a filer should look at."""

    value: str
    country: str
    name: str
    number: str
    city: str
    warnings: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return self.value


@cache
def law() -> MidLaw:
    """The word lists that come with the system."""
    text = resources.files("trustlane.parties").joinpath("law_data/mid.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    return MidLaw(
        provinces={spelling.upper(): code for code, spellings in data["provinces"].items() for spelling in spellings},
        city_states=data["city_states"],
        articles=frozenset(data["articles"]),
        legal_prefixes={word: frozenset(countries) for word, countries in data["legal_prefixes"].items()},
        generic_phrases=tuple(tuple(each.split()) for each in data["generic_phrases"]),
    )


def build(
    *, name: str, street: str, city: str, country: str, province: str = "", options: Options | None = None
) -> Mid:
    """The code of a manufacturer: `country` is that of the origin of the goods, `street` the street line alone."""
    chosen = options or Options()
    warnings: list[str] = []
    begin = country_part(country, province)
    called = name_part(name, country.strip().upper(), chosen, warnings)
    number = number_part(street, city, chosen, warnings)
    town = city_part(city, country.strip().upper(), warnings)
    value = (begin + called + number + town)[:LONGEST]
    return Mid(value, begin, called, number, town, tuple(warnings))


def country_part(country: str, province: str = "") -> str:
    """The ISO code of the country of origin; for Canada the code of the province."""
    code = country.strip().upper()
    if code == "CA":
        found: str | None = law().provinces.get(_spaced(province))
        if found is None:
            raise ProvinceUnknown(f"goods of Canada need a province; {province!r} is none")
        return found
    if not is_country(code):
        raise CountryUnknown(f"{country!r} is no ISO 3166 alpha-2 code")
    return code


def name_part(name: str, country: str = "", options: Options | None = None, warnings: list[str] | None = None) -> str:
    """The first three characters of each of the first two words that identify the firm; of one word only three."""
    chosen, told = options or Options(), warnings if warnings is not None else []
    words = _words(name)
    if chosen.drop_generic_phrases:
        words = _without_generic(words, told)
    words = _joined_initials(words)
    if chosen.drop_legal_prefixes:
        words = _without_legal(words, country, told)
    words = [word for word in words if word not in law().articles]
    significant = [word for word in words if len(word) > 1] or words
    if not significant:
        raise NameUnreadable(f"{name!r} holds no Latin letter or digit to build from")
    if len(significant) == 1:
        told.append("the name has one word, so its part has three characters at most")
    if latin(name) != unicodedata.normalize("NFC", name) and any(each.isalpha() and ord(each) > 127 for each in name):
        told.append("letters outside A–Z were written in Latin; the filer may have spelled them otherwise")
    return "".join(word[:3] for word in significant[:2])


def number_part(street: str, city: str = "", options: Options | None = None, warnings: list[str] | None = None) -> str:
    """The first four digits of the largest number on the street-address line; nothing where there is no number."""
    chosen, told = options or Options(), warnings if warnings is not None else []
    line = _street_only(_digits(street), city, told)
    if not chosen.numeric_street_names:
        # The house number comes first; an ordinal that follows it is the name of a street.
        line = re.sub(r"(?<=\d)(\s+)\d+(?:st|nd|rd|th)\b", r"\1", line, flags=re.IGNORECASE)
    joined = re.sub(rf"(?<=\d)[,.\-‐-―{_APOSTROPHES}](?=\d)", "", line)
    numbers: list[str] = re.findall(r"\d+", joined)
    if not numbers:
        told.append("no number on the street line, so that part is left out")
        return ""
    return max(numbers, key=lambda each: (int(each), len(each)))[:4]


def city_part(city: str, country: str = "", warnings: list[str] | None = None) -> str:
    """The first three letters of the city's name, digits and articles ignored; a city-state has a fixed part."""
    told = warnings if warnings is not None else []
    fixed: str | None = law().city_states.get(country)
    if fixed is not None:
        return fixed
    words = [re.sub(r"\d", "", word) for word in _words(city)]
    letters = "".join(word for word in words if word and word not in law().articles) or "".join(words)
    if len(letters) < 3:
        told.append("the city has fewer than three Latin letters")
    return letters[:3]


def _words(text: str) -> list[str]:
    """Words in capital Latin letters: punctuation ignored, hyphenated parts made one, blanks between words."""
    plain = latin(text).upper()
    plain = re.sub(r"\s*[-‐-―]\s*", "", plain)
    plain = re.sub(rf"[.&{_APOSTROPHES}\"“”«»]", "", plain)
    return re.sub(r"[^A-Z0-9]+", " ", plain).split()


def _spaced(text: str) -> str:
    return " ".join(re.sub(r"[^A-Z]+", " ", latin(text).upper()).split())


def _joined_initials(words: list[str]) -> list[str]:
    """Two or more initials standing together are one word: A B C Company is ABC Company."""
    joined: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        if word:
            joined.append(word)
    return joined


def _without_generic(words: list[str], warnings: list[str]) -> list[str]:
    """A leading phrase that says what is made, not who makes it, is dropped."""
    for phrase in law().generic_phrases:
        if tuple(words[: len(phrase)]) == phrase and len(words) > len(phrase):
            warnings.append(f"the generic words {' '.join(phrase)} were left out")
            return words[len(phrase) :]
    return words


def _without_legal(words: list[str], country: str, warnings: list[str]) -> list[str]:
    """A legal form that stands before the name is dropped in the countries that write it so."""
    first = words[0] if len(words) > 1 else ""
    if first in law().legal_prefixes and (not country or country in law().legal_prefixes[first]):
        warnings.append(f"the legal form {first} was left out")
        return words[1:]
    return words


def _digits(text: str) -> str:
    """Digits of every script as 0–9."""
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)


def _street_only(street: str, city: str, warnings: list[str]) -> str:
    """Without a part that is only postcode and city: some countries print it on the same line, or first."""
    town = [word for word in _words(city) if not word.isdigit()]
    if not town:
        return street
    kept: list[str] = []
    for part in re.split(r"(?:[,;]\s+|\n)", street):
        bare = re.sub(r"\d+", " ", re.sub(r"\b[A-Za-z]{1,3}-(?=\d)", "", part))  # D-80331 is a postcode too
        rest = [word for word in _words(bare) if len(word) > 2 or word in town]
        if rest == town and re.search(r"\d", part):
            warnings.append(f"{part.strip()!r} was taken for the city line and its number ignored")
            continue
        kept.append(part)
    return ", ".join(kept)
