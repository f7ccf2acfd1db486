"""An open case goes over to the edition in force, line by line, as the officer confirms it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.desk.programme.opening import opened
from trustlane.desk.programme.words import Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries.editions import crossing
from trustlane.programme.refusals import ProgrammeRefused


@officers_only
def edition(request: HttpRequest, reference: str) -> HttpResponse:
    """Each line with what may become of it; all of them said, the case goes over."""
    one = opened(request, reference)
    require(request, Permission.CHANGE_EDITION, one.case)
    way = crossing(one.case, on=timezone.localdate(now(request)))
    if way is None:
        raise Http404
    back = reverse("cases:case", args=[reference])
    said = way.said(request.POST)
    refused: Told | None = None
    if request.method == "POST":
        try:
            actions.change_edition(
                case=one.case, said=said, seen=request.POST.get("seen", ""), by=actor(request), at=now(request)
            )
        except ProgrammeRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("The case goes by the new edition."))
            return redirect(back)
    context = {
        "crumbs": one.crumbs(Crumb(_("Another edition"))),
        "row": one.file.row,
        "way": way,
        "said": said,
        "kept_together": request.POST.get("unchanged") == "keep",
        "refused": refused,
        "back": back,
    }
    return render(request, "programme/edition.html", context, status=422 if request.method == "POST" else 200)
