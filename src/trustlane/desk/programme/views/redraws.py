"""Drawing a seat anew once more than one officer may alone: asked for on a page, agreed to there by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.desk.programme.forms import Redraw
from trustlane.desk.programme.opening import Opened, opened
from trustlane.desk.programme.words import told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, require
from trustlane.programme import actions
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.queries import redraws
from trustlane.programme.refusals import ProgrammeRefused


@officers_only
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """What was asked for and waits; whoever plans asks here."""
    one = opened(request, reference)
    if not _concerns(request, one):
        require(request, Moving.PLAN_VALIDATION, one.case)
    if request.method == "POST":
        require(request, Moving.PLAN_VALIDATION, one.case)
    elif not redraws.takes_two(one.case):
        raise Http404
    form = Redraw(request.POST if request.method == "POST" else None, team=redraws.team_of(one.case))
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_redraw(case=one.case, by=actor(request), at=now(request), **form.cleaned_data)
        except ProgrammeRefused as refused:
            return _page(request, one, form, refused, 409)
        messages.success(request, _("Another officer is asked to agree."))
        return redirect("cases:redraw", reference)
    return _page(request, one, form, None, 422 if request.method == "POST" else 200)


@officers_only
@require_POST
def agree(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Keeps that a second officer agrees."""
    one = opened(request, reference)
    require(request, Permission.AGREE_REDRAW, one.case)
    try:
        actions.agree_redraw(case=one.case, asked=number, by=actor(request), at=now(request))
    except ProgrammeRefused as refused:
        return _page(request, one, Redraw(team=redraws.team_of(one.case)), refused, 409)
    messages.success(request, _("It is kept that you agree. The seat is drawn anew with the next plan."))
    return redirect("cases:redraw", reference)


def _concerns(request: HttpRequest, one: Opened) -> bool:
    return may(request, Permission.AGREE_REDRAW, one.case).allowed


def _page(
    request: HttpRequest, one: Opened, form: Redraw, refused: ProgrammeRefused | None, status: int
) -> HttpResponse:
    waits = redraws.redraw_asked(one.case)
    plans = may(request, Moving.PLAN_VALIDATION, one.case).allowed and redraws.takes_two(one.case)
    shown = {
        "crumbs": [
            Crumb(_("Cases"), reverse("cases:worklist")),
            Crumb(one.case.reference, reverse("cases:case", args=[one.case.reference]), data=True),
            Crumb(_("Draw a seat anew")),
        ],
        "row": one.file.row,
        "asked": waits,
        "form": form,
        "plans": plans,
        "may_agree": waits is not None and waits.agreed_at is None and _concerns(request, one),
        "refused": told(refused) if refused else None,
    }
    return render(request, "programme/redraw.html", shown, status=status)
