"""Screening: for every declaration a lane, its reasons, and what it would have been without the trusted-trader credit.

In two steps. `fit_prices` finds, for the world with credit and the world without, the prices at which expected use
meets the same capacity. `decide` is a pure function of a declaration, the basis and the prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter

import numpy as np
import polars as pl

from trustlane.selectivity import lanes, markets, prices, trust
from trustlane.selectivity.assessment import Assessment, TrackView, assess
from trustlane.selectivity.basis import Basis, PriceTables
from trustlane.selectivity.chances import family_chance
from trustlane.selectivity.clearing import gains
from trustlane.selectivity.coded import Coded
from trustlane.selectivity.heads import heads_of
from trustlane.selectivity.parts import in_parts, side_by_side
from trustlane.selectivity.policy import FAMILIES
from trustlane.selectivity.prices import Prices
from trustlane.selectivity.reasons import REASON, by_model, reasons
from trustlane.selectivity.relodged import NOTHING, Earlier

MOST_MINOR = 9e18
RULES = pl.List(pl.String)
COLUMNS = (
    *("declaration", "version", "regime", "office", "day", "at"),
    *("lane", "lane_without_credit", "lane_credit_withheld", "drawn", "mandatory"),
    *(f"{family}_ppm" for family in FAMILIES),
    *("chances", "worth_minor", "value_minor", "credits", "credited"),
    *("rules", "trusted", "reasons", "changed", "basis", "prices", "prices_without"),
)
TRUSTED = pl.Struct(
    {
        "role": pl.String,
        "holder": pl.String,
        "own": pl.Boolean,
        "scope": pl.String,
        "tier": pl.String,
        "feed": pl.String,  # origin, size and root of the feed it rests on, as far as it was followed then
        "half": pl.Boolean,  # only half of the credit was left by the age of that feed
    }
)


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
    lines: pl.DataFrame,
    basis: Basis,
    *,
    at: datetime | None = None,
    earlier: Earlier = NOTHING,
    coded: Coded | None = None,
) -> Assessment:
    """Everything that can be said before any price; `earlier` is what is known of references outside these lines.

    `coded` are the lines' texts, where they are at hand.
    """
    return assess(heads_of(lines, at, coded), basis, earlier)


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
        cleared = partial(markets.fit, view.name, view.track)
        fitted = side_by_side(
            [partial(cleared, market_, worth) for market_, worth in worlds], lambda one: one(), rows=len(heads)
        )
        with_credit.append(fitted[0].table)
        without.append(fitted[-1].table)
    return PriceTables(
        *(Prices(pl.concat(part) if part else pl.DataFrame(schema=prices.SCHEMA)) for part in (with_credit, without))
    )


@dataclass(frozen=True)
class Chosen:
    """The lanes of declarations in every world, without reasons."""

    lane: np.ndarray  # (n,) object
    without: np.ndarray
    withheld: np.ndarray  # this declaration's own credit withheld, at the prices of the world with credit
    worth: np.ndarray  # (n,) minor units the chosen look is worth
    mandatory: np.ndarray  # (n,) object


def choose(seen: Assessment, tables: PriceTables) -> Chosen:
    """The lanes alone, for who needs no reasons: `decide` tells the same with everything beside it."""
    n = seen.heads.frame.height
    lane, without, withheld, mandatory = (np.full(n, None, object) for _ in range(4))
    worth = np.zeros(n)
    for view in seen.tracks:
        names = np.array(lanes.names(view.track), object)

        def work(part: slice, view: TrackView = view, names: np.ndarray = names) -> None:
            rows = view.rows[part]
            days = seen.heads.frame.select("office", "day")[rows]
            price, price_without = (
                table.of(view.name, view.track, days) for table in (tables.with_credit, tables.without_credit)
            )

            def place(of: np.ndarray, at: np.ndarray) -> np.ndarray:
                gain = gains(of[part], view.use[part], at, view.error[part])
                return lanes.choose(view.track, gain, view.at_least[part])

            chosen = place(view.worth, price)
            lane[rows] = names[chosen]
            without[rows] = names[place(view.worth_without, price_without)]
            withheld[rows] = lane[rows] if view.worth is view.worth_without else names[place(view.worth_without, price)]
            worth[rows] = np.where(chosen < 0, 0.0, view.worth[part][np.arange(len(chosen)), chosen])
            mandatory[rows] = np.where(view.mandatory[part] < 0, None, names[view.mandatory[part]])

        in_parts(len(view.rows), work)
    for view in seen.tracks:
        strictness = {view.track.nothing: -1} | {name: look.strictness for name, look in view.track.looks.items()}
        seen.again.keep_stricter(lane, attrgetter("lanes"), strictness)
        seen.again.keep_stricter(without, attrgetter("lanes_without_credit"), strictness)
        # What an earlier batch decided stands: only the credit of this lodgement is thought away.
        seen.again.keep_stricter(withheld, attrgetter("lanes"), strictness)
    return Chosen(lane, without, withheld, worth, mandatory)


def decide(seen: Assessment, basis: Basis, tables: PriceTables) -> pl.DataFrame:
    """One row a declaration: lane, lane without credit, chances, reasons, and the versions it rests on."""
    whole = _decided(seen, basis, tables)
    looked, spared = _with_reasons(seen, whole)
    of_model = by_model(seen, basis, np.flatnonzero(looked))

    def told(rows: slice) -> pl.DataFrame:
        here = whole[rows]
        why = reasons(
            seen,
            basis,
            rows.start + np.flatnonzero(looked[rows]),
            rows.start + np.flatnonzero(spared[rows]),
            of_model.between(rows.start, rows.stop),
        )
        rules = seen.hits.part(rows.start, rows.stop).ids if seen.hits is not None else _empty(RULES, here.height)
        return (
            here.with_columns(rules.alias("rules"))
            .join(_trusted(seen.trust.counted.part(rows.start, rows.stop)), on="row", how="left", maintain_order="left")
            .join(why, on="row", how="left", maintain_order="left")
            .with_columns(
                pl.col("reasons").fill_null(pl.lit([], dtype=pl.List(REASON))),
                pl.col("trusted").fill_null(pl.lit([], dtype=pl.List(TRUSTED))),
            )
            .select(COLUMNS)
        )

    return pl.concat(in_parts(whole.height, told))


def _decided(seen: Assessment, basis: Basis, tables: PriceTables) -> pl.DataFrame:
    """Everything of a decision that is one number or word, and the row it stands in."""
    chosen = choose(seen, tables)
    families = [pl.Series(f"{family}_ppm", family_chance(basis.policy, seen.chances, family)) for family in FAMILIES]
    return (
        seen.heads.frame.select("row", "declaration", "version", "regime", "office", "day", "at")
        .with_columns(
            pl.Series("lane", chosen.lane.tolist(), dtype=pl.String),
            pl.Series("lane_without_credit", chosen.without.tolist(), dtype=pl.String),
            pl.Series("lane_credit_withheld", chosen.withheld.tolist(), dtype=pl.String),
            pl.Series("drawn", seen.drawn),
            pl.Series("mandatory", chosen.mandatory.tolist(), dtype=pl.String),
            *families,
            pl.struct([pl.Series(kind, chance) for kind, chance in seen.chances.items()]).alias("chances"),
            pl.Series("worth_minor", _whole(chosen.worth)),
            pl.Series("value_minor", _whole(seen.value)),
            pl.Series("credits", seen.trust.credits),
            pl.Series("credited", trust.credited(basis.policy, seen.trust.credits)),
            basis=pl.lit(basis.version),
            prices=pl.lit(tables.with_credit.version),
            prices_without=pl.lit(tables.without_credit.version),
        )
        .with_columns(changed=pl.col("lane") != pl.col("lane_without_credit"))
    )


def _with_reasons(seen: Assessment, whole: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which declarations get a look, and which only the programme's credit keeps from one: two (n,) bool."""
    nothing = [view.track.nothing for view in seen.tracks]
    looked, otherwise = (~whole[column].is_in(nothing).to_numpy() for column in ("lane", "lane_without_credit"))
    return looked, otherwise & ~looked


def _empty(kind: pl.List, rows: int) -> pl.Series:
    return pl.Series("empty", [[]], dtype=kind).new_from_index(0, rows)


def _trusted(counted: trust.Counted) -> pl.DataFrame:
    """The standings that counted, as lists: row, trusted (list of TRUSTED)."""
    scope = pl.concat_str(
        *[pl.when(scope).then(pl.lit(scope)) for scope in ("security", "compliance")], separator=" ", ignore_nulls=True
    )
    told = counted.standings.select(
        trusted=pl.struct("role", "holder", "own", scope.alias("scope"), "tier", "feed", "half")
    )
    pairs = pl.DataFrame({"row": counted.row.astype(np.uint32), "trusted": told["trusted"].gather(counted.standing)})
    return pairs.group_by("row", maintain_order=True).agg("trusted")


def _whole(amounts: np.ndarray) -> np.ndarray:
    """Amounts as whole minor units, at most what a 64-bit number holds."""
    whole: np.ndarray = np.rint(np.clip(amounts, 0.0, MOST_MINOR)).astype(np.int64)
    return whole
