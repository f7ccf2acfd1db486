"""An application that did not come through the portal: entered by a case officer, for a firm without an account."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.access.refusals import Refused
from trustlane.desk.programme.receiving_forms import ReceiveForm
from trustlane.desk.programme.words import told
from trustlane.evidence import actions as evidence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only
from trustlane.parties import queries as parties
from trustlane.parties.identifiers import Identifier
from trustlane.parties.refusals import PartyRefused
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries.asked import SMALL_FIRM_BELOW
from trustlane.programme.queries.offices import catalogues_to_apply_by, offices_that_take
from trustlane.programme.refusals import ProgrammeRefused
from trustlane.standing.actions import register_operator


def offices_to_receive_at(request: HttpRequest) -> list[str]:
    """The offices that take applications, as far as this person receives them there."""
    taking = offices_that_take(at=now(request))
    return [office for office in taking if may(request, Permission.RECEIVE, SimpleNamespace(office=office)).allowed]


@officers_only
def receive(request: HttpRequest) -> HttpResponse:
    """Asks what stands on the first page of the paper, and begins the case as submitted on the day it came."""
    offices = offices_to_receive_at(request)
    if not offices:
        raise Refused("programme.receive", ("The person is a case officer for the office concerned.",))
    today = timezone.localdate(now(request))
    form = ReceiveForm(
        request.POST or None,
        request.FILES or None,
        offices=offices,
        catalogues={name: one.title for name, one in catalogues_to_apply_by(on=today).items()},
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        case = _received(request, form)
        if case is not None:
            messages.success(request, _("The application was entered. Type its answers next."))
            return redirect("cases:case", case.reference)
    context = {
        "crumbs": [Crumb(_("Cases"), reverse("cases:worklist")), Crumb(_("Enter an application"))],
        "form": form,
        "below": SMALL_FIRM_BELOW,
    }
    return render(request, "programme/receive.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: ReceiveForm) -> Any:
    """The case that began; None where something was refused, which the form then says. All of it, or nothing."""
    try:
        with transaction.atomic():
            return _entered(request, form)
    except _UnknownFirm:
        form.add_error("name", _("The register does not know this number. Write the name, and the firm is registered."))
    except PartyRefused as refused:
        form.add_error("number", str(refused))
    except EvidenceRefusal as refused:
        form.add_error("scan", f"{refused} {getattr(refused, 'mend', '')}".strip())
    except ProgrammeRefused as refused:
        said = told(refused)
        form.add_error(None, " ".join(filter(None, (said.sentence, said.here, said.mend))))
    return None


class _UnknownFirm(Exception):
    """The register knows no such number, and no name was written."""


def _entered(request: HttpRequest, form: ReceiveForm) -> Any:
    said, who, at = form.cleaned_data, actor(request), now(request)
    operator = _operator(request, said)
    scan = said["scan"]
    documents = []
    if scan is not None:
        kept = evidence.keep(
            name=scan.name,
            media_type=scan.content_type or "",
            speaks_of=said["received"],
            by=who,
            at=at,
            stream=scan,
            operator=operator.reference,
        )
        documents.append(kept.pk)
    return actions.receive(
        operator=operator,
        roles=said["roles"],
        security="security" in said["scope"],
        compliance="compliance" in said["scope"],
        small=said["small"] == "yes",
        channel=said["channel"],
        received=said["received"],
        office=said["office"] or form.initial["office"],
        catalogue=said["catalogue"] or form.initial.get("catalogue", ""),
        evidence=documents,
        by=who,
        at=at,
    )


def _operator(request: HttpRequest, said: dict[str, Any]) -> Any:
    """The firm of that number; a new one of the register where nobody has it. Raises PartyRefused."""
    written = Identifier(said["scheme"], said["number"])
    known = parties.holder_of(written) or (parties.operator(said["number"]) and said["number"])
    if not known:
        if not said["name"].strip():
            raise _UnknownFirm
        return register_operator(
            name=said["name"], identifiers=[written], source=_SOURCE, by=actor(request), at=now(request)
        )
    return parties.everybody().get(reference=known)


_SOURCE = "an application on paper"
