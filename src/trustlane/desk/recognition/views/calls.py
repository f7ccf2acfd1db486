"""A suspension that a partner told by telephone: entered by one, confirmed or ended by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.desk.recognition.forms import AsideForm, CallForm
from trustlane.desk.recognition.opening import desk
from trustlane.desk.recognition.views.by_file import found, path
from trustlane.desk.recognition.words import Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.recognition.actions.calls import confirm_call, end_call, enter_call
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import without_node
from trustlane.recognition.refusals import RecognitionRefused
from trustlane.standing.facts import StandingFact


@officers_only
@permitted(Permission.ENTER_CALL)
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enters what was told; it counts at once, for 72 hours."""
    row = found(request, code)
    posted = request.method == "POST"
    data: Any = request.POST if posted else None
    if posted and request.POST.get("pick"):
        # One of those that were shown as alike was chosen by its button: its number takes the place of what was typed.
        data = request.POST.copy()
        data["operator"] = request.POST["pick"]
    form = CallForm(data, initial={"told_at": timezone.localtime(now(request))})
    like: list[StandingFact] = []
    refused: Told | None = None
    if posted and form.is_valid():
        given = dict(form.cleaned_data)
        operator, like = without_node.meant(row.code, given.pop("operator"), at=now(request))
        if operator is None:
            form.add_error("operator", _unknown(like))
        else:
            try:
                one = enter_call(partner=row.code, operator=operator, by=actor(request), at=now(request), **given)
            except RecognitionRefused as error:
                refused = told(error)
            else:
                messages.success(request, _("It counts from now on, for 72 hours. A second person confirms it."))
                return redirect("recognition:by-file-call", row.code, one.pk)
    context = {
        "crumbs": path(row, Crumb(_("Suspension by telephone"))),
        "row": row,
        "form": form,
        "like": like if form.errors.get("operator") else [],
        "telephones": without_node.telephones(row.code),
        "refused": refused,
    }
    return render(request, "recognition/by_file_call_new.html", context, status=422 if posted else 200)


@officers_only
@permitted(Permission.SEE_BY_FILE)
def one(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What was told; somebody else than who entered it confirms it or ends it."""
    row = found(request, code)
    call = without_node.call(row.code, number)
    if call is None:
        raise Http404
    form = AsideForm()
    refused: Told | None = None
    if request.method == "POST":
        require(request, Permission.SETTLE_CALL, call)
        ends = request.POST.get("deed") == "end"
        form = AsideForm(request.POST if ends else None)
        if not ends or form.is_valid():
            try:
                if ends:
                    end_call(told=call, reason=form.cleaned_data["reason"], by=actor(request), at=now(request))
                    messages.success(request, _("It is ended; what was withheld counts again from today on."))
                else:
                    confirm_call(told=call, by=actor(request), at=now(request))
                    messages.success(request, _("Confirmed. It stands until a newer list of the partner speaks of it."))
            except RecognitionRefused as error:
                refused = told(error)
            else:
                return redirect("recognition:by-file-call", row.code, number)
    answer = may(request, Permission.SETTLE_CALL, call)
    shown = without_node.call_row(call, at=now(request))
    context = {
        "crumbs": path(row, Crumb(_("Suspension by telephone"))),
        "row": row,
        "call": shown,
        "open": shown.state == "waiting",
        "may_settle": answer.allowed,
        "why": [] if answer.allowed else [_(sentence) for sentence in answer.why],
        "others": [name for key, name in desk(request, deciders=True).items() if key != shown.entered_by],
        "form": form,
        "refused": refused,
    }
    return render(request, "recognition/by_file_call.html", context, status=422 if request.method == "POST" else 200)


def _unknown(like: list[StandingFact]) -> str:
    if like:
        return _("No operator that is valid today has exactly this number. Choose one of those below, if it is meant.")
    return _("This partner makes nobody valid today who has this number or name. Look at its newest list.")
