"""Deeds about an account or a role that ask for a reason: each one page, each recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustlane.access import directory, dossier
from trustlane.access.actions import lockouts, people, roles
from trustlane.access.permits import Permission
from trustlane.access.refusals import AccessRefusal, Refused
from trustlane.access.roles import Role
from trustlane.desk.access.forms import Amended, Proposed, Reason
from trustlane.desk.access.operators import reference_of
from trustlane.desk.access.words import sentence
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, person, require

Words = str | Promise


@dataclass(frozen=True)
class Deed:
    """What a page says of the deed it asks a reason for; `done` is said once it is done."""

    title: Words
    lead: Words
    button: Words
    done: Words
    tone: str = "primary"


CLOSE = Deed(
    gettext_lazy("Close the account"),
    gettext_lazy("The person cannot log in and may do nothing from now on. Roles and past deeds stay as they are."),
    gettext_lazy("Close the account"),
    gettext_lazy("The account is closed: nobody logs in by it."),
    tone="danger",
)
REOPEN = Deed(
    gettext_lazy("Open the account again"),
    gettext_lazy("The person can log in again with the same password, and holds the roles that were not taken away."),
    gettext_lazy("Open it again"),
    gettext_lazy("The account is open again."),
)
UNLOCK = Deed(
    gettext_lazy("Let the person try again"),
    gettext_lazy("Too many wrong passwords were typed for this name. Make sure first that it was the person."),
    gettext_lazy("Let the person try again"),
    gettext_lazy("The person may try again now."),
)
AMEND = Deed(
    gettext_lazy("Change particulars"),
    gettext_lazy("What was written before stays in the record."),
    gettext_lazy("Save"),
    gettext_lazy("The particulars were changed."),
)
PROPOSE = Deed(
    gettext_lazy("Propose a role"),
    gettext_lazy("It is held only once somebody else has confirmed it."),
    gettext_lazy("Propose it"),
    gettext_lazy("The role is proposed. It waits for a second person."),
)
DECLINE = Deed(
    gettext_lazy("Decline the proposed role"),
    gettext_lazy("Nothing is given. Who proposed it sees your reason."),
    gettext_lazy("Decline it"),
    gettext_lazy("The proposed role was declined."),
    tone="danger",
)
WITHDRAW = Deed(
    gettext_lazy("Take the role away"),
    gettext_lazy("It ends at once; one person is enough for that. To give it again takes two."),
    gettext_lazy("Take it away"),
    gettext_lazy("The role was taken away."),
    tone="danger",
)


@officers_only
def amend(request: HttpRequest, number: int) -> HttpResponse:
    """Changes name, address, office, operator or language of an account."""
    user = _account(request, number)
    require(request, Permission.AMEND_PERSON, user)
    fields = ("full_name", "email", "office", "operator", "language")
    initial = {field: getattr(user, field) for field in fields}
    form = Amended(request.POST or None, knows=reference_of, initial=initial)

    def do(given: dict[str, Any]) -> None:
        people.amend(
            user=user,
            by=person(request),
            at=now(request),
            reason=given["reason"],
            **{field: given[field] for field in fields},
        )

    return _carried_out(request, user, AMEND, form, do, offices=directory.offices())


@officers_only
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Closes an account."""
    user = _account(request, number)
    require(request, Permission.CLOSE_ACCOUNT, user)
    return _reasoned(request, user, CLOSE, lambda why: people.close(user=user, reason=why, **_by(request)))


@officers_only
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Opens a closed account again."""
    user = _account(request, number)
    require(request, Permission.CLOSE_ACCOUNT, user)
    return _reasoned(request, user, REOPEN, lambda why: people.reopen(user=user, reason=why, **_by(request)))


@officers_only
def unlock(request: HttpRequest, number: int) -> HttpResponse:
    """Lets somebody try again who was locked out."""
    user = _account(request, number)
    require(request, Permission.UNLOCK_PERSON, user)
    return _reasoned(request, user, UNLOCK, lambda why: lockouts.unlock(user=user, reason=why, **_by(request)))


@officers_only
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Proposes a role, for a second person to confirm."""
    user = _account(request, number)
    trader = bool(user.operator)
    role = Role.OPERATOR if trader else Role.AUDITOR
    require(request, Permission.PROPOSE_ROLE, dossier.proposable(user, role))
    zone = timezone.get_current_timezone()
    form = Proposed(
        request.POST or None,
        trader=trader,
        today=timezone.localdate(now(request)),
        zone=zone,
        held=dossier.held_or_proposed(user, at=now(request)),
    )

    def do(given: dict[str, Any]) -> None:
        roles.propose(
            user=user,
            role=Role(given["role"]),
            office=given.get("office", ""),
            valid_from=given["first"],
            valid_to=given["last"],
            reason=given["reason"],
            **_by(request),
        )

    return _carried_out(request, user, PROPOSE, form, do, offices=directory.offices())


@officers_only
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """Declines a proposed role, or takes one's own proposal back."""
    proposal = dossier.proposal(number, by=actor(request), at=now(request))
    if proposal is None:
        raise Http404
    require(request, Permission.REFUSE_ROLE, proposal)
    return _reasoned(
        request,
        proposal.user,
        DECLINE,
        lambda why: roles.refuse(proposal=proposal, reason=why, **_by(request)),
        of=proposal,
    )


@officers_only
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a role away."""
    grant = dossier.grant(number, by=actor(request), at=now(request))
    if grant is None:
        raise Http404
    require(request, Permission.REVOKE_ROLE, grant)
    return _reasoned(
        request, grant.user, WITHDRAW, lambda why: roles.revoke(grant=grant, reason=why, **_by(request)), of=grant
    )


def _account(request: HttpRequest, number: int) -> Any:
    user = dossier.account(number, by=actor(request), at=now(request))
    if user is None:
        raise Http404
    return user


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": person(request), "at": now(request)}


def _reasoned(
    request: HttpRequest, user: Any, deed: Deed, do: Callable[[str], object], *, of: Any = None
) -> HttpResponse:
    form = Reason(request.POST or None)
    return _carried_out(request, user, deed, form, lambda given: do(given["reason"]), of=of)


def _carried_out(
    request: HttpRequest,
    user: Any,
    deed: Deed,
    form: Any,
    do: Callable[[dict[str, Any]], object],
    *,
    of: Any = None,
    offices: Sequence[str] = (),
) -> HttpResponse:
    """The page of a deed: asks, carries out, says so; what is refused is said beside the form, and nothing is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused:
            raise
        except AccessRefusal as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, str(deed.done))
            return redirect("people:person", user.pk)
    crumbs = [
        Crumb(_("People"), reverse("people:people")),
        Crumb(user.full_name, reverse("people:person", args=[user.pk]), data=True),
        Crumb(deed.title),
    ]
    return render(
        request,
        "people/deed.html",
        {"crumbs": crumbs, "deed": deed, "form": form, "who": user, "of": of, "offices": offices},
    )
