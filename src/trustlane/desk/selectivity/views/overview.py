"""The day at a glance: what was decided, what there is to look with, whether trusted traders are looked at less."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trustlane.desk.selectivity import figures
from trustlane.desk.selectivity.addresses import rows
from trustlane.desk.selectivity.asked import read_day
from trustlane.desk.selectivity.times import as_of, in_address, instant
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries import overview as queries
from trustlane.selectivity.queries.decisions import Wanted

PERIOD = timedelta(days=29)  # the day and the 29 before it
QUARTER = timedelta(days=91)


@officers_only
@permitted(Permission.SEE_OVERVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """One day and office: the day asked for, else the last one for which anything was decided."""
    then = as_of(request)
    by, at, known = actor(request), now(request), instant(then)
    ends = queries.days(by=by, at=at, known=known)
    offices = queries.offices(by=by, at=at)
    shown = {"crumbs": [Crumb(_("Overview"))], "as_of": then, "known_only": True, "ends": ends, "offices": offices}
    if ends is None:
        return render(request, "selectivity/overview.html", shown)
    office = request.GET.get("office", "")
    office = office if office in offices else offices[0] if len(offices) == 1 else ""
    day = read_day(request.GET, "day") or ends[1]
    score = may(request, Permission.SEE_SCORE).allowed
    address = rows(in_address(then), office=office)
    first, quarter = _back(day, PERIOD), _back(day, QUARTER)
    of_day, of_period = (
        Wanted(office=office, day_from=day, day_to=day),
        Wanted(office=office, day_from=first, day_to=day),
    )
    counts = queries.lanes(of_day, by=by, at=at, known=known)
    examined = figures.examination_lines(
        queries.examined(of_period, by=by, at=at, known=known), address, first, day, score=score
    )
    hits = figures.hit_lines(queries.found(of_period, by=by, at=at, known=known), address, first, day)
    by_day = queries.by_day(
        Wanted(office=office, track="goods", day_from=quarter, day_to=day, lanes=figures.GOODS[1:]),
        by=by,
        at=at,
        known=known,
    )
    return render(
        request,
        "selectivity/overview.html",
        {
            **shown,
            "day": day,
            "before": _back(day, timedelta(days=1)) if day > ends[0] else None,
            "after": day + timedelta(days=1) if day < ends[1] else None,
            "last_day": day == ends[1],
            "today": then.today,
            "office": office,
            "score": score,
            "tally": queries.tally(of_day, by=by, at=at, known=known),
            "rows": {
                "decided": address(first=day, last=day),
                "looked": address(first=day, last=day, lane="looked"),
                "held": address(first=day, last=day, lane="held"),
                "drawn": address(first=day, last=day, drawn="yes"),
                "changed": address(first=day, last=day, changed="yes"),
            },
            "goods": figures.lane_lines(counts, address, day, goods=True),
            "entries": figures.lane_lines(counts, address, day, goods=False),
            "rooms": figures.rooms(queries.uses(day, office=office, by=by, at=at, known=known), address, day),
            "first": first,
            "examined": examined,
            "examined_chart": figures.rate_chart(
                "examined",
                _("Held for an image or inspection"),
                _("Share of declarations of goods. Whiskers are 95 % intervals."),
                examined,
            ),
            "hits": hits,
            "hits_chart": figures.rate_chart(
                "hits",
                _("Something was found"),
                _("Share of what was really examined, by the lane we gave it. Whiskers are 95 % intervals."),
                hits,
            ),
            "quarter": quarter,
            "days_chart": figures.days_chart(by_day, address) if by_day else None,
        },
    )


def _back(day: date, step: timedelta) -> date:
    return max(day - step, date.min + timedelta(days=400))
