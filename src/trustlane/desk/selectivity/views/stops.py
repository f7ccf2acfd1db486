"""Stops: consignments that another agency wants looked at before they are released."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.access.roles import Role
from trustlane.desk.selectivity.forms import StopForm, soon
from trustlane.desk.selectivity.views.until import end_of, shown
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, permitted, require
from trustlane.selectivity.actions import holds as actions
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries import holds as queries


@officers_only
@permitted(Permission.SEE_STOPS)
def index(request: HttpRequest) -> HttpResponse:
    """The stops of the person's agency, and the form for another."""
    return _page(request, _form(request))


@officers_only
@permitted(Permission.SEE_STOPS)
@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Stops a consignment; it counts from the next screening on, and a second person lets it stand."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    require(request, Permission.PLACE_STOP, given["agency"])
    actions.stop(
        reference=given["reference"],
        agency=given["agency"],
        reason=given["reason"],
        until=end_of(given["until"], request),
        by=actor(request),
        at=now(request),
    )
    messages.success(
        request, _("The stop counts from the next screening on. It lapses after 72 hours unless another ratifies it.")
    )
    return redirect("selectivity:stops")


def _form(request: HttpRequest, data: object = None) -> StopForm:
    today = timezone.localdate(now(request))
    agencies = sorted(actor(request).offices(Role.AGENCY_OFFICER) - {""})
    return StopForm(data, today=today, agencies=agencies, initial={"until": soon(today)})


def _page(request: HttpRequest, form: StopForm, *, status: int = 200) -> HttpResponse:
    seen = queries.stops(by=actor(request), at=now(request))
    return render(
        request,
        "selectivity/stops.html",
        {
            "crumbs": [Crumb(_("Stops"))],
            "form": form,
            **shown(request, seen),
        },
        status=status,
    )
