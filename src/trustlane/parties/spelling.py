"""Letters with marks, and letters Latin script added, written with A to Z and digits."""

from __future__ import annotations

import unicodedata

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
