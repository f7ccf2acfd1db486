"""What tracing a consignment of the plan showed: asked on a page of its own, which works at any width."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.desk.programme.forms import Tracing
from trustlane.desk.programme.opening import opened
from trustlane.desk.programme.words import told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries.tracing import to_trace, traced
from trustlane.programme.refusals import ProgrammeRefused, WrongStage


@officers_only
def trace(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Says of one consignment, by its place in the plan from 1, what tracing it showed."""
    one = opened(request, reference)
    require(request, Permission.TRACE, one.case)
    named = to_trace(one.case)
    if not 0 < number <= len(named):
        raise Http404
    consignment = named[number - 1]
    said = traced(one.case).get(consignment)
    before = {"outcome": said.outcome, "documents": said.documents, "note": said.note} if said else {}
    form = Tracing(request.POST or None, initial=before)
    refused: ProgrammeRefused | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.trace(
                    case=one.case, consignment=consignment, by=actor(request), at=now(request), **form.cleaned_data
                )
            except ProgrammeRefused as caught:
                refused, status = caught, 409 if isinstance(caught, WrongStage) else 422
            else:
                messages.success(request, _("It is kept, and stands in the report."))
                return redirect(f"{reverse('cases:case', args=[reference])}?tab=validation")
    return render(
        request,
        "programme/trace.html",
        {
            "crumbs": one.crumbs(Crumb(_("Trace a consignment"))),
            "file": one.file,
            "row": one.file.row,
            "consignment": consignment,
            "form": form,
            "refused": told(refused) if refused else None,
        },
        status=status,
    )
