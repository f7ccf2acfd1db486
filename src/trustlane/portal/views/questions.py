"""The self-assessment: its sections, one of them or one question at a time, saved as one types, printed, submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trustlane.criteria import queries as catalogues
from trustlane.criteria.questionnaire.progress import Where, next_question
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, operators_only
from trustlane.pages.templatetags.pages import moment
from trustlane.portal import questions
from trustlane.portal.casework import (
    answerable,
    assessment_of,
    case_of,
    crumbs,
    file_of,
    papers,
    today,
    types,
    who_answers,
)
from trustlane.portal.forms import CertificateForm, DocumentForm, SubmitForm
from trustlane.portal.questions import Card
from trustlane.portal.views.documents import kept
from trustlane.portal.words import sentence
from trustlane.programme import actions
from trustlane.programme.papers.questionnaire import Chapter, Line, Questionnaire, questionnaire_pdf
from trustlane.programme.papers.refusals import PaperRefused
from trustlane.programme.queries import asked, owning
from trustlane.programme.queries.asked import SelfAssessment
from trustlane.programme.queries.offered import offered
from trustlane.programme.queries.owning import Owner
from trustlane.programme.queries.points import points_of
from trustlane.programme.queries.receipts import receipt
from trustlane.programme.refusals import AnswerUnfit, NotAsked, ProgrammeRefused
from trustlane.programme.stages import Stage


@who_answers
def index(request: HttpRequest, reference: str) -> HttpResponse:
    """The sections with how far each is, and where to go on."""
    case = case_of(request, reference)
    assessment = assessment_of(request, case)
    steps = questions.steps(assessment)
    past = owning.history(case)
    owners = owning.owners(past)
    mine = [step for step in steps if _is_mine(request, owners.get(step.progress.chapter))]
    titles = {step.progress.chapter: step.progress.title for step in steps}
    only_mine = request.GET.get("mine") == "1"
    return render(
        request,
        "portal/questions.html",
        _common(request, case, assessment)
        | {
            "crumbs": crumbs(case, Crumb(_("Self-assessment")), typed=types(request)),
            "steps": mine if only_mine else steps,
            "owners": owners,
            "mine": len(mine),
            "only_mine": only_mine,
            "colleagues": owning.colleagues(case, at=now(request)),
            "may_give": not types(request) and (answerable(case) or bool(assessment.new_sites)),
            "passed": [(titles[one.section], one) for one in past if one.section in titles],
            "own_number": actor(request).person,
            "totals": questions.totals(steps),
            "go_on": next_question(assessment.questionnaire, assessment.said),
            "small": case.small,
            **_points(reference, assessment),
        },
    )


@operators_only
@require_POST
def own(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes a section, gives it to a colleague, or lets it go."""
    case = case_of(request, reference)
    chosen = request.POST.get("person", "")
    person = _number(chosen)
    back = reverse("portal:questions", args=[reference]) + ("?mine=1" if request.POST.get("mine") == "1" else "")
    if chosen and person is None:
        messages.error(request, _("Choose one of your colleagues, or nobody."))
        return redirect(back)
    try:
        actions.give_section(
            case=case, section=request.POST.get("section", ""), person=person, by=actor(request), at=now(request)
        )
    except ProgrammeRefused as refused:
        messages.error(request, sentence(refused))
    return redirect(back)


