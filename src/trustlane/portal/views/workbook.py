"""The self-assessment as an Excel workbook: taken away, filled in without a line, brought back."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trustlane.criteria.questionnaire.cells import CellFault, from_cells
from trustlane.criteria.questionnaire.workbook import to_workbook
from trustlane.evidence.grid import Bounds, GridRefused
from trustlane.evidence.workbook import read_workbook
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now
from trustlane.portal.casework import answerable, assessment_of, case_of, crumbs, types, who_answers
from trustlane.portal.forms import WorkbookForm
from trustlane.portal.words import sentence
from trustlane.programme import actions
from trustlane.programme.queries.receipts import receipt
from trustlane.programme.refusals import ProgrammeRefused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOUNDS = Bounds(
    rows=20_000, columns=60, text=8_000, elements=2_000_000, unpacked=60 * 2**20, shared=20 * 2**20, sheets=60
)
LARGEST = 20 * 2**20  # bytes


@who_answers
def out(request: HttpRequest, reference: str) -> HttpResponse:
    """The questions that are asked, with the answers there are."""
    case = case_of(request, reference)
    assessment = assessment_of(request, case)
    return HttpResponse(
        to_workbook(assessment.questionnaire, assessment.said),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="self-assessment-{case.reference}.xlsx"'},
    )


@who_answers
def back(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes a filled-in workbook: what can be read is kept, what cannot is told with its cell."""
    case = case_of(request, reference)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    faults: tuple[CellFault, ...] = ()
    kept = 0
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept, faults = _read(request, case, form)
            except GridRefused as refused:
                form.add_error("file", _("The file cannot be read as a workbook. Save it as Excel workbook (.xlsx)."))
                faults = (CellFault("", "", f"The file {refused.reason}.", refused.mend),)
            except ProgrammeRefused as refused:
                form.add_error("file", sentence(refused))
                status = 409
            else:
                _tell(request, kept)
                if not faults:
                    return redirect("portal:questions", reference)
    return render(
        request,
        "portal/workbook.html",
        {
            "crumbs": crumbs(
                case,
                Crumb(_("Self-assessment"), reverse("portal:questions", args=[reference])),
                Crumb(_("With a spreadsheet")),
                typed=types(request),
            ),
            "typed": types(request),
            "came": receipt(case) if types(request) else None,
            "case": case,
            "reference": reference,
            "form": form,
            "faults": faults,
            "kept": kept,
            "answerable": answerable(case),
        },
        status=status,
    )


def _read(request: HttpRequest, case: object, form: WorkbookForm) -> tuple[int, tuple[CellFault, ...]]:
    """How many answers of the workbook are new, and the cells that cannot be used."""
    assessment = assessment_of(request, case)
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        raise GridRefused("is too large", "Send only the workbook that you were given, without pictures.")
    who = actor(request)
    sheets = read_workbook(io.BytesIO(file.read()), BOUNDS)
    found = from_cells(sheets, assessment.questionnaire, by=who.id, at=now(request))
    replies, faults = [], list(found.faults)
    for said in found.answers:
        numbers = [one for one in said.evidence if one.isdecimal() and len(one) < 18]
        if len(numbers) != len(said.evidence):
            faults.append(
                CellFault(
                    "",
                    said.question,
                    _("A document is named that has no number."),
                    _("Write the numbers that stand on the page of your documents."),
                )
            )
            continue
        replies.append(
            actions.Reply(
                said.question, said.value, assessment.numbers[said.site], said.how, [int(one) for one in numbers]
            )
        )
    kept = 0
    for reply in replies:
        try:
            kept += len(actions.answer_all(case=case, replies=[reply], by=who, at=now(request), source="workbook"))  # type: ignore[arg-type]
        except ProgrammeRefused as refused:
            faults.append(CellFault("", reply.question, sentence(refused), refused.mend))
    return kept, tuple(faults)


def _tell(request: HttpRequest, kept: int) -> None:
    if kept:
        messages.success(
            request,
            ngettext("%(count)s answer was taken over.", "%(count)s answers were taken over.", kept) % {"count": kept},
        )
    else:
        messages.info(request, _("The workbook holds no answer that is new."))
