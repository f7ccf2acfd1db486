"""Somebody arrives: enrolled with a link by one, confirmed with a code by another; each is shown once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from trustlane.access import directory, dossier
from trustlane.access.actions import arrivals, set_up
from trustlane.access.halves import LASTS, new_code, new_link, shown
from trustlane.access.permits import Permission
from trustlane.access.queries import open_set_up
from trustlane.access.refusals import AccessRefusal, AlreadySettled, NameTaken, Refused, RolesApart
from trustlane.access.roles import Role
from trustlane.desk.access.forms import Enrolled, Reason
from trustlane.desk.access.operators import reference_of
from trustlane.desk.access.words import sentence
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, person, require
from trustlane.pages.roles import NAMES


@officers_only
@sensitive_variables("link")
def enrol(request: HttpRequest) -> HttpResponse:
    """Enrols a person, proposes the role, and shows the link to hand over, once."""
    traders_only = not may(request, Permission.ENROL_PERSON)
    if traders_only:
        require(request, Permission.ENROL_TRADER)
    form = Enrolled(
        request.POST or None,
        knows=reference_of,
        traders_only=traders_only,
        initial={"operator": request.GET.get("operator", "")[:200].replace("\x00", "")},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        link = new_link()
        try:
            arrival = arrivals.welcome(
                username=given["username"],
                full_name=given["full_name"],
                email=given["email"],
                office=given.get("office", ""),
                operator=given["operator"],
                language=given["language"],
                role=form.wanted_role,
                role_office=given.get("office", "") if given.get("only_office") else "",
                reason=given["reason"],
                link=link,
                by=person(request),
                at=now(request),
            )
        except Refused:
            raise
        except NameTaken as refused:
            form.add_error("username", sentence(refused))
        except AccessRefusal as refused:
            form.add_error(None, sentence(refused))
        else:
            return _show_link(request, arrival.user, link)
    return render(
        request,
        "people/enrol.html",
        {
            "crumbs": [Crumb(_("People"), reverse("people:people")), Crumb(_("Enrol a person"))],
            "form": form,
            "offices": directory.offices(),
            "traders_only": traders_only,
        },
    )


@officers_only
@sensitive_variables("link")
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Begins a way to a new password, for who lost it or never had one, and shows the link once."""
    user = dossier.account(number, by=actor(request), at=now(request))
    if user is None:
        raise Http404
    require(request, Permission.BEGIN_SET_UP, user)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = new_link()
        set_up.begin(user=user, link=made, by=person(request), at=now(request), reason=form.cleaned_data["reason"])
        return _show_link(request, user, made)
    crumbs = [
        Crumb(_("People"), reverse("people:people")),
        Crumb(user.full_name, reverse("people:person", args=[number]), data=True),
        Crumb(_("A new password")),
    ]
    return render(request, "people/link.html", {"crumbs": crumbs, "form": form, "who": user})


@officers_only
@require_POST
def code(request: HttpRequest, number: int) -> HttpResponse:
    """Confirms the way to a password, and shows the code to tell, once."""
    user = dossier.account(number, by=actor(request), at=now(request))
    waiting = None if user is None else open_set_up(user, at=now(request))
    if waiting is None:
        raise Http404
    made = new_code()
    try:
        set_up.confirm(set_up=waiting, code=made, by=person(request), at=now(request))
    except AlreadySettled as refused:
        messages.warning(request, sentence(refused))
        return redirect("people:person", number)
    return _show_code(request, user, made, [])


@officers_only
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirms a proposed role, and with it the way to a password where one waits for the same second person."""
    proposal = dossier.proposal(number, by=actor(request), at=now(request))
    if proposal is None:
        return _settled_before(request, number)
    made = new_code()
    try:
        confirmed = arrivals.confirm(proposal=proposal, code=made, by=person(request), at=now(request))
    except (AlreadySettled, RolesApart) as refused:
        messages.warning(request, sentence(refused))
        return redirect("people:person", proposal.user_id)
    role = NAMES[Role(confirmed.grant.role)]
    if confirmed.set_up is not None:
        return _show_code(request, proposal.user, made, [role])
    messages.success(request, _("The role is held from now on: %(role)s.") % {"role": role})
    return redirect("people:person", proposal.user_id)


def _show_link(request: HttpRequest, user: Any, link: str) -> HttpResponse:
    """The first half, for who handed it over; a page that is kept nowhere and comes only once."""
    role = Role.OPERATOR if user.operator else Role.AUDITOR
    context = {
        "who": user,
        "link": request.build_absolute_uri(reverse("set_up", args=[shown(link)])),
        "ends_at": now(request) + LASTS,
        "others": dossier.confirmers(role, but=[person(request).pk, user.pk], at=now(request)),
    }
    return _shown_once(request, user, context, _("The link to hand over"))


def _show_code(request: HttpRequest, user: Any, made: str, roles: list[Any]) -> HttpResponse:
    """The second half, for who tells it."""
    context = {"who": user, "code": shown(made), "roles": roles}
    return _shown_once(request, user, context, _("The code to tell"))


def _shown_once(request: HttpRequest, user: Any, context: dict[str, Any], title: str) -> HttpResponse:
    crumbs = [
        Crumb(_("People"), reverse("people:people")),
        Crumb(user.full_name, reverse("people:person", args=[user.pk]), data=True),
        Crumb(title),
    ]
    return render(request, "people/shown_once.html", {"crumbs": crumbs, "title": title, **context})


def _settled_before(request: HttpRequest, number: int) -> HttpResponse:
    """A proposal that somebody else settled in between: back to the person, with a word; unknown ones are not found."""
    user = dossier.settled(number, by=actor(request), at=now(request))
    if user is None:
        raise Http404
    messages.warning(request, sentence(AlreadySettled()))
    return redirect("people:person", user.pk)
