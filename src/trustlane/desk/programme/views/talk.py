"""What officers do in a case beside moving it: write, and say who handles it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.access.queries import holders
from trustlane.access.roles import Role
from trustlane.desk.programme.forms import Assigned, Written
from trustlane.desk.programme.opening import opened
from trustlane.desk.programme.views.case import page
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.programme import actions
from trustlane.programme.permits import Permission


@officers_only
@require_POST
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Sends a message to the applicant or holder, or leaves one for officers."""
    one = opened(request, reference)
    form = Written(request.POST)
    internal = form.data.get("internal") == "on"
    require(request, Permission.WRITE_INSIDE if internal else Permission.WRITE, one.case)
    if not form.is_valid():
        return page(request, one, written=form, status=422)
    actions.write(case=one.case, by=actor(request), at=now(request), **form.cleaned_data)
    messages.success(request, _("The note is kept with the case.") if internal else _("The message was sent."))
    return redirect(f"{reverse('cases:case', args=[reference])}?tab=messages")


@officers_only
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes a case, or gives it to another case officer of its office."""
    one = opened(request, reference)
    require(request, Permission.ASSIGN, one.case)
    people = {user.pk: user for user in holders(Role.CASE_OFFICER, at=now(request), office=one.file.row.office)}
    form = Assigned(
        request.POST or None,
        officers=[(key, user.full_name) for key, user in people.items()],
        initial={"officer": one.file.row.officer},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.assign(
            case=one.case, officer=people[given["officer"]], reason=given["reason"], by=actor(request), at=now(request)
        )
        messages.success(request, _("The case officer is named."))
        return redirect("cases:case", reference)
    context = {
        "crumbs": one.crumbs(Crumb(_("Case officer"))),
        "file": one.file,
        "row": one.file.row,
        "form": form,
    }
    return render(request, "programme/assign.html", context, status=422 if request.method == "POST" else 200)
