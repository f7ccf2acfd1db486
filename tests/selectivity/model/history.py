"""An invented history with a stated cause: goods of heading 8517 from XB are often wrong, and those of importer BAD."""

from __future__ import annotations

import numpy as np
import polars as pl

from tests.selectivity.declared import lines
from trustlane.declarations.frame import LINES, OUTCOME_ROWS
from trustlane.selectivity.model.settings import Settings

QUICK = Settings(trees=15, depth=3, sweeps=8, folds=3, judge_folds=2, leaf_cases=10.0, held=10.0)
HEADINGS = ["851712", "851762", "620342", "640399", "090121"]


def history(count: int = 1500, seed: int = 0, repeats: int = 1) -> pl.DataFrame:
    """Declarations of one line; each combination stands `repeats` times, with importers of its own."""
    draw = np.random.default_rng(seed)
    cases = [
        {
            "hs": HEADINGS[int(draw.integers(len(HEADINGS)))],
            "origin": str(draw.choice(["XA", "XB", "XC"])),
            "departure": str(draw.choice(["XA", "XB"])),
            "net_mass_g": int(10 ** draw.uniform(2, 7)),
            "value_minor": int(10 ** draw.uniform(3, 7)),
            "tax_rate_ppm": int(draw.choice([0, 50_000, 80_000])),
            "tax_type": str(draw.choice(["A", "F1"])),
        }
        for _ in range(count // repeats)
    ]
    rows = [
        {
            **case,
            "declaration": f"H{seed}-{number}-{turn}",
            "importer": "BAD" if draw.random() < 0.1 else f"I{draw.integers(50)}",
        }
        for turn in range(repeats)
        for number, case in enumerate(cases)
    ]
    return lines(*rows)


def wrong(rows: pl.DataFrame, seed: int = 0, kind: str = "irregularity") -> pl.DataFrame:
    """What inspections found, by the stated cause."""
    draw = np.random.default_rng(seed)
    chance = (
        0.05
        + 0.45 * (rows["hs"].str.starts_with("8517") & (rows["origin"] == "XB")).to_numpy()
        + 0.40 * (rows["importer"] == "BAD").to_numpy()
    )
    return results(rows, draw.random(rows.height) < chance, kind)


def results(rows: pl.DataFrame, found: np.ndarray, kind: str = "irregularity") -> pl.DataFrame:
    """Outcome rows for lines of one-line declarations."""
    return pl.DataFrame(
        {"declaration": rows["declaration"], "kind": [kind] * rows.height, "found": pl.Series(found, dtype=pl.Boolean)},
        schema=OUTCOME_ROWS,
    )


def several_lines(rows: pl.DataFrame, every: int = 3) -> pl.DataFrame:
    """The same lines, put together into declarations of up to `every` lines."""
    number = pl.int_range(pl.len(), dtype=pl.Int32)
    return rows.with_columns(declaration=pl.format("S{}", number // every), line=number % every + 1).select(
        LINES.names()
    )
