"""Every move as a form: what it needs is asked, what is refused is told beside it, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.access import directory
from trustlane.access.queries import holders
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.desk.programme.deeds import DECISIVE, DEEDS, carry_out
from trustlane.desk.programme.documents import papers_given, shown_with_conditions
from trustlane.desk.programme.forms import About, MoveForm, Settled, form_of
from trustlane.desk.programme.opening import Opened, opened
from trustlane.desk.programme.sheet import sheet
from trustlane.desk.programme.views.case import recommended, reported
from trustlane.desk.programme.words import RECOMMENDATIONS, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, require
from trustlane.parties import queries as parties
from trustlane.programme import actions
from trustlane.programme.agency_benefits import offered_by
from trustlane.programme.benefits.choosing import Met
from trustlane.programme.moves import AGAINST, HEARINGS, MOVES
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.presets import preset_named
from trustlane.programme.queries import benefits
from trustlane.programme.queries.agency_benefits import granting
from trustlane.programme.queries.candidates import guests as guests_of
from trustlane.programme.queries.consultations import unanswered_by
from trustlane.programme.queries.drawing import kept_draw, next_commitment, standing_before
from trustlane.programme.queries.findings import open_corrections
from trustlane.programme.queries.points import grades_of, own_grade
from trustlane.programme.queries.qualified import spoken
from trustlane.programme.queries.revalidating import revalidated_in_period
from trustlane.programme.queries.suiting import NOTHING_AGAINST, proposal
from trustlane.programme.queries.worklist import granted_short_in
from trustlane.programme.refusals import CaseChanged, NotAsked, ProgrammeRefused, WrongStage
from trustlane.programme.rows import CaseFile, EventRow, coming_from
from trustlane.programme.stages import Stage


@officers_only
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Asks what a move needs, and makes it."""
    if name not in DEEDS:
        raise Http404
    one = opened(request, reference)
    # Before anything else: what a form offers, and even that the stage is another, is for who may make the move.
    require(request, Moving(name), one.case)
    about = _about(request, one, name)
    form = form_of(name)(request.POST if request.method == "POST" else None, name=name, about=about)
    if one.case.stage not in MOVES[name].sources:
        return _page(request, one, name, form, refused=_moved_on(one, name), status=409)
    if request.method != "POST":
        return _page(request, one, name, form)
    if not form.is_valid():
        return _page(request, one, name, form, status=422)
    seen = form.cleaned_data.get("seen")
    try:
        if name in DECISIVE and seen != one.file.last_event:
            raise CaseChanged(_("Something happened in this case after you opened the page."))
        given = form.cleaned_data
        carry_out(name, one.case, given, by=actor(request), at=now(request), seen=seen if name in DECISIVE else None)
    except (ProgrammeRefused, Refused) as refused:
        return _page(request, one, name, _again(one, form), refused=refused, status=_status(refused), since=seen)
    messages.success(request, _(MOVES[name].says))
    if name == "grant" and granted_short_in(one.case):
        messages.warning(request, _("Some role got fewer than three of the seven measures; the case says which."))
    return redirect("cases:case", reference)


