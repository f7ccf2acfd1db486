"""Who may enrol people, give and take roles, and erase recorded content."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import Table, about_object, all_of, any_of, holds


class Permission(StrEnum):
    """What can be done with people and their roles."""

    SEE_PEOPLE = "see_people"
    """See who is enrolled, and which roles each holds and held."""
    ENROL_PERSON = "enrol_person"
    """Enrol a person: open an account for somebody who has none."""
    AMEND_PERSON = "amend_person"
    """Change name, address, office or operator of an account."""
    CLOSE_ACCOUNT = "close_account"
    """Close an account, or open it again."""
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - a permission, no secret
    """Change the password of an account; a lost one takes two: who closes the account, and who sets the new one."""
    PREFER_LANGUAGE = "prefer_language"
    """Choose the language the pages come in."""
    PROPOSE_ROLE = "propose_role"
    """Propose that a person be given a role."""
    APPROVE_ROLE = "approve_role"
    """Approve a role another person proposed; only then is it given."""
    REFUSE_ROLE = "refuse_role"
    """Decline a proposed role, or withdraw one's own proposal."""
    REVOKE_ROLE = "revoke_role"
    """Take a role away; one person is enough for that."""
    ERASE_CONTENT = "erase_content"
    """Erase the content of one ledger row for good; the row and its digest stay."""
    READ_RECORD = "read_record"
    """Read the record of all deeds."""


def _key(actor: Actor) -> int:
    return int(actor.id.removeprefix("user:")) if actor.id.startswith("user:") else 0


@about_object(rows=lambda actor, at: ~Q(proposed_by=_key(actor)))
def did_not_propose(actor: Actor, proposal: Any, at: datetime) -> bool:
    """The person did not propose it."""
    return bool(proposal.proposed_by_id != _key(actor))


@about_object(rows=lambda actor, at: ~Q(user=_key(actor)))
def is_not_the_receiver(actor: Actor, proposal: Any, at: datetime) -> bool:
    """The person is not the one who receives the role."""
    return bool(proposal.user_id != _key(actor))


@about_object(rows=lambda actor, at: Q(pk=_key(actor)))
def is_oneself(actor: Actor, user: Any, at: datetime) -> bool:
    """The account is the person's own."""
    return bool(user.pk == _key(actor))


@about_object(rows=lambda actor, at: ~Q(pk=_key(actor)))
def is_somebody_else(actor: Actor, user: Any, at: datetime) -> bool:
    """The account is not the person's own."""
    return bool(user.pk != _key(actor))


@about_object(rows=lambda actor, at: ~Q(closed_by__in=["", actor.id]))
def was_closed_by_another(actor: Actor, user: Any, at: datetime) -> bool:
    """The account is closed, and another person closed it."""
    return user.closed_by not in ("", actor.id)


@about_object(rows=lambda actor, at: ~Q(actor=actor.id))
def did_not_do_the_deed(actor: Actor, row: Any, at: datetime) -> bool:
    """The person did not do the deed whose content is to be erased."""
    return bool(row.actor != actor.id)


is_administrator = holds(Role.ADMINISTRATOR)
is_auditor = holds(Role.AUDITOR)

TABLE: Table = {
    Permission.SEE_PEOPLE: any_of(is_administrator, is_auditor),
    Permission.ENROL_PERSON: any_of(is_administrator),
    Permission.AMEND_PERSON: any_of(is_administrator),
    Permission.CLOSE_ACCOUNT: any_of(all_of(is_administrator, is_somebody_else)),
    Permission.CHANGE_PASSWORD: any_of(is_oneself, all_of(is_administrator, was_closed_by_another)),
    Permission.PREFER_LANGUAGE: any_of(is_oneself),
    Permission.PROPOSE_ROLE: any_of(is_administrator),
    Permission.APPROVE_ROLE: any_of(all_of(is_administrator, did_not_propose, is_not_the_receiver)),
    Permission.REFUSE_ROLE: any_of(is_administrator),
    Permission.REVOKE_ROLE: any_of(is_administrator),
    Permission.ERASE_CONTENT: any_of(all_of(is_administrator, did_not_do_the_deed)),
    Permission.READ_RECORD: any_of(is_administrator, is_auditor),
}
