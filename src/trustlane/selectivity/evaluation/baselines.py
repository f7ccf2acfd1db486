"""What every result is held against: a look-up without learning, chance, and the oldest profile there is."""

from __future__ import annotations

import numpy as np
import polars as pl

from trustlane.selectivity.model.combination import combination_text

HELD = 10.0  # cases the base rate counts for in the profile of a commodity


def _means(keys: pl.Series, found: np.ndarray, asked: pl.Series, held: float, base: float) -> np.ndarray:
    known = (
        pl.DataFrame({"key": keys, "found": found}).group_by("key").agg(pl.col("found").sum(), pl.len().alias("cases"))
    )
    joined = pl.DataFrame({"key": asked}).join(known, on="key", how="left", maintain_order="left")
    total = joined["found"].fill_null(0.0).to_numpy() + held * base
    cases = joined["cases"].fill_null(0).to_numpy() + held
    return np.where(cases > 0, total / np.where(cases > 0, cases, 1.0), base)


def look_up(train: pl.DataFrame, found: np.ndarray, judged: pl.DataFrame) -> np.ndarray:
    """(judged,) what was found on the same combination before; the base rate where it was never seen."""
    text = combination_text().alias("text")
    return _means(train.select(text)["text"], found, judged.select(text)["text"], 0.0, float(found.mean()))


def by_lot(judged: int, seed: int) -> np.ndarray:
    """(judged,) a seeded lot."""
    return np.random.default_rng(seed).random(judged)


def commodity_profile(train: pl.DataFrame, found: np.ndarray, judged: pl.DataFrame) -> np.ndarray:
    """(judged,) how often something was found on distinct cases of the same six digits, held towards the base rate."""
    frame = train.select(combination_text().alias("text"), pl.col("hs").str.slice(0, 6).alias("hs6"))
    cases = frame.with_columns(found=pl.Series(found)).group_by("text", maintain_order=True).first()
    base = float(cases["found"].mean())  # type: ignore[arg-type]
    asked = judged.select(pl.col("hs").str.slice(0, 6).alias("hs6"))["hs6"]
    return _means(cases["hs6"], cases["found"].to_numpy(), asked, HELD, base)
