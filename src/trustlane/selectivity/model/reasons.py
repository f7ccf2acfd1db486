"""Why the model scores a declaration as it does: the heaviest features, each a sentence with the declared value.

Weights are log-odds: exact for profiles, approximate path contributions for trees. A reason names what is unusual about
the line in the words of the declaration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from trustlane.selectivity.model import booster, features
from trustlane.selectivity.model.coding import Codes, Cross
from trustlane.selectivity.model.columns import COLUMNS
from trustlane.selectivity.model.declared import owners
from trustlane.selectivity.model.ladder import Ladder, log_odds
from trustlane.selectivity.model.measures import measured
from trustlane.selectivity.model.yardsticks import Count, Number, Order, Share, Usual

if TYPE_CHECKING:
    from trustlane.selectivity.model.model import KindModel, Model

SCHEMA = {"row": pl.UInt32, "kind": pl.String, "name": pl.String, "weight": pl.Float64, "text": pl.String}
LEAST = 0.02  # log-odds below which nothing is worth a sentence

MEASURE_WORDS = {
    "log_mass": "net mass",
    "log_price": "price per kilogram",
    "log_value": "value",
    "rate": "tax rate",
    "hs_number": "place in the nomenclature",
    "another_departure": "shipped from another country than that of origin",
    "mass_digits": "roundness of the net mass",
    "tare": "share of packing in the gross mass",
    "log_packages": "number of packages",
    "weekday": "day of the week",
}


def contributions(
    model: Model, lines: pl.DataFrame, declarations: pl.DataFrame, wanted: np.ndarray, top: int
) -> pl.DataFrame:
    """Rows of SCHEMA, for each wanted declaration the `top` reasons that raise its chance most, heaviest first.

    They speak of the kind whose chance rises most above its own base, and of the line with the largest chance.
    """
    wanted = np.asarray(wanted, np.int64)
    if not len(wanted):
        return pl.DataFrame(schema=SCHEMA)
    owner = owners(lines, declarations)
    if owner is None:
        rows, of = wanted, wanted
    else:
        rows = np.flatnonzero(np.isin(owner, wanted))
        of = owner[rows]
    part = lines[rows]
    scores = model.line_scores(part)
    rises = np.column_stack([one.line.slope * scores[one.kind] + one.line.offset - _base(one) for one in model.parts])
    kind_of = rises.argmax(axis=1)
    # The line that speaks: the one that rises most, the first of equals.
    order = np.lexsort((np.arange(len(rows)), -rises.max(axis=1), of))
    speaks = order[np.unique(of[order], return_index=True)[1]]
    told = []
    for place, one in enumerate(model.parts):
        here = speaks[kind_of[speaks] == place]
        if len(here):
            told.append(_of_kind(model, one, part[here], of[here], top))
    if not told:
        return pl.DataFrame(schema=SCHEMA)
    return pl.concat(told).sort("row", pl.col("weight"), "name", descending=[False, True, False])


def _base(part: KindModel) -> float:
    base = part.card.base if part.card is not None else 0.5
    return log_odds(min(max(base, 1e-6), 1.0 - 1e-6))


def _of_kind(model: Model, part: KindModel, lines: pl.DataFrame, of: np.ndarray, top: int) -> pl.DataFrame:
    names, weights, matrix = _weights(model, part, lines)
    chosen = np.argsort(-weights, axis=1, kind="stable")[:, :top]
    heavy = np.take_along_axis(weights, chosen, axis=1)
    line, rank = np.nonzero(heavy >= LEAST)
    feature = chosen[line, rank]
    order = np.argsort(feature, kind="stable")
    line, rank, feature = line[order], rank[order], feature[order]
    texts = [
        _sentences(names[feature[group[0]]], lines[line[group]], matrix, line[group], heavy[line[group], rank[group]])
        for group in np.split(np.arange(len(feature)), np.flatnonzero(np.diff(feature)) + 1)
        if len(group)
    ]
    return pl.DataFrame(
        {
            "row": of[line].astype(np.uint32),
            "kind": pl.Series([part.kind], dtype=pl.String).new_from_index(0, len(line)),
            "name": pl.Series([names[one] for one in feature], dtype=pl.String),
            "weight": heavy[line, rank].astype(np.float64),
            "text": pl.concat(texts) if texts else pl.Series([], dtype=pl.String),
        },
        schema=SCHEMA,
    )


def _weights(model: Model, part: KindModel, lines: pl.DataFrame) -> tuple[list[str], np.ndarray, dict[str, np.ndarray]]:
    """Names of features, (n, features) weights, and the yardsticks' values by name.

    What the trees say of a family's points is given to the profiles of that family in proportion to their own points.
    """
    share, slope = model.settings.ladder_share, part.line.slope
    codes, numbers = model.surroundings.coder.codes(lines), measured(lines)
    yardsticks = model.surroundings.names
    matrix = np.empty((lines.height, len(yardsticks) + len(part.families)), np.float32)
    model.surroundings.fill(matrix, codes, numbers)
    matrix[:, len(yardsticks) :] = features.family_points(part.ladder, part.families, codes)
    by_trees = (1.0 - share) * slope * booster.parts(part.booster, matrix)[:, :-1].astype(np.float64)
    points = _points(part.ladder, codes)
    of_profiles = share * slope * points
    for place, family in enumerate(part.families):
        members = [i for i, profile in enumerate(part.ladder.profiles) if features.FAMILY_OF[profile] == family]
        size = np.abs(points[:, members])
        whole = size.sum(axis=1, keepdims=True)
        parted = np.divide(size, whole, out=np.full_like(size, 1.0 / len(members)), where=whole > 0)
        of_profiles[:, members] += parted * by_trees[:, len(yardsticks) + place][:, None]
    names = [f"profile {'×'.join(profile)}" for profile in part.ladder.profiles] + list(yardsticks)
    values = {name: matrix[:, place] for place, name in enumerate(yardsticks)}
    return names, np.column_stack([of_profiles, by_trees[:, : len(yardsticks)]]), values


def _points(ladder: Ladder, codes: Codes) -> np.ndarray:
    columns = [table[codes[profile]] for profile, table in zip(ladder.profiles, ladder.points, strict=True)]
    return np.column_stack(columns) if columns else np.zeros((codes.rows, 0))


def described(cross: Cross) -> pl.Expr:
    """The declared values of some columns in words, such as `commodity 620342, origin CN`."""
    parts: list[pl.Expr] = []
    for name in cross:
        if name in WORDS:
            parts.append(WORDS[name])
        else:
            parts.append(
                pl.concat_str(
                    pl.lit(f"{COLUMNS[name].title} "), COLUMNS[name].of().cast(pl.String).fill_null("not given")
                )
            )
    return pl.concat_str(parts, separator=", ")


def _kilograms() -> pl.Expr:
    mass = (pl.col("net_mass_g").cast(pl.Float64) / 1000.0).round_sig_figs(3)
    whole = mass.cast(pl.Int64, strict=False)
    return pl.when(mass == whole.cast(pl.Float64)).then(whole.cast(pl.String)).otherwise(mass.cast(pl.String))


def _per_cent() -> pl.Expr:
    rate = (pl.col("tax_rate_ppm").cast(pl.Float64) / 10_000.0).round_sig_figs(4)
    return rate.cast(pl.String).str.strip_suffix(".0")


_MASS = pl.concat_str(pl.lit("net mass near "), _kilograms().fill_null("?"), pl.lit(" kg"))
WORDS: dict[str, pl.Expr] = {
    **dict.fromkeys(("mass_wide", "mass_band", "mass_third", "mass_tenth"), _MASS),
    "mass": pl.concat_str(pl.lit("net mass of exactly "), _kilograms().fill_null("?"), pl.lit(" kg")),
    "tax_rate": pl.concat_str(pl.lit("tax rate "), _per_cent().fill_null("?"), pl.lit(" %")),
    "price_band": pl.lit("this price per kilogram"),
}


def _sentences(
    name: str, lines: pl.DataFrame, values: dict[str, np.ndarray], rows: np.ndarray, weight: np.ndarray
) -> pl.Series:
    if name.startswith("profile "):
        cross = tuple(name.removeprefix("profile ").split("×"))
        return _text(lines, [described(cross), pl.lit(": more often found wrong than others, odds × "), _times(weight)])
    yardstick = features.BY_NAME[name]
    value = values[name][rows].astype(np.float64)
    if isinstance(yardstick, Share):
        per_mille = (
            pl.lit(pl.Series(np.nan_to_num(np.exp(value) * 100.0))).clip(0, 100).round_sig_figs(2).cast(pl.String)
        )
        narrower = tuple(column for column in yardstick.of if column not in yardstick.within)
        return _text(
            lines,
            [
                described(narrower),
                pl.lit(": "),
                per_mille.str.strip_suffix(".0"),
                pl.lit(" % of the cases with "),
                described(yardstick.within),
            ],
        )
    if isinstance(yardstick, Count):
        cases = pl.lit(pl.Series(np.rint(np.expm1(np.nan_to_num(value))).astype(np.int64))).cast(pl.String)
        return _text(lines, [described(yardstick.of), pl.lit(": seen in "), cases, pl.lit(" earlier cases")])
    if isinstance(yardstick, Usual):
        return _text(lines, [*_against(yardstick, value), pl.lit(" for "), described(_named(yardstick.levels[-1]))])
    if isinstance(yardstick, Order):
        return _text(lines, [described((yardstick.column,))])
    return _text(lines, [_number(yardstick)])


def _named(cross: Cross) -> Cross:
    """Without the currency, which is only there to compare like with like."""
    return tuple(column for column in cross if column != "currency") or cross


def _times(weight: np.ndarray) -> pl.Expr:
    return pl.lit(pl.Series(np.exp(weight))).round(2).cast(pl.String)


def _against(yardstick: Usual, value: np.ndarray) -> list[pl.Expr]:
    word = MEASURE_WORDS[yardstick.measure]
    known = np.nan_to_num(value)
    if yardstick.measure == "rate":
        points = pl.lit(pl.Series(np.abs(known))).round(1).cast(pl.String)
        side = pl.lit(pl.Series(np.where(known < 0, " points below", " points above")))
        return [pl.lit(f"{word} "), points, side, pl.lit(" the usual")]
    times = pl.lit(pl.Series(10.0**known)).round_sig_figs(2).cast(pl.String)
    return [pl.lit(f"{word} "), times, pl.lit("× the usual")]


def _number(yardstick: object) -> pl.Expr:
    measure = yardstick.measure if isinstance(yardstick, Number) else ""
    if measure == "log_mass":
        return WORDS["mass_band"]
    if measure == "rate":
        return WORDS["tax_rate"]
    if measure == "hs_number":
        return described(("hs6",))
    if measure == "log_price":
        return pl.lit("price per kilogram as declared")
    return pl.lit(MEASURE_WORDS.get(measure, measure))


def _text(lines: pl.DataFrame, parts: Sequence[pl.Expr]) -> pl.Series:
    text = lines.with_columns(pl.concat_str(parts).alias("text"))["text"]  # a constant text too has a row a line
    return text.str.slice(0, 1).str.to_uppercase() + text.str.slice(1) + "."
