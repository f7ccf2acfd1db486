"""Two programmes side by side: each item with what stands beside it, the verdict, and the report to take along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trustlane.desk.recognition.exports import workbook
from trustlane.desk.recognition.forms import ImportForm, SidesForm, VerdictForm
from trustlane.desk.recognition.opening import Opened, crumbs, opened
from trustlane.desk.recognition.report import paper
from trustlane.desk.recognition.words import VERDICTS, Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.programme.papers.refusals import PaperRefused
from trustlane.recognition import actions
from trustlane.recognition.actions.comparing import LARGEST
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import arrangements, comparisons, library
from trustlane.recognition.queries.comparisons import ComparisonFile
from trustlane.recognition.refusals import RecognitionRefused
from trustlane.recognition.stages import ENDED
from trustlane.recognition.terms import DIRECTIONS, INWARD

# The worked example that ships: two programmes as others describe them, no data of the two administrations.
EXAMPLE = ("korea-aeo-2024", "ctpat-msc-2020")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = ("", "open", "compatible", "partly", "gap")


@officers_only
def comparison(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Shows the items of one direction, and takes a verdict on one; where nothing is compared yet, opens it."""
    one = opened(request, reference, dated=request.method != "POST")
    partner = arrangements.partner(one.arrangement, code) if len(code) == 2 else None
    if partner is None:
        raise Http404
    held = comparisons.of_partner(partner)
    if held is None:
        return _sides(request, one, code)
    file = one.file.comparisons.get(code)
    if file is None:
        raise Http404
    writes = may(request, Permission.COMPARE, one.arrangement).allowed and one.file.row.stage not in ENDED
    if request.method == "POST":
        require(request, Permission.COMPARE, one.arrangement)
        return _judged(request, one, code, held, file)
    return _page(request, file, one=one, code=code, writes=writes and not one.then.past)


