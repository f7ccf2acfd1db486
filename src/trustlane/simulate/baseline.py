"""The plain policy that stands in for any other: fixed shares by a few crude rules, and a lot.

It has what any policy has: lines in, lanes out, results learned. It sees what a system at a border sees: declarations
and what it remembers of them; never the truth.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from trustlane.simulate import goods, numbering
from trustlane.simulate.columns import picked
from trustlane.simulate.draws import Draws
from trustlane.simulate.lading import VAGUE
from trustlane.simulate.scenario import Scenario

_GOODS = (("red", "red"), ("orange", "orange"), ("yellow", "yellow"), ("blue", "blue"))
_SUMMARIES = (("control_at_entry", "control_at_entry"), ("request_for_information", "request_for_information"))


class BaselinePolicy:
    """The plain policy of one scenario. It remembers importers and senders that it has seen."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.how, self.draws = scenario.baseline, Draws(seed)
        table = goods.table()
        self.controlled = [code for code, is_so in zip(table.hs, table.controlled.tolist(), strict=True) if is_so]
        self.seen: set[str] = set()

    def lanes(self, live: pl.DataFrame, on: date) -> pl.DataFrame:
        """A lane for each declaration of a day: declaration, lane, and the lane before an officer sent it elsewhere.

        `live` is `Day.live`. Columns: declaration, lane, said.
        """
        heads = self._heads(live)
        score = self._suspicion(heads)
        number = numbering.numbers(heads["declaration"], self.draws.mask)
        score = score + self.how.arbitrary * self.draws.normal("arbitrary order", number)
        summary = heads["summary"].to_numpy()
        said = np.full(heads.height, 0, np.int64)
        words = ["green", "complete"]
        for group, nothing, shares in ((~summary, 0, _GOODS), (summary, 1, _SUMMARIES)):
            rows = np.flatnonzero(group)
            said[rows] = nothing
            order = rows[np.argsort(-score[rows], kind="stable")]
            begin = 0.0
            for field, lane in shares:
                words.append(lane)
                end = begin + getattr(self.how, field) * len(rows)
                said[order[round(begin) : round(end)]] = len(words) - 1
                begin = end
        lot = self.draws.chance(self.how.lot, "the lot", number) & ~summary
        said[lot] = words.index("red")
        found = said.copy()
        moved = (said > 1) & ~lot & self.draws.chance(self.how.rerouted, "sent elsewhere", number)
        found[moved] = np.where(summary[moved], words.index("complete"), words.index("green"))
        self._remember(heads)
        names = pl.Series(words)
        return pl.DataFrame(
            {"declaration": heads["declaration"], "lane": picked(names, found), "said": picked(names, said)}
        )

    def learn(self, results: pl.DataFrame) -> None:
        """Results of inspections: this policy makes nothing of them."""

    def _heads(self, live: pl.DataFrame) -> pl.DataFrame:
        """One row a declaration, with what the rules look at."""
        return live.group_by("declaration", maintain_order=True).agg(
            summary=(pl.col("regime") == "entry_summary").first(),
            rate=pl.col("tax_rate_ppm").max().fill_null(0) / 1_000_000,
            controlled=pl.col("hs").is_in(self.controlled).any().fill_null(False),
            vague=pl.col("description").is_in(list(VAGUE)).any().fill_null(False),
            named=(pl.col("claims").list.len() > 0).first(),
            importer=pl.col("importer").first(),
            exporter=pl.col("exporter").first(),
        )

    def _suspicion(self, heads: pl.DataFrame) -> np.ndarray:
        """What the crude rules say, from 0 to about 3; a status that is named takes something off."""
        new = {
            role: np.array([one not in self.seen for one in heads[role].to_list()], bool)
            for role in ("importer", "exporter")
        }
        return np.asarray(
            np.minimum(heads["rate"].to_numpy(), 0.6)
            + 0.8 * heads["controlled"].to_numpy()
            + 0.5 * heads["vague"].to_numpy()
            + 0.5 * new["importer"]
            + 0.4 * new["exporter"]
            - self.how.trusted * heads["named"].to_numpy()
        )

    def _remember(self, heads: pl.DataFrame) -> None:
        self.seen.update(heads["importer"].to_list())
        self.seen.update(heads["exporter"].to_list())
