"""Habits of trade: each importer buys a few things from a few senders, by the same ways, again and again."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from trustlane.simulate.draws import Draws
from trustlane.simulate.goods import Goods
from trustlane.simulate.offices import AIR, HUBS, MODES, OFFICES
from trustlane.simulate.parties import Groups, sellers_from
from trustlane.simulate.scenario import Scenario

PARCELS = next(place for place, office in enumerate(OFFICES) if office[0] == "LARKAPRON")
FLYING = np.array([office[2] == AIR for office in OFFICES])
MODE_OF = np.array([MODES.index(office[2]) for office in OFFICES])
_SHARE = np.array([office[3] for office in OFFICES])
_PAYING_BY_AIR = 60.0  # dollars a kilogram above which goods fly
_PARCEL_KG = 3_500.0  # goods whose usual line is heavier do not come as parcels


@dataclass(frozen=True)
class Habits:
    """Every habit as a row of arrays, those of one owner beside one another."""

    owner: np.ndarray  # places of actors
    goods: np.ndarray
    origin: np.ndarray  # places of countries
    departure: np.ndarray
    sender: np.ndarray  # places of parties
    declarant: np.ndarray
    carrier: np.ndarray
    office: np.ndarray
    price: np.ndarray  # factor on the usual price

    def ordered(self) -> Habits:
        """The same, by owner."""
        order = np.argsort(self.owner, kind="stable")
        return Habits(*(getattr(self, one.name)[order] for one in fields(self)))

    def stretches(self, actors: int) -> tuple[np.ndarray, np.ndarray]:
        """For each actor, where its habits begin and how many there are."""
        start = np.searchsorted(self.owner, np.arange(actors))
        return start, np.searchsorted(self.owner, np.arange(actors), "right") - start


def joined(parts: list[Habits]) -> Habits:
    """All of these in one table."""
    return Habits(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Habits)))


def habits(
    scenario: Scenario,
    draws: Draws,
    goods: Goods,
    groups: Groups,
    owner: np.ndarray,
    nth: np.ndarray,
    own_declarant: np.ndarray,
    purpose: str,
) -> Habits:
    """Draw habits, one for each `owner` (ascending places of actors) and `nth`.

    What an importer deals in stays close to its first habit. `own_declarant` (n,) says where the owner declares for
    itself; `purpose` sets habits of one sort apart from those of another.
    """

    def lot(what: str) -> np.ndarray:
        return draws.uniform(f"{purpose}: {what}", owner, nth)

    cumulated = np.cumsum(goods.popularity)

    def goods_at(value: np.ndarray) -> np.ndarray:
        return np.minimum(np.searchsorted(cumulated, value), len(goods.hs) - 1)

    main = goods_at(draws.uniform(f"{purpose}: main goods", owner))
    chosen = np.where((nth == 0) | (lot("other goods") < 0.55), main, goods_at(lot("goods")))
    pick = np.minimum((lot("origin") ** 1.6 * goods.origin_counts[chosen]).astype(np.int64), 4)
    origin = goods.origins[chosen, pick]
    # Some of everything comes from partner administrations.
    limits = np.cumsum([one.trade for one in scenario.partners])
    partner = np.searchsorted(limits, lot("partner"), "right")
    origin = np.where(partner < len(limits), len(goods.countries) + partner, origin)
    hubs = np.array([groups.countries.index(one) if one in groups.countries else 0 for one in HUBS])
    by_hub = lot("by a hub") < scenario.trade.hubs
    departure = np.where(by_hub, hubs[(lot("hub") * len(hubs)).astype(np.int64)], origin)
    usual = groups.brokers[draws.below(len(groups.brokers), f"{purpose}: broker", owner)]
    other = groups.brokers[(lot("other broker") * len(groups.brokers)).astype(np.int64)]
    broker = np.where(lot("usual broker") < scenario.trade.usual_broker, usual, other)
    price = np.exp(scenario.trade.buyer_spread * draws.normal(f"{purpose}: price", owner, nth))
    # Some buy well, for years.
    price *= np.where(lot("buys well") < scenario.trade.good_buyers, 0.35 + 0.35 * lot("how well"), 1.0)
    return Habits(
        owner=owner,
        goods=chosen,
        origin=origin,
        departure=departure,
        sender=senders_at(groups, origin, lot("sender") ** 2.0),
        declarant=np.where(own_declarant, owner, broker),
        carrier=groups.carriers[(lot("carrier") ** 1.5 * len(groups.carriers)).astype(np.int64)],
        office=offices_at(lot("office"), goods.price[chosen] > _PAYING_BY_AIR),
        price=price,
    )


def of_platforms(scenario: Scenario, draws: Draws, goods: Goods, groups: Groups, owner: np.ndarray) -> Habits:
    """What each seller on a platform sends: a few light things, by air, declared by the platform's courier."""
    shop = scenario.ecommerce
    light = np.flatnonzero((goods.weight <= _PARCEL_KG) & (goods.price < 200) & ~goods.controlled)
    seller = np.repeat(np.arange(shop.sellers), 2)
    nth = np.tile([0, 1], shop.sellers)
    of = draws.below(shop.platforms, "platform of a seller", seller)
    origin = sellers_from(draws, goods, seller)
    courier = groups.carriers[of % len(groups.carriers)]
    n = len(seller)
    return Habits(
        owner=owner[of],
        goods=light[draws.below(len(light), "goods of a seller", seller, nth)],
        origin=origin,
        departure=origin,
        sender=groups.sellers[seller],
        declarant=courier,
        carrier=courier,
        office=np.full(n, PARCELS),
        price=draws.spread(0.35, "price of a seller", seller),
    ).ordered()


def senders_at(groups: Groups, country: np.ndarray, lot: np.ndarray) -> np.ndarray:
    """Senders of these countries; a small lot picks a large one."""
    begin = groups.sender_start[country]
    count = groups.sender_start[country + 1] - begin
    return np.asarray(groups.senders[begin + np.minimum((lot * count).astype(np.int64), count - 1)])


def offices_at(lot: np.ndarray, by_air: np.ndarray) -> np.ndarray:
    """Offices by how much of the trade they see, among those where these goods arrive."""
    found = np.zeros(len(lot), np.int64)
    for group, allowed in ((by_air, FLYING), (~by_air, ~FLYING)):
        cumulated = np.cumsum(_SHARE * allowed) / (_SHARE * allowed).sum()
        found[group] = np.searchsorted(cumulated, lot[group], "right")
    return found
