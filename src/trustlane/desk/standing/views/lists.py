"""Lists of trusted operators: uploaded by one, looked at by both, applied by another."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trustlane.access import queries as access
from trustlane.access.roles import Role
from trustlane.desk.standing import tabs
from trustlane.desk.standing.forms import DiscardForm, ListForm
from trustlane.desk.standing.views.register import XLSX
from trustlane.desk.standing.words import sentence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, person, require
from trustlane.pages.tables import PAGE_SIZE
from trustlane.standing import actions, exports, labels, queries
from trustlane.standing.lists import RefusedRow
from trustlane.standing.permits import Permission
from trustlane.standing.refusals import IssuerUnknown, ListUnreadable, PreviewStale, StandingRefused

APPLIERS = (Role.REGISTER_OFFICER, Role.MRA_DESK)


@officers_only
@permitted(Permission.SEE_LISTS)
def index(request: HttpRequest) -> HttpResponse:
    """Every list that was uploaded, those that wait for a second person first in mind."""
    state = request.GET.get("state", "")
    state = state if state in labels.UPLOAD_STATES else ""
    below = request.GET.get("below", "")
    found = queries.uploads(
        by=actor(request),
        at=now(request),
        state=state,
        before=int(below) if below.isdecimal() and len(below) < 18 else None,
        size=PAGE_SIZE,
    )
    waiting = len(queries.uploads(by=actor(request), at=now(request), state="waiting", size=PAGE_SIZE))
    return render(
        request,
        "standing/lists.html",
        {
            "crumbs": [Crumb(_("Lists received"))],
            "uploads": found[:PAGE_SIZE],
            "older": found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else None,
            "state": state,
            "states": labels.UPLOAD_STATES,
            "waiting": waiting,
            "me": person(request).pk,
            "may_upload": may(request, Permission.UPLOAD_LIST).allowed,
        },
    )


@officers_only
@permitted(Permission.UPLOAD_LIST)
def new(request: HttpRequest) -> HttpResponse:
    """Takes a list, keeps it as it came, and shows what it would change; nothing is changed yet."""
    today = timezone.localdate(now(request))
    form = ListForm(request.POST or None, request.FILES or None, today=today, initial={"on": today})
    unreadable: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = actions.upload_list(
                file_name=file.name,
                data=file.read(),
                issuer=form.cleaned_data["issuer"],
                on=form.cleaned_data["on"],
                complete=form.cleaned_data["complete"],
                sender=form.cleaned_data["sender"],
                by=actor(request),
                at=now(request),
            )
        except IssuerUnknown as refused:
            form.add_error("issuer", sentence(refused))
        except ListUnreadable as refused:
            form.add_error("file", sentence(refused))
            unreadable = refused.refused
        except (StandingRefused, EvidenceRefusal) as refused:
            form.add_error("file", sentence(refused))
        else:
            return redirect("standing:list", upload.pk)
    return render(
        request,
        "standing/upload.html",
        {
            "crumbs": [Crumb(_("Lists received"), reverse("standing:lists")), Crumb(_("Upload a list"))],
            "form": form,
            "unreadable": unreadable,
            "issuers": queries.issuers(),
        },
    )


@officers_only
@permitted(Permission.SEE_LISTS)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One list: what it would change or changed, what was refused and why, who may decide."""
    upload, row = queries.upload(number), queries.upload_row(number)
    if upload is None or row is None:
        raise Http404
    preview = queries.preview(upload, at=now(request))
    waiting = row.state == "waiting"
    all_tabs = tabs.of_preview(preview) if waiting else tabs.of_settled(number, preview.refused)
    tab = tabs.chosen(all_tabs, request.GET.get("tab", ""))
    answer = may(request, Permission.APPLY_LIST, upload)
    here = not row.origin  # one that came under an arrangement is settled there
    return render(
        request,
        "standing/list.html",
        {
            "crumbs": [Crumb(_("Lists received"), reverse("standing:lists")), Crumb(row.file_name, data=True)],
            "list": row,
            "preview": preview,
            "waiting": waiting,
            "nothing": waiting and not preview.changes and not preview.unchanged,
            "moved": waiting and preview.digest != row.preview_digest,
            "tabs": all_tabs,
            "tab": tab,
            "table": tabs.table_of(tab, request.GET),
            "answer": answer,
            "elsewhere": reverse("recognition:by-file-upload", args=[number]) if not here else "",
            "may_apply": here and answer.allowed and bool(preview.changes or preview.unchanged),
            "why": [] if answer.allowed else [_(sentence) for sentence in answer.why],
            "appliers": _appliers(request, row.uploaded_by),
            "may_discard": here and waiting and may(request, Permission.DISCARD_LIST, upload).allowed,
            "may_upload": may(request, Permission.UPLOAD_LIST).allowed,
            "discarding": DiscardForm(),
            "fields": labels.FIELDS,
            "roles": labels.ROLES,
            "scopes": labels.SCOPES,
            "all_states": labels.STATES,
        },
    )


