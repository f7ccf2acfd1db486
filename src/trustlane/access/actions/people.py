"""Enrol a person, amend and close the account, open it again, change its password."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from trustlane.access.evaluator import Someone, as_actor, in_force
from trustlane.access.models import User
from trustlane.access.permits import Permission
from trustlane.access.queries import actor_of, open_proposals
from trustlane.access.refusals import NameTaken, RoleInTheWay
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject

# What an amendment may change, and what the record keeps of an account; never the password, not even its hash.
PARTICULARS = ("username", "full_name", "email", "office", "operator", "language", "is_active", "closed_by")


@dataclass(frozen=True, slots=True)
class Hashed:
    """A password as accounts keep it; where many people get one that everybody knows, it is hashed once."""

    kept: str


def hashed(password: str) -> Hashed:
    """The password, hashed as an account would."""
    return Hashed(make_password(password))


def enrol(
    *,
    username: str,
    full_name: str,
    password: str | Hashed | None,
    by: Someone,
    at: datetime,
    email: str = "",
    office: str = "",
    operator: str = "",
    language: str = "",
    reason: str = "",
) -> User:
    """Enrol a person; without a password the account cannot log in until one is set."""
    with transaction.atomic():
        who = in_force().require(by, Permission.ENROL_TRADER if operator else Permission.ENROL_PERSON, at=at)
        return _enrol(
            User(
                username=username,
                full_name=full_name,
                email=email,
                office=office,
                operator=operator,
                language=language,
                enrolled_at=at,
            ),
            password=password,
            actor=who.id,
            reason=reason,
        )


def amend(
    *,
    user: User,
    by: Someone,
    at: datetime,
    full_name: str | None = None,
    email: str | None = None,
    office: str | None = None,
    operator: str | None = None,
    language: str | None = None,
    reason: str = "",
) -> User:
    """Change particulars of an account; what is left None stays, and so does the operator while a role rests on it."""
    changes = {"full_name": full_name, "email": email, "office": office, "operator": operator, "language": language}
    return _change(
        user,
        {field: value for field, value in changes.items() if value is not None},
        verb="access.amend_person",
        permission=Permission.AMEND_PERSON,
        by=by,
        at=at,
        reason=reason,
    )


def prefer(*, user: User, language: str, by: Someone, at: datetime) -> User:
    """Choose the language of one's own pages."""
    return _change(
        user,
        {"language": language},
        verb="access.prefer_language",
        permission=Permission.PREFER_LANGUAGE,
        by=by,
        at=at,
        reason="",
    )


def close(*, user: User, by: Someone, at: datetime, reason: str) -> User:
    """Close an account: it cannot log in and may nothing from now on; its past stays."""
    return _change(
        user,
        {"is_active": False, "closed_by": as_actor(by, at).id},
        verb="access.close_account",
        permission=Permission.CLOSE_ACCOUNT,
        by=by,
        at=at,
        reason=reason,
    )


def reopen(*, user: User, by: Someone, at: datetime, reason: str) -> User:
    """Open a closed account again."""
    return _change(
        user,
        {"is_active": True, "closed_by": ""},
        verb="access.reopen_account",
        permission=Permission.CLOSE_ACCOUNT,
        by=by,
        at=at,
        reason=reason,
    )


def change_password(*, user: User, password: str, by: Someone, at: datetime) -> User:
    """Set a new password of one's own; that it was set is recorded, the password is not.

    Nobody sets that of another: who lost it chooses a new one by `actions.set_up`, which takes two others.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        who = in_force().require(by, Permission.CHANGE_PASSWORD, locked, at=at)
        locked.set_password(password)
        locked.save(update_fields=["password"])
        record(verb="access.change_password", actor=who.id, subjects=[subject_of(locked)], at=at)
    return locked


def subject_of(user: User) -> Subject:
    """How the ledger names the account."""
    return Subject("user", str(user.pk))


def give_password(user: User, password: str | Hashed | None) -> None:
    """Set the password of an account, saved by the caller; without one it cannot log in."""
    if isinstance(password, Hashed):
        user.password = password.kept
    else:
        user.set_password(password)


def _enrol(user: User, *, password: str | Hashed | None, actor: str, reason: str) -> User:
    if User.objects.filter(username__iexact=user.username).exists():
        raise NameTaken(f"Somebody logs in as {user.username!r} already.")
    give_password(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        # Two enrolled the same name at once: the database let the first one through.
        if "one_person_a_username" not in str(taken) and "username" not in str(taken):
            raise
        raise NameTaken(f"Somebody logs in as {user.username!r} already.") from taken
    record(
        verb="access.enrol_person",
        actor=actor,
        subjects=[subject_of(user)],
        at=user.enrolled_at,
        after=_particulars(user),
        reason=reason,
    )
    return user


def _change(
    user: User,
    changes: dict[str, object],
    *,
    verb: str,
    permission: Permission,
    by: Someone,
    at: datetime,
    reason: str,
) -> User:
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        who = in_force().require(by, permission, locked, at=at)
        was = _particulars(locked)
        if changes.get("operator", was["operator"]) != was["operator"] and _has_or_awaits_a_role(locked, at):
            raise RoleInTheWay(
                f"Revoke the roles {locked} holds and decline those proposed, then change for whom the account acts."
            )
        for field, value in changes.items():
            setattr(locked, field, value)
        became = _particulars(locked)
        changed = [field for field in PARTICULARS if was[field] != became[field]]
        if changed:
            locked.save(update_fields=changed)
            record(
                verb=verb,
                actor=who.id,
                subjects=[subject_of(locked)],
                at=at,
                before={field: was[field] for field in changed},
                after={field: became[field] for field in changed},
                reason=reason,
            )
    return locked


def _has_or_awaits_a_role(user: User, at: datetime) -> bool:
    return bool(actor_of(user, at=at).roles) or open_proposals().filter(user=user).exists()


def _particulars(user: User) -> dict[str, object]:
    return {field: getattr(user, field) for field in PARTICULARS}
