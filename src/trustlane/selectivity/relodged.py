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
    rows: dict[str, list[int]] = {}
    for row, reference in enumerate(references):
        if reference in previous or reference in previous.values():
            rows.setdefault(reference, []).append(row)

    def raised(reference: str, met: frozenset[str]) -> str | None:
        """The strictest lane under this reference, once it has itself been raised."""
        floor = before.get(reference)
        earlier = previous.get(reference)
        if earlier is not None and earlier not in met:
            floor = _stricter(floor, raised(earlier, met | {reference}), strictness)
        for row in rows.get(reference, ()):
            lanes[row] = _stricter(lanes[row], floor, strictness)
        of_all = floor
        for row in rows.get(reference, ()):
            of_all = _stricter(of_all, lanes[row], strictness)
        return of_all

    for reference in previous:
        raised(reference, frozenset())


def _stricter(one: str | None, other: str | None, strictness: Mapping[str, int]) -> str | None:
    if other is None or other not in strictness:
        return one
    if one is None or one not in strictness:
        return other if one is None else one
    return other if strictness[other] > strictness[one] else one
