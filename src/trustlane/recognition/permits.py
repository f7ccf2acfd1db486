"""Who may do what with arrangements and feeds: the desk prepares, what gives something away takes a second person."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import (
    AllOf,
    Table,
    about_object,
    all_of,
    any_of,
    holds,
    is_part_of_the_system,
)
from trustlane.recognition.models import Event
from trustlane.recognition.moves import MOVES, SETTLES, Hand

BETWEEN_HOLDS = timedelta(days=30)


class Permission(StrEnum):
    """What can be done with arrangements, comparisons and feeds, beside moving an arrangement."""

    SEE_ARRANGEMENTS = "see_arrangements"
    """See the arrangements with partner administrations, their terms, documents and comparisons."""
    OPEN_ARRANGEMENT = "open_arrangement"
    """Open an arrangement with one partner or several."""
    KEEP_ARRANGEMENT = "keep_arrangement"
    """Keep tasks, documents, minutes and contact points of an arrangement."""
    DRAFT_TERMS = "draft_terms"
    """Draft the terms of a direction; they count once two persons have signed them."""
    IMPORT_FILE = "import_file"
    """Bring a partner's catalogue of criteria, or a crosswalk to it."""
    COMPARE = "compare"
    """Open the comparison with a partner's programme, judge its items, take it over to newer editions."""
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
    READ_FEED = "read_feed"
    """Read a feed of ours over the line, give receipts for it, and state that bodies are erased."""
    PROPOSE_KEYSET = "propose_keyset"
    """Propose the keyset with which trust in the keys of a partner begins."""
    AGREE_KEYSET = "agree_keyset"
    """Agree to a keyset another person proposed; only then do the partner's signatures count."""
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
    SEE_BY_FILE = "see_by_file"
    """See the partners without a node, their lists as they came, and what they told by telephone."""
    BRING_LIST = "bring_list"
    """Bring a list that a partner without a node sent, and look at what it would change."""
    HOLD_BY_LIST = "hold_by_list"
    """Withhold for 72 hours, alone, what a list that waits takes away."""
    APPLY_BROUGHT_LIST = "apply_brought_list"
    """Apply a partner's list that another person brought; only then does it give anything."""
    SET_LIST_ASIDE = "set_list_aside"
    """Set a partner's list aside; one person is enough."""
    ENTER_CALL = "enter_call"
    """Enter a suspension that a partner told by telephone; it counts for 72 hours."""
    SETTLE_CALL = "settle_call"
    """Confirm a suspension told by telephone that another person entered, or end it."""
    MAKE_LIST = "make_list"
    """Make our list for a partner without a node, and note when it was sent."""
    SIGN_LIST = "sign_list"
    """Sign the manifest of our lists."""
    SEE_FOLLOWED = "see_followed"
    """See which feeds are read, how each does, and what was refused."""


class _Moves(StrEnum):
    """A permission for each row of the table of moves, under its name."""

    @classmethod
    def sentences(cls) -> dict[str, str]:
        """What the page of permits says of each: the sentence of the move."""
        return {name.upper(): f"Make the move: {move.says}" for name, move in MOVES.items()}


_made_of: Any = _Moves
Moving: Any = _made_of("Moving", {name.upper(): name for name in MOVES}, module=__name__)


def _last_by(actor: Actor, arrangement: Any, moves: tuple[str, ...]) -> bool:
    """The last of these moves in the arrangement was made by the actor."""
    last = Event.objects.filter(arrangement=arrangement.pk, move__in=moves).order_by("-number")
    return last.values_list("person", flat=True).first() == actor.person


@about_object()
def did_not_propose(actor: Actor, arrangement: Any, at: datetime) -> bool:
    """The person did not propose what is to be agreed to."""
    proposals = tuple(move for moves in SETTLES.values() for move in moves if move != "hold")
    return not _last_by(actor, arrangement, proposals)


@about_object()
def did_not_hold(actor: Actor, arrangement: Any, at: datetime) -> bool:
    """The person did not withhold recognition itself."""
    return not _last_by(actor, arrangement, ("hold",))


@about_object()
def did_not_hold_it_lately(actor: Actor, arrangement: Any, at: datetime) -> bool:
    """The person did not withhold recognition under the same arrangement in the last thirty days."""
    held = Event.objects.filter(arrangement=arrangement.pk, move="hold", person=actor.person, at__gt=at - BETWEEN_HOLDS)
    return not held.exists()


@about_object(rows=lambda actor, at: ~Q(proposed_by=actor.person))
def did_not_propose_it(actor: Actor, feed: Any, at: datetime) -> bool:
    """The person did not propose it."""
    return bool(feed.proposed_by_id != actor.person)


@about_object(rows=lambda actor, at: ~Q(brought_by=actor.person))
def did_not_bring_it(actor: Actor, received: Any, at: datetime) -> bool:
    """The person did not bring the list."""
    return bool(received.brought_by_id != actor.person)


