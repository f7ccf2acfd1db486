"""The combination: the six columns that make two rows one case, so that repeats never straddle a fold.

Rows of one combination (commodity, departure, origin, tax rate, tax type, net mass) may repeat one another, result and
all. Whoever draws folds over rows lets a model look answers up; all folds here are drawn over combinations.
"""

from __future__ import annotations

import numpy as np
import polars as pl

COLUMNS = ("hs", "departure", "origin", "tax_rate_ppm", "tax_type", "net_mass_g")


def _decimal(column: str, places: int) -> pl.Expr:
    """A whole number as a decimal fraction with at least one digit behind the point: 5540900 is 5540.9."""
    unit = 10**places
    digits = (pl.col(column) % unit).cast(pl.String).str.zfill(places).str.strip_chars_end("0")
    return pl.concat_str((pl.col(column) // unit).cast(pl.String), pl.lit("."), digits.replace("", "0"))


def combination_text() -> pl.Expr:
    """The six columns as one text, rate in per cent and mass in kilograms, as declarations write them."""
    rate, mass = _decimal("tax_rate_ppm", 4), _decimal("net_mass_g", 3)
    parts = [pl.col("hs"), pl.col("departure"), pl.col("origin"), rate, pl.col("tax_type"), mass]
    return pl.concat_str([part.fill_null("") for part in parts], separator="|")


def combination_codes(lines: pl.DataFrame) -> np.ndarray:
    """(n,) int64: the number of each row's combination, in order of first appearance."""
    text = lines.select(combination_text().alias("text"))
    firsts = text.unique(maintain_order=True).with_row_index("code")
    joined = text.join(firsts, on="text", how="left", maintain_order="left")
    return joined["code"].to_numpy().astype(np.int64)


def group_folds(groups: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """(n,) int: the fold of each row; rows of one group share it, and groups are dealt out evenly after a shuffle."""
    size = int(groups.max()) + 1 if len(groups) else 0
    dealt = np.empty(size, np.int64)
    dealt[np.random.default_rng(seed).permutation(size)] = np.arange(size) % folds
    return np.asarray(dealt[groups])


def repeat_weights(groups: np.ndarray) -> np.ndarray:
    """(n,) float64: one over the number of rows of the same combination, so that a repeated case speaks once."""
    return np.asarray(1.0 / np.bincount(groups)[groups])
