"""One operator: what every issuer says of it on a day, as it was known then, and how we came to know it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from trustlane.access.permits import Permission as People
from trustlane.desk.standing.strip import strip
from trustlane.desk.standing.views.register import as_of
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import may, officers_only, require
from trustlane.parties import queries as parties
from trustlane.standing import labels, queries
from trustlane.standing.law import known_at
from trustlane.standing.permits import Permission


@officers_only
def operator(request: HttpRequest, reference: str) -> HttpResponse:
    """Its standing on the day, beside what is known of that day now; its numbers; the story of its standing."""
    require(request, Permission.SEE_STANDING, reference)
    then = as_of(request)
    party = parties.operator(reference)
    if party is None:
        raise Http404
    history = queries.history(reference)
    shown = queries.of_operator(reference, valid=then.valid, known=then.known)
    now_known = queries.of_operator(reference, valid=then.valid) if then.past else shown
    return render(
        request,
        "standing/operator.html",
        {
            "crumbs": [Crumb(_("Register"), reverse("standing:register")), Crumb(party.name, data=True)],
            "as_of": then,
            "party": party,
            "rows": shown,
            # What we learnt only later about that same day: the heart of a dispute about a decision.
            "learnt_later": [row for row in now_known if row.id not in {each.id for each in shown}],
            "no_longer_held": [row for row in shown if row.id not in {each.id for each in now_known}],
            "strip": strip([row.fact for row in history if known_at(row.fact, then.known)], day=then.valid),
            "history": history,
            "roles": labels.ROLES,
            "scopes": labels.SCOPES,
            "declarations": _declarations(reference),
            "may_see_people": may(request, People.SEE_PEOPLE).allowed,
            "may_see_lists": may(request, Permission.SEE_LISTS).allowed,
        },
    )


def _declarations(reference: str) -> str:
    """Where the consignments of this operator are listed, once that page is part of the house."""
    try:
        return f"{reverse('selectivity:declarations')}?operator={reference}"
    except NoReverseMatch:
        return ""
