"""What is decided of a consignment once trust it rested on is gone: from what was kept, and never milder.

A decision keeps its lane with its own credit withheld, at the prices of its day. That is the lane of an ordinary
trader; it needs neither the rules nor the model again. Where what is left of the trust softens as much as before, the
lane stays; where it softens less, the stricter of the two lanes is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from trustlane.selectivity import lanes, trust
from trustlane.selectivity.policy import Policy, Track

Standing = Mapping[str, Any]  # one standing that counted, as `screening.TRUSTED`
SOURCE = "decided_again"
NAME = "status_lost"
# Whole sentences, so that each can be translated.
SENTENCE = {
    "importer": "Decided again: a status of the importer holds no longer.",
    "exporter": "Decided again: a status of the exporter holds no longer.",
    "declarant": "Decided again: a status of the declarant holds no longer.",
    "carrier": "Decided again: a status of the carrier holds no longer.",
    "representative": "Decided again: a status of the representative holds no longer.",
}


def lost(before: Iterable[Standing], now: Iterable[Standing]) -> list[Standing]:
    """Those standings of a decision that count no longer, or for fewer risks."""
    left: dict[tuple[str, str, bool], set[str]] = {}
    for one in now:
        left.setdefault(_who(one), set()).update(_scope(one))
    return [one for one in before if not (_who(one) in left and _scope(one) <= left[_who(one)])]


def reasons(before: Sequence[Mapping[str, Any]], gone: Iterable[Standing]) -> list[Mapping[str, Any]]:
    """The reasons of the new decision: in which roles a status was lost, nothing of its worth; then those before."""
    roles = {str(one["role"]) for one in gone}
    lost_in = [
        {"source": SOURCE, "name": NAME, "weight_milli": 0, "text": SENTENCE[role]}
        for role in trust.ROLES
        if role in roles
    ]
    return [*lost_in, *(one for one in before if one["source"] != SOURCE)]


def credits_of(policy: Policy, standing: Iterable[Standing]) -> tuple[int, int]:
    """Which credits follow from standings, and which of them by half only: two sets of bits, as `trust.Trust`."""
    whole = half = 0
    for one in standing:
        for bit, credit in enumerate(policy.credits):
            if one["role"] != credit.role or bool(one["own"]) != (credit.whose == "own"):
                continue
            if not set(credit.scope) <= _scope(one) or (credit.tiers and one["tier"] not in credit.tiers):
                continue
            if one.get("half"):
                half |= 1 << bit
            else:
                whole |= 1 << bit
    return whole | half, half & ~whole


def softens_less(policy: Policy, track: Track, before: Iterable[Standing], now: Iterable[Standing]) -> bool:
    """Whether what counts now leaves more of any risk, in any look, than what counted before."""
    was, given = (
        trust.factors(policy, track, np.array([credits]), np.array([halved]))
        for credits, halved in (credits_of(policy, before), credits_of(policy, now))
    )
    return any(bool((given[family] > was[family] + 1e-12).any()) for family in was)


def names_the_trader(policy: Policy, credits: int) -> bool:
    """Whether the importer or the exporter itself has credit."""
    return bool(trust.credited(policy, np.array([credits]))[0])


def track_of(policy: Policy, regime: str) -> Track | None:
    """The looks that were open to it."""
    return next((track for track in policy.tracks.values() if regime in track.regimes), None)


def lane(track: Track, was: str, withheld: str) -> str:
    """The stricter of the lane that was given and the one with its credit withheld; never milder than it was."""
    strictness = {track.nothing: -1} | {name: look.strictness for name, look in track.looks.items()}
    if was not in strictness or withheld not in strictness:
        return was
    return max(was, withheld, key=strictness.__getitem__)


def worth(
    policy: Policy, track: Track, look: str, chances: Mapping[str, int], value_minor: int, rate_ppm: int
) -> int | None:
    """What the look is worth without credit, in minor units; None where a kind is not of this policy."""
    if look not in track.looks:
        return 0
    if not chances.keys() <= policy.kinds.keys():
        return None
    found = {kind: np.array([float(ppm)]) for kind, ppm in chances.items()}
    worths = lanes.worths(policy, track, found, np.array([float(value_minor)]), np.array([float(rate_ppm)]), None, None)
    return int(np.rint(worths[0, list(track.looks).index(look)]))


def _who(one: Standing) -> tuple[str, str, bool]:
    return str(one["role"]), str(one["holder"]), bool(one["own"])


def _scope(one: Standing) -> set[str]:
    return set((one["scope"] or "").split())
