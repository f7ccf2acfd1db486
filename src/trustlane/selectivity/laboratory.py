"""What would another policy have done? Declarations as they were assessed are kept; their prices are fitted anew.

Whoever steps a simulated country keeps, beside each declaration, what a look in each lane would have found. So another
capacity, credit, random share or stake is tried on the same trade within a second or two. Actors do not react here:
this shows what a policy does at once; `trustlane compare` shows what becomes of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from trustlane.selectivity import lanes, markets, random_share
from trustlane.selectivity.assessment import Assessment, TrackView, view_of
from trustlane.selectivity.clearing import gains
from trustlane.selectivity.policy import Credit, Policy, parse
from trustlane.selectivity.prices import Prices

CHANCE = "chance_"  # before the name of a kind: parts per million
FOUND, HOURS = "found_", "hours_"  # before the name of a lane
# What is kept of a declaration beside the chances.
KEPT = pl.Schema(
    {
        "declaration": pl.String(),
        "regime": pl.String(),
        "office": pl.String(),
        "day": pl.Date(),
        "lines": pl.Int32(),
        "container_count": pl.Int32(),
        "value_minor": pl.Float64(),
        "rate_ppm": pl.Float64(),
        "credits": pl.Int64(),  # a bit a credit of the policy it was assessed under
        "trusted_importer": pl.Boolean(),
        "lot": pl.UInt64(),
        "mandatory": pl.String(),
        "hard": pl.Boolean(),  # intelligence: softened by no credit
    }
)
# What the simulated country says of it; FOUND and HOURS of every lane stand beside these.
TRUTH = pl.Schema(
    {
        "group": pl.String(),
        "illicit": pl.Boolean(),
        "counts": pl.Boolean(),  # where the total is counted: not at an entry summary, of which goods follow
        "illicit_minor": pl.Int64(),
        "stake_minor": pl.Int64(),
    }
)
FILE, POLICY = "declarations.parquet", "policy.yaml"


class LaboratoryRefused(ValueError):
    """What was kept does not go with this policy; the message says what differs."""


def kept(seen: Assessment, lines: pl.DataFrame, policy: Policy, seed: bytes) -> pl.DataFrame:
    """What is kept of an assessment: KEPT, and the chance of each kind. `lines` are the LINES it was made from."""
    frame = seen.heads.frame
    rate = lines.group_by("declaration").agg(rate_ppm=pl.col("tax_rate_ppm").fill_null(0).max().cast(pl.Float64))
    mandatory = np.full(frame.height, None, object)
    for view in seen.tracks:
        mandatory[view.rows] = np.where(
            view.mandatory < 0, None, np.array(lanes.names(view.track), object)[view.mandatory]
        )
    return (
        frame.select("declaration", pl.col("regime").cast(pl.String), "office", "day", "lines", "container_count")
        .with_columns(
            pl.Series("value_minor", seen.value, dtype=pl.Float64),
            pl.Series("credits", seen.trust.credits),
            pl.Series("trusted_importer", seen.trust.trusted_importer),
            pl.Series("lot", random_share.draws(frame["declaration"], seed)),
            pl.Series("mandatory", mandatory.tolist(), dtype=pl.String),
            pl.Series("hard", seen.hits.intelligence if seen.hits is not None else np.zeros(frame.height, bool)),
            *[pl.Series(f"{CHANCE}{kind}", chance) for kind, chance in seen.chances.items()],
        )
        .join(rate, on="declaration", how="left", maintain_order="left")
        .select(*KEPT, *[f"{CHANCE}{kind}" for kind in seen.chances])
    )


@dataclass(frozen=True)
class Kept:
    """A simulated period as it was assessed, with what looks would have found."""

    table: pl.DataFrame  # KEPT, chances, TRUTH, FOUND and HOURS by lane
    policy: Policy  # under which it was assessed

    @classmethod
    def read(cls, folder: Path) -> Kept:
        """Read back what `write` wrote."""
        try:
            table = pl.read_parquet(folder / FILE)
            policy = parse((folder / POLICY).read_text("utf-8"), where=POLICY)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise LaboratoryRefused(f"{folder.name}: no kept period is there; make one first.") from error
        return cls(table, policy)

    def write(self, folder: Path, policy_text: str) -> None:
        """Write it as a folder; `policy_text` is the policy's file, word for word."""
        folder.mkdir(parents=True, exist_ok=True)
        self.table.write_parquet(folder / FILE, compression="zstd")
        (folder / POLICY).write_text(policy_text, "utf-8")


@dataclass(frozen=True)
class WhatIf:
    """What a policy does with a kept period, by group of operators; `prices` by track, look and world."""

    groups: pl.DataFrame  # world, group, declarations, looked, hours, illicit, found, and amounts of both
    lanes: pl.DataFrame  # world, track, look, declarations, found, used, room (null where a price is fixed)
    prices: pl.DataFrame  # track, office, day, look, price, capacity_milli, expected_milli, world


