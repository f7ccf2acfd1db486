"""Partners without a node: how old their lists are, a list taken in as it came, what differs, who applies it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from trustlane.desk.recognition.forms import AsideForm, BringForm, SettleForm
from trustlane.desk.recognition.opening import crumbs, desk
from trustlane.desk.recognition.words import Told, told
from trustlane.desk.standing import tabs
from trustlane.desk.standing.views.lists import as_csv
from trustlane.desk.standing.words import sentence
from trustlane.evidence import queries as evidence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.recognition.actions.by_file import apply_received, apply_removals, bring_list, set_aside
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import without_node
from trustlane.recognition.queries.received import Looked, looked
from trustlane.recognition.queries.without_node import PartnerRow
from trustlane.recognition.refusals import RecognitionRefused
from trustlane.standing import labels as standing_labels
from trustlane.standing.compare import Change
from trustlane.standing.refusals import ListUnreadable, StandingRefused

DEEDS = {
    "apply": Permission.APPLY_BROUGHT_LIST,
    "hold": Permission.HOLD_BY_LIST,
    "aside": Permission.SET_LIST_ASIDE,
}


@officers_only
@permitted(Permission.SEE_BY_FILE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every partner that tells us by file, those that need somebody first."""
    context = {
        "crumbs": path(),
        "rows": without_node.partners(actor(request), at=now(request)),
        "may_bring": may(request, Permission.BRING_LIST).allowed,
        "today": timezone.localdate(now(request)),
    }
    return render(request, "recognition/by_file.html", context)


@officers_only
@permitted(Permission.SEE_BY_FILE)
@require_safe
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """One partner: how old its word is, its lists as they came, and what it told by telephone."""
    row = found(request, code)
    context = {
        "crumbs": path(row),
        "row": row,
        "lists": without_node.lists(row.code),
        "calls": without_node.calls(row.code, at=now(request)),
        "may_bring": row.live and may(request, Permission.BRING_LIST).allowed,
        "may_call": row.live and may(request, Permission.ENTER_CALL).allowed,
        "today": timezone.localdate(now(request)),
    }
    return render(request, "recognition/by_file_partner.html", context)


