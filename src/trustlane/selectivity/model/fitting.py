"""Fitting: history and results in, a model out; no row ever judges, calibrates or teaches its own combination."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import xgboost as xgb

from trustlane.selectivity.model import booster, calibration, features, ladder, ranking, record
from trustlane.selectivity.model.cases import Cases
from trustlane.selectivity.model.combination import combination_codes, group_folds, repeat_weights
from trustlane.selectivity.model.content import KindCard, KindModel, Window, mixed
from trustlane.selectivity.model.declared import KEY, any_wrong, declarations_of, owners
from trustlane.selectivity.model.ladder import Ladder
from trustlane.selectivity.model.measures import NEEDED
from trustlane.selectivity.model.model import Model
from trustlane.selectivity.model.profiles import PROFILES
from trustlane.selectivity.model.settings import Settings
from trustlane.selectivity.model.yardsticks import History
from trustlane.selectivity.parts import side_by_side

Progress = Callable[[str], None]
RATES = (0.01, 0.02, 0.05, 0.10)
AT_ONCE = 2  # kinds learnt side by side: each works on a copy of all that is known of labelled lines


class FitRefused(Exception):
    """There is nothing to learn from; the message says what is missing."""


@dataclass(frozen=True)
class Labelled:
    """Lines with what was found on their declaration: rows of the history, labels, and folds over combinations."""

    rows: np.ndarray  # (m,) indices into the history
    found: np.ndarray  # (m,) 0 or 1
    folds: np.ndarray  # (m,) inner fold
    weights: np.ndarray  # (m,) what each result counts for beside others; 1 on average


def usable(lines: pl.DataFrame) -> pl.DataFrame:
    """The last version of every declaration, unless that cancels it."""
    version = pl.col("version").fill_null(1)
    last = lines.filter(version == version.max().over("declaration"))
    return last.filter(pl.col("message").ne_missing("cancellation"))


def labels_of(lines: pl.DataFrame, outcomes: pl.DataFrame, kind: str) -> np.ndarray:
    """(n,) 1 where something of this kind was found on the line's declaration, 0 where not, NaN where nobody knows."""
    known = outcomes.filter((pl.col("kind") == kind) & pl.col("found").is_not_null())
    known = known.group_by("declaration").agg(pl.col("found").max().cast(pl.Float64))
    joined = lines.select("declaration").join(known, on="declaration", how="left", maintain_order="left")
    return joined["found"].fill_null(float("nan")).to_numpy()


def cases_of(lines: pl.DataFrame) -> Cases:
    """Cases by combination; repeats of one share a weight of one, and so do the lines of one declaration."""
    groups = combination_codes(lines)
    in_one = lines.select(pl.len().over("declaration").cast(pl.Float64)).to_series().to_numpy()
    return Cases(groups, repeat_weights(groups) / in_one)


def _ladder(history: History, rows: np.ndarray, found: np.ndarray, weights: np.ndarray, settings: Settings) -> Ladder:
    """The ladder of some labelled rows of the history."""
    profiles = [one.columns for one in PROFILES if history.has(one.columns)]
    sizes = [history.coder.size(profile) for profile in profiles]
    cases = history.cases.subset(rows).times(weights)
    codes = [history.codes[profile][rows] for profile in profiles]
    starts = ladder.telling(profiles, codes, sizes, found, cases, settings.spread)
    chosen = [profiles.index(profile) for profile in starts]
    return ladder.fit(
        starts, [codes[i] for i in chosen], [sizes[i] for i in chosen], found, cases.weights, settings.sweeps
    )


def _points_out_of_fold(
    history: History, labelled: Labelled, families: Sequence[str], settings: Settings
) -> np.ndarray:
    """(m, families) points of labelled rows, each from a ladder that never saw its combination."""
    points = np.zeros((len(labelled.rows), len(families)))
    for fold in range(settings.folds):
        held = labelled.folds == fold
        if not held.any() or held.all():
            continue
        learnt = _ladder(history, labelled.rows[~held], labelled.found[~held], labelled.weights[~held], settings)
        rows = labelled.rows[held]
        for profile, table in zip(learnt.profiles, learnt.points, strict=True):
            family = features.FAMILY_OF[profile]
            if family in families:
                points[held, families.index(family)] += table[history.codes[profile][rows]]
    return points


