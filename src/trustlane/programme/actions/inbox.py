"""What a person does with its own notices: read them, and choose how they are mailed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.actors import Actor, person_of
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme.models import Notice, NoticeChoice
from trustlane.programme.notices.mails import CHOICES
from trustlane.programme.refusals import NoticeUnknown
from trustlane.programme.texts import one_of

_LARGEST_ID = 1 << 62


def read_notice(*, number: int, by: Actor, at: datetime) -> Notice:
    """Mark one's own notice as read; what was read stays read as of the first time. Raises NoticeUnknown."""
    with transaction.atomic():
        own = Notice.objects.filter(person=person_of(by.id), pk=min(number, _LARGEST_ID))
        notice = own.select_related("case").select_for_update(of=("self",)).first()
        if notice is None:
            raise NoticeUnknown(f"There is no notice {number} for you.")
        if notice.read_at is None:
            notice.read_at = at
            notice.save(update_fields=["read_at"])
    return notice


def read_all(*, by: Actor, at: datetime, told_by: datetime | None = None) -> int:
    """Mark one's own notices as read, those told up to an instant (all without one); how many were not."""
    unread = Notice.objects.filter(person=person_of(by.id), read_at__isnull=True)
    if told_by is not None:
        unread = unread.filter(at__lte=told_by)
    return unread.update(read_at=at)


def choose_mailing(*, mailed: str, by: Actor, at: datetime) -> NoticeChoice:
    """Choose how one's notices are mailed: at once, once a day, never. Legal ones are mailed at once all the same."""
    one_of(mailed, "way to be mailed", CHOICES)
    with transaction.atomic():
        kept = NoticeChoice.objects.create(person_id=person_of(by.id), mailed=mailed, at=at)
        record(
            verb="programme.choose_mailing",
            actor=by.id,
            subjects=[Subject("user", str(person_of(by.id)))],
            at=at,
            after={"mailed": mailed},
        )
    return kept
