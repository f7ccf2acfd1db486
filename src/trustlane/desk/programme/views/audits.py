"""The auditor's pages: draw cases by a seed, follow the paper trail of each on one page, say what was found."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trustlane.desk.programme import audit_exports
from trustlane.desk.programme.audit_forms import STRATA, LookForm, SampleForm
from trustlane.desk.programme.opening import opened
from trustlane.desk.programme.words import DECISION_KINDS, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.programme import actions, labels
from trustlane.programme.permits import Permission
from trustlane.programme.queries import papers, sampling
from trustlane.programme.queries.sampling import SampledRow, SampleRow
from trustlane.programme.queries.trails import trail
from trustlane.programme.refusals import ProgrammeRefused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEED_OCTETS = 32


@officers_only
@permitted(Permission.SAMPLE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every sample, how far each was looked at."""
    rows = sampling.samples(actor(request), at=now(request))
    shown = {"crumbs": [Crumb(_("Audits"))], "samples": rows, **_words()}
    return render(request, "programme/audits.html", shown)


@officers_only
@permitted(Permission.SAMPLE)
def new(request: HttpRequest) -> HttpResponse:
    """Asks from which cases to draw, and draws them."""
    given = request.POST if request.method == "POST" else None
    form = SampleForm(
        given, today=timezone.localdate(now(request)), offices=sampling.offices(), officers=sampling.deciders()
    )
    refused: ProgrammeRefused | None = None
    status = 200
    if given is not None:
        status = 422
        if form.is_valid():
            seed = form.cleaned_data["seed"]
            try:
                sample = actions.draw_sample(
                    population=form.population,
                    size=form.cleaned_data["size"],
                    seed=seed or secrets.token_hex(SEED_OCTETS),
                    typed=bool(seed),
                    strata=form.cleaned_data["strata"],
                    by=actor(request),
                    at=now(request),
                )
            except ProgrammeRefused as caught:
                refused = caught
            else:
                return redirect("cases:audit", sample.pk)
    shown = {
        "crumbs": [Crumb(_("Audits"), reverse("cases:audits")), Crumb(_("Draw a sample"))],
        "form": form,
        "refused": told(refused) if refused else None,
    }
    return render(request, "programme/audit_new.html", shown, status=status)


@officers_only
@permitted(Permission.SAMPLE)
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One sample: how it was drawn, its cases, how far it was looked at; printed, it is the result."""
    sample, rows = _sample(request, number)
    shown = {
        "crumbs": [Crumb(_("Audits"), reverse("cases:audits")), Crumb(_("Sample %(number)s") % {"number": number})],
        "sample": sample,
        "rows": rows,
        "next": next((row for row in rows if not row.looks), None),
        "repeats": sampling.repeats(number),
        "officers": sampling.deciders(),
        **_words(),
    }
    return render(request, "programme/audit.html", shown)


@officers_only
@permitted(Permission.SAMPLE)
@require_safe
def export(request: HttpRequest, number: int) -> HttpResponse:
    """The result as a workbook."""
    content = audit_exports.xlsx(*_sample(request, number))
    kept_as = f'attachment; filename="sample-{number}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": kept_as})


@officers_only
@permitted(Permission.SAMPLE)
def case(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """The paper trail of one sampled case, checked while one waits, and the place to say what it shows."""
    sample, rows = _sample(request, number)
    place = next((index for index, row in enumerate(rows) if row.reference == reference), None)
    sampled = sampling.sampled(number, reference)
    if place is None or sampled is None:
        raise Http404
    one_case = opened(request, reference)
    form = LookForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        require(request, Permission.LOOK, one_case.case)
        if form.is_valid():
            try:
                actions.look(sampled=sampled, by=actor(request), at=now(request), **form.cleaned_data)
            except ProgrammeRefused as refused:
                form.add_error(None, f"{told(refused).sentence} {refused}")
            else:
                messages.success(request, _("What you found is recorded. Nothing changed in the case."))
                left = [row for row in (*rows[place + 1 :], *rows[:place]) if not row.looks]
                if left:
                    return redirect("cases:audited", number, left[0].reference)
                return redirect("cases:audit", number)
        status = 422
    found = trail(one_case.case, actor(request), at=now(request))
    answer = may(request, Permission.LOOK, one_case.case)
    shown = {
        "crumbs": [
            Crumb(_("Audits"), reverse("cases:audits")),
            Crumb(_("Sample %(number)s") % {"number": number}, reverse("cases:audit", args=[number])),
            Crumb(reference, data=True),
        ],
        "sample": sample,
        "sampled": rows[place],
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place + 1 < len(rows) else None,
        "file": one_case.file,
        "row": one_case.file.row,
        "trail": found,
        "papers": papers.checked(one_case.case, one_case.file, actor(request), at=now(request)),
        "form": form,
        "may_look": answer.allowed,
        "why": [] if answer.allowed else [_(sentence) for sentence in answer.why],
        **_words(),
    }
    return render(request, "programme/audited.html", shown, status=status)


def _sample(request: HttpRequest, number: int) -> tuple[SampleRow, Sequence[SampledRow]]:
    sample = sampling.sample_row(number, actor(request), at=now(request)) if number < 1 << 62 else None
    if sample is None:
        raise Http404
    return sample, sampling.sampled_rows(number, actor(request), at=now(request))


def _words() -> Mapping[str, Any]:
    return {"kinds": DECISION_KINDS, "strata": STRATA, "stages": labels.STAGES}
