"""What can be said of declarations before any price: signals, rules, chances, trust, and what each look is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
import polars as pl

from trustlane.selectivity import chances, clearing, lanes, random_share, references, trust
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.containers import wrong_check_digits
from trustlane.selectivity.heads import Heads
from trustlane.selectivity.lodged_again import LodgedAgain, lodged_again
from trustlane.selectivity.model.measures import NEEDED
from trustlane.selectivity.parts import begun, in_parts
from trustlane.selectivity.policy import Policy, Track
from trustlane.selectivity.relodged import Earlier
from trustlane.selectivity.rules.compiled import Compiled
from trustlane.selectivity.rules.together import RuleHits
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
    use: np.ndarray  # (m, looks) float32
    error: np.ndarray  # (m, looks) float32 of worth, by lot: what parts cases of nearly equal worth
    mandatory: np.ndarray  # (m,) look index, -1 none
    at_least: np.ndarray  # (m,) look index asked for by a mandatory check or the draw, -1 none


class Demands(Protocol):
    """What officers' rules demand of declarations, as `RuleHits` tells it."""

    @property
    def intelligence(self) -> np.ndarray:
        """(n,) bool: whose risk no credit softens."""

    def strictest(self, lanes: Sequence[str], /) -> np.ndarray:
        """(n,) the place, in lanes from the mildest on, of the strictest that is demanded; -1 none."""


@dataclass(frozen=True)
class Assessment:
    """Everything about a set of declarations that does not depend on prices."""

    heads: Heads  # as `Heads.kept` leaves them
    signals: tuple[Signal, ...]
    strengths: Mapping[str, np.ndarray]  # by signal that speaks (n,) float32
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
    told = pl.DataFrame(
        {
            "claims_unknown": heads.spread(given.claims_unknown),
            "claims_ended": heads.spread(given.claims_ended),
            "claims_of_others": heads.spread(given.claims_of_others),
            "importer_trusted": heads.spread(given.trusted_importer),
            "wrongly_replacing": heads.spread(wrong if wrong is not None else np.zeros(heads.frame.height, np.float32)),
            "wrong_containers": wrong_check_digits(heads.lines["containers"]),
        }
    )
    found = {one.name: np.zeros(heads.lines.height, np.float32) for one in signals}

    def work(part: slice) -> None:
        lines = references.keyed(heads.lines[part].lazy()).collect()
        beside = [basis.references.answers(heads.coded.some(part)), told[part]]
        strengths = lines.hstack(beside[0]).hstack(beside[1]).select(one.strength().alias(one.name) for one in signals)
        for name, strength in found.items():
            values = strengths[name].to_numpy()
            if values.any():  # room that nothing is written to is never taken
                strength[part] = values

    in_parts(heads.lines.height, work)
    return {name: heads.largest(strength) for name, strength in found.items()}


