"""Why a declaration got its lane, in sentences: the lot, an earlier lodging, rules, signals, the model, the stake."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from trustlane.selectivity.assessment import Assessment
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.chances import speaks
from trustlane.selectivity.relodged import IS_LODGED_AGAIN

MOST_SIGNALS = 4
LEAST_WEIGHT = 0.05  # log-odds; less than this moved nothing
MOST_OF_MODEL = 3
REPLACES_WRONGLY = "replaces_wrongly"
BY_LOT = "Drawn by lot: part of the random share."
BY_STAKE = "Nothing speaks against it: what is at stake alone makes a look worth its price."

REASON = pl.Struct({"source": pl.String, "name": pl.String, "weight_milli": pl.Int32, "text": pl.String})


@dataclass(frozen=True)
class Part:
    """Reasons of one source, all of one place in the order of sources; by row, the weightiest first."""

    source: str
    row: np.ndarray  # (reasons,) int64
    name: pl.Series
    weight: np.ndarray  # (reasons,) int32 thousandths
    text: pl.Series

    @classmethod
    def all_the_same(cls, source: str, row: np.ndarray, name: str, text: str) -> Part:
        """One reason for many declarations."""
        name_, text_ = (pl.Series([value], dtype=pl.String).new_from_index(0, len(row)) for value in (name, text))
        return cls(source, row, name_, np.zeros(len(row), np.int32), text_)

    @classmethod
    def named(
        cls, source: str, row: np.ndarray, which: np.ndarray, weight: np.ndarray, names: list[str], texts: list[str]
    ) -> Part:
        """Reasons that are `which` of some names, with their texts."""
        alphabet = np.argsort(np.argsort(np.array(names, object)))
        order = np.lexsort((alphabet[which], -weight, row))
        row, which, weight = row[order], which[order], weight[order]
        name, text = (pl.Series(values, dtype=pl.String).gather(which) for values in (names, texts))
        return cls(source, row, name, weight, text)

    def between(self, start: int, stop: int) -> Part:
        """Those of some declarations."""
        rows = slice(*np.searchsorted(self.row, [start, stop]))
        return Part(self.source, self.row[rows], self.name[rows], self.weight[rows], self.text[rows])

    def first(self, most: int) -> Part:
        """At most so many of each declaration."""
        starts = np.flatnonzero(np.diff(self.row, prepend=-1))
        rank = np.arange(len(self.row)) - np.repeat(starts, np.diff(np.append(starts, len(self.row))))
        kept = np.flatnonzero(rank < most)
        return Part(self.source, self.row[kept], self.name[kept], self.weight[kept], self.text[kept])


def reasons(seen: Assessment, basis: Basis, looked: np.ndarray, spared: np.ndarray, of_model: Part) -> pl.DataFrame:
    """Reasons of declarations: row, reasons (list of REASON), by source and weight.

    `looked` are the rows that get a look: of these the model tells what weighs most (`of_model`). `spared` are those
    that credit alone keeps from one: of these it tells the chance. No other declaration has a row.
    """
    wanted = np.sort(np.concatenate([looked, spared]))
    parts = [
        _by_lodging_again(seen, wanted),
        _by_lot(seen, wanted),
        _by_rules(seen, wanted),
        _by_signals(seen, basis, wanted),
        of_model,
        _by_chance(seen, basis, spared),
    ]
    told = np.zeros(seen.heads.frame.height, bool)
    for part in parts:
        told[part.row] = True
    untold = wanted[~told[wanted]]
    parts.append(Part.all_the_same("stake", untold, "stake", BY_STAKE))
    row = np.concatenate([part.row for part in parts])
    order = np.argsort(row, kind="stable")
    sources = pl.Series([part.source for part in parts], dtype=pl.String)
    which = np.repeat(np.arange(len(parts)), [len(part.row) for part in parts])
    return (
        pl.DataFrame(
            {
                "row": pl.Series(row[order].astype(np.uint32)).set_sorted(),
                "source": sources.gather(which[order]),
                "name": pl.concat([part.name for part in parts], rechunk=True).gather(order),
                "weight_milli": np.concatenate([part.weight for part in parts])[order],
                "text": pl.concat([part.text for part in parts], rechunk=True).gather(order),
            }
        )
        .group_by("row", maintain_order=True)
        .agg(reasons=pl.struct("source", "name", "weight_milli", "text"))
    )


def _milli(weight: np.ndarray) -> np.ndarray:
    whole: np.ndarray = np.rint(weight * 1000).astype(np.int32)
    return whole


def _by_lodging_again(seen: Assessment, wanted: np.ndarray) -> Part:
    return Part.all_the_same(
        "lodged_again", np.intersect1d(seen.again.taking_over(), wanted), "lodged_again", IS_LODGED_AGAIN
    )


def _by_lot(seen: Assessment, wanted: np.ndarray) -> Part:
    return Part.all_the_same("lot", wanted[seen.drawn[wanted]], "random_share", BY_LOT)


def _by_rules(seen: Assessment, wanted: np.ndarray) -> Part:
    hits = seen.hits
    if hits is None or not len(wanted):
        return Part.all_the_same("rule", wanted[:0], "", "")
    start, stop = np.searchsorted(hits.row, [wanted[0], wanted[-1] + 1])
    near = np.minimum(np.searchsorted(wanted, hits.row[start:stop]), len(wanted) - 1)
    here = start + np.flatnonzero(wanted[near] == hits.row[start:stop])
    rules = hits.rules.rules
    lifts = _milli(np.array([rule.effect.lift for rule in rules]))
    names, texts = [rule.id for rule in rules], [f"Rule {rule.id}: {rule.title}" for rule in rules]
    which = hits.rule[here].astype(np.int64)
    return Part.named("rule", hits.row[here], which, lifts[which], names, texts)


def _by_signals(seen: Assessment, basis: Basis, wanted: np.ndarray) -> Part:
    modelled = set(basis.model.kinds) if basis.model is not None else set()
    row, which, weights = [wanted[:0]], [wanted[:0]], [np.zeros(0, np.int32)]
    names, texts = [one.name for one in seen.signals], [one.sentence for one in seen.signals]
    for place, signal in enumerate(seen.signals):
        most = speaks(signal, seen.kinds, basis.policy, modelled)
        if most <= 0:
            continue
        weight = most * seen.strengths[signal.name][wanted]
        heavy = np.flatnonzero(weight >= LEAST_WEIGHT)
        row.append(wanted[heavy])
        which.append(np.full(len(heavy), place))
        weights.append(_milli(weight[heavy]))
        if signal.name == REPLACES_WRONGLY and len(heavy):
            # This one says which of several things is wrong.
            said = seen.again.said(wanted[heavy])
            which[-1] = len(texts) + np.arange(len(said))
            names, texts = [*names, *[signal.name] * len(said)], [*texts, *said]
    rows, places = np.concatenate(row), np.concatenate(which)
    return Part.named("signal", rows, places, np.concatenate(weights), names, texts).first(MOST_SIGNALS)


def by_model(seen: Assessment, basis: Basis, looked: np.ndarray) -> Part:
    """What the model leaned on, for every declaration that gets a look."""
    if basis.model is None or not len(looked):
        return Part.all_the_same("model", looked[:0], "", "")
    told = basis.model.explained(
        seen.heads.lines, seen.heads.of_line, looked, MOST_OF_MODEL, coded=seen.heads.coded, scores=seen.scores
    )
    weight = _milli(told["weight"].to_numpy())
    return Part("model", told["row"].to_numpy().astype(np.int64), told["name"], weight, told["text"])


def _by_chance(seen: Assessment, basis: Basis, spared: np.ndarray) -> Part:
    """What the model says of a declaration that credit keeps from a look, in one sentence."""
    modelled = [kind for kind in seen.kinds if basis.model is not None and kind in basis.model.kinds]
    if not modelled or not len(spared):
        return Part.all_the_same("model", spared[:0], "", "")
    chance = np.max([seen.chances[kind][spared] for kind in modelled], axis=0)
    per_cent = pl.Series(np.maximum(np.rint(chance / 1000), 1.0) / 10.0, dtype=pl.Float64).cast(pl.String)
    text = pl.select(
        pl.concat_str(pl.lit("The model puts the chance that something is wrong at "), pl.lit(per_cent), pl.lit(" %."))
    ).to_series()
    same = Part.all_the_same("model", spared, "chance", "")
    return Part("model", spared, same.name, same.weight, text)
