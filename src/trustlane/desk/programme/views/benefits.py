"""The catalogue of benefits, and whether what is chosen of it is enough for each role by article 7.7."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.programme import actions
from trustlane.programme.benefits.catalogue import TFA
from trustlane.programme.benefits.choosing import MAY_BE_GENERAL
from trustlane.programme.permits import Permission
from trustlane.programme.queries import benefits as queries
from trustlane.programme.queries import measures
from trustlane.programme.refusals import ProgrammeRefused
from trustlane.standing.labels import ROLES


@officers_only
@permitted(Permission.SEE_WORKLIST)
def benefits(request: HttpRequest) -> HttpResponse:
    """Every benefit; those ticked are what a programme would grant, at first all that Customs grants itself."""
    known = queries.everything()
    asked = request.GET.getlist("grants")
    ours = [one.benefit.id for one in known if one.benefit.agency == "customs"]
    chosen = {one.benefit.id for one in known if one.benefit.id in asked} if "tried" in request.GET else set(ours)
    waiting = measures.waiting()
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
            "general": measures.agreed(),
            "waiting": waiting,
            "may_propose": may(request, Permission.PROPOSE_MEASURES).allowed,
            "may_agree": waiting is not None and may(request, Permission.AGREE_MEASURES, waiting).allowed,
            "may_be_general": {letter: TFA[letter] for letter in MAY_BE_GENERAL},
        },
    )


@officers_only
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Proposes which measures are generally available."""
    letters, reason = request.POST.getlist("letters"), request.POST.get("reason", "")
    try:
        actions.propose_measures(letters=letters, reason=reason, by=actor(request), at=now(request))
    except ProgrammeRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It counts once a second person agrees."))
    return redirect("cases:benefits")


@officers_only
@require_POST
def agree(request: HttpRequest, number: int) -> HttpResponse:
    """Agrees, as the second person, to what was proposed."""
    waiting = measures.waiting()
    if waiting is None or waiting.pk != number:
        messages.error(request, _("It was agreed to before, or another proposal took its place."))
        return redirect("cases:benefits")
    require(request, Permission.AGREE_MEASURES, waiting)
    try:
        actions.agree_measures(proposal=waiting, by=actor(request), at=now(request))
    except ProgrammeRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It counts from now on."))
    return redirect("cases:benefits")
