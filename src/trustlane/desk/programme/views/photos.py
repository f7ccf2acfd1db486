"""Photographs at a visit: taken beside a criterion, kept at once or once the line is back, and looked at again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trustlane.desk.programme.forms import Photographed
from trustlane.desk.programme.opening import opened
from trustlane.desk.programme.views.checklist import by_script, seen_when, sites_of
from trustlane.desk.programme.words import told
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.programme import actions
from trustlane.programme.checklists import Line
from trustlane.programme.papers.photos import MOST_BYTES
from trustlane.programme.papers.refusals import PhotoRefused
from trustlane.programme.permits import Permission
from trustlane.programme.queries.photos import seen_picture
from trustlane.programme.refusals import ProgrammeRefused
from trustlane.programme.stages import RATED_AT


@officers_only
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Keeps one photograph; bad pictures come back with what to do instead."""
    one = opened(request, reference)
    require(request, Permission.RATE, one.case)
    form = Photographed(request.POST, request.FILES, sites=sites_of(one))
    item = str(form.data.get("item", ""))[:40]
    if not form.is_valid():
        return _answered(
            request, reference, item, _("This photograph cannot be read. Choose a picture and send it again.")
        )
    given = form.cleaned_data
    if given["photo"].size > MOST_BYTES:
        return _answered(request, reference, item, _("This picture is too large. Take it again, smaller."))
    latitude, longitude = given["latitude"], given["longitude"]
    try:
        kept = actions.photograph(
            case=one.case,
            item=given["item"],
            picture=given["photo"].read(),
            key=given["key"],
            by=actor(request),
            at=now(request),
            taken_at=seen_when(given["seen_at"], one.file.row.since, now(request)),
            site=given["site"],
            place=given["place"],
            spot=None if latitude is None or longitude is None else actions.Spot(latitude, longitude),
        )
    except (PhotoRefused, EvidenceRefusal):
        said = _(
            "This is no picture that can be kept, or there are too many. Send a JPEG, PNG or WebP, twelve at most."
        )
        return _answered(request, reference, item, said)
    except ProgrammeRefused as refused:
        words = told(refused)
        status = 409 if one.file.row.stage not in RATED_AT else 422
        return _answered(request, reference, item, " ".join(filter(None, (words.sentence, words.mend))), status)
    if by_script(request):
        shown = reverse("cases:photo", args=[reference, kept.pk])
        return JsonResponse({"item": item, "id": kept.pk, "address": shown, "where": kept.place})
    return _back(reference, Line(item, kept.site).key)


@officers_only
@require_safe
def one(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One photograph, for whoever sees the visit."""
    case = opened(request, reference).case
    content = seen_picture(case, number, actor(request), at=now(request))
    if content is None:
        raise Http404
    kept_as = f'inline; filename="{reference}-{number}.jpg"'
    return HttpResponse(content, content_type="image/jpeg", headers={"Content-Disposition": kept_as})


def _answered(request: HttpRequest, reference: str, item: str, problem: str, status: int = 422) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"item": item, "problem": problem}, status=status)
    messages.error(request, problem)
    return _back(reference, item)


def _back(reference: str, line: str) -> HttpResponse:
    return redirect(f"{reverse('cases:checklist', args=[reference])}?at={line}#c-{line}")
