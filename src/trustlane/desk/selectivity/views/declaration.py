"""One declaration: its lane and why, both worlds side by side, its parties as they stood, and what was really done."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.declarations import queries as declarations
from trustlane.declarations.facts import Story
from trustlane.declarations.permits import Permission as Declared
from trustlane.desk.selectivity import changes, whole
from trustlane.desk.selectivity.times import as_of, in_address, instant
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries import decisions
from trustlane.selectivity.queries.decisions import Seen
from trustlane.standing.permits import Permission as Standing


@officers_only
@permitted(Permission.SEE_OVERVIEW)
def declaration(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything this person may know of one declaration, as known now or at an instant."""
    then = as_of(request)
    by, at, known = actor(request), now(request), instant(then)
    decision = decisions.decision(reference, by=by, at=at, known=known)
    story = declarations.story(reference, known=known)
    if decision is None and story is None:
        return _unknown(request, reference, later=then.past)
    if story is not None:
        require(request, Declared.SEE_DECLARATION, story.latest.head)
    treatment = story is not None and may(request, Declared.SEE_TREATMENT, story.latest.head).allowed
    made = decisions.history(reference, by=by, at=at, known=known)
    score = decision is not None and decision.lane_without_credit is not None
    query = f"?known={then.known_day.isoformat()}" if then.past else ""
    return render(
        request,
        "selectivity/declaration.html",
        {
            "crumbs": [
                Crumb(_("Declarations"), reverse("selectivity:declarations") + query),
                Crumb(reference, data=True),
            ],
            "as_of": then,
            "known_only": True,
            "reference": reference,
            "decision": decision,
            "story": story,
            "latest": story.latest if story is not None else None,
            "head": _head(decision, story),
            "score": score,
            "groups": whole.groups(decision.reasons) if decision is not None and decision.reasons else [],
            "chances": _chances(decision),
            "parties": whole.party_lines(story.latest if story is not None else None, decision),
            "holders": whole.known_holders(decision),
            "may_see_standing": may(request, Standing.SEE_REGISTER).allowed,
            # The standing pages are opened as it was known when it was decided, on the declaration's day.
            "stood": _stood(decision),
            "versions": changes.told(story.versions) if story is not None else [],
            "treatment": treatment,
            "done": whole.done(story, decision) if treatment else None,
            "moments": whole.moments(story, made, treatment=treatment),
            "history": made,
            "others": in_address(then),
        },
    )


def _unknown(request: HttpRequest, reference: str, *, later: bool) -> HttpResponse:
    """A page in words: the number is nobody's, or was not known yet at the time asked for."""
    exists = later and (declarations.story(reference) is not None)
    if not exists:
        raise Http404
    return render(request, "selectivity/not_known_then.html", {"reference": reference}, status=404)


def _head(decision: Seen | None, story: Story | None) -> dict[str, object]:
    """What stands in the head of the page, from what was declared, else from what was decided."""
    if story is not None:
        head = story.latest.head
        return {
            "regime": head.regime or "",
            "office": head.office or "",
            "lodged": story.versions[0].head.lodged,
            "day": story.day,
        }
    assert decision is not None
    return {"regime": decision.regime, "office": decision.office, "lodged": None, "day": decision.day}


def _chances(decision: Seen | None) -> list[tuple[str, float, float]]:
    """Kind, chance, and the chance as a share of the largest; the likeliest first."""
    if decision is None or not decision.chances:
        return []
    ordered = sorted(decision.chances.items(), key=lambda pair: -pair[1])
    most = ordered[0][1] or 1.0
    return [(kind, chance, chance / most) for kind, chance in ordered]


def _stood(decision: Seen | None) -> str:
    if decision is None:
        return ""
    known = timezone.localtime(decision.decided_at).date()
    return f"?valid={decision.day.isoformat()}&known={known.isoformat()}"
