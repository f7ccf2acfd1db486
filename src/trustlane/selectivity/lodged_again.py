"""What a declaration takes over from the one it replaces: its place in the random share, and no milder lane."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from trustlane.selectivity.heads import Heads
from trustlane.selectivity.relodged import SENTENCE, STRENGTH, Earlier, Fault, Judged, Known, Lodgement, Moment, judged

Lanes = npt.NDArray[np.object_]
NOBODY = Judged({}, {})
TOLD = ("declaration", "version", "previous", "regime", "importer", "exporter", "lodged", "day")


@dataclass(frozen=True)
class LodgedAgain:
    """Which declarations of a batch take the place of others, and what is known of all of those."""

    known: Known = field(default_factory=dict)
    judged: Judged = NOBODY
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)  # by reference, those of the batch

    @property
    def cancelled(self) -> list[str]:
        """Those of them that are known to be cancelled."""
        return [reference for reference, one in self.known.items() if one.cancelled is not None]

    def taking_over(self) -> npt.NDArray[np.int64]:
        """The rows of declarations that take the place of an earlier one."""
        return np.array(sorted(row for one in self.judged.replaces for row in self.rows.get(one, ())), np.int64)

    def wrong(self, n: int) -> npt.NDArray[np.float64] | None:
        """How wrong the word of each of n declarations is, from 0 to 1; None where nothing is wrong with any."""
        if not self.judged.faults:
            return None
        strength = np.zeros(n)
        for row, fault in self._faults.items():
            strength[row] = STRENGTH[fault]
        return strength

    def said(self, rows: npt.NDArray[np.int64]) -> list[str]:
        """What is wrong with the words of the declarations in these rows, all of which are wrong."""
        return [SENTENCE[self._faults[row]] for row in rows.tolist()]

    @cached_property
    def _faults(self) -> dict[int, Fault]:
        return {row: fault for one, fault in self.judged.faults.items() for row in self.rows.get(one, ())}

    def draw(self, drawn: npt.NDArray[np.bool_], is_drawn: Callable[[str], bool]) -> None:
        """Add, in place, those that were drawn under an earlier reference, or by an earlier decision."""
        for reference, one in self.known.items():
            if one.drawn:
                drawn[list(self.rows.get(reference, ()))] = True
        for chain in self.judged.chains():
            already = False
            for reference in chain:
                already = already or self.known[reference].drawn or is_drawn(reference)
                if already:
                    drawn[list(self.rows.get(reference, ()))] = True

    def keep_stricter(
        self, lanes: Lanes, before: Callable[[Lodgement], Iterable[str]], strictness: Mapping[str, int]
    ) -> None:
        """Raise lanes, in place, to the strictest decided under an earlier reference; `before` are earlier decisions.

        Lanes of goods and outcomes of entry summaries are not compared: `strictness` is of one kind only.
        """
        for chain in self.judged.chains():
            floor: str | None = None
            for reference in chain:
                rows = self.rows.get(reference, ())
                for row in rows:
                    if lanes[row] in strictness and floor is not None:
                        lanes[row] = max(lanes[row], floor, key=strictness.__getitem__)
                decided = (*before(self.known[reference]), *(lanes[row] for row in rows))
                comparable = [lane for lane in decided if lane in strictness]
                floor = max(
                    [*comparable, *([floor] if floor is not None else [])], key=strictness.__getitem__, default=None
                )


def lodged_again(heads: Heads, earlier: Earlier, normal: Callable[[str], str]) -> LodgedAgain:
    """Everything a batch and what is known beside it say of consignments lodged again."""
    frame = heads.frame
    naming = frame.filter(pl.col("previous").is_not_null()).select("declaration", "previous")
    if naming.is_empty() and not earlier.known:
        return LodgedAgain()
    wanted = {*naming["declaration"], *naming["previous"], *earlier.known}
    wanted |= {one.previous for one in earlier.known.values() if one.previous is not None}
    here = pl.col("declaration").is_in(list(wanted))
    lodged = frame.filter(here).sort("version", maintain_order=True)
    known = dict(earlier.known)
    add(known, of_lines(lodged.select(TOLD), normal))
    add(known, of_lines(heads.cancellations.filter(here), normal, cancelled=True))
    rows: dict[str, list[int]] = {}
    for row, reference in lodged.select("row", "declaration").iter_rows():
        rows.setdefault(reference, []).append(row)
    return LodgedAgain(known, judged(known, whole=earlier.whole), rows)


def of_lines(
    messages: pl.DataFrame, normal: Callable[[str], str], *, cancelled: bool = False
) -> Iterable[tuple[str, Lodgement]]:
    """What messages say of their references: TOLD, lowest version first; or of their end, if they are cancellations."""
    for reference, _, previous, regime, importer, exporter, lodged, day in messages.select(TOLD).iter_rows():
        when = moment(lodged, day)
        yield (
            reference,
            Lodgement(
                answering=answering(regime, importer, exporter, normal),
                lodged=Moment() if cancelled else when,
                cancelled=when if cancelled else None,
                previous=None if cancelled else previous,
            ),
        )


def cancelled_by(events: pl.DataFrame) -> dict[str, Lodgement]:
    """What events say of cancellations, by reference."""
    known: dict[str, Lodgement] = {}
    ended = events.filter(pl.col("event") == "cancelled").select("declaration", "at")
    add(known, ((reference, Lodgement(cancelled=moment(at, None))) for reference, at in ended.iter_rows()))
    return known


def add(known: dict[str, Lodgement], more: Iterable[tuple[str, Lodgement]]) -> None:
    """Join more to what is known; where both have a word, the one known before counts."""
    for reference, one in more:
        known[reference] = known[reference].joined(one) if reference in known else one


def answering(regime: Any, importer: str | None, exporter: str | None, normal: Callable[[str], str]) -> frozenset[Any]:
    """Who answers for the goods: the importer or consignee, of exports the exporter; nobody where none is named."""
    side, identifier = ("exporter", exporter) if regime == "export" else ("importer", importer)
    return frozenset({(side, normal(identifier))} if identifier else ())


def moment(at: datetime | None, day: date | None) -> Moment:
    """An instant, a day, or both."""
    return Moment(day if day is not None or at is None else at.date(), at)
