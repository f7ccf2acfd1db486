"""What inspections found before, by declared value: how many cases were looked at, and in how many something was wrong.

A repeated combination is one case, as everywhere in the model. The record scores nothing; it is there to be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from trustlane.selectivity.model import features
from trustlane.selectivity.model.coding import Cross
from trustlane.selectivity.model.yardsticks import Count, History, Share, joined

ENOUGH = 10.0  # fewer cases tell no rate


@dataclass(frozen=True)
class Record:
    """Of one kind: the share of finds among all cases; cases and finds by cross and code."""

    base: float = 0.0
    tables: dict[Cross, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)  # (size,) float32 each

    def said(self, cross: Cross, codes: np.ndarray) -> pl.Series:
        """(n,) how often something was found where these columns had these values; null where that is no reason.

        It is none where too few cases were looked at, or where no more was found than among all.
        """
        cases, finds = self.tables[cross]
        distinct, place = np.unique(codes, return_inverse=True)
        told = [
            _sentence(float(cases[code]), float(finds[code]), self.base) if code >= 0 else None
            for code in distinct.tolist()
        ]
        return pl.Series(told, dtype=pl.String).gather(place)


def _sentence(cases: float, finds: float, base: float) -> str | None:
    if cases < ENOUGH or per_cent(finds / cases) == per_cent(base) or finds / cases <= base:
        return None
    return (
        f"{per_cent(finds / cases)} of {cases:,.0f} earlier inspected cases were found wrong; of all: {per_cent(base)}"
    )


def per_cent(share: float) -> str:
    """A share in whole per cent, below ten with one digit more."""
    return f"{share * 100:.0f} %" if share >= 0.0995 else f"{share * 100:.1f} %"


def features_of(profiles: Iterable[Cross]) -> tuple[str, ...]:
    """The names under which profiles stand among the features."""
    return tuple(f"profile {joined(profile)}" for profile in profiles)


def cross_of(feature: str) -> Cross | None:
    """The columns whose values a feature counts; None where it counts none."""
    if feature.startswith("profile "):
        return tuple(feature.removeprefix("profile ").split("×"))
    yardstick = features.BY_NAME[feature]
    return yardstick.of if isinstance(yardstick, Count | Share) else None


def learn(history: History, rows: np.ndarray, found: np.ndarray, names: Iterable[str]) -> Record:
    """The record of labelled rows of the history, for every feature that counts something."""
    weights = history.cases.weights[rows]
    crosses = dict.fromkeys(cross for name in names if (cross := cross_of(name)) is not None)
    tables = {}
    for cross in crosses:
        codes, size = history.codes[cross][rows], history.coder.size(cross)
        seen = codes >= 0
        cases = np.bincount(codes[seen], weights[seen], size).astype(np.float32)
        tables[cross] = (cases, np.bincount(codes[seen], (weights * found)[seen], size).astype(np.float32))
    return Record(float(np.average(found, weights=weights)), tables)
