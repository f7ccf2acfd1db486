"""A small period as the laboratory keeps it: a few offices and days, with a truth, made without a simulator."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from trustlane.selectivity import policy
from trustlane.selectivity.laboratory import CHANCE, FOUND, HOURS, KEPT, TRUTH, Kept
from trustlane.selectivity.trying import period

BEGINS = date(2026, 3, 2)
POLICY_TEXT = policy.resources.files("trustlane.selectivity").joinpath("policies/default.yaml").read_text("utf-8")


def kept(count: int = 1200, seed: int = 1, days: int = 6) -> Kept:
    """Declarations whose chance says something about what is in them; looks find what the policy says they catch."""
    rng, chosen = np.random.default_rng(seed), policy.parse(POLICY_TEXT)
    illicit = rng.random(count) < 0.08
    chance = np.where(illicit, rng.integers(60_000, 400_000, count), rng.integers(0, 120_000, count)).astype(np.int32)
    entry = rng.random(count) < 0.1
    group = rng.choice(["trusted", "partner", "small", "other"], count)
    value = rng.integers(10_000, 4_000_000, count)
    table = pl.DataFrame(
        {
            "declaration": [f"D{number}" for number in range(count)],
            "regime": np.where(entry, "entry_summary", "import").tolist(),
            "office": rng.choice(["A1", "B2"], count).tolist(),
            "day": [BEGINS + timedelta(days=int(day)) for day in rng.integers(0, days, count)],
            "lines": rng.integers(1, 4, count).astype(np.int32),
            "container_count": rng.integers(0, 3, count).astype(np.int32),
            "value_minor": value.astype(np.float64),
            "rate_ppm": np.full(count, 100_000.0),
            "credits": np.where(group == "trusted", 3, 0),
            "trusted_importer": group == "trusted",
            "lot": rng.integers(0, 2**63, count, dtype=np.uint64) * np.uint64(2),
            "mandatory": [None] * count,
            "hard": np.zeros(count, bool),
            "group": group.tolist(),
            "illicit": illicit,
            "counts": ~entry,
            "illicit_minor": np.where(illicit, value, 0),
            "stake_minor": np.where(illicit, value // 5, 0),
        }
    ).cast({**KEPT, **TRUTH})  # type: ignore[arg-type]
    looks = [look for track in chosen.tracks.values() for look in track.looks]
    return Kept(
        table.with_columns(
            *[pl.Series(f"{CHANCE}{kind}", chance) for kind in chosen.kinds if not chosen.kinds[kind].generic],
            *[pl.Series(f"{FOUND}{look}", illicit & (rng.random(count) < 0.5)) for look in looks],
            *[pl.lit(1.5, pl.Float32).alias(f"{HOURS}{look}") for look in looks],
        ),
        chosen,
    )


def written(folder: Path, count: int = 1200, text: str = POLICY_TEXT) -> Path:
    """The same on disk, sealed."""
    whole = kept(count)
    whole.write(folder, text)
    about = period.About(
        scenario="small",
        title="A small invented country",
        digest="0123456789abcdef",
        seed=1,
        first=BEGINS,
        last=BEGINS + timedelta(days=5),
        before=0,
        declarations=whole.table.height,
        made_with="test",
        files={},
    )
    period.seal(folder, about, b'{"name": "small"}')
    return folder
