"""Arriving with a past: a table is uploaded, looked at, applied by another, signed by two; then two cut over."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from trustlane.access import queries as access
from trustlane.access.directory import offices
from trustlane.access.roles import Role
from trustlane.desk.programme.arrival_forms import ApplyForm, ArrivalForm, DayForm, LaterForm, first_errors
from trustlane.desk.programme.doing import done, sentence
from trustlane.pages.crumbs import Crumb
from trustlane.pages.keyset import page_of, read_place
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.pages.tables import PAGE_SIZE, Asked, Column, Table
from trustlane.parties.refusals import PartyRefused
from trustlane.programme import actions, labels
from trustlane.programme.actions.arriving import MOST_KEPT
from trustlane.programme.migrating.blank import blank_workbook
from trustlane.programme.migrating.told import TOTAL, Count, differs, reconciled
from trustlane.programme.permits import Permission
from trustlane.programme.queries import cutovers, migrating
from trustlane.programme.refusals import ProgrammeRefused
from trustlane.standing.exports import safe
from trustlane.standing.lists import RefusedRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REMEMBERED = 600  # seconds; what is applied is read anew
SIGN_OF_LIFE = timedelta(minutes=2)
REFUSED = (
    Column("row", gettext_lazy("Row"), end=True),
    Column("column", gettext_lazy("Column")),
    Column("reason", gettext_lazy("What is wrong")),
    Column("mend", gettext_lazy("How to mend it")),
)
DIFFERENCES = {
    "stage": gettext_lazy("Another stage there"),
    "certificate": gettext_lazy("Another certificate there"),
    "last_day": gettext_lazy("Another last day there"),
    "name": gettext_lazy("Another name there"),
    "only_there": gettext_lazy("New there, not here"),
    "only_here": gettext_lazy("Here, no longer there"),
}
STEPS = {
    "reading": gettext_lazy("The file is read again"),
    "bringing": gettext_lazy("Cases are brought"),
    "registering": gettext_lazy("The register is told"),
    "counting": gettext_lazy("Everything is counted again"),
}


@dataclass(frozen=True)
class Shown:
    """What a preview shows, without the cases themselves."""

    counts: Mapping[str, Any]
    refused: tuple[RefusedRow, ...]
    notes: tuple[str, ...]
    digest: str
    sheet: str


@officers_only
@permitted(Permission.SEE_MIGRATIONS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The files, the dual run, and the day on which it ends."""
    return _index(request)


def _index(
    request: HttpRequest, *, day_form: DayForm | None = None, later: LaterForm | None = None, status: int = 200
) -> HttpResponse:
    at = now(request)
    today = timezone.localdate(at)
    proposal = cutovers.last_proposal()
    waits = proposal is not None and proposal.confirmed_at is None
    answer = may(request, Permission.CONFIRM_CUT_OVER, proposal) if waits else None
    ordered = migrating.ordered()
    files = [(file, _state(file, ordered)) for file in migrating.files()]
    shown = {
        "crumbs": [Crumb(_("From the old system"))],
        "files": files,
        "dual_run": cutovers.dual_run(at=at),
        "cutover_day": cutovers.cutover_day(at=at),
        "proposal": proposal,
        "waits": waits,
        "may_confirm": answer is not None and answer.allowed,
        "why": [_(sentence) for sentence in answer.why] if answer is not None and not answer.allowed else [],
        "signers": _people((Role.DECISION_MAKER, Role.REGISTER_OFFICER), proposal.set_by_id if proposal else 0, at),
        "may_propose": may(request, Permission.CUT_OVER).allowed,
        "may_upload": may(request, Permission.MIGRATE).allowed,
        "comparisons": migrating.comparisons(),
        "applied": any(state == "applied" or state == "signed" for _, state in files),
        "day_form": day_form or DayForm(today=today),
        "later_form": later or LaterForm(today=today),
    }
    return render(request, "programme/arrivals.html", shown, status=status)


