"""The day at a glance: what was decided, what there is to look with, whether trusted traders are looked at less."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.core.cache import cache
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
REMEMBERED = 120  # seconds, in case rows come in under a number already passed


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
    counted = _counted(request, known, office, day)
    examined = figures.examination_lines(counted.examined, address, first, day, score=score)
    hits = figures.hit_lines(counted.found, address, first, day)
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
            "tally": counted.tally,
            "rows": {
                "decided": address(first=day, last=day),
                "looked": address(first=day, last=day, lane="looked"),
                "held": address(first=day, last=day, lane="held"),
                "drawn": address(first=day, last=day, drawn="yes"),
                "changed": address(first=day, last=day, changed="yes"),
            },
            "goods": figures.lane_lines(counted.lanes, address, day, goods=True),
            "entries": figures.lane_lines(counted.lanes, address, day, goods=False),
            "rooms": figures.rooms(counted.uses, address, day),
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
            "days_chart": figures.days_chart(counted.by_day, address) if counted.by_day else None,
        },
    )


@dataclass(frozen=True)
class _Counted:
    """Everything the database counts for one overview."""

    tally: queries.Tally
    lanes: tuple[queries.LaneCount, ...]
    uses: tuple[queries.Use, ...]
    examined: tuple[queries.Examined, ...]
    found: tuple[queries.Found, ...]
    by_day: tuple[queries.DayShares, ...]


def _counted(request: HttpRequest, known: datetime | None, office: str, day: date) -> _Counted:
    """Counted once for everybody with the same roles, until a decision or a report comes in."""
    of_day = Wanted(office=office, day_from=day, day_to=day)
    of_period = replace(of_day, day_from=_back(day, PERIOD))
    looked = replace(of_day, day_from=_back(day, QUARTER), track="goods", lanes=figures.GOODS[1:])
    by, at = actor(request), now(request)
    roles = sorted(f"{held.role}@{held.office}" for held in by.roles)
    said = repr((queries.stamp(), roles, known, looked, of_period))
    key = f"overview:{hashlib.sha256(said.encode()).hexdigest()}"
    kept: _Counted | None = cache.get(key)
    if kept is None:
        kept = _Counted(
            queries.tally(of_day, by=by, at=at, known=known),
            queries.lanes(of_day, by=by, at=at, known=known),
            queries.uses(day, office=office, by=by, at=at, known=known),
            queries.examined(of_period, by=by, at=at, known=known),
            queries.found(of_period, by=by, at=at, known=known),
            queries.by_day(looked, by=by, at=at, known=known),
        )
        cache.set(key, kept, timeout=REMEMBERED)
    return kept


def _back(day: date, step: timedelta) -> date:
    return max(day - step, date.min + timedelta(days=400))
