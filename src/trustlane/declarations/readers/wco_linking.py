"""Brings a declaration and what customs answered to it under one reference, once both have been read.

A declaration is lodged under the declarant's own reference; only the answer carries the number customs gave. Where an
answer links the two without doubt, lines, events and observations move to the number customs gave, and a declaration
that does not say when it was lodged takes the moment customs received or accepted it. Where one own reference was
answered with several numbers (traders reuse references), nothing is moved.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final

import polars as pl

from trustlane.declarations.frame import Read

LODGED_BY: Final = ("received", "accepted")


def linked(read: Read, *, zone: str = "UTC") -> Read:
    """The same rows under the references customs gave; `zone` is the one days are counted in."""
    numbers = unambiguous(read.aliases)
    lines, events, observed = read.lines, read.events, read.observed
    if numbers:
        own, given = list(numbers), list(numbers.values())
        move = pl.col("declaration").replace(own, given)
        lines, events, observed = (
            frame.with_columns(move) if frame.height else frame for frame in (lines, events, observed)
        )
    return replace(read, lines=_dated(lines, events, zone), events=events, observed=observed)


def unambiguous(aliases: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The number customs gave to each own reference that was given exactly one."""
    given: dict[str, set[str]] = defaultdict(set)
    for own, number in aliases:
        given[own].add(number)
    return {own: next(iter(numbers)) for own, numbers in given.items() if len(numbers) == 1}


def _dated(lines: pl.DataFrame, events: pl.DataFrame, zone: str) -> pl.DataFrame:
    if not lines.height or not events.height or not lines["lodged"].null_count():
        return lines
    moments = (
        events.filter(pl.col("event").cast(pl.String).is_in(LODGED_BY) & pl.col("at").is_not_null())
        .group_by("declaration")
        .agg(pl.col("at").min().alias("answered"))
    )
    if not moments.height:
        return lines
    # An amendment was not lodged when its declaration was.
    ours = pl.col("lodged").is_null() & (pl.col("message") == "original")
    return (
        lines.join(moments, on="declaration", how="left", maintain_order="left")
        .with_columns(lodged=pl.when(ours).then("answered").otherwise("lodged"))
        .with_columns(day=pl.coalesce("day", pl.col("lodged").dt.convert_time_zone(zone).dt.date()))
        .select(lines.columns)
    )
