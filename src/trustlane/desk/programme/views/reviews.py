"""What came of looking at a holder anew, because its consignments asked for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.desk.programme.forms import Reviewed
from trustlane.desk.programme.opening import opened
from trustlane.desk.programme.views.case import page
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries.conduct import call_of


@officers_only
@require_POST
def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Keeps the answer to a call to look at the holder anew."""
    one = opened(request, reference)
    require(request, Permission.ANSWER_REVIEW, one.case)
    call = call_of(one.case, number)
    if call is None:
        raise Http404
    form = Reviewed(request.POST)
    if not form.is_valid():
        return page(request, one, reviewed=form, status=422)
    actions.answer_review(call=call, by=actor(request), at=now(request), **form.cleaned_data)
    messages.success(request, _("It is kept what came of it."))
    return redirect(f"{reverse('cases:case', args=[reference])}?tab=goods")
