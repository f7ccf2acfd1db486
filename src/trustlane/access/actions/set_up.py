"""Let a person choose a password: begun by one, confirmed by another, done by the person with what both handed over."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet

from trustlane.access.evaluator import in_force
from trustlane.access.halves import LASTS, TRIES, digest, typed
from trustlane.access.models import SetUp, User
from trustlane.access.permits import Permission
from trustlane.access.refusals import (
    AlreadySettled,
    CodeWrong,
    LinkEnded,
    LinkUnknown,
    LinkUsed,
    NotConfirmed,
    TooManyCodes,
)
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject


def begin(*, user: User, link: str, by: User, at: datetime, reason: str = "") -> SetUp:
    """Begin it with a link, to be handed over by whoever begins; an earlier one that was not used ends."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        who = in_force().require(by, Permission.BEGIN_SET_UP, locked, at=at)
        _open(locked).update(withdrawn_at=at)
        begun = SetUp.objects.create(
            user=locked, begun_by=by, begun_at=at, ends_at=at + LASTS, reason=reason, link_digest=digest(link)
        )
        record(
            verb="access.begin_set_up",
            actor=who.id,
            subjects=_subjects(begun),
            at=at,
            after={"ends_at": begun.ends_at},
            reason=reason,
        )
    return begun


def confirm(*, set_up: SetUp, code: str, by: User, at: datetime) -> SetUp:
    """Confirm it with a code, to be told by whoever confirms; a code that was lost gives way to the new one."""
    with transaction.atomic():
        locked = SetUp.objects.select_for_update(of=("self",)).select_related("user").get(pk=set_up.pk)
        who = in_force().require(by, Permission.CONFIRM_SET_UP, locked, at=at)
        if locked.used_at is not None or locked.withdrawn_at is not None or at >= locked.ends_at:
            raise AlreadySettled(f"Set-up {locked.pk} was used, withdrawn or has ended; begin a new one.")
        locked.confirmed_by, locked.confirmed_at = by, at
        locked.code_hash, locked.wrong_codes = make_password(code), 0
        locked.save(update_fields=["confirmed_by", "confirmed_at", "code_hash", "wrong_codes"])
        record(verb="access.confirm_set_up", actor=who.id, subjects=_subjects(locked), at=at)
    return locked


def finish(*, link: str, code: str, password: str, at: datetime) -> User:
    """Set the password the person chose; whoever has the link of one and the code of another is the person."""
    wrong = 0
    with transaction.atomic():
        locked = _usable(link, at=at)
        if check_password(typed(code), locked.code_hash):
            user = locked.user
            user.set_password(password)
            user.save(update_fields=["password"])
            locked.used_at = at
            locked.save(update_fields=["used_at"])
            record(verb="access.finish_set_up", actor=user.actor, subjects=_subjects(locked), at=at)
            return user
        # Counted before it is refused: an exception inside would undo the counting.
        wrong = locked.wrong_codes + 1
        SetUp.objects.filter(pk=locked.pk).update(wrong_codes=wrong)
    raise CodeWrong(TRIES - wrong)


def look(*, link: str, at: datetime) -> SetUp:
    """The set-up of a link that can be used now; else a refusal that says why not."""
    with transaction.atomic():
        return _usable(link, at=at)


def _usable(link: str, *, at: datetime) -> SetUp:
    found = (
        SetUp.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(link_digest=digest(link), withdrawn_at__isnull=True)
        .first()
    )
    if found is None:
        raise LinkUnknown("No set-up has this link, or a newer one took its place.")
    if found.used_at is not None:
        raise LinkUsed("A password was set by this link before.")
    if at >= found.ends_at or not found.user.is_active:
        raise LinkEnded("The time of this link is over, or the account is closed.")
    if found.confirmed_by_id is None:
        raise NotConfirmed("No second person has confirmed this set-up yet.")
    if found.wrong_codes >= TRIES:
        raise TooManyCodes("Too many wrong codes were given; a second person has to give a new one.")
    return found


def _open(user: User) -> QuerySet[SetUp]:
    return SetUp.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True)


def _subjects(set_up: SetUp) -> list[Subject]:
    return [Subject("user", str(set_up.user_id)), Subject("set_up", str(set_up.pk))]
