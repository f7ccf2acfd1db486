"""What goes wrong on purpose: how often, by whom, what it leaves to be seen, what harm it does, how offenders learn."""

from __future__ import annotations

from typing import Annotated

import msgspec

from trustlane.simulate.mechanics.parameter import amount, part, several, share, whole


class Conduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What moves the chance that a consignment is illicit.

    chance = level of the kind × lure of the goods for that kind × nature of the operator × risks of the route, the
    sender and the commodity × size × age × status × boldness. The level of each kind is set once, so that its rate is
    what it says for the trade at the beginning; from there on the factors wander.
    """

    nature_spread: Annotated[
        float, amount("How widely operators differ in what they are ready to do (sigma).", 0, 3)
    ] = 1.3
    route_spread: Annotated[float, amount("How widely countries of departure differ in risk (sigma).", 0, 3)] = 0.7
    commodity_spread: Annotated[float, amount("How widely commodities differ in risk (sigma).", 0, 3)] = 0.6
    sender_spread: Annotated[float, amount("How widely senders differ in risk (sigma).", 0, 3)] = 0.9
    small: Annotated[float, amount("How often small importers offend, as a multiple of large ones.", 0, 20)] = 1.6
    occasional: Annotated[
        float, amount("How often occasional importers offend, as a multiple of large ones.", 0, 20)
    ] = 2.0
    young: Annotated[
        float, amount("How often an importer in its first year offends, as a multiple of later.", 0, 20)
    ] = 1.5
    false_claims: Annotated[
        float, share("Share of illicit consignments whose declaration names a status which nobody granted.")
    ] = 0.02
    exports: Annotated[float, amount("How often exports are illicit, as a multiple of imports.", 0, 5)] = 0.2
    most: Annotated[float, share("No consignment's chance of being illicit is larger than this.")] = 0.7


class Undervaluation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The value is declared too low. It can be seen in the price per kilogram, and in round values."""

    rate: Annotated[float, share("Share of goods declarations of operators without a status.")] = 0.022
    by_duty: Annotated[float, amount("How much a rate of duty of 100 % adds to the lure.", 0, 100)] = 8.0
    without_duty: Annotated[float, amount("The lure of goods that pay nothing.", 0, 100)] = 0.3
    least_left: Annotated[float, share("Least share of the true value that is declared.")] = 0.1
    most_left: Annotated[float, share("Largest share of the true value that is declared.")] = 0.75
    round: Annotated[float, share("Share with a round value.")] = 0.10
    harm: Annotated[float, amount("Median harm of a case beyond the duty lost, in whole units of currency.")] = 0.0
    harm_spread: Annotated[float, amount("How widely that harm spreads (sigma).", 0, 3)] = 0.5


