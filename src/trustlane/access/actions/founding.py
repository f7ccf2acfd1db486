"""Name the first administrators of an installation, when nobody is there who could propose or approve them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from trustlane.access.actions.people import Hashed, give_password, subject_of
from trustlane.access.actions.roles import fits
from trustlane.access.models import RoleGrant, User
from trustlane.access.queries import holders
from trustlane.access.refusals import AlreadyFounded, TooFewFounders
from trustlane.access.roles import Role
from trustlane.ledger.actions import record

FOUNDERS = 2


@dataclass(frozen=True, slots=True)
class Founder:
    """A first administrator; one who is enrolled already keeps the name, and the password unless a new one is given."""

    username: str
    full_name: str
    password: str | Hashed | None = None
    email: str = ""
    office: str = ""


def found(*, founders: Sequence[Founder], at: datetime, reason: str, by: str = "system:setup") -> list[User]:
    """Make at least two persons administrators, recorded by a verb of its own.

    Only while fewer than two active administrators are left: at the first start, or when an administration has lost
    theirs. Whoever runs it holds the server, so no permit is asked; the record shows it for ever.
    """
    if len({founder.username.casefold() for founder in founders}) < FOUNDERS:
        raise TooFewFounders("Name at least two different persons: giving a role takes two.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two foundings at once would both see an empty house.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access founding'))")
        refuse_where_founded(at)
        first = not RoleGrant.objects.filter(role=Role.ADMINISTRATOR.value).exists()
        users = [_person(founder, at) for founder in founders]
        for user in users:
            RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR.value, valid_from=at, granted_at=at)
        record(
            verb="access.found" if first else "access.recover",
            actor=by,
            subjects=[subject_of(user) for user in users],
            at=at,
            after={"administrators": [{"username": user.username, "full_name": user.full_name} for user in users]},
            reason=reason,
        )
    return users


def refuse_where_founded(at: datetime) -> None:
    """Raise AlreadyFounded where two active administrators are left; for whoever would ask for passwords in vain."""
    if holders(Role.ADMINISTRATOR, at=at).count() >= FOUNDERS:
        raise AlreadyFounded("There are two administrators: let one propose the role and another approve it.")


def _person(founder: Founder, at: datetime) -> User:
    known = User.objects.filter(username__iexact=founder.username).first()
    if known is not None:
        fits(known, Role.ADMINISTRATOR)
        if not known.is_active:
            known.is_active, known.closed_by = True, ""
            known.save(update_fields=["is_active", "closed_by"])
        if founder.password is not None:
            give_password(known, founder.password)
            known.save(update_fields=["password"])
        return known
    user = User(
        username=founder.username,
        full_name=founder.full_name,
        email=founder.email,
        office=founder.office,
        enrolled_at=at,
    )
    give_password(user, founder.password)
    user.save(force_insert=True)
    return user
