"""Reads Parquet of ours that goes with lines: events, what was done, results; known by exactly their columns."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, OBSERVED_ROWS, OUTCOME_ROWS, Read
from trustlane.declarations.readers.delimited import TableRefused
from trustlane.declarations.readers.refusing import Refusals
from trustlane.declarations.readers.tabular import parquet_schema

# What each table is called in `Read`, its columns, and those that no row may leave empty.
_TABLES = {
    "events": (EVENT_ROWS, ("declaration", "event", "at")),
    "observed": (OBSERVED_ROWS, ("declaration",)),
    "outcomes": (OUTCOME_ROWS, ("declaration", "kind", "found")),
}


def read_companion(path: Path) -> Read | None:
    """The rows of one file; None where its columns are not those of such a table. A bad row is refused alone."""
    try:
        names = set(parquet_schema(path))
    except TableRefused:
        return None
    table = next((name for name, (schema, _) in _TABLES.items() if names == set(schema)), None)
    if table is None:
        return None
    schema, filled = _TABLES[table]
    refusals = Refusals(str(path))
    try:
        raw = pl.read_parquet(path).select(schema.names())
    except (pl.exceptions.PolarsError, OSError) as error:
        refusals.add("the file", f"It is damaged: {str(error).splitlines()[0]}.", "Write it again, or fetch it again.")
        return Read(refused=refusals.listed())
    typed = raw.select(pl.col(name).cast(kind, strict=False) for name, kind in schema.items())
    bad = _refuse(raw, typed, filled, refusals)
    rows = {name: typed.filter(~bad) if name == table else pl.DataFrame(schema=_TABLES[name][0]) for name in _TABLES}
    return Read(
        events=rows["events"],
        observed=rows["observed"],
        outcomes=rows["outcomes"],
        refused=refusals.listed(),
        unlisted=refusals.unlisted(),
    )


def _refuse(raw: pl.DataFrame, typed: pl.DataFrame, filled: tuple[str, ...], refusals: Refusals) -> pl.Series:
    """Tell of every row that cannot be used: (n,) bool."""
    bad = pl.Series([False]).new_from_index(0, raw.height)
    for name, kind in typed.schema.items():
        strange = raw[name].is_not_null() & typed[name].is_null() & ~bad
        missing = (typed[name].is_null() if name in filled else bad & ~bad) & ~strange & ~bad
        words = ", ".join(kind.categories.to_list()) if isinstance(kind, pl.Enum) else str(kind)
        for row in strange.arg_true().head(refusals.room):
            reason = f"{str(raw[name][row])[:80]!r} is not one of {words}."
            refusals.add(f"record {row + 1}, column {name!r}", reason, f"Give one of {words}.", raw["declaration"][row])
        for row in missing.arg_true().head(refusals.room):
            refusals.add(f"record {row + 1}, column {name!r}", "Nothing stands there.", f"Give the row its {name}.")
        bad |= strange | missing
    refusals.count("a row of a table beside the lines cannot be used", int(bad.sum()) - len(refusals.listed()))
    return bad
