"""How an office is staffed for the programme: who is there, what so many can keep apart, and which audits it owes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.access.queries import holders, offices
from trustlane.access.roles import Role
from trustlane.clock.zones import begins, day_of
from trustlane.programme.models import Assignment, Case, Event, OwedAudit
from trustlane.programme.moves import DECISIONS, HANDLING
from trustlane.programme.permits import Permission
from trustlane.programme.staffing.owing import Done, Owed, owed
from trustlane.programme.staffing.profile import Profile, in_use
from trustlane.programme.staffing.staffing import Office, Staffing, staffing

_ROLES = (Role.CASE_OFFICER, Role.VALIDATOR, Role.DECISION_MAKER)
_DECIDING = DECISIONS["granted"] | DECISIONS["revalidated"] | {"refuse"}
# Audits that could still be owed: those of the last year.
LOOKS_BACK = timedelta(days=365)
_DUTY_OF_MOVE = {
    **dict.fromkeys(HANDLING, "handle"),
    **dict.fromkeys(("grant", "refuse", "revalidate"), "decide"),
    "freeze": "freeze",
    "ratify": "ratify",
}


@dataclass(frozen=True)
class Audited:
    """An audit that was owed and done."""

    case: str
    one: str
    other: str
    due: date
    done: date
    verdict: str
    note: str
    by_name: str

    @property
    def was_late(self) -> bool:
        """It was done after its day."""
        return self.done > self.due


@dataclass(frozen=True)
class Staffed:
    """One office: its own people and those it borrows, what they can keep apart, and what it owes."""

    own: tuple[str, ...]
    borrowed: tuple[str, ...]
    found: Staffing
    owes: tuple[Owed, ...]
    late: int  # of these, how many whose day has passed
    audited: tuple[Audited, ...]  # in the last year, the last first


def profile_in_force() -> Profile:
    """The duties of an office and which of them two persons do: by the administration's own file, else as it ships."""
    return in_use(str(settings.TRUSTLANE_STAFFING))


def staffed(who: Someone, *, at: datetime) -> tuple[Profile, tuple[Staffed, ...]]:
    """Every office for which the person has a part in the programme, or every one to who has it in all."""
    person = in_force().require(who, Permission.SEE_STAFFING, at=at)
    profile = profile_in_force()
    mine = person.offices(Role.CASE_OFFICER, Role.DECISION_MAKER)
    known = sorted({office for role in _ROLES for office in offices(role, at=at)})
    asked = [one for one in known if one in mine or "" in mine or person.holds(Role.AUDITOR)]
    today = day_of(at, settings.TIME_ZONE)
    return profile, tuple(_office(profile, office, at, today) for office in asked)


def _office(profile: Profile, office: str, at: datetime, today: date) -> Staffed:
    people = {user.pk: user for role in _ROLES for user in holders(role, at=at, office=office)}
    own = [user for user in people.values() if user.office in ("", office)]
    visiting = holders(Role.VALIDATOR, at=at, office=office)
    borrowed = [user for user in visiting if user.office not in ("", office)]
    found = staffing(profile, [Office(office, len(own), len(borrowed))])[0]
    owes = _still_owed(profile, _decided(office=office, since=today - LOOKS_BACK))
    numbers = {int(person) for one in owes for person in one.people}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "full_name")}
    told = tuple(replace(one, people=tuple(names[person] for person in one.people)) for one in owes)
    late = sum(one.is_overdue(today) for one in owes)
    return Staffed(_named(own), _named(borrowed), found, told, late, _audited(office, today - LOOKS_BACK))


def owed_of(case: Case) -> tuple[Owed, ...]:
    """The audits of one case that are still owed, whenever it was decided."""
    return _still_owed(profile_in_force(), Event.objects.filter(case=case, move__in=_DECIDING))


def _still_owed(profile: Profile, decided: QuerySet[Event]) -> tuple[Owed, ...]:
    done = set(OwedAudit.objects.filter(decision__in=decided).values_list("decision", "one", "other"))
    found = owed(profile, _done(decided))
    return tuple(one for one in found if (one.decision, one.separation.one, one.separation.other) not in done)


def _audited(office: str, since: date) -> tuple[Audited, ...]:
    rows = OwedAudit.objects.filter(decision__case__office=office, at__gte=begins(since, settings.TIME_ZONE))
    return tuple(
        Audited(
            row.decision.case.reference,
            row.one,
            row.other,
            row.due,
            day_of(row.at, settings.TIME_ZONE),
            row.verdict,
            row.note,
            row.person.full_name,
        )
        for row in rows.select_related("decision__case", "person").order_by("-at", "-pk")
    )


def _decided(*, office: str, since: date) -> QuerySet[Event]:
    first = begins(since, settings.TIME_ZONE)
    return Event.objects.filter(case__office=office, move__in=_DECIDING, at__gte=first)


def _done(decided: QuerySet[Event]) -> Iterable[Done]:
    """Every case that was decided so, by its last decision, with who held which duty."""
    last = {case: (pk, at) for case, pk, at in decided.order_by("at").values_list("case", "pk", "at")}
    held: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    moves = Event.objects.filter(case__in=last, move__in=_DUTY_OF_MOVE, person__isnull=False)
    for case, move, person in moves.values_list("case", "move", "person"):
        held[case][_DUTY_OF_MOVE[move]].add(str(person))
    duties = Assignment.objects.filter(case__in=last, ended_in__isnull=True).exclude(duty="guest")
    for case, duty, person in duties.values_list("case", "duty", "person"):
        held[case]["validate-lead" if duty == "lead" else "validate-second"].add(str(person))
    references = dict(decided.values_list("case", "case__reference"))
    for case, (decision, when) in last.items():
        yield Done(references[case], day_of(when, settings.TIME_ZONE), held[case], decision)


def _named(people: Iterable[User]) -> tuple[str, ...]:
    return tuple(sorted(user.full_name for user in people))