def what_if(of: Kept, policy: Policy) -> WhatIf:
    """Decide a kept period under another policy, in both worlds: with its credits, and without them.

    Other capacities, prices, uses, catches, stakes, credits' size, caps and random share may be tried; kinds, tracks
    and whose status has a credit must be those it was assessed under, and another set is refused.
    """
    _check(of, policy)
    table = of.table
    chances = {kind: table[f"{CHANCE}{kind}"].to_numpy() for kind in policy.kinds if f"{CHANCE}{kind}" in table.columns}
    draws = table["lot"].to_numpy()
    drawn = draws < random_share.threshold(policy.random.per_million)
    worlds: dict[str, list[pl.DataFrame]] = {"with credit": [], "without credit": []}
    told: list[pl.DataFrame] = []
    prices: list[pl.DataFrame] = []
    for name, track in policy.tracks.items():
        rows = np.flatnonzero(table["regime"].is_in(list(track.regimes)).to_numpy())
        if not len(rows):
            continue
        view = view_of(
            name,
            policy,
            rows,
            table,
            table["credits"].to_numpy(),
            _Demanded(table),
            chances,
            table["value_minor"].to_numpy(),
            table["rate_ppm"].to_numpy(),
            draws,
            drawn,
        )
        here = table[rows]
        market = markets.market_of(track, here.select("office", "day"), view.use, view.error, view.at_least)
        for world, worth in (("with credit", view.worth), ("without credit", view.worth_without)):
            fitted = markets.fit(name, track, market, worth).table.with_columns(world=pl.lit(world))
            decided = _decided(view, worth, fitted, here)
            worlds[world].append(decided)
            told.append(_lanes(decided, view, fitted))
            prices.append(fitted)
    groups = [_groups(pl.concat(parts), world) for world, parts in worlds.items() if parts]
    return WhatIf(pl.concat(groups), pl.concat(told), pl.concat(prices))


@dataclass(frozen=True)
class _Demanded:
    """What officers' rules demanded, as it was kept."""

    table: pl.DataFrame

    @property
    def intelligence(self) -> np.ndarray:
        return self.table["hard"].to_numpy()

    def strictest(self, lanes: Sequence[str], /) -> np.ndarray:
        places: Mapping[str, int] = {lane: place for place, lane in enumerate(lanes)}
        return (
            self.table["mandatory"]
            .replace_strict(places, default=-1, return_dtype=pl.Int8)
            .fill_null(-1)
            .to_numpy()
            .astype(np.int8)
        )


def _conditions(credit: Credit) -> tuple[object, ...]:
    return credit.whose, credit.role, credit.scope, credit.tiers


def _check(of: Kept, policy: Policy) -> None:
    """Refuse what was not kept: other kinds, other tracks, other holders of credit."""
    if [*map(_conditions, of.policy.credits)] != [*map(_conditions, policy.credits)]:
        raise LaboratoryRefused(
            "credits: whose status has a credit differs from what was kept; change its size or its looks, or keep a "
            "period under this policy first."
        )
    if set(of.policy.kinds) != set(policy.kinds):
        raise LaboratoryRefused("kinds: they differ from those that were kept; keep a period under this policy first.")
    for name, track in policy.tracks.items():
        before = of.policy.tracks.get(name)
        if before is None or before.regimes != track.regimes or set(before.looks) != set(track.looks):
            raise LaboratoryRefused(
                f"tracks.{name}: its regimes or looks differ from what was kept; keep a period under this policy first."
            )


def _decided(view: TrackView, worth: np.ndarray, prices: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """Lanes of one track in one world, with what looking in them finds and takes."""
    price = Prices(prices).of(view.name, view.track, here.select("office", "day"))
    place = lanes.choose(view.track, gains(worth, view.use, price, view.error), view.at_least)
    looked, rows = place >= 0, np.arange(len(place))
    found = np.column_stack([here[f"{FOUND}{look}"].to_numpy() for look in view.track.looks])
    hours = np.column_stack([here[f"{HOURS}{look}"].to_numpy() for look in view.track.looks])
    return here.select("group", "trusted_importer", *list(TRUTH)[1:]).with_columns(
        place=pl.Series(place),
        looked=pl.Series(looked),
        found=pl.Series(looked & found[rows, place]) & pl.col("illicit"),
        false=pl.Series(looked & found[rows, place]) & ~pl.col("illicit"),
        hours=pl.Series(np.where(looked, hours[rows, place], 0.0)),
        used=pl.Series(np.where(looked, view.use[rows, place], 0.0)),
    )


def _groups(decided: pl.DataFrame, world: str) -> pl.DataFrame:
    # Of an entry summary only what is found there counts: what is missed comes again as a declaration of goods.
    found, illicit = pl.col("found"), pl.col("illicit") & pl.col("counts")
    return (
        decided.group_by("group")
        .agg(
            declarations=pl.len(),
            looked=pl.col("looked").sum(),
            hours=pl.col("hours").sum().round(1),
            illicit=illicit.sum(),
            found=found.sum(),
            false=pl.col("false").sum(),
            illicit_minor=pl.col("illicit_minor").filter(illicit).sum(),
            found_minor=pl.col("illicit_minor").filter(found).sum(),
            stake_minor=pl.col("stake_minor").filter(illicit).sum(),
            found_stake_minor=pl.col("stake_minor").filter(found).sum(),
        )
        .sort("group")
        .select(pl.lit(world).alias("world"), pl.all())
    )


def _lanes(decided: pl.DataFrame, view: TrackView, prices: pl.DataFrame) -> pl.DataFrame:
    """Of each look of a track: how many, what was found, what was used and what there was."""
    rooms = prices.group_by("look").agg(
        room=pl.when((pl.col("capacity_milli") >= 0).all()).then(pl.col("capacity_milli").sum() / 1000)
    )
    counted = (
        decided.filter("looked")
        .group_by("place")
        .agg(
            declarations=pl.len().cast(pl.Int64), found=pl.col("found").sum().cast(pl.Int64), used=pl.col("used").sum()
        )
    )
    looks = pl.DataFrame({"look": list(view.track.looks)}).with_row_index("place").cast({"place": pl.Int8})
    return (
        looks.join(counted, on="place", how="left", maintain_order="left")
        .join(rooms, on="look", how="left", maintain_order="left")
        .select(
            world=pl.lit(prices["world"].first()),
            track=pl.lit(view.name),
            look="look",
            declarations=pl.col("declarations").fill_null(0),
            found=pl.col("found").fill_null(0),
            used=pl.col("used").fill_null(0.0),
            room="room",
        )
    )
