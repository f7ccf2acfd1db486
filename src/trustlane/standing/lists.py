"""A list of trusted operators as somebody sent it, read into facts; what is unusable is refused by row and column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from trustlane.evidence.grid import Cell, GridRefused, Row, Sheet, column_letters
from trustlane.parties.checks import faults, is_country
from trustlane.parties.identifiers import Identifier, cleaned, hints
from trustlane.parties.profiles import ProfileBook, shipped
from trustlane.standing.cells import CellRefused, date_of, number_of, roles_of, scope_of, state_of, text_of
from trustlane.standing.facts import SCOPES, StandingFact
from trustlane.standing.law import periods_meet
from trustlane.standing.sheets import read_sheets
from trustlane.standing.words import plain, words

SCHEME_COLUMNS = ("TIN", "EORI", "LEI", "AEO", "MID", "NATIONAL")
IDENTIFIER_COLUMNS = ("identifier", *SCHEME_COLUMNS)
HEADER_WITHIN = 25  # rows of titles above the head of the table, at most


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that could not be used, and where and how to mend it; row 0 is the file as a whole."""

    row: int
    column: str
    reason: str
    mend: str
    said: frozenset[str] = field(default=frozenset(), repr=False)  # its cells, to tell whom it may have been about
    sheet: str = ""  # of a file that has several

    @property
    def place(self) -> str:
        """Where it stands, as a person would say it."""
        if not self.row:
            return "the file"
        sheet = f"sheet {self.sheet}, " if self.sheet else ""
        return f"{sheet}row {self.row}, column {self.column}" if self.column else f"{sheet}row {self.row}"


@dataclass(frozen=True, slots=True)
class ListedFact:
    """A fact with the row it was read from, and since when its state holds where the list says so."""

    row: int
    fact: StandingFact
    state_since: date | None = None


