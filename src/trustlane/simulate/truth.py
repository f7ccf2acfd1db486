"""What is true of every declaration that was lodged: kept for inspections and for the file of truth."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from trustlane.simulate.columns import picked
from trustlane.simulate.kinds import KINDS

GROUPS = ("trusted", "partner", "small", "other")

TRUTH = pl.Schema(
    {
        "declaration": pl.String(),
        "consignment": pl.UInt64(),  # the same for an entry summary and the declaration of goods that follows it
        "kind": pl.String(),  # null where all is right
        "stake_minor": pl.Int64(),  # what is lost if nobody finds it: revenue and harm together
        "revenue_minor": pl.Int64(),  # duty evaded
        "harm_minor": pl.Int64(),  # harm beyond the duty
        "illicit_minor": pl.Int64(),  # value hidden, or of the goods that are misdeclared or hidden
        "actor": pl.Int64(),  # whose deed it is, whatever number it uses
        "group": pl.String(),  # trusted, partner (a partner's operator sends), small, other
        "size": pl.String(),
        "impostor": pl.Boolean(),  # somebody else under a member's number
        "captured": pl.Boolean(),  # the doing of those who captured the member
        "cancelled": pl.Boolean(),
    }
)


@dataclass(frozen=True)
class Truths:
    """The truth of declarations, by their numbers in ascending order."""

    number: np.ndarray
    kind: np.ndarray
    revenue_minor: np.ndarray
    harm_minor: np.ndarray
    illicit_minor: np.ndarray
    actor: np.ndarray
    departure: np.ndarray  # place of the country of departure, as declared
    group: np.ndarray  # place in GROUPS
    impostor: np.ndarray
    captured: np.ndarray
    cancelled: np.ndarray
    lines: np.ndarray
    boxes: np.ndarray

    def ordered(self) -> Truths:
        """The same, by number."""
        return self.taken(np.argsort(self.number, kind="stable"))

    def taken(self, which: np.ndarray) -> Truths:
        """Some of these."""
        return Truths(*(getattr(self, one.name)[which] for one in fields(self)))


class Ledger:
    """The truths of every day so far."""

    def __init__(self) -> None:
        self.days: dict[int, Truths] = {}

    def keep(self, day: int, truths: Truths) -> None:
        """Keep those lodged on a day."""
        self.days[day] = truths.ordered()

    def of(self, number: np.ndarray) -> tuple[np.ndarray, Truths]:
        """Which of these numbers were ever lodged, and the truth of those, in their order."""
        known = np.zeros(len(number), bool)
        parts: list[Truths] = []
        rows: list[np.ndarray] = []
        # Most are of the last days.
        for day in reversed(self.days):
            asked = np.flatnonzero(~known)
            if not len(asked):
                break
            truths = self.days[day]
            if not len(truths.number):
                continue
            place = np.minimum(np.searchsorted(truths.number, number[asked]), len(truths.number) - 1)
            hit = truths.number[place] == number[asked]
            if hit.any():
                known[asked[hit]] = True
                rows.append(asked[hit])
                parts.append(truths.taken(place[hit]))
        if not parts:
            return known, _nothing()
        every = Truths(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Truths)))
        return known, every.taken(np.argsort(np.concatenate(rows), kind="stable"))


def _nothing() -> Truths:
    return Truths(*(np.zeros(0, np.uint64 if one.name == "number" else np.int64) for one in fields(Truths)))


def table(truths: Truths, declaration: pl.Series, consignment: np.ndarray, size: pl.Series) -> pl.DataFrame:
    """The table of TRUTH."""
    kinds = pl.Series([*KINDS, None], dtype=pl.String)
    groups = pl.Series(GROUPS)
    return pl.DataFrame(
        {
            "declaration": declaration,
            "consignment": consignment,
            "kind": picked(kinds, np.where(truths.kind < 0, len(KINDS), truths.kind)),
            "stake_minor": truths.revenue_minor + truths.harm_minor,
            "revenue_minor": truths.revenue_minor,
            "harm_minor": truths.harm_minor,
            "illicit_minor": truths.illicit_minor,
            "actor": truths.actor,
            "group": picked(groups, truths.group),
            "size": size,
            "impostor": truths.impostor,
            "captured": truths.captured,
            "cancelled": truths.cancelled,
        },
        schema=TRUTH,
    )
