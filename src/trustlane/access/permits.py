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
    """See the list of people; each on it is asked for by itself."""
    SEE_PERSON = "see_person"
    """See one person: the account, its roles, and the record of both."""
    EXPORT_PEOPLE = "export_people"
    """Take the list of people away as a file."""
    ENROL_PERSON = "enrol_person"
    """Enrol a person of the administration: open an account for somebody who has none."""
    ENROL_TRADER = "enrol_trader"
    """Enrol somebody who acts for an operator."""
    BEGIN_SET_UP = "begin_set_up"
    """Let a person choose a new password: make the link that is one half of the key."""
    CONFIRM_SET_UP = "confirm_set_up"
    """Confirm that a person may choose a password: make the code that is the other half of the key."""
    UNLOCK_PERSON = "unlock_person"
    """Let somebody try again who was locked out after wrong passwords."""
    AMEND_PERSON = "amend_person"
    """Change name, address, office or operator of an account."""
    CLOSE_ACCOUNT = "close_account"
    """Close an account, or open it again."""
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - a permission, no secret
    """Change the password of an account; a lost one takes two: one hands over a link, the other tells a code."""
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


@about_object(rows=lambda actor, at: ~Q(proposed_by=actor.person))
def did_not_propose(actor: Actor, proposal: Any, at: datetime) -> bool:
    """The person did not propose it."""
    return bool(proposal.proposed_by_id != actor.person)


@about_object(rows=lambda actor, at: ~Q(user=actor.person))
def is_not_the_receiver(actor: Actor, proposal: Any, at: datetime) -> bool:
    """The person is not the one who receives the role."""
    return bool(proposal.user_id != actor.person)


@about_object(rows=lambda actor, at: Q(pk=actor.person))
def is_oneself(actor: Actor, user: Any, at: datetime) -> bool:
    """The account is the person's own."""
    return bool(user.pk == actor.person)


@about_object(rows=lambda actor, at: ~Q(pk=actor.person))
def is_somebody_else(actor: Actor, user: Any, at: datetime) -> bool:
    """The account is not the person's own."""
    return bool(user.pk != actor.person)


@about_object(rows=lambda actor, at: ~Q(operator=""))
def is_of_a_trader(actor: Actor, user: Any, at: datetime) -> bool:
    """The account is of somebody who acts for an operator."""
    return bool(user.operator)


@about_object(rows=lambda actor, at: Q(role=Role.OPERATOR.value))
def is_a_traders_role(actor: Actor, given: Any, at: datetime) -> bool:
    """The role is to act for an operator."""
    return bool(given.role == Role.OPERATOR)


@about_object(rows=lambda actor, at: ~Q(begun_by=actor.person))
def did_not_hand_over_the_link(actor: Actor, set_up: Any, at: datetime) -> bool:
    """The person did not hand over the link."""
    return bool(set_up.begun_by_id != actor.person)


@about_object(rows=lambda actor, at: ~Q(user=actor.person))
def is_not_who_chooses(actor: Actor, set_up: Any, at: datetime) -> bool:
    """The password is not the person's own."""
    return bool(set_up.user_id != actor.person)


@about_object(rows=lambda actor, at: ~Q(user__operator=""))
def is_for_a_trader(actor: Actor, set_up: Any, at: datetime) -> bool:
    """The password is for somebody who acts for an operator."""
    return bool(set_up.user.operator)


@about_object(rows=lambda actor, at: ~Q(actor=actor.id))
def did_not_do_the_deed(actor: Actor, row: Any, at: datetime) -> bool:
    """The person did not do the deed whose content is to be erased."""
    return bool(row.actor != actor.id)


is_administrator = holds(Role.ADMINISTRATOR)
is_auditor = holds(Role.AUDITOR)
is_register_officer = holds(Role.REGISTER_OFFICER)

TABLE: Table = {
    Permission.SEE_PEOPLE: any_of(is_administrator, is_auditor, is_register_officer),
    Permission.SEE_PERSON: any_of(is_administrator, is_auditor, all_of(is_register_officer, is_of_a_trader)),
    Permission.EXPORT_PEOPLE: any_of(is_administrator, is_auditor),
    Permission.ENROL_PERSON: any_of(is_administrator),
    Permission.ENROL_TRADER: any_of(is_administrator, is_register_officer),
    Permission.BEGIN_SET_UP: any_of(
        all_of(is_administrator, is_somebody_else), all_of(is_register_officer, is_somebody_else, is_of_a_trader)
    ),
    Permission.CONFIRM_SET_UP: any_of(
        all_of(is_administrator, did_not_hand_over_the_link, is_not_who_chooses),
        all_of(is_register_officer, is_for_a_trader, did_not_hand_over_the_link, is_not_who_chooses),
    ),
    Permission.UNLOCK_PERSON: any_of(is_administrator, all_of(is_register_officer, is_of_a_trader)),
    Permission.AMEND_PERSON: any_of(is_administrator, all_of(is_register_officer, is_of_a_trader)),
    Permission.CLOSE_ACCOUNT: any_of(
        all_of(is_administrator, is_somebody_else), all_of(is_register_officer, is_somebody_else, is_of_a_trader)
    ),
    Permission.CHANGE_PASSWORD: any_of(is_oneself),
    Permission.PREFER_LANGUAGE: any_of(is_oneself),
    Permission.PROPOSE_ROLE: any_of(is_administrator, all_of(is_register_officer, is_a_traders_role)),
    Permission.APPROVE_ROLE: any_of(
        all_of(is_administrator, did_not_propose, is_not_the_receiver),
        all_of(is_register_officer, is_a_traders_role, did_not_propose, is_not_the_receiver),
    ),
    Permission.REFUSE_ROLE: any_of(is_administrator, all_of(is_register_officer, is_a_traders_role)),
    Permission.REVOKE_ROLE: any_of(is_administrator, all_of(is_register_officer, is_a_traders_role)),
    Permission.ERASE_CONTENT: any_of(all_of(is_administrator, did_not_do_the_deed)),
    Permission.READ_RECORD: any_of(is_administrator, is_auditor),
}