@dataclass(frozen=True, slots=True)
class ListRead:
    """What came out of a list: facts, refused rows, and what was taken for granted."""

    facts: tuple[StandingFact, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()
    listed: tuple[ListedFact, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()  # (heading as written, what it was taken for)


def read_list(path: Path, *, known: datetime, default_issuer: str) -> ListRead:
    """Read a CSV or XLSX list from a file; `known` is when it became known, `default_issuer` who speaks in it."""
    try:
        data = path.read_bytes()
    except OSError as failed:
        return _refused_whole(f"cannot be opened ({failed.strerror or failed})", "Check the name and the permissions.")
    return read_list_bytes(data, name=path.name, known=known, default_issuer=default_issuer)


def read_list_bytes(
    data: bytes, *, name: str, known: datetime, default_issuer: str, book: ProfileBook | None = None
) -> ListRead:
    """Read a CSV or XLSX list from its bytes; `name` is only quoted as the source of each fact."""
    try:
        sheets = read_sheets(data)
        sheet, head, columns = _table(sheets)
    except GridRefused as refusal:
        return ListRead(refused=(RefusedRow(refusal.row, refusal.column, refusal.reason, refusal.mend),))
    reader = _Reader(sheet, head, columns, name, known, default_issuer, book or shipped())
    return _of_several(reader.read(), sheet, sheets)


def _of_several(read: ListRead, sheet: Sheet, sheets: list[Sheet]) -> ListRead:
    """What was read, with the sheet it stood on where others of the file hold something too."""
    others = [each.name for each in sheets if each is not sheet and any(row.cells for row in each.rows)]
    if not others:
        return read
    note = f"Read was the sheet {sheet.name} alone; not read: {', '.join(others)}."
    refused = tuple(replace(each, sheet=sheet.name) for each in read.refused)
    return replace(read, notes=(*read.notes, note), refused=refused)


def _refused_whole(reason: str, mend: str) -> ListRead:
    return ListRead(refused=(RefusedRow(0, "", reason, mend),))


def _table(sheets: list[Sheet]) -> tuple[Sheet, Row, dict[str, int]]:
    """The first sheet with a recognisable head, its row, and which column is which of ours."""
    empty = True
    for sheet in sheets:
        for row in sheet.rows[:HEADER_WITHIN]:
            if not row.cells or row.refused:
                empty = empty and not row.refused
                continue
            empty = False
            columns = _columns(row)
            if any(name in columns for name in IDENTIFIER_COLUMNS) and (len(columns) > 1 or len(row.cells) == 1):
                return sheet, row, columns
    if empty:
        raise GridRefused("holds no rows", "Send the list with its heading row.")
    raise GridRefused(
        f"has no heading row with an identifier column among its first {HEADER_WITHIN} rows",
        "Name the columns in one row, such as: Name; TIN; Role; Status; Valid from; Valid to. "
        "The command `trustlane standing template` writes an empty list.",
    )


def _columns(row: Row) -> dict[str, int]:
    """Which column is which; of two columns of one meaning the first counts."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        meaning = words().columns.get(plain(cell)) if isinstance(cell, str) else None
        if meaning is not None:
            columns.setdefault(meaning, index)
    return columns


class _Reader:
    """One pass over the rows of one table."""

    def __init__(
        self,
        sheet: Sheet,
        head: Row,
        columns: dict[str, int],
        name: str,
        known: datetime,
        default_issuer: str,
        book: ProfileBook,
    ) -> None:
        self.sheet, self.head, self.columns, self.name = sheet, head, columns, name
        self.known, self.default_issuer, self.book = known, default_issuer.strip().upper(), book
        self.listed: list[ListedFact] = []
        self.refused: list[RefusedRow] = []
        self.seen: dict[tuple[str, str, str], list[ListedFact]] = {}
        self.column = ""

    def read(self) -> ListRead:
        """Every row after the head, read or refused."""
        for row in self.sheet.rows:
            if row.number <= self.head.number:
                continue
            if row.refused:
                said = _said(row.cells)
                self.refused.append(
                    RefusedRow(row.number, row.refused.column, row.refused.reason, row.refused.mend, said)
                )
                continue
            if not any(cell not in (None, "") for cell in row.cells):
                continue
            try:
                for listed in self._row(row):
                    self._keep(listed)
            except CellRefused as refusal:
                self.refused.append(RefusedRow(row.number, self.column, refusal.reason, refusal.mend, _said(row.cells)))
        return ListRead(
            facts=tuple(each.fact for each in self.listed),
            refused=tuple(self.refused),
            notes=self._notes(),
            listed=tuple(self.listed),
            columns=tuple((text_of(self.head.cells[index]), meaning) for meaning, index in self.columns.items()),
        )

    def _notes(self) -> tuple[str, ...]:
        notes: list[str] = []
        if "scope" not in self.columns:
            notes.append("No column says the scope: every row was taken to speak for security and compliance.")
        if "state" not in self.columns:
            notes.append("No column says the status: every row was taken to be valid.")
        if "valid_from" not in self.columns:
            notes.append("No column says since when: every row was taken to hold from the beginning of time.")
        known = set(self.columns.values())
        strange = [text_of(cell) for index, cell in enumerate(self.head.cells) if index not in known and cell]
        if strange:
            notes.append(f"Columns not read: {', '.join(strange)}.")
        return tuple(notes)

    def _cell(self, row: Row, meaning: str) -> Cell:
        """The cell of a meaning, remembering its column so that a refusal can name it."""
        index = self.columns.get(meaning, -1)
        if index < 0:
            return None
        self.column = f"{column_letters(index)} ({text_of(self.head.cells[index])})"
        return row.cells[index] if index < len(row.cells) else None

    def _row(self, row: Row) -> list[ListedFact]:
        self.column = ""
        if len(row.cells) > len(self.head.cells):
            self.column = column_letters(len(self.head.cells))
            raise CellRefused(
                "has more cells than the heading row",
                "Name the column, or put quotation marks round a value that holds the delimiter.",
            )
        identifiers = self._identifiers(row)
        name = " ".join(text_of(self._cell(row, "name")).split())
        if not name and "name" in self.columns:
            raise CellRefused("names no operator", "Write the operator's name.")
        issuer = self._issuer(row)
        roles = roles_of(self._cell(row, "role"))
        scope = scope_of(self._cell(row, "scope")) or frozenset(SCOPES)
        state = state_of(self._cell(row, "state"))
        since = date_of(self._cell(row, "state_since"))
        valid_from = date_of(self._cell(row, "valid_from"))
        valid_to = date_of(self._cell(row, "valid_to"))
        if valid_from and valid_to and valid_to < valid_from:
            raise CellRefused(
                f"ends on {valid_to.isoformat()}, before it begins on {valid_from.isoformat()}",
                "Correct one of the two dates.",
            )
        tier = " ".join(text_of(self._cell(row, "tier")).split())
        programme = " ".join(text_of(self._cell(row, "programme")).split())
        return [
            ListedFact(
                row.number,
                StandingFact(
                    operator=identifiers[0].value,
                    name=name,
                    identifiers=identifiers,
                    scope=scope,
                    role=role,
                    tier=tier,
                    issuer=issuer,
                    state=state,
                    valid_from=valid_from,
                    valid_to=valid_to,
                    known_from=self.known,
                    source=f"{self.name}, row {row.number}",
                    programme=programme,
                ),
                since,
            )
            for role in roles
        ]

    def _identifiers(self, row: Row) -> tuple[Identifier, ...]:
        """Every identifier the row names, the first column first; at least one."""
        found: list[Identifier] = []
        stated = sorted((name for name in IDENTIFIER_COLUMNS if name in self.columns), key=self.columns.__getitem__)
        for meaning in stated:
            values = _several(number_of(self._cell(row, meaning)))
            scheme = meaning if meaning != "identifier" else self._scheme(row)
            country = cleaned(text_of(self._cell(row, "country")))
            self._cell(row, meaning)  # a refusal below names this column
            for value in values:
                found.extend(self._with_country(scheme, value, country))
        if not found:
            self._cell(row, stated[0])
            raise CellRefused("names no identifier", "Write the number by which declarations name the operator.")
        # A manufacturer code is shared and changes with an address, so it never comes first.
        return tuple(sorted(dict.fromkeys(found), key=lambda each: each.scheme == "MID"))

    def _with_country(self, scheme: str, value: str, country: str) -> list[Identifier]:
        """A trader number whose country stands in a column of its own is both: with the country, and as it is."""
        number = cleaned(value)
        if scheme == "TIN" and number and is_country(country) and not number.startswith(country):
            whole = Identifier("TIN", country + number)
            if self.book.faults(Identifier("TIN", number)) and not self.book.faults(whole):
                return [self.book.common(whole), Identifier("NATIONAL", number)]
        return [self._identifier(scheme, value)]

    def _scheme(self, row: Row) -> str:
        said = plain(text_of(self._cell(row, "scheme")))
        if not said:
            return ""
        meaning = words().columns.get(said, "")
        if meaning not in SCHEME_COLUMNS:
            raise CellRefused(
                f"holds {said[:40]!r}, which is no known scheme", f"Write one of {', '.join(SCHEME_COLUMNS)}."
            )
        return meaning

    def _identifier(self, scheme: str, value: str) -> Identifier:
        if not scheme:
            guessed = self.book.guess(value)
            if faults(guessed):
                raise CellRefused(f"holds {value[:40]!r}, which names nobody", "Write the operator's number.")
            return guessed
        identifier = Identifier(scheme, value)
        found = self.book.faults(identifier)
        if found:
            profile = self.book.of(identifier)
            guesses = [hint for hint in (hints(identifier, profile) if profile else ()) if hint.suggestion]
            meant = f" Is {guesses[0].suggestion} meant? Then write it so." if guesses else ""
            raise CellRefused(f"holds {value[:40]!r}, which {found[0].reason}", found[0].mend + meant)
        return self.book.common(identifier)

    def _issuer(self, row: Row) -> str:
        said = text_of(self._cell(row, "issuer")).strip().upper()
        if not said:
            return self.default_issuer
        if not is_country(said):
            raise CellRefused(
                f"names the administration {said[:40]!r}, which is no two-letter country code",
                "Write the ISO 3166 code of the administration, such as JP, or EU.",
            )
        return said

    def _keep(self, listed: ListedFact) -> None:
        """Keep a fact unless an earlier row already says something for the same operator, role, scope and time."""
        fact = listed.fact
        key = (fact.operator, fact.issuer, fact.role)
        for earlier in self.seen.get(key, ()):
            if not earlier.fact.scope.isdisjoint(fact.scope) and periods_meet(earlier.fact, fact):
                self.refused.append(
                    RefusedRow(
                        listed.row,
                        "",
                        f"repeats row {earlier.row}: {fact.operator}, {fact.role or 'any role'}, in the same period",
                        "Keep the row that is right, or give them periods that do not meet.",
                        frozenset({fact.operator}),
                    )
                )
                return
        self.seen.setdefault(key, []).append(listed)
        self.listed.append(listed)


def _said(cells: tuple[Cell, ...]) -> frozenset[str]:
    """What the cells of a refused row say, as names and as numbers."""
    texts = [cell if isinstance(cell, str) else f"{cell:.0f}" for cell in cells if isinstance(cell, str | float)]
    return frozenset(each for text in texts for each in (plain(text), cleaned(text)) if each)


def _several(text: str) -> list[str]:
    """The numbers in one cell, written with a semicolon, a vertical bar or a new line between."""
    return [part.strip() for part in text.replace("|", ";").replace("\n", ";").split(";") if part.strip()]
