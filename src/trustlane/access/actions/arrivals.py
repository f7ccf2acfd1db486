"""What two administrators do when somebody arrives: one enrols, proposes and hands over a link; another confirms."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from trustlane.access.actions import people, roles, set_up
from trustlane.access.evaluator import in_force
from trustlane.access.models import RoleGrant, RoleProposal, SetUp, User
from trustlane.access.permits import Permission
from trustlane.access.queries import open_set_up
from trustlane.access.roles import Role


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who was enrolled, and the role proposed, if one was."""

    user: User
    proposal: RoleProposal | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The role that was given, and the set-up whose code the second person now has to tell, if one waited."""

    grant: RoleGrant
    set_up: SetUp | None


def welcome(
    *,
    username: str,
    full_name: str,
    link: str,
    by: User,
    at: datetime,
    role: Role | None = None,
    email: str = "",
    office: str = "",
    role_office: str = "",
    operator: str = "",
    language: str = "",
    reason: str = "",
) -> Arrival:
    """Enrol a person, propose the role, and begin the way to a password; all three or nothing."""
    with transaction.atomic():
        user = people.enrol(
            username=username,
            full_name=full_name,
            password=None,
            by=by,
            at=at,
            email=email,
            office=office,
            operator=operator,
            language=language,
            reason=reason,
        )
        proposal = None
        if role is not None:
            proposal = roles.propose(user=user, role=role, office=role_office, by=by, at=at, reason=reason)
        set_up.begin(user=user, link=link, by=by, at=at, reason=reason)
    return Arrival(user, proposal)


def confirm(*, proposal: RoleProposal, code: str, by: User, at: datetime, reason: str = "") -> Confirmed:
    """Approve a role, and with it the set-up of a password where one waits for the same second person."""
    with transaction.atomic():
        grant = roles.approve(proposal=proposal, by=by, at=at, reason=reason)
        waiting = open_set_up(grant.user, at=at)
        if waiting is None or waiting.confirmed_by_id is not None:
            return Confirmed(grant, None)
        if not in_force().may(by, Permission.CONFIRM_SET_UP, waiting, at=at):
            return Confirmed(grant, None)
        return Confirmed(grant, set_up.confirm(set_up=waiting, code=code, by=by, at=at))
