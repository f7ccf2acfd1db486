"""A company beside firms like it: how often goods were examined and how long they took, long after and never alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trustlane.access.actors import system
from trustlane.declarations import handling
from trustlane.declarations.actions.averages import strike
from trustlane.declarations.handling import Month
from trustlane.declarations.labels import PEERS
from trustlane.declarations.peers import Beside, beside
from trustlane.declarations.permits import Permission
from trustlane.declarations.quarters import LEAST_DECLARATIONS, LEAST_FIRMS, Quarter
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, operators_only, permitted

QUARTERS = 6


@dataclass(frozen=True)
class Part:
    """One quarter of the company, month by month, and what may be shown of its peers."""

    own: Month
    months: tuple[Month, ...]
    peers: Beside
    group: object


@operators_only
@permitted(Permission.LIST_DECLARATIONS)
def index(request: HttpRequest) -> HttpResponse:
    """The company's last quarters, each beside the average of firms like it where that may be shown."""
    by, at = actor(request), now(request)
    own = handling.quarters(by=by, at=at, most=QUARTERS)
    months = handling.months(by=by, at=at, most=3 * QUARTERS)
    quarters = [Quarter.of(each.first) for each in own]
    for quarter in quarters:
        # Until jobs run by themselves, the first who may see a quarter's averages has them struck, for everybody.
        strike(quarter=quarter, by=system("averages"), at=at)
    parts = [
        Part(
            each,
            tuple(month for month in months if Quarter.of(month.first) == seen.quarter),
            seen,
            PEERS.get((seen.part, seen.size), ""),
        )
        for each, seen in zip(own, beside(quarters, by=by, at=at), strict=True)
    ]
    return render(
        request,
        "portal/peers.html",
        {
            "crumbs": [Crumb(_("You and firms like yours"))],
            "parts": parts,
            "least_firms": LEAST_FIRMS - 1,
            "least_declarations": LEAST_DECLARATIONS,
        },
    )
