"""Takes delimited text apart into rows of cells, block by block, and refuses the rows whose structure is broken.

A block ends where a record ends, so a file of any size needs the memory of a few blocks. Whether every row has as many
cells as the header is judged by counting separators with NumPy; cells are cut by Polars. Where quotation marks stand
in odd places, that block is read by Python's own csv module instead, which knows what a stray mark means.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from trustlane.declarations.readers.refusing import Refusals

BLOCK = 16 * 1024 * 1024
LONGEST_RECORD = 1024 * 1024
LONGEST_HEADER = 256 * 1024
DELIMITERS = (",", ";", "\t", "|")
ROW, LINE = "#row", "#line"

Positions = npt.NDArray[np.int64]


class Bytes(Protocol):
    """Anything that gives the next bytes of a file."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class _Again:
    """Bytes that were looked at are read again before those of the file."""

    def __init__(self, first: bytes, then: Bytes) -> None:
        self._first, self._then = first, then

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        if self._first:
            piece, self._first = self._first[:size], self._first[size:]
            return piece
        return self._then.read(size)


class Block(NamedTuple):
    """Rows of text cells with the number of their row and line; in a tidy block no cell has blanks around it."""

    cells: pl.DataFrame
    tidy: bool = False


class TableRefused(Exception):
    """A file that is no table at all: why, and how to mend it."""

    def __init__(self, place: str, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.place, self.reason, self.mend = place, reason, mend


@dataclass(slots=True)
class _Cursor:
    """Where the next block begins, as a person counts: rows as a spreadsheet shows them, lines as an editor does."""

    row: int = 1
    line: int = 1


class DelimitedTable:
    """One delimited file: its header at once, its rows block by block."""

    def __init__(self, source: Bytes, refusals: Refusals, delimiter: str | None = None, block: int = BLOCK) -> None:
        self._source: Bytes = source
        self._refusals = refusals
        self._block = self._wanted = block
        self._rest = b""
        self._ended = False
        self._cursor = _Cursor()
        self._fill(LONGEST_HEADER)
        self.delimiter, names = self._read_header(delimiter)
        self._source, self._rest, self._ended = _Again(self._rest, source), b"", False
        self.header = names
        self.names = distinct(names)

    def blocks(self) -> Iterator[Block]:
        """The rows under the header's names, as many at a time as fit a block; the next is cut while one is used."""
        whole = self._refusals
        with ThreadPoolExecutor(1) as beside:
            coming = beside.submit(self._next)
            while (block := coming.result()) is not None:
                # What is wrong with the next block is told when that is used: refusals stay in the order of the file.
                whole.take(self._refusals)
                coming = beside.submit(self._next)
                yield block

    def _next(self) -> Block | None:
        self._refusals = self._refusals.apart()
        self._fill(self._wanted)
        before = len(self._rest)
        if not before:
            return None
        block = self._quoted_block() if b'"' in self._rest else self._unquoted_block()
        # A record longer than the block needs more of the file before it can be judged.
        self._wanted = self._block if len(self._rest) < before else before + self._block
        return block

    def _fill(self, size: int) -> None:
        parts = [self._rest]
        have = len(self._rest)
        while have < size and not self._ended:
            piece = self._source.read(size - have)
            if not piece:
                self._ended = True
            parts.append(piece)
            have += len(piece)
        self._rest = b"".join(parts)

    def _read_header(self, delimiter: str | None) -> tuple[str, tuple[str, ...]]:
        while True:
            line, found, rest = self._rest.partition(b"\n")
            if not line.strip():
                if not found:
                    raise TableRefused("the file", "It is empty.", "Give a file with a header row and rows below it.")
                self._rest = rest
            elif line.strip().lower().startswith(b"sep=") and len(line.strip()) == 5 and found:
                delimiter = delimiter or chr(line.strip()[4])
                self._rest = rest
            else:
                break
            self._cursor.row += 1
            self._cursor.line += 1
        if b"\0" in line:
            raise TableRefused(
                "the header", "It holds null characters: this is not text in UTF-8.", "Save the file as CSV in UTF-8."
            )
        text = self._rest[:LONGEST_HEADER].decode("utf-8", "replace")
        delimiter = delimiter or _likeliest(text.partition("\n")[0])
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            names = next(reader)
        except (csv.Error, StopIteration):
            raise TableRefused(
                "the header", "Its quotation marks do not match.", "Mend the first row of the file."
            ) from None
        used = text.split("\n", reader.line_num)
        taken = len("\n".join(used[: reader.line_num]).encode()) + 1
        if "\ufffd" in "".join(names):
            raise TableRefused(
                "the header",
                "It is not text in UTF-8.",
                "Save the file as UTF-8, or name its `encoding` in the mapping, for instance windows-1252.",
            )
        self._rest = self._rest[taken:]
        self._cursor.row += 1
        self._cursor.line += reader.line_num
        return delimiter, tuple(name.strip() for name in names)

    def _unquoted_block(self) -> Block:
        cut = len(self._rest) if self._ended else self._rest.rfind(b"\n") + 1
        if cut == 0 and len(self._rest) > LONGEST_RECORD:
            cut = len(self._rest)  # endless line: it is judged as it is, and refused
        if cut == 0:
            return Block(self._frame([], [], []))
        data, self._rest = self._rest[:cut], self._rest[cut:]
        return self._plain(data, np.empty(0, dtype=np.int64))

    def _quoted_block(self) -> Block:
        """A block with quotation marks: fast where they stand as they should, with care where they do not."""
        array = np.frombuffer(self._rest, dtype=np.uint8)
        quotes = np.flatnonzero(array == 34)
        if _well_formed(array, quotes, ord(self.delimiter), self._ended):
            newlines = np.flatnonzero(array == 10)
            outside = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
            if self._ended and len(quotes) % 2 == 0:
                cut = len(self._rest)
            else:
                cut = int(outside[-1]) + 1 if len(outside) else 0
            if cut and not (self._ended and cut < len(self._rest)):
                data, self._rest = self._rest[:cut], self._rest[cut:]
                return self._plain(data, quotes[quotes < cut])
        return self._careful()

    def _plain(self, data: bytes, quotes: Positions) -> Block:
        """A block whose records are known by counting; broken ones are refused and left out."""
        if not data.endswith(b"\n"):
            data += b"\n"
        array = np.frombuffer(data, dtype=np.uint8)
        newlines = np.flatnonzero(array == 10)
        separators = np.flatnonzero(array == ord(self.delimiter))
        ends = newlines
        if len(quotes):
            ends = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
            separators = separators[np.searchsorted(quotes, separators) % 2 == 0]
        starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1] + 1))
        counts = np.diff(np.searchsorted(separators, ends), prepend=0)
        lengths = ends - starts
        blank = (lengths == 0) | ((lengths == 1) & (array[starts] == 13))
        odd = (counts != len(self.names) - 1) & ~blank
        odd |= _records_with(np.flatnonzero(array == 0), ends)
        if not data.isascii():
            odd |= _undecodable(data, array, starts, ends)
        rows = np.arange(len(ends), dtype=np.int64) + self._cursor.row
        lines = (
            self._cursor.line + np.searchsorted(newlines, starts)
            if len(quotes)
            else rows - rows[:1] + self._cursor.line
        )
        good = ~(blank | odd)
        rescued = self._judge(data, starts, ends, rows, lines, np.flatnonzero(odd))
        if not good.all():
            data = _joined(data, starts, ends, good)
        self._cursor.row += len(ends)
        self._cursor.line += len(newlines)
        frame = self._cells(data, quoted=len(quotes) > 0).with_columns(
            pl.Series(ROW, rows[good], dtype=pl.UInt32), pl.Series(LINE, lines[good], dtype=pl.UInt32)
        )
        if rescued is not None:
            return Block(pl.concat([frame, rescued]).sort(ROW))
        return Block(frame, tidy=not len(quotes) and _tidy(data, self.delimiter))

    def _cells(self, data: bytes, *, quoted: bool) -> pl.DataFrame:
        if not data:
            return pl.DataFrame(schema=dict.fromkeys(self.names, pl.String))
        return pl.read_csv(
            data,
            has_header=False,
            new_columns=list(self.names),
            separator=self.delimiter,
            quote_char='"' if quoted else None,
            infer_schema=False,
        )

    def _judge(
        self, data: bytes, starts: Positions, ends: Positions, rows: Positions, lines: Positions, odd: Positions
    ) -> pl.DataFrame | None:
        """Refuse the odd records, except those that only have empty cells too many."""
        saved: list[list[str]] = []
        saved_rows: list[int] = []
        saved_lines: list[int] = []
        for index in odd.tolist():
            row, line = int(rows[index]), int(lines[index])
            text = data[starts[index] : ends[index]].decode("utf-8", "surrogateescape").rstrip("\r")
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter), [])
            kept = self._judged(cells, row, line)
            if kept is not None:
                saved.append(kept)
                saved_rows.append(row)
                saved_lines.append(line)
        return self._frame(saved, saved_rows, saved_lines) if saved else None

    def _judged(self, cells: list[str], row: int, line: int) -> list[str] | None:
        """The cells of one record if it can be used; None if it is blank or was refused."""
        width = len(self.names)
        place = place_of(row, line)
        if not any(cell.strip() for cell in cells):
            return None
        whole = "".join(cells)
        if "\0" in whole:
            self._refusals.add(
                place, "It holds a null character.", "Write the file anew as UTF-8.", kind="null character"
            )
        elif not whole.isascii() and any("\ud800" <= c <= "\udfff" for c in whole):
            self._refusals.add(
                place,
                "It holds bytes that are not UTF-8.",
                "Save the file as UTF-8, or name its `encoding` in the mapping, for instance windows-1252.",
                kind="not UTF-8",
            )
        elif len(cells) < width or any(cell.strip() for cell in cells[width:]):
            more = "too many" if len(cells) > width else "too few"
            self._refusals.add(
                place,
                f"It has {len(cells)} cells where the header has {width}.",
                "Put text that holds the separator between quotation marks."
                if len(cells) > width
                else "Write an empty cell for what is missing.",
                kind=f"{more} cells",
            )
        else:
            return cells[:width]
        return None

    def _careful(self) -> Block:
        """A block with stray quotation marks, read record by record."""
        text = self._rest.decode("utf-8", "surrogateescape")
        lines = text.splitlines(keepends=True) if not _odd_breaks(text) else _newline_split(text)
        if not self._ended and len(self._rest) < LONGEST_RECORD and not (lines and lines[-1].endswith("\n")):
            del lines[-1:]  # the end of this line is in the next block
        saved: list[list[str]] = []
        rows: list[int] = []
        numbers: list[int] = []
        at, first = 0, self._cursor.line
        for begin, end, cells in _records(lines, self.delimiter, final=self._ended):
            row, line = self._cursor.row, first + begin
            self._cursor.row += 1
            at = end
            if isinstance(cells, str):
                self._refusals.add(
                    place_of(row, line),
                    "Its quotation marks do not match.",
                    "Close the mark, or write it twice where it belongs to the text.",
                    kind="quotation marks",
                )
                continue
            kept = self._judged(cells, row, line)
            if kept is not None:
                saved.append(kept)
                rows.append(row)
                numbers.append(line)
        self._cursor.line += at
        used = sum(len(line.encode("utf-8", "surrogateescape")) for line in lines[:at])
        self._rest = self._rest[used:]
        return Block(self._frame(saved, rows, numbers))

    def _frame(self, cells: list[list[str]], rows: list[int], lines: list[int]) -> pl.DataFrame:
        columns = zip(*cells, strict=True) if cells else [()] * len(self.names)
        made = {
            name: pl.Series(name, list(column), dtype=pl.String)
            for name, column in zip(self.names, columns, strict=True)
        }
        return pl.DataFrame(made).with_columns(
            pl.Series(ROW, rows, dtype=pl.UInt32), pl.Series(LINE, lines, dtype=pl.UInt32)
        )


