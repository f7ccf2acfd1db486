"""Evaluating: every method on every fold of the protocol, for every kind with enough finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import polars as pl

from trustlane.selectivity.evaluation import baselines, protocol
from trustlane.selectivity.evaluation.protocol import Fold
from trustlane.selectivity.evaluation.result import (
    BY_LOT,
    COMMODITY,
    LOOK_UP,
    MODEL,
    PROFILES,
    TREES,
    Evaluation,
    FoldScore,
    KindResult,
    scored,
)
from trustlane.selectivity.model import features, fitting
from trustlane.selectivity.model.calibration import Line
from trustlane.selectivity.model.combination import combination_codes
from trustlane.selectivity.model.content import KindModel, mixed
from trustlane.selectivity.model.settings import Settings

Scores = dict[str, np.ndarray]


class EvaluationRefused(Exception):
    """There is nothing to evaluate on; the message says what is missing."""


def evaluate(
    lines: pl.DataFrame,
    outcomes: pl.DataFrame,
    *,
    kinds: Sequence[str] | None = None,
    settings: Settings | None = None,
    seed: int = 0,
    workers: int = 2,
    state: int = protocol.STATE,
    progress: Callable[[str], None] = lambda step: None,
) -> Evaluation:
    """Judge the model and the baselines by the protocol (see protocol.py) on lines with known results."""
    settings = settings or Settings()
    lines = fitting.usable(lines)
    wanted = tuple(kinds) if kinds else tuple(outcomes["kind"].drop_nulls().unique().sort())
    groups = combination_codes(lines)
    found = {kind: fitting.labels_of(lines, outcomes, kind) for kind in wanted}
    left_out = {kind: why for kind in wanted if (why := fitting.enough(groups, found[kind], settings)) is not None}
    judged = sorted((kind for kind in wanted if kind not in left_out), key=lambda kind: -np.nansum(found[kind]))
    if not judged:
        told = "; ".join(f"{kind}: {why}" for kind, why in left_out.items()) or "no results of inspections were read"
        raise EvaluationRefused(f"Nothing can be evaluated: {told}.")
    results = []
    with ThreadPoolExecutor(workers) as pool:
        for kind in judged:
            known = ~np.isnan(found[kind])
            folds = list(protocol.folds(lines, known, state=state))
            learn = partial(_scores_of, lines, found[kind], kind, settings, seed)
            done = []
            for fold, scores in zip(folds, pool.map(learn, folds), strict=True):
                progress(f"{kind}: fold {fold.number + 1} of {len(folds)}")
                done.append((fold, scores))
            results.append(_result(kind, found[kind], done, seed))
    everything = np.any([~np.isnan(found[kind]) for kind in judged], axis=0)
    return Evaluation(lines.height, protocol.combinations(lines, everything), protocol.FOLDS, tuple(results), left_out)


def _scores_of(lines: pl.DataFrame, found: np.ndarray, kind: str, settings: Settings, seed: int, fold: Fold) -> Scores:
    """(judged,) scores of every method in one fold, each fitted on the fold's training rows only."""
    train, judged = lines[fold.train], lines[fold.judged]
    labels = found[fold.train]
    surroundings, history, matrix = features.learn(train, fitting.cases_of(train))
    labelled = fitting.labelled_rows(history.cases.groups, labels, settings, seed)
    ladder, trees = fitting.fit_kind(history, matrix, labelled, settings, seed)
    halves = KindModel(kind, ladder, features.families_of(ladder), trees, Line(), None).alone(surroundings, judged)
    known = ~np.isnan(labels)
    taught, results = train.filter(pl.Series(known)), labels[known]
    return {
        LOOK_UP: baselines.look_up(taught, results, judged),
        BY_LOT: baselines.by_lot(judged.height, seed + fold.number),
        COMMODITY: baselines.commodity_profile(taught, results, judged),
        PROFILES: halves[0],
        TREES: halves[1],
        MODEL: mixed(halves, settings),
    }


def _result(kind: str, found: np.ndarray, done: Sequence[tuple[Fold, Scores]], seed: int) -> KindResult:
    methods: dict[str, list[FoldScore]] = {}
    for fold, scores in done:
        for method, score in scores.items():
            methods.setdefault(method, []).append(scored(score, found[fold.judged], protocol.RATES, seed))
    judged = np.concatenate([fold.judged for fold, _ in done])
    return KindResult(
        kind, float(found[judged].mean()), len(judged), {name: tuple(one) for name, one in methods.items()}
    )
