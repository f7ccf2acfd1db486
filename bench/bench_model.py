"""How fast the model speaks: profiles, yardsticks and 300 trees of depth 6 a kind, from columns to calibrated chances.

A model is trained on invented declarations with stated causes (nothing is read from a file), then asked for the chances
of 400,000 others on two threads. The peer is the library of the trees alone, on a matrix that somebody already made.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl

from bench.figure import Figure
from trustlane.declarations.frame import LINES, OUTCOME_ROWS
from trustlane.selectivity.model.fitting import fit
from trustlane.selectivity.model.model import Model
from trustlane.selectivity.model.settings import Settings

TAUGHT, ASKED = 40_000, 400_000
FIRST = date(2026, 1, 1)
LARGE = Settings(trees=300, depth=6, judge_folds=0, leaf_cases=20.0)
TARGET = 200_000
TURNS = 3


def declarations(count: int, seed: int) -> pl.DataFrame:
    """Invented declarations of one line, with the columns and the variety of a country's imports."""
    draw = np.random.default_rng(seed)
    goods = np.array([f"{code:06d}" for code in np.random.default_rng(1).choice(10**6, 2_500, replace=False)])
    places = np.array([f"{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(120)])

    def some(values: np.ndarray) -> np.ndarray:
        return values[np.minimum(draw.geometric(min(6 / len(values), 0.5), count) - 1, len(values) - 1)]

    def names(prefix: str, many: int) -> np.ndarray:
        return np.char.add(prefix, some(np.arange(many)).astype(str))

    mass, price = 10 ** draw.uniform(2, 7, count), 10 ** draw.normal(2, 0.7, count)
    columns = {
        "declaration": np.char.add(f"B{seed}-", np.arange(count).astype(str)),
        "version": np.ones(count, np.int32),
        "day": np.datetime64(FIRST) + draw.integers(0, 90, count),
        "office": names("O", 40),
        "procedure": names("P", 5),
        "transaction": names("T", 25),
        "use": names("U", 12),
        "payment": names("W", 10),
        "transport_mode": names("", 6),
        "departure": some(places),
        "origin": some(places),
        "destination": np.full(count, "XA"),
        "declarant": names("D", 1_200),
        "importer": names("I", 13_000),
        "exporter": names("E", 11_000),
        "carrier": names("C", 80),
        "hs": some(goods),
        "origin_proof": names("", 6),
        "net_mass_g": mass.astype(np.int64),
        "value_minor": (mass * price).astype(np.int64),
        "currency": np.full(count, "XAD"),
        "tax_rate_ppm": some(np.arange(0, 400_000, 5_000)).astype(np.int32),
        "tax_type": names("A", 40),
    }
    frame = pl.DataFrame({name: pl.Series(values) for name, values in columns.items()})
    return frame.with_columns(
        message=pl.lit("original"),
        regime=pl.lit("import"),
        line=pl.lit(1),
        lodged=pl.col("day").cast(pl.Datetime("us", "UTC")) + timedelta(hours=9),
        **{name: pl.lit(None) for name in LINES if name not in {*columns, "message", "regime", "line", "lodged"}},
    ).select([pl.col(name).cast(kind) for name, kind in LINES.items()])


def results(rows: pl.DataFrame) -> pl.DataFrame:
    """What was found: more on some headings, origins and importers."""
    draw = np.random.default_rng(5)
    score = np.zeros(rows.height)
    for name in ("hs", "origin", "importer"):
        place = rows[name].rank("dense").to_numpy().astype(np.int64) - 1
        score += draw.normal(0, 0.5, place.max() + 1)[place]
    found = draw.random(rows.height) < 1 / (1 + np.exp(1.5 - score))
    return pl.DataFrame(
        {"declaration": rows["declaration"], "kind": ["irregularity"] * rows.height, "found": found},
        schema=OUTCOME_ROWS,
    )


def best(deed: Callable[[], object]) -> float:
    """Seconds of the quickest of some turns."""
    took = []
    for _ in range(TURNS):
        began = time.perf_counter()
        deed()
        took.append(time.perf_counter() - began)
    return min(took)


def _matrix(model: Model, rows: pl.DataFrame) -> np.ndarray:
    from trustlane.selectivity.model import features
    from trustlane.selectivity.model.measures import measured

    part, names = model.parts[0], model.surroundings.names
    codes = model.surroundings.coder.codes(rows)
    matrix = np.empty((rows.height, len(names) + len(part.families)), np.float32)
    model.surroundings.fill(matrix, codes, measured(rows))
    matrix[:, len(names) :] = features.family_points(part.ladder, part.families, codes)
    return matrix


def _xgboost_alone(model: Model, matrix: np.ndarray) -> float:
    """Rows a second of the same trees in their own library, the features given."""
    booster = model.parts[0].booster.copy()
    booster.set_param({"nthread": 2})
    return len(matrix) / best(lambda: booster.inplace_predict(matrix))


def figures() -> list[Figure]:
    """Declarations a second in a batch, milliseconds for one, and seconds to learn."""
    history = declarations(TAUGHT, 1)
    outcomes = results(history)
    began = time.perf_counter()
    model = fit(history, outcomes, settings=LARGE)
    learning = time.perf_counter() - began
    rows = declarations(ASKED, 2)
    number = len(model.surroundings.names) + len(model.parts[0].families)
    whole = ASKED / best(lambda: model.chances(rows, threads=2))
    alone = _xgboost_alone(model, _matrix(model, rows))
    one = rows[7:8]
    model.chances(one)
    single = best(lambda: [model.chances(one, threads=1) for _ in range(20)]) / 20
    wanted = np.arange(20_000)
    heads = rows.select("declaration", "version")
    reasons = len(wanted) / best(lambda: model.contributions(rows, heads, wanted))
    shape = f"300 trees, depth 6, {number} features, {len(model.parts[0].ladder.profiles)} profiles"
    return [
        Figure(
            f"model with its profiles ({shape})",
            whole,
            "declarations/s",
            "≥ 200,000",
            whole >= TARGET and number >= 26,
            f"the same trees in xgboost alone, features given: {alone:,.0f}/s",
        ),
        Figure("model, one declaration alone", single * 1000, "ms"),
        Figure("reasons of the model", reasons, "declarations/s"),
        Figure(f"model: learning from {TAUGHT:,} declarations ({shape})", learning, "s"),
    ]
