"""The notices of whoever is signed in: what is new first, each leading to its case; and how they are mailed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trustlane.pages.crumbs import Crumb
from trustlane.pages.forms import Mailing
from trustlane.pages.keyset import read_place
from trustlane.pages.people import actor, now, person
from trustlane.pages.querysets import page_of_query
from trustlane.programme import actions
from trustlane.programme.notices.table import To
from trustlane.programme.queries import inbox
from trustlane.programme.refusals import NoticeUnknown

SIZE = 30
_LARGEST_ID = 1 << 62


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own notices, the unread on a page of their own."""
    person(request)
    read = request.GET.get("show") == "read"
    place = read_place(request.GET.get("after", ""), request.GET.get("before", ""), length=1, order="pk")
    key = place.after or place.before
    if key is not None and not (type(key[0]) is int and 0 <= key[0] < _LARGEST_ID):
        place = read_place("", "", length=1, order="pk")
    part = page_of_query(inbox.notices(actor(request), read=read), ("pk",), place, size=SIZE, descending=True)
    context = {
        "crumbs": [Crumb(_("Notices"))],
        "part": part,
        "read": read,
        "unread": inbox.unread(actor(request)),
        "at": now(request),
    }
    return render(request, "pages/notices.html", context)


@require_POST
def opened(request: HttpRequest, number: int) -> HttpResponse:
    """Marks a notice as read and leads to its case."""
    person(request)
    try:
        notice = actions.read_notice(number=number, by=actor(request), at=now(request))
    except NoticeUnknown:
        raise Http404 from None
    # Each audience has a page of its own for a case.
    page = "portal:case" if actor(request).operator else "cases:case"
    # Who was left out of a visit sees its case no longer.
    return redirect("cases:worklist") if notice.to == To.DROPPED else redirect(page, notice.case.reference)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Marks everything as read."""
    person(request)
    actions.read_all(by=actor(request), at=now(request))
    return redirect("notices")


def settings(request: HttpRequest) -> HttpResponse:
    """How one's notices are mailed: at once, together once a day, or not; letters of the law come at once."""
    person(request)
    known = inbox.mailing(actor(request))
    form = Mailing(request.POST or None, initial={"mailed": known.mailed})
    if request.method == "POST" and form.is_valid():
        actions.choose_mailing(mailed=form.cleaned_data["mailed"], by=actor(request), at=now(request))
        messages.success(request, _("Your choice is kept."))
        return redirect("notice_settings")
    context = {
        "crumbs": [Crumb(_("Notices"), reverse("notices")), Crumb(_("E-mail"))],
        "form": form,
        "known": known,
        "outside": bool(actor(request).operator),
    }
    return render(request, "pages/notice_settings.html", context, status=422 if form.errors else 200)
