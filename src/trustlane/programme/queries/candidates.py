"""Who could validate a case, as the register of people, earlier validations and declarations say on that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Count, QuerySet

from trustlane.access.actors import person_of
from trustlane.access.models import User
from trustlane.access.queries import holders
from trustlane.access.roles import Role
from trustlane.clock.zones import day_of
from trustlane.programme.assigning.people import Candidate, Days
from trustlane.programme.assigning.people import Case as Wanting
from trustlane.programme.models import Assignment, Case, Event, Qualification
from trustlane.programme.moves import DECISIONS, HANDLING
from trustlane.programme.permits import GUESTS
from trustlane.programme.stages import VISIT

# What everybody speaks: where nobody asks for a language, none is asked.
ANY = "*"
Told = tuple[str, date | None, date | None]


def guests(*, at: datetime) -> QuerySet[User]:
    """Everybody of a partner administration or of another agency who may be asked to join a visit, by name."""
    return reduce(or_, (holders(role, at=at) for role in GUESTS))


def candidates(case: Case, *, at: datetime, visit: Days | None = None) -> tuple[Candidate, ...]:
    """Everybody who validates for the office of the case: the whole list, never a choice.

    What is said for a time counts on the days of the ``visit`` (today without one): a skill or a language on all of
    them, a conflict of interest on any from today on.
    """
    people = list(holders(Role.VALIDATOR, at=at, office=case.office).order_by("pk"))
    today = day_of(at, settings.TIME_ZONE)
    said = _said(people, at, today, visit or (today, today))
    load = dict(
        Assignment.objects.filter(person__in=people, ended_in__isnull=True, case__stage__in=VISIT)
        .order_by()
        .values_list("person")
        .annotate(Count("pk"))
    )
    visits = defaultdict(set)
    for person, other, number in Assignment.objects.filter(
        person__in=people, case__operator=case.operator_id
    ).values_list("person", "case", "round"):
        visits[person].add(_visit(other, number))
    return tuple(
        Candidate(
            id=str(person.pk),
            unit=person.office,
            kind="own" if not person.office or person.office == case.office else "borrowed",
            skills=frozenset(value for value, _, _ in said[person.pk]["skill"]),
            languages=frozenset({ANY, *(value.lower() for value, _, _ in said[person.pk]["language"])}),
            conflicts=frozenset(value for value, _, _ in said[person.pk]["conflict"]),
            validated=frozenset(visits[person.pk]),
            absences=tuple((first, last) for _, first, last in said[person.pk]["absence"] if first and last),
            load=load.get(person.pk, 0),
        )
        for person in people
    )


def guests_in_conflict(case: Case, people: Sequence[int], *, at: datetime, visit: Days) -> list[int]:
    """Those of these guests who have declared a conflict of interest with the operator, on any day of the visit."""
    told = _said(list(User.objects.filter(pk__in=people)), at, day_of(at, settings.TIME_ZONE), visit)
    tied = {person for person, said in told.items() if case.operator.reference in {one[0] for one in said["conflict"]}}
    return [one for one in people if one in tied]


def wanting(case: Case, *, visit: Days, number: int, language: str = "", planner: str = "") -> Wanting:
    """The case as a draw knows it: who handled it or plans its validation, who was there last time."""
    handled = set(
        Event.objects.filter(case=case, move__in=HANDLING, person__isnull=False).values_list("person", flat=True)
    )
    decided = Event.objects.filter(case=case, move__in=frozenset().union(*DECISIONS.values()), person__isnull=False)
    handled |= set(decided.values_list("person", flat=True)) | ({case.officer_id} if case.officer_id else set())
    handled |= {person_of(planner)}
    last = (
        Assignment.objects.filter(case__operator=case.operator_id)
        .exclude(case=case, round__gte=number)
        .order_by("-pk")
        .values_list("case", "round")
        .first()
    )
    # Within one case a plan that takes the place of another is no earlier validation.
    earlier = "" if last is None or last[0] == case.pk else _visit(*last)
    return Wanting(
        id=f"{case.reference} {number}",
        operator=case.operator.reference,
        visit=visit,
        languages=frozenset({language.lower() or ANY}),
        handled_by=frozenset(str(person) for person in handled if person),
        last_validation=earlier,
    )


def _said(people: list[User], at: datetime, today: date, visit: Days) -> dict[int, dict[str, list[Told]]]:
    found: dict[int, dict[str, list[Told]]] = defaultdict(lambda: defaultdict(list))
    rows = Qualification.objects.filter(person__in=people, at__lte=at, ended_at__isnull=True).order_by("pk")
    for person, kind, value, first, last in rows.values_list("person", "kind", "value", "first", "last"):
        if kind == "absence" or _holds(kind, first or date.min, last or date.max, today, visit):
            found[person][kind].append((value, first, last))
    return found


def _holds(kind: str, first: date, last: date, today: date, visit: Days) -> bool:
    if kind == "conflict":
        return first <= visit[1] and today <= last
    return first <= visit[0] and visit[1] <= last


def _visit(case: int, number: int) -> str:
    return f"{case}/{number}"
