"""Why the model scores a declaration as it does: the heaviest features, each a sentence with the declared value.

Weights are log-odds: exact for profiles, approximate path contributions for trees. A reason names what is unusual about
the line in the words of the declaration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import polars as pl

from trustlane.selectivity.coded import Coded
from trustlane.selectivity.model import booster, features
from trustlane.selectivity.model.coding import Codes
from trustlane.selectivity.model.content import Content, KindModel
from trustlane.selectivity.model.ladder import Ladder, log_odds
from trustlane.selectivity.model.measures import NEEDED, measured
from trustlane.selectivity.model.record import cross_of, features_of
from trustlane.selectivity.model.sentences import sentences
from trustlane.selectivity.parts import side_by_side

SCHEMA = {"row": pl.UInt32, "kind": pl.String, "name": pl.String, "weight": pl.Float64, "text": pl.String}
LEAST = 0.02  # log-odds below which nothing is worth a sentence
CHUNK = 1 << 13  # lines explained at a time


def contributions(
    model: Content,
    lines: pl.DataFrame,
    coded: Coded,
    owner: np.ndarray | None,
    wanted: np.ndarray,
    top: int,
    scores: Mapping[str, np.ndarray],
) -> pl.DataFrame:
    """Rows of SCHEMA, for each wanted declaration the `top` reasons that raise its chance most, heaviest first.

    `scores` are log-odds of all lines by kind, `owner` says which declaration a line belongs to. Reasons speak of the
    kind whose chance rises most above its own base, and of the line on which it does.
    """
    rows = wanted if owner is None else np.flatnonzero(np.isin(owner, wanted))
    if not len(rows):
        return pl.DataFrame(schema=SCHEMA)
    of = wanted if owner is None else owner[rows]
    rises = np.column_stack(
        [one.line.slope * scores[one.kind][rows] + one.line.offset - _base(one) for one in model.parts]
    )
    kind_of, rise = rises.argmax(axis=1), rises.max(axis=1)
    # The line that speaks: the one that rises most, the first of equals.
    order = np.lexsort((np.arange(len(rows)), -rise, of)) if owner is not None else np.arange(len(rows))
    speaks = order[np.unique(of[order], return_index=True)[1]] if owner is not None else order
    # Kind by kind, so that each is one stretch of lines.
    speaks = speaks[np.argsort(kind_of[speaks], kind="stable")]
    return _told(model, _read(lines, coded, rows[speaks]), coded.some(rows[speaks]), kind_of[speaks], of[speaks], top)


def _read(lines: pl.DataFrame, coded: Coded, rows: np.ndarray) -> pl.DataFrame:
    """What reasons speak of; texts that the lines no longer hold are read from their codes."""
    there = [column for column in NEEDED if column in lines.columns]
    texts = [coded[column].some(rows).column() for column in NEEDED if column not in there]
    return lines.select(there)[rows].with_columns(texts)


def _base(part: KindModel) -> float:
    base = part.card.base if part.card is not None else 0.5
    return log_odds(min(max(base, 1e-6), 1.0 - 1e-6))


@dataclass(frozen=True)
class _Heavy:
    """What weighs, by line and weight: the feature, how much, and the feature's value where it is a yardstick."""

    line: np.ndarray
    kind: np.ndarray  # its place among the model's parts
    feature: np.ndarray  # its place among the names of all parts
    weight: np.ndarray
    value: np.ndarray
    code: np.ndarray  # of the values it counts, -1 where it counts none


def _told(
    model: Content, lines: pl.DataFrame, coded: Coded, kind: np.ndarray, of: np.ndarray, top: int
) -> pl.DataFrame:
    """Rows of SCHEMA about lines that speak of one kind each, kind by kind, and of one declaration each."""
    reader = model.surroundings.coder.reader(coded)
    names = list(dict.fromkeys(name for part in model.parts for name in _names(model, part)))

    def work(rows: slice) -> _Heavy:
        here = lines[rows]
        return _heavy(model, kind[rows.start], names, reader.codes(here, rows), measured(here), rows.start, top)

    edges = [0, *_changes(kind).tolist(), len(kind)]
    stretches = [
        slice(start, min(start + CHUNK, end)) for begin, end in pairwise(edges) for start in range(begin, end, CHUNK)
    ]
    heavy = _together(side_by_side(stretches, work, rows=len(kind)), of)
    return pl.DataFrame(
        {
            "row": of[heavy.line].astype(np.uint32),
            "kind": pl.Series([part.kind for part in model.parts], dtype=pl.String).gather(heavy.kind),
            "name": pl.Series(names, dtype=pl.String).gather(heavy.feature),
            "weight": heavy.weight,
            "text": _texts(model, lines, names, heavy),
        },
        schema=SCHEMA,
    )


