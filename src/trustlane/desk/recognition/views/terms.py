"""The terms of one direction, as they are drafted; they count once two persons have signed them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.desk.recognition.forms import TermsForm, filled
from trustlane.desk.recognition.opening import opened
from trustlane.desk.recognition.words import Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.recognition import actions, labels
from trustlane.recognition.permits import Permission
from trustlane.recognition.refusals import RecognitionRefused
from trustlane.recognition.stages import DRAFTING

USUAL = {"scope": ["security"], "roles": ["exporter"], "additions": 200, "preset": "prompt"}


@officers_only
def draft(request: HttpRequest, reference: str, code: str, direction: str) -> HttpResponse:
    """Takes the terms of a direction, or that nothing is agreed for it."""
    one = opened(request, reference)
    partner = next((each for each in one.file.row.partners if each.code == code), None)
    if partner is None or direction not in labels.DIRECTIONS:
        raise Http404
    require(request, Permission.DRAFT_TERMS, one.arrangement)
    known = one.file.draft(code, direction)
    form = TermsForm(
        request.POST if request.method == "POST" else None, initial=filled(known.terms) if known else USUAL
    )
    refused: Told | None = None
    if request.method == "POST" and ("nothing" in request.POST or form.is_valid()):
        try:
            actions.draft_terms(
                arrangement=one.arrangement,
                partner=code,
                direction=direction,
                words=None if "nothing" in request.POST else form.words,
                by=actor(request),
                at=now(request),
            )
        except RecognitionRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("The draft is kept. It counts once two persons have signed it."))
            return redirect(f"{reverse('recognition:one', args=[reference])}#terms")
    context = {
        "crumbs": one.crumbs(Crumb(_("Terms"))),
        "row": one.file.row,
        "partner": partner,
        "direction": direction,
        "form": form,
        "known": known,
        "refused": refused,
        "possible": one.file.row.stage in DRAFTING,
    }
    return render(request, "recognition/terms.html", context, status=422 if request.method == "POST" else 200)
