"""A table of holders and cases from another system, read row by row; what cannot be used is refused by row and column.

Pure: no database, no clock of the machine. A file is a hostile guest: its size is bounded by ``standing.sheets``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from trustlane.evidence.grid import Cell, GridRefused, Row, Sheet, column_letters
from trustlane.parties.identifiers import Identifier
from trustlane.parties.profiles import ProfileBook, shipped
from trustlane.parties.roles import ROLES
from trustlane.programme.migrating.brought import ANEW, HELD, Brought, PartRun
from trustlane.programme.migrating.words import COLUMNS, DATED, NO, STAGES, UNKNOWN, YES
from trustlane.programme.stages import Stage
from trustlane.standing.cells import CellRefused, date_of, number_of, roles_of, scope_of, text_of
from trustlane.standing.lists import RefusedRow
from trustlane.standing.sheets import read_sheets
from trustlane.standing.words import plain

HEADER_WITHIN = 25  # rows of titles above the head of the table, at most
SCHEMES = ("TIN", "EORI", "LEI", "NATIONAL")
LONGEST_USED = 10_000  # days


@dataclass(frozen=True, slots=True)
class MigrationRead:
    """What came out of a file: cases, refused rows, and what two people should look at."""

    cases: tuple[Brought, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()  # (heading as written, what it was taken for)
    sheet: str = ""  # of the workbook that was read; "" of a CSV


def read_migration(
    data: bytes, *, on: date, office: str, terms: Collection[str], book: ProfileBook | None = None
) -> MigrationRead:
    """Read a CSV or XLSX table that speaks of the day ``on``.

    ``office`` is whose cases they are where no column says so; ``terms`` are the clocks of the preset they go on under.
    """
    try:
        sheet, head, columns = _table(read_sheets(data))
    except GridRefused as refusal:
        return MigrationRead(refused=(RefusedRow(refusal.row, refusal.column, refusal.reason, refusal.mend),))
    return _Reader(sheet, head, columns, on, office, terms, book or shipped()).read()


def _table(sheets: list[Sheet]) -> tuple[Sheet, Row, dict[str, int]]:
    for sheet in sheets:
        for row in sheet.rows[:HEADER_WITHIN]:
            columns: dict[str, int] = {}
            for index, cell in enumerate(row.cells):
                meaning = COLUMNS.get(plain(cell)) if isinstance(cell, str) else None
                if meaning is not None:
                    columns.setdefault(meaning, index)
            if "stage" in columns and "name" in columns and not row.refused and any(one in columns for one in SCHEMES):
                return sheet, row, columns
    raise GridRefused(
        f"has no heading row with name, number and stage among its first {HEADER_WITHIN} rows",
        "Name the columns in one row, such as: Case number; Name; TIN; Certificate number; Stage; Roles; Granted on.",
    )


class _Reader:
    """One pass over the rows of one table."""

    def __init__(
        self,
        sheet: Sheet,
        head: Row,
        columns: Mapping[str, int],
        on: date,
        office: str,
        terms: Collection[str],
        book: ProfileBook,
    ) -> None:
        self.sheet, self.head, self.columns, self.on = sheet, head, columns, on
        self.office, self.terms, self.book = office, terms, book
        self.cases: list[Brought] = []
        self.refused: list[RefusedRow] = []
        self.seen: dict[tuple[str, str], int] = {}  # what may be there once, and in which row it is
        self.names: dict[str, int] = {}
        self.alike: list[str] = []
        self.column = ""
        self.unknown: list[str] = []

    def read(self) -> MigrationRead:
        """Every row after the head, read or refused."""
        for row in self.sheet.rows:
            if row.number <= self.head.number:
                continue
            if row.refused:
                self.refused.append(RefusedRow(row.number, row.refused.column, row.refused.reason, row.refused.mend))
            elif any(cell not in (None, "") for cell in row.cells):
                try:
                    self._keep(self._case(row))
                except CellRefused as refusal:
                    self.refused.append(RefusedRow(row.number, self.column, refusal.reason, refusal.mend))
        columns = tuple((text_of(self.head.cells[index]), meaning) for meaning, index in self.columns.items())
        return MigrationRead(tuple(self.cases), tuple(self.refused), self._notes(), columns, self.sheet.name)

    def _cell(self, row: Row, meaning: str) -> Cell:
        """The cell of a meaning; its column is remembered, so that a refusal names it."""
        index = self.columns.get(meaning, -1)
        if index < 0:
            return None
        self.column = f"{column_letters(index)} ({text_of(self.head.cells[index])})"
        return row.cells[index] if index < len(row.cells) else None

    def _text(self, row: Row, meaning: str) -> str:
        return " ".join(text_of(self._cell(row, meaning)).split())

    def _case(self, row: Row) -> Brought:
        self.column, self.unknown = "", []
        if len(row.cells) > len(self.head.cells):
            self.column = column_letters(len(self.head.cells))
            raise CellRefused("has more cells than the heading row", "Name the column, or empty the cell.")
        identifiers = self._identifiers(row)
        name = self._text(row, "name")
        if not name:
            raise CellRefused("names no operator", "Write the operator's name.")
        stage = self._stage(row)
        certificate = self._certificate(row, stage)
        scope = scope_of(self._cell(row, "scope")) or frozenset({"security", "compliance"})
        dates = self._dates(row)
        effective, expires = self._day(row, "effective", later=True), self._day(row, "expires", later=True)
        if effective and expires and expires < effective:
            raise CellRefused(f"ends on {expires}, before it begins on {effective}", "Correct one of the two dates.")
        return Brought(
            row=row.number,
            number=number_of(self._cell(row, "number")).strip() or certificate or identifiers[0].value,
            name=name,
            identifiers=identifiers,
            stage=ANEW.get(stage, stage),
            stage_there=stage if ANEW.get(stage, stage) != stage else "",
            office=self._text(row, "office") or self.office,
            roles=self._roles(row),
            security="security" in scope,
            compliance="compliance" in scope,
            small=self._small(row),
            tier=self._text(row, "tier"),
            certificate=certificate,
            dates=dates,
            effective=effective,
            expires=expires,
            clock=self._clock(row),
            unknown=tuple(self.unknown),
            remark=self._text(row, "remark"),
        )

    def _identifiers(self, row: Row) -> tuple[Identifier, ...]:
        found: list[Identifier] = []
        stated = sorted((scheme for scheme in SCHEMES if scheme in self.columns), key=self.columns.__getitem__)
        for scheme in stated:
            value = number_of(self._cell(row, scheme)).strip()
            if not value:
                continue
            identifier = Identifier(scheme, value)
            faults = self.book.faults(identifier)
            if faults:
                raise CellRefused(f"holds {value[:40]!r}, which {faults[0].reason}", faults[0].mend)
            found.append(self.book.common(identifier))
        if not found:
            self._cell(row, stated[0])
            raise CellRefused("names no identifier", "Write the number by which declarations name the operator.")
        return tuple(dict.fromkeys(found))

    def _stage(self, row: Row) -> Stage:
        said = self._text(row, "stage")
        stage = STAGES.get(plain(said))
        if stage is None:
            raise CellRefused(
                f"holds {said[:40]!r}, which is no known stage" if said else "says no stage",
                f"Write one of {', '.join(one.replace('_', ' ') for one in Stage)}.",
            )
        if stage is Stage.FROZEN:
            raise CellRefused(
                "is a freeze, which ends within 72 hours", "Write suspended, or the stage before the freeze."
            )
        return stage

    def _certificate(self, row: Row, stage: Stage) -> str:
        certificate = number_of(self._cell(row, "certificate")).strip()
        if stage in HELD and not certificate:
            raise CellRefused(
                f"names no certificate, and the case is {stage.replace('_', ' ')}",
                "Write the number of the certificate, or the stage the case is at.",
            )
        faults = self.book.faults(Identifier("AEO", certificate)) if certificate else ()
        for fault in faults:
            raise CellRefused(f"holds {certificate[:40]!r}, which {fault.reason}", fault.mend)
        return certificate

    def _roles(self, row: Row) -> tuple[str, ...]:
        roles = roles_of(self._cell(row, "roles"))
        if roles == ("",):
            raise CellRefused("says no role", f"Write one or more of {', '.join(ROLES)}.")
        return tuple(role for role in ROLES if role in roles)

    def _small(self, row: Row) -> bool:
        said = plain(self._text(row, "small"))
        if said not in YES | NO:
            raise CellRefused(f"holds {said[:40]!r}, which is neither yes nor no", "Write yes or no.")
        return said in YES

    def _day(self, row: Row, meaning: str, *, later: bool = False) -> date | None:
        """A day, or None where it is not told or told not to be known; only some may lie after the file's own day."""
        cell = self._cell(row, meaning)
        said = text_of(cell).strip()
        if said and (said == "?" or plain(said) in UNKNOWN):
            self.unknown.append(meaning)
            return None
        day = date_of(cell)
        if day is not None and day > self.on and not later:
            raise CellRefused(
                f"holds {day.isoformat()}, after {self.on.isoformat()}, the day the file speaks of",
                "Correct the date, or the day the file speaks of.",
            )
        return day

    def _dates(self, row: Row) -> Mapping[str, date]:
        """The days of moves that are known, in the order in which moves are made; refused where they contradict it."""
        found: dict[str, date] = {}
        for meaning, move in DATED.items():
            day = self._day(row, meaning)
            if day is None:
                continue
            for before in ("submit", "accept", "grant"):
                if before in found and day < found[before]:
                    raise CellRefused(
                        f"holds {day.isoformat()}, before '{before}' on {found[before].isoformat()}",
                        "Correct one of the two dates, or write 'unknown' for the one that is not known.",
                    )
            found[move] = day
        return found

    def _clock(self, row: Row) -> PartRun | None:
        term = plain(self._text(row, "clock")).replace(" ", "_")
        if term and term not in self.terms:
            raise CellRefused(
                f"names the clock {term[:40]!r}, which the preset has not",
                f"Write one of {', '.join(sorted(self.terms))}.",
            )
        begun = self._day(row, "clock_begun")
        used = self._used(row)
        if not term:
            if begun is not None or used is not None:
                raise CellRefused("tells how a clock ran, and names none", "Write which clock it is.")
            return None
        if begun is None and used is None:
            raise CellRefused(
                f"names the clock {term!r}, and neither its first day nor the days used is known",
                "Write the day it began, or how many of its days were used.",
            )
        if begun is not None and used is not None and used > (self.on - begun).days:
            raise CellRefused(
                f"says that {used} days were used of a clock that began on {begun.isoformat()}",
                "Correct the day, or the number of days.",
            )
        return PartRun(term, begun, used)

    def _used(self, row: Row) -> int | None:
        said = self._text(row, "days_used")
        if not said or said == "?" or plain(said) in UNKNOWN:
            return None
        if not (said.isascii() and said.isdecimal() and int(said[:6]) <= LONGEST_USED and len(said) <= 5):
            raise CellRefused(f"holds {said[:40]!r}, which is no number of days", "Write a whole number of days.")
        return int(said)

    def _keep(self, case: Brought) -> None:
        """Keep a case, unless an earlier row has the same number, certificate, or an open case of the same operator."""
        once = [("case number", case.number), *((f"{one.scheme}", one.value) for one in case.identifiers)]
        once += [("certificate", case.certificate)] if case.certificate else []
        for what, value in once:
            if (what, value) in self.seen:
                self.column = ""
                raise CellRefused(
                    f"repeats row {self.seen[what, value]}: the same {what}, {value[:40]}",
                    "Keep the row that is right; an operator comes with one case, the one that counts now.",
                )
        self.seen.update(dict.fromkeys(once, case.row))
        name = plain(case.name)
        if name in self.names:
            self.alike.append(
                f"Rows {self.names[name]} and {case.row} have one name and different numbers: {case.name}."
            )
        self.names.setdefault(name, case.row)
        self.cases.append(case)

    def _notes(self) -> tuple[str, ...]:
        known = set(self.columns.values())
        strange = [text_of(cell) for index, cell in enumerate(self.head.cells) if index not in known and cell]
        notes = [f"Columns not read: {', '.join(strange)}."] if strange else []
        if "scope" not in self.columns:
            notes.append("No column says the scope: every row was taken to speak for security and compliance.")
        unknown = sum(1 for case in self.cases if case.unknown)
        if unknown:
            notes.append(f"{unknown} cases say of a day that it is not known; they are marked so.")
        anew = sum(1 for case in self.cases if case.stage_there)
        if anew:
            notes.append(f"{anew} validations were under way; each is planned anew here, with a team of this house.")
        return (*notes, *self.alike)
