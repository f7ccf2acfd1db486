"""Reads tables of declarations through a column mapping: good rows go on, bad ones are told why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from trustlane.declarations.frame import CLAIM, LINES, OBSERVED_ROWS, OUTCOME_ROWS, PARTY, Read, once_each
from trustlane.declarations.readers.conversion import Converter, CurrencyFrom, cleaned, converter
from trustlane.declarations.readers.delimited import LINE, ROW, Block, DelimitedTable, TableRefused
from trustlane.declarations.readers.judging import faulty_rows, place_in, refuse, typed_from
from trustlane.declarations.readers.mapping import KINDS, Column, Mapping
from trustlane.declarations.readers.matching import fitting
from trustlane.declarations.readers.nested import carried, nested_columns
from trustlane.declarations.readers.refusing import Refusals
from trustlane.declarations.readers.sources import Utf8Source
from trustlane.declarations.readers.spreadsheets import read_sheet
from trustlane.declarations.readers.treatments import treatments_from

SLICE = 250_000
PLACE = (ROW, LINE)


def read_csv(path: Path, *, mapping: Mapping | None = None, zone: str | None = None) -> Read:
    """Lines of a delimited text file; the mapping is found by the header if none is given."""
    refusals = Refusals(str(path))
    with path.open("rb") as stream:
        try:
            source = Utf8Source(stream, mapping.encoding if mapping else None)
            table = DelimitedTable(source, refusals, mapping.delimiter if mapping else None)
            chosen = fitting(table.names, mapping)
            return read_table(table.blocks(), chosen, table.names, refusals, zone=zone)
        except TableRefused as refused:
            refusals.add(refused.place, refused.reason, refused.mend)
            return Read(refused=refusals.listed())


def read_parquet(path: Path, *, mapping: Mapping | None = None, zone: str | None = None) -> Read:
    """Lines of a Parquet file, slice by slice; only the mapped columns are opened."""
    refusals = Refusals(str(path))
    try:
        schema = parquet_schema(path)
        names = tuple(schema)
        chosen = fitting(names, mapping)
        lists = nested_columns(schema, chosen)
        wanted = [name for name in names if name in set(chosen.known()) and name not in lists.values()]
        chosen = replace(chosen, columns=tuple(c for c in chosen.columns if c.target not in lists))
        blocks = parquet_blocks(path, wanted, lists)
        return read_table(blocks, chosen, wanted, refusals, zone=zone, first="record", lists=tuple(lists))
    except TableRefused as refused:
        refusals.add(refused.place, refused.reason, refused.mend)
    return Read(refused=refusals.listed(), unlisted=refusals.unlisted())


def read_spreadsheet(path: Path, *, mapping: Mapping | None = None, zone: str | None = None) -> Read:
    """Lines of the first sheet of a spreadsheet that has any."""
    refusals = Refusals(str(path))
    try:
        names, cells = read_sheet(path, refusals)
        return read_table([Block(cells)], fitting(names, mapping), names, refusals, zone=zone)
    except TableRefused as refused:
        refusals.add(refused.place, refused.reason, refused.mend)
        return Read(refused=refusals.listed())


def parquet_schema(path: Path) -> pl.Schema:
    """The columns of a Parquet file and their types."""
    with _damage():
        return pl.Schema(pl.read_parquet_schema(path))


def parquet_names(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file."""
    return tuple(parquet_schema(path))


def parquet_blocks(path: Path, wanted: Sequence[str], lists: Dictionary[str, str] | None = None) -> Iterator[Block]:
    """The wanted columns as text, slice by slice; those of lists, by our name for them, in our own types."""
    lists = lists or {}
    with _damage():
        rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    for offset in range(0, rows, SLICE):
        with _damage():
            raw = pl.scan_parquet(path).select(*wanted, *lists.values()).slice(offset, SLICE).collect()
            frame = as_text(raw.select(wanted)).with_columns(carried(raw, lists))
        number = pl.int_range(offset + 1, offset + frame.height + 1, dtype=pl.UInt32)
        yield Block(frame.with_columns(number.alias(ROW), number.alias(LINE)))


