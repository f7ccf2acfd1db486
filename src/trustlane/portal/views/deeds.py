"""What an operator does in a case that goes on: one small form each, and the answers to corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now
from trustlane.parties import queries as parties
from trustlane.portal import deeds
from trustlane.portal.casework import case_of, crumbs, file_of, papers, today, types, who_answers
from trustlane.portal.entering import Entering
from trustlane.portal.forms import DeedForm, DocumentForm, MoreTimeForm
from trustlane.portal.views.documents import kept, named
from trustlane.portal.words import askable_words, sentence
from trustlane.programme import actions
from trustlane.programme.presets import left_to_say
from trustlane.programme.queries import findings
from trustlane.programme.queries import papers as prints
from trustlane.programme.queries.asked import criteria
from trustlane.programme.refusals import ProgrammeRefused
from trustlane.programme.rows import CaseFile, EventRow

CORRECTION = deeds.Deed(
    "correction",
    frozenset({"answer_correction"}),
    "",
    "",
    gettext_lazy("What you changed, and since when"),
    "",
    icon="tool",
    done="",
    documents=True,
)

GOOD = ("met", "not_applicable")


def _only_reason(verb: Callable[..., Any], name: str = "reason") -> Callable[..., Any]:
    return lambda text, said, **who: verb(**{name: text}, **who)


def _of_a_kind(verb: Callable[..., Any]) -> Callable[..., Any]:
    return lambda text, said, **who: verb(text=text, kind=said["kind"], **who)


# How each deed is done, from the text and whatever else its form holds.
DOING: dict[str, Callable[..., Any]] = {
    "answer": lambda text, said, **who: actions.answer_information(
        text=text, evidence=said.get("documents") or (), **who
    ),
    "be-heard": _only_reason(actions.hear, "text"),
    "comment": _only_reason(actions.comment_report, "text"),
    "appeal": _only_reason(actions.appeal),
    "condition": lambda text, said, **who: actions.meet_condition(
        condition=int(said["kind"]), text=text, evidence=said.get("documents") or (), **who
    ),
    "change": _of_a_kind(actions.notify_change),
    "incident": lambda text, said, **who: actions.report_incident(
        text=text, kind=said["kind"], answers=said.get("answers"), **who
    ),
    "more-time": lambda text, said, **who: actions.ask_extension(
        term=said["kind"], reason=text, **{said["unit"]: said["amount"]}, **who
    ),
    "suspension": lambda text, said, **who: actions.request_suspension(reason=text, days=said["days"], **who),
    "give-back": _only_reason(actions.give_back),
    "withdraw": _only_reason(actions.withdraw),
}


@who_answers
def deed(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One deed: its form, what it was asked for, and what came of it."""
    if name not in deeds.DEEDS:
        raise Http404
    if name not in DOING:
        return redirect("portal:yearly", case_of(request, reference).reference)
    about = deeds.DEEDS[name]
    case = case_of(request, reference, enters=about.moves)
    file, entering = file_of(request, case), Entering(request, case)
    incident = _told_incident(request, file) if name == "incident" else None
    told = {"answers": incident.number, "kind": incident.data["kind"]} if incident else {}
    named_so = (
        {str(one.number): f"{one.number}. {one.what}" for one in file.conditions} if name == "condition" else None
    )
    given: dict[str, Any] = {
        "deed": about,
        "documents": named(papers(request, case.operator.reference)),
        "today": today(request),
    }
    if name == "more-time":
        form: DeedForm = MoreTimeForm(
            request.POST or None,
            periods={one.term: askable_words(one) for one in file.askable},
            initial={"kind": request.GET.get("period", "")},
            **given,
        )
    else:
        form = DeedForm(
            request.POST or None,
            says_until=any(left_to_say(case.preset, move) for move in about.moves) if about.until else False,
            conditions=named_so,
            initial=told,
            **given,
        )
    possible = about in deeds.open_to(file, entered=entering.typed)
    status = 200 if possible else 409
    if request.method == "POST" and possible:
        status = 422
        if form.is_valid() & entering.is_valid():
            said = form.cleaned_data | {"days": form.days(entering.day)}
            try:
                with transaction.atomic():
                    who = {"by": actor(request), "at": now(request), "came": entering.came()}
                    DOING[name](said["text"], said, case=case, **who)
            except (ProgrammeRefused, EvidenceRefusal) as refused:
                form.add_error(None, sentence(refused))
                status = 409 if isinstance(refused, ProgrammeRefused) else 422
            else:
                messages.success(request, entering.done(str(about.done)))
                return entering.back()
    return render(
        request,
        "portal/deed.html",
        {
            "crumbs": crumbs(file.row, Crumb(about.title), typed=entering.typed),
            "case": file,
            "deed": about,
            **entering.context(),
            "form": form,
            "possible": possible,
            "asked": _what_customs_wrote(file, name, incident),
        },
        status=status,
    )


