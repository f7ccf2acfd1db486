"""The yearly report: a short questionnaire on one page, saved as one types, given as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now
from trustlane.portal import deeds, questions
from trustlane.portal.casework import case_of, crumbs, file_of, papers, today, types, who_answers
from trustlane.portal.entering import Entering
from trustlane.portal.forms import SubmitForm
from trustlane.portal.questions import Card
from trustlane.portal.views.questions import NothingChosen, documents_of
from trustlane.portal.words import sentence
from trustlane.programme import actions
from trustlane.programme.queries import reporting
from trustlane.programme.queries.asked import SelfAssessment
from trustlane.programme.refusals import AnswerUnfit, EvidenceUnknown, ProgrammeRefused


@who_answers
def index(request: HttpRequest, reference: str) -> HttpResponse:
    """Every question that is asked, what was said to it last year, and the report given at the end."""
    case = case_of(request, reference)
    file, entering = file_of(request, case), Entering(request, case)
    possible = deeds.DEEDS["yearly-report"] in deeds.open_to(file)
    form = SubmitForm(request.POST or None)
    status = 200 if possible else 409
    if request.method == "POST" and possible:
        status = 422
        if form.is_valid() & entering.is_valid():
            seen = form.cleaned_data["seen"]
            try:
                with transaction.atomic():
                    came = entering.came()
                    actions.give_report(case=case, by=actor(request), at=now(request), seen=seen, came=came)
            except (ProgrammeRefused, EvidenceRefusal) as refused:
                form.add_error(None, sentence(refused))
                status = 409 if isinstance(refused, ProgrammeRefused) else 422
            else:
                messages.success(request, entering.done(str(deeds.DEEDS["yearly-report"].done)))
                return entering.back()
    assessment = reporting.yearly_assessment(case, on=today(request))
    return render(
        request,
        "portal/yearly.html",
        _common(request, case, assessment)
        | {
            "crumbs": crumbs(file.row, Crumb(deeds.DEEDS["yearly-report"].title), typed=entering.typed),
            **entering.context(),
            "deed": deeds.DEEDS["yearly-report"],
            "chapters": [
                (chapter, questions.cards(assessment, chapter)) for chapter in assessment.questionnaire.chapters
            ],
            "last": reporting.last_report(case, actor(request), at=now(request)),
            "possible": possible,
            "missing": len(assessment.missing),
            "form": form,
            "file": file,
        },
        status=status,
    )


@who_answers
@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Keeps one answer of the report, and shows what came of it, and the questions that came or went."""
    case = case_of(request, reference)
    before = reporting.yearly_assessment(case, on=today(request))
    said = request.POST
    card = _card(before, said.get("question", ""))
    if card is None:
        raise Http404
    value = said.get("value", "")
    taken_back = "clear" in said or not value.strip()
    told = None if taken_back else value
    return _kept(
        request,
        case,
        before,
        card,
        lambda: actions.answer_report(
            case=case,
            question=card.question.id,
            value=told,
            note=said.get("note", card.note),
            by=actor(request),
            at=now(request),
        ),
        whole="clear" in said,
    )


@who_answers
@require_POST
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Adds a document to an answer of the report, new or given before, or takes one off it."""
    case = case_of(request, reference)
    before = reporting.yearly_assessment(case, on=today(request))
    card = _card(before, request.POST.get("question", ""))
    if card is None:
        raise Http404
    if card.given is None:
        # A document shows an answer; without one it would stand for nothing.
        return _answered(request, case, before, card, _("Answer the question first; then add a document to it."), 409)
    try:
        # Where the report cannot be written now no file is kept either; the deed says why.
        documents = documents_of(request, card) if before.open else card.documents
    except EvidenceRefusal as refused:
        return _answered(request, case, before, card, sentence(refused), 422)
    except NothingChosen as nothing:
        return _answered(request, case, before, card, str(nothing), 422)
    there = set(card.documents)
    return _kept(
        request,
        case,
        before,
        card,
        lambda: actions.attach_to_report(
            case=case,
            question=card.question.id,
            added=set(documents) - there,
            removed=there - set(documents),
            by=actor(request),
            at=now(request),
        ),
        whole=True,
    )


def _kept(
    request: HttpRequest,
    case: Any,
    before: SelfAssessment,
    card: Card,
    deed: Callable[[], object],
    *,
    whole: bool,
) -> HttpResponse:
    """Does what was asked of an answer, and shows what came of it."""
    problem, status = "", 200
    try:
        deed()
    except ProgrammeRefused as refused:
        problem = sentence(refused)
        status = 422 if isinstance(refused, AnswerUnfit | EvidenceUnknown) else 409
    return _answered(request, case, before, card, problem, status, whole=whole)


def _answered(
    request: HttpRequest,
    case: Any,
    before: SelfAssessment,
    card: Card,
    problem: str,
    status: int,
    *,
    whole: bool = False,
) -> HttpResponse:
    if "HX-Request" not in request.headers:
        if problem:
            messages.error(request, problem)
        return redirect(reverse("portal:yearly", args=[case.reference]) + f"#{card.key}")
    after = reporting.yearly_assessment(case, on=today(request))
    this = _card(after, card.question.id) or card
    others = questions.changed(_every(before), _every(after))
    return render(
        request,
        "portal/_yearly_answered.html",
        _common(request, case, after)
        | {
            "card": this,
            "problem": problem,
            "whole": whole,
            "came": (this.given is None) != (card.given is None),
            "others": [one for one in others if one.key != card.key],
            "missing": len(after.missing),
            "last": reporting.last_report(case, actor(request), at=now(request)),
        },
        status=status,
    )


def _common(request: HttpRequest, case: Any, assessment: SelfAssessment) -> dict[str, Any]:
    given = papers(request, case.operator.reference)
    return {
        "case": case,
        "typed": types(request),
        "reference": case.reference,
        "answer_at": reverse("portal:yearly_answer", args=[case.reference]),
        "attach_at": reverse("portal:yearly_attach", args=[case.reference]),
        "given": [paper for paper in given if paper.current],
        "papers": {paper.id: paper for paper in given},
        "plain": True,
        "draft_of": f"{case.reference}|report-{reporting.round_under_way(case)}",
        "me": actor(request).id,
    }


def _every(assessment: SelfAssessment) -> list[Card]:
    return [card for chapter in assessment.questionnaire.chapters for card in questions.cards(assessment, chapter)]


def _card(assessment: SelfAssessment, question: str) -> Card | None:
    return next((card for card in _every(assessment) if card.question.id == question), None)
