"""The paper trail of one case: every deed in it as the record has it, each held against its digest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trustlane.access.queries import names
from trustlane.desk.programme.opening import opened
from trustlane.desk.programme.trail import lines
from trustlane.ledger.queries import PAGE, rows
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import officers_only, permitted
from trustlane.programme.permits import Permission


@officers_only
@permitted(Permission.SAMPLE)
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """The newest deeds first; who reads on goes to those before."""
    one = opened(request, reference)
    before = request.GET.get("before", "")
    about = rows().filter(subjects__kind="case", subjects__subject_id=reference)
    if before.isascii() and before.isdecimal() and len(before) < 18:
        about = about.filter(pk__lt=int(before))
    found = list(about.distinct()[: PAGE + 1])
    told = names({row.actor for row in found})
    return render(
        request,
        "programme/record.html",
        {
            "crumbs": one.crumbs(Crumb(_("Record"))),
            "row": one.file.row,
            "lines": lines(found[:PAGE], {actor: name.full_name for actor, name in told.items()}),
            "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        },
    )
