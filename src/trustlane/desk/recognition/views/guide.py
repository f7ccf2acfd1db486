"""A status across the border, in steps, over the nodes of a demonstration: every step a real deed, shown as it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trustlane.desk.recognition import demonstrated, neighbours, walk
from trustlane.desk.recognition.demonstrated import Beside
from trustlane.desk.recognition.opening import crumbs
from trustlane.desk.recognition.seen import Seen, instant
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted
from trustlane.parties import queries as parties
from trustlane.parties.identifiers import Identifier
from trustlane.programme.permits import Permission as Programme
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import ages, following, lately
from trustlane.selectivity.permits import Permission as Selectivity
from trustlane.selectivity.queries import decisions
from trustlane.standing import queries as standing

PRESSED = "walk"  # in the session: when the last button of the walk was pressed
WAITS = 12.0  # seconds until the page goes on without having seen the partner apply it
LOOKS_EVERY = 0.2


@officers_only
@permitted(Permission.SEE_FOLLOWED)
@require_http_methods(["GET", "POST"])
def guide(request: HttpRequest) -> HttpResponse:
    """Grant, benefit there, suspend, gone; cut the line, fade; heal, catch up."""
    beside = {one.code: one for one in demonstrated.beside()}
    if not beside:
        raise Http404
    who, at = actor(request), now(request)
    may_cut = may(request, Permission.STOP_FOLLOWING)
    if request.method == "POST" and "consignment" in request.POST:
        return _arrival(request)
    if request.method == "POST" and may_cut.allowed:
        return _pressed(request, next(iter(beside.values()))) if "walk" in request.POST else _line(request, set(beside))
    until = {fact.origin: fact for fact in ages.heard(at)}
    lines = [
        {"row": row, "beside": beside[row.issuer], "until": until[row.origin]}
        for row in following.feeds(by=who, at=at)
        if row.issuer in beside
    ]
    context = {
        "crumbs": crumbs(Crumb(_("Exchange"), reverse("recognition:exchange")), Crumb(_("Across the border"))),
        "beside": list(beside.values()),
        "lines": lines,
        "walk": _walked(request, beside),
        "sender": _sender(request),
        "said": lately.said(by=who, at=at) if may(request, Permission.SEE_FEEDS).allowed else None,
        "heard": lately.heard(by=who, at=at),
        "may_cut": may_cut.allowed,
        "may_cases": may(request, Programme.SEE_WORKLIST).allowed,
        "now": at,
    }
    return render(request, "recognition/guide.html", context, status=403 if request.method == "POST" else 200)


@officers_only
@permitted(Permission.SEE_FOLLOWED)
@require_GET
def seen(request: HttpRequest) -> HttpResponse:
    """What this node knows of a partner's operator: what it holds, and what was decided of its last consignment."""
    if not demonstrated.beside():
        raise Http404
    return JsonResponse(_known(request, request.GET.get("number", "")[:60]))


def _known(request: HttpRequest, number: str) -> dict[str, Any]:
    at = now(request)
    reference = parties.holder_of(Identifier("TIN", number), issuer=number[:2]) or ""
    facts = standing.facts_of({reference}, known=at) if reference else []
    told = next((one for one in ages.heard(at) if one.issuer == number[:2]), None)
    return {
        "operator": reference,
        "states": [
            {"state": one.state, "since": one.known_from.isoformat()} for one in facts if one.issuer == number[:2]
        ],
        "whole_until": told.whole_until.isoformat() if told and told.whole_until else "",
        "half_until": told.half_until.isoformat() if told and told.half_until else "",
        "consignment": _decided(request, number),
    }


def _decided(request: HttpRequest, number: str) -> dict[str, Any] | None:
    """What was decided of the last consignment that named this number, with what the permits show of it."""
    who, at = actor(request), now(request)
    if not may(request, Selectivity.SEE_LANE).allowed:
        return None
    rows = decisions.visible(decisions.Wanted(party=number), by=who, at=at)
    reference = rows.order_by("-declaration").values_list("declaration", flat=True).first()
    if reference is None:
        return None
    made = decisions.history(reference, by=who, at=at)
    twin = decisions.decision(f"{reference[:-2]}02", by=who, at=at)
    counted = [one for one in made[0].standing or () if not one.own]
    return {
        "reference": reference,
        "lane": made[0].lane,
        "before": made[1].lane if len(made) > 1 else "",
        "twin": twin.lane if twin else "",
        "credit": ("half" if all(one.half for one in counted) else "whole") if counted else "",
        "decided_at": made[0].decided_at.isoformat(),
    }


