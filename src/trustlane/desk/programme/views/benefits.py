"""The catalogue of benefits, and whether what is chosen of it is enough for each role by article 7.7."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import officers_only, permitted
from trustlane.programme.benefits.catalogue import TFA
from trustlane.programme.permits import Permission
from trustlane.programme.queries import benefits as queries
from trustlane.standing.labels import ROLES


@officers_only
@permitted(Permission.SEE_WORKLIST)
def benefits(request: HttpRequest) -> HttpResponse:
    """Every benefit; those ticked are what a programme would grant, at first all that Customs grants itself."""
    known = queries.everything()
    asked = request.GET.getlist("grants")
    ours = [one.benefit.id for one in known if one.benefit.agency == "customs"]
    chosen = {one.benefit.id for one in known if one.benefit.id in asked} if "tried" in request.GET else set(ours)
    return render(
        request,
        "programme/benefits.html",
        {
            "crumbs": [Crumb(_("Benefits"))],
            "known": known,
            "chosen": chosen,
            "verdict": list(queries.verdict(chosen).values()),
            "letters": TFA,
            "roles": ROLES,
        },
    )
