"""Who brings goods into the country: importers of every size and age, platforms, impostors, and captured members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trustlane.simulate.draws import Draws
from trustlane.simulate.goods import Goods
from trustlane.simulate.habits import Habits, habits, joined, of_platforms
from trustlane.simulate.membership import FAR, Membership, membership
from trustlane.simulate.parties import Groups, Parties, parties
from trustlane.simulate.posing import MISTYPED, impostors
from trustlane.simulate.scenario import Scenario

SMALL, MEDIUM, LARGE, OCCASIONAL, PLATFORM = range(5)
SIZES = ("small", "medium", "large", "occasional", "platform")
_YEAR = 365


@dataclass(frozen=True)
class Actors:
    """Whoever decides: one row an importer, then platforms, then impostors. Days count from the scenario's begin."""

    rate: np.ndarray  # declarations on an ordinary weekday
    size: np.ndarray  # place in SIZES
    born: np.ndarray
    ceased: np.ndarray  # first day without it
    party: np.ndarray  # place of its first number; an impostor's is mostly that of its victim
    impostor: np.ndarray  # bool
    holder: np.ndarray  # place of the party whose status an impostor names; of all others -1
    mistypes: np.ndarray  # bool: an impostor that names it with one wrong digit
    captured: np.ndarray  # first day
    freed: np.ndarray
    start: np.ndarray  # of its habits
    count: np.ndarray
    other_start: np.ndarray  # of what its captors do
    other_count: np.ndarray


@dataclass(frozen=True)
class Population:
    """Everything about the country that no policy changes."""

    parties: Parties
    groups: Groups
    actors: Actors
    habits: Habits
    held: Membership
    roles: dict[int, str]  # of parties with a status


def population(scenario: Scenario, draws: Draws, goods: Goods) -> Population:
    """Draw everyone, for as many years as the scenario says."""
    operators = scenario.operators
    later = operators.born_a_year * operators.years
    regular, occasional = operators.regular, operators.occasional
    born_regular, born_occasional = round(regular * later), round(occasional * later)
    importers = regular + occasional + born_regular + born_occasional
    who, groups = parties(scenario, draws, goods, importers)
    places = np.arange(importers)
    steady = (places < regular) | ((places >= regular + occasional) & (places < importers - born_occasional))
    born, ceased = _lives(scenario, draws, places, places < regular + occasional)
    weight = np.exp(operators.size_spread * draws.normal("size", places))
    size = np.full(importers, OCCASIONAL)
    limits = np.quantile(weight[:regular], (0.6, 0.9))
    size[steady] = np.searchsorted(limits, weight[steady])
    rate = np.zeros(importers)
    share = operators.occasional_share if occasional else 0.0
    for group, first, part in ((steady, regular, 1 - share), (~steady, occasional, share)):
        if group.any() and first:
            # Those there at the beginning make the trade the scenario speaks of; the later born come as others go.
            at_first = group & (places < regular + occasional)
            rate[group] = weight[group] * part * scenario.trade.declarations_a_day / weight[at_first].sum()
    held = membership(scenario, draws, who, groups, np.minimum(size, LARGE), steady & (born < -_YEAR))
    return _with_the_rest(scenario, draws, goods, who, groups, held, rate, size, born, ceased)


