"""The chance of each kind of offence: what the model says, or the base chance moved by signals, and by officers' rules.

Signals and rules speak in log-odds and are added one after the other in a fixed order, so that a declaration alone gets
to the last bit what it gets in a batch; chances are kept as whole parts per million.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import numpy as np

from trustlane.selectivity.parts import in_parts
from trustlane.selectivity.policy import Policy
from trustlane.selectivity.signals.signal import Signal

MILLION = 1_000_000


def kinds_used(policy: Policy, known_to_model: Sequence[str]) -> tuple[str, ...]:
    """The kinds a chance is given for, in the policy's order.

    A generic kind counts only where the model knows it, and then it stands for its family: the family's other kinds
    count only if the model knows them too.
    """
    covered = {
        policy.kinds[kind].family for kind in known_to_model if kind in policy.kinds and policy.kinds[kind].generic
    }
    return tuple(
        name
        for name, kind in policy.kinds.items()
        if name in known_to_model or (not kind.generic and kind.family not in covered)
    )


def weight_of(signal: Signal, kind: str, policy: Policy) -> float:
    """With how many log-odds a signal speaks for a kind: the policy's word, else the signal's, by kind or by family."""
    weights = policy.signals.get(signal.name, signal.weights)
    return float(weights.get(kind, weights.get(policy.kinds[kind].family, 0.0)))


def speaks(signal: Signal, kinds: Sequence[str], policy: Policy, modelled: Container[str]) -> float:
    """The most log-odds with which a signal speaks for a kind; 0 where a model has its knowledge already."""
    return max(
        (weight_of(signal, kind, policy) for kind in kinds if not (kind in modelled and signal.seen_by_model)),
        default=0.0,
    )


def _log_odds(chance: np.ndarray) -> np.ndarray:
    bounded = np.clip(chance.astype(np.float64, copy=False), 1e-6, 1.0 - 1e-6)
    return np.asarray(np.log(bounded) - np.log1p(-bounded))


def combine(
    policy: Policy,
    kinds: Sequence[str],
    n: int,
    signals: Sequence[Signal],
    strengths: Mapping[str, np.ndarray],
    modelled: Mapping[str, np.ndarray],
    lifts: Mapping[str, np.ndarray],
    floors: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Chances in parts per million, by kind: int32 arrays of length n.

    `strengths` by signal (n,), `modelled` chances by kind (n,), `lifts` of rules by kind in
    log-odds (n,), `floors` under the chance that rules set, by kind (n,).
    """
    chances = {kind: np.empty(n, np.int32) for kind in kinds}

    def work(part: slice) -> None:
        for kind in kinds:
            model = modelled.get(kind)
            odds = _log_odds(np.full(part.stop - part.start, policy.kinds[kind].base) if model is None else model[part])
            for signal in signals:
                if model is not None and signal.seen_by_model:
                    continue
                weight = weight_of(signal, kind, policy)
                if weight:
                    odds = odds + weight * strengths[signal.name][part]
            if kind in lifts:
                odds = odds + lifts[kind][part]
            chance = 1.0 / (1.0 + np.exp(-odds))
            if kind in floors:
                chance = np.maximum(chance, floors[kind][part])
            chances[kind][part] = np.clip(np.rint(chance * MILLION), 1, MILLION - 1)

    in_parts(n, work)
    return chances


def family_chance(policy: Policy, chances: Mapping[str, np.ndarray], family: str) -> np.ndarray:
    """The chance, in parts per million, that anything of a family is wrong."""
    none = None
    for kind, chance in chances.items():
        if policy.kinds[kind].family == family:
            clean = 1.0 - chance / MILLION
            none = clean if none is None else none * clean
    if none is None:
        return np.zeros(len(next(iter(chances.values()))), np.int32) if chances else np.zeros(0, np.int32)
    return np.rint((1.0 - none) * MILLION).astype(np.int32)
