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
