"""Questions about a validation: which round, what was found last of each criterion, what is left to do."""

from __future__ import annotations

from django.db.models import Exists, Max, OuterRef

from trustlane.programme.checklists import Line, checklist, left_of, lines_for
from trustlane.programme.models import Assignment, Case, Correction, CorrectionStep, Event, Finding


def round_of(case: Case) -> int:
    """The number of the validation under way: of the plan made last; 0 where none was planned."""
    return Assignment.objects.filter(case=case).aggregate(last=Max("round"))["last"] or 0


def latest(case: Case, number: int | None = None) -> list[Finding]:
    """The rating that counts of each criterion at each site: the last; in the order of the checklist."""
    rows = Finding.objects.filter(case=case, round=round_of(case) if number is None else number)
    newest = rows.order_by("item", "site", "-pk").distinct("item", "site")
    places = {item: place for place, item in enumerate(checklist(case))}
    return sorted(newest, key=lambda row: (places.get(row.item, len(places)), row.site or 0))


def sites_of(case: Case) -> list[int]:
    """The numbers of the sites that the plan of this validation names, in its order."""
    plan = Event.objects.filter(case=case, move="plan_validation").order_by("-number").first()
    named = plan.data.get("sites") if plan is not None else None
    return list(dict.fromkeys(named)) if isinstance(named, list) else []


def lines_left(case: Case) -> list[Line]:
    """The lines of the checklist nobody rated yet, in its order: at each site where it is asked site by site."""
    lines = lines_for(case.catalogue, case.roles, sites_of(case))
    return left_of(lines, {(row.item, row.site) for row in latest(case)})


def unrated(case: Case) -> list[str]:
    """The criteria of the checklist that are not rated yet at every site where they are asked, in its order."""
    return list(dict.fromkeys(line.item for line in lines_left(case)))


def open_corrections(case: Case) -> list[Correction]:
    """The corrections asked for in this validation that nobody settled."""
    settled = CorrectionStep.objects.filter(correction=OuterRef("pk")).exclude(settled="")
    rows = Correction.objects.filter(finding__case=case, finding__round=round_of(case)).exclude(Exists(settled))
    return list(rows.select_related("finding").order_by("due", "pk"))


def correction(case: Case, number: int) -> Correction | None:
    """One correction of a case, for a deed."""
    if number >= 1 << 62:
        return None
    return Correction.objects.select_related("finding").filter(finding__case=case, pk=number).first()
