"""The applicant takes its answers over to the edition in force, line by line."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, operators_only, require
from trustlane.portal.casework import case_of, crumbs, today
from trustlane.portal.words import sentence
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries.editions import crossing
from trustlane.programme.refusals import ChangesUnconfirmed, ProgrammeRefused


@operators_only
def edition(request: HttpRequest, reference: str) -> HttpResponse:
    """Each line with what may become of it; all of them said, the application goes over."""
    case = case_of(request, reference)
    require(request, Permission.CHANGE_EDITION, case)
    way = crossing(case, on=today(request))
    if way is None:
        raise Http404
    said, refused = way.said(request.POST), ""
    unsaid: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            actions.change_edition(
                case=case, said=said, seen=request.POST.get("seen", ""), by=actor(request), at=now(request)
            )
        except ProgrammeRefused as error:
            refused = sentence(error)
            unsaid = error.missing if isinstance(error, ChangesUnconfirmed) else ()
        else:
            messages.success(request, _("Your application goes by the new edition. Answer what is asked anew."))
            return redirect("portal:questions", reference)
    context = {
        "crumbs": crumbs(case, Crumb(_("The new edition"))),
        "way": way,
        "said": said,
        "kept_together": request.POST.get("unchanged") == "keep",
        "refused": refused,
        "unsaid": unsaid,
        "back": reverse("portal:case", args=[reference]),
    }
    return render(request, "portal/edition.html", context, status=422 if request.method == "POST" else 200)
