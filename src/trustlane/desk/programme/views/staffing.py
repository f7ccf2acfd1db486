"""Whether an office can keep its duties apart, with how many people, and which audits it owes where it cannot."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.access.roles import Role
from trustlane.desk.programme.audit_forms import LookForm
from trustlane.desk.programme.opening import opened
from trustlane.desk.programme.words import told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, permitted, require
from trustlane.programme import actions, labels
from trustlane.programme.permits import Permission
from trustlane.programme.queries.staffed import owed_of, profile_in_force, staffed
from trustlane.programme.refusals import ProgrammeRefused


@officers_only
@permitted(Permission.SEE_STAFFING)
def index(request: HttpRequest) -> HttpResponse:
    """The offices in which the person has a part."""
    profile, offices = staffed(actor(request), at=now(request))
    return render(
        request,
        "programme/staffing.html",
        {
            "crumbs": [Crumb(_("Staffing"))],
            "profile": profile,
            "duties": {duty.id: duty.title for duty in profile.duties},
            "offices": offices,
            "today": timezone.localdate(now(request)),
            "audits": actor(request).holds(Role.AUDITOR),
            "looks": labels.LOOKS,
        },
    )


@officers_only
@permitted(Permission.SEE_STAFFING)
def audit(request: HttpRequest, reference: str, one: str, other: str) -> HttpResponse:
    """Takes what came of an audit that is owed; the paper trail is on the page of the case."""
    found = opened(request, reference)
    require(request, Permission.AUDIT_OWED, found.case)
    profile = profile_in_force()
    owes = next((o for o in owed_of(found.case) if (o.separation.one, o.separation.other) == (one, other)), None)
    form = LookForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.audit_owed(
                    case=found.case, one=one, other=other, by=actor(request), at=now(request), **form.cleaned_data
                )
            except ProgrammeRefused as refused:
                form.add_error(None, f"{told(refused).sentence} {refused}")
            else:
                messages.success(request, _("What you found is recorded. Nothing changed in the case."))
                return redirect("cases:staffing")
    elif owes is None:
        raise Http404
    shown = {
        "crumbs": [Crumb(_("Staffing"), reverse("cases:staffing")), Crumb(reference, data=True)],
        "row": found.file.row,
        "owes": owes,
        "duties": {duty.id: duty.title for duty in profile.duties},
        "form": form,
        "today": timezone.localdate(now(request)),
    }
    return render(request, "programme/owed_audit.html", shown, status=status)