def fit_kind(
    history: History, matrix: np.ndarray, labelled: Labelled, settings: Settings, seed: int
) -> tuple[Ladder, xgb.Booster]:
    """Profiles and trees of one kind. The trees learn from points given out of fold: they know what these are worth."""
    whole = _ladder(history, labelled.rows, labelled.found, labelled.weights, settings)
    families = features.families_of(whole)
    points = _points_out_of_fold(history, labelled, families, settings)
    weights = history.cases.weights[labelled.rows] * labelled.weights
    seen = np.ascontiguousarray(np.column_stack([matrix[labelled.rows], points]), np.float32)
    base = float(np.average(labelled.found, weights=weights))
    return whole, booster.train(seen, labelled.found, weights, base, settings, seed)


def labelled_rows(
    groups: np.ndarray, found: np.ndarray, settings: Settings, seed: int, by_lot: np.ndarray | None = None
) -> Labelled:
    """The rows whose result is known, with folds over their combinations; `by_lot` (n,) are those that a lot chose.

    Who is chosen for suspicion stands for itself; who is drawn stands for all who might have been, and counts for more.
    """
    rows = np.flatnonzero(~np.isnan(found))
    weights = np.ones(len(rows)) if by_lot is None else np.where(by_lot[rows], settings.lot, 1.0)
    if len(rows):
        weights = weights / weights.mean()
    return Labelled(rows, found[rows], group_folds(groups, settings.folds, seed)[rows], weights)


def enough(groups: np.ndarray, found: np.ndarray, settings: Settings) -> str | None:
    """None, or why a kind cannot be modelled."""
    finds = len(np.unique(groups[found == 1.0]))
    clean = len(np.unique(groups[found == 0.0]))
    if finds < settings.least_found:
        return f"only {finds} distinct cases with a find; at least {settings.least_found} are needed"
    if clean < settings.least_found:
        return f"only {clean} distinct cases without a find; at least {settings.least_found} are needed"
    return None


def fit(
    lines: pl.DataFrame,
    outcomes: pl.DataFrame,
    *,
    kinds: Sequence[str] | None = None,
    seed: int = 0,
    settings: Settings | None = None,
    progress: Progress = lambda step: None,
    threads: int | None = None,
    by_lot: pl.Series | None = None,
) -> Model:
    """A model of the kinds of offence in `outcomes` (or of those named), learnt from LINES and OUTCOME_ROWS.

    Kinds with too few finds are reported in the model's card under `left_out`, never guessed. Raises FitRefused where
    no kind can be learnt. `by_lot` are declarations that a lot chose to be looked at; their results count
    `settings.lot` times. Kinds are learnt side by side, on so many `threads`, without them on two, or on one where
    Polars has one; the model is the same.
    """
    settings = settings or Settings()
    threads = threads or min(pl.thread_pool_size(), AT_ONCE)
    lines = usable(lines).select(*dict.fromkeys((*KEY, *NEEDED)))
    wanted = tuple(kinds) if kinds else tuple(outcomes["kind"].drop_nulls().unique().sort())
    cases = cases_of(lines)
    found = {kind: labels_of(lines, outcomes, kind) for kind in wanted}
    left_out = {kind: why for kind in wanted if (why := enough(cases.groups, found[kind], settings)) is not None}
    modelled = [kind for kind in wanted if kind not in left_out]
    if not modelled:
        told = "; ".join(f"{kind}: {why}" for kind, why in left_out.items()) or "there are no results of inspections"
        raise FitRefused(f"No kind can be learnt: {told}.")
    drawn = None if by_lot is None else lines["declaration"].is_in(by_lot.implode()).to_numpy()
    judged = _judged(lines, cases, found, drawn, modelled, seed, settings, progress, threads)
    progress("Learning what is usual")
    surroundings, history, matrix = features.learn(lines, cases)

    def learnt(kind: str) -> KindModel:
        progress(f"Learning {kind}")
        labelled = labelled_rows(cases.groups, found[kind], settings, seed, drawn)
        profiles, trees = fit_kind(history, matrix, labelled, settings, seed)
        names = (*record.features_of(profiles.profiles), *surroundings.names)
        known = record.learn(history, labelled.rows, labelled.found, names)
        return KindModel(kind, profiles, features.families_of(profiles), trees, *judged[kind], known)

    parts = tuple(side_by_side(modelled, learnt, threads=threads))
    window = Window(
        first=lines.select(pl.col("day").min()).item(),
        last=lines.select(pl.col("day").max()).item(),
        declarations=lines["declaration"].n_unique(),
        lines=lines.height,
        combinations=len(np.unique(cases.groups)),
    )
    return Model.of(surroundings, parts, settings, seed, window, left_out)


