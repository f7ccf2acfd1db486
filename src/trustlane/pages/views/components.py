"""The living page of all components: what each is for, how it looks, how a template calls it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from trustlane.access.permits import Permission
from trustlane.pages import badges, charts, tables
from trustlane.pages.asof import read_as_of
from trustlane.pages.crumbs import Crumb
from trustlane.pages.keyset import page_of
from trustlane.pages.languages import written_in
from trustlane.pages.people import now, permitted

COLUMNS = (
    tables.Column("operator", _("Operator"), sorts=True),
    tables.Column("lane", _("Lane"), sorts=True),
    tables.Column("count", _("Declarations"), sorts=True, end=True, of=int),
)
ROWS = [
    {"operator": f"XA-{number:03}", "lane": lane, "count": (number * 37) % 91}
    for number, lane in enumerate([*badges.LANES] * 5, start=1)
]


@permitted(Permission.SEE_PEOPLE)
@written_in("en")
def components(request: HttpRequest) -> HttpResponse:
    """Every component in use, on rows made for the purpose."""
    at = now(request)
    asked = tables.read_asked(request.GET, COLUMNS, default="operator", last=str)
    wanted = request.GET.get("lane", "")
    rows = [row for row in ROWS if wanted in ("", row["lane"])]
    part = page_of(
        rows, lambda row: (row[asked.sort], row["operator"]), asked.place, size=8, descending=asked.descending
    )
    days = [f"{day:02} Nov" for day in range(1, 15)]
    return render(
        request,
        "pages/components.html",
        {
            "crumbs": [Crumb(_("Components"))],
            "as_of": read_as_of(request.GET, at=at, zone=at.tzinfo),  # type: ignore[arg-type]
            "today": at.date(),
            "soon": at + timedelta(days=5),
            "later": at + timedelta(days=30),
            "late": at - timedelta(days=2),
            "lanes": badges.LANES,
            "outcomes": badges.OUTCOMES,
            "standings": badges.STANDINGS,
            "wanted": wanted,
            "table": tables.Table("sample", _("Sample rows"), COLUMNS, asked, part, total=len(rows)),
            "nothing": tables.Table(
                "nothing", _("No rows"), COLUMNS, asked, page_of([], lambda row: (), asked.place, size=1)
            ),
            "stacked": charts.Chart(
                "lanes",
                _("Lanes by day"),
                "stacked",
                days,
                [
                    charts.Series(badge.word, [(day * (3 + step)) % (80 // step) for day in range(3, 17)], tone=lane)
                    for step, (lane, badge) in enumerate(badges.LANES.items(), start=1)
                ],
            ),
            "rates": charts.Chart(
                "rates",
                _("Hit rate by lane"),
                "rows",
                [badge.word for badge in badges.LANES.values()],
                [
                    charts.Series(
                        _("Hit rate"),
                        [0.01, 0.06, 0.14, 0.31, 0.11],
                        low=[0.005, 0.04, 0.1, 0.26, 0.07],
                        high=[0.02, 0.09, 0.19, 0.37, 0.16],
                    )
                ],
                unit="percent",
                says=_("Whiskers are 95 % intervals."),
                height=240,
            ),
        },
    )
