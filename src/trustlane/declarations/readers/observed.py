"""Reads what an existing system really did with declarations: lane, re-routing by whom and why, examination, result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import polars as pl

from trustlane.declarations.frame import Read
from trustlane.declarations.readers.delimited import LINE, ROW, Block, DelimitedTable, TableRefused, distinct
from trustlane.declarations.readers.mapping import Mapping
from trustlane.declarations.readers.matching import spelt
from trustlane.declarations.readers.refusing import Refusals
from trustlane.declarations.readers.sniffing import Form, form_of
from trustlane.declarations.readers.sources import Utf8Source
from trustlane.declarations.readers.spreadsheets import read_sheet
from trustlane.declarations.readers.tabular import parquet_blocks, parquet_names
from trustlane.declarations.readers.treatments import columns_of, treatments_from

PLAIN = Mapping(name="observed", title="What was done, under usual names")


def read_observed(path: Path, *, mapping: Mapping | None = None, zone: str = "UTC") -> Read:
    """The rows of one file, of whatever form; columns are known by the mapping's `observed`, else by usual names."""
    refusals = Refusals(str(path))
    try:
        found = _read(path, mapping, refusals, zone)
        return Read(observed=found, refused=refusals.listed(), unlisted=refusals.unlisted())
    except TableRefused as refused:
        refusals.add(refused.place, refused.reason, refused.mend)
    except OSError as error:
        refusals.add("the file", f"It cannot be opened: {error.strerror}.", "Check its name and that you may read it.")
    return Read(refused=refusals.listed(), unlisted=refusals.unlisted())


def _read(path: Path, mapping: Mapping | None, refusals: Refusals, zone: str) -> pl.DataFrame:
    with path.open("rb") as stream:
        form = form_of(stream.read(64 * 1024))
        stream.seek(0)
        if form is Form.TABLE:
            source = Utf8Source(stream, mapping.encoding if mapping else None)
            table = DelimitedTable(source, refusals, mapping.delimiter if mapping else None)
            return _rows(table.blocks(), table.names, mapping, refusals, zone, "row")
    if form is Form.PARQUET:
        names = parquet_names(path)
        return _rows(parquet_blocks(path, names), names, mapping, refusals, zone, "record")
    if form is Form.SPREADSHEET:
        names, cells = read_sheet(path, refusals)
        return _rows([Block(cells)], names, mapping, refusals, zone, "row")
    if form is Form.JSON:
        names, cells = _objects(path.read_bytes())
        return _rows([Block(cells)], names, mapping, refusals, zone, "object")
    if isinstance(form.value, tuple):
        raise TableRefused("the file", *form.value)
    raise TableRefused("the file", "XML is not read here.", "Give CSV, Excel, Parquet or JSON.")


def _rows(
    blocks: Iterable[Block], names: Sequence[str], mapping: Mapping | None, refusals: Refusals, zone: str, first: str
) -> pl.DataFrame:
    chosen = spelt(mapping or Mapping(name=PLAIN.name, title=PLAIN.title, zone=zone), tuple(names))
    return treatments_from(blocks, columns_of(names, chosen), chosen, refusals, first=first)


def _objects(data: bytes) -> tuple[tuple[str, ...], pl.DataFrame]:
    """A JSON array of flat objects, or one object a line, as a table of text."""
    try:
        text = data.strip()
        rows = msgspec.json.decode(text) if text.startswith(b"[") else msgspec.json.Decoder().decode_lines(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise TableRefused(
            "the file", f"This is not JSON: {error}.", "Give an array of objects, or one a line."
        ) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TableRefused("the file", "This JSON holds other things than objects.", "Give an array of objects.")
    names = distinct(tuple(dict.fromkeys(name for row in rows for name in row)))
    cells = {name: pl.Series(name, [_text(row.get(name)) for row in rows], dtype=pl.String) for name in names}
    numbers = pl.Series(ROW, range(1, len(rows) + 1), dtype=pl.UInt32)
    return names, pl.DataFrame(cells).with_columns(numbers, numbers.alias(LINE))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
