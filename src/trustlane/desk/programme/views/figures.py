"""The programme in figures: where cases stand, what is late, who visited, who decided; numbers lead to their rows."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.desk.programme.words import DECISION_KINDS
from trustlane.pages.charts import Chart, Series
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, permitted
from trustlane.programme import labels
from trustlane.programme.permits import Permission
from trustlane.programme.queries.figures import Figures
from trustlane.programme.queries.figures import figures as asked
from trustlane.programme.queries.worklist import KINDS
from trustlane.programme.stages import APPEALED, APPLICATION, ENDED, HOLDING, Stage

YEAR = timedelta(days=365)


@officers_only
@permitted(Permission.SEE_FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """Of the cases this person may see."""
    at = now(request)
    since = timezone.localdate(at) - YEAR
    found = asked(actor(request), at=at, since=since)
    return render(
        request,
        "programme/figures.html",
        {
            "crumbs": [Crumb(_("Programme in figures"))],
            "found": found,
            "since": since,
            "funnel": _funnel(found),
            "stages": [one for one in found.stages if one.cases and one.stage not in ENDED],
            "ended": [one for one in found.stages if one.cases and one.stage in ENDED],
            "kinds": DECISION_KINDS,
            "applications": found.total(APPLICATION),
            "small_applications": found.small(APPLICATION),
            "deciding": found.total(KINDS["deciding"]),
            "appeals": found.total(APPEALED),
            "holders": found.total(HOLDING),
            "small_holders": found.small(HOLDING),
            "share_applications": _share(found.small(APPLICATION), found.total(APPLICATION)),
            "share_holders": _share(found.small(HOLDING), found.total(HOLDING)),
        },
    )


def rows(**filters: str) -> str:
    """The address of the worklist that shows exactly these rows."""
    return f"{reverse('cases:worklist')}?{urlencode(filters)}"


def _funnel(found: Figures) -> Chart:
    """How many applications stand at each stage on the way to a decision."""
    way = [one for one in found.stages if one.stage in APPLICATION]
    return Chart(
        "funnel",
        _("Applications by stage"),
        "rows",
        [labels.STAGES[Stage(one.stage)] for one in way],
        [Series(_("Cases"), [one.cases for one in way], links=[rows(stage=one.stage) for one in way])],
        says=_("On the way from the application to the decision; a click leads to the cases."),
        height=320,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
