"""What can be said of declarations before any price: signals, rules, chances, trust, and what each look is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from trustlane.selectivity import chances, clearing, lanes, random_share, references, trust
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.containers import wrong_check_digits
from trustlane.selectivity.heads import Heads
from trustlane.selectivity.lodged_again import LodgedAgain, lodged_again
from trustlane.selectivity.policy import Policy, Track
from trustlane.selectivity.relodged import Earlier
from trustlane.selectivity.rules.compiled import Compiled
from trustlane.selectivity.rules.together import RuleHits
from trustlane.selectivity.signals.catalogue import all_signals
from trustlane.selectivity.signals.signal import Signal

NONE_AGAIN = LodgedAgain()


@dataclass(frozen=True)
class TrackView:
    """One track's declarations: which rows they are, and what each look is worth and uses."""

    name: str
    track: Track
    rows: np.ndarray  # (m,) indices into the heads
    worth: np.ndarray  # (m, looks) with credit
    worth_without: np.ndarray  # (m, looks)
    use: np.ndarray  # (m, looks)
    error: np.ndarray  # (m, looks) of worth, by lot: what parts cases of nearly equal worth
    mandatory: np.ndarray  # (m,) look index, -1 none
    at_least: np.ndarray  # (m,) look index asked for by a mandatory check or the draw, -1 none


@dataclass(frozen=True)
class Assessment:
    """Everything about a set of declarations that does not depend on prices."""

    heads: Heads
    signals: tuple[Signal, ...]
    strengths: Mapping[str, np.ndarray]  # by signal (n,) float64
    kinds: tuple[str, ...]
    chances: Mapping[str, np.ndarray]  # by kind (n,) parts per million
    hits: RuleHits | None
    trust: trust.Trust
    scores: Mapping[str, np.ndarray]  # of lines, by kind of the model
    drawn: np.ndarray  # (n,) bool: part of the random share
    value: np.ndarray  # (n,) minor units of the policy's currency
    again: LodgedAgain  # which declarations take the place of earlier ones
    in_force: np.ndarray  # (n,) bool: neither superseded by another version nor cancelled
    tracks: tuple[TrackView, ...]


def strengths_of(
    heads: Heads, basis: Basis, signals: tuple[Signal, ...], given: trust.Trust, again: LodgedAgain = NONE_AGAIN
) -> dict[str, np.ndarray]:
    """The strength of every signal for every declaration: that of its strongest line."""
    wrong = again.wrong(heads.frame.height)
    lines = references.keyed(heads.lines.lazy()).collect()
    beside = lines.hstack(basis.references.answers(lines)).with_columns(
        claims_unknown=pl.Series(heads.spread(given.claims_unknown)),
        claims_ended=pl.Series(heads.spread(given.claims_ended)),
        wrongly_replacing=pl.lit(0.0) if wrong is None else pl.Series(heads.spread(wrong)),
        importer_trusted=pl.Series(heads.spread(given.trusted_importer)),
        wrong_containers=wrong_check_digits(heads.lines["containers"]),
    )
    frame = beside.select(one.strength().alias(one.name) for one in signals)
    return {one.name: heads.largest(frame[one.name].to_numpy()) for one in signals}


