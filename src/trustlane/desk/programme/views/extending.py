"""Extend a clock for many cases by one act: what it would do is shown first, with its count; then it is done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trustlane.access.queries import offices
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.desk.programme.extending_forms import ManyForm
from trustlane.desk.programme.words import told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, permitted
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries import extending
from trustlane.programme.refusals import CaseChanged, ProgrammeRefused

SHOWN = 50


@officers_only
@permitted(Permission.EXTEND_ALL)
def extend(request: HttpRequest) -> HttpResponse:
    """Asks which clock of which cases, shows what the act would do, and does it once that was seen."""
    at, who = now(request), actor(request)
    terms = {term: _(title) for term, title in extending.terms_to_extend(who, at=at).items()}
    form = ManyForm(request.POST or None, terms=terms, offices=offices(Role.CASE_OFFICER, at=at))
    refused: ProgrammeRefused | Refused | None = None
    found: tuple[extending.Concerned, ...] | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = extending.concerned(who, form.chosen, at=at, **form.length)
                seen = form.cleaned_data["shown"]
                if "do" in request.POST and found and seen == len(found):
                    return _done(request, form, found)
                if "do" in request.POST:
                    raise CaseChanged(_("Other cases are concerned than you were shown. Look at them again."))
                status = 200
            except (ProgrammeRefused, Refused) as caught:
                refused = caught
    shown = {
        "crumbs": [Crumb(_("Extend for many"))],
        "form": form,
        "found": found,
        "first": (found or ())[:SHOWN],
        "refused": told(refused) if refused else None,
        "acts": extending.acts(who, at=at),
        "terms": terms,
        "today": timezone.localdate(at),
    }
    return render(request, "programme/extend_many.html", shown, status=status)


def _done(request: HttpRequest, form: ManyForm, found: tuple[extending.Concerned, ...]) -> HttpResponse:
    count = actions.extend_all(
        cases=extending.cases_of(found),
        term=form.chosen.term,
        reason=form.cleaned_data["reason"],
        legal_basis=form.cleaned_data["legal_basis"],
        seen=len(found),
        by=actor(request),
        at=now(request),
        **form.length,
    )
    says = ngettext(
        "One clock was extended. Its operator is told.",
        "%(count)s clocks were extended. Their operators are told.",
        count,
    )
    messages.success(request, says % {"count": count})
    return redirect("cases:extend-many")
