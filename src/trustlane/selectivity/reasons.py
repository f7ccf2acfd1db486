"""Why a declaration got its lane, in sentences: the lot, an earlier lodging, rules, signals, the model, the stake."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from trustlane.selectivity.assessment import Assessment
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.chances import weight_of
from trustlane.selectivity.relodged import IS_LODGED_AGAIN

MOST_SIGNALS = 4
LEAST_WEIGHT = 0.05  # log-odds; less than this moved nothing
MOST_OF_MODEL = 3
REPLACES_WRONGLY = "replaces_wrongly"  # the signal that says which of several things is wrong
BY_LOT = "Drawn by lot: part of the random share."
BY_STAKE = "Nothing speaks against it: what is at stake alone makes a look worth its price."

REASON = pl.Struct({"source": pl.String, "name": pl.String, "weight_milli": pl.Int32, "text": pl.String})


def _rows(
    row: np.ndarray, order: int, source: str, name: Sequence[str] | str, weight: np.ndarray, text: Sequence[str] | str
) -> pl.DataFrame:
    """Reasons as a table; `name` and `text` are one for all rows, or one a row."""

    def column(given: Sequence[str] | str) -> pl.Expr | pl.Series:
        return pl.lit(given) if isinstance(given, str) else pl.Series(given, dtype=pl.String)

    return pl.DataFrame({"row": row.astype(np.uint32)}).with_columns(
        order=pl.lit(order, pl.Int8),
        source=pl.lit(source),
        name=column(name),
        weight_milli=pl.Series(np.rint(weight * 1000).astype(np.int32)),
        text=column(text),
    )


def reasons(seen: Assessment, basis: Basis, wanted: np.ndarray) -> pl.DataFrame:
    """Reasons of the declarations at the row numbers `wanted`: row, reasons (list of REASON), by source and weight.

    Only these rows are worked on; a declaration that is not wanted has no row.
    """
    parts = [
        *_by_lot(seen, wanted),
        *_by_lodging_again(seen, wanted),
        *_by_rules(seen, wanted),
        *_by_signals(seen, basis, wanted),
        *_by_model(seen, basis, wanted),
    ]
    told = pl.concat(part["row"] for part in parts).unique().to_numpy() if parts else np.zeros(0, np.uint32)
    untold = np.setdiff1d(wanted, told)
    if len(untold):
        parts.append(_rows(untold, 4, "stake", "stake", np.zeros(len(untold)), BY_STAKE))
    if not parts:
        return pl.DataFrame(schema={"row": pl.UInt32, "reasons": pl.List(REASON)})
    return (
        pl.concat(parts)
        .sort("row", "order", pl.col("weight_milli").neg(), "name")
        .group_by("row", maintain_order=True)
        .agg(reasons=pl.struct("source", "name", "weight_milli", "text"))
    )


def _by_lot(seen: Assessment, wanted: np.ndarray) -> list[pl.DataFrame]:
    rows = wanted[seen.drawn[wanted]]
    return [_rows(rows, 0, "lot", "random_share", np.zeros(len(rows)), BY_LOT)] if len(rows) else []


def _by_lodging_again(seen: Assessment, wanted: np.ndarray) -> list[pl.DataFrame]:
    rows = np.intersect1d(seen.again.taking_over(), wanted)
    return [_rows(rows, 0, "lodged_again", "lodged_again", np.zeros(len(rows)), IS_LODGED_AGAIN)] if len(rows) else []


def _by_rules(seen: Assessment, wanted: np.ndarray) -> list[pl.DataFrame]:
    hits = seen.hits
    if hits is None or not len(hits.row):
        return []
    here = np.isin(hits.row, wanted)
    rules = hits.rules.rules
    ids = np.array([rule.id for rule in rules], object)
    texts = np.array([f"Rule {rule.id}: {rule.title}" for rule in rules], object)
    lifts = np.array([rule.effect.lift for rule in rules])
    place = hits.rule[here]
    return (
        [_rows(hits.row[here], 1, "rule", ids[place].tolist(), lifts[place], texts[place].tolist())]
        if here.any()
        else []
    )


def _by_signals(seen: Assessment, basis: Basis, wanted: np.ndarray) -> list[pl.DataFrame]:
    modelled = set(basis.model.kinds) if basis.model is not None else set()
    parts = []
    for signal in seen.signals:
        speaks = [
            weight_of(signal, kind, basis.policy)
            for kind in seen.kinds
            if not (kind in modelled and signal.seen_by_model)
        ]
        most = max(speaks, default=0.0)
        if most <= 0:
            continue
        weight = most * seen.strengths[signal.name][wanted]
        heavy = weight >= LEAST_WEIGHT
        if heavy.any():
            said = seen.again.said(wanted[heavy]) if signal.name == REPLACES_WRONGLY else signal.sentence
            parts.append(_rows(wanted[heavy], 2, "signal", signal.name, weight[heavy], said))
    if not parts:
        return []
    ranked = pl.concat(parts).with_columns(rank=pl.col("weight_milli").rank("ordinal", descending=True).over("row"))
    return [ranked.filter(pl.col("rank") <= MOST_SIGNALS).drop("rank")]


def _by_model(seen: Assessment, basis: Basis, wanted: np.ndarray) -> list[pl.DataFrame]:
    if basis.model is None or not len(wanted):
        return []
    heads = seen.heads.frame.select("declaration", "version")
    told = basis.model.contributions(seen.heads.lines, heads, wanted, MOST_OF_MODEL, scores=seen.scores)
    if told.is_empty():
        return []
    return [
        told.select(
            pl.col("row").cast(pl.UInt32),
            order=pl.lit(3, pl.Int8),
            source=pl.lit("model"),
            name="name",
            weight_milli=(pl.col("weight") * 1000).round(0).cast(pl.Int32),
            text="text",
        )
    ]