@officers_only
def settle(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Says whether a correction is enough."""
    one = opened(request, reference)
    shown = next((each for each in one.file.corrections if each.id == number), None)
    if shown is None:
        raise Http404
    require(request, Permission.SETTLE, one.case)
    form = Settled(request.POST or None)
    refused: ProgrammeRefused | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                correction = next((each for each in open_corrections(one.case) if each.pk == number), None)
                if correction is None:
                    raise NotAsked(_("Somebody settled it before you."))
                actions.settle(correction=correction, by=actor(request), at=now(request), **form.cleaned_data)
            except ProgrammeRefused as caught:
                refused, status = caught, _status(caught)
            else:
                messages.success(request, _("The correction is settled."))
                return redirect(f"{reverse('cases:case', args=[reference])}?tab=validation")
    return render(
        request,
        "programme/settle.html",
        {
            "crumbs": one.crumbs(Crumb(_("Settle a correction"))),
            "file": one.file,
            "row": one.file.row,
            "correction": shown,
            "papers_given": papers_given(request, one, shown.evidence),
            "form": form,
            "refused": told(refused) if refused else None,
            "today": timezone.localdate(now(request)),
        },
        status=status,
    )


def _about(request: HttpRequest, one: Opened, name: str) -> About:
    """What the form of a move offers; asked only where it needs it."""
    at, office = now(request), one.file.row.office
    validity = preset_named(one.file.preset).validity
    plans = name == "plan_validation"
    drawn = kept_draw(one.case) if plans else None

    def answers_for(agency: str) -> bool:
        return bool(agency) and holders(Role.AGENCY_OFFICER, at=at, office=agency).exists()

    def named(written: str) -> Sequence[tuple[Any, str]]:
        names = {one.reference: one.names[-1].name for one in parties.search(written, limit=MOST_ALIKE) if one.names}
        exact = parties.operator(written)
        if exact is not None:
            names = {exact.reference: exact.names[-1].name if exact.names else exact.reference}
        found = parties.everybody().filter(reference__in=names).exclude(reference=one.file.row.operator)
        return [(row, names[row.reference]) for row in found]

    def own_benefits() -> Sequence[str]:
        offices = actor(request).offices(Role.AGENCY_OFFICER)
        return offered_by(granting(one.case, offices), one.case.roles) if offices else ()

    def guests() -> Mapping[int, str]:
        return {user.pk: coming_from(user.full_name, user.office) for user in guests_of(at=at)}

    return About(
        file=one.file,
        today=timezone.localdate(at),
        sites=one.sites() if plans else {},
        guests=guests() if plans else {},
        tiers=grades_of(one.file.catalogue) or (tuple(validity.tiers) if validity else ()),
        reached=own_grade(one.case, at=at) if name == "grant" else "",
        consultations=unanswered_by(actor(request), one.case, at=at) if name == "answer_consultation" else (),
        proposal=proposal(one.case, at=at, on=timezone.localdate(at)) if plans else None,
        languages=spoken("language", at=at, office=office) if plans else (),
        skills=spoken("skill", at=at, office=office) if plans else (),
        team=[(person.id, person.name) for person in one.file.team if person.duty != "guest"] if drawn else (),
        by_law=name == "extend" and may(request, Permission.EXTEND_ALL).allowed,
        revalidated=name != "propose_amendment" or revalidated_in_period(one.case),
        own_benefits=own_benefits(),
        request=request.GET.get("request", ""),
        answers_for=answers_for,
        named=named,
    )


MOST_ALIKE = 8  # operators of one name that are offered to choose from
# What a decision at a stage is about: the moves that began it, and those by which the other side spoke.
_HEARD = (frozenset(HEARINGS.values()), frozenset({"hear"}))
_ABOUT: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys(MOVES["hear"].sources, _HEARD),
    **{str(MOVES[each].target): (frozenset({decided}), frozenset({each})) for each, decided in AGAINST.items()},
    Stage.AMENDING: (frozenset({"propose_amendment"}), frozenset()),
    Stage.REINSTATING: (frozenset({"propose_reinstatement"}), frozenset()),
    Stage.FROZEN: (frozenset({"freeze"}), frozenset()),
}


# The same of a decision that is possible at many stages.
_ABOUT_IT: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "lapse_status": (frozenset({"propose_lapse"}), frozenset()),
}


# What is decided upon what the team reported.
_REPORTED_FOR = ("grant", "intend_refusal", "send_back", "revalidate")


def _said(file: CaseFile, name: str) -> Sequence[EventRow]:
    """What a decision is about, the oldest first: what was proposed or decided, and what was said against it."""
    began, spoke = _ABOUT_IT.get(name) or _ABOUT.get(file.row.stage, (frozenset(), frozenset()))
    if not began or name not in DECISIVE or not file.inside:
        return ()
    found: list[EventRow] = []
    for event in file.timeline:
        if event.move in began | spoke:
            found.insert(0, event)
        if event.move in began:
            return found
    return found


def _verdict(form: MoveForm) -> list[Met]:
    """What the benefits that are chosen on the page make of article 7.7, for each role; none where none is chosen."""
    chosen = form.data.getlist("benefits") if isinstance(form.data, QueryDict) else form.initial.get("benefits", ())
    tier = form.data.get("tier", "") if form.is_bound else form.initial.get("tier") or ""
    return list(benefits.verdict(chosen, form.about.file.row.roles, tier=tier).values()) if chosen else []


def _proposed(form: MoveForm) -> dict[str, Any]:
    """What the plan proposes; the modes are those that what the house itself knows would leave."""
    found = form.about.proposal
    if found is None:
        return {}
    modes, rules = found.suited(found.sites, NOTHING_AGAINST)
    return {"proposal": found, "modes": modes, "mode_rules": rules, "sites": form.about.sites}


def _urn(request: HttpRequest, one: Opened) -> dict[str, Any]:
    """Who may be drawn, who not and why; and to which seed the draw is committed."""
    stands = standing_before(one.case, at=now(request))
    drawn = kept_draw(one.case)
    return {
        "stands": stands,
        "eligible": sum(not stand.rules for stand in stands),
        "committed": drawn.committed if drawn else next_commitment(one.case),
    }


def _moved_on(one: Opened, name: str) -> WrongStage:
    return WrongStage(name, one.file.row.stage or "another stage", sorted(MOVES[name].sources))


def _again(one: Opened, form: MoveForm) -> MoveForm:
    """The form as it was typed, for the case as it stands now: who reads what happened since may send it again."""
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    typed["seen"] = str(one.file.last_event)
    form.data = typed
    return form


def _status(refused: Exception) -> int:
    if isinstance(refused, Refused):
        return 403
    return 409 if isinstance(refused, CaseChanged | WrongStage) else 422


def _page(
    request: HttpRequest,
    one: Opened,
    name: str,
    form: MoveForm,
    *,
    refused: ProgrammeRefused | Refused | None = None,
    status: int = 200,
    since: int | None = None,
) -> HttpResponse:
    deed = DEEDS[name]
    newer = since is not None and isinstance(refused, CaseChanged)
    return render(
        request,
        "programme/move.html",
        {
            "crumbs": one.crumbs(Crumb(deed.title)),
            "file": one.file,
            "row": one.file.row,
            "deed": deed,
            "name": name,
            "form": form,
            "refused": told(refused) if refused else None,
            "gone": one.case.stage not in MOVES[name].sources,
            "meanwhile": [event for event in one.file.timeline if newer and since and event.number > since],
            "said": _said(one.file, name),
            "recommended": RECOMMENDATIONS.get(recommended(one.file), "") if name in _REPORTED_FOR else "",
            "report": reported(one.file) if name in _REPORTED_FOR else None,
            **(_proposed(form) | _urn(request, one) if name == "plan_validation" else {}),
            "agencies": directory.offices() if name == "consult" else (),
            "consultations": form.about.consultations,
            "sheet": sheet(request, one, name),
            "verdict": _verdict(form) if name == "grant" else (),
            "papers_given": papers_given(request, one, shown_with_conditions(one.file)),
        },
        status=status,
    )