def _walked(request: HttpRequest, beside: dict[str, Beside]) -> dict[str, Any] | None:
    """The walk as it stands: our case, and what the first partner sees; None on a node that has no such case."""
    found = walk.walk()
    if found is None:
        return None
    there = next(iter(beside.values()))
    try:
        shown = Seen.of(neighbours.neighbour(there.url).sees(walk.EXPORTER))
    except neighbours.Unreached:
        shown = None
    pressed = instant(request.session.get(PRESSED, ""))
    return {
        "case": found.case,
        "stage": found.stage,
        "deed": found.deed,
        "button": found.button,
        "who": found.who,
        "there": there,
        "seen": shown,
        "after": _after(pressed, shown.since if shown else None),
        "decided_after": _after(pressed, shown.consignment.decided_at if shown and shown.consignment else None),
    }


def _after(pressed: datetime | None, then: datetime | None) -> str:
    """The seconds between, to a tenth; empty where it was not after it."""
    return f"{(then - pressed) / timedelta(seconds=1):.1f}" if pressed and then and then >= pressed else ""


def _sender(request: HttpRequest) -> dict[str, Any] | None:
    """On a partner's node: the firm whose consignment may arrive here, and what is known of it."""
    if walk.walk() is not None:
        return None
    return {"number": walk.EXPORTER, "seen": Seen.of(_known(request, walk.EXPORTER))}


def _arrival(request: HttpRequest) -> HttpResponse:
    """A consignment of the walk's firm arrives here: whoever may keep declarations and screen them lets it."""
    from trustlane.desk.recognition.arriving import (
        arrive,  # with all that screens, which no other page of the desk loads
    )

    number = request.POST["consignment"]
    if number != walk.EXPORTER:
        raise Http404
    arrive(exporter=number, by=actor(request), at=now(request))
    messages.success(request, _("A consignment arrived, and its twin of an unknown sender. Both are decided."))
    return redirect("recognition:guide")


def _pressed(request: HttpRequest, partner: Beside) -> HttpResponse:
    """A button of the walk: the deeds here, then until the partner saw it; there a consignment arrives."""
    there = neighbours.neighbour(partner.url)
    said, found = request.POST["walk"], walk.walk()
    if found is None:
        raise Http404
    if said != "arrive":
        if found.deed is None or said != found.deed:
            messages.error(request, _("The case is at another stage by now."))
            return redirect("recognition:guide")
        request.session[PRESSED] = now(request).isoformat()
        walk.press(found.deed, now(request))
        messages.success(request, str(walk.DONE[found.deed]))
    try:
        if said == "arrive":
            there.lets_arrive(walk.EXPORTER)
        elif partner.cut:
            messages.info(request, _("The line is cut: the partner hears of it once it runs again."))
        else:
            _wait(there, walk.Deed(said), instant(request.session[PRESSED]))
    except neighbours.Unreached:
        messages.error(request, _("The partner’s pages do not answer yet. Look again in some seconds."))
    return redirect("recognition:guide")


def _wait(there: neighbours.Neighbour, deed: walk.Deed, pressed: datetime | None) -> None:
    """Until the partner applied it; then what was given shows on a consignment, what was taken on the last one."""
    took = deed is walk.Deed.SUSPEND

    def applied() -> bool:
        shown = Seen.of(there.sees(walk.EXPORTER))
        if not pressed or not shown.since or shown.since < pressed:
            return False
        if (shown.state != "valid") is not took:
            return False
        last = shown.consignment
        return not (took and last is not None and last.credit)

    if _until(applied) and not took:
        there.lets_arrive(walk.EXPORTER)


def _until(what: Callable[[], bool]) -> bool:
    ends = time.monotonic() + WAITS
    while time.monotonic() < ends:
        if what():
            return True
        time.sleep(LOOKS_EVERY)
    return False


def _line(request: HttpRequest, known: set[str]) -> HttpResponse:
    code = request.POST.get("partner", "")
    if code not in known:
        raise Http404
    if request.POST.get("line") == "cut":
        demonstrated.cut(code)
        messages.success(request, _("The line is cut. Nothing passes in either direction."))
    else:
        demonstrated.heal(code)
        request.session[PRESSED] = now(request).isoformat()
        messages.success(request, _("The line runs again. What was missed is caught up in some seconds."))
    return redirect("recognition:guide")
