"""Who rates more severely or more mildly than others did the same items, with the interval in which that may lie.

A validator leans by the mean difference, in steps of the scale, between the own rating and the mean of the peers' on
the same item; the interval (95 %) comes from drawing the items again. Whether somebody stands apart is judged against
what happens by chance: were all alike, the ratings of each item could be dealt out anew among those who rated it. Only
who leans more than the greatest leaning in 19 of 20 such deals stands apart, however many validators there are. Whoever
stands out most is set apart first and is no peer of the others then: one severe validator does not make all others look
mild. Of two who differ nobody can say which stands apart, so at least two peers are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from trustlane.programme.consistency.ratings import Table
from trustlane.programme.consistency.resampling import DRAWINGS, numbers, weights

if TYPE_CHECKING:
    Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"

LEAST_ITEMS = 10  # fewer, and the interval is narrower than the truth
LEAST_LEAN = 0.25  # of a step: less is of no account in practice


@dataclass(frozen=True)
class Lean:
    """How far one validator leans, over how many items, and the interval; `apart` where it is to be talked about."""

    validator: str
    items: int
    steps: float  # above nothing: more severe
    low: float
    high: float
    apart: bool = False


def leans(
    table: Table, seed: bytes, *, least_items: int = LEAST_ITEMS, least_lean: float = LEAST_LEAN
) -> tuple[Lean, ...]:
    """Everybody who shares at least `least_items` items with two peers, whoever leans most first."""
    apart: dict[str, Lean] = {}
    while True:
        left = table.without(apart)
        of = {who: steps for who, steps in _by_validator(left).items() if len(steps) >= least_items}
        found = {who: _lean(who, steps, seed) for who, steps in of.items()}
        limit = _by_chance(left, tuple(of), seed)
        out = [
            one
            for who, one in found.items()
            if abs(one.steps) >= least_lean and not one.low <= 0.0 <= one.high and _strength(of[who]) > limit
        ]
        if not out:
            return tuple(sorted((*apart.values(), *found.values()), key=lambda one: (-abs(one.steps), one.validator)))
        most = max(out, key=lambda one: (abs(one.steps), one.validator))
        apart[most.validator] = replace(most, apart=True)


def too_few(table: Table, *, least_items: int = LEAST_ITEMS) -> tuple[str, ...]:
    """Validators of whom nothing can be said, as they share too few items with two peers."""
    shared = _by_validator(table)
    return tuple(who for who in table.validators if len(shared.get(who, ())) < least_items)


def _lean(who: str, steps: list[float], seed: bytes) -> Lean:
    drawn = weights(seed, f"items of {who}", len(steps)) @ np.array(steps) / len(steps)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Lean(who, len(steps), sum(steps) / len(steps), float(low), float(high))


def _strength(steps: list[float]) -> float:
    """How far steps lean to one side, of their size: comparable between many items and few."""
    size = sum(step * step for step in steps)
    return abs(sum(steps)) / float(np.sqrt(size)) if size else 0.0


def _by_chance(table: Table, validators: tuple[str, ...], seed: bytes) -> float:
    """The strength that the strongest of these validators stays within in 19 of 20 deals."""
    place = {who: number for number, who in enumerate(table.validators)}
    leaning = np.zeros((DRAWINGS, len(place)))
    size = np.zeros((DRAWINGS, len(place)))
    for item, differences in _by_item(table):
        who = [place[one] for one in differences]
        order = np.argsort(numbers(seed, f"deal of {item}", len(who)), axis=1, kind="stable")
        dealt = np.array(list(differences.values()))[order]
        leaning[:, who] += dealt
        size[:, who] += dealt**2
    strength: Numbers = np.abs(leaning) / np.sqrt(np.where(size > 0, size, 1.0))
    judged = [place[who] for who in validators]
    return float(np.quantile(strength[:, judged].max(1, initial=0.0), 0.95, method="higher"))


def _by_item(table: Table) -> Iterator[tuple[str, dict[str, float]]]:
    """For each item that three or more rated how far each of them is from the mean of the others."""
    for item, rated in table.levels.items():
        if len(rated) >= 3:
            total, peers = sum(rated.values()), len(rated) - 1
            yield item, {who: rated[who] - (total - rated[who]) / peers for who in sorted(rated)}


def _by_validator(table: Table) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for _, differences in _by_item(table):
        for who, step in differences.items():
            found.setdefault(who, []).append(step)
    return found
