"""Who is meant where a case tells somebody: the people of each kind of addressee, as they are at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from trustlane.access.evaluator import in_force
from trustlane.access.models import User
from trustlane.access.queries import actors_of, holders
from trustlane.access.roles import Role
from trustlane.programme.models import Assignment, Case, Event
from trustlane.programme.moves import Hand, moves_from
from trustlane.programme.notices.table import To
from trustlane.programme.permits import Moving
from trustlane.programme.queries.candidates import guests as invited
from trustlane.programme.stages import Stage

# Possible at any time; a case does not wait for them.
_AT_ANY_TIME = frozenset({"freeze", "extend", "decline_extension", "succeed"})


def recipients(case: Case, to: To, *, at: datetime, agency: str = "", event: Event | None = None) -> list[User]:
    """The people that are meant, by name.

    ``agency`` is the one that was asked, where that is who is meant; ``event`` the new plan, where those are meant whom
    it leaves out.
    """
    if to is To.OPERATOR:
        return of_operator(case, at=at)
    if to is To.OFFICER:
        return _officers(case, at)
    if to is To.DECIDER:
        return _deciders(case, at)
    if to is To.AGENCY:
        return list(holders(Role.AGENCY_OFFICER, at=at, office=agency)) if agency else []
    seated = Assignment.objects.filter(case=case, ended_in__isnull=True)
    joining = seated.filter(duty="guest").values("person")
    if to is To.GUEST:
        return list(invited(at=at).filter(pk__in=joining))
    if to is To.JOINT:
        return list(holders(Role.AGENCY_OFFICER, at=at).filter(pk__in=joining))
    if to is To.DROPPED:
        left = Assignment.objects.filter(case=case, ended_in=event) if event else seated.none()
        able = invited(at=at)
        if event is not None and event.move == "plan_validation":
            left = left.filter(duty="guest")
        else:
            able |= holders(Role.VALIDATOR, at=at)
        return list(able.filter(pk__in=left.values("person")).exclude(pk__in=joining))
    return list(holders(Role.VALIDATOR, at=at).filter(pk__in=seated.exclude(duty="guest").values("person")))


def of_operator(case: Case, *, at: datetime) -> list[User]:
    """Everybody who acts for the operator of the case."""
    return list(holders(Role.OPERATOR, at=at).filter(operator=case.operator.reference))


def of_operators(references: Collection[str], *, at: datetime) -> dict[str, list[User]]:
    """Everybody who acts for these operators, by the operator."""
    found: dict[str, list[User]] = defaultdict(list)
    for person in holders(Role.OPERATOR, at=at).filter(operator__in=references):
        found[person.operator].append(person)
    return found


def _officers(case: Case, at: datetime) -> list[User]:
    here = holders(Role.CASE_OFFICER, at=at, office=case.office)
    if case.officer_id is None:
        return list(here)
    # Whoever had the case and left is not waited for.
    return list(here.filter(pk=case.officer_id)) or list(here)


def _deciders(case: Case, at: datetime) -> list[User]:
    open_to = [move.name for move in moves_from(Stage(case.stage), Hand.DECISION_MAKER)]
    decisions = [name for name in open_to if name not in _AT_ANY_TIME]
    permits = in_force()
    people = list(holders(Role.DECISION_MAKER, at=at, office=case.office))
    actors = actors_of(people, at=at)
    return [
        person
        for person in people
        if any(permits.may(actors[person.pk], Moving(name), case, at=at) for name in decisions)
    ]
