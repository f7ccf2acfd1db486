"""A status across the border, in steps, over the nodes of a demonstration: every step a real deed, shown as it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trustlane.desk.recognition import demonstrated
from trustlane.desk.recognition.opening import crumbs
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted
from trustlane.programme.permits import Permission as Programme
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import ages, following, lately


@officers_only
@permitted(Permission.SEE_FOLLOWED)
@require_http_methods(["GET", "POST"])
def guide(request: HttpRequest) -> HttpResponse:
    """Grant, benefit there, suspend, gone; cut the line, fade; heal, catch up."""
    beside = {one.code: one for one in demonstrated.beside()}
    if not beside:
        raise Http404
    who, at = actor(request), now(request)
    may_cut = may(request, Permission.STOP_FOLLOWING)
    if request.method == "POST" and may_cut.allowed:
        return _line(request, set(beside))
    until = {fact.origin: fact for fact in ages.heard()}
    lines = [
        {"row": row, "beside": beside[row.issuer], "until": until[row.origin]}
        for row in following.feeds(by=who, at=at)
        if row.issuer in beside
    ]
    context = {
        "crumbs": crumbs(Crumb(_("Exchange"), reverse("recognition:exchange")), Crumb(_("Across the border"))),
        "beside": list(beside.values()),
        "lines": lines,
        "said": lately.said(by=who, at=at) if may(request, Permission.SEE_FEEDS).allowed else None,
        "heard": lately.heard(by=who, at=at),
        "may_cut": may_cut.allowed,
        "may_cases": may(request, Programme.SEE_WORKLIST).allowed,
        "now": at,
    }
    return render(request, "recognition/guide.html", context, status=403 if request.method == "POST" else 200)


def _line(request: HttpRequest, known: set[str]) -> HttpResponse:
    code = request.POST.get("partner", "")
    if code not in known:
        raise Http404
    if request.POST.get("line") == "cut":
        demonstrated.cut(code)
        messages.success(request, _("The line is cut. Nothing passes in either direction."))
    else:
        demonstrated.heal(code)
        messages.success(request, _("The line runs again. What was missed is caught up in some seconds."))
    return redirect("recognition:guide")
