"""The declarations that were decided: filtered, sorted, paged by key, taken away as a file."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.declarations import labels as declared
from trustlane.desk.selectivity import exports
from trustlane.desk.selectivity.asked import (
    DONE,
    LANE_GROUP_LABELS,
    RESULTS,
    TRACKS,
    TREATED,
    Filters,
    columns,
    read_filters,
)
from trustlane.desk.selectivity.times import as_of, instant
from trustlane.pages.badges import LANES, OUTCOMES
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted
from trustlane.pages.querysets import page_of_query
from trustlane.pages.tables import PAGE_SIZE, Table, read_asked
from trustlane.parties import queries as parties
from trustlane.parties.facts import OperatorFacts
from trustlane.selectivity.labels import Group
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries import decisions, overview

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Further than anybody reads in a workbook, and half a minute of work; CSV has no end.
WORKBOOK_ROWS = 100_000
# What each column is sorted by; the number of the decision makes a place in the list unique.
FIELDS = {"value": "value_minor", "worth": "worth_minor"}


@officers_only
@permitted(Permission.SEE_OVERVIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Decisions as they stand, or stood as known at an instant; of one's own offices."""
    then, filters = as_of(request), read_filters(request.GET)
    score = may(request, Permission.SEE_SCORE).allowed
    shown = columns(score=score)
    operator = parties.operator(filters.operator) if filters.operator else None
    asked = read_asked(request.GET, shown, default="-day")
    wanted = filters.wanted(identifiers(operator, filters))
    query = decisions.visible(wanted, by=actor(request), at=now(request), known=instant(then))
    names = (FIELDS.get(asked.sort, asked.sort), "id")
    kinds = {"CSV": "csv", "XLSX": "xlsx"} if may(request, Permission.EXPORT_DECISIONS).allowed else {}
    taken = f"?{request.GET.urlencode()}" if request.GET else ""
    table = Table(
        "declarations",
        _("Declarations that were decided"),
        shown,
        asked,
        page_of_query(query, names, asked.place, size=PAGE_SIZE, descending=asked.descending),
        total=query.count(),
        exports={name: reverse("selectivity:export", args=[kind]) + taken for name, kind in kinds.items()},
    )
    return render(
        request,
        "selectivity/declarations.html",
        {
            "crumbs": [Crumb(_("Declarations"))],
            "as_of": then,
            "known_only": True,
            "filters": filters,
            "operator": operator,
            "table": table,
            "score": score,
            "offices": overview.offices(by=actor(request), at=now(request)),
            "lane_groups": LANE_GROUP_LABELS,
            "lanes": {**LANES, **OUTCOMES},
            "tracks": TRACKS,
            "regimes": declared.REGIMES,
            "results": RESULTS,
            "treated": TREATED,
            "done": DONE,
            "groups": Group.choices,
        },
    )


@officers_only
@permitted(Permission.EXPORT_DECISIONS)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The rows the page shows, all of them, as a file."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    then, filters = as_of(request), read_filters(request.GET)
    score = may(request, Permission.SEE_SCORE).allowed
    operator = parties.operator(filters.operator) if filters.operator else None
    wanted = filters.wanted(identifiers(operator, filters))
    query = decisions.visible(wanted, by=actor(request), at=now(request), known=instant(then))
    rows = query.order_by("day", "id").only(*(name for name, _heading in exports.columns(score=score)))
    name = f"declarations-{then.known_day.isoformat()}.{kind}"
    if kind == "csv":
        return StreamingHttpResponse(
            exports.csv_lines(rows.iterator(chunk_size=2_000), score=score),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    total = query.count()
    if total > WORKBOOK_ROWS:
        told = {"total": total, "most": WORKBOOK_ROWS}
        return render(request, "selectivity/too_many.html", told, status=413)
    file = exports.xlsx(rows.iterator(chunk_size=2_000), score=score)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def identifiers(operator: OperatorFacts | None, filters: Filters) -> tuple[str, ...] | None:
    """Every number by which a declaration can name the operator asked for; None where none is asked for."""
    if not filters.operator:
        return None
    known = operator.identifiers if operator is not None else ()
    written = {filters.operator}
    for each in known:
        written |= {each.identifier.value, each.written} - {""}
    return tuple(sorted(written))
