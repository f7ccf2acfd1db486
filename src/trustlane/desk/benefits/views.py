"""What the trusted-trader credit spares whom, by month and group, and the same as a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.desk.benefits import exports, figures
from trustlane.desk.benefits.asked import TRACKS, Asked, read
from trustlane.desk.selectivity.addresses import Rows, rows
from trustlane.desk.selectivity.times import as_of, in_address, instant
from trustlane.pages.asof import AsOf
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, permitted
from trustlane.selectivity.labels import SMALL_FIRM, Group
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries import benefits, overview

REMEMBERED = 300  # seconds a past moment is remembered: it is counted row by row
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@officers_only
@permitted(Permission.SEE_BENEFITS)
def index(request: HttpRequest) -> HttpResponse:
    """The months asked for, else the last three for which anything was decided."""
    then = as_of(request)
    shown = {"crumbs": [Crumb(_("Benefits"))], "as_of": then, "known_only": True}
    counted = _counted(request, then)
    if counted is None:
        return render(request, "benefits/index.html", shown)
    asked, table = counted.asked, counted.table
    period = _addresses(then, asked)
    whole = benefits.by_group(table)
    address = period(asked.first, asked.last)
    groups = [figures.group_line(group, benefit, address) for group, benefit in whole.items()]
    alone = [figures.against_line(group, each, figures.ALONE, address) for group, each in whole.items()]
    programme = [figures.against_line(group, each, figures.PROGRAMME, address) for group, each in whole.items()]
    lines = figures.month_lines(table, period)
    shown_months = [month for month in counted.months if asked.first <= month <= asked.last]
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return render(
        request,
        "benefits/index.html",
        {
            **shown,
            "asked": asked,
            "months": counted.months,
            "offices": counted.offices,
            "tracks": TRACKS,
            "declared": sum(line.declarations.value for line in groups),
            "reported": sum(line.benefit.told[1] for line in groups),
            "groups": groups,
            "alone": alone,
            "asked_alone": sum(each.alone.known for each in whole.values()),
            "programme": programme,
            "trusted": whole[Group.OWN] + whole[Group.PARTNER],
            "tiles": {
                "declarations": address(trusted="yes"),
                "held": address(trusted="yes", lane="held"),
                "alone": address(trusted="yes", lane="other", withheld="held"),
                "programme": address(trusted="yes", lane="other", without="held"),
            },
            "lines": lines,
            "small_firm": SMALL_FIRM,
            "held_chart": figures.held_chart(groups),
            "alone_chart": figures.month_chart(
                "alone", _("Spared by their own credit"), _("Declarations a month, as decided."), lines, shown_months,
                figures.ALONE,
            ),
            "programme_chart": figures.month_chart(
                "programme", _("Spared by the programme"), _("Declarations a month, as decided."), lines, shown_months,
                figures.PROGRAMME,
            ),
            "exports": {kind.upper(): reverse("benefits:export", args=[kind]) + query for kind in KINDS},
        },
    )  # fmt: skip


@officers_only
@permitted(Permission.SEE_BENEFITS)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Every figure of the period as a file, a row a month and group."""
    if kind not in KINDS:
        raise Http404
    counted = _counted(request, as_of(request))
    table = counted.table if counted is not None else {}
    name = f"benefits-{counted.asked.first:%Y-%m}-{counted.asked.last:%Y-%m}.{kind}" if counted else f"benefits.{kind}"
    if kind == "xlsx":
        return FileResponse(exports.as_xlsx(table), as_attachment=True, filename=name, content_type=KINDS[kind])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(exports.as_csv(table), content_type=KINDS[kind], headers=headers)


@dataclass(frozen=True)
class _Counted:
    """What was asked for, what can be asked for, and the figures."""

    asked: Asked
    months: tuple[date, ...]
    offices: tuple[str, ...]
    table: benefits.Table


def _counted(request: HttpRequest, then: AsOf) -> _Counted | None:
    """The figures asked for; None before anything was decided."""
    by, at, known = actor(request), now(request), instant(then)
    said = repr((sorted(f"{held.role}@{held.office}" for held in by.roles), known, request.GET.urlencode()))
    key = f"benefits:{hashlib.sha256(said.encode()).hexdigest()}"
    kept: _Counted | None = cache.get(key) if known is not None else None
    if kept is not None:
        return kept
    months = benefits.months(by=by, at=at, known=known)
    if not months:
        return None
    offices = overview.offices(by=by, at=at)
    asked = read(request.GET, months, offices)
    counted = _Counted(asked, months, offices, benefits.benefits(asked.wanted, by=by, at=at, known=known))
    if known is not None:
        cache.set(key, counted, timeout=REMEMBERED)
    return counted


def _addresses(then: AsOf, asked: Asked) -> Callable[[date, date], Rows]:
    """Makes, for a period, what makes the addresses of its rows."""
    address = rows(in_address(then), office=asked.office)

    def of(first: date, last: date) -> Rows:
        return lambda **filters: address(first=first, last=last, track=asked.track, **filters)

    return of
