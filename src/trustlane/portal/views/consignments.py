"""A company's own consignments: where each stands and how long it took; of any risk profile there is nothing here.

What another company's consignment and an unknown number answer is the same page, so that neither can be told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.declarations import handling, queries
from trustlane.declarations.labels import REGIMES
from trustlane.declarations.permits import Permission
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, operators_only, permitted
from trustlane.pages.querysets import page_of_query
from trustlane.pages.tables import PAGE_SIZE, Table, read_asked
from trustlane.portal.asked import COLUMNS, STATES, YES_NO, Filters, read_filters


@operators_only
@permitted(Permission.LIST_DECLARATIONS)
def index(request: HttpRequest) -> HttpResponse:
    """The consignments that carry one of the company's numbers, and how they went month by month."""
    filters = read_filters(request.GET)
    asked = read_asked(request.GET, COLUMNS, default="-day")
    query = _narrowed(handling.own(by=actor(request), at=now(request)), filters)
    table = Table(
        "consignments",
        _("Your consignments"),
        COLUMNS,
        asked,
        page_of_query(query, (asked.sort, "id"), asked.place, size=PAGE_SIZE, descending=asked.descending),
        total=query.count(),
    )
    return render(
        request,
        "portal/consignments.html",
        {
            "crumbs": [Crumb(_("Your consignments"))],
            "table": table,
            "filters": filters,
            "states": STATES,
            "months": handling.months(by=actor(request), at=now(request)),
        },
    )


@operators_only
@permitted(Permission.LIST_DECLARATIONS)
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One consignment: what was declared, and what the company was told of it."""
    by, at = actor(request), now(request)
    row = handling.own(by=by, at=at).filter(reference=reference).first()
    story = queries.story(reference) if row is not None else None
    if row is None or story is None:
        raise Http404
    return render(
        request,
        "portal/consignment.html",
        {
            "crumbs": [Crumb(_("Your consignments"), reverse("portal:consignments")), Crumb(reference, data=True)],
            "row": row,
            "regime": REGIMES.get(row.regime or "", row.regime),
            "hours": _took(row),
            "lines": story.latest.lines,
            "head": story.latest.head,
            "containers": story.latest.containers,
            "versions": story.versions,
            "told": handling.told(reference, at=at),
        },
    )


def _took(row: Any) -> float | None:
    return row.took / timedelta(hours=1) if row.took is not None else None


def _narrowed(query: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    if filters.reference:
        query = query.filter(reference__startswith=filters.reference)
    if filters.day_from:
        query = query.filter(day__gte=filters.day_from)
    if filters.day_to:
        query = query.filter(day__lte=filters.day_to)
    if filters.examined:
        query = query.filter(examination__isnull=not YES_NO[filters.examined])
    if filters.state == "cancelled":
        return query.filter(state="cancelled")
    if filters.state:
        query = query.exclude(state="cancelled").filter(released_at__isnull=filters.state == "waiting")
    return query
