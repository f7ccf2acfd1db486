"""What the system in use before did: a lane by a few crude rules and a lot, an examination, its result, the release."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from trustlane.declarations.frame import OUTCOME_ROWS
from trustlane.simulate.columns import instants
from trustlane.simulate.offences import CONTRABAND, KINDS, PROHIBITED

GREEN, BLUE, YELLOW, ORANGE, RED = range(5)
LANES = ("green", "blue", "yellow", "orange", "red")
SUMMARY_LANES = ("complete", "complete", "request_for_information", "request_for_screening", "control_at_entry")
EXAMINATIONS = ("none", "audit", "documents", "xray", "physical")

# Shares of goods declarations in each lane but green; entry summaries are held far less often.
SHARES = {RED: 0.055, ORANGE: 0.045, YELLOW: 0.13, BLUE: 0.02}
SUMMARY_SHARES = {RED: 0.006, ORANGE: 0.012, YELLOW: 0.02}
BY_LOT = 0.01
REROUTED = 0.03  # of what is not green

# What each examination catches of each kind that is there; rows as EXAMINATIONS, columns as KINDS.
CATCHES = np.array(
    [
        (0.00, 0.00, 0.00, 0.00, 0.00),
        (0.60, 0.45, 0.55, 0.05, 0.02),
        (0.45, 0.35, 0.45, 0.15, 0.02),
        (0.05, 0.20, 0.02, 0.45, 0.70),
        (0.40, 0.80, 0.35, 0.92, 0.93),
    ]
)
# Which kinds an examination can say anything about: only those become known results.
SPEAKS_OF = CATCHES >= 0.10

# Hours until release: the median and how widely it spreads, by lane.
_HOURS = np.array([1.3, 1.8, 11.0, 9.0, 30.0])
_SPREAD = np.array([0.7, 0.7, 0.8, 0.6, 0.7])
_REASONS = (
    "Known consignee, papers seen",
    "Scanner out of service",
    "Capacity of the day used up",
    "Tip from the shed",
)
_OFFICERS = tuple(f"officer {number:02d}" for number in range(1, 25))


@dataclass(frozen=True)
class Deeds:
    """What was done with each declaration, as arrays in its order."""

    lane: np.ndarray  # what the system said
    final: np.ndarray  # after officers' re-routing
    reason: np.ndarray  # place in the reasons, -1 where not re-routed
    officer: np.ndarray
    examined_at: np.ndarray  # seconds, -1 where not examined (yet)
    found: np.ndarray  # bool
    released_at: np.ndarray  # seconds


def deeds(
    seed: int,
    lodged: np.ndarray,
    until: int,
    offence: np.ndarray,
    suspicion: np.ndarray,
    trusted: np.ndarray,
    is_summary: np.ndarray,
) -> Deeds:
    """`suspicion` is what the crude rules say, larger is worse; after `until` (seconds) nothing is known yet."""
    rng = np.random.default_rng([seed, 6])
    n = len(lodged)
    score = suspicion + rng.normal(0.0, 1.0, n) - 0.55 * trusted
    lane = np.zeros(n, np.int8)
    for group, shares in ((~is_summary, SHARES), (is_summary, SUMMARY_SHARES)):
        if not group.any():
            continue
        top = 0.0
        for code, share in shares.items():
            upper = np.quantile(score[group], 1 - top) if top else np.inf
            top += share
            lower = np.quantile(score[group], 1 - top)
            lane[group & (score > lower) & (score <= upper)] = code
    lot = rng.random(n) < BY_LOT
    lane[lot & ~is_summary] = np.maximum(lane[lot & ~is_summary], RED)
    moved = (lane > GREEN) & (rng.random(n) < REROUTED)
    final = np.where(
        moved, np.where(rng.random(n) < 0.75, np.maximum(lane - 1, GREEN), np.minimum(lane + 1, RED)), lane
    )
    moved &= final != lane
    hours = rng.lognormal(np.log(_HOURS[final]), _SPREAD[final])
    hours = np.where(trusted, hours * 0.8, hours)
    caught = CATCHES[final, np.maximum(offence, 0)] * (offence >= 0)
    found = rng.random(n) < caught
    examined_at = lodged + (hours * 3600 * rng.uniform(0.4, 0.9, n)).astype(np.int64)
    audited_at = lodged + (rng.uniform(12, 70, n) * 86_400).astype(np.int64)
    examined_at = np.where(final == BLUE, audited_at, examined_at)
    hours = np.where(found & (final != BLUE), hours + rng.lognormal(np.log(60), 0.5, n), hours)
    known = (final > GREEN) & (examined_at <= until)
    return Deeds(
        lane=lane,
        final=final.astype(np.int8),
        reason=np.where(moved, rng.integers(0, len(_REASONS), n), -1),
        officer=rng.integers(0, len(_OFFICERS), n),
        examined_at=np.where(known, examined_at, -1),
        found=found & known,
        released_at=lodged + (hours * 3600).astype(np.int64),
    )


def observed(of: Deeds, reference: pl.Series, offence: np.ndarray, is_summary: np.ndarray, until: int) -> pl.DataFrame:
    """OBSERVED_ROWS: what an extract of that system would say."""
    examined = of.examined_at >= 0
    names = pl.Series([*LANES, *SUMMARY_LANES])
    shift = np.where(is_summary, len(LANES), 0)
    moved = of.reason >= 0

    def where(mask: np.ndarray, values: pl.Series) -> pl.Series:
        return pl.DataFrame({"m": mask, "v": values}).select(pl.when("m").then("v").alias("v"))["v"]

    def picked(words: pl.Series, places: np.ndarray) -> pl.Series:
        return words.gather(pl.Series(places, dtype=pl.UInt32))

    return pl.DataFrame(
        {
            "declaration": reference,
            "lane": picked(names, of.lane + shift),
            "rerouted_to": where(moved, picked(names, of.final + shift)),
            "rerouted_by": where(moved, picked(pl.Series(_OFFICERS), of.officer)),
            "rerouted_why": where(moved, picked(pl.Series(_REASONS), np.maximum(of.reason, 0))),
            "examination": picked(pl.Series(EXAMINATIONS), np.where(examined, of.final, 0)),
            "examined_at": where(examined, instants(of.examined_at)),
            "result": where(examined, picked(pl.Series(["clean", "find"]), of.found.astype(np.int64))),
            "kind": where(of.found, picked(pl.Series(KINDS), np.maximum(offence, 0))),
            "released_at": where(of.released_at <= until, instants(of.released_at)),
        }
    )


def outcomes(of: Deeds, reference: pl.Series, offence: np.ndarray, is_summary: np.ndarray) -> pl.DataFrame:
    """OUTCOME_ROWS: of what was examined, a row for each kind the examination can speak of."""
    parts = []
    for kind, name in enumerate(KINDS):
        speaks = (of.examined_at >= 0) & SPEAKS_OF[of.final, kind]
        if kind < PROHIBITED:
            speaks &= ~is_summary
        rows = np.flatnonzero(speaks | (of.found & (offence == kind)))
        parts.append(
            pl.DataFrame(
                {
                    "place": rows,
                    "declaration": reference.gather(pl.Series(rows, dtype=pl.UInt32)),
                    "kind": pl.Series([name]).new_from_index(0, len(rows)),
                    "found": of.found[rows] & (offence[rows] == kind),
                }
            )
        )
    stacked = pl.concat(parts).sort("place", maintain_order=True)
    return stacked.select("declaration", "kind", "found").cast(dict(OUTCOME_ROWS))  # type: ignore[arg-type]


def suspicion(rate_ppm: np.ndarray, controlled: np.ndarray, occasional: np.ndarray, offence: np.ndarray) -> np.ndarray:
    """What that system's crude rules say: dear rates, controlled goods, small importers, and a little experience."""
    seen = np.where(offence >= 0, np.where(offence >= CONTRABAND, 0.25, 0.12), 0.0)
    return rate_ppm / 1_000_000 * 0.8 + 0.8 * controlled + 0.3 * occasional + seen