@officers_only
@permitted(Permission.SEE_MIGRATIONS)
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """The empty workbook, with what belongs where."""
    kept_as = 'attachment; filename="holders-and-cases.xlsx"'
    return HttpResponse(blank_workbook(), content_type=XLSX, headers={"Content-Disposition": kept_as})


@officers_only
@permitted(Permission.MIGRATE)
def new(request: HttpRequest) -> HttpResponse:
    """Takes a table, keeps it as it came, and shows what it would bring; nothing is brought yet."""
    today = timezone.localdate(now(request))
    form = ArrivalForm(request.POST or None, request.FILES or None, today=today)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                file, seen = actions.upload_migration(
                    file_name=given["file"].name,
                    data=given["file"].read(),
                    on=given["on"],
                    office=given["office"],
                    preset=given["preset"],
                    told=given["told"],
                    by=actor(request),
                    at=now(request),
                )
            except (ProgrammeRefused, PartyRefused) as refused:
                form.add_error("file", f"{refused} {getattr(refused, 'mend', '')}".strip())
            else:
                _remember(file.pk, seen)
                return redirect("cases:arrival", file.pk)
    shown = {
        "crumbs": [Crumb(_("From the old system"), reverse("cases:arrivals")), Crumb(_("Upload a table"))],
        "form": form,
        "offices": offices(),
    }
    return render(request, "programme/arrival_new.html", shown, status=status)


@officers_only
@permitted(Permission.SEE_MIGRATIONS)
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One file: what it would bring, how far it is, or what it brought and who signed for it."""
    return _one(request, number)


def _one(request: HttpRequest, number: int, *, form: ApplyForm | None = None, status: int = 200) -> HttpResponse:
    file, at = _file(number), now(request)
    order, report = migrating.last_order(file), migrating.reconciliation_of(number)
    preview = None
    if file.applied_at is None:
        stale = order is not None and order.outcome == "refused"
        preview = _seen(file, request, anew="anew" in request.GET or stale)
    read = preview.counts["by_stage_there"] if preview else file.read_there
    answer = may(request, Permission.APPLY_MIGRATION, file)
    signing = may(request, Permission.COUNTERSIGN_MIGRATION, file)
    unequal = differs(file.told, read)
    shown = {
        "crumbs": [Crumb(_("From the old system"), reverse("cases:arrivals")), Crumb(file.file_name, data=True)],
        "file": file,
        "state": _state(file, migrating.ordered()),
        "preview": preview,
        "changed": preview is not None and preview.digest != file.digest,
        "counts": _counts(file.told, read),
        "told": bool(file.told),
        "unequal": unequal,
        "refused_table": _refused(preview, request) if preview and preview.refused else None,
        "order": order,
        "report": report,
        "order_open": order is not None and not order.outcome,
        "may_apply": answer.allowed and preview is not None and not preview.refused,
        "why": [] if answer.allowed else [_(sentence) for sentence in answer.why],
        "appliers": _people((Role.REGISTER_OFFICER,), file.uploaded_by_id, at),
        "apply_form": form or ApplyForm(asks=unequal, initial={"seen": preview.digest if preview else ""}),
        "may_sign": signing.allowed,
        "why_not_sign": [] if signing.allowed else [_(sentence) for sentence in signing.why],
        "signers": _people((Role.REGISTER_OFFICER, Role.DECISION_MAKER), file.applied_by_id or 0, at),
        "may_upload": may(request, Permission.MIGRATE).allowed,
        **_progress(order, at),
    }
    return render(request, "programme/arrival.html", shown, status=status)


@officers_only
@permitted(Permission.SEE_MIGRATIONS)
@require_safe
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far an order is, as a part of the page; once it ended, the page as a whole is asked for again."""
    order = migrating.last_order(_file(number))
    if order is None:
        raise Http404
    shown = {"file": order.file, "order": order, "order_open": not order.outcome, **_progress(order, now(request))}
    answer = render(request, "programme/_order.html", shown)
    if order.outcome:
        answer["HX-Refresh"] = "true"
    return answer


