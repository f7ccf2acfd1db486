"""What a policy on trial is: it sees lines, the register and results of what it inspected; never the truth.

Whoever has these methods can be tried, wherever it is written; nothing needs to inherit from this.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

import polars as pl

from trustlane.standing.facts import StandingFact

# What a policy says of each live declaration of a day.
DECIDED = pl.Schema(
    {
        "declaration": pl.String(),
        "lane": pl.String(),
        "otherwise": pl.String(),  # the lane had no lot been drawn
        "drawn": pl.Boolean(),  # in the random share
    }
)


class Trial(Protocol):
    """One policy on trial."""

    @property
    def name(self) -> str:
        """A short name, which no other policy of the same comparison bears."""

    def begin(self, lines: pl.DataFrame, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """The past under the plain policy: LINES, RESULTS and OUTCOME_ROWS known before the day `on`."""

    def decide(self, lines: pl.DataFrame, standing: tuple[StandingFact, ...], on: date) -> pl.DataFrame:
        """DECIDED for the live LINES of a day; `standing` is what the register says at its end."""

    def learn(self, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """RESULTS that become known on a day, and the OUTCOME_ROWS that follow from them."""


Maker = Callable[[int], Trial]  # makes the policy anew for the seed of a country; can be sent to another process
