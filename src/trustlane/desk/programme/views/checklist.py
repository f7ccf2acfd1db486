"""The checklist of a visit: one criterion after the other, each rating kept at once, however often it is sent."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.criteria import queries as catalogues
from trustlane.criteria.catalogue import Item
from trustlane.desk.programme.forms import Rating
from trustlane.desk.programme.opening import Opened, opened
from trustlane.desk.programme.views import visits
from trustlane.desk.programme.words import RATINGS, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.headers import allowing
from trustlane.pages.people import actor, may, now, officers_only, require
from trustlane.programme import actions
from trustlane.programme.checklists import Line, lines_for
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.queries.claims import Claim, by_item, claims
from trustlane.programme.queries.findings import lines_left
from trustlane.programme.queries.photos import PhotoRow, of_visit
from trustlane.programme.refusals import ProgrammeRefused, RatedMeanwhile
from trustlane.programme.rows import FindingRow
from trustlane.programme.stages import ON_VISIT, RATED_AT


@dataclass(frozen=True)
class Criterion:
    """One line of the checklist: what is asked, how it was rated last, and what was typed but not taken."""

    item: Item
    line: Line
    place_of: str  # the name of the site, where it is looked at site by site
    finding: FindingRow | None
    key: str
    open: bool
    typed: Mapping[str, str]
    problem: str = ""
    photos: tuple[PhotoRow, ...] = ()
    claims: tuple[Claim, ...] = ()  # certificates by which the applicant claims it

    @property
    def text(self) -> str:
        """The words in the field: those typed last, else those kept."""
        return self.typed.get("text", self.finding.text if self.finding else "")

    @property
    def place(self) -> str:
        """Where it was seen."""
        return self.typed.get("place", self.finding.place if self.finding else "")


@officers_only
@csp_replace({"worker-src": [SELF]})  # type: ignore[arg-type]  # the only page that may have a worker
def checklist(request: HttpRequest, reference: str) -> HttpResponse:
    """Shows the criteria that apply, and takes a rating of one."""
    one = opened(request, reference)
    require(request, Permission.RATE if request.method == "POST" else Permission.SEE_VISIT, one.case)
    return _rated(request, one) if request.method == "POST" else _page(request, one)


def _rated(request: HttpRequest, one: Opened) -> HttpResponse:
    form = Rating(request.POST, sites=sites_of(one))
    lines = _lines(one)
    item = str(form.data.get("item", ""))
    if not form.is_valid() or item not in {line.item for line in lines}:
        unread = _("This rating cannot be read. Choose one of the five and send it again.")
        return _problem(request, one, Line(item), unread)
    given = form.cleaned_data
    line = Line(item, given["site"]) if Line(item, given["site"]) in lines else Line(item)
    try:
        kept = actions.rate(
            case=one.case,
            item=item,
            rating=given["rating"],
            key=_key(given),
            by=actor(request),
            at=now(request),
            seen_at=seen_when(given["seen_at"], one.file.row.since, now(request)),
            text=given["text"],
            site=given["site"],
            place=given["place"],
            newest=given["newest"],
        )
    except RatedMeanwhile as refused:
        return _meanwhile(request, one, line, given["site"], refused)
    except ProgrammeRefused as refused:
        said = told(refused)
        return _problem(request, one, line, " ".join(filter(None, (said.sentence, said.mend))), refused)
    left = lines_left(one.case)
    if by_script(request):
        badge = RATINGS[given["rating"]]
        told_back = {"item": item, "word": str(badge.word), "tone": badge.tone, "left": len(left), "number": kept.pk}
        return JsonResponse(told_back)
    later = lines[lines.index(line) :] if line in lines else lines
    after = next((each for each in later if each in left), left[0] if left else line).key
    return redirect(f"{reverse('cases:checklist', args=[one.file.row.reference])}?at={after}#c-{after}")


def _meanwhile(
    request: HttpRequest, one: Opened, line: Line, site: int | None, refused: RatedMeanwhile
) -> HttpResponse:
    """What somebody else found meanwhile, beside what was typed; whoever has read it may rate again."""
    found = opened(request, one.file.row.reference).file.findings
    theirs = next((row for row in found if (row.item, row.site) == (line.item, site)), None)
    said, rated = told(refused), ""
    if theirs is not None:
        rated = f"{theirs.by_name}: {RATINGS[theirs.rating].word}. {theirs.text}".strip()
    problem = " ".join(filter(None, (said.sentence, rated, said.mend)))
    return _problem(request, one, line, problem, refused)


def _problem(
    request: HttpRequest,
    one: Opened,
    line: Line,
    problem: str,
    refused: Exception | None = None,
) -> HttpResponse:
    """What is wrong with a rating, beside the criterion, with what was typed."""
    late = isinstance(refused, RatedMeanwhile) or one.file.row.stage not in RATED_AT
    status = 409 if refused is not None and late else 422
    if by_script(request):
        newest = {"newest": refused.newest} if isinstance(refused, RatedMeanwhile) else {}
        return JsonResponse({"item": line.item, "problem": problem} | newest, status=status)
    typed = {name: str(request.POST.get(name, "")) for name in ("text", "place")}
    return _page(request, one, at=line.key, typed=typed, problem=problem, status=status)


def _page(
    request: HttpRequest,
    one: Opened,
    *,
    at: str = "",
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    file = one.file
    lines, left = _lines(one), lines_left(one.case)
    at = at or request.GET.get("at", "") or (left[0].key if left else "")
    at = _opens(lines, at)
    sites = sites_of(one)
    found = {(finding.item, finding.site): finding for finding in file.findings}
    anywhere = {finding.item: finding for finding in file.findings}
    catalogue = catalogues.catalogue(file.catalogue)
    photos = of_visit(one.case, then=now(request))
    claimed = _claimed(request, one)

    def criterion(item: Item, line: Line) -> Criterion:
        here = line.key == at
        own = typed if here and typed is not None else {}
        shown = tuple(photo for photo in photos if photo.item == item.id and line.site in (None, photo.site))
        finding = anywhere.get(item.id) if line.site is None else found.get(line) or found.get((item.id, None))
        return Criterion(
            item,
            line,
            sites.get(line.site, "") if line.site is not None else "",
            finding,
            _fresh(),
            here,
            own,
            problem if here else "",
            shown,
            claimed.get(item.id, ()),
        )

    of_item: dict[str, list[Line]] = {}
    for line in lines:
        of_item.setdefault(line.item, []).append(line)
    sections = [
        (
            f"{section.id}. {section.title}",
            [criterion(item, line) for item in section.items for line in of_item.get(item.id, ())],
        )
        for section in catalogue.sections
    ]
    stays, keeps = file.row.stage in RATED_AT, visits.may_keep(request, one.case)
    page = render(
        request,
        "programme/checklist.html",
        {
            "crumbs": one.crumbs(Crumb(_("Checklist"))),
            "file": file,
            "row": file.row,
            "sections": [(title, items) for title, items in sections if items],
            "asked": len(lines),
            "left": len(left),
            "newest": max((finding.id for finding in file.findings), default=0),
            "ratings": RATINGS,
            "sites": sites,
            "may_rate": stays and may(request, Permission.RATE, one.case).allowed,
            "may_end": may(request, Moving("end_validation"), one.case).allowed and file.row.stage in ON_VISIT,
            "lost": problem if at not in {line.key for line in lines} else "",
            "keeps": keeps,
            "lock": visits.lock(request, file.row.reference),
            "drawn": now(request),
        },
        status=status,
    )
    # The place of the device, which a validator may add to a photograph; no other page may ask for it.
    page.headers["Permissions-Policy"] = allowing("geolocation")
    if keeps and status == 200:
        page.headers[visits.KEEP] = visits.kept_for(request)
    return page


def _claimed(request: HttpRequest, one: Opened) -> Mapping[str, tuple[Claim, ...]]:
    """The certificates behind each criterion, for officers; what the applicant gave is for no guest."""
    if not one.file.inside:
        return {}
    on = timezone.localdate(now(request))
    return by_item(claims(one.case, actor(request), at=now(request), on=on))


def _opens(lines: Sequence[Line], at: str) -> str:
    """The line that was asked for, else the first of its criterion, by its key; what there is not stays as it came."""
    alike = [line.key for line in lines if line.item == at.partition("@")[0]]
    return at if at in alike or not alike else alike[0]


def _lines(one: Opened) -> list[Line]:
    """What is looked at, at each site of the plan where it is asked site by site."""
    return lines_for(one.file.catalogue, one.file.row.roles, list(sites_of(one)))


def sites_of(one: Opened) -> Mapping[int, str]:
    """The sites of the plan, by their numbers."""
    planned = one.file.plan.get("sites")
    numbers = planned if isinstance(planned, list) else []
    known = one.sites()
    return {number: known.get(number, str(number)) for number in numbers}


def _key(given: Mapping[str, Any]) -> str:
    """The key made where it was written, bound to what was written: the same rating twice counts once, another does."""
    parts = (given["item"], given["rating"], given["text"], given["place"], str(given["site"] or ""))
    return f"{given['key']}:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


def seen_when(written: str, since: datetime | None, at: datetime) -> datetime:
    """When it was seen, as the device says: since the case came to this stage, and not after now; else now."""
    try:
        seen = datetime.fromisoformat(written)
    except ValueError:
        return at
    return seen if seen.tzinfo is not None and since is not None and since <= seen <= at else at


def _fresh() -> str:
    return secrets.token_hex(12)


def by_script(request: HttpRequest) -> bool:
    """The page's own script sent it, and reads what came of it."""
    return request.headers.get("Accept") == "application/json"
