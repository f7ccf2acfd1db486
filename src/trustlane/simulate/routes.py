"""Habits of trade: each importer buys a few things from a few senders, by the same ways, again and again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trustlane.simulate.goods import Goods
from trustlane.simulate.offices import AIR, HUBS, OFFICES
from trustlane.simulate.people import People

_PAYING_BY_AIR = 60.0  # USD a kilogram above which goods fly


@dataclass(frozen=True)
class Routes:
    """Every habit as a row of arrays; `start` says where an importer's habits begin."""

    start: np.ndarray  # (importers + 1,)
    importer: np.ndarray  # places of parties
    exporter: np.ndarray
    broker: np.ndarray
    carrier: np.ndarray
    goods: np.ndarray
    origin: np.ndarray  # (routes,) country codes
    departure: np.ndarray
    office: np.ndarray  # places of OFFICES
    price: np.ndarray  # factor on the usual price
    cumulative: np.ndarray  # (routes,) cumulated weights: a uniform number finds a route


def routes(seed: int, of: People, goods: Goods, partners: tuple[str, ...]) -> Routes:
    """Draw the habits of every importer."""
    rng = np.random.default_rng([seed, 2])
    importers = len(of.importers)
    known = np.arange(importers) < of.known_importers
    counts = np.where(known, rng.integers(4, 15, importers), rng.integers(1, 4, importers))
    start = np.concatenate([[0], np.cumsum(counts)])
    n = int(start[-1])
    owner = np.repeat(np.arange(importers), counts)
    nth = np.arange(n) - start[owner]
    # What an importer deals in stays close to its first habit: the same chapter, or one of a few others.
    main = rng.choice(len(goods.hs), importers, p=goods.popularity)
    chosen = np.where(rng.random(n) < 0.55, main[owner], rng.choice(len(goods.hs), n, p=goods.popularity))
    pick = np.minimum((rng.random(n) ** 1.6 * goods.origin_counts[chosen]).astype(np.int64), 4)
    countries = np.array(goods.countries)
    origin = countries[goods.origins[chosen, pick]]
    # Some of everything comes from partner administrations.
    if partners:
        from_partner = rng.random(n) < 0.22
        origin = np.where(from_partner, np.array(partners)[rng.integers(0, len(partners), n)], origin)
    hub = rng.random(n) < 0.07
    departure = np.where(hub, np.array(HUBS)[rng.integers(0, len(HUBS), n)], origin)
    trust_of = of.security[of.importers[owner]] | of.compliance[of.importers[owner]]
    weight = of.size[owner] * np.where(known[owner], np.where(trust_of, 1.15, 1.0), 1.0) / (1.0 + nth)
    # Known importers make seven in ten declarations.
    for group, share in ((known[owner], 0.7), (~known[owner], 0.3)):
        weight[group] *= share / weight[group].sum()
    brokers = of.brokers[rng.integers(0, len(of.brokers), importers)]
    return Routes(
        start=start,
        importer=of.importers[owner],
        exporter=_exporters(rng, of, origin, n),
        broker=np.where(rng.random(n) < 0.9, brokers[owner], of.brokers[rng.integers(0, len(of.brokers), n)]),
        carrier=of.carriers[(rng.random(n) ** 1.5 * len(of.carriers)).astype(np.int64)],
        goods=chosen,
        origin=origin,
        departure=departure,
        office=_offices(rng, goods.price[chosen] > _PAYING_BY_AIR, n),
        # Some buy well, for years.
        price=rng.lognormal(0.0, 0.18, n) * np.where(rng.random(n) < 0.03, rng.uniform(0.35, 0.7, n), 1.0),
        cumulative=np.cumsum(weight / weight.sum()),
    )


def _exporters(rng: np.random.Generator, of: People, origin: np.ndarray, n: int) -> np.ndarray:
    """Senders of the country of origin; those known by name stand first there and are chosen more often."""
    stretches = [of.exporter_start[str(country)] for country in origin]
    begin = np.array([stretch[0] for stretch in stretches])
    count = np.array([stretch[1] - stretch[0] for stretch in stretches])
    found: np.ndarray = of.exporters[begin + np.minimum((rng.random(n) ** 2.5 * count).astype(np.int64), count - 1)]
    return found


def _offices(rng: np.random.Generator, by_air: np.ndarray, n: int) -> np.ndarray:
    share = np.array([office[3] for office in OFFICES])
    flying = np.array([office[2] == AIR for office in OFFICES])
    found = np.zeros(n, np.int64)
    for group, allowed in ((by_air, flying), (~by_air, ~flying)):
        weight = share * allowed
        found[group] = rng.choice(len(OFFICES), int(group.sum()), p=weight / weight.sum())
    return found
