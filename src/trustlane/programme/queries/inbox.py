"""A person's own notices: how many are unread, each with the case it leads to, and how they are mailed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from trustlane.access.actors import Actor, person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.programme.models import Mail, Notice, NoticeChoice
from trustlane.programme.notices.mails import AT_ONCE, DAILY
from trustlane.programme.permits import Permission


@dataclass(frozen=True, slots=True)
class Mailing:
    """How a person is mailed: as it chose or as is usual for such people, and whether anything can reach it."""

    mailed: str
    address: str
    mails: bool  # this node sends e-mail


def unread(who: Actor) -> int:
    """How many notices the person has not read."""
    return Notice.objects.filter(person=person_of(who.id), read_at__isnull=True).count()


def notices(who: Actor, *, read: bool) -> QuerySet[Notice, Any]:
    """The person's own notices, read or unread, as rows to be cut by page; nobody asks for another's."""
    own = Notice.objects.filter(person=person_of(who.id), read_at__isnull=not read)
    columns = ("pk", "says", "legal", "due", "at", "case__reference", "case__name")
    return own.values_list(*columns, named=True)


def readers() -> QuerySet[User, User]:
    """Everybody who has notices that are not read."""
    return User.objects.filter(pk__in=Notice.objects.filter(read_at__isnull=True).values("person"))


def mailing(who: Actor) -> Mailing:
    """How the person is mailed."""
    person = User.objects.get(pk=person_of(who.id))
    return Mailing(choices([person.pk]).get(person.pk) or by_default(person), person.email, mails_here())


def choices(people: Iterable[int]) -> dict[int, str]:
    """What people chose last, for those who chose."""
    rows = NoticeChoice.objects.filter(person__in=list(people)).order_by("pk")
    return dict(rows.values_list("person", "mailed"))


def by_default(person: User) -> str:
    """How somebody is mailed who never chose: of a firm's own few cases at once, of an office's many once a day."""
    return AT_ONCE if person.operator else DAILY


def mails_here() -> bool:
    """This node sends e-mail: its settings name a server, or it is a demonstration that prints them."""
    return bool(settings.TRUSTLANE_MAIL_FROM)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that was given up: to whom, how often it was tried, and what went wrong last."""

    number: int
    name: str
    address: str
    made_at: datetime
    given_up_at: datetime
    tries: int
    failed_with: str
    notices: int


def undelivered(who: Someone, *, at: datetime, most: int = 200) -> list[Undelivered]:
    """The mails that were given up, newest first, for an administrator. Raises access' Refused."""
    in_force().require(who, Permission.SEE_MAILS, at=at)
    rows = Mail.objects.filter(given_up_at__isnull=False).annotate(many=Count("notices")).select_related("person")
    return [
        Undelivered(
            row.pk,
            row.person.get_full_name(),
            row.person.email,
            row.made_at,
            row.given_up_at,
            row.tries,
            row.failed_with,
            row.many,
        )
        for row in rows.order_by("-given_up_at", "-pk")[:most]
        if row.given_up_at is not None
    ]
