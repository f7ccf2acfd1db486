"""Turns blocks of text cells into rows of what was really done, by a mapping or by the names columns usually have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from trustlane.declarations.frame import OBSERVED_ROWS
from trustlane.declarations.readers import mapping as mappings
from trustlane.declarations.readers.conversion import CurrencyFrom, cleaned, converter
from trustlane.declarations.readers.delimited import Block, TableRefused
from trustlane.declarations.readers.judging import faulty_rows, refuse, typed_from
from trustlane.declarations.readers.mapping import Column
from trustlane.declarations.readers.matching import folded
from trustlane.declarations.readers.refusing import Refusals
from trustlane.declarations.readers.words import usual_headers, usual_words

WORDS = {"lane": "lanes", "rerouted_to": "lanes", "examination": "examinations", "result": "results"}


def treatments_from(
    blocks: Iterable[Block],
    columns: Sequence[Column],
    mapping: mappings.Mapping,
    refusals: Refusals,
    *,
    first: str = "row",
) -> pl.DataFrame:
    """Rows of what was done; a row without anything done, such as a declaration not yet treated, is no row."""
    made = [
        converter(c, str(c.source), mapping, mappings.OBSERVED_KINDS[c.target], CurrencyFrom())
        for c in map(with_words, columns)
        if c.source is not None
    ]
    reference = next(m.cell for m in made if m.column.target == "declaration")
    said = [m.column.target for m in made if m.column.target != "declaration"]
    found: list[pl.DataFrame] = []
    for block in blocks:
        sources = dict.fromkeys(m.cell for m in made)
        wanted = [cleaned(source, mapping.missing, tidy=block.tidy) for source in sources]
        cells = block.cells.lazy().select(*wanted, "#row", "#line").collect()
        cells = cells.filter(pl.any_horizontal(pl.col(source).is_not_null() for source in sources))
        if cells.is_empty():
            continue
        typed = typed_from(cells, made, OBSERVED_ROWS)
        faulty = faulty_rows(cells, typed, made)
        if faulty is not None:
            refuse(cells.filter(faulty), typed.filter(faulty), made, mapping, reference, refusals, first)
            typed = typed.filter(~faulty)
        found.append(typed.filter(pl.any_horizontal(pl.col(target).is_not_null() for target in said)))
    if not found:
        return pl.DataFrame(schema=OBSERVED_ROWS)
    whole = pl.concat(found)
    return whole.select(
        pl.col(name) if name in whole.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in OBSERVED_ROWS.items()
    )


def with_words(column: Column) -> Column:
    """The column with the usual words for its values; what the mapping lists comes first."""
    if column.target == "declaration":
        return replace(column, required=True)
    if column.target not in WORDS:
        return column
    return replace(column, values={**usual_words(WORDS[column.target]), **(column.values or {})})


def usual_columns(names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of a table whose header uses usual names."""
    spelling = {folded(name): name for name in reversed(list(names))}
    found = []
    for target, usual in usual_headers().items():
        source = next((spelling[f] for f in map(folded, (target, *usual)) if f in spelling), None)
        if source is not None:
            found.append(Column(target, source=source))
    return tuple(found)


def columns_of(names: Sequence[str], mapping: mappings.Mapping | None) -> tuple[Column, ...]:
    """The columns to read: those the mapping names, else those with usual names; refused where neither is enough."""
    present = set(names)
    named = [c for c in mapping.observed if c.source in present] if mapping is not None else []
    columns = tuple(named) or usual_columns(names)
    targets = {c.target for c in columns}
    if "declaration" not in targets:
        raise TableRefused(
            "the header",
            "No column holds the declaration's reference.",
            "Call it `declaration`, or name it in the `observed` section of a mapping.",
        )
    if targets == {"declaration"}:
        raise TableRefused(
            "the header",
            "No column says what was done: neither lane nor examination nor result nor release.",
            f"Use names such as {', '.join(list(usual_headers())[1:])}, or the `observed` section of a mapping.",
        )
    return columns