class Misclassification(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A near heading with a lower rate is declared. The price stays that of the true goods, and so looks odd there."""

    rate: Annotated[float, share("Share of goods declarations of operators without a status.")] = 0.014
    words: Annotated[float, share("Share where the words still say what the goods truly are.")] = 0.15
    harm: Annotated[float, amount("Median harm of a case beyond the duty lost, in whole units of currency.")] = 0.0
    harm_spread: Annotated[float, amount("How widely that harm spreads (sigma).", 0, 3)] = 0.5


class FalseOrigin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A partner's origin is claimed for its lower rate. Proofs are often missing, and the way often leads by a hub."""

    rate: Annotated[float, share("Share of goods declarations of operators without a status.")] = 0.008
    least_duty: Annotated[float, share("The lowest rate of duty at which it pays.")] = 0.08
    proof: Annotated[float, share("Share with a proof of origin all the same.")] = 0.45
    hub: Annotated[float, share("Share that comes by way of a hub.")] = 0.4
    harm: Annotated[float, amount("Median harm of a case beyond the duty lost, in whole units of currency.")] = 0.0
    harm_spread: Annotated[float, amount("How widely that harm spreads (sigma).", 0, 3)] = 0.5


class Prohibited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Goods that a ban or a missing licence keeps out. Words are vague, senders often new."""

    rate: Annotated[float, share("Share of goods declarations of operators without a status.")] = 0.005
    controlled: Annotated[float, amount("Lure of chapters under licence, as a multiple of all others.", 0, 100)] = 12.0
    vague: Annotated[float, share("Share with words that say nothing.")] = 0.3
    strange_sender: Annotated[float, share("Share from a sender that the importer never bought from.")] = 0.3
    harm: Annotated[float, amount("Median harm of a case, in whole units of currency.")] = 6_000.0
    harm_spread: Annotated[float, amount("How widely that harm spreads (sigma).", 0, 3)] = 0.9


class Contraband(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something else is hidden in legal cargo. Senders and ways are strange; masses and numbers may not fit."""

    rate: Annotated[float, share("Share of goods declarations of operators without a status.")] = 0.003
    heavy: Annotated[float, amount("Lure of goods that come by the tonne, as a multiple of others.", 0, 100)] = 2.0
    strange_sender: Annotated[float, share("Share from a sender that the importer never bought from.")] = 0.4
    detour: Annotated[float, share("Share that comes by way of a hub.")] = 0.35
    mass: Annotated[float, share("Share of lines with more net than gross mass.")] = 0.12
    wrong_box: Annotated[float, share("Share of container numbers that fail their check digit.")] = 0.05
    dear: Annotated[float, share("Share declared at a value that covers the risk, far too high.")] = 0.25
    vague: Annotated[float, share("Share with words that say nothing.")] = 0.2
    harm: Annotated[float, amount("Median harm of a case, in whole units of currency.")] = 25_000.0
    harm_spread: Annotated[float, amount("How widely that harm spreads (sigma).", 0, 3)] = 1.1


class PhantomShipper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sender named does not exist; the true one is hidden. Its name has hardly ever been seen before."""

    rate: Annotated[float, share("Share of goods declarations of operators without a status.")] = 0.002
    days: Annotated[int, whole("Days that an importer keeps one such name before it takes the next.", 1, 3_000)] = 21
    hub: Annotated[float, share("Share that comes by way of a hub.")] = 0.3
    vague: Annotated[float, share("Share with words that say nothing.")] = 0.12
    harm: Annotated[float, amount("Median harm of a case, in whole units of currency.")] = 12_000.0
    harm_spread: Annotated[float, amount("How widely that harm spreads (sigma).", 0, 3)] = 0.9


class Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each kind with how often it occurs, what it leaves to be seen, and its own scale of harm."""

    undervaluation: Annotated[Undervaluation, part("Value declared too low.")] = Undervaluation()
    misclassification: Annotated[Misclassification, part("Wrong commodity code.")] = Misclassification()
    false_origin: Annotated[FalseOrigin, part("False origin.")] = FalseOrigin()
    prohibited: Annotated[Prohibited, part("Prohibited or restricted goods.")] = Prohibited()
    contraband: Annotated[Contraband, part("Contraband in legal cargo.")] = Contraband()
    phantom_shipper: Annotated[PhantomShipper, part("A sender that does not exist.")] = PhantomShipper()


class Impostors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Strangers who pass for a member: through a declarant, from senders, of goods that it never had.

    Most copy the member's current numbers, its trader number and that of its status, and no register tells them from
    it. Some do it badly, and three ways of that have shares of their own; together they are at most 1. The shares that
    scenarios give are invented, as nobody counts impostors.
    """

    per_hundred_members: Annotated[
        float, amount("Impostors that begin in a year, for a hundred own members.", 0, 500)
    ] = 4.0
    days: Annotated[int, whole("Days that an impostor keeps to one member's number.", 1, 3_000)] = 90
    consignments_a_month: Annotated[float, amount("Consignments of an impostor in a month.", 0, 1_000)] = 6.0
    ended: Annotated[
        float,
        share(
            "Share of impostors that copy from an old certificate or list: the numbers of a firm whose status had "
            "expired, or was suspended or revoked, when they begin."
        ),
    ] = 0.0
    mistyped: Annotated[
        float, share("Share that copy the number of the status with one wrong digit, and keep to that.")
    ] = 0.0
    beside: Annotated[
        float, share("Share that declare under a trader number of their own and name the member's status beside it.")
    ] = 0.0
    illicit: Annotated[float, share("Share of these that are illicit.")] = 0.7
    kinds: Annotated[dict[str, float], several("By kind, how the illicit ones divide.")] = msgspec.field(
        default_factory=lambda: {"contraband": 0.5, "undervaluation": 0.3, "prohibited": 0.2}
    )


class Captured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Members taken over from inside: from a day on, part of their own trade is another's."""

    a_year: Annotated[float, share("Chance in a year that a member is captured.")] = 0.02
    trade: Annotated[float, share("Share of its consignments that are then the other's.")] = 0.25
    illicit: Annotated[float, share("Share of these that are illicit.")] = 0.5
    new_goods: Annotated[float, share("Share of these in goods that the member never had.")] = 0.6
    new_sender: Annotated[float, share("Share of these from senders that the member never had.")] = 0.8
    days: Annotated[int, whole("Days until a capture ends.", 1, 3_000)] = 365
    kinds: Annotated[dict[str, float], several("By kind, how the illicit ones divide.")] = msgspec.field(
        default_factory=lambda: {"contraband": 0.6, "phantom_shipper": 0.1, "undervaluation": 0.3}
    )


class Waves(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fraud that moves on: some routes are hot at a time; when one cools, another that was quiet takes its place.

    A route is a country of departure. On a hot one everybody's cargo may be used, whatever the importer's nature, size
    and age, as by smugglers who hide what is theirs in legal cargo of others: to the chance of each kind is added
    chance × share of the kind × boldness, before status. The order in which routes become hot is drawn once for a
    country; a route comes again after all others. Hubs never are hot.
    """

    routes: Annotated[int, whole("Routes that are hot at the same time; at 0 there are no waves.", 0, 50)] = 0
    days: Annotated[int, whole("Days that a route stays hot; they cool one after the other, evenly.", 1, 10_000)] = 112
    chance: Annotated[float, share("Share of consignments of a hot route in which that makes something wrong.")] = 0.4
    least: Annotated[float, share("Routes with less than this share of trade never are hot.")] = 0.015
    most: Annotated[float, share("Routes with more than this share of trade never are hot.")] = 0.05
    kinds: Annotated[dict[str, float], several("By kind, how the illicit ones divide.")] = msgspec.field(
        default_factory=lambda: {"contraband": 1.0}
    )


class Drift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast the map of risk changes. A risk wanders from one drawn value to the next; at 0 it stands still."""

    route_days: Annotated[int, whole("Days in which the risk of a route is wholly another.", 0, 10_000)] = 540
    commodity_days: Annotated[int, whole("Days in which the risk of a commodity is wholly another.", 0, 10_000)] = 540
    nature_days: Annotated[int, whole("Days in which an operator's nature is wholly another.", 0, 10_000)] = 900
    sender_days: Annotated[int, whole("Days in which the risk of a sender is wholly another.", 0, 10_000)] = 720
    waves: Annotated[Waves, part("Fraud that moves to routes which were quiet.")] = Waves()


class Gangs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Gangs that seek gaps: each hides contraband in everybody's cargo on one route, and learns where cargo is opened.

    A route is a country of departure. On a gang's route the share `chance` of all consignments carries contraband,
    whoever the importer is, before status. Gangs see what share of every route's declarations is opened, their own
    among them, by looks that can find contraband, as soon as results are known, and they tell one another. Every so
    many days a gang asks itself: where more of its route was opened than it bears, it takes the route without a
    gang on which the least was, equals by lot; elsewhere it stays. Hubs are no routes of gangs. What is seen of the
    plain policy counts too.
    """

    gangs: Annotated[int, whole("How many gangs there are, each on a route of its own.", 0, 50)] = 0
    chance: Annotated[float, share("Share of consignments of a gang's route that carry contraband of it.")] = 0.5
    bears: Annotated[float, share("Share of its route's declarations opened that a gang bears.")] = 0.15
    days: Annotated[int, whole("Days between two decisions of a gang; gangs decide in turn.", 1, 10_000)] = 28
    memory_days: Annotated[float, amount("After how many days half of what was seen is forgotten.", 1, 10_000)] = 28.0
    least: Annotated[float, share("Routes with less than this share of trade are too small for a gang.")] = 0.015
    most: Annotated[float, share("Routes with more than this share of trade are too large for a gang.")] = 0.05


class Learning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What offenders make of inspections: of being caught, and of how often they see themselves looked at.

    Caught, an operator does some of these, each with its own chance: it pauses; it takes another route and sender; it
    turns to another kind; it goes by another office; it comes back under the number of a new firm. Between finds its
    boldness follows the rate at which its own consignments are looked at, as it has seen it:
    (usual rate / rate seen) to the power of `boldness`, bounded by `boldest`.
    """

    pause: Annotated[float, share("Chance of a pause from everything illicit.")] = 0.6
    pause_days: Annotated[float, amount("Mean days of a pause.", 0, 3_000)] = 60.0
    route: Annotated[float, share("Chance of another route and sender for what is illicit.")] = 0.4
    kind: Annotated[float, share("Chance of another kind.")] = 0.25
    office: Annotated[float, share("Chance of another office for what is illicit.")] = 0.35
    firm: Annotated[float, share("Chance, without a status, of coming back as a new firm.")] = 0.12
    boldness: Annotated[float, amount("How strongly boldness follows the rate seen; 0 is not at all.", 0, 3)] = 0.35
    usual: Annotated[float, amount("The rate of inspection at which nobody is bolder than usual.", 0.0001, 1)] = 0.08
    certainty: Annotated[
        float, amount("How many of its own consignments an operator must see to be half sure.", 1, 10_000)
    ] = 25.0
    memory_days: Annotated[float, amount("After how many days half of what was seen is forgotten.", 1, 10_000)] = 180.0
    boldest: Annotated[float, amount("Boldness is at most this, and at least one over this.", 1, 100)] = 3.0
    gangs: Annotated[Gangs, part("Gangs that move to where nobody looks.")] = Gangs()
