"""The consignments that begin on a day: whose, what, from whom, by which way, and what is wrong with them in truth."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from trustlane.simulate import numbering
from trustlane.simulate.calendar import season
from trustlane.simulate.chances import Chances, Features
from trustlane.simulate.draws import Draws
from trustlane.simulate.goods import Goods
from trustlane.simulate.habits import FLYING, MODE_OF, PARCELS, offices_at, senders_at
from trustlane.simulate.kinds import CONTRABAND, FALSE_ORIGIN, KINDS, NOTHING, PHANTOM_SHIPPER, PROHIBITED
from trustlane.simulate.offices import AIR, HUBS, MODES, SEA
from trustlane.simulate.parties import PHANTOMS
from trustlane.simulate.population import PLATFORM, Population
from trustlane.simulate.reactions import Reactions
from trustlane.simulate.scenario import Scenario

BY_SEA, BY_AIR = MODES.index(SEA), MODES.index(AIR)
_YEAR = 365


@dataclass(frozen=True)
class Consignments:
    """One row a consignment, in the order of its actors."""

    number: np.ndarray  # as numbering.consignments
    key: np.ndarray  # of every further draw about it
    actor: np.ndarray
    nth: np.ndarray
    importer: np.ndarray  # places of parties
    sender: np.ndarray
    declarant: np.ndarray
    carrier: np.ndarray
    goods: np.ndarray  # of its first line
    origin: np.ndarray  # places of countries; the true one
    departure: np.ndarray
    office: np.ndarray
    price: np.ndarray  # factor on usual prices
    kind: np.ndarray  # NOTHING where all is right
    impostor: np.ndarray  # bool
    captured: np.ndarray  # bool: its captors' doing
    export: np.ndarray  # bool
    parcel: np.ndarray  # bool
    summary: np.ndarray  # bool: an entry summary goes before
    begun: np.ndarray  # day
    due: np.ndarray  # day of the declaration of goods

    def taken(self, which: np.ndarray) -> Consignments:
        """Some of these."""
        return Consignments(*(getattr(self, one.name)[which] for one in fields(self)))

    @property
    def mode(self) -> np.ndarray:
        """Places in MODES."""
        return np.asarray(MODE_OF[self.office])

    def __len__(self) -> int:
        return len(self.number)


def together(parts: list[Consignments]) -> Consignments:
    """All of these, one after the other."""
    return Consignments(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Consignments)))


class Consigning:
    """Draws the consignments of one country, a day at a time."""

    def __init__(self, scenario: Scenario, draws: Draws, goods: Goods, of: Population) -> None:
        self.scenario, self.draws, self.goods, self.of = scenario, draws, goods, of
        self.chances = Chances(scenario, draws, goods, of)
        self.every = np.arange(len(of.actors.rate))
        self.platforms = np.flatnonzero(of.actors.size == PLATFORM)
        countries = of.groups.countries
        self.hubs = np.array([countries.index(hub) for hub in HUBS if hub in countries])

    def rates(self, on: date, day: int) -> np.ndarray:
        """How many consignments each actor is expected to begin."""
        actors, trade = self.of.actors, self.scenario.trade
        alive = (actors.born <= day) & (day < actors.ceased)
        found = actors.rate * alive * trade.weekdays[on.weekday()] * season(on, trade.season, trade.month_end)
        if len(self.platforms):
            found[self.platforms] *= self._sales(day)
        return np.asarray(np.minimum(found, numbering.MOST_OF_ONE * 0.8))

    def _sales(self, day: int) -> np.ndarray:
        """A factor for each platform: large on the days of a sale."""
        shop = self.scenario.ecommerce
        selling = np.zeros(len(self.platforms), bool)
        for before in range(shop.sale_days):
            selling |= self.draws.chance(shop.sales_a_year / _YEAR, "a sale begins", self.platforms, day - before)
        return np.where(selling, shop.sale_factor, 1.0)

    def none(self) -> Consignments:
        """No consignments."""
        empty: dict[str, np.ndarray] = {one.name: np.zeros(0, np.int64) for one in fields(Consignments)}
        empty |= {name: np.zeros(0, np.uint64) for name in ("number", "key")} | {"price": np.zeros(0)}
        empty |= {name: np.zeros(0, bool) for name in ("impostor", "captured", "export", "parcel", "summary")}
        return Consignments(**empty)

    def begun(self, on: date, day: int, reactions: Reactions) -> Consignments:
        """All that begin on this day."""
        of, draws, trade, actors = self.of, self.draws, self.scenario.trade, self.of.actors
        counts = np.minimum(draws.count(self.rates(on, day), "how many", self.every, day), numbering.MOST_OF_ONE - 1)
        actor = np.repeat(self.every, counts)
        nth = np.arange(len(actor)) - np.repeat(np.cumsum(counts) - counts, counts)
        key = draws.keys("consignment", actor, day, nth)
        captive = (actors.captured[actor] <= day) & (day < actors.freed[actor])
        captured = captive & draws.chance(self.scenario.captured.trade, "their captors'", key)
        usual = actors.start[actor] + (draws.uniform("habit", key) ** trade.repeats * actors.count[actor]).astype(
            np.int64
        )
        theirs = actors.other_start[actor] + (draws.uniform("captors' habit", key) * actors.other_count[actor]).astype(
            np.int64
        )
        new = self.scenario.captured
        goods_habit = np.where(captured & draws.chance(new.new_goods, "captors' goods", key), theirs, usual)
        sender_habit = np.where(captured & draws.chance(new.new_sender, "captors' sender", key), theirs, usual)
        habits = of.habits
        parcel, impostor = actors.size[actor] == PLATFORM, actors.impostor[actor]
        origin = habits.origin[sender_habit]
        sender = self._sender(habits.sender[sender_habit], origin, key, ~parcel)
        export = draws.chance(trade.exports, "export", key) & ~parcel & ~impostor & ~captured
        features = Features(actor, habits.goods[goods_habit], origin, habits.departure[sender_habit], sender, export)
        kind = self._kind(features, day, key, reactions, impostor, captured)
        departure, sender, office = self._ways(
            features, kind, key, habits.office[goods_habit], day, reactions, impostor | captured
        )
        due, summary = self._due(day, key, office, export)
        first = actors.party[actor]
        return Consignments(
            number=numbering.consignments(day, actor, nth),
            key=key,
            actor=actor,
            nth=nth,
            importer=np.where(reactions.firm[actor] > 0, first + reactions.firm[actor] * of.groups.importers, first),
            sender=sender,
            declarant=habits.declarant[goods_habit],
            carrier=habits.carrier[sender_habit],
            goods=features.goods,
            origin=origin,
            departure=departure,
            office=office,
            price=habits.price[goods_habit],
            kind=kind,
            impostor=impostor,
            captured=captured,
            export=export,
            parcel=parcel,
            summary=summary,
            begun=np.full(len(actor), day),
            due=due,
        )

    def _sender(self, usual: np.ndarray, origin: np.ndarray, key: np.ndarray, may_stray: np.ndarray) -> np.ndarray:
        draws = self.draws
        strays = draws.chance(self.scenario.trade.straying, "another sender", key) & may_stray
        return np.where(strays, senders_at(self.of.groups, origin, draws.uniform("which sender", key)), usual)

    def _kind(
        self,
        features: Features,
        day: int,
        key: np.ndarray,
        reactions: Reactions,
        impostor: np.ndarray,
        captured: np.ndarray,
    ) -> np.ndarray:
        """What is wrong: by chance, or by what impostors and captors are there for."""
        draws, actor = self.draws, features.actor
        gangs = reactions.gaps.chances(features.departure)
        chance = reactions.turned(self.chances.of_day(features, day, reactions.boldness(actor, day), gangs), actor)
        kind = _chosen(chance, draws.uniform("what is wrong", key))
        waiting = day < reactions.paused_until[actor]
        for who, how in ((impostor, self.scenario.impostors), (captured, self.scenario.captured)):
            rows = np.flatnonzero(who)
            if not len(rows):
                continue
            shares = np.array([how.kinds.get(name, 0.0) for name in KINDS])
            illicit = draws.chance(how.illicit, "strangers' deeds", key[rows]) & ~waiting[rows]
            theirs = np.searchsorted(
                np.cumsum(shares) / shares.sum(), draws.uniform("strangers' kind", key[rows]), "right"
            )
            kind[rows] = np.where(illicit, theirs, NOTHING)
        possible = self.chances.possible(kind, features.goods, features.origin, features.export)
        return np.where(possible, kind, NOTHING)

    def _ways(
        self,
        features: Features,
        kind: np.ndarray,
        key: np.ndarray,
        office: np.ndarray,
        day: int,
        reactions: Reactions,
        strangers: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Departure, sender and office as declared: what is illicit often comes from elsewhere, and by elsewhere."""
        draws, kinds, of = self.draws, self.scenario.kinds, self.of
        departure, sender = features.departure.copy(), features.sender.copy()
        office, actor = office.copy(), features.actor
        detours = np.zeros(len(KINDS) + 1)
        detours[[FALSE_ORIGIN, CONTRABAND, PHANTOM_SHIPPER]] = (
            kinds.false_origin.hub,
            kinds.contraband.detour,
            kinds.phantom_shipper.hub,
        )
        strange = np.zeros(len(KINDS) + 1)
        strange[[PROHIBITED, CONTRABAND]] = kinds.prohibited.strange_sender, kinds.contraband.strange_sender
        illicit = np.flatnonzero(kind != NOTHING)
        which, whose, own_key, country = kind[illicit], actor[illicit], key[illicit], features.origin[illicit]
        changes = reactions.route[whose]
        by_hub = draws.chance(detours[which], "by a hub", own_key) | (changes > 0)
        if len(self.hubs):
            hub = self.hubs[draws.below(len(self.hubs), "which hub", whose, changes)]
            departure[illicit] = np.where(by_hub, hub, departure[illicit])
        other = senders_at(of.groups, country, draws.uniform("a strange sender", own_key))
        after = senders_at(of.groups, country, draws.uniform("the sender after a find", whose, changes, country))
        is_strange = draws.chance(strange[which], "from a stranger", own_key) & ~strangers[illicit]
        found = np.where(is_strange, other, np.where(changes > 0, after, sender[illicit]))
        epoch = day // max(kinds.phantom_shipper.days, 1)
        name = draws.below(PHANTOMS, "name of a phantom", whose, epoch)
        phantom = of.groups.phantom_start + country * PHANTOMS + name
        sender[illicit] = np.where(which == PHANTOM_SHIPPER, phantom, found)
        moved = reactions.office[whose]
        elsewhere = offices_at(draws.uniform("the office after a find", whose, moved), FLYING[office[illicit]])
        office[illicit] = np.where((moved > 0) & (office[illicit] != PARCELS), elsewhere, office[illicit])
        return departure, sender, office

    def _due(self, day: int, key: np.ndarray, office: np.ndarray, export: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """When the goods are declared, and whether an entry summary went before."""
        entry, mode = self.scenario.entry, MODE_OF[office]
        share = np.where(mode == BY_SEA, entry.by_sea, np.where(mode == BY_AIR, entry.by_air, 0.0))
        summary = self.draws.chance(share, "entry summary", key) & ~export
        least = np.where(mode == BY_SEA, entry.sea_days[0], entry.air_days[0])
        most = np.where(mode == BY_SEA, entry.sea_days[1], entry.air_days[1])
        ahead = least + self.draws.below(most - least + 1, "days to arrival", key)
        return day + np.where(summary, ahead, 0), summary


def _chosen(chances: np.ndarray, lot: np.ndarray) -> np.ndarray:
    """The kind on whose stretch the lot falls, NOTHING beyond all of them. `chances` is (kinds, n)."""
    ends = np.cumsum(chances, axis=0)
    kind = (lot >= ends).sum(axis=0)
    return np.where(kind < len(KINDS), kind, NOTHING)
