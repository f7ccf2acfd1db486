"""The documents an operator gave: uploaded once, used wherever they show something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.evidence import actions, queries
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, operators_only
from trustlane.pages.templatetags.pages import day
from trustlane.portal.casework import Paper, papers, running_out
from trustlane.portal.forms import DocumentForm
from trustlane.portal.words import sentence


@operators_only
def index(request: HttpRequest) -> HttpResponse:
    """Every document of the operator, and a place to give another."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept(request, form)
        except EvidenceRefusal as refused:
            form.add_error("file", sentence(refused))
        else:
            messages.success(request, _("The document was kept. You can use it in every answer."))
            return redirect("portal:documents")
    return render(
        request,
        "portal/documents.html",
        {
            "crumbs": [Crumb(_("Your documents"))],
            "papers": (given := papers(request)),
            "ending": running_out(given),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@operators_only
def newer(request: HttpRequest, number: int) -> HttpResponse:
    """A newer version of a document takes its place in every answer that rests on it; the older one stays."""
    old = next((paper for paper in papers(request) if paper.id == number), None)
    if old is None:
        raise Http404
    form = DocumentForm(request.POST or None, request.FILES or None)
    status = 200 if old.current else 409
    if request.method == "POST" and old.current:
        status = 422
        if form.is_valid():
            try:
                kept(request, form, supersedes=number)
            except EvidenceRefusal as refused:
                form.add_error("file", sentence(refused))
            else:
                messages.success(
                    request, _("The newer document counts from now on, in every answer that used the old.")
                )
                return redirect("portal:documents")
    return render(
        request,
        "portal/newer.html",
        {
            "crumbs": [Crumb(_("Your documents"), reverse("portal:documents")), Crumb(_("A newer version"))],
            "old": old,
            "form": form,
        },
        status=status,
    )


@operators_only
def one(request: HttpRequest, number: int) -> HttpResponseBase:
    """The content of one document, to be kept by the browser and never shown in a page of ours."""
    mine = queries.documents(by=actor(request), at=now(request)).filter(operator=actor(request).operator)
    row = mine.filter(pk=number).first() if number < 1 << 62 else None
    if row is None:
        raise Http404
    try:
        content = queries.open_document(row, by=actor(request), at=now(request))
    except EvidenceRefusal as refused:
        messages.error(request, sentence(refused))
        return redirect("portal:documents")
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.media_type)


def kept(request: HttpRequest, form: DocumentForm, supersedes: int | None = None, operator: str = "") -> Any:
    """Keeps the file of a form as a document of the operator, of another one only for an officer who types for it.

    Raises what evidence refuses.
    """
    file = form.cleaned_data["file"]
    return actions.keep(
        name=file.name,
        media_type=file.content_type or "",
        speaks_of=form.cleaned_data["speaks_of"],
        expires=form.cleaned_data["expires"],
        supersedes=supersedes,
        certifies=form.cleaned_data.get("certifies", ""),
        by=actor(request),
        at=now(request),
        stream=file,
        operator=actor(request).operator or operator,
    )


def named(given: Iterable[Paper]) -> list[tuple[int, str]]:
    """Documents to choose from: the number, and name and day as one reads them."""
    return [
        (one.id, f"{one.name} ({day(one.speaks_of)})" if one.speaks_of else one.name) for one in given if one.current
    ]
