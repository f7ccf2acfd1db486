"""Judging the risks of a case: a leaf section, a leg of the supply chain, how that is assessed; inside customs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.access.refusals import Refused
from trustlane.criteria import queries as catalogues
from trustlane.desk.programme.judged import Judgement, LegForm, MethodForm
from trustlane.desk.programme.opening import Opened, opened
from trustlane.desk.programme.words import told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.programme import actions
from trustlane.programme.checklists import criteria_for
from trustlane.programme.permits import Permission
from trustlane.programme.queries.risks import RiskFile, risk_file
from trustlane.programme.refusals import ProgrammeRefused
from trustlane.programme.risk.legs import Method

LEG = re.compile(r"[A-Z0-9]{1,8}")
LONGEST = 90  # characters of a criterion in a list


@officers_only
def section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Judges one leaf section."""
    one, found = _opened(request, reference)
    if section not in found.sections:
        raise Http404
    known = next((kept.risk for kept in found.kept if kept.risk.section == section), None)
    today = timezone.localdate(now(request))
    form = Judgement(request.POST or None, section=section, today=today, risk=known)

    def deed() -> None:
        actions.judge_risk(case=one.case, risk=form.cleaned_data["risk"], by=actor(request), at=now(request))

    about = {"title": found.sections[section], "named": section, "own": True}
    return _judged(request, one, form, deed, "programme/judge_risk.html", **about)


@officers_only
def leg(request: HttpRequest, reference: str, leg: str) -> HttpResponse:
    """Maps and judges one leg of the way of the goods."""
    one, found = _opened(request, reference)
    if not LEG.fullmatch(leg):
        raise Http404
    row, items = one.file.row, catalogues.catalogue(one.file.catalogue).items
    form = LegForm(
        request.POST or None,
        leg=leg,
        today=timezone.localdate(now(request)),
        found=found,
        criteria=[
            (item, f"{item} {items[item].text[:LONGEST]}") for item in criteria_for(one.file.catalogue, row.roles)
        ],
    )

    def deed() -> None:
        given = form.cleaned_data
        actions.judge_leg(
            case=one.case,
            leg=given["given_leg"],
            threats=given["threats"],
            vulnerabilities=given["vulnerabilities"],
            why=given["why"],
            dropped=given.get("dropped", False),
            by=actor(request),
            at=now(request),
        )

    title = _("A leg of the supply chain")
    return _judged(request, one, form, deed, "programme/judge_leg.html", title=title, named=leg, own=False)


@officers_only
def method(request: HttpRequest, reference: str) -> HttpResponse:
    """Says how the supply chain is assessed."""
    one, found = _opened(request, reference)
    kept = found.chain.method
    initial = {name: getattr(kept, name) for name in MethodForm.base_fields} if kept else None
    form = MethodForm(request.POST or None, initial=initial)

    def deed() -> None:
        actions.say_method(case=one.case, method=Method(**form.cleaned_data), by=actor(request), at=now(request))

    title = _("How the supply chain is assessed")
    return _judged(request, one, form, deed, "programme/judge_risk.html", title=title, named="", own=False)


def _opened(request: HttpRequest, reference: str) -> tuple[Opened, RiskFile]:
    one = opened(request, reference)
    require(request, Permission.JUDGE_RISK, one.case)
    at = now(request)
    return one, risk_file(one.case, actor(request), at=at, on=timezone.localdate(at))


def _judged(
    request: HttpRequest, one: Opened, form: forms.Form, deed: Callable[[], None], template: str, **shown: Any
) -> HttpResponse:
    refused: ProgrammeRefused | Refused | None = None
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            deed()
        except (ProgrammeRefused, Refused) as caught:
            refused, status = caught, 403 if isinstance(caught, Refused) else 422
        else:
            messages.success(request, _("It is judged. What was judged before stays readable as of an earlier day."))
            return redirect(f"{reverse('cases:case', args=[one.file.row.reference])}?tab=risk")
    return render(
        request,
        template,
        {
            "crumbs": one.crumbs(Crumb(_("Risk"))),
            "file": one.file,
            "row": one.file.row,
            "form": form,
            "refused": told(refused) if refused else None,
            **shown,
        },
        status=status,
    )
