"""The list of arrangements, a new one, and one as a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trustlane.desk.recognition.forms import OpenForm
from trustlane.desk.recognition.opening import crumbs, opened
from trustlane.desk.recognition.words import Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted
from trustlane.recognition import actions
from trustlane.recognition.moves import NEXT, SETTLES
from trustlane.recognition.permits import Moving, Permission
from trustlane.recognition.queries import arrangements, signed
from trustlane.recognition.refusals import RecognitionRefused
from trustlane.recognition.stages import DRAFTING, ENDED, Stage
from trustlane.recognition.terms import DIRECTIONS

# What is seldom done, behind one button.
ASIDE = ("give_owner", "reopen_comparison", "abandon", "propose_termination")


@officers_only
@permitted(Permission.SEE_ARRANGEMENTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The arrangements with their partners, where each stands, what is next and by when."""
    ended, search = request.GET.get("kind") == "ended", request.GET.get("search", "")
    return render(
        request,
        "recognition/list.html",
        {
            "crumbs": crumbs(),
            "rows": arrangements.rows(actor(request), at=now(request), ended=ended, search=search),
            "ended": ended,
            "going": not ended,
            "search": search,
            "may_open": may(request, Permission.OPEN_ARRANGEMENT).allowed,
            "may_see_exchange": may(request, Permission.SEE_FOLLOWED).allowed,
            "may_see_by_file": may(request, Permission.SEE_BY_FILE).allowed,
            "may_import": may(request, Permission.IMPORT_FILE).allowed,
            "today": timezone.localdate(now(request)),
        },
    )


@officers_only
@permitted(Permission.OPEN_ARRANGEMENT)
def new(request: HttpRequest) -> HttpResponse:
    """Opens an arrangement."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.open_arrangement(by=actor(request), at=now(request), **form.cleaned_data)
        except RecognitionRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("The arrangement is open."))
            return redirect("recognition:one", one.reference)
    context = {"crumbs": crumbs(Crumb(_("Open an arrangement"))), "form": form, "refused": refused}
    return render(request, "recognition/new.html", context, status=422 if request.method == "POST" else 200)


@officers_only
@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """The arrangement: what is next, timeline, tasks, documents, terms, how far the comparison is."""
    it = opened(request, reference, dated=True)
    file, now_possible = it.file, [move.name for move in it.file.moves]
    stage = Stage(file.row.stage)
    wanted = NEXT.get(stage, "")
    begun = arrangements.proposed_by(it.arrangement) if not it.then.past else None
    settles = next((name for name, by in SETTLES.items() if begun and begun.move in by), "")
    eyes = may(request, Moving(settles), it.arrangement) if settles else None
    codes = [each.code for each in file.row.partners]
    return render(
        request,
        "recognition/one.html",
        {
            "crumbs": it.crumbs(),
            "file": file,
            "row": file.row,
            "as_of": it.then,
            "ended": stage in ENDED,
            "next": wanted if wanted in now_possible else "",
            "others": [name for name in now_possible if name not in (wanted, *ASIDE)],
            "aside": [name for name in now_possible if name in ASIDE and name != wanted],
            "begun": begun,
            "eyes": eyes,
            "why": [_(sentence) for sentence in eyes.why] if eyes and not eyes.allowed else [],
            "keeps": not it.then.past
            and stage not in ENDED
            and may(request, Permission.KEEP_ARRANGEMENT, it.arrangement).allowed,
            "drafts": not it.then.past
            and stage in DRAFTING
            and may(request, Permission.DRAFT_TERMS, it.arrangement).allowed,
            "compares": not it.then.past
            and stage not in ENDED
            and may(request, Permission.COMPARE, it.arrangement).allowed,
            "by_file": _by_file(request, codes) if not it.then.past else [],
            "directions": [
                (code, direction, file.draft(code, direction)) for code in codes for direction in DIRECTIONS
            ],
            "comparisons": [(each, file.comparisons.get(each.code)) for each in file.row.partners],
            "today": it.then.today,
        },
    )


def _by_file(request: HttpRequest, codes: list[str]) -> list[str]:
    """Those of these partners that tell us by file, for whoever may see that."""
    if not may(request, Permission.SEE_BY_FILE).allowed:
        return []
    live = signed.by_file(now(request))
    return [code for code in codes if code in live]
