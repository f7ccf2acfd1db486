"""Letters that go by post: to firms that no e-mail reaches; printed here, and said to be posted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trustlane.desk.programme.words import told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.keyset import read_place
from trustlane.pages.people import actor, now, officers_only, permitted
from trustlane.pages.querysets import page_of_query
from trustlane.pages.tables import PAGE_SIZE
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries.letters import to_post
from trustlane.programme.refusals import LetterUnknown

_LONGEST_NUMBER = 18  # digits


@officers_only
@permitted(Permission.SEE_LETTERS)
def letters(request: HttpRequest) -> HttpResponse:
    """The letters to be posted, oldest first; those that are ticked are marked as posted."""
    refused = None
    if request.method == "POST":
        chosen = request.POST.getlist("letters")
        numbers = [int(one) for one in chosen if one.isascii() and one.isdecimal() and len(one) <= _LONGEST_NUMBER]
        try:
            if len(numbers) != len(chosen):
                raise LetterUnknown("One of these is no number of a letter.")
            many = actions.post_letters(numbers=numbers, by=actor(request), at=now(request))
        except LetterUnknown as refusal:
            refused = told(refusal)
        else:
            said = ngettext("%(many)d letter was posted.", "%(many)d letters were posted.", many) % {"many": many}
            messages.success(request, said)
            return redirect("cases:letters")
    place = read_place(request.GET.get("after", ""), request.GET.get("before", ""), length=1, order="pk")
    key = place.after or place.before
    if key is not None and type(key[0]) is not int:
        place = read_place("", "", length=1, order="pk")
    waiting = to_post(actor(request), at=now(request))
    context = {
        "crumbs": [Crumb(_("Letters to post"))],
        "part": page_of_query(waiting, ("pk",), place, size=PAGE_SIZE),
        "total": waiting.count(),
        "refused": refused,
    }
    return render(request, "programme/letters.html", context, status=422 if refused else 200)