@officers_only
@permitted(Permission.SEE_LISTS)
def refused(request: HttpRequest, number: int) -> HttpResponse:
    """The refused rows as a file: where each stands, what is wrong, how to mend it."""
    upload = queries.upload(number)
    if upload is None:
        raise Http404
    return as_csv(queries.preview(upload, at=now(request)).refused, f"refused-{number}.csv")


def as_csv(refused: Iterable[RefusedRow], name: str) -> HttpResponse:
    """Refused rows as a file, fit for a spreadsheet."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    found = list(refused)
    sheets = any(each.sheet for each in found)  # told only of a workbook with several
    rows.writerow([*(["Sheet"] if sheets else []), "Row", "Column", "What is wrong", "How to mend it"])
    for each in found:
        place = [exports.safe(each.sheet), each.row] if sheets else [each.row]
        rows.writerow([*place, exports.safe(each.column), exports.safe(each.reason), exports.safe(each.mend)])
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@officers_only
@require_POST
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """Applies exactly what the person looked at; by somebody else than who uploaded it."""
    upload = queries.upload(number)
    if upload is None:
        raise Http404
    require(request, Permission.APPLY_LIST, upload)
    try:
        done = actions.apply_list(upload=upload, seen=request.POST.get("seen", ""), by=actor(request), at=now(request))
    except StandingRefused as refused:
        level = messages.WARNING if isinstance(refused, PreviewStale) else messages.ERROR
        messages.add_message(request, level, sentence(refused))
    else:
        count = done.added + done.changed + done.removed
        messages.success(
            request,
            ngettext(
                "The list was applied: %(count)s standing is new in the register. The next screening goes by it.",
                "The list was applied: %(count)s standings are new in the register. The next screening goes by them.",
                count,
            )
            % {"count": count},
        )
    return redirect("standing:list", number)


@officers_only
@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a list aside with a reason; the file is kept."""
    upload = queries.upload(number)
    if upload is None:
        raise Http404
    require(request, Permission.DISCARD_LIST, upload)
    form = DiscardForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("standing:list", number)
    try:
        actions.discard_list(upload=upload, by=actor(request), at=now(request), reason=form.cleaned_data["reason"])
    except StandingRefused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The list was put aside. The register is as it was."))
    return redirect("standing:list", number)


@officers_only
@permitted(Permission.SEE_LISTS)
def blank(request: HttpRequest, kind: str) -> HttpResponseBase:
    """An empty list with the headings that are read and what belongs under each."""
    made = {"csv": ("text/csv; charset=utf-8", exports.blank_csv), "xlsx": (XLSX, exports.blank_xlsx)}
    if kind not in made:
        raise Http404
    content_type, write = made[kind]
    name = f'attachment; filename="list-of-operators.{kind}"'
    return HttpResponse(write(), content_type=content_type, headers={"Content-Disposition": name})


def _appliers(request: HttpRequest, uploader: int) -> list[str]:
    """Who could be the second person, by name."""
    people = {
        user.pk: user.full_name
        for role in APPLIERS
        for user in access.holders(role, at=now(request))
        if user.pk != uploader
    }
    return list(people.values())
