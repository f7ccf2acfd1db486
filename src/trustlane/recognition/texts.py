"""What somebody writes about an arrangement: fit to be kept, or refused; partners a line each; pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta

from trustlane.recognition.refusals import ChoiceUnknown, DayUnfit, PartnerUnfit, TextUnfit, shown

LONGEST = 20_000  # characters of a text
LINE = 300  # of a name or a title
MOST_PARTNERS = 30
FAR = timedelta(days=3_660)
_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")  # the database keeps neither, nor does the record
_PARTNER = re.compile(r"([A-Za-z]{2})[\s:;,=–-]+(\S.*)", re.ASCII)


def text(said: object, place: str, *, longest: int = LONGEST, needed: bool = False) -> str:
    """The text without blanks round it; raises TextUnfit."""
    if not isinstance(said, str):
        raise TextUnfit(place, f"{shown(said)} is no text")
    if _NO_CHARACTER.search(said):
        raise TextUnfit(place, "it holds a character that cannot be kept")
    found = said.strip()
    if needed and not found:
        raise TextUnfit(place, "nothing is written")
    if len(found) > longest:
        raise TextUnfit(place, f"{len(found):,} characters; {longest:,} are kept at most")
    return found


def line(said: object, place: str, *, needed: bool = True) -> str:
    """A text of one line."""
    return text(" ".join(said.split()) if isinstance(said, str) else said, place, longest=LINE, needed=needed)


def one_of(said: str, place: str, words: Collection[str]) -> str:
    """The word, if it is one of these; raises ChoiceUnknown."""
    if said not in words:
        raise ChoiceUnknown(place, f"{shown(said)} is none of {', '.join(words)}")
    return said


def near(day: date, place: str, today: date) -> date:
    """The day, if it lies within ten years; raises DayUnfit."""
    if abs(day - today) > FAR:
        raise DayUnfit(place, f"{day.isoformat()} is more than ten years from {today.isoformat()}")
    return day


def partners(said: str, ours: str) -> tuple[tuple[str, str], ...]:
    """Partners a line each, as ``XB Customs of Northport``: the code of each and its name, in the order written."""
    found: dict[str, str] = {}
    for number, written in enumerate(text(said, "partners", needed=True).splitlines(), 1):
        if not written.strip():
            continue
        met = _PARTNER.fullmatch(written.strip())
        if met is None:
            raise PartnerUnfit(f"partners, line {number}", f"{shown(written.strip())} is no code and name")
        code, name = met[1].upper(), line(met[2], f"partners, line {number}")
        if code == ours:
            raise PartnerUnfit(f"partners, line {number}", f"{code} is this administration itself")
        if code in found:
            raise PartnerUnfit(f"partners, line {number}", f"{code} stands there twice")
        found[code] = name
    if len(found) > MOST_PARTNERS:
        raise PartnerUnfit("partners", f"{len(found)} partners; an arrangement has {MOST_PARTNERS} at most")
    return tuple(found.items())