@officers_only
@permitted(Permission.SEE_MIGRATIONS)
@require_safe
def refused(request: HttpRequest, number: int) -> HttpResponse:
    """The rows that cannot be used, as a file: where each stands, what is wrong, how to mend it."""
    preview = _seen(_file(number), request)
    lines: list[Sequence[object]] = [["Sheet", "Row", "Column", "What is wrong", "How to mend it"]]
    lines += [
        [safe(preview.sheet), each.row, safe(each.column), safe(each.reason), safe(each.mend)]
        for each in preview.refused
    ]
    return _csv(lines, f"refused-{number}.csv")


@officers_only
@require_POST
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """Orders that the file be applied, exactly as it was looked at, by somebody else than who uploaded it."""
    file = _file(number)
    require(request, Permission.APPLY_MIGRATION, file)
    form = ApplyForm(request.POST, asks=differs(file.told, file.read_there))
    if not form.is_valid():
        return _one(request, number, form=form, status=422)
    try:
        actions.order_migration(file=file, by=actor(request), at=now(request), **form.cleaned_data)
    except ProgrammeRefused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("cases:arrival", number)


@officers_only
@require_POST
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Signs for the counts of an applied file, as another than who applied it."""
    file, report = _file(number), migrating.reconciliation_of(number)
    require(request, Permission.COUNTERSIGN_MIGRATION, file)
    if report is None:
        raise Http404
    done(request, actions.countersign, _("The counts are signed by two."), report=report)
    return redirect("cases:arrival", number)


@officers_only
@permitted(Permission.CUT_OVER)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Proposes the day of the cut-over."""
    form = DayForm(request.POST, today=timezone.localdate(now(request)))
    if not form.is_valid():
        return _index(request, day_form=form, status=422)
    try:
        actions.propose_cut_over(by=actor(request), at=now(request), **form.cleaned_data)
    except ProgrammeRefused as refusal:
        form.add_error("reason", sentence(refusal))
        return _index(request, day_form=form, status=422)
    messages.success(request, _("The day is proposed. It counts once a second person signs for it."))
    return redirect("cases:arrivals")


@officers_only
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Signs, as the second person, for the day of the cut-over."""
    proposal = cutovers.proposal_numbered(number) if number < 1 << 62 else None
    if proposal is None:
        raise Http404
    require(request, Permission.CONFIRM_CUT_OVER, proposal)
    done(request, actions.cut_over, _("Two signed for the day of the cut-over."), proposal=proposal)
    return redirect("cases:arrivals")


@officers_only
@permitted(Permission.MIGRATE)
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Holds a later table of the old system against what was brought."""
    form = LaterForm(request.POST, request.FILES, today=timezone.localdate(now(request)))
    if form.is_valid():
        try:
            kept = actions.compare_migrated(
                file_name=form.cleaned_data["file"].name,
                data=form.cleaned_data["file"].read(),
                on=form.cleaned_data["on"],
                by=actor(request),
                at=now(request),
            )
        except ProgrammeRefused as refusal:
            form.add_error("file", f"{refusal} {refusal.mend}".strip())
        else:
            return redirect("cases:comparison", kept.pk)
    for error in first_errors(form):
        messages.error(request, error)
    return redirect(f"{reverse('cases:arrivals')}#compare")


