"""Mail that notices wait: gather what is due into one mail a person, send each once, try again what failed, give up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme.models import Mail, Notice
from trustlane.programme.notices.mails import AT_ONCE, DAILY, digest_due, next_try
from trustlane.programme.permits import Permission
from trustlane.programme.refusals import MailUnknown

_LONGEST_ERROR = 500  # characters
_LARGEST_ID = 1 << 62


@dataclass(frozen=True, slots=True)
class ToSend:
    """A mail as whoever sends it needs it; nothing of any case is in it."""

    number: int
    address: str
    language: str  # of the reader; "" where it chose none
    notices: int
    digest: bool


def gather(*, at: datetime) -> int:
    """Make one mail for each person whose notices are due to be mailed; how many. A notice is in one mail or in none.

    What was read meanwhile is not mailed.
    """
    waiting = Notice.objects.filter(read_at__isnull=True, mail__isnull=True)
    made = 0
    for person in waiting.filter(mailed=AT_ONCE).values_list("person", flat=True).distinct().order_by("person"):
        made += _gather(person, AT_ONCE, at)
    for person in waiting.filter(mailed=DAILY).values_list("person", flat=True).distinct().order_by("person"):
        last = Mail.objects.filter(person=person, digest=True).order_by("-made_at").first()
        if digest_due(at, None if last is None else last.made_at, settings.TIME_ZONE):
            made += _gather(person, DAILY, at)
    return made


def send_next(*, at: datetime, deliver: Callable[[ToSend], None]) -> str:
    """Send the mail that is due longest: "sent", "failed" or "given up"; "" where none is due.

    The row stays locked until the mail is out: two who send never take the same, and of one who is killed the mail is
    due again, under the same number. ``deliver`` raises OSError where the mail could not be handed on.
    """
    with transaction.atomic():
        due = Mail.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, due_at__lte=at)
        mail = due.order_by("due_at", "pk").select_for_update(of=("self",), skip_locked=True).first()
        if mail is None:
            return ""
        person = mail.person
        try:
            if not (person.is_active and person.email):
                raise OSError("The person has no address any more.")
            notices = Notice.objects.filter(mail=mail).count()
            deliver(ToSend(mail.pk, person.email, person.language, notices, mail.digest))
        except OSError as failure:
            return _failed(mail, f"{type(failure).__name__}: {failure}", at)
        mail.tries += 1
        mail.sent_at, mail.failed_with = at, ""
        mail.save(update_fields=["tries", "sent_at", "failed_with"])
    return "sent"


def try_again(*, number: int, by: Someone, at: datetime) -> Mail:
    """Have a mail that was given up tried again, from the beginning. Raises MailUnknown."""
    with transaction.atomic():
        who = in_force().require(by, Permission.SEE_MAILS, at=at)
        given_up = Mail.objects.filter(pk=min(number, _LARGEST_ID), given_up_at__isnull=False)
        mail = given_up.select_for_update(of=("self",)).first()
        if mail is None:
            raise MailUnknown(f"No mail {number} was given up.")
        mail.tries, mail.due_at, mail.given_up_at = 0, at, None
        mail.save(update_fields=["tries", "due_at", "given_up_at"])
        record(
            verb="programme.try_mail_again",
            actor=who.id,
            subjects=[Subject("user", str(mail.person_id))],
            at=at,
            after={"mail": mail.pk},
        )
    return mail


def _gather(person: int, mailed: str, at: datetime) -> int:
    with transaction.atomic():
        waiting = Notice.objects.filter(person=person, mailed=mailed, read_at__isnull=True, mail__isnull=True)
        keys = list(waiting.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
        if not keys:
            return 0
        mail = Mail.objects.create(person_id=person, digest=mailed == DAILY, made_at=at, due_at=at)
        Notice.objects.filter(pk__in=keys).update(mail=mail)
    return 1


def _failed(mail: Mail, why: str, at: datetime) -> str:
    mail.tries += 1
    mail.failed_with = why[:_LONGEST_ERROR].replace("\x00", "")
    again = next_try(mail.tries, at)
    if again is None:
        mail.given_up_at = at
    else:
        mail.due_at = again
    mail.save(update_fields=["tries", "failed_with", "given_up_at", "due_at"])
    return "given up" if again is None else "failed"