def _judged(
    lines: pl.DataFrame,
    cases: Cases,
    found: dict[str, np.ndarray],
    by_lot: np.ndarray | None,
    kinds: Sequence[str],
    seed: int,
    settings: Settings,
    progress: Progress,
    threads: int,
) -> dict[str, tuple[calibration.Line, KindCard]]:
    """Calibration and card of each kind, from scores that other combinations gave."""
    if not settings.judge_folds:
        return {kind: (calibration.Line(), _card(found[kind], cases)) for kind in kinds}
    folds = group_folds(cases.groups, settings.judge_folds, seed + 1)
    scores = {kind: np.full(lines.height, np.nan) for kind in kinds}
    for fold in range(settings.judge_folds):
        progress(f"Judging on combinations left out, {fold + 1} of {settings.judge_folds}")
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        known = {kind: found[kind][inside] for kind in kinds}
        drawn = None if by_lot is None else by_lot[inside]
        told = _scored(lines[inside], known, drawn, lines[outside], seed, settings, threads)
        for kind, score in told.items():
            scores[kind][outside] = score
    return {kind: _calibrated(lines, cases, found[kind], scores[kind], seed) for kind in kinds}


def _scored(
    lines: pl.DataFrame,
    found: dict[str, np.ndarray],
    by_lot: np.ndarray | None,
    rest: pl.DataFrame,
    seed: int,
    settings: Settings,
    threads: int,
) -> dict[str, np.ndarray]:
    """(m,) log-odds of the rest by a model of these lines, for each kind it can learn."""
    surroundings, history, matrix = features.learn(lines, cases_of(lines))
    codes = surroundings.coder.codes(rest)
    labelled = {
        kind: labelled_rows(history.cases.groups, labels, settings, seed, by_lot) for kind, labels in found.items()
    }
    told_apart = [kind for kind, rows in labelled.items() if len(np.unique(rows.found)) > 1]

    def score(kind: str) -> np.ndarray:
        profiles, trees = fit_kind(history, matrix, labelled[kind], settings, seed)
        learnt = KindModel(kind, profiles, features.families_of(profiles), trees, calibration.Line(), None)
        return mixed(learnt.alone(surroundings, rest, codes), settings)

    return dict(zip(told_apart, side_by_side(told_apart, score, threads=threads), strict=True))


def _calibrated(
    lines: pl.DataFrame, cases: Cases, found: np.ndarray, score: np.ndarray, seed: int
) -> tuple[calibration.Line, KindCard]:
    rows = np.flatnonzero(~np.isnan(found) & ~np.isnan(score))
    known = lines[rows]
    heads = declarations_of(known)
    owner = owners(known, heads)
    truth = np.zeros(heads.height)
    truth[owner if owner is not None else slice(None)] = found[rows]
    line = calibration.fit(score[rows], owner, truth)
    chance = any_wrong(line.chances(score[rows]), owner, heads.height)
    # One declaration a combination is judged, as everywhere: repeats would only repeat themselves.
    firsts = np.unique(cases.groups[rows], return_index=True)[1]
    judged = np.unique(owner[firsts] if owner is not None else firsts)
    quality = [ranking.precision_recall(chance[judged], truth[judged], rate, seed) for rate in RATES]
    card = KindCard(
        found=int(truth.sum()),
        judged=len(judged),
        base=float(truth[judged].mean()),
        auc=ranking.area(chance[judged], truth[judged]),
        rates=RATES,
        precision=tuple(one[0] for one in quality),
        recall=tuple(one[1] for one in quality),
        calibration=calibration.table(chance[judged], truth[judged]),
    )
    return line, card


def _card(found: np.ndarray, cases: Cases) -> KindCard:
    known = ~np.isnan(found)
    base = float(np.average(found[known], weights=cases.weights[known]))
    return KindCard(found=int(np.nansum(found)), judged=0, base=base)
