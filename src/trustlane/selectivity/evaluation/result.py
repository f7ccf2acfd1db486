"""Results: by kind, method and fold; their means, deviations, paired differences, and what of that is within noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from trustlane.selectivity.evaluation.protocol import RATES
from trustlane.selectivity.model import ranking

# Two-sided 95 % points of Student's t for paired differences over folds, by degrees of freedom.
STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}
LOOK_UP, BY_LOT, COMMODITY = "look-up", "random", "HS6 profile"
PROFILES, TREES, MODEL = "profiles alone", "trees alone", "model"


@dataclass(frozen=True, slots=True)
class FoldScore:
    """How one method did in one fold."""

    precision: tuple[float, ...]
    recall: tuple[float, ...]
    auc: float


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over folds and its standard deviation."""

    mean: float
    sd: float


@dataclass(frozen=True)
class KindResult:
    """One kind of offence."""

    kind: str
    base: float  # share of finds among the judged
    judged: int
    methods: Mapping[str, tuple[FoldScore, ...]]

    def precision(self, method: str, place: int) -> Mean:
        """Precision at the inspection rate of that place."""
        return _mean([fold.precision[place] for fold in self.methods[method]])

    def recall(self, method: str, place: int) -> Mean:
        """Recall at the inspection rate of that place."""
        return _mean([fold.recall[place] for fold in self.methods[method]])

    def auc(self, method: str) -> Mean:
        """Area under the curve."""
        return _mean([fold.auc for fold in self.methods[method]])

    def difference(self, method: str, other: str, place: int | None) -> Difference:
        """Method less other, fold by fold: precision at a place, or area under the curve."""
        mine, theirs = (
            np.array([fold.auc if place is None else fold.precision[place] for fold in self.methods[one]])
            for one in (method, other)
        )
        gap = mine - theirs
        sd = float(gap.std(ddof=1)) if len(gap) > 1 else 0.0
        half = STUDENT.get(len(gap) - 1, 2.0) * sd / np.sqrt(len(gap)) if len(gap) > 1 else float("inf")
        return Difference(float(gap.mean()), float(half), int((gap > 0).sum()), len(gap))


@dataclass(frozen=True, slots=True)
class Difference:
    """A paired difference over folds, and half the width of its 95 % interval."""

    mean: float
    half: float
    folds_better: int
    folds: int

    @property
    def beyond_noise(self) -> bool:
        """Whether the interval leaves zero out."""
        return abs(self.mean) > self.half


@dataclass(frozen=True)
class Evaluation:
    """Everything an evaluation found."""

    rows: int
    combinations: int
    folds: int
    kinds: tuple[KindResult, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    rates: tuple[float, ...] = RATES

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "rows": self.rows,
            "combinations": self.combinations,
            "folds": self.folds,
            "rates": list(self.rates),
            "left_out": dict(self.left_out),
            "kinds": {
                one.kind: {
                    "base": one.base,
                    "judged": one.judged,
                    "methods": {method: _as_dict(one, method, self.rates) for method in one.methods},
                    "noise": sentences(one, self.rates),
                }
                for one in self.kinds
            },
        }


def _mean(values: list[float]) -> Mean:
    return Mean(float(np.mean(values)), float(np.std(values)))


def _as_dict(one: KindResult, method: str, rates: tuple[float, ...]) -> dict[str, Any]:
    def pair(mean: Mean) -> dict[str, float]:
        return {"mean": mean.mean, "sd": mean.sd}

    return {
        "precision": {f"{rate:g}": pair(one.precision(method, place)) for place, rate in enumerate(rates)},
        "recall": {f"{rate:g}": pair(one.recall(method, place)) for place, rate in enumerate(rates)},
        "auc": pair(one.auc(method)),
        "folds": [
            {"precision": fold.precision, "recall": fold.recall, "auc": fold.auc} for fold in one.methods[method]
        ],
    }


def scored(score: np.ndarray, found: np.ndarray, rates: tuple[float, ...], seed: int) -> FoldScore:
    """How a score did on the judged rows of a fold; equal scores are ordered by lot."""
    pairs = [ranking.precision_recall(score, found, rate, seed) for rate in rates]
    return FoldScore(tuple(one[0] for one in pairs), tuple(one[1] for one in pairs), ranking.area(score, found))


def sentences(one: KindResult, rates: tuple[float, ...]) -> list[str]:
    """What of the result is within noise, in words."""
    place = rates.index(0.05) if 0.05 in rates else len(rates) - 1
    said = []
    for other in [method for method in one.methods if method != MODEL]:
        parts = [
            _told(f"precision at {rates[place]:.0%}", one.difference(MODEL, other, place)),
            _told("AUC", one.difference(MODEL, other, None)),
        ]
        said.append(f"Model against {other}: " + "; ".join(parts) + ".")
    spread = one.precision(MODEL, place)
    apart = 2.0 * spread.sd / len(one.methods[MODEL]) ** 0.5
    said.append(
        f"One fold's precision at {rates[place]:.0%} strays by ±{spread.sd:.3f} around the mean of {spread.mean:.3f}, "
        f"so by it two models closer than about {apart:.3f} cannot be told apart."
    )
    return said


def _told(word: str, gap: Difference) -> str:
    verdict = "beyond noise" if gap.beyond_noise else "within noise"
    return f"{word} {gap.mean:+.3f} ± {gap.half:.3f} ({verdict}, better in {gap.folds_better} of {gap.folds} folds)"
