"""The lane of a declaration: what each look is worth to it, what it costs, and which is worth its price most.

The worth of a look is the sum over kinds of chance × stake × what that look catches, less the trusted-trader credit. A
look is taken where its worth most exceeds price × use; where none does, nothing is done. A mandatory check and the
random share can only make it stricter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from trustlane.selectivity import clearing
from trustlane.selectivity.policy import Policy, Stake, Track

MILLION = 1_000_000


def stake(of: Stake, value: np.ndarray, rate_ppm: np.ndarray) -> np.ndarray:
    """What one undetected case costs, in minor units of the policy's currency: float64 whole numbers (n,)."""
    cost = of.harm + of.of_value * value + of.of_duty * value * (rate_ppm / MILLION)
    cost = np.maximum(cost, of.least)
    if of.most:
        cost = np.minimum(cost, of.most)
    return np.rint(cost)


def worths(
    policy: Policy,
    track: Track,
    chances: Mapping[str, np.ndarray],
    value: np.ndarray,
    rate_ppm: np.ndarray,
    left: Mapping[str, np.ndarray] | None,
    hard: np.ndarray | None,
) -> np.ndarray:
    """What each look is worth, in minor units: (n, looks).

    `left` is what credits leave of chance × stake by family, or None for the world without credit; `hard` marks the
    declarations whose risk no credit softens (intelligence, blocked parties, radiation).
    """
    looks = list(track.looks.values())
    total = np.zeros((len(value), len(looks)), order="F")
    for name, chance in chances.items():
        kind = policy.kinds[name]
        at_stake = chance / MILLION * stake(kind.stake, value, rate_ppm)
        for column, look in enumerate(looks):
            caught = look.catches.get(name, 0.0)
            if not caught:
                continue
            worth = at_stake * caught
            if left is not None and not kind.never_softened:
                factor = left[kind.family][:, column] if kind.family in left else 1.0
                worth = worth * (np.where(hard, 1.0, factor) if hard is not None else factor)
            total[:, column] = total[:, column] + worth
    return total


def uses(track: Track, lines: np.ndarray, containers: np.ndarray) -> np.ndarray:
    """What each look uses of its resource: (n, looks) in the look's unit."""
    columns = [
        look.use.declaration
        + look.use.line * np.maximum(lines - 1, 0)
        + look.use.container * np.maximum(containers - (1 if look.use.declaration else 0), 0)
        for look in track.looks.values()
    ]
    return clearing.beside(np.maximum(column.astype(np.float64), 1e-6) for column in columns)


def choose(track: Track, gain: np.ndarray, at_least: np.ndarray) -> np.ndarray:
    """The look of each declaration as an index into the track's looks, -1 for nothing: (n,) int8.

    `gain` is what each look brings beyond its price (n, looks); `at_least` is the index of the look a mandatory check
    or the random share asks for, -1 for none: the stricter of that and the free choice is taken.
    """
    best = clearing.best(gain)
    strict = _strictness(track)
    return np.where(strict[at_least] > strict[best], at_least, best).astype(np.int8)


def instead(track: Track) -> np.ndarray:
    """Which looks `choose` may give, freely chosen, to who must get one: (looks + 1, looks) bool.

    A row for each look that a mandatory check or the random share asks for, with what is stricter than it; the last
    (index -1) for those of whom nothing is asked, with every look.
    """
    strict = _strictness(track)
    return strict[None, :-1] > strict[:, None]


def _strictness(track: Track) -> np.ndarray:
    """How strict each look is, and nothing (index -1) less than any: (looks + 1,)."""
    return np.array([look.strictness for look in track.looks.values()] + [-1])


def names(track: Track) -> Sequence[str]:
    """Names of what can happen, in the order of `choose`, with that of nothing last (index -1)."""
    return [*track.looks, track.nothing]
