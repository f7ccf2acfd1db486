"""The tally of a trial: by day, group of operators and lane, what was there, what was found, and what it took.

Only here is truth laid beside decisions; no policy ever sees a tally.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from trustlane.simulate.country import Country
from trustlane.simulate.trials.looks import Track, heads, rooms

KEYS = ("day", "track", "group", "lane", "drawn", "abuse")
# Sums over the declarations of a key. Amounts are in minor units of the country's currency.
SUMS = {
    "declarations": pl.Int64(),
    # What is missed at an entry summary comes again as a declaration of goods, and is counted there.
    "illicit": pl.Int64(),  # declarations in which something is wrong
    "value_minor": pl.Int64(),  # illicit value in them
    "harm_minor": pl.Int64(),  # what is lost if nobody finds it: duty and harm together
    "looked": pl.Int64(),
    "found": pl.Int64(),  # rightly
    "false": pl.Int64(),  # reported where nothing was
    "found_value_minor": pl.Int64(),
    "found_harm_minor": pl.Int64(),
    "hours": pl.Float64(),  # of officers
    "unlooked": pl.Int64(),  # not looked at for another reason than the lot
    "told_by_lot": pl.Int64(),  # of these, those in which the look by lot reported something
    "untold": pl.Int64(),  # of these, those in which the look by lot reports something, drawn or not
}
QUEUE = pl.Schema(
    {
        "day": pl.Date(),
        "lane": pl.String(),
        "used": pl.Float64(),  # units that the day's decisions ask for
        "room": pl.Float64(),  # units there are
        "waiting": pl.Float64(),  # units asked for and not yet done at the day's end
    }
)


@dataclass(frozen=True)
class Tally:
    """What came of one policy in one country."""

    policy: str
    seed: int
    scenario: str
    counts: pl.DataFrame  # KEYS and SUMS
    queue: pl.DataFrame  # QUEUE

    def labelled(self) -> pl.DataFrame:
        """The counts with policy, seed and scenario, to be laid beside others."""
        names = {"scenario": self.scenario, "seed": self.seed, "policy": self.policy}
        return self.counts.select(*[pl.lit(value).alias(name) for name, value in names.items()], pl.all())


class Tallying:
    """Counts day by day."""

    def __init__(self, tracks: tuple[Track, ...]) -> None:
        self.tracks = tracks
        self.nothing = [track.nothing for track in tracks]
        self.parts: list[pl.DataFrame] = []
        self.queues: list[dict[str, object]] = []
        self.backlog: dict[str, float] = {}

    def count(
        self, country: Country, lines: pl.DataFrame, decided: pl.DataFrame, results: pl.DataFrame, on: date
    ) -> None:
        """Count one day."""
        of = heads(lines)
        regime = pl.DataFrame(
            [(one, number, track.by_lot) for number, track in enumerate(self.tracks) for one in track.regimes],
            schema={"regime": pl.String, "place": pl.Int64, "by_lot": pl.String},
            orient="row",
        )
        rows = (
            of.join(regime, on="regime", how="left", maintain_order="left")
            .join(decided, on="declaration", how="left", maintain_order="left", validate="1:1")
            .join(country.truth(on), on="declaration", how="left", maintain_order="left", validate="1:1")
            .join(
                results.select("declaration", "hours", reported="found"),
                on="declaration",
                how="left",
                maintain_order="left",
            )
        )
        otherwise = rows.select("declaration", lane="by_lot").filter(rows["otherwise"].is_in(self.nothing))
        by_lot = country.inspect(otherwise, on).select("declaration", lot="found")
        rows = rows.join(by_lot, on="declaration", how="left", maintain_order="left")
        self.parts.append(_counted(rows, self.nothing, on))
        self._queue(rows, on)

    def _queue(self, rows: pl.DataFrame, on: date) -> None:
        """What asks for more than there is waits; it is served on the next day, before that day's own."""
        for number, track in enumerate(self.tracks):
            here = rows.filter(pl.col("place") == number)
            room = rooms(track, here, on) if here.height else {look.lane: 0.0 for look in track.looks}
            lines, containers = here["lines"].to_numpy(), here["containers"].to_numpy()
            for look in track.looks:
                used = float(look.uses(lines, containers)[(here["lane"] == look.lane).to_numpy()].sum())
                waiting = max(0.0, self.backlog.get(look.lane, 0.0) + used - room[look.lane])
                self.backlog[look.lane] = waiting
                self.queues.append(
                    {"day": on, "lane": look.lane, "used": used, "room": room[look.lane], "waiting": waiting}
                )

    def tally(self, policy: str, seed: int, scenario: str) -> Tally:
        """Everything counted so far."""
        schema = {"day": pl.Date, "track": pl.Int64, "group": pl.String, "lane": pl.String} | {
            "drawn": pl.Boolean,
            "abuse": pl.String,
        }
        empty = pl.DataFrame(schema={**schema, **SUMS})
        counts = pl.concat(self.parts) if self.parts else empty
        return Tally(policy, seed, scenario, counts, pl.DataFrame(self.queues, schema=QUEUE))


def _counted(rows: pl.DataFrame, nothing: list[str], on: date) -> pl.DataFrame:
    illicit = pl.col("kind").is_not_null()
    looked = ~pl.col("lane").is_in(nothing)
    reported = pl.col("reported").fill_null(False)
    unlooked = pl.col("otherwise").is_in(nothing)
    abuse = (
        pl.when("impostor").then(pl.lit("impostor")).when("captured").then(pl.lit("captured")).otherwise(pl.lit("none"))
    )
    # Whether what is there was found: the inspection of an illicit consignment that reports something.
    right = illicit & reported
    counts = illicit & (right | (pl.col("regime") != "entry_summary"))
    return (
        rows.with_columns(day=pl.lit(on), track=pl.col("place"), abuse=abuse)
        .group_by(KEYS)
        .agg(
            declarations=pl.len(),
            illicit=counts.sum(),
            value_minor=pl.col("illicit_minor").filter(counts).sum(),
            harm_minor=pl.col("stake_minor").filter(counts).sum(),
            looked=looked.sum(),
            found=right.sum(),
            false=(reported & ~illicit).sum(),
            found_value_minor=pl.col("illicit_minor").filter(right).sum(),
            found_harm_minor=pl.col("stake_minor").filter(right).sum(),
            hours=pl.col("hours").fill_null(0.0).sum().round(3),  # in whichever order they were added
            unlooked=unlooked.sum(),
            told_by_lot=(unlooked & pl.col("drawn") & reported).sum(),
            untold=(unlooked & pl.col("lot").fill_null(False)).sum(),
        )
        .cast(SUMS)  # type: ignore[arg-type]
        .sort(KEYS)
    )
