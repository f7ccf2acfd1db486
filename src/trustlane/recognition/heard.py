"""What a partner's entry makes of standing here: which states, risks, roles and days; pure.

Only the scope agreed for this direction counts. A status that begins later begins then and not before; a removal ends
at once, from the earlier of the day it gives and the day it is read.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo

from trustlane.parties.identifiers import Identifier
from trustlane.parties.profiles import ProfileBook
from trustlane.recognition.feed.bodies import Body
from trustlane.recognition.feed.folding import ERASED, UNREADABLE
from trustlane.standing.actions.asserting import Said
from trustlane.standing.facts import SCOPES

# What stands in the register of a subject of whom nothing can be said any more.
STATES = {ERASED: "withdrawn", UNREADABLE: "suspended"}
QUARANTINED = "suspended"


def state_of(to: str) -> str:
    """The state of the register in which a removal leaves an operator."""
    return STATES.get(to, to)


def scope_of(body: Body, agreed: Collection[str]) -> frozenset[str]:
    """The risks the partner's status speaks for here: what it names and the agreement lets count."""
    return frozenset(body.scope) & frozenset(agreed) & frozenset(SCOPES)


def says(body: Body, agreed: Collection[str]) -> tuple[Said, ...]:
    """What is said of the operator, once a role; in every role where none is named."""
    scope = scope_of(body, agreed)
    if not scope:
        return ()
    return tuple(
        Said(
            state="valid",
            security="security" in scope,
            compliance="compliance" in scope,
            role=role,
            tier=body.tier,
            until=body.valid_to,
        )
        for role in body.roles or ("",)
    )


def begins(body: Body, effective: datetime, *, at: datetime, zone: tzinfo) -> date:
    """The first day of an addition: the day it gives, or the next where a later instant of a day is still to come."""
    local = effective.astimezone(zone)
    first = local.date()
    if effective > at and local.time() != time.min:
        first += timedelta(days=1)
    return max(first, body.valid_from)


def ends(effective: datetime | None, *, at: datetime, zone: tzinfo) -> date:
    """The first day on which a removal leaves nothing."""
    return min(effective or at, at).astimezone(zone).date()


def name_of(body: Body) -> str:
    """The name as the partner writes it; empty where the agreement lets none out."""
    return " ".join((body.legal_name or body.trade_name).split())


def numbers_of(body: Body, book: ProfileBook) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
    """The numbers by which the operator is known, its TIN first and MIDs last, and what is wrong with the others.

    A number that cannot be right is not taken over; without a TIN that can be right there are none.
    """
    named = (Identifier("TIN", body.tin), *body.identifiers)
    faults = {each: found[0].reason for each in named if (found := book.faults(each))}
    wrong = tuple(f"{each} {reason}" for each, reason in faults.items())
    if named[0] in faults:
        return (), wrong
    fit = dict.fromkeys(book.common(each) for each in named if each not in faults)
    return tuple(sorted(fit, key=lambda each: each.scheme == "MID")), wrong
