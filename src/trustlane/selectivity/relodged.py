"""A consignment cancelled and lodged again keeps its lot and its stricter lane: lodging again is no second chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trustlane.selectivity import random_share

Lanes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Before:
    """What was decided, in an earlier batch, under a reference that is now replaced."""

    first: str  # the reference of the first lodgement of that consignment
    lane: str
    lane_without_credit: str


Earlier = Mapping[str, Before]


def drawn_by(references: Sequence[str], previous: Mapping[str, str], earlier: Earlier) -> list[str]:
    """For each declaration the reference whose lot it has: that of the first lodgement."""
    firsts = random_share.first_lodgements(references, previous)
    return [earlier[first].first if first in earlier else first for first in firsts] if earlier else firsts


def keep_stricter(
    lanes: Lanes,
    references: Sequence[str],
    previous: Mapping[str, str],
    before: Mapping[str, str],
    strictness: Mapping[str, int],
) -> None:
    """Raise lanes, in place, to those of the lodgements they replace; `before` are lanes of earlier batches.

    Lanes of goods and outcomes of entry summaries are not compared with one another: `strictness` is of one kind only.
    """
    met = {*previous, *previous.values()}
    rows: dict[str, list[int]] = {}
    for row, reference in enumerate(references):
        if reference in met:
            rows.setdefault(reference, []).append(row)
    strictest: dict[str, str | None] = {}  # under each reference, once it has itself been raised
    for start in previous:
        for members in reversed(_lodgements(start, previous, strictest)):
            earlier = previous.get(members[-1])
            floor = strictest.get(earlier) if earlier is not None else None
            for reference in members:
                floor = _stricter(floor, before.get(reference), strictness)
            if len(members) > 1:
                for row in (row for reference in members for row in rows.get(reference, ())):
                    floor = _stricter(floor, lanes[row], strictness)
            for reference in members:
                of_all = floor
                for row in rows.get(reference, ()):
                    lanes[row] = _stricter(lanes[row], floor, strictness)
                    of_all = _stricter(of_all, lanes[row], strictness)
                strictest[reference] = of_all


def _lodgements(start: str, previous: Mapping[str, str], done: Mapping[str, object]) -> list[list[str]]:
    """The references from this one back to the first that is not done yet; those that replace one another in a circle
    stand together."""
    path = {start: 0}
    reference = start
    while reference in previous and reference not in done:
        reference = previous[reference]
        if reference in path:
            order = list(path)
            return [[one] for one in order[: path[reference]]] + [order[path[reference] :]]
        path[reference] = len(path)
    return [[one] for one in path if one not in done]


def _stricter(one: str | None, other: str | None, strictness: Mapping[str, int]) -> str | None:
    if other is None or other not in strictness:
        return one
    if one is None or one not in strictness:
        return other if one is None else one
    return other if strictness[other] > strictness[one] else one
