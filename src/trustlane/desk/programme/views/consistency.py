"""Rounds in which several validators rate the same findings blind to one another, and how far they agree."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.access.queries import holders
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.desk.programme.around import Alike, Opening
from trustlane.desk.programme.doing import done
from trustlane.desk.programme.words import RATINGS, Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries import alike
from trustlane.programme.refusals import ProgrammeRefused


@officers_only
@permitted(Permission.SEE_ROUNDS)
def index(request: HttpRequest) -> HttpResponse:
    """The rounds one takes part in, or all of them; opens another."""
    at = now(request)
    opens = may(request, Permission.OPEN_ROUND).allowed
    people = [(user.pk, user.full_name) for user in holders(Role.VALIDATOR, at=at)] if opens else []
    form = Opening(request.POST or None, validators=people)
    refused: ProgrammeRefused | Refused | None = None
    status = 200
    if request.method == "POST":
        require(request, Permission.OPEN_ROUND)
        status = 422
        if form.is_valid():
            try:
                made = actions.open_round(by=actor(request), at=at, **form.cleaned_data)
            except (ProgrammeRefused, Refused) as caught:
                refused, status = caught, 403 if isinstance(caught, Refused) else 422
            else:
                messages.success(request, _("The round is open. Nobody reads what others say until it is closed."))
                return redirect("cases:round", made.pk)
    return render(
        request,
        "programme/rounds.html",
        {
            "crumbs": [Crumb(_("Rating alike"))],
            "rounds": alike.rounds(actor(request), at=at),
            "awaited": alike.awaited(actor(request), at=at),
            "form": form if opens else None,
            "refused": told(refused) if refused else None,
        },
        status=status,
    )


@officers_only
@permitted(Permission.SEE_ROUNDS)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One round: what one is asked to rate while it is open, the agreement once it is closed."""
    found = alike.round_numbered(number)
    if found is None:
        raise Http404
    at = now(request)
    require(request, Permission.SEE_ROUND, found)
    problem: Told | str = ""
    status = 200
    if request.method == "POST":
        require(request, Permission.RATE_ALIKE, found)
        form = Alike(request.POST)
        status = 422
        if form.is_valid():
            try:
                actions.rate_alike(round=found, by=actor(request), at=at, **form.cleaned_data)
            except (ProgrammeRefused, Refused) as caught:
                problem = told(caught)
            else:
                return redirect(f"{reverse('cases:round', args=[number])}#next")
        else:
            problem = _("This rating cannot be read. Choose one of the five and send it again.")
    rates = may(request, Permission.RATE_ALIKE, found).allowed
    items = alike.items(found, actor(request), at=at)
    reads = may(request, Permission.SEE_AGREEMENT, found).allowed
    return render(
        request,
        "programme/round.html",
        {
            "crumbs": [Crumb(_("Rating alike"), reverse("cases:rounds")), Crumb(found.title, data=True)],
            "round": found,
            "items": items,
            "left": [each for each in items if not each.mine] if rates else [],
            "rated": sum(bool(each.mine) for each in items),
            "rates": rates,
            "ratings": RATINGS,
            "progress": alike.progress(found) if may(request, Permission.OPEN_ROUND).allowed else (),
            "may_close": found.closed_at is None and may(request, Permission.OPEN_ROUND).allowed,
            "agreement": alike.agreement(found, actor(request), at=at) if reads else None,
            "problem": problem,
        },
        status=status,
    )


@officers_only
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Closes a round."""
    found = alike.round_numbered(number)
    if found is None:
        raise Http404
    require(request, Permission.OPEN_ROUND)
    done(request, actions.close_round, _("The round is closed. What all said is compared below."), round=found)
    return redirect("cases:round", number)
