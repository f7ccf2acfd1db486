"""Letters with marks, letters Latin script added and letters of other scripts, written with A to Z and digits."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Letters that Unicode does not decompose, as passports write them (ICAO 9303, part 3).
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d",
        "Ð": "D", "ð": "d", "Þ": "TH", "þ": "th", "Ł": "L", "ł": "l", "Ħ": "H", "ħ": "h", "ı": "i", "Ŋ": "N", "ŋ": "n",
        "Ŧ": "T", "ŧ": "t", "ĸ": "k", "Ə": "E", "ə": "e",
    }
)  # fmt: skip


def latin(text: str) -> str:
    """The text with marks dropped and added letters replaced; letters of other scripts stay as they are."""
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(each for each in parts if not unicodedata.combining(each)))


# Cyrillic and Greek letters as their countries' own passports write them, so that two spellings of a name come near.
_CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфхцыэіїєґўјқңұүһәө",
        "a b v g d e z i i k l m n o p r s t u f kh ts y e i i e g u j k n u u h a o".split(),  # noqa: SIM905
        strict=True,
    )
) | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "iu", "я": "ia", "ё": "e", "ђ": "dj"}
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)  # noqa: SIM905
)
_ROMAN = str.maketrans(_CYRILLIC | _GREEK | {k.upper(): v.upper() for k, v in (_CYRILLIC | _GREEK).items() if k != "ς"})


def romanised(text: str) -> str:
    """Cyrillic and Greek letters written in Latin; other scripts stay as they are."""
    return text.translate(_ROMAN)


def in_latin(text: str) -> str:
    """Text of any script in small Latin letters and digits, by sign where a script writes words or syllables.

    Cyrillic and Greek go by their passports, the rest by the tables of anyascii: Chinese by sound in Mandarin (also
    where a Japanese wrote it), Arabic and Hebrew by their consonants.
    """
    if text.isascii():
        return text.casefold()
    plain = romanised(latin(text))
    return (plain if plain.isascii() else anyascii(plain)).casefold()


# Spellings of one sound, the longer first; what is left of them is no word of any language, only alike where they are.
_SOUNDS = {
    "shch": "s", "sch": "s", "tch": "c", "sh": "s", "sz": "s", "zh": "z", "kh": "h", "gh": "g", "ph": "f", "th": "t",
    "dh": "d", "tz": "c", "ts": "c", "cz": "c", "ck": "k", "ch": "c", "dj": "j", "ou": "u", "oo": "u", "ee": "i",
    "q": "k", "x": "ks",
}  # fmt: skip
_SPELLED = re.compile("|".join(_SOUNDS))
_LETTERS_OF_A_SOUND = str.maketrans("wyj", "vii")
_GLIDE = re.compile(r"i+(?=[aeou])")
_TWICE = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("c", "k", "aeiouwy")


def sounded(word: str) -> str:
    """A word in small Latin letters with the spellings of one sound made one, so that transliterations come near."""
    return _TWICE.sub(r"\1", _GLIDE.sub("", _folded(word).translate(_LETTERS_OF_A_SOUND)))


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """What is left of a word without vowels, w and y, as scripts write it that leave them out; c and k are one."""
    return _TWICE.sub(r"\1", _folded(word).translate(_VOWELS))


def _folded(word: str) -> str:
    return _SPELLED.sub(lambda found: _SOUNDS[found[0]], word)