@officers_only
@permitted(Permission.BRING_LIST)
def bring(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a list in as it came; nothing changes yet."""
    row = found(request, code)
    today = timezone.localdate(now(request))
    initial = {"speaks_of": today, "received_on": today, "complete": "yes"}
    posted = request.method == "POST"
    form = BringForm(request.POST if posted else None, request.FILES if posted else None, today=today, initial=initial)
    refused: Told | None = None
    unreadable: tuple[Any, ...] = ()
    if posted and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            received = bring_list(
                partner=row.code, file_name=file.name, data=file.read(), by=actor(request), at=now(request), **given
            )
        except RecognitionRefused as error:
            refused = told(error)
        except ListUnreadable as error:
            form.add_error("file", sentence(error))
            unreadable = error.refused
        except (StandingRefused, EvidenceRefusal) as error:
            form.add_error("file", sentence(error))
        else:
            messages.success(request, _("The list is kept as it came. A second person looks at it, and applies it."))
            return redirect("recognition:by-file-list", row.code, received.number)
    context = {
        "crumbs": path(row, Crumb(_("Take in a list"))),
        "row": row,
        "form": form,
        "refused": refused,
        "unreadable": unreadable,
    }
    return render(request, "recognition/by_file_bring.html", context, status=422 if posted else 200)


@officers_only
@permitted(Permission.SEE_BY_FILE)
def one(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One list: what differs from what the partner said before; a second person applies it, or it is set aside."""
    row, received = found(request, code), _received(code, number)
    settling, aside = SettleForm(), AsideForm()
    refused: Told | None = None
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        if deed not in DEEDS:
            raise Http404
        require(request, DEEDS[deed], received)
        settling, aside = SettleForm(request.POST), AsideForm(request.POST)
        if (aside if deed == "aside" else settling).is_valid():
            try:
                messages.success(request, _done(request, deed, received, settling, aside))
            except RecognitionRefused as error:
                refused = told(error)
                received = _received(code, number)
            else:
                return redirect("recognition:by-file-list", row.code, number)
    look = looked(received.upload, at=now(request))
    context = {
        **_shown(request, received, look),
        "crumbs": path(row, Crumb(_("List %(number)s") % {"number": number})),
        "row": row,
        "settling": settling,
        "asiding": aside,
        "confirmed": request.POST.getlist("confirmed"),
        "refused": refused,
    }
    return render(request, "recognition/by_file_list.html", context, status=422 if request.method == "POST" else 200)


@officers_only
@permitted(Permission.SEE_BY_FILE)
@require_safe
def of_upload(request: HttpRequest, upload: int) -> HttpResponse:
    """Leads from a list of the register to the same list under its arrangement."""
    place = without_node.of_upload(upload) if upload < 1 << 62 else None
    if place is None:
        raise Http404
    return redirect("recognition:by-file-list", *place)


@officers_only
@permitted(Permission.SEE_BY_FILE)
@require_safe
def file(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """The file as it came, byte for byte; kept by the browser and never shown in a page of ours."""
    received = _received(code, number)
    document = received.upload.document
    try:
        content = evidence.content(document)
    except EvidenceRefusal:
        messages.error(request, _("The content of this document cannot be found. Tell who keeps the system."))
        return redirect("recognition:by-file-list", received.partner, number)
    return FileResponse(content, as_attachment=True, filename=document.name, content_type=document.media_type)


@officers_only
@permitted(Permission.SEE_BY_FILE)
@require_safe
def refused_rows(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The refused rows as a file, to send to the partner: where each stands, what is wrong, how to mend it."""
    received = _received(code, number)
    rows = looked(received.upload, at=now(request)).preview.refused
    return as_csv(rows, f"refused-{received.partner.lower()}-{number}.csv")


def path(row: PartnerRow | None = None, *more: Crumb) -> list[Crumb]:
    """The path to the partners by file, to one of them, and on."""
    here = Crumb(_("Partners by file"), reverse("recognition:by-file") if row else "")
    if row is None:
        return crumbs(here)
    own = reverse("recognition:by-file-partner", args=[row.code]) if more else ""
    return crumbs(here, Crumb(row.code, own, data=True), *more)


def found(request: HttpRequest, code: str) -> PartnerRow:
    """The partner of the address. Raises Refused, or Http404 where it never told us by file."""
    row = without_node.partner(code, actor(request), at=now(request)) if "\x00" not in code else None
    if row is None:
        raise Http404
    return row


def _received(code: str, number: int) -> Any:
    received = without_node.received(code, number) if "\x00" not in code else None
    if received is None:
        raise Http404
    return received


def _done(request: HttpRequest, deed: str, received: Any, form: SettleForm, aside: AsideForm) -> str:
    """Does it; what is said of it."""
    common: dict[str, Any] = {"received": received, "by": actor(request), "at": now(request)}
    if deed == "hold":
        many = len(apply_removals(**common))
        return ngettext(
            "%(many)s operator gets nothing for 72 hours, until a second person applies the list.",
            "%(many)s operators get nothing for 72 hours, until a second person applies the list.",
            many,
        ) % {"many": many}
    if deed == "aside":
        set_aside(reason=aside.cleaned_data["reason"], **common)
        return _("The list is set aside. What was known stays as it was.")
    done = apply_received(
        seen=form.cleaned_data["seen"],
        confirmed=form.cleaned_data["confirmed"],
        reason=form.cleaned_data["reason"],
        **common,
    )
    count = done.added + done.changed + done.removed
    return ngettext(
        "The list was applied: %(count)s standing is new in the register. The next screening goes by it.",
        "The list was applied: %(count)s standings are new in the register. The next screening goes by them.",
        count,
    ) % {"count": count}


def _shown(request: HttpRequest, received: Any, look: Looked) -> dict[str, Any]:
    """What the page shows of a list as it stands now."""
    one = without_node.row_of(received)
    waiting = one.state == "waiting"
    all_tabs = _differences(look) if waiting else tabs.of_settled(one.upload, look.preview.refused)
    tab = tabs.chosen(all_tabs, request.GET.get("tab", ""))
    answer = may(request, Permission.APPLY_BROUGHT_LIST, received)
    some = bool(look.preview.changes or look.preview.unchanged)
    others = [name for key, name in desk(request).items() if key != one.brought_by]
    return {
        "list": one,
        "look": look,
        "waiting": waiting,
        "moved": waiting and look.preview.digest != received.upload.preview_digest,
        "nothing": waiting and not some,
        "tabs": all_tabs,
        "tab": tab,
        "table": tabs.table_of(tab, request.GET),
        "answer": answer,
        "may_apply": waiting and answer.allowed and some,
        "why": [] if answer.allowed else [_(said) for said in answer.why],
        "others": others,
        "may_hold": waiting and not one.held_at and look.taken and may(request, Permission.HOLD_BY_LIST).allowed,
        "may_set_aside": waiting and may(request, Permission.SET_LIST_ASIDE).allowed,
        "held": waiting and one.held_until is not None and now(request) < one.held_until,
        "fields": standing_labels.FIELDS,
        "roles": standing_labels.ROLES,
        "scopes": standing_labels.SCOPES,
        "all_states": standing_labels.STATES,
    }


def _differences(look: Looked) -> list[tabs.Tab]:
    """What the list says otherwise than what the partner said before: new, changed, ended, missing; and the refused."""
    preview = look.preview
    ended = [each for each in preview.changed if _ends(each)]
    changed = [each for each in preview.changed if not _ends(each)]
    return [
        tabs.Tab("added", gettext_lazy("New"), preview.added, tabs.CHANGED[:-1], "good"),
        tabs.Tab("changed", gettext_lazy("Changed"), changed, tabs.CHANGED, "busy"),
        tabs.Tab("ended", gettext_lazy("Ended"), ended, tabs.CHANGED, "warn"),
        tabs.Tab("removed", gettext_lazy("Missing"), preview.removed, tabs.CHANGED[1:], "warn"),
        tabs.Tab("refused", gettext_lazy("Refused"), preview.refused, tabs.REFUSED, "bad"),
    ]


def _ends(change: Change) -> bool:
    """It takes something away that was valid: another state, or a last day that lies earlier."""
    if change.before is None or change.before.state != "valid":
        return False
    last, before = change.after.valid_to, change.before.valid_to
    return change.after.state != "valid" or (last is not None and (before is None or last < before))
