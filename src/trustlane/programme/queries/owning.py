"""Who of an operator's people sees to which section of a self-assessment, now and before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from trustlane.access import queries as access
from trustlane.access.roles import Role
from trustlane.programme.models import Case, SectionOwner
from trustlane.programme.queries.asked import names_of


@dataclass(frozen=True, slots=True)
class Owner:
    """A section given to somebody, or to nobody any more (no person, no name)."""

    section: str
    person: int | None
    name: str
    by_name: str
    at: datetime


def colleagues(case: Case, *, at: datetime) -> Mapping[int, str]:
    """The people who act for the operator of a case at that instant, by name."""
    rows = access.holders(Role.OPERATOR, at=at).filter(operator=case.operator.reference)
    return dict(rows.values_list("pk", "full_name"))


def history(case: Case) -> tuple[Owner, ...]:
    """Every time a section was taken, given or let go, the newest first."""
    rows = list(SectionOwner.objects.filter(case=case).select_related("person").order_by("-pk"))
    names = names_of({row.by for row in rows})
    return tuple(
        Owner(row.section, row.person_id, row.person.full_name if row.person else "", names.get(row.by, ""), row.at)
        for row in rows
    )


def owners(past: tuple[Owner, ...]) -> Mapping[str, Owner]:
    """Who sees to each section now, by the newest of what is past; a section that was let go has none."""
    newest: dict[str, Owner] = {}
    for one in past:
        newest.setdefault(one.section, one)
    return {section: one for section, one in newest.items() if one.person is not None}