@officers_only
def editions(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Takes the comparison over to other editions."""
    one = opened(request, reference)
    if code not in one.file.comparisons:
        raise Http404
    return _sides(request, one, code)


@officers_only
@require_safe
def pdf(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The report as PDF/A."""
    one, file = _compared(request, reference, code)
    return _pdf(request, file, f"comparison-{reference}-{code}", one)


@officers_only
@require_safe
def xlsx(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The report as an Excel workbook."""
    _one, file = _compared(request, reference, code)
    return _xlsx(file, f"comparison-{reference}-{code}")


@officers_only
@permitted(Permission.SEE_ARRANGEMENTS)
@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """The worked example: C-TPAT and Korea's AEO programme, as the crosswalk that ships sets them side by side."""
    return _page(request, comparisons.example(*EXAMPLE))


@officers_only
@permitted(Permission.SEE_ARRANGEMENTS)
@require_safe
def example_pdf(request: HttpRequest) -> HttpResponse:
    """The example as PDF/A."""
    return _pdf(request, comparisons.example(*EXAMPLE), "comparison-example")


@officers_only
@permitted(Permission.SEE_ARRANGEMENTS)
@require_safe
def example_xlsx(request: HttpRequest) -> HttpResponse:
    """The example as an Excel workbook."""
    return _xlsx(comparisons.example(*EXAMPLE), "comparison-example")


@officers_only
@permitted(Permission.IMPORT_FILE)
def catalogues(request: HttpRequest) -> HttpResponse:
    """The partners' catalogues and crosswalks that were imported, and the import of another."""
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = actions.import_file(
                data=file.read(LARGEST + 1), file_name=file.name, by=actor(request), at=now(request)
            )
        except RecognitionRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("%(name)s is kept.") % {"name": kept.name})
            return redirect("recognition:catalogues")
    context = {
        "crumbs": crumbs(Crumb(_("Partners' catalogues"))),
        "form": form,
        "refused": refused,
        "files": [*library.imported(), *library.imported_crosswalks()],
    }
    return render(request, "recognition/catalogues.html", context, status=422 if request.method == "POST" else 200)


def _compared(request: HttpRequest, reference: str, code: str) -> tuple[Opened, ComparisonFile]:
    one = opened(request, reference, dated=True)
    file = one.file.comparisons.get(code)
    if file is None:
        raise Http404
    return one, file


def _sides(request: HttpRequest, one: Opened, code: str) -> HttpResponse:
    """Chooses what stands beside what: at first, or anew."""
    require(request, Permission.COMPARE, one.arrangement)
    file = one.file.comparisons.get(code)
    initial: dict[str, Any] = {}
    if file:
        ours, theirs = file.newer or (file.sides.ours.name, file.sides.theirs.name)
        initial = {"ours": ours, "theirs": theirs, "seen": file.edition}
    form = SidesForm(
        request.POST if request.method == "POST" else None,
        ours=library.titles(theirs=False),
        theirs=library.titles(theirs=True),
        initial=initial,
    )
    refused: Told | None = None
    partner = arrangements.partner(one.arrangement, code)
    assert partner is not None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        who, at = actor(request), now(request)
        try:
            held = comparisons.of_partner(partner)
            if held is None:
                sides = {"ours": given["ours"], "theirs": given["theirs"]}
                actions.open_comparison(partner=partner, by=who, at=at, **sides)
                messages.success(request, _("The programmes stand side by side."))
            else:
                edition = actions.change_editions(comparison=held, by=who, at=at, **given)
                many = len(edition.reopened)
                messages.success(request, _("%(many)d items are open again; all others stay.") % {"many": many})
        except RecognitionRefused as error:
            refused = told(error)
        else:
            return redirect("recognition:comparison", one.file.row.reference, code)
    context = {
        "crumbs": one.crumbs(Crumb(_("Programme comparison"))),
        "row": one.file.row,
        "partner": partner,
        "form": form,
        "refused": refused,
        "file": file,
    }
    return render(request, "recognition/sides.html", context, status=422 if request.method == "POST" else 200)


def _judged(request: HttpRequest, one: Opened, code: str, held: Any, file: ComparisonFile) -> HttpResponse:
    """Keeps a verdict at once, and goes on to the next open item of the same filter."""
    form = VerdictForm(request.POST, documents=[each.document for each in one.file.papers])
    item, direction = str(request.POST.get("item", ""))[:60], str(request.POST.get("direction", ""))[:20]
    if not form.is_valid():
        problem = _("This verdict cannot be read. Choose one of the three and send it again.")
        return _page(request, file, one=one, code=code, writes=True, problem=problem, at=item, of=direction)
    try:
        actions.judge(comparison=held, by=actor(request), at=now(request), **form.cleaned_data)
    except RecognitionRefused as error:
        problem = " ".join(filter(None, (told(error).sentence, told(error).mend)))
        return _page(request, file, one=one, code=code, writes=True, problem=problem, at=item, of=direction)
    lines = file.of(direction)
    place = next((number for number, each in enumerate(lines) if each.line.item.id == item), 0)
    rest = [each for each in (*lines[place + 1 :], *lines[:place]) if not each.state]
    following = rest[0].line.item.id if rest else item
    wanted = request.POST.get("show", "")
    query = f"?direction={direction}&at={following}" + (f"&show={wanted}" if wanted in FILTERS and wanted else "")
    address = reverse("recognition:comparison", args=[one.file.row.reference, code])
    return redirect(f"{address}{query}#c-{following}")


def _page(
    request: HttpRequest,
    file: ComparisonFile,
    *,
    one: Opened | None = None,
    code: str = "",
    writes: bool = False,
    problem: str = "",
    at: str = "",
    of: str = "",
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    direction = of or asked.get("direction", "")
    direction = direction if direction in DIRECTIONS else INWARD
    wanted = asked.get("show", "")
    wanted = wanted if wanted in FILTERS else ""
    at = at or asked.get("at", "")
    lines = [each for each in file.of(direction) if _shown(each, wanted, at)]
    sections: list[tuple[str, list[Any]]] = []
    for each in lines:
        if not sections or sections[-1][0] != each.line.section:
            sections.append((each.line.section, []))
        sections[-1][1].append(each)
    typed = {name: request.POST.get(name, "") for name in ("remedy", "evidence")} if problem else {}
    more = Crumb(_("Programme comparison"))
    context = {
        "crumbs": one.crumbs(more) if one else crumbs(Crumb(_("Worked example"))),
        "file": file,
        "row": one.file.row if one else None,
        "code": code,
        "writes": writes,
        "asking": file.sides.asking(direction),
        "answering": file.sides.answering(direction),
        "direction": direction,
        "directions": DIRECTIONS,
        "progress": file.progress,
        "counted": _counted(file, direction),
        "wanted": wanted,
        "sections": sections,
        "at": at,
        "problem": problem,
        "typed": typed,
        "verdicts": {name: badge for name, badge in VERDICTS.items() if name},
        "papers": one.file.papers if one else (),
    }
    return render(request, "recognition/comparison.html", context, status=422 if problem else 200)


def _counted(file: ComparisonFile, direction: str) -> list[tuple[str, int]]:
    """How many items each filter shows."""
    return [(name, sum(_shown(each, name, "") for each in file.of(direction))) for name in FILTERS]


def _shown(each: Any, wanted: str, at: str) -> bool:
    if not wanted or each.line.item.id == at:
        return True
    return not each.state if wanted == "open" else each.state == wanted


def _pdf(request: HttpRequest, file: ComparisonFile, name: str, one: Opened | None = None) -> HttpResponse:
    try:
        content = paper(file, reference=one.file.row.reference if one else "", at=now(request))
    except PaperRefused as refused:
        messages.error(request, str(refused))
        return redirect("recognition:one", one.file.row.reference) if one else redirect("recognition:example")
    kept_as = f'attachment; filename="{name}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": kept_as})


def _xlsx(file: ComparisonFile, name: str) -> HttpResponse:
    kept_as = f'attachment; filename="{name}.xlsx"'
    return HttpResponse(workbook(file), content_type=XLSX, headers={"Content-Disposition": kept_as})
