"""The list of people as of a day: searched, filtered, sorted, paged by key, taken away as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustlane.access import directory
from trustlane.access.directory import Then
from trustlane.access.permits import Permission
from trustlane.access.queries import holders
from trustlane.access.roles import Role
from trustlane.desk.access import exports
from trustlane.desk.access.asked import COLUMNS, narrowed, read_then, read_wanted
from trustlane.pages.asof import AsOf
from trustlane.pages.crumbs import Crumb
from trustlane.pages.keyset import Slice
from trustlane.pages.people import actor, may, now, officers_only, permitted
from trustlane.pages.querysets import page_of_query
from trustlane.pages.roles import NAMES
from trustlane.pages.tables import PAGE_SIZE, Table, read_asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# With fewer, one lost password leaves nobody who could give a role.
ENOUGH_ADMINISTRATORS = 3
STATES = {
    "active": gettext_lazy("Active"),
    "closed": gettext_lazy("Closed"),
    "waiting": gettext_lazy("Waiting for a second person"),
}


def as_of(request: HttpRequest) -> tuple[AsOf, Then]:
    """The time this page speaks of, in the zone of the office."""
    return read_then(request.GET, at=now(request), zone=timezone.get_current_timezone())


@officers_only
@permitted(Permission.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Who is enrolled, who holds which role, and for whom something waits."""
    shown, then = as_of(request)
    wanted = read_wanted(request.GET)
    asked = read_asked(request.GET, COLUMNS, default="full_name")
    who, at = actor(request), now(request)
    query = directory.people(wanted, then, by=who, now=at)
    page = page_of_query(query, (asked.sort, "pk"), asked.place, size=PAGE_SIZE, descending=asked.descending)
    kinds = {"CSV": "csv", "XLSX": "xlsx"} if may(request, Permission.EXPORT_PEOPLE) else {}
    taken = f"?{request.GET.urlencode()}" if request.GET else ""
    table = Table(
        "people",
        _("People"),
        COLUMNS,
        asked,
        Slice(directory.persons(page.rows, then), page.previous, page.next),
        total=query.count(),
        exports={name: reverse("people:export", args=[kind]) + taken for name, kind in kinds.items()},
    )
    administrators = holders(Role.ADMINISTRATOR, at=at).count()
    return render(
        request,
        "people/people.html",
        {
            "crumbs": [Crumb(_("People"))],
            "as_of": shown,
            "wanted": wanted,
            "narrowed": narrowed(wanted),
            "table": table,
            "roles": NAMES,
            "states": STATES,
            "offices": directory.offices(),
            "waiting": 0 if then.past else directory.waiting_count(by=who, at=at),
            "administrators": administrators,
            "too_few": not then.past and administrators < ENOUGH_ADMINISTRATORS and may_enrol(request),
            "may_enrol": may_enrol(request),
        },
    )


def may_enrol(request: HttpRequest) -> bool:
    """Somebody of the administration, or somebody who acts for an operator."""
    return may(request, Permission.ENROL_PERSON).allowed or may(request, Permission.ENROL_TRADER).allowed


@officers_only
@permitted(Permission.EXPORT_PEOPLE)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows the page shows, all of them, as a file."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    shown, then = as_of(request)
    query = directory.people(read_wanted(request.GET), then, by=actor(request), now=now(request))
    rows = directory.persons(query.order_by("full_name", "pk"), then)
    name = f'attachment; filename="people-{shown.valid.isoformat()}.{kind}"'
    if kind == "csv":
        return HttpResponse(
            exports.csv_bytes(rows), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
        )
    return HttpResponse(exports.xlsx(rows), content_type=XLSX, headers={"Content-Disposition": name})
