"""A country under a policy, day by day: what a system at its border has on record, and the truth apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import numpy as np
import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, EVENTS, OBSERVED_ROWS
from trustlane.simulate import numbering
from trustlane.simulate.baseline import BaselinePolicy
from trustlane.simulate.columns import instants, picked
from trustlane.simulate.country import Country, Day, none_yet
from trustlane.simulate.declared import SOURCE
from trustlane.simulate.draws import Draws
from trustlane.simulate.scenario import Scenario

EXAMINATION = {
    "blue": "audit",
    "yellow": "documents",
    "orange": "xray",
    "red": "physical",
    "request_for_information": "documents",
    "request_for_screening": "xray",
    "control_at_entry": "xray",
    "do_not_load": "documents",
}
_REASONS = (
    "Known consignee, papers seen",
    "Scanner out of service",
    "Capacity of the day used up",
    "Tip from the shed",
)
_OFFICERS = 24


@dataclass(frozen=True)
class Past:
    """One day as the present system has it, and its truth."""

    on: date
    lines: pl.DataFrame  # LINES
    events: pl.DataFrame  # EVENT_ROWS, with what became of each declaration up to `until`
    observed: pl.DataFrame  # OBSERVED_ROWS, the same
    outcomes: pl.DataFrame  # OUTCOME_ROWS, of what is known by then
    truth: pl.DataFrame  # TRUTH


class Policy(Protocol):
    """Whoever says what is looked at."""

    def lanes(self, day: Day) -> pl.DataFrame:
        """For every declaration of `day.live`: declaration, lane, and `said`, the lane before an officer moved it."""

    def learn(self, results: pl.DataFrame) -> None:
        """What the inspections of the day found."""


class _Plain:
    """The plain policy, asked as any other."""

    def __init__(self, country: Country) -> None:
        self.policy = BaselinePolicy(country.scenario, country.seed)

    def lanes(self, day: Day) -> pl.DataFrame:
        return self.policy.lanes(day.live, day.on)

    def learn(self, results: pl.DataFrame) -> None:
        self.policy.learn(results)


def run(
    country: Country, first: date, last: date, policy: Policy | None = None, known: pl.DataFrame | None = None
) -> Iterator[Past]:
    """Step the country from `first` to `last` under a policy, the plain one unless another is given.

    `known` are results of the day before, where the country was stepped before. Nothing known after `last` is told.
    """
    policy = policy or _Plain(country)
    telling = Telling(country.scenario, country.seed, last)
    results = none_yet() if known is None else known
    for number in range((last - first).days + 1):
        on = first + timedelta(days=number)
        day = country.day(on, results)
        lanes = policy.lanes(day)
        results = country.inspect(lanes.select("declaration", "lane"), on)
        policy.learn(results)
        observed = telling.observed(day.live, lanes, results)
        done = observed.filter(pl.col("examination") != "none").select("declaration")
        by_then = results.join(done, on="declaration", how="semi", maintain_order="left")
        yield Past(
            on=on,
            lines=day.lines,
            events=pl.concat([day.events, telling.events(observed)]).sort("at", "declaration", "event"),
            observed=observed.select(OBSERVED_ROWS.names()),
            outcomes=country.outcomes(by_then),
            truth=country.truth(on),
        )


class Telling:
    """What the present system writes down of a day; `last` is the day after whose end nothing is known."""

    def __init__(self, scenario: Scenario, seed: int, last: date) -> None:
        self.how = scenario.baseline
        self.draws, self.until = Draws(seed), datetime.combine(last, time(23, 59, 59), UTC)

    def observed(self, live: pl.DataFrame, lanes: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
        """OBSERVED_ROWS of a day."""
        heads = live.group_by("declaration", maintain_order=True).agg(pl.col("lodged").first())
        looked = results.select("declaration", "found", "kind", "known", looked=pl.col("lane"))
        rows = lanes.join(heads, on="declaration", maintain_order="left").join(
            looked, on="declaration", how="left", maintain_order="left"
        )
        rows = rows.with_columns(*self._times(rows), *self._officers(rows))
        done = pl.col("looked").is_not_null() & (pl.col("at") <= self.until)
        how = pl.col("looked").replace_strict(EXAMINATION, default="physical", return_dtype=pl.String)
        told = rows.with_columns(done=done, moved=pl.col("lane") != pl.col("said")).select(
            "declaration",
            lane=pl.col("said"),
            rerouted_to=pl.when("moved").then("lane"),
            rerouted_by=pl.when("moved").then("by"),
            rerouted_why=pl.when("moved").then("why"),
            examination=pl.when("done").then(how).otherwise(pl.lit("none")),
            examined_at=pl.when("done").then("at"),
            result=pl.when("done").then(pl.when("found").then(pl.lit("find")).otherwise(pl.lit("clean"))),
            kind=pl.when(pl.col("done") & pl.col("found")).then("kind"),
            released_at=pl.when(pl.col("free") <= self.until).then("free"),
        )
        return told.cast(dict(OBSERVED_ROWS))  # type: ignore[arg-type]

    def _times(self, rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """When each was looked at, and when it was released."""
        number = numbering.numbers(rows["declaration"], self.draws.mask)
        lodged = rows["lodged"].dt.epoch("s").to_numpy()
        lane = rows["looked"].fill_null("")
        usual = self.how.release.get("none", 0.0)
        median = lane.replace_strict(self.how.release | {"": usual}, default=usual, return_dtype=pl.Float64).to_numpy()
        hours = median * np.exp(self.how.release_spread * self.draws.normal("hours until release", number))
        part = self.draws.between(0.4, 0.9, "when it is looked at", number)
        looked_at = lodged + (hours * 3600 * part).astype(np.int64)
        # An audit comes weeks after the release.
        audited = rows["known"].dt.epoch("s").fill_null(0).to_numpy() + 14 * 3600
        is_audit = (lane == "blue").to_numpy()
        longer = self.how.find_hours * np.exp(0.5 * self.draws.normal("hours a find takes", number))
        held_up = rows["found"].fill_null(False).to_numpy() & ~is_audit
        released = lodged + ((hours + np.where(held_up, longer, 0)) * 3600).astype(np.int64)
        return instants(np.where(is_audit, audited, looked_at)).alias("at"), instants(released).alias("free")

    def _officers(self, rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Who would have sent it elsewhere, and what was written as the reason."""
        number = numbering.numbers(rows["declaration"], self.draws.mask)
        officers = pl.Series("by", [f"officer {one + 1:02d}" for one in range(_OFFICERS)])
        return (
            picked(officers, self.draws.below(_OFFICERS, "which officer", number)),
            picked(pl.Series("why", _REASONS), self.draws.below(len(_REASONS), "why", number)),
        )

    def events(self, observed: pl.DataFrame) -> pl.DataFrame:
        """EVENT_ROWS of what was done with the declarations of a day."""
        wanted = observed.filter(pl.col("examination") == "documents")
        controlled = observed.filter(pl.col("examination").is_in(["xray", "physical"]))
        parts = [
            _events(wanted, "documents_wanted", "examined_at"),
            _events(controlled, "control", "examined_at"),
            _events(observed.filter(pl.col("released_at").is_not_null()), "released", "released_at"),
        ]
        return pl.concat(parts)


def _events(rows: pl.DataFrame, event: str, at: str) -> pl.DataFrame:
    return rows.select(
        "declaration",
        pl.lit(event).cast(pl.Enum(EVENTS)).alias("event"),
        pl.col(at).alias("at"),
        pl.lit(SOURCE).alias("source"),
        pl.lit(None, pl.String).alias("detail"),
    ).select(EVENT_ROWS.names())
