"""The register as of a day: searched, filtered, sorted, paged by key, taken away as a file."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.desk.standing.asked import ANY_ROLE, COLUMNS, read_filters
from trustlane.pages.asof import AsOf, read_as_of
from trustlane.pages.crumbs import Crumb
from trustlane.pages.keyset import cut
from trustlane.pages.people import may, now, officers_only, permitted
from trustlane.pages.tables import PAGE_SIZE, Table, read_asked
from trustlane.standing import exports, labels, queries
from trustlane.standing.permits import Permission

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Further than a workbook of Excel reaches, and than anybody reads: CSV has no end.
WORKBOOK_ROWS = 200_000


def as_of(request: HttpRequest) -> AsOf:
    """The time this page speaks of, in the zone of the office."""
    return read_as_of(request.GET, at=now(request), zone=timezone.get_current_timezone())


@officers_only
@permitted(Permission.SEE_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    """Who is trusted, by whom, for which risks, on a day, as it was known at an instant."""
    then, filters = as_of(request), read_filters(request.GET)
    asked = read_asked(request.GET, COLUMNS, default="name")
    place, choice = asked.place, filters.choice
    found = queries.register(
        valid=then.valid,
        known=then.known,
        **choice,
        order=asked.sort,
        descending=asked.descending,
        after=place.after,
        before=place.before,
        size=PAGE_SIZE,
    )
    kinds = {"CSV": "csv", "XLSX": "xlsx"} if may(request, Permission.EXPORT_REGISTER) else {}
    taken = f"?{request.GET.urlencode()}" if request.GET else ""
    table = Table(
        "register",
        _("The register of trusted operators"),
        COLUMNS,
        asked,
        cut(found, lambda row: row.key, place, size=PAGE_SIZE),
        total=queries.count(valid=then.valid, known=then.known, **choice),
        exports={name: reverse("standing:export", args=[kind]) + taken for name, kind in kinds.items()},
    )
    return render(
        request,
        "standing/register.html",
        {
            "crumbs": [Crumb(_("Register"))],
            "as_of": then,
            "filters": filters,
            "table": table,
            "figures": queries.figures(valid=then.valid, known=then.known),
            "states": labels.STATES,
            "scopes": labels.SCOPES,
            "roles": {role or ANY_ROLE: label for role, label in labels.ROLES.items()},
            "issuers": queries.issuers(),
            "may_upload": may(request, Permission.UPLOAD_LIST).allowed,
        },
    )


@officers_only
@permitted(Permission.EXPORT_REGISTER)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The rows the page shows, all of them, as a file that can be read in again."""
    then, filters = as_of(request), read_filters(request.GET)
    facts = queries.export(valid=then.valid, known=then.known, **filters.choice)
    name = f'attachment; filename="register-{then.valid.isoformat()}.{kind}"'
    if kind == "csv":
        return StreamingHttpResponse(
            exports.csv_lines(facts), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
        )
    if kind == "xlsx":
        total = queries.count(valid=then.valid, known=then.known, **filters.choice)
        if total > WORKBOOK_ROWS:
            return render(request, "standing/too_many.html", {"total": total, "most": WORKBOOK_ROWS}, status=413)
        return HttpResponse(exports.xlsx(facts), content_type=XLSX, headers={"Content-Disposition": name})
    raise Http404
