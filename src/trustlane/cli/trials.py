"""Where a simulated country and Trustlane meet: policies put on trial in it, and periods kept for the laboratory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from trustlane.selectivity.laboratory import FOUND, HOURS, Kept, kept
from trustlane.selectivity.policy import Policy
from trustlane.selectivity.rolling import Rolling
from trustlane.selectivity.schooling import School
from trustlane.simulate.trials.looks import Look, Track

if TYPE_CHECKING:
    from trustlane.selectivity.rules.compiled import Compiled
    from trustlane.simulate.country import Country
    from trustlane.simulate.scenario import Scenario


def tracks_of(policy: Policy) -> tuple[Track, ...]:
    """The looks of a policy as everybody in a comparison shares them."""
    return tuple(
        Track(
            regimes=track.regimes,
            nothing=track.nothing,
            by_lot=track.random_look,
            looks=tuple(
                Look(name, look.strictness, look.use.declaration, look.use.line, look.use.container, look.capacity)
                for name, look in track.looks.items()
            ),
        )
        for track in policy.tracks.values()
    )


def seed_of(seed: int) -> bytes:
    """The secret of the lots in a country of this seed: nothing is secret in a simulation, and all is repeatable."""
    return hashlib.blake2b(f"trustlane trial {seed}".encode(), digest_size=32).digest()


def keep_period(
    scenario: Scenario,
    seed: int,
    policy: Policy,
    folder: Path,
    *,
    policy_text: str,
    rules: Compiled | None = None,
    days: int = 91,
    before: int = 90,
    with_model: bool = True,
    progress: Callable[[date], None] = lambda on: None,
) -> Kept:
    """Step a country `before` days under its plain policy and `days` under `policy`, and keep the latter in a folder.

    Each declaration is kept as it was assessed on its day, beside what a look in each lane would have found; so
    `laboratory.what_if` can tell within a second or two what another policy would have done with the same trade.
    """
    from trustlane.simulate.trials.running import past, run

    trial = Rolling(policy.name, policy, seed_of(seed), School(with_model=with_model), rules=rules)
    parts: list[pl.DataFrame] = []

    def keep(country: Country, lines: pl.DataFrame, decided: pl.DataFrame, on: date) -> None:
        assert trial.seen is not None
        parts.append(_with_truth(kept(trial.seen, lines, policy, trial.seed), country, policy, on))

    run(past(scenario, seed, before), trial, tracks_of(policy), days, progress, keep)
    # Which kinds a model knows may change at a lesson: a kind that was not told apart on some days has no chance then.
    found = Kept(pl.concat(parts, how="diagonal"), policy)
    found.write(folder, policy_text)
    return found


def _with_truth(table: pl.DataFrame, country: Country, policy: Policy, on: date) -> pl.DataFrame:
    """What was kept of a day with its truth, and with what a look in each lane would have found and taken."""
    truth = country.truth(on).select(
        "declaration", "group", "illicit_minor", "stake_minor", illicit=pl.col("kind").is_not_null()
    )
    table = table.join(truth, on="declaration", how="left", maintain_order="left", validate="1:1")
    table = table.with_columns(counts=pl.col("regime") != "entry_summary")
    for track in policy.tracks.values():
        here = table.filter(pl.col("regime").is_in(list(track.regimes))).select("declaration")
        for look in track.looks:
            looked = country.inspect(here.with_columns(lane=pl.lit(look)), on).select(
                "declaration",
                pl.col("found").alias(f"{FOUND}{look}"),
                pl.col("hours").cast(pl.Float32).alias(f"{HOURS}{look}"),
            )
            table = table.join(looked, on="declaration", how="left", maintain_order="left")
    return table
