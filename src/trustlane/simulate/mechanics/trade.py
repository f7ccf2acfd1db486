"""How much is traded, when, by which messages: the honest part of the country."""

from __future__ import annotations

from typing import Annotated

import msgspec

from trustlane.simulate.mechanics.parameter import amount, part, share, whole


class Trade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much is declared on an ordinary day, and how that swells and ebbs.

    What an importer declares on a day is a number of Poisson's distribution around its own rate × the weekday × the
    season. It buys by habit: a few goods from a few senders, by the same ways, again and again.
    """

    declarations_a_day: Annotated[
        float, amount("Declarations of goods on an ordinary weekday, without parcels and entry summaries.", 1, 100_000)
    ] = 700.0
    weekdays: Annotated[
        tuple[float, float, float, float, float, float, float],
        part("What each weekday takes of an ordinary one, from Monday on."),
    ] = (1.0, 1.05, 1.05, 1.0, 0.95, 0.30, 0.10)
    season: Annotated[float, share("How far trade swells before the year's end and ebbs in spring.")] = 0.12
    month_end: Annotated[float, amount("What the last days of a month take of an ordinary day.", 0.1, 10)] = 1.15
    exports: Annotated[float, share("Share of consignments that leave the country.")] = 0.06
    habits: Annotated[tuple[int, int], part("Least and most habits of a regular importer.")] = (
        3,
        14,
    )
    repeats: Annotated[
        float, amount("How much an importer prefers its first habits: 1 is not at all, 2 clearly, 4 nearly only.", 1, 6)
    ] = 1.8
    straying: Annotated[float, share("Share of consignments from another sender than the habit's.")] = 0.03
    hubs: Annotated[float, share("Share of habits that come by way of a hub, honestly.")] = 0.07
    more_lines: Annotated[float, share("Share of declarations with more than one line of goods.")] = 0.28
    price_spread: Annotated[float, amount("How widely honest prices of one kind of goods spread (sigma).", 0, 2)] = 0.22
    buyer_spread: Annotated[
        float, amount("How widely importers differ in what they pay for the same (sigma).", 0, 2)
    ] = 0.18
    bargains: Annotated[float, share("Share of honest lines that are cheap all the same: sales, seconds, samples.")] = (
        0.025
    )
    slips: Annotated[float, share("Share of honest lines where net and gross mass are exchanged by mistake.")] = 0.001
    weight_spread: Annotated[float, amount("How widely weights of a line spread (sigma).", 0, 2)] = 0.8
    usual_broker: Annotated[float, share("Share of habits declared by the importer's usual broker.")] = 0.9
    good_buyers: Annotated[float, share("Share of habits that are bought far below the usual price, honestly.")] = 0.03
    office_hours: Annotated[float, share("Share of declarations lodged around office hours.")] = 0.85
    proof: Annotated[float, share("Share of honest claims of a lower rate that come with a proof of origin.")] = 0.95
    round: Annotated[float, share("Share of honest lines with a round value.")] = 0.015
    wrong_box: Annotated[float, share("Share of honest container numbers that fail their check digit.")] = 0.0015
    boxes_by_land: Annotated[float, share("Share of what comes by rail and road that is in a container.")] = 0.35
    false_claims: Annotated[
        float, share("Share of honest declarations that name a status which nobody granted, by mistake.")
    ] = 0.002
    mistyped_claims: Annotated[
        float, share("Share of claims, other than of impostors, whose number has one wrong digit.")
    ] = 0.0
    others_claims: Annotated[
        float,
        share("Share of honest imports of firms without a status that name another firm's, such as their group's."),
    ] = 0.0
    vague: Annotated[float, share("Share of honest lines with words that say nothing.")] = 0.008


class Groupage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Containers that several consignments share.

    Small consignments by sea are gathered by the day and the port: several importers' goods, under several codes, stand
    in one container.
    """

    share: Annotated[float, share("Share of small consignments by sea that travel in a shared container.")] = 0.5
    small_kg: Annotated[float, amount("Up to this weight (kg) a consignment counts as small.")] = 6_000.0
    together: Annotated[float, amount("How many consignments share a container on average.", 1, 200)] = 5.0


class Ecommerce(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parcels of platforms: many of low value, in bursts.

    A platform's goods are declared by its courier, a declaration a parcel, by air. On the days of a sale, which a
    platform holds when it likes, there are many times as many.
    """

    platforms: Annotated[int, whole("Platforms that sell into the country.", 0, 500)] = 4
    parcels_a_day: Annotated[float, amount("Parcels of all platforms together on an ordinary day.", 0, 200_000)] = 60.0
    value: Annotated[float, amount("Median value of a parcel, in whole units of currency.", 0.5, 10_000)] = 28.0
    value_spread: Annotated[float, amount("How widely that spreads (sigma).", 0, 3)] = 0.8
    sales_a_year: Annotated[float, amount("Sales that each platform holds in a year.", 0, 200)] = 6.0
    sale_days: Annotated[int, whole("Days that a sale lasts.", 1, 60)] = 4
    sale_factor: Annotated[float, amount("What a day of a sale takes of an ordinary one.", 1, 100)] = 5.0
    sellers: Annotated[int, whole("Sellers on all platforms together.", 1, 50_000)] = 600
    conduct: Annotated[float, amount("How often parcels are illicit, as a multiple of other consignments.", 0, 50)] = (
        1.6
    )


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entry summaries: lodged before loading, without a value, and matched by an import declaration on arrival.

    What an entry summary stops, or what is found at entry, never comes to a declaration of goods.
    """

    by_sea: Annotated[float, share("Share of consignments by sea with an entry summary of their own.")] = 0.35
    by_air: Annotated[float, share("The same by air, parcels included.")] = 0.25
    sea_days: Annotated[tuple[int, int], part("Least and most days from an entry summary to arrival, by sea.")] = (
        6,
        38,
    )
    air_days: Annotated[tuple[int, int], part("The same, by air.")] = (0, 2)
    no_code: Annotated[float, share("Share of their lines without a commodity code.")] = 0.25


class Messages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a declaration of goods after it was lodged."""

    amended: Annotated[float, share("Share that is amended on the same day.")] = 0.03
    value_amended: Annotated[float, share("Share of amendments that change the value.")] = 0.6
    cancelled: Annotated[float, share("Share that is cancelled on the same day.")] = 0.012
    lodged_again: Annotated[float, share("Share of those cancelled that come again, under a new reference.")] = 0.5
