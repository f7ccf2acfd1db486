"""Everyone who is named in a message, as one table: a party is a place in it, and each group is a stretch of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import polars as pl

from trustlane.parties.identifiers import Identifier
from trustlane.simulate import names
from trustlane.simulate.draws import Draws
from trustlane.simulate.faults import MOST_IMPOSTORS
from trustlane.simulate.goods import Goods
from trustlane.simulate.scenario import Scenario

FIRMS = 3  # numbers that one importer can have, one after the other, if it comes back as a new firm
PHANTOMS = 60  # names of senders that do not exist, in each country
_LEAST_SENDERS = 3


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator the administration knows by name."""

    reference: str
    name: str
    address: str
    country: str
    role: str
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True)
class Groups:
    """Where each group begins. Importers stand first, all their first numbers before all their second ones."""

    importers: int  # how many; their numbers take `FIRMS` times as many places
    brokers: np.ndarray  # places
    carriers: np.ndarray
    platforms: np.ndarray
    sellers: np.ndarray
    senders: np.ndarray  # places, sorted by country, the largest of each first
    sender_start: np.ndarray  # (countries + 1,) where each country begins in `senders`
    phantom_start: int  # PHANTOMS for each country in turn
    strangers: np.ndarray  # places of impostors' own firms, which look like importers
    countries: tuple[str, ...]  # those of the goods, then partners, then our own


@dataclass(frozen=True)
class Parties:
    """Who they are: identifier, name, address, country, in the order of their places."""

    identifier: pl.Series
    name: pl.Series
    address: pl.Series
    country: pl.Series
    code: np.ndarray  # (parties,) place of the country in `Groups.countries`


def countries_of(scenario: Scenario, goods: Goods) -> tuple[str, ...]:
    """Every country that sends goods, and our own last."""
    return (*goods.countries, *(one.code for one in scenario.partners), scenario.own)


def parties(scenario: Scenario, draws: Draws, goods: Goods, importers: int) -> tuple[Parties, Groups]:
    """Draw everyone there will ever be."""
    countries = countries_of(scenario, goods)
    own = len(countries) - 1
    operators, shop = scenario.operators, scenario.ecommerce
    counts = _senders(scenario, goods, countries)
    sizes = (
        importers * FIRMS,
        operators.brokers,
        operators.carriers,
        shop.platforms,
        shop.sellers if shop.platforms else 0,
        int(counts.sum()),
        PHANTOMS * (len(countries) - 1),
        _strangers(scenario),
    )
    starts = np.concatenate([[0], np.cumsum(sizes)])
    code = np.concatenate(
        [
            np.full(int(starts[4]), own),
            sellers_from(draws, goods, np.arange(sizes[4])),
            np.repeat(np.arange(len(counts)), counts),
            np.repeat(np.arange(len(countries) - 1), PHANTOMS),
            np.full(sizes[7], own),
        ]
    ).astype(np.int16)
    groups = Groups(
        importers=importers,
        brokers=np.arange(starts[1], starts[2]),
        carriers=np.arange(starts[2], starts[3]),
        platforms=np.arange(starts[3], starts[4]),
        sellers=np.arange(starts[4], starts[5]),
        senders=np.arange(starts[5], starts[6]),
        sender_start=np.concatenate([[0], np.cumsum(counts)]),
        phantom_start=int(starts[6]),
        strangers=np.arange(starts[7], starts[8]),
        countries=countries,
    )
    return _named(code, starts, groups), groups


def _senders(scenario: Scenario, goods: Goods, countries: tuple[str, ...]) -> np.ndarray:
    """How many senders each country has: the more goods come from it, the more."""
    weight = np.bincount(goods.origins.ravel(), minlength=len(goods.countries)).astype(np.float64)
    found = np.maximum(np.rint(weight / weight.sum() * scenario.operators.senders), _LEAST_SENDERS).astype(np.int64)
    return np.concatenate([found, [one.senders for one in scenario.partners]]).astype(np.int64)


def _strangers(scenario: Scenario) -> int:
    """How many firms of their own impostors can have: one each where all regular importers were members."""
    how = scenario.impostors
    most = how.per_hundred_members / 100 * scenario.operators.regular * scenario.operators.years
    return min(ceil(most), MOST_IMPOSTORS) if how.beside else 0


def sellers_from(draws: Draws, goods: Goods, seller: np.ndarray) -> np.ndarray:
    """The country of each seller on a platform: one of those from which most kinds of goods come."""
    weight = np.bincount(goods.origins.ravel(), minlength=len(goods.countries))
    popular = np.argsort(-weight, kind="stable")[:5]
    return np.asarray(popular[draws.below(len(popular), "country of a seller", seller)])


def _named(code: np.ndarray, starts: np.ndarray, groups: Groups) -> Parties:
    places = np.arange(len(code))
    country = pl.Series("country", groups.countries).gather(pl.Series(code, dtype=pl.UInt32))
    group = np.searchsorted(starts, places, "right") - 1
    group[groups.strangers] = 0
    # Numbers are scattered, so that they tell neither size nor age; 7,919 is prime to 100,000,000.
    serial = pl.Series("serial", places * 7_919 % 100_000_000).cast(pl.String).str.zfill(8)
    digit = pl.Series("digit", group + 1).cast(pl.String)
    brokers, carriers = slice(int(starts[1]), int(starts[2])), slice(int(starts[2]), int(starts[3]))
    trading = names.trading(places)
    name = pl.concat(
        [
            trading[: brokers.start],
            names.broking(np.arange(brokers.stop - brokers.start)),
            names.carrying(np.arange(carriers.stop - carriers.start)),
            trading[carriers.stop :],
        ]
    )
    identifier = pl.DataFrame([country, digit, serial]).select(pl.concat_str(pl.all()).alias("identifier"))
    return Parties(identifier["identifier"], name, names.addresses(places), country, code)