@officers_only
@permitted(Permission.SEE_MIGRATIONS)
@require_safe
def comparison(request: HttpRequest, number: int) -> HttpResponse:
    """What the old system says otherwise than what was brought."""
    kept = _comparison(number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in DIFFERENCES else ""
    rows = [row for row in kept.differences if not kind or row["kind"] == kind]
    columns = (
        Column("number", _("Case there")),
        Column("name", _("Operator")),
        Column("kind", _("What differs")),
        Column("here", _("Brought")),
        Column("there", _("There now")),
        Column("row", _("Row"), end=True),
    )
    table = _table("differences", _("Differences"), columns, rows, request, exports=number)
    shown = {
        "crumbs": [Crumb(_("From the old system"), reverse("cases:arrivals")), Crumb(_("Comparison"))],
        "kept": kept,
        "table": table,
        "kind": kind,
        "kinds": DIFFERENCES,
        "stages": labels.STAGES,
        "listed": MOST_KEPT,
    }
    return render(request, "programme/comparison.html", shown)


@officers_only
@permitted(Permission.SEE_MIGRATIONS)
@require_safe
def comparison_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The differences as a file."""
    names = ("kind", "number", "reference", "name", "here", "there", "row")
    lines: list[Sequence[object]] = [names]
    lines += [[safe(str(row[name])) for name in names] for row in _comparison(number).differences]
    return _csv(lines, f"differences-{number}.csv")


def _file(number: int) -> Any:
    file = migrating.file_numbered(number) if number < 1 << 62 else None
    if file is None:
        raise Http404
    return file


def _comparison(number: int) -> Any:
    kept = migrating.comparison_numbered(number) if number < 1 << 62 else None
    if kept is None:
        raise Http404
    return kept


def _state(file: Any, ordered: Collection[int]) -> str:
    report = getattr(file, "reconciliation", None)
    if report is not None:
        return "signed" if report.countersigned_at else "applied"
    if file.pk in ordered:
        return "ordered"
    return "faulty" if file.counts["refused"] else "waiting"


def _seen(file: Any, request: HttpRequest, *, anew: bool = False) -> Shown:
    """The preview, as it was read in the last minutes: reading twenty thousand rows takes seconds. Before anything is
    applied it is read again, and what changed since is refused."""
    found: Shown | None = None if anew else cache.get(f"arrival:{file.pk}")
    return found or _remember(file.pk, migrating.preview_of(file, at=now(request)))


def _remember(number: int, seen: Any) -> Shown:
    shown = Shown(seen.counts, seen.refused, seen.notes, seen.digest, seen.sheet)
    cache.set(f"arrival:{number}", shown, timeout=REMEMBERED)
    return shown


def _counts(told_: Mapping[str, int], read: Mapping[str, int]) -> list[tuple[Any, Count]]:
    return [
        (_("All") if count.stage == TOTAL else labels.STAGES[count.stage], count) for count in reconciled(told_, read)
    ]


def _refused(preview: Shown, request: HttpRequest) -> Table:
    return _table("refused-rows", _("Rows that cannot be used"), REFUSED, preview.refused, request)


def _table(
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Any],
    request: HttpRequest,
    *,
    exports: int | None = None,
) -> Table:
    place = read_place(request.GET.get("after", ""), request.GET.get("before", ""), length=1, order=name)
    key = place.after or place.before
    if key is not None and type(key[0]) is not int:
        place = read_place("", "", length=1, order=name)
    part = page_of(list(enumerate(rows)), lambda pair: (pair[0],), place, size=PAGE_SIZE)
    files = {} if exports is None else {"CSV": reverse("cases:comparison-csv", args=[exports])}
    return Table(name, caption, columns, Asked("", descending=False, place=place), part, total=len(rows), exports=files)


def _progress(order: Any, at: Any) -> dict[str, Any]:
    """How far an order is, and whether somebody should look why nothing is heard of it."""
    if order is None or order.outcome:
        return {}
    names = list(STEPS)
    place = names.index(order.step) if order.step in names else -1
    return {
        "steps": [
            (label, "done" if number < place else "here" if number == place else "ahead")
            for number, label in enumerate(STEPS.values())
        ],
        "silent": at - (order.told_at or order.at) > SIGN_OF_LIFE,
    }


def _people(roles: Sequence[Role], but: int, at: Any) -> list[str]:
    """Who could be the second person, by name."""
    people = {user.pk: user.full_name for role in roles for user in access.holders(role, at=at) if user.pk != but}
    return list(people.values())


def _csv(lines: Sequence[Sequence[object]], name: str) -> HttpResponse:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
