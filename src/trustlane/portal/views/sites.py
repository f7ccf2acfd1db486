"""The places where the firm works: added, said otherwise and closed, while it applies and as a holder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now
from trustlane.parties import queries as parties
from trustlane.parties.facts import KnownSite
from trustlane.portal.casework import assessment_of, case_of, crumbs, today, types, who_answers
from trustlane.portal.forms import CloseForm, SiteForm
from trustlane.portal.words import sentence
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.refusals import ProgrammeRefused, SiteUnknown
from trustlane.programme.stages import ANSWERABLE, HOLDING


@who_answers
def index(request: HttpRequest, reference: str) -> HttpResponse:
    """Every site, with what can be done about each; those that are closed stand below."""
    case = case_of(request, reference)
    on, every = today(request), _sites(case)
    assessment = assessment_of(request, case)
    waiting = {assessment.numbers[one.where.site] for one in assessment.left if one.where.site is not None}
    return render(
        request,
        "portal/sites.html",
        {
            "crumbs": crumbs(case, Crumb(_title(request)), typed=types(request)),
            "typed": types(request),
            "reference": reference,
            "sites": [site for site in every if site.open_on(on)],
            "closed": [site for site in every if not site.open_on(on)],
            "possible": _possible(request, case),
            "tells": case.stage in HOLDING,
            "waiting": waiting,
            "go_on": next((one.where.chapter for one in assessment.left if one.where.site is not None), ""),
            "today": on,
        },
    )


@who_answers
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """A new site."""
    case = case_of(request, reference)
    form = SiteForm(
        request.POST or None,
        opens=True,
        tells=case.stage in HOLDING,
        initial={"country": settings.TRUSTLANE_ADMINISTRATION[:2], "kind": "warehouse"},
    )

    def done(said: dict[str, Any]) -> None:
        actions.open_site(
            case=case,
            place=form.place,
            since=said["since"],
            reason=said.get("reason", ""),
            by=actor(request),
            at=now(request),
        )

    asked = _("The site was added. What is asked for each site is now asked for it too.")
    return _deed(request, case, form, done, title=_("Add a site"), button=_("Add the site"), said=asked)


@who_answers
def change(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One site, said otherwise."""
    case = case_of(request, reference)
    site = _site(case, number)
    names = ("name", "kind", "street", "postcode", "city", "country", "locode", "contact")
    form = SiteForm(
        request.POST or None,
        opens=False,
        tells=case.stage in HOLDING,
        initial={name: getattr(site, name) for name in names},
    )

    def done(said: dict[str, Any]) -> None:
        actions.change_site(
            case=case,
            number=number,
            place=form.place,
            reason=said.get("reason", ""),
            by=actor(request),
            at=now(request),
        )

    return _deed(
        request,
        case,
        form,
        done,
        title=_("Change a site"),
        button=_("Keep the change"),
        said=_("The site was changed."),
    )


@who_answers
def close(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The last day at one site."""
    case = case_of(request, reference)
    site = _site(case, number)
    form = CloseForm(request.POST or None, initial={"last": today(request)})

    def done(said: dict[str, Any]) -> None:
        actions.close_site(
            case=case, number=number, last=said["last"], reason=said["reason"], by=actor(request), at=now(request)
        )

    return _deed(
        request,
        case,
        form,
        done,
        title=_("Close a site"),
        button=_("Close the site"),
        said=_("The site is closed after that day. What you answered about it is kept."),
        site=site,
        tone="danger",
    )


def _deed(
    request: HttpRequest,
    case: Any,
    form: Form,
    done: Callable[[dict[str, Any]], None],
    *,
    title: str | Promise,
    button: str | Promise,
    said: str | Promise,
    site: KnownSite | None = None,
    tone: str = "primary",
) -> HttpResponse:
    possible = _possible(request, case)
    status = 200 if possible else 409
    if request.method == "POST" and possible:
        status = 422
        if form.is_valid():
            try:
                done(form.cleaned_data)
            except SiteUnknown:
                raise Http404 from None
            except ProgrammeRefused as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, str(said))
                return redirect("portal:sites", case.reference)
    return render(
        request,
        "portal/site.html",
        {
            "crumbs": crumbs(
                case,
                Crumb(_title(request), reverse("portal:sites", args=[case.reference])),
                Crumb(str(title)),
                typed=types(request),
            ),
            "typed": types(request),
            "reference": case.reference,
            "form": form,
            "title": title,
            "button": button,
            "possible": possible,
            "tells": case.stage in HOLDING,
            "site": site,
            "tone": tone,
        },
        status=status,
    )


def _title(request: HttpRequest) -> str:
    return _("Its sites") if types(request) else _("Your sites")


def _possible(request: HttpRequest, case: Any) -> bool:
    # A holder tells of a change itself; nobody does that for it.
    stages = ANSWERABLE if types(request) else ANSWERABLE | HOLDING
    return case.stage in stages and may(request, Permission.KEEP_SITES, case).allowed


def _sites(case: Any) -> list[KnownSite]:
    facts = parties.operator(case.operator.reference)
    return list(facts.sites) if facts else []


def _site(case: Any, number: int) -> KnownSite:
    found = next((site for site in _sites(case) if site.number == number), None)
    if found is None:
        raise Http404
    return found
