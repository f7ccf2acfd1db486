"""What belongs to an arrangement: tasks, documents, minutes, contact points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from trustlane.desk.recognition.forms import ContactForm, FinishForm, MinutesForm, PaperForm, TaskForm
from trustlane.desk.recognition.opening import Opened, desk, opened
from trustlane.desk.recognition.words import Told, told
from trustlane.evidence import queries as evidence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, require
from trustlane.recognition import actions
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import arrangements
from trustlane.recognition.refusals import RecognitionRefused


@dataclass(frozen=True)
class Kind:
    """Something that is kept with an arrangement: how its page is called, its button, and where it is found then."""

    title: str | Promise
    button: str | Promise
    done: str | Promise
    anchor: str


KINDS: Mapping[str, Kind] = {
    "task": Kind(gettext_lazy("Add a task"), gettext_lazy("Add it"), gettext_lazy("The task is added."), "tasks"),
    "paper": Kind(
        gettext_lazy("Keep a document"), gettext_lazy("Keep it"), gettext_lazy("The document is kept."), "papers"
    ),
    "minutes": Kind(
        gettext_lazy("Write minutes"), gettext_lazy("Keep them"), gettext_lazy("The minutes are kept."), "minutes"
    ),
    "contact": Kind(
        gettext_lazy("Name a contact point"), gettext_lazy("Keep it"), gettext_lazy("It is kept."), "contacts"
    ),
}


@officers_only
def add(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Adds one of them."""
    one = opened(request, reference)
    if kind not in KINDS:
        raise Http404
    require(request, Permission.KEEP_ARRANGEMENT, one.arrangement)
    form = _form(request, one, kind)
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, one, kind, dict(form.cleaned_data))
        except RecognitionRefused as error:
            refused = told(error)
        except EvidenceRefusal as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, str(KINDS[kind].done))
            return redirect(f"{reverse('recognition:one', args=[reference])}#{KINDS[kind].anchor}")
    context = {
        "crumbs": one.crumbs(Crumb(KINDS[kind].title)),
        "kind": KINDS[kind],
        "row": one.file.row,
        "form": form,
        "refused": refused,
    }
    return render(request, "recognition/add.html", context, status=422 if request.method == "POST" else 200)


@officers_only
def finish(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Says that a task is done."""
    one = opened(request, reference)
    task = arrangements.task(one.arrangement, number)
    if task is None:
        raise Http404
    require(request, Permission.KEEP_ARRANGEMENT, one.arrangement)
    form = FinishForm(request.POST if request.method == "POST" else None)
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_task(task=task, by=actor(request), at=now(request), **form.cleaned_data)
        except RecognitionRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("The task is done."))
            return redirect(f"{reverse('recognition:one', args=[reference])}#tasks")
    kind = Kind(task.title, _("It is done"), "", "tasks")
    context = {
        "crumbs": one.crumbs(Crumb(_("Task"))),
        "kind": kind,
        "data": True,
        "row": one.file.row,
        "form": form,
        "refused": refused,
    }
    return render(request, "recognition/add.html", context, status=422 if request.method == "POST" else 200)


@officers_only
@require_POST
def end(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Takes a contact point off."""
    one = opened(request, reference)
    contact = arrangements.contact(one.arrangement, number)
    if contact is None:
        raise Http404
    try:
        actions.end_contact(contact=contact, by=actor(request), at=now(request))
    except RecognitionRefused as error:
        messages.error(request, told(error).sentence)
    else:
        messages.success(request, _("The contact point is taken off; it stays in the record."))
    return redirect(f"{reverse('recognition:one', args=[reference])}#contacts")


@officers_only
@require_safe
def document(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """A document of the arrangement, kept by the browser and never shown in a page of ours."""
    one = opened(request, reference)
    paper = arrangements.paper(one.arrangement, number)
    if paper is None:
        raise Http404
    try:
        content = evidence.content(paper.document)
    except EvidenceRefusal:
        messages.error(request, _("The content of this document cannot be found. Tell who keeps the system."))
        return redirect("recognition:one", reference)
    return FileResponse(
        content, as_attachment=True, filename=paper.document.name, content_type=paper.document.media_type
    )


def _form(request: HttpRequest, one: Opened, kind: str) -> Any:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if kind == "task":
        return TaskForm(data, owners=desk(request, deciders=True))
    if kind == "paper":
        return PaperForm(data, files)
    if kind == "minutes":
        return MinutesForm(data)
    partners = {each.code: f"{each.code} {each.name}" for each in one.file.row.partners}
    return ContactForm(data, partners=partners)


def _keep(request: HttpRequest, one: Opened, kind: str, given: dict[str, Any]) -> None:
    common: dict[str, Any] = {"arrangement": one.arrangement, "by": actor(request), "at": now(request)}
    if kind == "task":
        actions.add_task(**given, **common)
    elif kind == "minutes":
        actions.keep_minutes(**given, **common)
    elif kind == "contact":
        actions.add_contact(**given, **common)
    else:
        file = given["file"]
        actions.keep_paper(
            kind=given["kind"],
            name=file.name,
            media_type=file.content_type or "",
            stream=file,
            speaks_of=given["speaks_of"],
            **common,
        )