def _lives(scenario: Scenario, draws: Draws, places: np.ndarray, at_first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The day each importer was born, and the day it ceases."""
    operators = scenario.operators
    age = np.minimum(-np.log1p(-draws.uniform("age", places)) * operators.age_years, 40) * _YEAR
    born = np.where(at_first, -age, draws.uniform("born", places) * operators.years * _YEAR).astype(np.int64)
    rate = -np.log1p(-min(operators.ceased_a_year, 0.999))
    wait = -np.log1p(-draws.uniform("ceases", places))
    lives = np.minimum(wait / rate * _YEAR, FAR) if rate > 0 else np.full(len(places), FAR)
    return born, np.minimum(np.maximum(born, 0) + lives, FAR).astype(np.int64)


def _with_the_rest(
    scenario: Scenario,
    draws: Draws,
    goods: Goods,
    who: Parties,
    groups: Groups,
    held: Membership,
    rate: np.ndarray,
    size: np.ndarray,
    born: np.ndarray,
    ceased: np.ndarray,
) -> Population:
    """Platforms, impostors and captors beside the importers, and the habits of all."""
    n, shop = len(rate), scenario.ecommerce
    captured, freed = _captured(scenario, draws, n, np.flatnonzero(held.members[:n]))
    posing = impostors(scenario, draws, groups, held)
    platforms, strangers = shop.platforms, len(posing)
    actors = n + platforms + strangers
    every = np.arange(actors)
    least, most = scenario.trade.habits
    own_declarant = draws.chance(scenario.operators.own_declarants, "declares for itself", np.arange(n))
    counts = least + draws.below(most - least + 1, "how many habits", np.arange(n))
    counts = np.where(size == OCCASIONAL, 1 + draws.below(3, "few habits", np.arange(n)), counts)
    of_importers = _drawn(scenario, draws, goods, groups, np.arange(n), counts, own_declarant, "habit")
    of_impostors = _drawn(
        scenario, draws, goods, groups, np.arange(n + platforms, actors), np.full(strangers, 3), None, "impostor"
    )
    parts = [of_importers, of_impostors]
    if platforms:
        parts.insert(1, of_platforms(scenario, draws, goods, groups, np.arange(n, n + platforms)))
    taken = np.flatnonzero(captured < FAR)
    of_captors = _drawn(scenario, draws, goods, groups, taken, np.full(len(taken), 3), None, "captor")
    usual = joined(parts)
    start, count = usual.stretches(actors)
    other_start, other_count = of_captors.stretches(actors)
    none, nobody = np.full(platforms + strangers, FAR), np.full(n + platforms, -1)
    return Population(
        parties=who,
        groups=groups,
        actors=Actors(
            rate=np.concatenate(
                [
                    rate,
                    np.full(platforms, shop.parcels_a_day / max(platforms, 1)),
                    np.full(strangers, scenario.impostors.consignments_a_month * 12 / _YEAR),
                ]
            ),
            size=np.concatenate([size, np.full(platforms, PLATFORM), np.full(strangers, OCCASIONAL)]),
            born=np.concatenate([born, np.full(platforms, -_YEAR * 3), posing.begins]),
            ceased=np.concatenate([ceased, np.full(platforms, FAR), posing.begins + scenario.impostors.days]),
            party=np.concatenate([np.arange(n), groups.platforms, posing.party]).astype(np.int64),
            impostor=every >= n + platforms,
            holder=np.concatenate([nobody, posing.holder]).astype(np.int64),
            mistypes=np.concatenate([nobody, posing.way]) == MISTYPED,
            captured=np.concatenate([captured, none]),
            freed=np.concatenate([freed, none]),
            start=start,
            count=count,
            other_start=other_start + len(usual.owner),
            other_count=other_count,
        ),
        habits=joined([usual, of_captors]),
        held=held,
        roles=_roles(held, groups),
    )


def _drawn(
    scenario: Scenario,
    draws: Draws,
    goods: Goods,
    groups: Groups,
    owners: np.ndarray,
    counts: np.ndarray,
    own_declarant: np.ndarray | None,
    purpose: str,
) -> Habits:
    owner = np.repeat(owners, counts)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    itself = np.zeros(len(owner), bool) if own_declarant is None else np.repeat(own_declarant, counts)
    return habits(scenario, draws, goods, groups, owner, nth, itself, purpose)


def _captured(scenario: Scenario, draws: Draws, n: int, members: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The days on which members are captured, and set free."""
    captured = np.full(n, FAR)
    rate = -np.log1p(-min(scenario.captured.a_year, 0.999))
    if rate > 0 and len(members):
        wait = -np.log1p(-draws.uniform("captured", members)) / rate * _YEAR
        captured[members] = np.minimum(wait, FAR).astype(np.int64)
    return captured, np.minimum(captured + scenario.captured.days, FAR)


def _roles(held: Membership, groups: Groups) -> dict[int, str]:
    found: dict[int, str] = {}
    for place in np.flatnonzero(held.scope > 0).tolist():
        if place < groups.importers:
            found[place] = "importer"
        elif groups.brokers[0] <= place <= groups.brokers[-1]:
            found[place] = "broker"
        elif groups.carriers[0] <= place <= groups.carriers[-1]:
            found[place] = "carrier"
        else:
            found[place] = "exporter"
    return found
