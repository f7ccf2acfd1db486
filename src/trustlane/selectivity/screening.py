"""Screening: for every declaration a lane, its reasons, and what it would have been without the trusted-trader credit.

In two steps. `fit_prices` finds, for the world with credit and the world without, the prices at which expected use
meets the same capacity. `decide` is a pure function of a declaration, the basis and the prices.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter

import numpy as np
import polars as pl

from trustlane.selectivity import lanes, markets, prices, trust
from trustlane.selectivity.assessment import Assessment, assess
from trustlane.selectivity.basis import Basis, PriceTables
from trustlane.selectivity.chances import family_chance
from trustlane.selectivity.clearing import gains
from trustlane.selectivity.heads import heads_of
from trustlane.selectivity.policy import FAMILIES
from trustlane.selectivity.prices import Prices
from trustlane.selectivity.reasons import REASON, reasons
from trustlane.selectivity.relodged import NOTHING, Earlier

MOST_MINOR = 9e18
TRUSTED = pl.Struct({"role": pl.String, "holder": pl.String, "own": pl.Boolean, "scope": pl.String, "tier": pl.String})


def screen(
    lines: pl.DataFrame,
    basis: Basis,
    *,
    at: datetime | None = None,
    earlier: Earlier = NOTHING,
    kept: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, PriceTables]:
    """Fit prices to these lines and decide every declaration in them: (decisions, prices)."""
    seen = assess_lines(lines, basis, at=at, earlier=earlier)
    tables = fit_prices(seen, kept)
    return decide(seen, basis, tables), tables


def assess_lines(
    lines: pl.DataFrame, basis: Basis, *, at: datetime | None = None, earlier: Earlier = NOTHING
) -> Assessment:
    """Everything that can be said before any price; `earlier` is what is known of references outside these lines."""
    return assess(heads_of(lines, at), basis, earlier)


def fit_prices(seen: Assessment, kept: pl.DataFrame | None = None) -> PriceTables:
    """The two price tables, each meeting the same capacity by its own expected use.

    `kept` (`markets.KEPT`) are other declarations of these days, decided before: each world meets what they left of it.
    """
    with_credit, without = [], []
    for view in seen.tracks:
        heads = seen.heads.frame.select("office", "day")[view.rows]
        market = partial(
            markets.market_of, view.track, heads, view.use, view.error, view.at_least, seen.in_force[view.rows], kept
        )
        first = market()
        worlds = [(first, view.worth)]
        if kept is not None and kept.height:
            worlds.append((market("lane_without_credit"), view.worth_without))
        elif view.worth is not view.worth_without:
            worlds.append((first, view.worth_without))
        # The worlds know nothing of one another: each is cleared on a processor of its own.
        with ThreadPoolExecutor(len(worlds)) as pool:
            fitted = list(pool.map(partial(markets.fit, view.name, view.track), *zip(*worlds, strict=True)))
        with_credit.append(fitted[0].table)
        without.append(fitted[-1].table)
    return PriceTables(
        *(Prices(pl.concat(part) if part else pl.DataFrame(schema=prices.SCHEMA)) for part in (with_credit, without))
    )


@dataclass(frozen=True)
class _Chosen:
    lane: np.ndarray  # (n,) object
    without: np.ndarray
    withheld: np.ndarray  # this declaration's own credit withheld, at the prices of the world with credit
    worth: np.ndarray  # (n,) minor units the chosen look is worth
    mandatory: np.ndarray  # (n,) object


def _choose(seen: Assessment, tables: PriceTables) -> _Chosen:
    n = seen.heads.frame.height
    lane, without, withheld, mandatory = (np.full(n, None, object) for _ in range(4))
    worth = np.zeros(n)
    for view in seen.tracks:
        heads = seen.heads.frame.select("office", "day")[view.rows]
        names = np.array(lanes.names(view.track), object)
        price = tables.with_credit.of(view.name, view.track, heads)
        price_without = tables.without_credit.of(view.name, view.track, heads)
        place = lanes.choose(view.track, gains(view.worth, view.use, price, view.error), view.at_least)
        place_without = lanes.choose(
            view.track, gains(view.worth_without, view.use, price_without, view.error), view.at_least
        )
        place_withheld = place
        if view.worth is not view.worth_without:
            place_withheld = lanes.choose(
                view.track, gains(view.worth_without, view.use, price, view.error), view.at_least
            )
        lane[view.rows] = names[place]
        without[view.rows] = names[place_without]
        withheld[view.rows] = names[place_withheld]
        worth[view.rows] = np.where(place < 0, 0.0, view.worth[np.arange(len(place)), place])
        mandatory[view.rows] = np.where(view.mandatory < 0, None, names[view.mandatory])
    for view in seen.tracks:
        strictness = {view.track.nothing: -1} | {name: look.strictness for name, look in view.track.looks.items()}
        seen.again.keep_stricter(lane, attrgetter("lanes"), strictness)
        seen.again.keep_stricter(without, attrgetter("lanes_without_credit"), strictness)
        # What an earlier batch decided stands: only the credit of this lodgement is thought away.
        seen.again.keep_stricter(withheld, attrgetter("lanes"), strictness)
    return _Chosen(lane, without, withheld, worth, mandatory)


def decide(seen: Assessment, basis: Basis, tables: PriceTables) -> pl.DataFrame:
    """One row a declaration: lane, lane without credit, chances, reasons, and the versions it rests on."""
    chosen = _choose(seen, tables)
    nothing = {view.track.nothing for view in seen.tracks}
    frame = seen.heads.frame
    lane = pl.Series("lane", chosen.lane.tolist(), dtype=pl.String)
    without = pl.Series("lane_without_credit", chosen.without.tolist(), dtype=pl.String)
    withheld = pl.Series("lane_credit_withheld", chosen.withheld.tolist(), dtype=pl.String)
    looked = [~each.is_in(list(nothing)).to_numpy() for each in (lane, without, withheld)]
    wanted = np.flatnonzero(np.logical_or.reduce(looked))
    families = [pl.Series(f"{family}_ppm", family_chance(basis.policy, seen.chances, family)) for family in FAMILIES]
    told = reasons(seen, basis, wanted)
    trusted = (
        seen.trust.basis.select(
            "row",
            trusted=pl.struct(
                "role",
                "holder",
                "own",
                scope=pl.concat_str(
                    pl.when("security").then(pl.lit("security")),
                    pl.when("compliance").then(pl.lit("compliance")),
                    separator=" ",
                    ignore_nulls=True,
                ),
                tier="tier",
            ),
        )
        .group_by("row", maintain_order=True)
        .agg("trusted")
    )
    rules = (
        seen.hits.ids
        if seen.hits is not None
        else pl.Series("rules", [[]], dtype=pl.List(pl.String)).new_from_index(0, frame.height)
    )
    return (
        frame.select("row", "declaration", "version", "regime", "office", "day", "at")
        .with_columns(
            lane,
            without,
            withheld,
            pl.Series("drawn", seen.drawn),
            pl.Series("mandatory", chosen.mandatory.tolist(), dtype=pl.String),
            *families,
            pl.struct([pl.Series(kind, chance) for kind, chance in seen.chances.items()]).alias("chances"),
            pl.Series("worth_minor", _whole(chosen.worth)),
            pl.Series("value_minor", _whole(seen.value)),
            pl.Series("credits", seen.trust.credits),
            pl.Series("credited", trust.credited(basis.policy, seen.trust.credits)),
            rules.alias("rules"),
        )
        .join(trusted.with_columns(pl.col("row").cast(pl.UInt32)), on="row", how="left", maintain_order="left")
        .join(told, on="row", how="left", maintain_order="left")
        .with_columns(
            pl.col("reasons").fill_null(pl.lit([], dtype=pl.List(REASON))),
            pl.col("trusted").fill_null(pl.lit([], dtype=pl.List(TRUSTED))),
            changed=pl.col("lane") != pl.col("lane_without_credit"),
            basis=pl.lit(basis.version),
            prices=pl.lit(tables.with_credit.version),
            prices_without=pl.lit(tables.without_credit.version),
        )
        .drop("row")
    )


def _whole(amounts: np.ndarray) -> np.ndarray:
    """Amounts as whole minor units, at most what a 64-bit number holds."""
    whole: np.ndarray = np.rint(np.clip(amounts, 0.0, MOST_MINOR)).astype(np.int64)
    return whole