@who_answers
def section(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One section: every question that is asked, on one page."""
    case = case_of(request, reference)
    assessment = assessment_of(request, case)
    chapter = questions.chapter_of(assessment, name)
    if chapter is None:
        raise Http404
    steps = questions.steps(assessment)
    order = [step.progress.chapter for step in steps]
    after = order[order.index(name) + 1 :] if name in order else []
    return render(
        request,
        "portal/section.html",
        _common(request, case, assessment)
        | {
            "crumbs": _path(request, case, Crumb(_(chapter.title))),
            "chapter": chapter,
            "cards": questions.cards(assessment, chapter),
            "steps": steps,
            "totals": questions.totals(steps),
            "owner": owning.owners(owning.history(case)).get(name),
            "following": next((step for step in steps if after and step.progress.chapter == after[0]), None),
            "one": "",
        },
    )


@who_answers
def question(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One question alone, for a small screen or a short break."""
    case = case_of(request, reference)
    assessment = assessment_of(request, case)
    card = _card(assessment, name, _number(request.GET.get("site", "")))
    if card is None or not card.shown:
        return redirect("portal:questions", reference)
    chapter = questions.chapter_of(assessment, card.section)
    assert chapter is not None
    steps = questions.steps(assessment)
    return render(
        request,
        "portal/question.html",
        _common(request, case, assessment)
        | {
            "crumbs": _path(
                request,
                case,
                Crumb(_(chapter.title), reverse("portal:section", args=[reference, chapter.id])),
                Crumb(name, data=True),
            ),
            "chapter": chapter,
            "card": card,
            "before": _neighbour(reference, assessment, card),
            "totals": questions.totals(steps),
            "one": "1",
        },
    )


@who_answers
def following(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Leads to the next question that waits for an answer, as the answers stand now; at the end, to the sections."""
    case = case_of(request, reference)
    assessment = assessment_of(request, case)
    card = _card(assessment, name, _number(request.GET.get("site", "")))
    place = None
    if card is not None:
        here = Where(card.section, card.question.id, card.site_name or None)
        place = next_question(assessment.questionnaire, assessment.said, after=here)
    place = place or next_question(assessment.questionnaire, assessment.said)
    if place is None:
        return redirect("portal:questions", reference)
    return redirect(_address(reference, place.question, assessment.numbers[place.site]))


@who_answers
@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Keeps one answer, and shows what came of it: saved, or what to mend; and the questions that came or went."""
    case = case_of(request, reference)
    before = assessment_of(request, case)
    said = request.POST
    card = _asked(before, said.get("question", ""), _number(said.get("site", "")))
    problem, status = "", 200
    value: Any = said.get("value", "")
    if card.question.kind == "file":
        value = card.given.value if card.given else ""
    taken_back = "clear" in said or not (value if isinstance(value, tuple) else value.strip())
    note = said.get("note", card.note)
    documents = card.given.evidence if card.given else ()
    if taken_back and note.strip() and "clear" not in said:
        # The remark alone is nothing that could be kept; it stays where it was typed.
        problem = _("Answer the question first; what you wrote beside it is kept with the answer.")
        return _answered(request, case, before, card, problem, 422, whole=False)
    try:
        actions.answer(
            case=case,
            question=card.question.id,
            site=card.site,
            value=None if taken_back else value,
            note=note,
            evidence=documents,
            by=actor(request),
            at=now(request),
        )
    except ProgrammeRefused as refused:
        problem, status = sentence(refused), 422 if isinstance(refused, AnswerUnfit) else 409
    return _answered(request, case, before, card, problem, status, whole="clear" in said)


@who_answers
@require_POST
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Adds a document to an answer, new or given before, or takes one off it."""
    case = case_of(request, reference)
    before = assessment_of(request, case)
    said = request.POST
    card = _asked(before, said.get("question", ""), _number(said.get("site", "")))
    problem, status = "", 200
    try:
        documents = documents_of(request, card, case.operator.reference)
        if card.question.kind != "file" and card.given is None:
            raise NotAsked(f"{card.question.id} has no answer yet that a document could show.")
        value: Any = card.value
        if card.question.kind == "file":
            value, documents = [str(one) for one in documents] or None, ()
        actions.answer(
            case=case,
            question=card.question.id,
            site=card.site,
            value=value,
            note=card.note,
            evidence=documents,
            by=actor(request),
            at=now(request),
        )
    except (ProgrammeRefused, EvidenceRefusal) as refused:
        problem, status = sentence(refused), 409 if isinstance(refused, NotAsked) else 422
    except NothingChosen as nothing:
        problem, status = str(nothing), 422
    return _answered(request, case, before, card, problem, status, whole=True)


@operators_only
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes up what was answered under another catalogue, where it is offered."""
    case = case_of(request, reference)
    before = assessment_of(request, case)
    said = request.POST
    card = _asked(before, said.get("question", ""), _number(said.get("site", "")))
    problem, status = "", 200
    try:
        actions.take_offer(
            case=case,
            question=card.question.id,
            site=card.site,
            key=said.get("offer", ""),
            by=actor(request),
            at=now(request),
        )
    except ProgrammeRefused as refused:
        problem, status = sentence(refused), 409
    return _answered(request, case, before, card, problem, status, whole=True)


@who_answers
def printed(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that is asked and answered, on one page to print or keep as PDF."""
    case = case_of(request, reference)
    assessment = assessment_of(request, case)
    parts = [
        (chapter, [card for card in questions.cards(assessment, chapter) if card.shown])
        for chapter in assessment.questionnaire.chapters
    ]
    return render(
        request,
        "portal/printed.html",
        _common(request, case, assessment)
        | {
            "crumbs": _path(request, case, Crumb(_("To print"))),
            "parts": [(chapter, shown) for chapter, shown in parts if shown],
            "name": file_of(request, case).row.name,
        },
    )


@who_answers
@require_safe
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The same as a file to keep, or to send to somebody who helps."""
    case = case_of(request, reference)
    assessment = assessment_of(request, case)
    names = {one.id: one.name for one in papers(request, case.operator.reference)}
    chapters = []
    for chapter in assessment.questionnaire.chapters:
        shown = [card for card in questions.cards(assessment, chapter) if card.shown]
        chapters.append(Chapter(_(chapter.title), tuple(_on_paper(card, names) for card in shown)))
    try:
        content = questionnaire_pdf(
            Questionnaire(
                case=case.reference,
                administration=settings.TRUSTLANE_NAME,
                operator=case.name,
                catalogue=catalogues.catalogue(case.catalogue).title,
                on=today(request),
                chapters=tuple(chapters),
                demonstration=settings.DEMONSTRATION,
            ),
            at=now(request),
        )
    except PaperRefused as refused:
        context = {"crumbs": _path(request, case, Crumb(_("To print"))), "said": sentence(refused), "row": case}
        return render(request, "portal/no_paper.html", context, status=422)
    kept_as = f'attachment; filename="self-assessment-{reference}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": kept_as})


def _on_paper(card: Card, names: Mapping[int, str]) -> Line:
    text = _(card.question.text).replace("[", "").replace("]", "")
    if card.given is None:
        return Line(card.question.id, text, site=card.site_name)
    said = card.shown_value if card.question.kind != "file" else ""
    if card.kind == "choice" and card.question.kind != "scale":
        said = _(said)
    if card.question.kind == "number" and card.question.unit:
        said = f"{said} {_(card.question.unit)}"
    return Line(
        card.question.id,
        text,
        answer=said,
        site=card.site_name,
        note=card.note,
        documents=tuple(names.get(number, str(number)) for number in card.documents),
        by=card.given.by_name,
        at=moment(card.given.at),
    )


@operators_only
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """What is missing, what is worth a second look, and the application submitted."""
    case = case_of(request, reference)
    assessment = assessment_of(request, case)
    file = file_of(request, case)
    form = SubmitForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.submit(case=case, by=actor(request), at=now(request), seen=form.cleaned_data["seen"])
            except ProgrammeRefused as refused:
                form.add_error(None, sentence(refused))
                status = 409
            else:
                messages.success(
                    request, _("Your application was submitted. Customs now looks whether it is complete.")
                )
                return redirect("portal:case", reference)
    found = asked.contradictions(case, assessment, on=today(request))
    return render(
        request,
        "portal/submit.html",
        _common(request, case, assessment)
        | {
            "crumbs": _path(request, case, Crumb(_("Check and submit"))),
            "file": file,
            "form": form,
            "missing": [
                (
                    one,
                    assessment.questionnaire.entries[one.where.question].question,
                    assessment.at(one.where.question, one.where.site),
                    assessment.numbers[one.where.site],
                )
                for one in assessment.missing
            ],
            "odd": [
                (one, [(place, questions.key(place.question, assessment.numbers[place.site])) for place in one.where])
                for one in found
                if one.rule != "claimed_without_evidence"
            ],
            "bare": [
                (place, questions.key(place.question, assessment.numbers[place.site]))
                for one in found
                if one.rule == "claimed_without_evidence"
                for place in one.where
            ],
            "draft": file.row.stage == Stage.DRAFT,
            **_points(reference, assessment),
        },
        status=status,
    )


def _points(reference: str, assessment: SelfAssessment) -> dict[str, Any]:
    """The points of its own answers, where the criteria have any; nothing of what Customs judges or finds."""
    found = points_of(assessment)
    rows = found.gaps(()) if found else ()
    return {"points": found, "rows": rows, "own": True, "answers_at": reverse("portal:questions", args=[reference])}


class NothingChosen(Exception):
    """Neither a document given before was chosen, nor a new one."""


def _is_mine(request: HttpRequest, owner: Owner | None) -> bool:
    return owner is not None and owner.person == actor(request).person


def _common(request: HttpRequest, case: Any, assessment: SelfAssessment) -> dict[str, Any]:
    given = papers(request, case.operator.reference)
    typed = types(request)
    return {
        "case": case,
        "typed": typed,
        "came": receipt(case) if typed else None,
        "reference": case.reference,
        "answer_at": reverse("portal:answer", args=[case.reference]),
        "attach_at": reverse("portal:attach", args=[case.reference]),
        "draft_of": case.reference,
        "answerable": answerable(case),
        "new_sites": assessment.new_sites,
        # An officer types what stands on the paper, and takes up nothing that was answered elsewhere.
        "offers": {}
        if typed
        else {
            questions.key(*place): found
            for place, found in offered(case, assessment, on=today(request)).items()
            if assessment.answerable(place[1])
        },
        "left": assessment.left,
        "draft": case.stage == Stage.DRAFT,
        "given": [paper for paper in given if paper.current],
        "papers": {paper.id: paper for paper in given},
        "upload": DocumentForm(auto_id=False),
        "me": actor(request).id,
    }


def _path(request: HttpRequest, case: Any, *steps: Crumb) -> list[Crumb]:
    first = Crumb(_("Self-assessment"), reverse("portal:questions", args=[case.reference]))
    return crumbs(case, first, *steps, typed=types(request))


def _card(assessment: SelfAssessment, question: str, site: int | None) -> Card | None:
    entry = assessment.questionnaire.entries.get(question)
    if entry is None:
        return None
    chapter = questions.chapter_of(assessment, entry.section)
    assert chapter is not None
    wanted = questions.key(question, site)
    return next((card for card in questions.cards(assessment, chapter) if card.key == wanted), None)


def _asked(assessment: SelfAssessment, question: str, site: int | None) -> Card:
    card = _card(assessment, question, site)
    if card is None:
        raise Http404
    return card


def _neighbour(reference: str, assessment: SelfAssessment, card: Card) -> str:
    """The address of the question before this one, if there is one."""
    order = [
        (entry.question.id, assessment.numbers[site])
        for entry in assessment.questionnaire.asked
        for site in entry.sites
    ]
    place = order.index((card.question.id, card.site))
    return "" if place == 0 else _address(reference, *order[place - 1])


def _address(reference: str, question: str, site: int | None) -> str:
    address = reverse("portal:question", args=[reference, question])
    return address if site is None else f"{address}?site={site}"


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


def documents_of(request: HttpRequest, card: Card, operator: str = "") -> Sequence[int]:
    """The documents of the answer as they are to be; a new one is kept as the operator\'s.

    Raises what evidence refuses, and NothingChosen.
    """
    now_there = list(card.documents)
    if "take_off" in request.POST:
        gone = _number(request.POST["take_off"])
        return [one for one in now_there if one != gone]
    if "file" in request.FILES:
        form = DocumentForm(request.POST, request.FILES)
        if "certifies" in request.POST:
            form = CertificateForm(request.POST, request.FILES, standards=card.standards)
        if not form.is_valid():
            raise NothingChosen(" ".join(str(error) for errors in form.errors.values() for error in errors))
        return [*now_there, kept(request, form, operator=operator).pk]
    chosen = _number(request.POST.get("document", ""))
    if chosen is None:
        raise NothingChosen(_("Choose a document you gave before, or a new file."))
    return list(dict.fromkeys([*now_there, chosen]))


def _answered(
    request: HttpRequest, case: Any, before: SelfAssessment, card: Card, problem: str, status: int, *, whole: bool
) -> HttpResponse:
    """What came of an answer: the part of the page that changed, or the page afresh where no script is at work."""
    back = reverse("portal:section", args=[case.reference, card.section]) + f"#{card.key}"
    if request.POST.get("one"):
        back = _address(case.reference, card.question.id, card.site)
    if "HX-Request" not in request.headers:
        if problem:
            messages.error(request, problem)
        return redirect(back)
    after = assessment_of(request, case)
    chapter = questions.chapter_of(after, card.section)
    assert chapter is not None
    now_there = questions.cards(after, chapter)
    this = next((one for one in now_there if one.key == card.key), card)
    others = (
        []
        if request.POST.get("one")
        else questions.changed(
            questions.cards(before, questions.chapter_of(before, card.section) or chapter), now_there
        )
    )
    steps = questions.steps(after)
    return render(
        request,
        "portal/_answered.html",
        _common(request, case, after)
        | {
            "card": this,
            "problem": problem,
            "whole": whole,
            "came": (this.given is None) != (card.given is None),
            "others": [one for one in others if one.key != card.key],
            "steps": steps,
            "totals": questions.totals(steps),
            "chapter": chapter,
            "one": request.POST.get("one", ""),
        },
        status=status,
    )
