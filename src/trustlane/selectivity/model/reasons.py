"""Why the model scores a declaration as it does: the heaviest features, each a sentence with the declared value.

Weights are log-odds: exact for profiles, approximate path contributions for trees. A reason names what is unusual about
the line in the words of the declaration.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl

from trustlane.selectivity.model import booster, features
from trustlane.selectivity.model.coding import Codes
from trustlane.selectivity.model.content import Content, KindModel
from trustlane.selectivity.model.ladder import Ladder, log_odds
from trustlane.selectivity.model.measures import NEEDED, measured
from trustlane.selectivity.model.sentences import sentences

SCHEMA = {"row": pl.UInt32, "kind": pl.String, "name": pl.String, "weight": pl.Float64, "text": pl.String}
LEAST = 0.02  # log-odds below which nothing is worth a sentence
CHUNK = 1 << 14  # declarations explained at a time


def contributions(
    model: Content,
    scores_of: Callable[[pl.DataFrame], Mapping[str, np.ndarray]],
    lines: pl.DataFrame,
    owner: np.ndarray | None,
    wanted: np.ndarray,
    top: int,
    known: Mapping[str, np.ndarray] | None = None,
) -> pl.DataFrame:
    """Rows of SCHEMA, for each wanted declaration the `top` reasons that raise its chance most, heaviest first.

    `scores_of` gives log-odds by kind for lines, `known` are those of all lines where they are at hand, `owner` says
    which declaration a line belongs to. Reasons speak of the kind whose chance rises most above its own base, and of
    the line on which it does.
    """
    nothing = pl.DataFrame(schema=SCHEMA)
    if not len(wanted):
        return nothing
    if owner is None:
        rows, of = wanted, wanted
    else:
        rows = np.flatnonzero(np.isin(owner, wanted))
        of = owner[rows]
    part = lines.select(NEEDED)[rows]
    scores = scores_of(part) if known is None else {kind: values[rows] for kind, values in known.items()}
    rises = np.column_stack([one.line.slope * scores[one.kind] + one.line.offset - _base(one) for one in model.parts])
    kind_of = rises.argmax(axis=1)
    # The line that speaks: the one that rises most, the first of equals.
    order = np.lexsort((np.arange(len(rows)), -rises.max(axis=1), of))
    speaks = order[np.unique(of[order], return_index=True)[1]]
    tasks = []
    for place, one in enumerate(model.parts):
        here = speaks[kind_of[speaks] == place]
        tasks += [(one, here[start : start + CHUNK]) for start in range(0, len(here), CHUNK)]

    def told(task: tuple[KindModel, np.ndarray]) -> pl.DataFrame:
        one, here = task
        return _of_kind(model, one, part[here], of[here], top)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        parts = list(pool.map(told, tasks))
    return pl.concat(parts).sort("row", "weight", "name", descending=[False, True, False]) if parts else nothing


def _base(part: KindModel) -> float:
    base = part.card.base if part.card is not None else 0.5
    return log_odds(min(max(base, 1e-6), 1.0 - 1e-6))


def _of_kind(model: Content, part: KindModel, lines: pl.DataFrame, of: np.ndarray, top: int) -> pl.DataFrame:
    names, weights, matrix = _weights(model, part, lines)
    chosen, heavy = _heaviest(weights, top)
    line, rank = np.nonzero(heavy >= LEAST)
    feature = chosen[line, rank]
    order = np.argsort(feature, kind="stable")
    line, rank, feature = line[order], rank[order], feature[order]
    texts = [
        sentences(names[feature[group[0]]], lines[line[group]], matrix, line[group], heavy[line[group], rank[group]])
        for group in np.split(np.arange(len(feature)), np.flatnonzero(np.diff(feature)) + 1)
        if len(group)
    ]
    return pl.DataFrame(
        {
            "row": of[line].astype(np.uint32),
            "kind": pl.Series([part.kind], dtype=pl.String).new_from_index(0, len(line)),
            "name": pl.Series([names[one] for one in feature], dtype=pl.String),
            "weight": heavy[line, rank].astype(np.float64),
            "text": pl.concat(texts) if texts else pl.Series([], dtype=pl.String),
        },
        schema=SCHEMA,
    )


def _heaviest(weights: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray]:
    """(n, top) places of the heaviest features and their weights, heaviest first; of equals the first in the matrix."""
    top = min(top, weights.shape[1])
    kept = np.sort(np.argpartition(-weights, top - 1, axis=1)[:, :top], axis=1)
    among = np.take_along_axis(weights, kept, axis=1)
    order = np.argsort(-among, axis=1, kind="stable")
    return np.take_along_axis(kept, order, axis=1), np.take_along_axis(among, order, axis=1)


def _weights(
    model: Content, part: KindModel, lines: pl.DataFrame
) -> tuple[list[str], np.ndarray, dict[str, np.ndarray]]:
    """Names of features, (n, features) weights, and the yardsticks' values by name.

    What the trees say of a family's points is given to the profiles of that family in proportion to their own points.
    """
    share, slope = model.settings.ladder_share, part.line.slope
    codes, numbers = model.surroundings.coder.codes(lines), measured(lines)
    yardsticks = model.surroundings.names
    matrix = np.empty((lines.height, len(yardsticks) + len(part.families)), np.float32)
    model.surroundings.fill(matrix, codes, numbers)
    matrix[:, len(yardsticks) :] = features.family_points(part.ladder, part.families, codes)
    by_trees = (1.0 - share) * slope * booster.parts(part.booster, matrix)[:, :-1].astype(np.float64)
    points = _points(part.ladder, codes)
    of_profiles = share * slope * points
    for place, family in enumerate(part.families):
        members = [i for i, profile in enumerate(part.ladder.profiles) if features.FAMILY_OF[profile] == family]
        size = np.abs(points[:, members])
        whole = size.sum(axis=1, keepdims=True)
        parted = np.divide(size, whole, out=np.full_like(size, 1.0 / len(members)), where=whole > 0)
        of_profiles[:, members] += parted * by_trees[:, len(yardsticks) + place][:, None]
    names = [f"profile {'×'.join(profile)}" for profile in part.ladder.profiles] + list(yardsticks)
    values = {name: matrix[:, place] for place, name in enumerate(yardsticks)}
    return names, np.column_stack([of_profiles, by_trees[:, : len(yardsticks)]]), values


def _points(ladder: Ladder, codes: Codes) -> np.ndarray:
    columns = [table[codes[profile]] for profile, table in zip(ladder.profiles, ladder.points, strict=True)]
    return np.column_stack(columns) if columns else np.zeros((codes.rows, 0))
