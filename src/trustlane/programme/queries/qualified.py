"""What is said of validators: skills, languages, conflicts of interest and absences, in force and ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from trustlane.access.actors import id_of_person, person_of
from trustlane.access.models import User
from trustlane.access.queries import holders
from trustlane.access.roles import Role
from trustlane.programme.models import Qualification
from trustlane.programme.queries.candidates import guests as invited


@dataclass(frozen=True, slots=True)
class Declared:
    """One thing that was said of somebody, by whom, and when it was said no longer to hold."""

    id: int
    kind: str
    value: str
    first: date | None
    last: date | None
    reason: str
    by_name: str
    at: datetime
    ended_at: datetime | None
    ended_by_name: str


@dataclass(frozen=True, slots=True)
class Validator:
    """Somebody who validates, with what was said; what holds first, then what was ended."""

    person: User
    office: str
    declared: tuple[Declared, ...]

    @property
    def in_force(self) -> tuple[Declared, ...]:
        """What was not ended."""
        return tuple(one for one in self.declared if one.ended_at is None)

    @property
    def ended(self) -> tuple[Declared, ...]:
        """What was said no longer to hold."""
        return tuple(one for one in self.declared if one.ended_at is not None)


def validators(*, at: datetime, office: str = "", only: int | None = None) -> tuple[Validator, ...]:
    """Everybody who validates for an office (for any without one), or one of them, with what was said by then."""
    people = holders(Role.VALIDATOR, at=at, office=office)
    return _with_what_was_said(people if only is None else people.filter(pk=only), at)


def guests(*, at: datetime, only: int | None = None) -> tuple[Validator, ...]:
    """Everybody who may join a visit as a guest, or one of them, with what was said by then."""
    people = invited(at=at)
    return _with_what_was_said(people if only is None else people.filter(pk=only), at)


def _with_what_was_said(people: QuerySet[User], at: datetime) -> tuple[Validator, ...]:
    found = list(people)
    rows = list(Qualification.objects.filter(person__in=found, at__lte=at).order_by("kind", "value", "pk"))
    names = _names({name for row in rows for name in (row.by, row.ended_by)})
    return tuple(
        Validator(person, person.office, tuple(_declared(row, names) for row in rows if row.person_id == person.pk))
        for person in found
    )


def spoken(kind: str, *, at: datetime, office: str) -> tuple[str, ...]:
    """The skills or languages that validators of an office have, in the order of the alphabet."""
    people = holders(Role.VALIDATOR, at=at, office=office)
    rows = Qualification.objects.filter(person__in=people, kind=kind, at__lte=at, ended_at__isnull=True)
    return tuple(sorted(set(rows.values_list("value", flat=True))))


def declaration(number: int) -> Qualification | None:
    """One declaration, for a deed."""
    if not 0 < number < 1 << 62:
        return None
    return Qualification.objects.select_related("person").filter(pk=number).first()


def _declared(row: Qualification, names: dict[str, str]) -> Declared:
    return Declared(
        row.pk,
        row.kind,
        row.value,
        row.first,
        row.last,
        row.reason,
        names.get(row.by, row.by),
        row.at,
        row.ended_at,
        names.get(row.ended_by, row.ended_by),
    )


def _names(actors: Iterable[str]) -> dict[str, str]:
    people = {person_of(actor) for actor in actors}
    return {
        id_of_person(number): name for number, name in User.objects.filter(pk__in=people).values_list("pk", "full_name")
    }
