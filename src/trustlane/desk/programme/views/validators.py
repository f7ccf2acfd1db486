"""What validators can do, speak, have to stay away from, and when they are away: declared, ended, never edited."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.desk.programme.around import Declaring, Ending
from trustlane.desk.programme.words import told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries.qualified import Validator, declaration, guests, validators
from trustlane.programme.refusals import ProgrammeRefused


@officers_only
@permitted(Permission.SEE_VALIDATORS)
def index(request: HttpRequest) -> HttpResponse:
    """Those the person may read: a case officer those of its office and all guests, an auditor all, others oneself."""
    return render(
        request,
        "programme/validators.html",
        {"crumbs": [Crumb(_("Validators"))], "validators": _mine(request), "me": actor(request).id},
    )


@officers_only
@permitted(Permission.SEE_VALIDATORS)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """What is said of one validator; says something more."""
    found = next((each for each in _mine(request) if each.person.pk == number), None)
    if found is None:
        raise Http404
    form = Declaring(request.POST or None)
    refused: ProgrammeRefused | Refused | None = None
    status = 200
    if request.method == "POST":
        require(request, Permission.QUALIFY, found.person)
        status = 422
        if form.is_valid():
            try:
                actions.declare(person=found.person, by=actor(request), at=now(request), **form.cleaned_data)
            except (ProgrammeRefused, Refused) as caught:
                refused, status = caught, 403 if isinstance(caught, Refused) else 422
            else:
                messages.success(request, _("It counts for every draw from now on."))
                return redirect("cases:validator", number)
    return render(
        request,
        "programme/validator.html",
        {
            "crumbs": [Crumb(_("Validators"), reverse("cases:validators")), Crumb(found.person.full_name, data=True)],
            "validator": found,
            "form": form,
            "refused": told(refused) if refused else None,
            "may_declare": may(request, Permission.QUALIFY, found.person).allowed,
        },
        status=status,
    )


@officers_only
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Says that something no longer holds; that it held stays readable."""
    declared = declaration(number)
    if declared is None:
        raise Http404
    require(request, Permission.QUALIFY, declared.person)
    form = Ending(request.POST or None)
    refused: ProgrammeRefused | Refused | None = None
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_declaration(
                declared=declared, by=actor(request), at=now(request), reason=form.cleaned_data["reason"]
            )
        except (ProgrammeRefused, Refused) as caught:
            refused = caught
        else:
            messages.success(request, _("It no longer holds. That it held stays readable."))
            return redirect("cases:validator", declared.person.pk)
    return render(
        request,
        "programme/end_declaration.html",
        {
            "crumbs": [Crumb(_("Validators"), reverse("cases:validators")), Crumb(_("No longer holds"))],
            "declared": declared,
            "form": form,
            "refused": told(refused) if refused else None,
        },
        status=status,
    )


def _mine(request: HttpRequest) -> tuple[Validator, ...]:
    """Validators, then guests; of who is in both once."""
    who, at = actor(request), now(request)
    offices = who.offices(Role.CASE_OFFICER)
    if who.holds(Role.AUDITOR):
        found = validators(at=at) + guests(at=at)
    elif offices:
        found = tuple(each for office in sorted(offices) for each in validators(at=at, office=office)) + guests(at=at)
    else:
        found = validators(at=at, only=who.person) + guests(at=at, only=who.person)
    return tuple({each.person.pk: each for each in found}.values())
