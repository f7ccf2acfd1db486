"""A rule set ready to run: for one declaration or for many, from the same compiled form, with the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trustlane.selectivity.rules.alone import Alone, Hit
from trustlane.selectivity.rules.plan import MOST_ALTERNATIVES, plan_of
from trustlane.selectivity.rules.together import RuleHits, Together

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from trustlane.selectivity.coded import Coded
    from trustlane.selectivity.rules.rule import RuleSet


class Compiled:
    """One rule set, two executors."""

    def __init__(
        self, rules: RuleSet, *, most_alternatives: int = MOST_ALTERNATIVES, threads: int | None = None
    ) -> None:
        self.rules = rules
        plan = plan_of(rules, most_alternatives)
        self.fields = plan.fields
        self._alone = Alone(rules, plan)
        self._together = Together(rules, plan, threads)

    @property
    def digest(self) -> str:
        """Names this very version of rules and lists."""
        return self.rules.digest

    def scalar(self, row: Mapping[str, Any], on: date | None = None) -> Hit:
        """The rules one declaration meets; `on` is the day judged on, else `row["day"]`. Absent fields are missing."""
        return self._alone(row, on)

    def columnar(self, frame: pl.DataFrame, on: str | date = "day", coded: Coded | None = None) -> RuleHits:
        """The rules each row meets; `on` names the column of days, or is one day for all.

        `coded` are the frame's texts, where they are at hand.

        Raises `FieldsWanted` where a column the rules ask about is absent, `ValueOfWrongType` where one holds
        another type.
        """
        return self._together(frame, on, coded)
