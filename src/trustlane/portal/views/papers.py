"""The papers of an operator's own case: its certificate, to be shown to others, and the report on the visit."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, operators_only
from trustlane.portal.casework import case_of, crumbs, file_of
from trustlane.portal.words import sentence
from trustlane.programme.papers.refusals import PaperRefused
from trustlane.programme.queries import letters, papers
from trustlane.programme.refusals import NothingToPrint
from trustlane.programme.rows import CaseFile


@operators_only
@require_safe
def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """The certificate, with the address where anybody can ask whether it holds."""
    case = case_of(request, reference)
    file = file_of(request, case)

    def made() -> bytes:
        if file.terms is None:
            raise NothingToPrint(f"{reference} holds no status, so there is no certificate.")
        number = file.terms.number
        asked_at = reverse("public:certificate", args=[number, papers.code_of(number)])
        return papers.certificate(case, actor(request), at=now(request), verify_at=request.build_absolute_uri(asked_at))

    return _paper(request, file, "certificate", made)


@operators_only
@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """The report on the last visit; who was on the team and what it recommended is not in it."""
    case = case_of(request, reference)

    def made() -> bytes:
        return papers.validation_report(case, actor(request), at=now(request))

    return _paper(request, file_of(request, case), "report", made)


@operators_only
@require_safe
def letter(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A letter that Customs sent, as it was sent."""
    case = case_of(request, reference)

    def made() -> bytes:
        return letters.letter_paper(case, number, actor(request), at=now(request))

    return _paper(request, file_of(request, case), f"letter-{number}", made)


def _paper(request: HttpRequest, file: CaseFile, name: str, made: Callable[[], bytes]) -> HttpResponse:
    reference = file.row.reference
    try:
        content = made()
    except (NothingToPrint, PaperRefused) as refused:
        context = {"crumbs": crumbs(file.row, Crumb(_("Papers"))), "said": sentence(refused), "row": file.row}
        status = 404 if isinstance(refused, NothingToPrint) else 422
        return render(request, "portal/no_paper.html", context, status=status)
    kept_as = f'attachment; filename="{name}-{reference}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": kept_as})
