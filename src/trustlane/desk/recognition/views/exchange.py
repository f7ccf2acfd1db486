"""The exchange with partners in one look: what they tell us and how old it is, what we tell them, whose keys count."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trustlane.desk.recognition import demonstrated
from trustlane.desk.recognition.forms import WhyForm
from trustlane.desk.recognition.opening import crumbs
from trustlane.desk.recognition.words import Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted
from trustlane.recognition.actions.ending import end_quarantine
from trustlane.recognition.actions.quarantining import propose_end
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import feeds, following, keysets, without_node
from trustlane.recognition.refusals import RecognitionRefused


@officers_only
@permitted(Permission.SEE_FOLLOWED)
@require_safe
def exchange(request: HttpRequest) -> HttpResponse:
    """Every feed that is read and written, those that need somebody first."""
    read = following.feeds(by=actor(request), at=now(request))
    may_see = may(request, Permission.SEE_BY_FILE).allowed
    context = {
        "crumbs": crumbs(Crumb(_("Exchange"))),
        "read": sorted(read, key=lambda row: (row.well, row.origin)),
        "written": feeds.feeds() if may(request, Permission.SEE_FEEDS).allowed else None,
        "keysets": keysets.newest_of_each(),
        "now": now(request),
        "may_see_by_file": may_see,
        "by_file": without_node.partners(actor(request), at=now(request)) if may_see else [],
        "guided": bool(demonstrated.beside()),
    }
    return render(request, "recognition/exchange.html", context)


@officers_only
@permitted(Permission.SEE_FOLLOWED)
def quarantine(request: HttpRequest, number: int) -> HttpResponse:
    """Why additions of a partner give nothing, what proves it, and how two persons end it."""
    found = following.open_quarantine(number, by=actor(request), at=now(request))
    if found is None:
        raise Http404
    form = WhyForm(request.POST if request.method == "POST" else None)
    ends = found.proposed_by is not None
    settles = Permission.END_QUARANTINE if ends else Permission.PROPOSE_END
    one = following.quarantine(number)
    answer = may(request, settles, one)
    refused: Told | None = None
    if request.method == "POST" and one is not None and (ends or form.is_valid()):
        try:
            if ends:
                end_quarantine(quarantine=one, by=actor(request), at=now(request))
                messages.success(request, _("The quarantine has ended; additions count again."))
            else:
                propose_end(quarantine=one, reason=form.cleaned_data["reason"], by=actor(request), at=now(request))
                messages.success(request, _("Proposed. A second person ends the quarantine."))
        except RecognitionRefused as error:
            refused = told(error)
        else:
            return redirect("recognition:exchange")
    context = {
        "crumbs": crumbs(Crumb(_("Exchange"), reverse("recognition:exchange")), Crumb(found.origin, data=True)),
        "found": found,
        "form": form,
        "ends": ends,
        "may": answer.allowed,
        "why_not": [_(sentence) for sentence in answer.why] if not answer.allowed else [],
        "refused": refused,
    }
    return render(request, "recognition/quarantine.html", context, status=422 if request.method == "POST" else 200)


@officers_only
@permitted(Permission.SEE_FOLLOWED)
@require_safe
def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """What proves a quarantine to a third party, as a file."""
    found = following.open_quarantine(number, by=actor(request), at=now(request))
    if found is None:
        raise Http404
    answer = JsonResponse(found.evidence)
    answer["Content-Disposition"] = f'attachment; filename="quarantine-{found.id}.json"'
    return answer