def _told_incident(request: HttpRequest, file: CaseFile) -> EventRow | None:
    """The incident of which Customs told the holder, where it answers one."""
    asked = request.POST.get("answers") or request.GET.get("answers", "")
    told = (event for event in file.timeline if event.move == "tell_incident")
    return next((event for event in told if str(event.number) == asked), None)


def _what_customs_wrote(file: CaseFile, name: str, incident: EventRow | None) -> str:
    if incident is not None:
        return incident.reason
    return deeds.question_asked(file) if name in ("answer", "be-heard", "appeal") else ""


@who_answers
def corrections(request: HttpRequest, reference: str) -> HttpResponse:
    """The report on the visit as a page: how it was made, what was found, what has to be put right, what was said."""
    case = case_of(request, reference, enters=CORRECTION.moves)
    file = file_of(request, case)
    return render(
        request,
        "portal/corrections.html",
        {
            "crumbs": crumbs(file.row, Crumb(_("What Customs found")), typed=types(request)),
            "case": file,
            **Entering(request, case).context(),
            "may_answer": any(move.name == "answer_correction" for move in file.moves),
            "criteria": criteria(case.catalogue),
            "gaps": [row for row in file.findings if row.rating not in GOOD],
            "good": [row for row in file.findings if row.rating in GOOD],
            "sites": {one.number: one.name or one.city for one in parties.sites_of(case.operator_id)},
            "report": next((event for event in file.timeline if event.move == "report"), None),
            "prints": prints.available(file),
            "may_comment": any(move.name == "comment_report" for move in file.moves),
            "comments": [event for event in file.timeline if event.move == "comment_report"],
            "today": today(request),
        },
    )


@who_answers
def correction(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One correction: what was found, what is asked, what was answered; and the answer, with documents."""
    case = case_of(request, reference, enters=CORRECTION.moves)
    file, entering = file_of(request, case), Entering(request, case)
    operator = case.operator.reference
    row = next((one for one in file.corrections if one.id == number), None)
    known = findings.correction(case, number)
    if row is None or known is None:
        raise Http404
    possible = not row.settled and any(move.name == "answer_correction" for move in file.moves)
    form = DeedForm(request.POST or None, deed=CORRECTION, documents=named(papers(request, operator)))
    upload = DocumentForm(request.POST or None, request.FILES or None)
    upload.fields["file"].required, upload.fields["file"].label = False, _("A new file")
    status = 200
    if request.method == "POST":
        status = 422
        if possible and form.is_valid() & upload.is_valid() & entering.is_valid():
            try:
                with transaction.atomic():
                    evidence = list(form.cleaned_data.get("documents") or ())
                    if upload.cleaned_data["file"]:
                        evidence.append(kept(request, upload, operator=operator).pk)
                    actions.answer_correction(
                        correction=known,
                        text=form.cleaned_data["text"],
                        evidence=evidence,
                        by=actor(request),
                        at=now(request),
                        came=entering.came(),
                    )
            except (ProgrammeRefused, EvidenceRefusal) as refused:
                form.add_error(None, sentence(refused))
                status = 409 if isinstance(refused, ProgrammeRefused) else 422
            else:
                messages.success(request, entering.done(_("Customs has your answer, and looks at what you changed.")))
                return redirect("portal:corrections", reference)
        elif not possible:
            status = 409
    return render(
        request,
        "portal/correction.html",
        {
            "crumbs": crumbs(
                file.row,
                Crumb(_("What Customs found"), reverse("portal:corrections", args=[reference])),
                Crumb(row.finding.item, data=True),
                typed=entering.typed,
            ),
            "case": file,
            **entering.context(),
            "row": row,
            "criterion": criteria(case.catalogue).get(row.finding.item, row.finding.item),
            "form": form,
            "upload": upload,
            "possible": possible,
            "papers": {paper.id: paper for paper in papers(request, operator)},
            "today": today(request),
        },
        status=status,
    )
