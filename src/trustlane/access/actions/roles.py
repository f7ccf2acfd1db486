"""Propose, approve, refuse and revoke a role: giving takes two persons, taking away one."""

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import in_force
from trustlane.access.models import RoleGrant, RoleProposal, RoleRefusal, RoleRevocation, User
from trustlane.access.permits import Permission
from trustlane.access.refusals import AlreadySettled, RolesApart
from trustlane.access.roles import Role
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject


def propose(
    *,
    user: User,
    role: Role,
    by: User,
    at: datetime,
    reason: str,
    office: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> RoleProposal:
    """Propose a role for a person, for one office or for all (""); nothing is given until another person approves."""
    with transaction.atomic():
        proposal = RoleProposal(
            user=user,
            role=role.value,
            office=office,
            valid_from=valid_from or at,
            valid_to=valid_to,
            proposed_by=by,
            proposed_at=at,
            reason=reason,
        )
        who = in_force().require(by, Permission.PROPOSE_ROLE, proposal, at=at)
        fits(user, role)
        proposal.save(force_insert=True)
        record(
            verb="access.propose_role",
            actor=who.id,
            subjects=_subjects(proposal),
            at=at,
            after=_terms(proposal),
            reason=reason,
        )
    return proposal


def approve(*, proposal: RoleProposal, by: User, at: datetime, reason: str = "") -> RoleGrant:
    """Approve what another person proposed; the role is held from then on, not from before."""
    with transaction.atomic():
        locked = RoleProposal.objects.select_for_update().get(pk=proposal.pk)
        who = in_force().require(by, Permission.APPROVE_ROLE, locked, at=at)
        _still_open(locked)
        fits(User.objects.select_for_update().get(pk=locked.user_id), Role(locked.role))
        grant = RoleGrant.objects.create(
            user_id=locked.user_id,
            role=locked.role,
            office=locked.office,
            valid_from=locked.valid_from,
            valid_to=locked.valid_to,
            granted_at=at,
            proposal=locked,
            proposed_by_id=locked.proposed_by_id,
            approved_by=by,
        )
        record(
            verb="access.approve_role",
            actor=who.id,
            subjects=[*_subjects(locked), Subject("role_grant", str(grant.pk))],
            at=at,
            after=_terms(locked),
            reason=reason,
        )
    return grant


def refuse(*, proposal: RoleProposal, by: User, at: datetime, reason: str) -> RoleRefusal:
    """Decline a proposal, or withdraw one's own."""
    with transaction.atomic():
        locked = RoleProposal.objects.select_for_update().get(pk=proposal.pk)
        who = in_force().require(by, Permission.REFUSE_ROLE, locked, at=at)
        _still_open(locked)
        refusal = RoleRefusal.objects.create(proposal=locked, refused_by=by, refused_at=at, reason=reason)
        record(
            verb="access.refuse_role",
            actor=who.id,
            subjects=_subjects(locked),
            at=at,
            before=_terms(locked),
            reason=reason,
        )
    return refusal


def revoke(*, grant: RoleGrant, by: User, at: datetime, reason: str) -> RoleRevocation:
    """Take a role away from this instant on."""
    with transaction.atomic():
        locked = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
        who = in_force().require(by, Permission.REVOKE_ROLE, locked, at=at)
        if RoleRevocation.objects.filter(grant=locked).exists():
            raise AlreadySettled(f"Grant {locked.pk} was revoked before.")
        revocation = RoleRevocation.objects.create(grant=locked, revoked_by=by, revoked_at=at, reason=reason)
        record(
            verb="access.revoke_role",
            actor=who.id,
            subjects=[Subject("user", str(locked.user_id)), Subject("role_grant", str(locked.pk))],
            at=at,
            before=_terms(locked),
            reason=reason,
        )
    return revocation


def fits(user: User, role: Role) -> None:
    """Raise RolesApart where the role is not for this account: an operator's people hold no role of the desk."""
    if user.operator and role is not Role.OPERATOR:
        raise RolesApart(f"{user} acts for {user.operator!r} and can hold no role of the administration.")
    if role is Role.OPERATOR and not user.operator:
        raise RolesApart(f"The account of {user} names no operator to act for.")


def _still_open(proposal: RoleProposal) -> None:
    if RoleGrant.objects.filter(proposal=proposal).exists() or RoleRefusal.objects.filter(proposal=proposal).exists():
        raise AlreadySettled(f"Proposal {proposal.pk} was approved or refused before.")


def _subjects(proposal: RoleProposal) -> list[Subject]:
    return [Subject("user", str(proposal.user_id)), Subject("role_proposal", str(proposal.pk))]


def _terms(given: RoleProposal | RoleGrant) -> dict[str, object]:
    return {
        "user": given.user_id,
        "role": given.role,
        "office": given.office,
        "valid_from": given.valid_from,
        "valid_to": given.valid_to,
    }
