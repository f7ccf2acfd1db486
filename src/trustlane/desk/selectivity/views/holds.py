"""Covert holds: which there are, placing one, standing for another's, ending one; no page outside tells of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.desk.selectivity.forms import EndForm, HoldForm, soon
from trustlane.desk.selectivity.views.until import end_of, shown
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.selectivity.actions import holds as actions
from trustlane.selectivity.holding import About
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries import holds as queries
from trustlane.selectivity.refusals import HoldSettled


@officers_only
@permitted(Permission.SEE_HOLDS)
def index(request: HttpRequest) -> HttpResponse:
    """The last holds, and the form for a new one where the person may place it."""
    return _page(request, _form(request))


@officers_only
@permitted(Permission.PLACE_HOLD)
@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Places a hold; from now on it counts, for 72 hours or, ratified, until its end."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    actions.place(
        about=About(given["about"]),
        subject=given["subject"],
        reason=given["reason"],
        withdraws_credit=given["withdraws_credit"],
        demands_look=given["demands_look"],
        until=end_of(given["until"], request),
        by=actor(request),
        at=now(request),
    )
    messages.success(
        request, _("The hold counts from the next screening on. It lapses after 72 hours unless another ratifies it.")
    )
    return redirect("selectivity:holds")


@officers_only
@require_POST
def ratify(request: HttpRequest, number: int) -> HttpResponse:
    """Stands for a hold that another person placed."""
    hold = queries.hold(number)
    if hold is None:
        raise Http404
    require(request, Permission.RATIFY_HOLD, hold)
    try:
        actions.ratify(hold=hold, by=actor(request), at=now(request))
    except HoldSettled:
        messages.error(request, _("This hold no longer waits for a second person."))
    else:
        messages.success(request, _("The hold stands until its end."))
    return _back(hold)


@officers_only
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Ends a hold before its time."""
    hold = queries.hold(number)
    if hold is None:
        raise Http404
    require(request, Permission.END_HOLD, hold)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the hold ends."))
        return _back(hold)
    try:
        actions.end(hold=hold, reason=form.cleaned_data["reason"], by=actor(request), at=now(request))
    except HoldSettled:
        messages.error(request, _("This hold is in force no longer."))
    else:
        messages.success(request, _("The hold ended. The next screening knows nothing of it."))
    return _back(hold)


def _back(hold: Any) -> HttpResponse:
    return redirect("selectivity:stops" if hold.agency else "selectivity:holds")


def _form(request: HttpRequest, data: object = None) -> HoldForm:
    today = timezone.localdate(now(request))
    asked = {name: request.GET[name][:200].replace("\x00", "") for name in ("about", "subject") if name in request.GET}
    return HoldForm(data, today=today, initial={"until": soon(today), **asked})


def _page(request: HttpRequest, form: HoldForm, *, status: int = 200) -> HttpResponse:
    seen = queries.listed(by=actor(request), at=now(request))
    return render(
        request,
        "selectivity/holds.html",
        {
            "crumbs": [Crumb(_("Covert holds"))],
            "form": form if may(request, Permission.PLACE_HOLD).allowed else None,
            **shown(request, seen),
        },
        status=status,
    )
