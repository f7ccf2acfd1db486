"""The directory: everybody who is or was enrolled, with the roles held at an instant, as it was known at another.

An account is one row that deeds change, so the past is read from the record: what each later deed found before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.hashers import is_password_usable
from django.db.models import Q, QuerySet

from trustlane.access.evaluator import Someone
from trustlane.access.evaluator import in_force as permits
from trustlane.access.models import RoleGrant, SetUp, User
from trustlane.access.permits import Permission
from trustlane.access.queries import in_force_as_known, open_proposals
from trustlane.ledger.queries import rows

STATES = ("active", "closed", "waiting")
ORDERS = ("full_name", "username", "office", "enrolled_at", "last_login")
# The deeds that change the particulars of an account, each recording what it found.
AMENDING = ("access.amend_person", "access.close_account", "access.reopen_account", "access.prefer_language")


@dataclass(frozen=True, slots=True)
class Then:
    """The instant of which is asked what holds, and the instant up to which the record is read."""

    at: datetime
    known: datetime
    past: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for; what is empty does not narrow."""

    search: str = ""
    role: str = ""
    office: str = ""
    state: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A role held, for one office or for all ("")."""

    role: str
    office: str
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """One person as the list shows it."""

    id: int
    username: str
    full_name: str
    email: str
    office: str
    operator: str
    language: str
    active: bool
    has_password: bool
    enrolled_at: datetime
    last_login: datetime | None
    roles: tuple[Held, ...] = ()
    waits: bool = False


def visible(*, by: Someone, at: datetime) -> QuerySet[User]:
    """Everybody this person may see."""
    return permits().visible(by, Permission.SEE_PERSON, User.objects.all(), at)


def people(wanted: Wanted, then: Then, *, by: Someone, now: datetime) -> QuerySet[User]:
    """The people looked for, of those this person may see, as of then; the face orders and pages them."""
    query = visible(by=by, at=now).filter(enrolled_at__lte=then.known)
    changed = _particulars_since(then.known) if then.past else {}
    narrowed = query.filter(_fits_now(wanted, then) & ~Q(pk__in=changed))
    if changed:
        # Whose account was changed since is judged by what it was then; of these there are few.
        stayed = [person.id for person in persons(query.filter(pk__in=changed), then) if _fits_then(person, wanted)]
        narrowed = query.filter(_fits_now(wanted, then) & ~Q(pk__in=changed) | Q(pk__in=stayed))
    return narrowed


def persons(users: Iterable[User], then: Then) -> list[Person]:
    """The accounts as of then, with the roles they held, in the order in which they come."""
    accounts = list(users)
    keys = [user.pk for user in accounts]
    held: dict[int, list[Held]] = {}
    for grant in RoleGrant.objects.filter(in_force_as_known(then.at, known=then.known), user__in=keys).order_by("pk"):
        held.setdefault(grant.user_id, []).append(Held(grant.role, grant.office, grant.valid_to))
    waiting = set() if then.past else _waiting(keys, then.at)
    found = [replace(_person(user), roles=tuple(held.get(user.pk, ())), waits=user.pk in waiting) for user in accounts]
    if not then.past:
        return found
    changed = _particulars_since(then.known, keys)
    return [_as_it_was(person, changed.get(person.id, {})) for person in found]


def offices() -> list[str]:
    """Every office that an account or a role names."""
    named = set(User.objects.exclude(office="").values_list("office", flat=True).distinct())
    return sorted(named | set(RoleGrant.objects.exclude(office="").values_list("office", flat=True).distinct()))


def waiting_count(*, by: Someone, at: datetime) -> int:
    """How many people something waits for a second person."""
    seen = visible(by=by, at=at)
    return seen.filter(_waits(at)).count()


def _person(user: User) -> Person:
    return Person(
        id=user.pk,
        username=user.username,
        full_name=user.full_name,
        email=user.email,
        office=user.office,
        operator=user.operator,
        language=user.language,
        active=user.is_active,
        has_password=is_password_usable(user.password),
        enrolled_at=user.enrolled_at,
        last_login=user.last_login,
    )


def _as_it_was(person: Person, before: Mapping[str, object]) -> Person:
    """The account with the particulars that later deeds found before them; who logged in when is not kept."""
    return replace(
        person,
        full_name=str(before.get("full_name", person.full_name)),
        email=str(before.get("email", person.email)),
        office=str(before.get("office", person.office)),
        operator=str(before.get("operator", person.operator)),
        language=str(before.get("language", person.language)),
        active=bool(before.get("is_active", person.active)),
        last_login=None,
    )


def _particulars_since(known: datetime, keys: Sequence[int] | None = None) -> dict[int, dict[str, object]]:
    """By account, the particulars as they stood at that instant, of those that were changed since."""
    later = rows().filter(verb__in=AMENDING, recorded_at__gt=known)
    if keys is not None:
        later = later.filter(subjects__kind="user", subjects__subject_id__in=[str(key) for key in keys])
    stood: dict[int, dict[str, object]] = {}
    for row in later:  # the newest first, so that the oldest has the last word
        about = [subject.subject_id for subject in row.subjects.all() if subject.kind == "user"]
        body = getattr(row, "body", None)
        for key in about:
            stood.setdefault(int(key), {}).update((body.before if body else None) or {})
    return stood


def _waits(at: datetime) -> Q:
    """Something of the person waits for a second one: a role, or the way to a password."""
    proposed = open_proposals().values("user")
    begun = SetUp.objects.filter(
        used_at__isnull=True, withdrawn_at__isnull=True, confirmed_by__isnull=True, ends_at__gt=at
    )
    return Q(pk__in=proposed) | Q(pk__in=begun.values("user"))


def _waiting(keys: Sequence[int], at: datetime) -> set[int]:
    return set(User.objects.filter(_waits(at), pk__in=keys).values_list("pk", flat=True))


def _fits_now(wanted: Wanted, then: Then) -> Q:
    fits = Q()
    if wanted.search:
        fits &= (
            Q(full_name__icontains=wanted.search)
            | Q(username__icontains=wanted.search)
            | Q(operator__icontains=wanted.search)
        )
    if wanted.operator:
        fits &= Q(operator=wanted.operator)
    if wanted.state == "waiting":
        fits &= Q(pk__in=[]) if then.past else _waits(then.at)
    elif wanted.state:
        fits &= Q(is_active=wanted.state == "active")
    held = RoleGrant.objects.filter(in_force_as_known(then.at, known=then.known))
    if wanted.role:
        fits &= Q(pk__in=held.filter(role=wanted.role).values("user"))
    if wanted.office:
        fits &= Q(office=wanted.office) | Q(pk__in=held.filter(office=wanted.office).values("user"))
    return fits


def _fits_then(person: Person, wanted: Wanted) -> bool:
    words = (person.full_name, person.username, person.operator)
    return (
        (not wanted.search or any(wanted.search.casefold() in word.casefold() for word in words))
        and wanted.operator in ("", person.operator)
        and (not wanted.state or wanted.state == ("active" if person.active else "closed"))
        and (not wanted.role or any(held.role == wanted.role for held in person.roles))
        and wanted.office in ("", person.office, *(held.office for held in person.roles))
    )
