"""Columns of a Parquet file that hold lists: parties, claims and containers, carried over as they are once checked."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary

import polars as pl

from trustlane.declarations.frame import LINES
from trustlane.declarations.readers.delimited import TableRefused
from trustlane.declarations.readers.mapping import Mapping

PEOPLE = ("parties", "claims")


def nested_columns(schema: pl.Schema, mapping: Mapping) -> dict[str, str]:
    """Which of our columns is carried over from which column of lists; one that holds other things is refused.

    A column of parties or claims is ours only in a table of our own shape, and where the mapping has no such section.
    """
    found: dict[str, str] = {}
    for column in mapping.columns:
        source = column.source
        if source is None or source not in schema or not (schema[source].is_nested() or schema[source] == pl.Binary):
            continue
        if column.target != "containers":
            raise _refused(source, schema[source], "text or numbers", "one value a row")
        found["containers"] = source
    sections = zip(PEOPLE, (mapping.parties, mapping.claims), strict=True)
    ours = [name for name, section in sections if name in schema and not section and _is_ours(mapping)]
    found.update({name: name for name in ours if schema[name] != pl.Null})
    for target, source in found.items():
        _check(target, source, schema[source])
    return found


def carried(frame: pl.DataFrame, columns: Dictionary[str, str]) -> list[pl.Series]:
    """These columns in our own types; an entry that is missing altogether is left out of its list."""
    made = []
    for target, source in columns.items():
        dtype = LINES[target]
        inner = dtype.inner if isinstance(dtype, pl.List) else None
        held = frame[source]
        if isinstance(held.dtype, pl.Array):
            held = held.arr.to_list()
        if isinstance(inner, pl.Struct) and isinstance(held.dtype, pl.List) and isinstance(held.dtype.inner, pl.Struct):
            given = {field.name for field in held.dtype.inner.fields}
            parts = [
                (pl.element().struct.field(part.name) if part.name in given else pl.lit(None))
                .cast(pl.String)
                .alias(part.name)
                for part in inner.fields
            ]
            present = pl.element().is_not_null()
            held = held.list.eval(pl.when(present).then(pl.struct(parts)))
        made.append(held.list.drop_nulls().cast(dtype).alias(target))
    return made


def _is_ours(mapping: Mapping) -> bool:
    column = mapping.column("declaration")
    return mapping.name == "trustlane" and column is not None and column.source is not None


def _check(target: str, source: str, dtype: pl.DataType) -> None:
    wanted = LINES[target]
    inner = dtype.inner if isinstance(dtype, (pl.List, pl.Array)) else None
    if target == "containers":
        if not _is_text(inner):
            raise _refused(source, dtype, "a list of texts", "container numbers as texts")
        return
    fields = wanted.inner.fields if isinstance(wanted, pl.List) and isinstance(wanted.inner, pl.Struct) else []
    names = ", ".join(field.name for field in fields)
    if inner == pl.Null:
        return
    if not isinstance(inner, pl.Struct):
        raise _refused(source, dtype, f"a list of records with {names}", "one record a party")
    given = {field.name: field.dtype for field in inner.fields}
    strange = [name for name in given if name not in {field.name for field in fields}]
    if strange or any(not _is_text(kind) for kind in given.values()):
        raise _refused(source, dtype, f"a list of records whose fields are texts: {names}", "these fields only")


def _is_text(dtype: object) -> bool:
    return dtype in (pl.String, pl.Null) or isinstance(dtype, (pl.Categorical, pl.Enum))


def _refused(source: str, dtype: pl.DataType, wanted: str, mend: str) -> TableRefused:
    return TableRefused(
        f"column {source!r}",
        f"This column holds {dtype} where {wanted} is expected.",
        f"Write {mend}, or leave the column out.",
    )
