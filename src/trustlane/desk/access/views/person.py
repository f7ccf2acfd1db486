"""One person: the account, its roles as events, what waits for a second person, and the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.access.directory import Then
from trustlane.access.dossier import Dossier, confirmers, dossier, proposable
from trustlane.access.permits import Permission
from trustlane.access.roles import Role
from trustlane.desk.access.views.people import as_of
from trustlane.desk.access.words import told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a second person: whether that may be who looks, why not, and who else may be."""

    of: Any
    may: bool
    why: tuple[str, ...]
    who: tuple[str, ...]
    may_decline: bool = False
    # Confirming it also makes the code by which the person comes to a password.
    shows_code: bool = False


@dataclass(frozen=True)
class Row:
    """A role that was given: how it stood then, what ended it, and whether it may be taken away."""

    grant: Any
    since: datetime
    state: str
    revocation: Any
    may_withdraw: bool


@officers_only
@permitted(Permission.SEE_PEOPLE)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about one person, and the deeds that are open to who looks."""
    shown, then = as_of(request)
    found = dossier(number, then, by=actor(request), now=now(request))
    if found is None:
        raise Http404
    way = _way(request, found)
    waiting = [_proposal(request, each, way) for each in found.proposals]
    return render(
        request,
        "people/person.html",
        {
            "crumbs": [Crumb(_("People"), reverse("people:people")), Crumb(found.person.full_name, data=True)],
            "as_of": shown,
            "dossier": found,
            "who": found.person,
            "roles": [_row(request, grant, then) for grant in found.grants],
            "waiting": waiting,
            "way": None if way is None or _comes_along(way, waiting) else way,
            "story": [told(entry, found.names) for entry in found.story],
            "deeds": {} if then.past else deeds(request, found.user),
        },
    )


def _comes_along(way: Waiting, waiting: Sequence[Waiting]) -> bool:
    """Does the code come with the confirmation of a role, so that it is not asked about a second time?"""
    return way.of.confirmed_by_id is None and any(each.of.proposed_by_id == way.of.begun_by_id for each in waiting)


def deeds(request: HttpRequest, user: Any) -> Mapping[str, bool]:
    """What who looks may do with this account."""
    role = Role.OPERATOR if user.operator else Role.AUDITOR
    asked: dict[str, tuple[Permission, Any]] = {
        "amend": (Permission.AMEND_PERSON, user),
        "close": (Permission.CLOSE_ACCOUNT, user),
        "link": (Permission.BEGIN_SET_UP, user),
        "unlock": (Permission.UNLOCK_PERSON, user),
        "propose": (Permission.PROPOSE_ROLE, proposable(user, role)),
    }
    return {name: may(request, permission, of).allowed for name, (permission, of) in asked.items()}


def _row(request: HttpRequest, grant: Any, then: Then) -> Row:
    revocation = getattr(grant, "revocation", None)
    if revocation is not None and revocation.revoked_at > then.known:
        revocation = None
    state = _state(grant, revocation, then.at)
    open_still = not then.past and state in ("held", "coming")
    since = max(grant.valid_from, grant.granted_at)
    return Row(grant, since, state, revocation, open_still and may(request, Permission.REVOKE_ROLE, grant).allowed)


def _state(grant: Any, revocation: Any, at: datetime) -> str:
    if revocation is not None and revocation.revoked_at <= at:
        return "taken"
    if grant.valid_to is not None and grant.valid_to <= at:
        return "ended"
    return "held" if grant.valid_from <= at else "coming"


def _proposal(request: HttpRequest, proposal: Any, way: Waiting | None) -> Waiting:
    answer = may(request, Permission.APPROVE_ROLE, proposal)
    return Waiting(
        of=proposal,
        may=answer.allowed,
        why=() if answer.allowed else tuple(map(_, answer.why)),
        who=tuple(confirmers(proposal.role, but=[proposal.proposed_by_id, proposal.user_id], at=now(request))),
        may_decline=may(request, Permission.REFUSE_ROLE, proposal).allowed,
        shows_code=answer.allowed and way is not None and way.may and way.of.confirmed_by_id is None,
    )


def _way(request: HttpRequest, found: Dossier) -> Waiting | None:
    """The way to a password that is open, if one is."""
    set_up = found.set_up
    if set_up is None:
        return None
    answer = may(request, Permission.CONFIRM_SET_UP, set_up)
    role = Role.OPERATOR if found.user.operator else Role.AUDITOR
    return Waiting(
        of=set_up,
        may=answer.allowed,
        why=() if answer.allowed else tuple(map(_, answer.why)),
        who=tuple(confirmers(role, but=[set_up.begun_by_id, set_up.user_id], at=now(request))),
    )
