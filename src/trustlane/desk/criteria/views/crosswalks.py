"""How catalogues relate: each pair, and two side by side with what has no counterpart."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.criteria import queries
from trustlane.criteria.catalogue import Catalogue, Item
from trustlane.criteria.crosswalk import NONE, Crosswalk, Relation
from trustlane.criteria.permits import Permission
from trustlane.desk.criteria.views.catalogues import crumbs
from trustlane.desk.criteria.words import RELATIONS
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import may, now, officers_only, permitted

OTHER_WAY: dict[Relation, Relation] = {
    "equal": "equal",
    "covers": "covered_by",
    "covered_by": "covers",
    "overlaps": "overlaps",
    "none": "none",
}


@dataclass(frozen=True)
class Pair:
    """One crosswalk on the list."""

    crosswalk: Crosswalk
    counted: tuple[tuple[str, int], ...]
    own: str  # how ours is called; "" for one that ships


@dataclass(frozen=True)
class Row:
    """An item of the left catalogue and what it is to one of the right; without one, nobody found a counterpart."""

    item: Item
    relation: str
    other: Item | None
    why: str


@officers_only
@permitted(Permission.SEE_CATALOGUES)
def index(request: HttpRequest) -> HttpResponse:
    """Every pair of catalogues that somebody compared."""
    pairs = [
        Pair(
            one,
            tuple((kind, sum(link.relation == kind for link in one.links)) for kind in OTHER_WAY),
            "" if queries.ships(name) else name,
        )
        for name, one in queries.crosswalks(on=timezone.localdate(now(request))).items()
    ]
    context = {
        "crumbs": crumbs(Crumb(_("Relations"))),
        "pairs": pairs,
        "relations": RELATIONS,
        "may_draft": may(request, Permission.DRAFT).allowed,
    }
    return render(request, "criteria/relations.html", context)


@officers_only
@permitted(Permission.SEE_CATALOGUES)
def one(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Two catalogues side by side, read from the first to the second."""
    walks = queries.crosswalks(on=timezone.localdate(now(request)))
    name, found = next(
        ((name, each) for name, each in walks.items() if {each.of.name, each.to.name} == {one, other} and one != other),
        ("", None),
    )
    if found is None:
        raise Http404
    left, right = queries.catalogue(one), queries.catalogue(other)
    rows = rows_of(found, left, right)
    met = {row.other.id for row in rows if row.other and row.relation != NONE}
    wanted = request.GET.get("relation", "")
    wanted = wanted if wanted in RELATIONS else ""
    lonely = [item for item in right.items.values() if item.of == "operator" and item.id not in met]
    return render(
        request,
        "criteria/relation.html",
        {
            "crumbs": crumbs(
                Crumb(_("Relations"), reverse("criteria:relations")), Crumb(f"{one} – {other}", data=True)
            ),
            "crosswalk": found,
            "name": name,
            "own": not queries.ships(name),
            "left": left,
            "right": right,
            "rows": [row for row in rows if not wanted or row.relation == wanted],
            "lonely": lonely if wanted in ("", NONE) else [],
            "counted": [(kind, sum(row.relation == kind for row in rows)) for kind in RELATIONS],
            "wanted": wanted,
        },
    )


def rows_of(crosswalk: Crosswalk, left: Catalogue, right: Catalogue) -> list[Row]:
    """Each operator's item of the left catalogue with each of its counterparts, in the order of the catalogue."""
    forth = crosswalk.of.name == left.name
    rows = []
    for item in left.items.values():
        if item.of != "operator":
            continue
        links = [link for link in crosswalk.links if (link.of if forth else link.to) == item.id]
        for link in links:
            relation = link.relation if forth else OTHER_WAY[link.relation]
            rows.append(Row(item, relation, right.items.get(link.to if forth else link.of), link.why))
        if not links:
            rows.append(Row(item, NONE, None, ""))
    return rows