@contextmanager
def _damage() -> Iterator[None]:
    """Turns whatever Polars says of a damaged file into a refusal."""
    try:
        yield
    except BaseException as error:
        # Polars panics on some damaged files, and its panic is no Exception.
        if not isinstance(error, (pl.exceptions.PolarsError, OSError)) and type(error).__name__ != "PanicException":
            raise
        first = str(error).strip().partition("\n")[0]
        raise TableRefused(
            "the file", f"This Parquet file is damaged: {first}.", "Write or fetch the file anew."
        ) from None


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Typed columns written as text, so that one set of rules judges every source."""
    made: list[pl.Expr] = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if dtype == pl.String:
            made.append(column)
        elif dtype == pl.List(pl.String):
            made.append(column.list.join(" ", ignore_nulls=True))
        elif isinstance(dtype, pl.Datetime):
            utc = column.dt.convert_time_zone("UTC") if dtype.time_zone else column
            form = "%Y-%m-%dT%H:%M:%S%.6f" + ("+00:00" if dtype.time_zone else "")
            made.append(utc.dt.to_string(form))
        elif dtype.is_nested() or dtype == pl.Binary or dtype == pl.Object:
            made.append(pl.lit(None, pl.String).alias(name))
        else:
            made.append(column.cast(pl.String))
    return frame.select(made)


@dataclass(slots=True)
class _Plan:
    """What is cleaned, converted and filled in for every block of one table."""

    mapping: Mapping
    cells: list[str]
    converters: list[Converter]
    constants: list[pl.Expr]
    required: list[str]
    reference: str

    @classmethod
    def of(cls, mapping: Mapping, names: Iterable[str]) -> _Plan:
        present = set(names)
        used = [c for c in mapping.columns if c.source is not None and c.source in present]
        currency = _currency(mapping, used)
        converters = [
            converter(c, str(c.source), mapping, KINDS[c.target], currency) for c in used if c.source is not None
        ]
        sources = dict.fromkeys(str(c.source) for c in used)
        sources |= dict.fromkeys(str(c.source) for c in mapping.observed if c.source in present)
        sources |= dict.fromkeys(o.source for o in mapping.outcomes if o.source in present)
        sources |= dict.fromkeys(s for p in mapping.parties for s in p.sources() if s in present)
        sources |= dict.fromkeys(c.identifier for c in mapping.claims if c.identifier in present)
        read = {c.target for c in used}
        fixed = [c for c in mapping.columns if c.target not in read and (c.constant or c.otherwise) is not None]
        return cls(
            mapping=mapping,
            cells=list(sources),
            converters=converters,
            constants=[_constant(c) for c in fixed],
            required=[c.target for c in used if c.required],
            reference=next(str(c.source) for c in used if c.target == "declaration"),
        )


def _constant(column: Column) -> pl.Expr:
    value = column.constant if column.constant is not None else column.otherwise
    return pl.lit(value, pl.String).cast(LINES[column.target]).alias(column.target)


def _currency(mapping: Mapping, used: list[Column]) -> CurrencyFrom:
    column = mapping.column("currency")
    if column is None:
        return CurrencyFrom()
    if column.constant is not None:
        return CurrencyFrom(constant=str(column.constant))
    return CurrencyFrom(cell=column.source if column in used else None)


def read_table(
    blocks: Iterable[Block],
    mapping: Mapping,
    names: Iterable[str],
    refusals: Refusals,
    *,
    zone: str | None = None,
    first: str = "row",
    lists: tuple[str, ...] = (),
) -> Read:
    """Convert blocks of text cells into lines and outcomes; every refused row is reported with column and mend.

    `lists` names columns of the blocks that hold lists in our own types already.
    """
    plan = _Plan.of(mapping, names)
    lines: list[pl.DataFrame] = []
    outcomes: list[pl.DataFrame] = []
    observed: list[pl.DataFrame] = []
    treated = [c for c in mapping.observed if c.source in plan.cells]
    for block in blocks:
        wanted = [cleaned(source, mapping.missing, tidy=block.tidy) for source in plan.cells]
        cells = block.cells.lazy().select(*wanted, *lists, *PLACE).collect()
        if cells[plan.reference].null_count():
            cells = cells.filter(~_blank(plan))
        if cells.height == 0:
            continue
        typed = typed_from(cells, plan.converters, LINES)
        faulty = faulty_rows(cells, typed, plan.converters)
        if faulty is not None:
            refuse(
                cells.filter(faulty), typed.filter(faulty), plan.converters, mapping, plan.reference, refusals, first
            )
            cells, typed = cells.filter(~faulty), typed.filter(~faulty)
        typed = typed.with_columns(_people(plan, cells)) if _has_people(plan) else typed
        typed = typed.with_columns(cells.select(lists)) if lists else typed
        lines.append(typed)
        outcomes.append(_outcomes(cells, typed, plan))
        if len(treated) > 1:
            observed.append(treatments_from([Block(cells)], treated, mapping, refusals, first=first))
    if not lines:
        return Read(refused=refusals.listed(), unlisted=refusals.unlisted())
    whole = pl.concat(lines, rechunk=False)
    lines.clear()
    found = pl.concat(outcomes, rechunk=False)
    single = once_each(whole["declaration"])
    whole = _numbered(_completed(whole, plan, zone), plan, single=single)
    if not single:
        whole, found = _without_repeats(whole, found, refusals, first)
    return Read(
        lines=whole.select(
            pl.col(name).cast(dtype, strict=True) if name in whole.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in LINES.items()
        ),
        outcomes=found.drop(ROW),
        observed=pl.concat(observed) if observed else pl.DataFrame(schema=OBSERVED_ROWS),
        refused=refusals.listed(),
        unlisted=refusals.unlisted(),
    )


def _blank(plan: _Plan) -> pl.Expr:
    """Rows without any content, as spreadsheets leave them below a table."""
    return pl.all_horizontal(pl.col(source).is_null() for source in plan.cells)


def _completed(whole: pl.DataFrame, plan: _Plan, zone: str | None) -> pl.DataFrame:
    """What follows from the rest: the office's day of an instant, defaults, and the number of each line."""
    whole = whole.with_columns(plan.constants)
    filled = [
        pl.col(c.column.target).fill_null(pl.lit(c.column.otherwise, pl.String).cast(LINES[c.column.target]))
        for c in plan.converters
        if c.column.otherwise is not None and whole[c.column.target].null_count()
    ]
    whole = whole.with_columns(filled)
    if "lodged" in whole.columns:
        local = pl.col("lodged").dt.convert_time_zone(zone or plan.mapping.zone).dt.date()
        whole = whole.with_columns(day=pl.coalesce("day", local) if "day" in whole.columns else local)
    return whole