def place_of(row: int, line: int) -> str:
    """Where a row stands; the line is named where text over several lines makes it differ."""
    return f"row {row}" if row == line else f"row {row} (line {line})"


def _records(lines: list[str], delimiter: str, *, final: bool) -> Iterator[tuple[int, int, list[str] | str]]:
    """Each record's first line, the line after it, and its cells, or the fault that ended it."""
    at = 0
    while at < len(lines):
        base = at
        reader = csv.reader(islice(lines, at, None), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                end = base + reader.line_num
                yield at, end, cells
                at = end
        except csv.Error as fault:
            open_ended = base + reader.line_num >= len(lines) and not final
            if open_ended and sum(len(line) for line in lines[at:]) < LONGEST_RECORD:
                return  # the record goes on in the next block
            yield at, at + 1, str(fault)
            at += 1


def _well_formed(array: npt.NDArray[np.uint8], quotes: Positions, separator: int, ended: bool) -> bool:
    """Marks open only at the beginning of a cell and close only at its end; doubled ones stand inside."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = array[np.maximum(opening - 1, 0)]
    if not ((opening == 0) | (before == separator) | (before == 10) | (before == 34)).all():
        return False
    inner = closing[closing < len(array) - 1]
    after = array[inner + 1]
    if not ((after == separator) | (after == 10) | (after == 13) | (after == 34)).all():
        return False
    # A mark right after another stands for one inside the text: it closes and opens again.
    return not (ended and len(quotes) % 2)


def _records_with(positions: Positions, ends: Positions) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(ends), dtype=np.bool_)
    if len(positions):
        found[np.searchsorted(ends, positions)] = True
    return found


def _undecodable(
    data: bytes, array: npt.NDArray[np.uint8], starts: Positions, ends: Positions
) -> npt.NDArray[np.bool_]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return np.zeros(len(ends), dtype=np.bool_)
    suspects = _records_with(np.flatnonzero(array >= 128), ends)
    for index in np.flatnonzero(suspects).tolist():
        try:
            data[starts[index] : ends[index]].decode("utf-8")
        except UnicodeDecodeError:
            continue
        suspects[index] = False
    return suspects


def _tidy(data: bytes, delimiter: str) -> bool:
    """Whether no cell of this unquoted text can have blanks around it, which spares looking at each."""
    if not data.isascii() or any(mark in data for mark in (b"\v", b"\f", b"\x1c", b"\x1d", b"\x1e", b"\x1f")):
        return False
    array = np.frombuffer(data, dtype=np.uint8)
    edges = np.zeros(256, dtype=np.bool_)
    edges[[10, 13, ord(delimiter)]] = True
    for blank in {" ", "\t"} - {delimiter}:
        if blank.encode() in data:
            at = np.flatnonzero(array == ord(blank))
            if at[0] == 0 or edges[array[at - 1]].any() or edges[array[at + 1]].any():
                return False
    if b"\r" in data:
        returns = np.flatnonzero(array == 13)
        return bool((array[returns + 1] == 10).all())
    return True


def _joined(data: bytes, starts: Positions, ends: Positions, good: npt.NDArray[np.bool_]) -> bytes:
    """The good records only, copied in runs."""
    edges = np.diff(good.astype(np.int8), prepend=0, append=0)
    begins, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return b"".join(data[starts[a] : ends[b - 1] + 1] for a, b in zip(begins.tolist(), stops.tolist(), strict=True))


def _odd_breaks(text: str) -> bool:
    return any(mark in text for mark in "\v\f\x1c\x1d\x1e\x85\u2028\u2029") or "\r" in text.replace("\r\n", "")


def _newline_split(text: str) -> list[str]:
    pieces = text.split("\n")
    kept = [piece + "\n" for piece in pieces[:-1]]
    return [*kept, pieces[-1]] if pieces[-1] else kept


def _likeliest(line: str) -> str:
    counts = {mark: line.count(mark) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: counts[mark]) if any(counts.values()) else ","


def distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without repeats: an empty or repeated one is told apart by its place."""
    seen: set[str] = set()
    made: list[str] = []
    for number, name in enumerate(names, 1):
        unique = name if name and name not in seen else f"{name or 'column'} ({number})"
        while unique in seen or unique in (ROW, LINE):
            unique += "*"
        seen.add(unique)
        made.append(unique)
    return tuple(made)
