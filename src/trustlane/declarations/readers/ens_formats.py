"""The kinds of value an entry summary message may carry, each with the sentence that says how to write it.

The notation is the one customs specifications use: `an..35` is up to 35 characters, `a2` exactly two letters, `n..5` up
to five digits. Values are compared after white space at both ends is cut off and inner runs are made one blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of value: its customs notation, what it must look like, and how to say so."""

    notation: str
    pattern: re.Pattern[str]
    how: str
    instant: str = ""  # the strptime form, where the digits must also be a real moment

    def admits(self, value: str) -> bool:
        """Whether the value is written as this format asks."""
        if self.pattern.fullmatch(value) is None:
            return False
        return not self.instant or _is_a_moment(value, self.instant)


def _is_a_moment(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def text(most: int) -> Format:
    """Free text of one up to `most` characters."""
    return Format(f"an..{most}", re.compile(rf".{{1,{most}}}", re.S), f"Write 1 to {most} characters.")


def number(most: int) -> Format:
    """A whole number of up to `most` digits."""
    return Format(
        f"n..{most}",
        re.compile(rf"0|[1-9][0-9]{{0,{most - 1}}}"),
        f"Write a whole number of up to {most} digits, without sign and without leading zeros.",
    )


LETTER: Final = Format("a1", re.compile("[A-Z]"), "Write one capital letter.")
PRIORITY: Final = Format("a1", re.compile("[A-Za-z]"), "Write one letter.")
FLAG: Final = Format("n1", re.compile("[0-9]"), "Write one digit.")
COUNTRY: Final = Format("a2", re.compile("[A-Za-z]{2}"), "Write the two-letter country code of ISO 3166.")
LANGUAGE: Final = Format("a2", re.compile("[A-Za-z]{2}"), "Write the two-letter language code of ISO 639.")
OFFICE: Final = Format(
    "an8",
    re.compile("[A-Za-z]{2}[A-Za-z0-9]{6}"),
    "Write the office's eight characters: two letters of its country, then six letters or digits.",
)
TIN: Final = Format(
    "an..17",
    re.compile("[A-Z]{2}[ -~]{1,15}"),
    "Write the trader's number: two capital letters of the country that gave it, then up to 15 characters.",
)
MRN: Final = Format(
    "an18",
    re.compile("[0-9]{2}[A-Z]{2}[A-Z0-9]{14}"),
    "Write the 18 characters customs gave: two digits, two capital letters, then 14 capital letters or digits.",
)
PLACE: Final = Format(
    "an..35",
    re.compile("[A-Za-z]{2}.{1,33}", re.S),
    "Write a UN/LOCODE, or the country's two letters followed by the name of the place, 35 characters at most.",
)
MASS: Final = Format(
    "n..11,3",
    re.compile(r"(?!(?:[.]?[0-9]){12})(?:0|[1-9][0-9]*)(?:[.][0-9]{1,3})?"),
    "Write kilograms with up to 11 digits, up to three of them after a decimal point, at least one digit on either "
    "side of it, no sign and no leading zeros.",
)
MESSAGE_TYPE: Final = Format("an..6", re.compile("CC[0-9]{3}[A-Z]"), "Write the message's own name, such as CC315A.")
DAY: Final = Format("n6", re.compile("[0-9]{6}"), "Write a day that exists as YYMMDD.", "%y%m%d")
TIME: Final = Format("n4", re.compile("[0-9]{4}"), "Write a time that exists as HHMM.", "%H%M")
MOMENT: Final = Format(
    "n12", re.compile("[1-9][0-9]{11}"), "Write a day and time that exist as YYYYMMDDHHMM.", "%Y%m%d%H%M"
)
