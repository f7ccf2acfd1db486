"""An operator's own standing: what it holds, from whom, until when, and by which numbers it is recognised."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, operators_only, require
from trustlane.parties import queries as parties
from trustlane.portal.views.status import on_first_page
from trustlane.standing import queries
from trustlane.standing.permits import Permission


@operators_only
def standing(request: HttpRequest) -> HttpResponse:
    """Today's standing of the operator the person acts for; of another one there is no address here."""
    reference = actor(request).operator
    require(request, Permission.SEE_STANDING, reference)
    today = timezone.localdate(now(request))
    rows = queries.of_operator(reference, valid=today)
    return render(
        request,
        "portal/standing.html",
        {
            "crumbs": [Crumb(_("Your standing"))],
            "reference": reference,
            "party": parties.operator(reference),
            "rows": rows,
            "trusted": any(row.fact.state == "valid" for row in rows),
            "today": today,
            "waits": on_first_page(request),
        },
    )