@about_object(rows=lambda actor, at: ~Q(entered_by=actor.person))
def did_not_enter_it(actor: Actor, told: Any, at: datetime) -> bool:
    """The person did not enter what was told."""
    return bool(told.entered_by_id != actor.person)


@about_object(rows=lambda actor, at: Q(partner=actor.partner, opened_at__isnull=False) & ~Q(partner=""))
def is_its_partner(actor: Actor, feed: Any, at: datetime) -> bool:
    """It is the node of the partner to whom the feed was opened."""
    return bool(actor.partner) and actor.partner == feed.partner and feed.opened_at is not None


@about_object(rows=lambda actor, at: Q(reference=actor.operator) if actor.operator else Q(pk__in=[]))
def acts_for_that_operator(actor: Actor, operator: Any, at: datetime) -> bool:
    """The person acts for that operator."""
    return bool(actor.operator) and bool(operator.reference == actor.operator)


keeps_agreements = holds(Role.MRA_DESK)
oversees_agreements = holds(Role.MRA_DESK, Role.AUDITOR)
keeps_consents = holds(Role.MRA_DESK, Role.REGISTER_OFFICER)
is_a_trader = holds(Role.OPERATOR)
reads_feeds = holds(Role.MRA_DESK, Role.RISK_MANAGER, Role.AUDITOR)
is_of_the_desk = holds(Role.MRA_DESK)
is_decision_maker = holds(Role.DECISION_MAKER)
reads = holds(Role.MRA_DESK, Role.DECISION_MAKER, Role.AUDITOR)


def _clauses(name: str) -> list[AllOf]:
    settles = SETTLES.get(name, ())
    eyes = (did_not_hold,) if settles == ("hold",) else (did_not_propose,)
    lately = (did_not_hold_it_lately,) if name == "hold" else ()
    ways = {
        Hand.DESK: [all_of(is_of_the_desk)],
        Hand.SECOND: [all_of(is_decision_maker, *eyes), all_of(is_of_the_desk, *eyes)],
        Hand.ANYBODY: [all_of(is_decision_maker, *lately), all_of(is_of_the_desk, *lately)],
        Hand.SYSTEM: [all_of(is_part_of_the_system)],
    }
    return [clause for hand in Hand if hand in MOVES[name].hands for clause in ways[hand]]


MOVING: Table = {Moving(name): any_of(*_clauses(name)) for name in MOVES}

TABLE: Table = {
    Permission.SEE_ARRANGEMENTS: any_of(reads),
    Permission.OPEN_ARRANGEMENT: any_of(is_of_the_desk),
    Permission.KEEP_ARRANGEMENT: any_of(is_of_the_desk),
    Permission.DRAFT_TERMS: any_of(is_of_the_desk),
    Permission.IMPORT_FILE: any_of(is_of_the_desk),
    Permission.COMPARE: any_of(is_of_the_desk),
    Permission.SEE_FEEDS: any_of(oversees_agreements),
    Permission.PROPOSE_FEED: any_of(keeps_agreements),
    Permission.OPEN_FEED: any_of(all_of(keeps_agreements, did_not_propose_it)),
    Permission.CLOSE_FEED: any_of(keeps_agreements),
    Permission.TELL_CONSENT: any_of(keeps_consents, all_of(is_a_trader, acts_for_that_operator)),
    Permission.TAKE_BACK: any_of(keeps_agreements),
    Permission.FOLLOW_FEED: any_of(is_part_of_the_system, keeps_agreements),
    Permission.READ_FEED: any_of(is_its_partner),
    Permission.PROPOSE_KEYSET: any_of(keeps_agreements),
    Permission.AGREE_KEYSET: any_of(all_of(keeps_agreements, did_not_propose_it)),
    Permission.PROPOSE_TERMS: any_of(keeps_agreements),
    Permission.AGREE_TERMS: any_of(all_of(keeps_agreements, did_not_propose_it)),
    Permission.STOP_FOLLOWING: any_of(keeps_agreements),
    Permission.PROPOSE_END: any_of(keeps_agreements),
    Permission.END_QUARANTINE: any_of(all_of(keeps_agreements, did_not_propose_it)),
    Permission.ERASE_BODIES: any_of(keeps_agreements, is_part_of_the_system),
    Permission.SEE_BY_FILE: any_of(reads),
    Permission.BRING_LIST: any_of(keeps_agreements),
    Permission.HOLD_BY_LIST: any_of(keeps_agreements),
    Permission.APPLY_BROUGHT_LIST: any_of(all_of(keeps_agreements, did_not_bring_it)),
    Permission.SET_LIST_ASIDE: any_of(keeps_agreements),
    Permission.ENTER_CALL: any_of(keeps_agreements),
    Permission.SETTLE_CALL: any_of(
        all_of(keeps_agreements, did_not_enter_it), all_of(is_decision_maker, did_not_enter_it)
    ),
    Permission.MAKE_LIST: any_of(keeps_agreements),
    Permission.SIGN_LIST: any_of(is_part_of_the_system),
    Permission.SEE_FOLLOWED: any_of(reads_feeds, is_part_of_the_system),
}