def hits_of(heads: Heads, rules: Compiled, strengths: Mapping[str, np.ndarray]) -> RuleHits:
    """The rules each declaration meets: those that any of its lines meets. Rules may ask for signals by name."""
    asked = [name for name in strengths if name in rules.fields]
    frame = heads.lines.with_columns(pl.Series(name, heads.spread(strengths[name])) for name in asked)
    hits = rules.columnar(frame, coded=heads.coded)
    if heads.of_line is None:
        return hits
    pairs = np.unique(heads.of_line[hits.row] * 65536 + hits.rule)
    return RuleHits(hits.rules, heads.frame.height, pairs // 65536, (pairs % 65536).astype(np.uint16))


def assess(heads: Heads, basis: Basis, earlier: Earlier) -> Assessment:
    """Assess declarations against a basis; every row depends on itself, the basis and what it replaces only."""
    model = basis.model
    drawing: Callable[[], Any] = partial(random_share.draws, heads.frame["declaration"], basis.seed)
    scoring = partial(model.line_scores, heads.lines, coded=heads.coded) if model is not None else dict
    # Lots keep one processor busy, the model's trees all of them: what is worked out meanwhile fills their pauses.
    with begun(heads.frame.height, drawing, scoring) as (draws, line_scores):
        return _assessed(heads, basis, lodged_again(heads, earlier, basis.normal), draws, line_scores)


def _assessed(
    heads: Heads,
    basis: Basis,
    again: LodgedAgain,
    drawn_lots: Callable[[], np.ndarray],
    line_scores: Callable[[], Mapping[str, np.ndarray]],
) -> Assessment:
    policy, frame = basis.policy, heads.frame
    signals = basis.signals
    register = basis.register if heads.asked is None else basis.register.as_it_stands(heads.asked)
    given = trust.weigh(frame, register, policy, basis.normal, heads.coded if heads.of_line is None else None)
    strengths = strengths_of(heads, basis, signals, given, again)
    hits = hits_of(heads, basis.rules, strengths) if basis.rules is not None else None
    scores = line_scores()
    modelled = (
        basis.model.chances(heads.lines, frame.select("declaration", "version"), scores=scores)
        if basis.model is not None
        else {}
    )
    modelled = {kind: chance for kind, chance in modelled.items() if kind in policy.kinds}
    kinds = chances.kinds_used(policy, tuple(modelled))
    found = chances.combine(
        policy,
        kinds,
        frame.height,
        signals,
        strengths,
        modelled,
        hits.lift if hits else {},
        hits.chance if hits else {},
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
            views.append(
                view_of(name, policy, rows, frame, given.credits, hits, found, value, rate, draws, drawn, given.halved)
            )
    kept = heads.kept(NEEDED if basis.model is not None else ())
    speaking = {one.name for one in signals if chances.speaks(one, kinds, policy, modelled) > 0.0}
    strengths = {name: strength for name, strength in strengths.items() if name in speaking}
    return Assessment(
        kept,
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


def view_of(
    name: str,
    policy: Policy,
    rows: np.ndarray,
    frame: pl.DataFrame,
    credits: np.ndarray,
    hits: Demands | None,
    found: Mapping[str, np.ndarray],
    value: np.ndarray,
    rate: np.ndarray,
    draws: np.ndarray,
    drawn: np.ndarray,
    halved: np.ndarray | None = None,
) -> TrackView:
    """One track of declarations: what each look is worth to each, in both worlds.

    `frame` has lines and container_count, a row a declaration; `rows` are those of this track.
    """
    track = policy.tracks[name]
    order = list(track.looks)
    strict = np.array([look.strictness for look in track.looks.values()] + [-1])
    mandatory = np.full(len(rows), -1, np.int8)
    if hits is not None:
        mildest_first = sorted(order, key=lambda look: track.looks[look].strictness)
        places = np.array([order.index(look) for look in mildest_first] + [-1], np.int8)
        mandatory = places[hits.strictest(mildest_first)[rows]]
    by_lot = np.where(drawn[rows], order.index(track.random_look), -1)
    at_least = np.where(strict[by_lot] > strict[mandatory], by_lot, mandatory).astype(np.int8)
    shape = (len(rows), len(order))
    worth_without = np.empty(shape, order="F")
    worth = np.empty(shape, order="F") if credits[rows].any() else worth_without
    use, error = np.empty(shape, np.float32, order="F"), np.empty(shape, np.float32, order="F")
    lines, containers = (frame[column].to_numpy() for column in ("lines", "container_count"))

    def worths(these: np.ndarray, left: dict[str, np.ndarray] | None, hard: np.ndarray | None) -> np.ndarray:
        part = {kind: chance[these] for kind, chance in found.items()}
        return lanes.worths(policy, track, part, value[these], rate[these], left, hard)

    def work(part: slice) -> None:
        these = rows[part]
        worth_without[part] = worths(these, None, None)
        if worth is not worth_without:
            worth[part] = worth_without[part]
            softened = np.flatnonzero(credits[these])
            trusted = these[softened]
            left = trust.factors(policy, track, credits[trusted], None if halved is None else halved[trusted])
            hard = hits.intelligence[trusted] if hits is not None else None
            worth[part.start + softened] = worths(trusted, left, hard)
        use[part] = lanes.uses(track, lines[these], containers[these])
        error[part] = clearing.errors(draws[these], len(order))

    in_parts(len(rows), work)
    return TrackView(name, track, rows, worth, worth_without, use, error, mandatory, at_least)
