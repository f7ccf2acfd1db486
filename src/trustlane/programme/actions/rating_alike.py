"""Rate alike: open a round in which several rate the same findings blind to one another, rate in it, close it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.access.queries import holders
from trustlane.access.roles import Role
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme.labels import RATINGS
from trustlane.programme.models import Case, ConsistencyRating, ConsistencyRound
from trustlane.programme.permits import Permission
from trustlane.programme.queries.findings import latest
from trustlane.programme.refusals import ReasonMissing, RoundUnfit
from trustlane.programme.texts import one_of, plain_text

LONGEST_TITLE = 200  # characters
MOST_ITEMS = 200
LEAST_RATERS = 2


def open_round(
    *, title: str, cases: Sequence[Case], raters: Collection[int], by: Someone, at: datetime
) -> ConsistencyRound:
    """Open a round over everything that was written of findings in these cases; the ratings given there are left out.

    Raises RoundUnfit where nothing was written there, or where somebody named does not validate.
    """
    title = plain_text(title, "The title", LONGEST_TITLE)
    if not title:
        raise ReasonMissing("A round has a title, such as what it is about.")
    with transaction.atomic():
        who = in_force().require(by, Permission.OPEN_ROUND, at=at)
        for case in cases:
            in_force().require(who, Permission.SEE_INSIDE, case, at=at)
        validators = set(holders(Role.VALIDATOR, at=at).values_list("pk", flat=True))
        named = sorted(set(raters))
        if len(named) < LEAST_RATERS or not set(named) <= validators:
            raise RoundUnfit(f"{LEAST_RATERS} validators or more rate in a round; {len(named)} were named.")
        items = [
            {
                "item": number,
                "case": case.reference,
                "catalogue": case.catalogue,
                "criterion": one.item,
                "seen": one.text,
            }
            for number, (case, one) in enumerate(((case, one) for case in cases for one in latest(case) if one.text), 1)
        ]
        if not 0 < len(items) <= MOST_ITEMS:
            raise RoundUnfit(f"In these cases {len(items)} findings have words; a round has 1 to {MOST_ITEMS}.")
        row = record(
            verb="programme.open_round",
            actor=who.id,
            subjects=[Subject("case", case.reference) for case in cases],
            at=at,
            after={"title": title, "raters": named, "items": len(items)},
        )
        return ConsistencyRound.objects.create(
            title=title,
            items=items,
            raters=named,
            opened_by_id=who.person,
            opened_at=at,
            recorded_in=row,
        )


def rate_alike(
    *, round: ConsistencyRound, item: int, rating: str, by: Someone, at: datetime, why: str = ""
) -> ConsistencyRating:
    """Rate one item; the same sent twice is kept once, and what was said is not said anew.

    Raises RoundUnfit where the item is not in the round, or was rated otherwise before.
    """
    one_of(rating, "rating", RATINGS)
    why = plain_text(why, "The reason")
    with transaction.atomic():
        locked = ConsistencyRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
        who = in_force().require(by, Permission.RATE_ALIKE, locked, at=at)
        if item not in {one["item"] for one in locked.items}:
            raise RoundUnfit(f"There is no item {item} in this round.")
        before = ConsistencyRating.objects.filter(round=locked, person=who.person, item=item).first()
        if before is not None:
            if before.rating != rating:
                raise RoundUnfit(f"Item {item} was rated by you before, on {before.at.isoformat()}.")
            return before
        row = record(
            verb="programme.rate_alike",
            actor=who.id,
            subjects=[Subject("consistency", str(locked.pk))],
            at=at,
            after={"item": item, "rating": rating, "why": why},
        )
        return ConsistencyRating.objects.create(
            round=locked, person_id=who.person, item=item, rating=rating, why=why, at=at, recorded_in=row
        )


def close_round(*, round: ConsistencyRound, by: Someone, at: datetime) -> ConsistencyRound:
    """Close a round: no rating follows, and the agreement is read."""
    with transaction.atomic():
        locked = ConsistencyRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
        who = in_force().require(by, Permission.OPEN_ROUND, at=at)
        if locked.closed_at is not None:
            raise RoundUnfit("The round was closed before.")
        record(
            verb="programme.close_round",
            actor=who.id,
            subjects=[Subject("consistency", str(locked.pk))],
            at=at,
            after={"ratings": ConsistencyRating.objects.filter(round=locked).count()},
        )
        locked.closed_at, locked.closed_by_id = at, who.person
        locked.save(update_fields=["closed_at", "closed_by"])
    return locked
