"""The papers of a case, to be kept as files: its certificate, its validation report, and what the applicant gave."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trustlane.desk.programme.documents import papers_given
from trustlane.desk.programme.opening import Opened, opened
from trustlane.desk.programme.words import told
from trustlane.evidence import queries as evidence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.programme.papers.refusals import PaperRefused
from trustlane.programme.permits import Permission
from trustlane.programme.queries import letters, papers
from trustlane.programme.refusals import NothingToPrint


@officers_only
@require_safe
def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """The certificate, with the address where anybody can ask whether it holds."""
    one = opened(request, reference)
    return _paper(request, one, "certificate", lambda: _certificate(request, one))


@officers_only
@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """The report on the last validation."""
    one = opened(request, reference)
    return _paper(request, one, "report", lambda: papers.validation_report(one.case, actor(request), at=now(request)))


@officers_only
@require_safe
def document(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """A document of the operator, kept by the browser and never shown in a page of ours."""
    one = opened(request, reference)
    require(request, Permission.SEE_INSIDE, one.case)
    row = papers_given(request, one, [number]).get(number)
    if row is None:
        raise Http404
    try:
        content = evidence.open_document(row, by=actor(request), at=now(request))
    except EvidenceRefusal:
        messages.error(request, _("The content of this document cannot be found. Tell who keeps the system."))
        return redirect("cases:case", reference)
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.media_type)


@officers_only
@require_safe
def letter(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A letter that was sent to the operator."""
    one = opened(request, reference)
    name = f"letter-{number}"
    return _paper(request, one, name, lambda: letters.letter_paper(one.case, number, actor(request), at=now(request)))


def _certificate(request: HttpRequest, one: Opened) -> bytes:
    terms = one.file.terms
    # A partner's guest and another agency see a case, but not what was granted in it.
    if terms is None:
        raise NothingToPrint(f"{one.file.row.reference} holds no status that you see, so there is no certificate.")
    asked_at = reverse("public:certificate", args=[terms.number, papers.code_of(terms.number)])
    return papers.certificate(one.case, actor(request), at=now(request), verify_at=request.build_absolute_uri(asked_at))


def _paper(request: HttpRequest, one: Opened, name: str, made: Callable[[], bytes]) -> HttpResponse:
    reference = one.file.row.reference
    try:
        content = made()
    except (NothingToPrint, PaperRefused) as refused:
        context = {"crumbs": one.crumbs(Crumb(_("Papers"))), "refused": told(refused), "row": one.file.row}
        return render(
            request, "programme/no_paper.html", context, status=404 if isinstance(refused, NothingToPrint) else 422
        )
    kept_as = f'attachment; filename="{name}-{reference}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": kept_as})
