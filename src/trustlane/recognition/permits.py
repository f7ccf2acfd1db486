"""Who may open, close and read feeds, and say whether an operator lets its data go; what gives takes two persons."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import Table, about_actor, about_object, all_of, any_of, holds


class Permission(StrEnum):
    """What can be done with the exchange between administrations."""

    SEE_FEEDS = "see_feeds"
    """See which feeds go to partners, how far each is signed, and what waits."""
    PROPOSE_FEED = "propose_feed"
    """Propose a feed to a partner, with what it may tell."""
    OPEN_FEED = "open_feed"
    """Open a feed another person proposed; from then on everybody who is valid and consents is told."""
    CLOSE_FEED = "close_feed"
    """Close a feed for good; the partner is told that nobody of it is valid any more."""
    TELL_CONSENT = "tell_consent"
    """Record that an operator lets its data go to partners, or does so no longer."""
    TAKE_BACK = "take_back"
    """Take back from a partner what a restored database lost of a feed, before anything is signed again."""
    FOLLOW_FEED = "follow_feed"
    """Read the feed of a partner and apply what it says."""
    PROPOSE_TERMS = "propose_terms"
    """Propose that a feed be read, or be read by other keys, caps, ages, fields or another scope."""
    AGREE_TERMS = "agree_terms"
    """Agree to the terms of a feed that another person proposed; only then do they count."""
    STOP_FOLLOWING = "stop_following"
    """Stop reading a feed; what was trusted by it fades by its age."""
    PROPOSE_END = "propose_end"
    """Propose that the quarantine of a feed be ended."""
    END_QUARANTINE = "end_quarantine"
    """End the quarantine of a feed as the second person; only then do additions count again."""
    ERASE_BODIES = "erase_bodies"
    """Erase what a partner told of an operator, and end what it gives."""
    SEE_FOLLOWED = "see_followed"
    """See which feeds are read, how each does, and what was refused."""


@about_actor
def is_part_of_the_system(actor: Actor, at: datetime) -> bool:
    """It is a part of the system that acts by itself."""
    return actor.is_system


@about_object(rows=lambda actor, at: ~Q(proposed_by=actor.person))
def did_not_propose_it(actor: Actor, feed: Any, at: datetime) -> bool:
    """The person did not propose it."""
    return bool(feed.proposed_by_id != actor.person)


@about_object(rows=lambda actor, at: Q(reference=actor.operator) if actor.operator else Q(pk__in=[]))
def acts_for_that_operator(actor: Actor, operator: Any, at: datetime) -> bool:
    """The person acts for that operator."""
    return bool(actor.operator) and bool(operator.reference == actor.operator)


keeps_agreements = holds(Role.MRA_DESK)
oversees_agreements = holds(Role.MRA_DESK, Role.AUDITOR)
keeps_consents = holds(Role.MRA_DESK, Role.REGISTER_OFFICER)
is_a_trader = holds(Role.OPERATOR)
reads_feeds = holds(Role.MRA_DESK, Role.RISK_MANAGER, Role.AUDITOR)

TABLE: Table = {
    Permission.SEE_FEEDS: any_of(oversees_agreements),
    Permission.PROPOSE_FEED: any_of(keeps_agreements),
    Permission.OPEN_FEED: any_of(all_of(keeps_agreements, did_not_propose_it)),
    Permission.CLOSE_FEED: any_of(keeps_agreements),
    Permission.TELL_CONSENT: any_of(keeps_consents, all_of(is_a_trader, acts_for_that_operator)),
    Permission.TAKE_BACK: any_of(keeps_agreements),
    Permission.FOLLOW_FEED: any_of(is_part_of_the_system, keeps_agreements),
    Permission.PROPOSE_TERMS: any_of(keeps_agreements),
    Permission.AGREE_TERMS: any_of(all_of(keeps_agreements, did_not_propose_it)),
    Permission.STOP_FOLLOWING: any_of(keeps_agreements),
    Permission.PROPOSE_END: any_of(keeps_agreements),
    Permission.END_QUARANTINE: any_of(all_of(keeps_agreements, did_not_propose_it)),
    Permission.ERASE_BODIES: any_of(keeps_agreements, is_part_of_the_system),
    Permission.SEE_FOLLOWED: any_of(reads_feeds, is_part_of_the_system),
}
