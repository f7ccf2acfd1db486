"""The worklist: cases by deadline, what is urgent on top, filtered, sorted, paged by key, taken away as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trustlane.access.roles import Role
from trustlane.desk.programme import exports
from trustlane.desk.programme.asked import COLUMNS, KINDS, TURNS, read_filters
from trustlane.desk.programme.views.receiving import offices_to_receive_at
from trustlane.desk.programme.words import DECISION_KINDS
from trustlane.pages.crumbs import Crumb
from trustlane.pages.keyset import cut
from trustlane.pages.people import actor, may, now, officers_only, permitted
from trustlane.pages.tables import PAGE_SIZE, Table, read_asked
from trustlane.programme import labels
from trustlane.programme.permits import Permission
from trustlane.programme.queries import worklist as queries
from trustlane.programme.queries.cutovers import dual_run
from trustlane.programme.queries.worklist import Wanted
from trustlane.programme.stages import Stage


@dataclass(frozen=True)
class Urgent:
    """A number on top of the list, and the rows it counts."""

    label: str | Promise
    count: int
    tone: str
    query: str
    hint: str = ""


@officers_only
@permitted(Permission.SEE_WORKLIST)
def worklist(request: HttpRequest) -> HttpResponse:
    """The cases a person may see, the most urgent first."""
    who, at, filters = actor(request), now(request), read_filters(request.GET)
    asked = read_asked(request.GET, COLUMNS, default="due")
    found = queries.worklist(
        who,
        filters.wanted,
        at=at,
        order=asked.sort,
        descending=asked.descending,
        after=asked.place.after,
        before=asked.place.before,
        size=PAGE_SIZE,
    )
    taken = f"?{request.GET.urlencode()}" if request.GET else ""
    table = Table(
        "cases",
        _("Cases"),
        COLUMNS,
        asked,
        cut(found, lambda row: row.key, asked.place, size=PAGE_SIZE),
        total=queries.count(who, filters.wanted, at=at),
        exports={"CSV": reverse("cases:export") + taken},
    )
    return render(
        request,
        "programme/worklist.html",
        {
            "crumbs": [Crumb(_("Cases"))],
            "filters": filters,
            "table": table,
            "urgent": _urgent(request),
            "kinds": KINDS,
            "stages": {stage.value: labels.STAGES[stage] for stage in Stage if stage is not Stage.DRAFT},
            "turns": {turn: labels.TURNS[turn] for turn in TURNS},
            "decision": DECISION_KINDS.get(filters.decision, ""),
            "may_receive": bool(offices_to_receive_at(request)),
            "may_see_figures": may(request, Permission.SEE_FIGURES).allowed,
            "dual_run": dual_run(at=at),
            "dual_run_link": may(request, Permission.SEE_MIGRATIONS).allowed,
            "now": at,
            "today": timezone.localdate(at),
        },
    )


@officers_only
@permitted(Permission.SEE_WORKLIST)
def export(request: HttpRequest) -> HttpResponseBase:
    """The rows the page shows, all of them, as a file."""
    at = now(request)
    rows = queries.everything(actor(request), read_filters(request.GET).wanted, at=at)
    name = f"cases-{timezone.localdate(at).isoformat()}.csv"
    return StreamingHttpResponse(
        exports.csv_lines(rows, at=at),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _urgent(request: HttpRequest) -> list[Urgent]:
    who, at = actor(request), now(request)

    def count(wanted: Wanted) -> int:
        return queries.count(who, replace(wanted, kind="alive"), at=at)

    late, soon = count(Wanted(late=True)), count(Wanted(soon=True))
    passed = _("their deadline has passed") if late else ""
    found = [
        Urgent(_("Late"), late, "bad" if late else "good", "?kind=alive&late=yes", passed),
        Urgent(_("Due within 7 days"), soon, "warn" if soon else "", "?kind=alive&soon=yes"),
    ]
    asking = count(Wanted(wants_time=True)) if who.holds(Role.CASE_OFFICER, Role.DECISION_MAKER) else 0
    if asking:
        hint = _("the clock goes on until somebody answers")
        found.append(Urgent(_("More time asked for"), asking, "warn", "?kind=alive&wants_time=yes", hint))
    if who.holds(Role.DECISION_MAKER):
        waiting = count(Wanted(decide=True))
        hint = _("those you neither handled nor validated")
        found.append(
            Urgent(_("Await your decision"), waiting, "calm" if waiting else "", "?kind=alive&decide=yes", hint)
        )
    if who.holds(Role.CASE_OFFICER, Role.VALIDATOR):
        found.append(Urgent(_("Yours"), count(Wanted(mine=True)), "", "?kind=alive&mine=yes"))
    return found