def hits_of(heads: Heads, rules: Compiled, strengths: Mapping[str, np.ndarray]) -> RuleHits:
    """The rules each declaration meets: those that any of its lines meets. Rules may ask for signals by name."""
    asked = [name for name in strengths if name in rules.fields]
    frame = heads.lines.with_columns(pl.Series(name, heads.spread(strengths[name])) for name in asked)
    hits = rules.columnar(frame)
    if heads.of_line is None:
        return hits
    pairs = np.unique(heads.of_line[hits.row] * 65536 + hits.rule)
    return RuleHits(hits.rules, heads.frame.height, pairs // 65536, (pairs % 65536).astype(np.uint16))


def assess(heads: Heads, basis: Basis, earlier: Earlier) -> Assessment:
    """Assess declarations against a basis; every row depends on itself, the basis and what it replaces only."""
    frame, n = heads.frame, heads.frame.height
    with ThreadPoolExecutor(1) as beside:
        # Drawing keeps one processor busy; what follows until the lots are wanted runs on the others.
        drawing = beside.submit(random_share.draws, frame["declaration"], basis.seed)
        return _assessed(heads, basis, lodged_again(heads, earlier, basis.normal), n, drawing.result)


def _assessed(
    heads: Heads,
    basis: Basis,
    again: LodgedAgain,
    n: int,
    drawn_lots: Callable[[], np.ndarray],
) -> Assessment:
    policy, frame = basis.policy, heads.frame
    signals = all_signals()
    given = trust.weigh(frame, basis.register, policy, basis.normal)
    strengths = strengths_of(heads, basis, signals, given, again)
    scores = basis.model.line_scores(heads.lines) if basis.model is not None else {}
    modelled = (
        basis.model.chances(heads.lines, frame.select("declaration", "version"), scores=scores)
        if basis.model is not None
        else {}
    )
    modelled = {kind: chance for kind, chance in modelled.items() if kind in policy.kinds}
    kinds = chances.kinds_used(policy, tuple(modelled))
    hits = hits_of(heads, basis.rules, strengths) if basis.rules is not None else None
    found = chances.combine(
        policy, kinds, n, signals, strengths, modelled, hits.lift if hits else {}, hits.chance if hits else {}
    )
    value = heads.total(basis.exchange.values(heads.lines))
    rate = heads.largest(heads.lines["tax_rate_ppm"].fill_null(0).to_numpy().astype(np.float64))
    draws = drawn_lots()
    drawn = draws < random_share.threshold(policy.random.per_million)
    again.draw(drawn, lambda reference: random_share.is_drawn(reference, basis.seed, policy.random.per_million))
    regimes = frame["regime"].cast(pl.String).fill_null("import")
    views = []
    for name, track in policy.tracks.items():
        rows = np.flatnonzero(regimes.is_in(list(track.regimes)).to_numpy())
        if len(rows):
            views.append(_view(name, policy, rows, heads, given, hits, found, value, rate, draws, drawn))
    return Assessment(
        heads,
        signals,
        strengths,
        kinds,
        found,
        hits,
        given,
        scores,
        drawn,
        value,
        again,
        heads.in_force(again.cancelled),
        tuple(views),
    )


def _view(
    name: str,
    policy: Policy,
    rows: np.ndarray,
    heads: Heads,
    given: trust.Trust,
    hits: RuleHits | None,
    found: Mapping[str, np.ndarray],
    value: np.ndarray,
    rate: np.ndarray,
    draws: np.ndarray,
    drawn: np.ndarray,
) -> TrackView:
    track = policy.tracks[name]
    part = {kind: chance[rows] for kind, chance in found.items()}
    worth_without = lanes.worths(policy, track, part, value[rows], rate[rows], None, None)
    worth = worth_without
    softened = np.flatnonzero(given.credits[rows])
    if len(softened):
        these = rows[softened]
        left = trust.factors(policy, track, given.credits[these])
        hard = hits.intelligence[these] if hits is not None else None
        less = lanes.worths(
            policy,
            track,
            {kind: chance[these] for kind, chance in found.items()},
            value[these],
            rate[these],
            left,
            hard,
        )
        worth = worth_without.copy()
        worth[softened] = less
    order = list(track.looks)
    strict = np.array([look.strictness for look in track.looks.values()] + [-1])
    mandatory = np.full(len(rows), -1, np.int8)
    if hits is not None:
        mildest_first = sorted(order, key=lambda look: track.looks[look].strictness)
        places = np.array([order.index(look) for look in mildest_first] + [-1], np.int8)
        mandatory = places[hits.strictest(mildest_first)[rows]]
    by_lot = np.where(drawn[rows], order.index(track.random_look), -1)
    at_least = np.where(strict[by_lot] > strict[mandatory], by_lot, mandatory).astype(np.int8)
    use = lanes.uses(track, heads.frame["lines"].to_numpy()[rows], heads.frame["container_count"].to_numpy()[rows])
    error = clearing.errors(draws[rows], len(order))
    return TrackView(name, track, rows, worth, worth_without, use, error, mandatory, at_least)