def _numbered(whole: pl.DataFrame, plan: _Plan, *, single: bool) -> pl.DataFrame:
    """Lines numbered within their declaration and version, in the order they stand, where the table does not."""
    line = plan.mapping.column("line")
    if "line" in whole.columns and not (line is not None and line.counted and whole["line"].null_count()):
        return whole
    if single:
        counted = pl.lit(1, pl.Int32)
    else:
        keys = ["declaration", "version"] if "version" in whole.columns else ["declaration"]
        counted = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(keys)
    return whole.with_columns(line=pl.coalesce("line", counted) if "line" in whole.columns else counted)


def _without_repeats(
    whole: pl.DataFrame, found: pl.DataFrame, refusals: Refusals, first: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A line stands once: a second row with the same reference, version and line is refused, not added up."""
    keys = [key for key in ("declaration", "version", "line") if key in whole.columns]
    repeated = ~whole.select(pl.struct(keys).is_first_distinct()).to_series()
    if not repeated.any():
        return whole, found
    rows = whole.filter(repeated)
    origins = whole.filter(~repeated).join(rows.select(keys).unique(), on=keys, how="semi").select(*keys, before=ROW)
    listed = rows.head(refusals.room).join(origins, on=keys, how="left", maintain_order="left")
    for row in listed.iter_rows(named=True):
        refusals.add(
            place_in(row[ROW], row[LINE], first),
            f"Declaration {row['declaration']!r} already has this version and line in row {row['before']}.",
            "Leave the repeated row out, or give it its own line or version number.",
            row["declaration"],
            kind="repeated line",
        )
    refusals.count("repeated line", rows.height - listed.height)
    return whole.filter(~repeated), found.join(rows.select(ROW), on=ROW, how="anti", maintain_order="left")


def _outcomes(cells: pl.DataFrame, typed: pl.DataFrame, plan: _Plan) -> pl.DataFrame:
    """What past inspections found, one row a kind, where a cell says so."""
    parts: list[pl.DataFrame] = []
    for outcome in plan.mapping.outcomes:
        if outcome.source in plan.cells:
            value = cells[outcome.source]
            found = value.is_in(outcome.found)
            known = found | value.is_in(outcome.clear) if outcome.clear else value.is_not_null()
            parts.append(
                pl.DataFrame(
                    {
                        "declaration": typed["declaration"],
                        "kind": pl.Series([outcome.kind]).new_from_index(0, typed.height),
                        "found": found,
                        ROW: typed[ROW],
                    }
                ).filter(known)
            )
    if not parts:
        return pl.DataFrame(schema={**OUTCOME_ROWS, ROW: pl.UInt32})
    return pl.concat(parts)


def _people(plan: _Plan, cells: pl.DataFrame) -> list[pl.Series]:
    """The columns of parties and claims a mapping has a section for."""
    made = [_parties(plan, cells)] if plan.mapping.parties else []
    return [*made, _claims(plan, cells)] if plan.mapping.claims else made


def _has_people(plan: _Plan) -> bool:
    return bool(plan.mapping.parties or plan.mapping.claims)


def _parties(plan: _Plan, cells: pl.DataFrame) -> pl.Series:
    made: list[pl.Series] = []
    for party in plan.mapping.parties:
        sources = {field: getattr(party, field) for field in ("identifier", "name", "address", "country")}
        fields = [
            (pl.col(source) if source in plan.cells else pl.lit(None, pl.String)).alias(field)
            for field, source in sources.items()
        ]
        known = pl.any_horizontal(pl.col(s).is_not_null() for s in sources.values() if s in plan.cells)
        struct = pl.struct(pl.lit(party.role).alias("role"), *fields)
        made.append(cells.select(pl.when(known).then(struct).alias(f"p{len(made)}")).to_series())
    return _gathered(made, PARTY, cells.height, "parties")


def _claims(plan: _Plan, cells: pl.DataFrame) -> pl.Series:
    made: list[pl.Series] = []
    for claim in plan.mapping.claims:
        if claim.identifier in plan.cells:
            struct = pl.struct(
                pl.lit(claim.role).alias("role"),
                pl.lit(claim.kind).alias("kind"),
                pl.col(claim.identifier).alias("identifier"),
            )
            known = pl.col(claim.identifier).is_not_null()
            made.append(cells.select(pl.when(known).then(struct).alias(f"c{len(made)}")).to_series())
    return _gathered(made, CLAIM, cells.height, "claims")


def _gathered(made: list[pl.Series], dtype: pl.DataType, height: int, name: str) -> pl.Series:
    """The structs of a row as one list, without the absent ones; null where the row has none."""
    if not made:
        return pl.Series(name, [None], dtype=pl.List(dtype)).new_from_index(0, height)
    gathered = pl.DataFrame(made).select(pl.concat_list(s.name for s in made).list.drop_nulls().alias(name))
    return gathered.select(pl.when(pl.col(name).list.len() > 0).then(pl.col(name))).to_series().cast(pl.List(dtype))
