"""Where an operator stands in the programme: what it holds, who has to do what until when, what it can do next."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.criteria.catalogue import Catalogue
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, operators_only, require
from trustlane.parties import queries as parties
from trustlane.portal import deeds
from trustlane.portal.casework import (
    Paper,
    answerable,
    assessment_of,
    case_of,
    crumbs,
    file_of,
    papers,
    running_out,
    today,
)
from trustlane.portal.forms import BeginForm, MessageForm
from trustlane.portal.questions import steps, totals
from trustlane.portal.words import ROLES, sentence, stand
from trustlane.programme import actions
from trustlane.programme.agency_benefits import AGREED
from trustlane.programme.permits import Permission
from trustlane.programme.queries import letters, successions
from trustlane.programme.queries import papers as prints
from trustlane.programme.queries.asked import SMALL_FIRM_BELOW, SelfAssessment
from trustlane.programme.queries.bans import ban_on
from trustlane.programme.queries.benefits import expected
from trustlane.programme.queries.editions import crossing
from trustlane.programme.queries.offices import catalogues_to_apply_by, offices_that_take
from trustlane.programme.queries.worklist import of_operator
from trustlane.programme.refusals import ProgrammeRefused
from trustlane.programme.rows import CaseFile, ClockRow
from trustlane.programme.stages import ENDED, HOLDING, PLANNED, Stage

_OWN = frozenset({"applicant", "holder"})


@operators_only
def status(request: HttpRequest) -> HttpResponse:
    """The newest case of the operator; where there is none, what the programme is good for."""
    rows = of_operator(actor(request).operator, who=actor(request), at=now(request))
    if rows:
        # What is held comes before what is applied for beside it.
        return _page(request, next((row for row in rows if row.stage in HOLDING), rows[0]).reference)
    return render(
        request,
        "portal/no_case.html",
        {"crumbs": [Crumb(_("Your AEO status"))], "known": _registered(request) is not None},
    )


@operators_only
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One case, as the operator reads it."""
    return _page(request, reference)


def _page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference)
    file = file_of(request, case)
    assessment = assessment_of(request, case)
    progress = steps(assessment)
    rows = of_operator(actor(request).operator, who=actor(request), at=now(request))
    ended = file.row.stage in ENDED
    given = papers(request)
    used = [number for one in assessment.given.values() for number in one.documents]
    ending = [] if ended else running_out(given, used)
    return render(
        request,
        "portal/case.html",
        {
            "crumbs": [Crumb(_("Your AEO status"))] if rows[0].reference == reference else crumbs(file.row),
            "case": file,
            "stand": stand(file.row.stage),
            "beside": stand(file.beside) if file.beside else None,
            "next": _next(file, assessment, ending),
            "deeds": deeds.open_to(file),
            "may_ask_time": {one.term for one in file.askable}
            if any(move.name == "ask_extension" for move in file.moves)
            else (),
            "may_report_incident": any(move.name == "report_incident" for move in file.moves),
            "asked": deeds.question_asked(file),
            "clocks": [clock for clock in file.clocks if _tells(clock, ended=ended)],
            "holds": file.terms is not None and file.row.stage in HOLDING,
            "planned": PLANNED,
            "draft": file.row.stage == Stage.DRAFT,
            "answerable": answerable(case),
            "totals": totals(progress),
            "others": [row for row in rows if row.reference != reference],
            "may_apply_beside": file.row.stage in HOLDING
            and all(row.stage in ENDED or row.reference == reference for row in rows)
            and bool(_to_apply_by(request)),
            "may_begin": ended
            and rows[0].reference == reference
            and ban_on(case.operator.reference, at=now(request)) is None,
            "prints": prints.available(file),
            "successors": successions.successors(case, who=actor(request), at=now(request)),
            "letters": letters.of_case(case, actor(request), at=now(request)),
            "message": MessageForm(),
            "expected": expected(file.terms.benefits) if file.terms and file.row.stage in HOLDING else (),
            "figures": reverse("portal:peers"),
            "taken_back": [one for one in file.given if one.state != AGREED] if file.row.stage in HOLDING else [],
            "crossing": crossing(case, on=today(request)),
            "today": today(request),
            "papers": {paper.id: paper for paper in given},
            "ending": ending,
        },
    )