def _heavy(
    model: Content,
    place: int,
    names: Sequence[str],
    codes: Codes,
    numbers: Mapping[str, np.ndarray],
    start: int,
    top: int,
) -> _Heavy:
    """What weighs in lines that speak of the kind at one place; the first of them is the line `start` of all."""
    part = model.parts[place]
    weights, matrix = _weights(model, part, codes, numbers)
    chosen, heavy = _heaviest(weights, top)
    line, rank = np.nonzero(heavy >= LEAST)
    feature = chosen[line, rank]
    yardstick = feature - len(part.ladder.profiles)
    value = np.where(yardstick < 0, np.float32(np.nan), matrix[line, np.maximum(yardstick, 0)])
    code = np.full(len(line), -1, np.int32)
    own = _names(model, part)
    for one in np.unique(feature).tolist():
        cross = cross_of(own[one])
        if cross in part.record.tables:
            here = feature == one
            code[here] = codes[cross][line[here]]
    place_of = {name: number for number, name in enumerate(names)}
    among = np.array([place_of[name] for name in own])
    return _Heavy(start + line, np.full(len(line), place), among[feature], heavy[line, rank], value, code)


def _together(parts: Sequence[_Heavy], of: np.ndarray) -> _Heavy:
    """All that weighs, in the order of the declarations that lines are `of`."""
    whole = {one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(_Heavy)}
    order = np.argsort(of[whole["line"]], kind="stable")
    return _Heavy(**{name: values[order] for name, values in whole.items()})


def _texts(model: Content, lines: pl.DataFrame, names: Sequence[str], heavy: _Heavy) -> pl.Series:
    """(n,) sentences: one feature at a time, as each has its own."""
    order = np.lexsort((heavy.kind, heavy.feature))
    groups = [group for group in np.split(order, _changes(heavy.feature[order])) if len(group)]

    def told(one: np.ndarray) -> pl.Series:
        name = names[heavy.feature[one[0]]]
        found = _found(model, name, heavy.kind[one], heavy.code[one])
        return sentences(name, lines, heavy.line[one], heavy.value[one], heavy.weight[one], found)

    if not groups:
        return pl.Series([], dtype=pl.String)
    texts = side_by_side(groups, told, rows=lines.height)
    back = np.empty(len(order), np.uint32)
    back[order] = np.arange(len(order), dtype=np.uint32)
    return pl.concat(texts, rechunk=True).gather(back)


def _changes(values: np.ndarray) -> np.ndarray:
    """Where sorted values begin to be others."""
    return np.flatnonzero(np.diff(values)) + 1


def _found(model: Content, name: str, kind: np.ndarray, code: np.ndarray) -> pl.Series | None:
    """(n,) how often something was found before where a feature's values were the same; null where nobody knows.

    None for a feature that counts no values. The lines come kind by kind.
    """
    cross = cross_of(name)
    if cross is None:
        return None
    told = []
    for codes, kinds in zip(np.split(code, _changes(kind)), np.split(kind, _changes(kind)), strict=True):
        record = model.parts[kinds[0]].record
        known = cross in record.tables
        told.append(
            record.said(cross, codes) if known else pl.Series([None], dtype=pl.String).new_from_index(0, len(codes))
        )
    return pl.concat(told, rechunk=True)


def _names(model: Content, part: KindModel) -> list[str]:
    """Names of what weighs, in the order of `_weights`."""
    return [*features_of(part.ladder.profiles), *model.surroundings.names]


def _heaviest(weights: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray]:
    """(n, top) places of the heaviest features and their weights, heaviest first; of equals the first in the matrix."""
    top = min(top, weights.shape[1])
    kept = np.sort(np.argpartition(-weights, top - 1, axis=1)[:, :top], axis=1)
    among = np.take_along_axis(weights, kept, axis=1)
    order = np.argsort(-among, axis=1, kind="stable")
    return np.take_along_axis(kept, order, axis=1), np.take_along_axis(among, order, axis=1)


def _weights(
    model: Content, part: KindModel, codes: Codes, numbers: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """(n, profiles + yardsticks) weights, and the matrix the trees saw, whose first columns are the yardsticks.

    What the trees say of a family's points is given to the profiles of that family in proportion to their own points.
    """
    share, slope = model.settings.ladder_share, part.line.slope
    yardsticks = model.surroundings.names
    matrix = np.empty((codes.rows, len(yardsticks) + len(part.families)), np.float32)
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
    return np.column_stack([of_profiles, by_trees[:, : len(yardsticks)]]), matrix


def _points(ladder: Ladder, codes: Codes) -> np.ndarray:
    columns = [table[codes[profile]] for profile, table in zip(ladder.profiles, ladder.points, strict=True)]
    return np.column_stack(columns) if columns else np.zeros((codes.rows, 0))
