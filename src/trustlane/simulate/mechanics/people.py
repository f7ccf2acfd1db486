"""Who trades, and who is trusted: operators by size, role and age, the own programme and those of partners."""

from __future__ import annotations

from typing import Annotated

import msgspec

from trustlane.simulate.mechanics.parameter import amount, country, share, text, whole


class Operators(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Importers of every size, their brokers, carriers and senders; how they are born and cease.

    An importer's rate is drawn from a wide distribution, so that a few make most declarations. By that rate the upper
    tenth are large, the next three tenths medium, the others small.
    """

    regular: Annotated[int, whole("Importers with habits at the beginning.", 1, 60_000)] = 2_500
    occasional: Annotated[int, whole("Importers that bring something in now and then.", 0, 120_000)] = 5_000
    occasional_share: Annotated[float, share("Share of declarations that occasional importers make.")] = 0.22
    size_spread: Annotated[float, amount("How widely importers differ in size (sigma of the lognormal).", 0, 3)] = 1.4
    age_years: Annotated[float, amount("Mean age of importers at the beginning, in years.", 0.1, 100)] = 7.0
    brokers: Annotated[int, whole("Brokers that declare for others.", 1, 5_000)] = 120
    own_declarants: Annotated[float, share("Share of regular importers that declare for themselves.")] = 0.15
    carriers: Annotated[int, whole("Carriers.", 1, 5_000)] = 60
    senders: Annotated[int, whole("Foreign senders; those of partner administrations come on top.", 1, 60_000)] = 5_000
    born_a_year: Annotated[float, share("New importers in a year, as a share of those at the beginning.")] = 0.08
    ceased_a_year: Annotated[float, share("Share of importers that cease in a year.")] = 0.07
    years: Annotated[float, amount("For how many years from the beginning importers are born.", 0, 10)] = 4.0
    offence_ratio: Annotated[
        float,
        amount(
            "How often an operator with a status offends, as a multiple of what it would without one; everything else "
            "is equal, and it applies to the risks that its status speaks of. At 1 the status says nothing.",
            0,
            5,
        ),
    ] = 0.25


class Programme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The country's own authorised operators: who joins, for which risks, and who loses the status."""

    large: Annotated[float, share("Share of large importers with a status.")] = 0.6
    medium: Annotated[float, share("Share of medium importers with a status.")] = 0.2
    small: Annotated[float, share("Share of small importers with a status.")] = 0.02
    brokers: Annotated[float, share("Share of brokers with a status, for compliance.")] = 0.35
    carriers: Annotated[float, share("Share of carriers with a status, for security.")] = 0.35
    both: Annotated[float, share("Share of importers' statuses that cover security and compliance.")] = 0.6
    compliance: Annotated[float, share("Share that cover compliance only; the rest cover security only.")] = 0.25
    suspended_a_year: Annotated[float, share("Chance in a year that a status is suspended.")] = 0.03
    suspension_days: Annotated[int, whole("Days that a suspension lasts, where it ends.", 1, 2_000)] = 120
    lifted: Annotated[float, share("Share of suspensions that end; the others stay.")] = 0.5
    revoked_a_year: Annotated[float, share("Chance in a year that a status is revoked.")] = 0.01
    slip_days: Annotated[
        int, whole("Days before it loses the status on which an operator offends like everybody else.", 0, 1_000)
    ] = 60
    suspended_when_caught: Annotated[
        float, share("Chance that a find at a trusted importer leads to a suspension.")
    ] = 0.3
    reaction_days: Annotated[int, whole("Days from such a find to the suspension.", 0, 400)] = 14
    claimed: Annotated[float, share("Share of its declarations in which an importer names its status.")] = 0.93
    brokers_claim: Annotated[float, share("Share of declarations in which a broker names its own.")] = 0.55
    former: Annotated[
        float,
        amount(
            "Former members, for a hundred importers with a status: their own had expired before the beginning, as the "
            "register knows.",
            0,
            500,
        ),
    ] = 0.0
    former_claim: Annotated[float, share("Share of its declarations in which a former member still names it.")] = 0.03


class Partner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One partner administration, whose operators are recognised here."""

    code: Annotated[str, country("Its code.")]
    title: Annotated[str, text("What it is called.")] = ""
    trade: Annotated[float, share("Share of habits whose sender comes from there.")] = 0.08
    senders: Annotated[int, whole("Its senders.", 1, 20_000)] = 400
    trusted: Annotated[float, share("Share of its senders with its status, the larger ones.")] = 0.2
    consent: Annotated[
        float, share("Share of those who agreed that we are told; the others hold the status, and we do not know.")
    ] = 0.85
    both: Annotated[float, share("Share of statuses that cover compliance beside security.")] = 0.3
    suspended_a_year: Annotated[float, share("Chance in a year that a status is suspended.")] = 0.05
    suspension_days: Annotated[int, whole("Days that a suspension lasts, where it ends.", 1, 2_000)] = 120
    lifted: Annotated[float, share("Share of suspensions that end; the others stay.")] = 0.5
    revoked_a_year: Annotated[float, share("Chance in a year that a status is revoked.")] = 0.015
    late_days: Annotated[int, whole("Most days until word of a change comes to us.", 0, 400)] = 9
    preference: Annotated[bool, msgspec.Meta(description="Goods of its origin come at half the rate.")] = True
    claimed: Annotated[float, share("Share of declarations in which such a sender's status is named.")] = 0.8
