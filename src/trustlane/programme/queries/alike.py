"""Rounds of consistency: which there are, what one is asked to rate, and, once they are closed, how far all agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from trustlane.access.evaluator import Someone, as_actor, in_force
from trustlane.access.models import User
from trustlane.programme.consistency.account import WIDE, Account, account
from trustlane.programme.consistency.agreement import OfItem
from trustlane.programme.consistency.ratings import Rating
from trustlane.programme.models import ConsistencyRating, ConsistencyRound
from trustlane.programme.permits import Permission
from trustlane.programme.queries.drawing import seed_of


@dataclass(frozen=True, slots=True)
class Item:
    """One finding that is rated: what was asked and seen, and what the person who looks said of it ("" for nothing)."""

    number: int
    catalogue: str
    criterion: str
    seen: str
    mine: str


@dataclass(frozen=True, slots=True)
class Apart:
    """An item whose ratings lie far apart, with each of them."""

    item: Item
    of: OfItem
    said: tuple[tuple[str, str, str], ...]  # who, rating, why


@dataclass(frozen=True)
class Agreement:
    """How far a round agrees, in figures and words, and what is to be talked about."""

    account: Account
    apart: tuple[Apart, ...]


def rounds(who: Someone, *, at: datetime) -> QuerySet[ConsistencyRound]:
    """The rounds this person may see, the newest first."""
    return in_force().visible(who, Permission.SEE_ROUND, ConsistencyRound.objects.order_by("-pk"), at)


def awaited(who: Someone, *, at: datetime) -> dict[int, int]:
    """How many findings this person has still to rate, by the number of the round; rounds without any are left out."""
    me = as_actor(who, at).person
    asked = rounds(who, at=at).filter(closed_at__isnull=True, raters__contains=[me])
    rated = Counter(ConsistencyRating.objects.filter(round__in=asked, person=me).values_list("round", flat=True))
    left = {each.pk: len(each.items) - rated[each.pk] for each in asked}
    return {number: many for number, many in left.items() if many}


def round_numbered(number: int) -> ConsistencyRound | None:
    """One round, for a deed; what of it may be seen is asked elsewhere."""
    return ConsistencyRound.objects.filter(pk=number).first() if 0 < number < 1 << 62 else None


def items(round: ConsistencyRound, who: Someone, *, at: datetime) -> tuple[Item, ...]:
    """What is rated, with the own ratings and nobody else's. Raises access' Refused."""
    person = in_force().require(who, Permission.SEE_ROUND, round, at=at)
    mine = dict(ConsistencyRating.objects.filter(round=round, person=person.person).values_list("item", "rating"))
    return tuple(
        Item(one["item"], one["catalogue"], one["criterion"], one["seen"], mine.get(one["item"], ""))
        for one in round.items
    )


def progress(round: ConsistencyRound) -> tuple[tuple[str, int], ...]:
    """Who rates, and how many items each has rated; not how."""
    names = _names(round)
    done = list(ConsistencyRating.objects.filter(round=round).values_list("person", flat=True))
    return tuple((names[person], done.count(person)) for person in round.raters)


def agreement(round: ConsistencyRound, who: Someone, *, at: datetime) -> Agreement:
    """How far the validators agree. Raises access' Refused, as long as somebody could still rate knowing it.

    A validator reads of colleagues what they said, not who they are.
    """
    person = in_force().require(who, Permission.SEE_AGREEMENT, round, at=at)
    named = in_force().may(person, Permission.OPEN_ROUND, at=at).allowed or person.person not in round.raters
    names = _names(round) if named else _masked(round, person.person)
    rows = list(ConsistencyRating.objects.filter(round=round).order_by("item", "pk"))
    by_item = {f"{one.number:03d} {one.criterion}": one for one in items(round, who, at=at)}
    called = {one.number: name for name, one in by_item.items()}
    found = account(
        [Rating(called[row.item], names[row.person_id], row.rating) for row in rows], seed_of(f"round {round.pk}")
    )
    apart = [one for one in found.by_item if one.severest - one.mildest >= WIDE]
    return Agreement(
        found,
        tuple(
            Apart(
                by_item[of.item],
                of,
                tuple((names[row.person_id], row.rating, row.why) for row in rows if called[row.item] == of.item),
            )
            for of in apart
        ),
    )


def _names(round: ConsistencyRound) -> Mapping[int, str]:
    """By number; two of one name are told apart by it."""
    rows = list(User.objects.filter(pk__in=round.raters).values_list("pk", "full_name"))
    taken = [name for _, name in rows]
    return {pk: name if taken.count(name) == 1 else f"{name} ({pk})" for pk, name in rows}


def _masked(round: ConsistencyRound, me: int) -> Mapping[int, str]:
    others = [person for person in round.raters if person != me]
    own = _names(round).get(me, "")
    return {person: f"Validator {place}" for place, person in enumerate(others, 1)} | {me: own}
