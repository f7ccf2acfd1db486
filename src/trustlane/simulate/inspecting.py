"""What an inspection reports: what is there is found or missed, and now and then something is reported that is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from trustlane.declarations.frame import OUTCOME_ROWS
from trustlane.simulate.columns import picked
from trustlane.simulate.draws import Draws
from trustlane.simulate.kinds import CONTRABAND, KINDS, NOTHING, REVENUE
from trustlane.simulate.mechanics.looking import Inspection
from trustlane.simulate.scenario import Scenario

# Lanes in which nobody looks.
UNEXAMINED = ("green", "complete")
SPEAKS_FROM = 0.10  # an inspection that finds less than this share of a kind says nothing of it where it finds nothing

RESULTS = pl.Schema(
    {
        "declaration": pl.String(),
        "lane": pl.String(),
        "found": pl.Boolean(),  # something was reported, rightly or not
        "kind": pl.String(),  # what was reported
        "hours": pl.Float64(),  # of officers
        "on": pl.Date(),
        "known": pl.Date(),  # when the result is there
    }
)


class LaneUnknown(ValueError):
    """Something is to be looked at in a lane of which the scenario does not say what it catches."""


@dataclass(frozen=True)
class Looked:
    """Of each inspection: whether something was reported, which kind, hours, days until it is known."""

    found: np.ndarray
    kind: np.ndarray  # NOTHING where nothing was reported
    hours: np.ndarray
    days: np.ndarray


class Inspecting:
    """Inspections of one country; the same declaration in the same lane gives the same result under every policy."""

    def __init__(self, scenario: Scenario, draws: Draws) -> None:
        self.draws = draws
        self.lanes = tuple(scenario.inspections)
        every = tuple(scenario.inspections.values())
        self.catches = np.array([[one.catches.get(kind, 0.0) for kind in KINDS] for one in every]).reshape(
            -1, len(KINDS)
        )
        self.opens = self.catches[:, CONTRABAND] >= SPEAKS_FROM  # whether cargo is seen, not only papers
        self.false_alarm = np.array([one.false_alarm for one in every])
        self.hours = np.array([_hours(one) for one in every]).reshape(-1, 4)
        self.days = np.array([one.days for one in every], np.int64)
        self.stops = np.array([one.stops for one in every], bool)

    def places(self, lane: pl.Series) -> np.ndarray:
        """The place of each lane among those that look; -1 where nobody does."""
        words = {name: place for place, name in enumerate(self.lanes)} | dict.fromkeys(UNEXAMINED, -1)
        unknown = sorted(set(lane.unique().drop_nulls().to_list()) - set(words))
        if unknown:
            raise LaneUnknown(
                f"The scenario does not say what the lane {unknown[0]!r} catches: add it to `inspections`; "
                f"there are {', '.join(self.lanes)}, and {' and '.join(UNEXAMINED)} for no inspection."
            )
        return lane.replace_strict(words, default=-1, return_dtype=pl.Int64).to_numpy()

    def look(
        self,
        number: np.ndarray,
        lane: np.ndarray,
        kind: np.ndarray,
        lines: np.ndarray,
        boxes: np.ndarray,
        sums: np.ndarray,
    ) -> Looked:
        """Look at declarations by their numbers. `kind` is what is truly there; `sums`: which are entry summaries."""
        draws = self.draws
        guilty = kind != NOTHING
        caught = guilty & draws.chance(self.catches[lane, np.maximum(kind, 0)], "caught", number, lane)
        alarm = ~guilty & draws.chance(self.false_alarm[lane], "false alarm", number, lane)
        reported = np.where(caught, kind, np.where(alarm, self._mistaken(number, lane, sums), NOTHING))
        found = caught | alarm
        hours = self.hours[lane]
        used = hours[:, 0] + hours[:, 1] * np.maximum(lines - 1, 0) + hours[:, 2] * np.maximum(boxes - 1, 0)
        return Looked(found, reported, used + hours[:, 3] * found, self.days[lane])

    def _mistaken(self, number: np.ndarray, lane: np.ndarray, sums: np.ndarray) -> np.ndarray:
        """What innocent goods are taken for: one of the kinds that the lane is good at."""
        weight = self.catches[lane].copy()
        weight[:, list(REVENUE)] *= ~sums[:, None]
        total = np.cumsum(weight, axis=1)
        lot = self.draws.uniform("taken for", number, lane) * total[:, -1]
        return np.asarray(np.minimum((lot[:, None] >= total).sum(axis=1), len(KINDS) - 1))

    def outcomes(self, results: pl.DataFrame) -> pl.DataFrame:
        """OUTCOME_ROWS of results: a row for each kind of which the lane can speak, found or not; for training."""
        speaks = pl.DataFrame(
            [
                {"lane": lane, "of": kind, "says": self.catches[place, number] >= SPEAKS_FROM}
                for place, lane in enumerate(self.lanes)
                for number, kind in enumerate(KINDS)
            ],
            schema={"lane": pl.String, "of": pl.String, "says": pl.Boolean},
        )
        reported = (pl.col("found") & (pl.col("kind") == pl.col("of"))).fill_null(False)
        return (
            results.with_row_index("place")
            .join(speaks, on="lane", maintain_order="left_right")
            .with_columns(reported=reported)
            .filter(pl.col("says") | pl.col("reported"))
            .select("declaration", kind=pl.col("of"), found=pl.col("reported"))
            .cast(dict(OUTCOME_ROWS))  # type: ignore[arg-type]
        )


def results(declaration: pl.Series, lane: pl.Series, looked: Looked, on: date) -> pl.DataFrame:
    """The table of RESULTS."""
    first = np.datetime64(on, "D")
    kinds = pl.Series([*KINDS, None], dtype=pl.String)
    return pl.DataFrame(
        {
            "declaration": declaration,
            "lane": lane,
            "found": looked.found,
            "kind": picked(kinds, np.where(looked.found, looked.kind, len(KINDS))),
            "hours": looked.hours.astype(np.float64).round(3),
            "on": pl.Series([on], dtype=pl.Date).new_from_index(0, len(declaration)),
            "known": pl.Series(first + looked.days.astype("timedelta64[D]")).cast(pl.Date),
        },
        schema=RESULTS,
    )


def none_yet() -> pl.DataFrame:
    """No results at all, as before the first day."""
    return pl.DataFrame(schema=RESULTS)


def _hours(of: Inspection) -> tuple[float, float, float, float]:
    return of.hours, of.hours_a_line, of.hours_a_container, of.hours_of_a_find
