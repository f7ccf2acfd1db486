"""How a holder's consignments went: what was declared, examined, found and amended, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max

from trustlane.clock.zones import day_of
from trustlane.declarations.facts import Went
from trustlane.declarations.naming import parts, went
from trustlane.parties import queries as parties
from trustlane.parties.roles import Role
from trustlane.programme.models import Case, Event, ReviewCall
from trustlane.programme.monitoring.reading import shipped
from trustlane.programme.monitoring.rules import Ground, Occurrence, Rules, Totals, grounds

# What a page shows of a holder's consignments, in days.
YEAR = 365
# After these a holder counts as just looked at.
_LOOKED = ("grant", "amend", "reinstate", "revalidate", "migrate")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A call to look at a holder anew, and what came of it."""

    id: int
    at: datetime
    due: date
    grounds: tuple[Ground, ...]
    outcome: str  # "" while nobody answered
    reason: str
    by_name: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Conduct:
    """The consignments that name a holder since a day: how many, how many examined, what was found and amended."""

    since: date
    declared: int
    examined: int
    finds: tuple[Occurrence, ...]
    amendments: tuple[Occurrence, ...]


# Whoever lodges for another is its broker.
_ROLES: Mapping[str, Role] = {
    "importer": "importer",
    "exporter": "exporter",
    "declarant": "broker",
    "representative": "broker",
    "carrier": "carrier",
}


def conduct(case: Case, *, at: datetime, days: int = YEAR) -> Conduct:
    """The last days (a year of them), as known at an instant; the last first."""
    since = _first(at, days)
    told = _went([case], since, at).get(case.pk, ())
    newest = sorted(_occurrences(told), key=lambda one: (one.day, one.reference), reverse=True)
    whole = _totals(told, since)
    return Conduct(
        since,
        whole.declared,
        whole.examined,
        tuple(one for one in newest if one.of == "finds"),
        tuple(one for one in newest if one.of == "amendments"),
    )


def speaking(cases: Sequence[Case], *, at: datetime, rules: Rules | None = None) -> dict[int, tuple[Ground, ...]]:
    """The rules of monitoring that speak of these holders now, of what came in since each was last looked at.

    By case, of those alone of which a rule speaks; as many questions for many holders as for one.
    """
    rules = rules or shipped()
    looked = _last_looked_at(cases, at)
    spans = {rule.days for rule in rules.rules if rule.percent is not None}
    found = {}
    for case, told in _went(cases, _first(at, rules.longest), at).items():
        totals = {days: _totals(told, _first(at, days)) for days in spans}
        on, since = day_of(at, settings.TIME_ZONE), looked.get(case)
        found[case] = grounds(rules, _occurrences(told), totals, on=on, since=since)
    return {case: speaks for case, speaks in found.items() if speaks}


def reviews(case: Case, *, at: datetime) -> tuple[ReviewRow, ...]:
    """Every call to look at the holder anew until an instant, the last first."""
    rows = ReviewCall.objects.filter(case=case, at__lte=at).select_related("answered_by").order_by("-at", "-pk")
    return tuple(_row(row, at) for row in rows)


def call_of(case: Case, number: int) -> ReviewCall | None:
    """One call by its number, for a deed; None where this case has no such call."""
    return ReviewCall.objects.filter(case=case, pk=number).first()


def _row(row: ReviewCall, at: datetime) -> ReviewRow:
    answered = row.answered_at is not None and row.answered_at <= at
    return ReviewRow(
        row.pk,
        row.at,
        row.due,
        tuple(Ground(**{**each, "references": tuple(each["references"])}) for each in row.grounds),
        row.outcome if answered else "",
        row.reason if answered else "",
        row.answered_by.get_full_name() if answered and row.answered_by else "",
        row.answered_at if answered else None,
    )


def _went(cases: Sequence[Case], since: date, at: datetime) -> dict[int, tuple[Went, ...]]:
    """How the declarations of each of these holders went, by case."""
    known = parties.identifiers({case.operator_id for case in cases})
    named = {case.pk: {one.value for one in known.get(case.operator_id, ())} for case in cases}
    return went(named, day_from=since, known=at)


def roles_seen(case: Case, *, since: date, at: datetime) -> dict[Role, int]:
    """In how many declarations since a day the operator stood in which role, as far as a declaration tells roles."""
    named = parties.identifiers({case.operator_id}).get(case.operator_id, ())
    found: dict[Role, int] = {}
    for part, many in parts({one.value for one in named}, day_from=since, known=at).items():
        role = _ROLES[part]
        found[role] = found.get(role, 0) + many
    return found


def _occurrences(told: Iterable[Went]) -> list[Occurrence]:
    found: list[Occurrence] = []
    for one in told:
        if one.found is not None:
            found.append(Occurrence("finds", one.reference, one.day, one.found, one.kind))
        if one.amended is not None:
            found.append(Occurrence("amendments", one.reference, one.day, one.amended))
    return found


def _totals(told: Iterable[Went], since: date) -> Totals:
    counted = [one for one in told if one.day >= since]
    return Totals(sum(one.declared for one in counted), sum(one.examined for one in counted))


def _first(at: datetime, days: int) -> date:
    return day_of(at, settings.TIME_ZONE) - timedelta(days=days - 1)


def _last_looked_at(cases: Sequence[Case], at: datetime) -> dict[int, datetime]:
    """When somebody last looked, or was called to: what was known then calls nobody a second time."""
    numbers = [case.pk for case in cases]
    events = Event.objects.filter(case__among=numbers, move__in=_LOOKED, at__lte=at)
    calls = ReviewCall.objects.filter(case__among=numbers, at__lte=at)
    found: dict[int, datetime] = {}
    for rows in (events, calls):
        for case, last in rows.order_by().values_list("case").annotate(Max("at")):
            found[case] = max(last, found.get(case, last))
    return found
