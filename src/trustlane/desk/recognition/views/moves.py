"""Every move of an arrangement, each on a page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.access.refusals import Refused
from trustlane.desk.recognition.forms import MoveForm
from trustlane.desk.recognition.opening import desk, opened
from trustlane.desk.recognition.words import DEEDS, Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.recognition import actions
from trustlane.recognition.moves import AGREEING, MOVES, PROPOSING
from trustlane.recognition.permits import Moving
from trustlane.recognition.queries import arrangements
from trustlane.recognition.refusals import RecognitionRefused


@officers_only
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Shows what a move means and what it rests on, and makes it."""
    one = opened(request, reference)
    if name not in DEEDS:
        raise Http404
    require(request, Moving(name), one.arrangement)
    deed, row = DEEDS[name], one.file.row
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": row.last_event, "begins": timezone.localdate(now(request))},
        asks=deed.asks,
        needed=MOVES[name].reasoned,
        begins=name in PROPOSING,
        owners=desk(request) if name == "give_owner" else None,
    )
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(name, arrangement=one.arrangement, by=actor(request), at=now(request), **form.cleaned_data)
        except (RecognitionRefused, Refused) as error:
            refused = told(error)
            one = opened(request, reference)
        else:
            messages.success(request, _(MOVES[name].says))
            return redirect("recognition:one", reference)
    file = one.file
    shown = file.drafts if name in PROPOSING else file.proposed.terms if name in AGREEING and file.proposed else ()
    context = {
        "crumbs": one.crumbs(Crumb(deed.title)),
        "name": name,
        "deed": deed,
        "row": file.row,
        "form": form,
        "refused": refused,
        "possible": file.row.stage in MOVES[name].sources,
        "terms": shown,
        "begins": file.proposed.begins if name in AGREEING and file.proposed else None,
        "begun": arrangements.proposed_by(one.arrangement),
    }
    return render(request, "recognition/move.html", context, status=422 if request.method == "POST" else 200)