def on_first_page(request: HttpRequest) -> dict[str, Any] | None:
    """What is next in the operator's case, for its first page; None where nobody of it has anything to do."""
    rows = of_operator(actor(request).operator, who=actor(request), at=now(request))
    for row in rows:
        if row.stage in ENDED and row is not rows[0]:
            continue
        case = case_of(request, row.reference)
        file, assessment = file_of(request, case), assessment_of(request, case)
        used = [number for one in assessment.given.values() for number in one.documents]
        found = _next(file, assessment, [] if row.stage in ENDED else running_out(papers(request), used))
        if found is not None:
            return {"case": file, "next": found, "stand": stand(row.stage), "due": _due(file)}
    return None


def _due(file: CaseFile) -> Any:
    """The nearest last day of a period that is the operator's own; None where none runs."""
    runs = [clock.due for clock in file.clocks if not clock.ended and not clock.stopped and clock.turn in _OWN]
    return min((due for due in runs if due), default=None)


def _next(file: CaseFile, assessment: SelfAssessment, ending: list[Paper]) -> deeds.Next | None:
    return deeds.next_deed(
        file,
        complete=not assessment.missing,
        new_sites=bool(assessment.new_sites and assessment.left),
        expired=next((paper.id for paper in ending if paper.state == "expired"), None),
    )


@operators_only
def begin(request: HttpRequest) -> HttpResponse:
    """What is applied for; a draft is opened, which only people of the operator see."""
    operator = _registered(request)
    if operator is not None:
        require(request, Permission.OPEN_CASE, operator)
    catalogues = _to_apply_by(request) or catalogues_to_apply_by(on=today(request))
    form = BeginForm(
        request.POST or None,
        offices=offices_that_take(at=now(request)),
        catalogues={name: one.title for name, one in catalogues.items()},
    )
    if request.method == "POST" and operator is not None and form.is_valid():
        chosen = form.cleaned_data
        try:
            case = actions.open_case(
                operator=operator,
                roles=chosen["roles"],
                security="security" in chosen["scope"],
                compliance="compliance" in chosen["scope"],
                small=chosen["small"] == "yes",
                office=chosen["office"] or form.only_office,
                catalogue=chosen.get("catalogue", "") or (next(iter(catalogues)) if len(catalogues) == 1 else ""),
                by=actor(request),
                at=now(request),
            )
        except ProgrammeRefused as refused:
            form.add_error(None, sentence(refused))
        else:
            return redirect("portal:questions", case.reference)
    return render(
        request,
        "portal/begin.html",
        {
            "crumbs": [Crumb(_("Your AEO status"), reverse("portal:status")), Crumb(_("Begin an application"))],
            "form": form,
            "known": operator is not None,
            "roles": ROLES,
            "chosen": request.POST.getlist("roles"),
            "scopes": request.POST.getlist("scope"),
            "below": SMALL_FIRM_BELOW,
            "catalogues": catalogues if len(catalogues) > 1 else {},
        },
        status=422 if form.errors else 200,
    )


@operators_only
@require_POST
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """Writes to Customs in a case."""
    case = case_of(request, reference)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            actions.write(case=case, text=form.cleaned_data["text"], by=actor(request), at=now(request))
        except ProgrammeRefused as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, _("Your message was sent."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(f"{reverse('portal:case', args=[reference])}#messages-of-case")


def _to_apply_by(request: HttpRequest) -> dict[str, Catalogue]:
    """The catalogues to choose from, without those by which the operator holds its status."""
    rows = of_operator(actor(request).operator, who=actor(request), at=now(request))
    held = [case_of(request, row.reference).catalogue for row in rows if row.stage in HOLDING]
    offered = catalogues_to_apply_by(on=today(request))
    return {name: one for name, one in offered.items() if not any(re.match(rf"{one.id}-[0-9]", each) for each in held)}


def _registered(request: HttpRequest) -> Any:
    return parties.everybody().filter(reference=actor(request).operator).first()


def _tells(clock: ClockRow, *, ended: bool) -> bool:
    """A clock that still says something to the applicant: it runs, and is not for officers in a case that ended."""
    return not clock.ended and not (ended and clock.turn == "customs")
