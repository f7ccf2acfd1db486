"""What one cell of a list says: a date, a state, a scope, roles; or why it cannot be read and how to mend it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from trustlane.evidence.grid import Cell
from trustlane.parties.spelling import latin
from trustlane.standing.words import plain, words

FIRST_YEAR, LAST_YEAR = 1950, 2200
OPEN_ENDS = frozenset({"", "open", "unlimited", "indefinite", "none", "no expiry", "permanent", "n a", "never"})
_LONG_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTHS = [name[:3] for name in _LONG_MONTHS]
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")


class CellRefused(Exception):
    """A cell that cannot be read: what is wrong with it, and how to mend it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason, self.mend = reason, mend


def text_of(cell: Cell) -> str:
    """The cell as text, a whole number without its decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if cell in _ERRORS:
        raise CellRefused(f"holds the error {cell}", "Write the value in place of the broken formula.")
    # A mark before =, +, - or @ keeps a spreadsheet from taking a text for a formula; it is no part of the text.
    return cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell


def number_of(cell: Cell) -> str:
    """The cell as the text of an identifier; a number too long for a spreadsheet has lost digits."""
    if isinstance(cell, float) and (abs(cell) >= 1e15 or not cell.is_integer()):
        raise CellRefused(
            f"was kept by the spreadsheet as the number {cell!r}, which loses digits",
            "Format the column as text and enter the identifier again.",
        )
    text = text_of(cell)
    if re.fullmatch(r"[0-9][.,][0-9]+E\+?[0-9]+", text, re.IGNORECASE):
        raise CellRefused(
            f"was shortened by a spreadsheet to {text}", "Format the column as text and enter the identifier again."
        )
    return text


def date_of(cell: Cell) -> date | None:
    """A day written in a form that can mean only one day; nothing where the cell is empty or says there is no end."""
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _open_or_within(cell)
    if isinstance(cell, bool):
        raise CellRefused("holds no date", "Write it as YYYY-MM-DD.")
    if isinstance(cell, float):
        return _serial(cell)
    text = text_of(cell).strip()
    if plain(text) in OPEN_ENDS or not re.search(r"\w", text):
        return None
    return _open_or_within(_written(text))


def _serial(number: float) -> date:
    """A day counted by a spreadsheet from 30 December 1899; eight digits are year, month and day."""
    if number.is_integer() and 19_000_000 <= number < 100_000_000:
        return _within(_built(int(number) // 10_000, int(number) // 100 % 100, int(number) % 100, f"{int(number)}"))
    if not 18_264 <= number < 109_940:  # 1950 to 2200
        raise CellRefused(f"holds {number:g}, which is no date", "Write the date as YYYY-MM-DD.")
    return date(1899, 12, 30) + timedelta(days=int(number))


def _written(text: str) -> date:
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?", text):
        return _built(int(found[1]), int(found[2]), int(found[3]), text)
    if found := re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text):
        return _built(int(found[1]), int(found[2]), int(found[3]), text)
    if re.fullmatch(r"\d{5}|\d{8}", text) and text.isascii():
        return _serial(float(text))
    if found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?: \d{1,2}:\d{2}.*)?", text):
        return _built(int(found[3]), int(found[2]), int(found[1]), text)  # with points the day always comes first
    if found := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: \d{1,2}:\d{2}.*)?", text):
        return _day_or_month_first(int(found[1]), int(found[2]), int(found[3]), text)
    if named := _with_month_name(text):
        return named
    if re.fullmatch(r"\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2}", text):
        raise CellRefused(f"holds {text!r}, whose year has two digits", "Write the date as YYYY-MM-DD.")
    raise CellRefused(f"holds {text[:40]!r}, which is no date", "Write the date as YYYY-MM-DD.")


def _day_or_month_first(first: int, second: int, year: int, text: str) -> date:
    if first <= 12 and second <= 12 and first != second:
        raise CellRefused(
            f"holds {text!r}, which is {_named(year, second, first)} in some countries "
            f"and {_named(year, first, second)} in others",
            f"Write {year:04}-{second:02}-{first:02} or {year:04}-{first:02}-{second:02}, whichever is meant.",
        )
    return _built(year, first, second, text) if second > 12 else _built(year, second, first, text)


def _with_month_name(text: str) -> date | None:
    parts = re.findall(r"[^\W\d_]+|\d+", latin(text))
    months = {name: number for names in (_MONTHS, _LONG_MONTHS) for number, name in enumerate(names, 1)}
    months["sept"] = 9
    words_ = [
        part for part in parts if not part.isdigit() and part.casefold() not in ("of", "de", "st", "nd", "rd", "th")
    ]
    numbers = [part for part in parts if part.isdigit()]
    if len(words_) != 1 or len(numbers) != 2 or words_[0].casefold() not in months:
        return None
    year, day = sorted(numbers, key=len, reverse=True)
    if len(year) != 4 or len(day) > 2:
        return None
    return _built(int(year), months[words_[0].casefold()], int(day), text)


def _built(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellRefused(f"holds {text[:40]!r}, a day no calendar has", "Write the date as YYYY-MM-DD.") from None


def _open_or_within(day: date) -> date | None:
    return None if day.year == 9999 else _within(day)


def _within(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellRefused(f"holds {day.isoformat()}, outside {FIRST_YEAR} to {LAST_YEAR}", "Correct the year.")
    return day


def _named(year: int, month: int, day: int) -> str:
    return f"{day} {_LONG_MONTHS[month - 1].capitalize()} {year}"


def state_of(cell: Cell) -> str:
    """The state of the standing; an empty cell means valid, because lists name those who hold it."""
    said = plain(text_of(cell))
    if not said:
        return "valid"
    if said not in words().states:
        raise CellRefused(
            f"holds {text_of(cell)[:40]!r}, which is no known status",
            "Write valid, suspended, revoked, expired or withdrawn.",
        )
    return words().states[said]


def scope_of(cell: Cell) -> frozenset[str] | None:
    """The risks the standing speaks to; nothing where the cell is empty."""
    said = plain(text_of(cell))
    if not said:
        return None
    known = words().scopes
    parts = (
        [said]
        if said in known
        else [plain(each) for each in re.split(r"[,;/+&|]|\band\b", text_of(cell)) if plain(each)]
    )
    if not parts or any(part not in known for part in parts):
        raise CellRefused(
            f"holds {text_of(cell)[:40]!r}, which is no known scope",
            "Write security, compliance or both (AEOS, AEOC or AEOF).",
        )
    meant = {known[part] for part in parts}
    return frozenset({"security", "compliance"}) if "both" in meant else frozenset(meant)


def roles_of(cell: Cell) -> tuple[str, ...]:
    """The roles in which the standing is held; a role left empty is every role."""
    said = plain(text_of(cell))
    if not said:
        return ("",)
    known = words().roles
    parts = (
        [said]
        if said in known
        else [plain(each) for each in re.split(r"[,;/+&|\n]|\band\b", text_of(cell)) if plain(each)]
    )
    unknown = [part for part in parts if part not in known]
    if unknown or not parts:
        raise CellRefused(
            f"holds {text_of(cell)[:40]!r}, which is no known role",
            "Write importer, exporter, manufacturer, broker, carrier, forwarder, terminal, warehouse, postal, "
            "e-commerce or free zone, several with a semicolon between.",
        )
    return tuple(sorted({known[part] for part in parts}))
