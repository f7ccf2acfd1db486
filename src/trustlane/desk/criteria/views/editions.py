"""One edition on its way: its file, who is asked, comments and answers, adoption; each deed a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from trustlane.access import queries as access
from trustlane.access.roles import Role
from trustlane.criteria import actions, kinds, queries
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.criteria.kinds import Kind
from trustlane.criteria.lifecycle import DRAFTING, MOVES, Stage
from trustlane.criteria.permits import Permission
from trustlane.criteria.question import QuestionFile
from trustlane.criteria.refusals import CatalogueRefused
from trustlane.desk.criteria.forms import (
    AdoptForm,
    BeginForm,
    CommentForm,
    ConsultForm,
    FileForm,
    ReasonForm,
    ReplyForm,
)
from trustlane.desk.criteria.forms import Deed as Bare
from trustlane.desk.criteria.views.catalogues import crumbs
from trustlane.desk.criteria.words import Told, told
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require

Words = str | Promise
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Deed:
    """What can be done with an edition: how the page is called, what follows, the button."""

    title: Words
    lead: Words
    button: Words
    done: Words
    icon: str
    form: type[Bare]
    tone: str = "primary"


DEEDS: Mapping[str, Deed] = {
    "consult": Deed(
        gettext_lazy("Open the consultation"),
        gettext_lazy("The words stand still while the bodies comment, item by item."),
        gettext_lazy("Ask these bodies"),
        gettext_lazy("The consultation is open."),
        "send",
        ConsultForm,
    ),
    "close": Deed(
        gettext_lazy("Close the consultation"),
        gettext_lazy("Nobody comments any more. Each comment is answered, and the words are revised, before adoption."),
        pgettext_lazy("a consultation", "Close it"),
        gettext_lazy("The consultation is closed."),
        "check",
        Bare,
    ),
    "adopt": Deed(
        gettext_lazy("Adopt the edition"),
        gettext_lazy(
            "New applications are assessed by it from its day. Nothing that is open or issued moves by itself."
        ),
        gettext_lazy("Adopt it"),
        gettext_lazy("The edition is adopted."),
        "gavel",
        AdoptForm,
    ),
    "send_back": Deed(
        gettext_lazy("Send it back"),
        gettext_lazy("Whoever drafted it reads your reason and revises the words."),
        gettext_lazy("Send it back"),
        gettext_lazy("The edition went back to be drafted."),
        "arrow-back-up",
        ReasonForm,
    ),
    "drop": Deed(
        gettext_lazy("Give the edition up"),
        gettext_lazy("It is kept to be read, and can no longer be adopted."),
        gettext_lazy("Give it up"),
        gettext_lazy("The edition was given up."),
        "ban",
        ReasonForm,
        "danger",
    ),
}
# What comes next at each stage.
NEXT = {Stage.DRAFT: "consult", Stage.CONSULTATION: "close", Stage.SETTLING: "adopt"}


@officers_only
@permitted(Permission.DRAFT)
def load(request: HttpRequest) -> HttpResponse:
    """Takes the file of a new edition; what is wrong with it is said with its line."""
    form = FileForm(*_sent(request))
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            edition = actions.load(
                data=file.read(),
                file_name=file.name,
                successors=form.cleaned_data["successors"],
                by=actor(request),
                at=now(request),
            )
        except CatalogueRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("The draft is loaded."))
            return redirect("criteria:edition", edition.name)
    context = {"crumbs": crumbs(Crumb(_("Load a draft"))), "form": form, "refused": refused, "revising": None}
    return render(request, "criteria/load.html", context, status=422 if request.method == "POST" else 200)


@officers_only
@permitted(Permission.SEE_CATALOGUES)
def edition(request: HttpRequest, name: str) -> HttpResponse:
    """Where the edition stands, what is next and whose it is, what was said, and what happened."""
    one = _opened(request, name)
    content = queries.written_in(one)
    reads_all = actor(request).holds(Role.CASE_OFFICER, Role.DECISION_MAKER, Role.AUDITOR)
    own = sorted(actor(request).offices(Role.AGENCY_OFFICER))
    comments = queries.comments(one, of=None if reads_all else own)
    history = queries.history(one) if reads_all else ()
    adopts = may(request, Permission.ADOPT, one)
    drafted = next((event for event in reversed(history) if event.move in DRAFTING), None)
    decided = next((event for event in history if event.move == "adopt"), None)
    wanted = NEXT.get(Stage(one.stage), "")
    return render(
        request,
        "criteria/edition.html",
        {
            "crumbs": _crumbs(name),
            "edition": one,
            "title": kinds.title(content),
            "own_kind": one.kind if one.kind != Kind.CATALOGUE else "",
            "related": _related(content),
            "places": () if one.kind == Kind.CATALOGUE else tuple(kinds.places(content).items()),
            "phase": queries.phase_of(name, on=timezone.localdate(now(request))) if one.stage == Stage.ADOPTED else "",
            "comments": comments,
            "unanswered": sum(not comment.outcome for comment in comments),
            "bodies": [(body, sum(one.body == body.name for one in comments)) for body in queries.bodies(one)],
            "history": history,
            "reads_all": reads_all,
            "next": wanted if wanted in _open_to(request, one) else "",
            "ready": one.stage != Stage.CONSULTATION or _heard(request, one),
            "deeds": {name: DEEDS[name] for name in _open_to(request, one)},
            "may_revise": one.stage in MOVES["revise"].sources and may(request, Permission.DRAFT, one).allowed,
            "may_comment": _comments(request, one),
            "may_reply": one.stage in (Stage.CONSULTATION, Stage.SETTLING)
            and may(request, Permission.DRAFT, one).allowed,
            "adopts": adopts,
            "why": [_(sentence) for sentence in adopts.why] if not adopts.allowed else [],
            "drafted": drafted,
            "decided": decided,
            "adopters": _adopters(request, history),
            "today": timezone.localdate(now(request)),
        },
    )


@officers_only
def deed(request: HttpRequest, name: str, deed: str) -> HttpResponse:
    """One deed on the edition, on a page of its own."""
    one = _opened(request, name)
    if deed not in DEEDS:
        raise Http404
    require(request, _permission(deed), one)
    about, today = DEEDS[deed], timezone.localdate(now(request))
    form_of = BeginForm if deed == "adopt" and one.kind != Kind.CATALOGUE else about.form
    extra: dict[str, Any] = {"today": today} if issubclass(form_of, ConsultForm | BeginForm) else {}
    initial = {"seen": one.last_event, "until": today + MONTH}
    if deed == "consult":
        initial["bodies"] = "\n".join(body.name for body in queries.bodies(one))
    if deed == "adopt":
        initial |= {"begins": today + MONTH, "until": today + 4 * MONTH}
    form = form_of(_sent(request)[0], initial=initial, **extra)
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        if "bodies" in given:
            given["bodies"] = given["bodies"].splitlines()
        try:
            _ACTIONS[deed](edition=one, by=actor(request), at=now(request), **given)
        except CatalogueRefused as error:
            refused = told(error)
        else:
            messages.success(request, str(about.done))
            return redirect("criteria:edition", name)
    context = {
        "crumbs": _crumbs(name, Crumb(about.title)),
        "edition": one,
        "deed": about,
        "form": form,
        "refused": refused,
        "possible": one.stage in MOVES[deed].sources,
        "agencies": sorted(access.offices(Role.AGENCY_OFFICER, at=now(request))) if deed == "consult" else [],
    }
    return render(request, "criteria/deed.html", context, status=422 if request.method == "POST" else 200)


@officers_only
def revise(request: HttpRequest, name: str) -> HttpResponse:
    """Takes other words for the same edition."""
    one = _opened(request, name)
    require(request, Permission.DRAFT, one)
    follows = "\n".join(f"{old} = {new}" for old, new in queries.successors(one).items())
    initial = {"seen": one.last_event, "successors": follows}
    form = FileForm(*_sent(request), initial=initial)
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.revise(
                edition=one,
                data=file.read(),
                file_name=file.name,
                successors=form.cleaned_data["successors"],
                seen=form.cleaned_data["seen"],
                by=actor(request),
                at=now(request),
            )
        except CatalogueRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("The words were revised. The former ones stay readable."))
            return redirect("criteria:edition", name)
    context = {"crumbs": _crumbs(name, Crumb(_("Revise"))), "form": form, "refused": refused, "revising": one}
    return render(request, "criteria/load.html", context, status=422 if request.method == "POST" else 200)


@officers_only
def comment(request: HttpRequest, name: str) -> HttpResponse:
    """A comment: of the body one answers for, or of another by its letter."""
    one = _opened(request, name)
    writes = may(request, Permission.COMMENT, one).allowed
    if not writes:
        require(request, Permission.ENTER_LETTER, one)
    places = kinds.places(queries.written_in(one))
    bodies = None if writes else [body.name for body in queries.bodies(one)]
    form = CommentForm(_sent(request)[0], items=places, bodies=bodies, initial={"item": request.GET.get("item", "")})
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        given = {"edition": one, "by": actor(request), "at": now(request), **form.cleaned_data}
        try:
            actions.comment(**given) if writes else actions.enter_letter(**given)
        except CatalogueRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("The comment is kept."))
            return redirect("criteria:edition", name)
    context = {
        "crumbs": _crumbs(name, Crumb(_("Comment"))),
        "edition": one,
        "form": form,
        "refused": refused,
        "writes": writes,
        "item": _place(places, str(form["item"].value() or "")),
        "possible": one.stage == Stage.CONSULTATION,
    }
    return render(request, "criteria/comment.html", context, status=422 if request.method == "POST" else 200)


@officers_only
def reply(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The answer to one comment."""
    one = _opened(request, name)
    require(request, Permission.DRAFT, one)
    said = next((each for each in queries.comments(one) if each.id == number), None)
    row = queries.comment(one, number)
    if said is None or row is None:
        raise Http404
    form = ReplyForm(_sent(request)[0])
    refused: Told | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(comment=row, by=actor(request), at=now(request), **form.cleaned_data)
        except CatalogueRefused as error:
            refused = told(error)
        else:
            messages.success(request, _("The comment is answered."))
            return redirect(f"{reverse('criteria:edition', args=[name])}#comments")
    context = {
        "crumbs": _crumbs(name, Crumb(_("Answer a comment"))),
        "edition": one,
        "said": said,
        "item": _place(kinds.places(queries.written_in(one)), said.item),
        "form": form,
        "refused": refused,
    }
    return render(request, "criteria/reply.html", context, status=422 if request.method == "POST" else 200)


_ACTIONS: Mapping[str, Callable[..., object]] = {
    "consult": actions.consult,
    "close": actions.close,
    "adopt": actions.adopt,
    "send_back": actions.send_back,
    "drop": actions.drop,
}


def _opened(request: HttpRequest, name: str) -> Any:
    one = queries.edition_named(name)
    if one is None:
        raise Http404
    require(request, Permission.SEE_EDITION, one)
    return one


def _place(places: Mapping[str, str], name: str) -> dict[str, str] | None:
    """What a comment is about, by its name and its words."""
    return {"id": name, "text": places[name]} if name in places else None


def _related(content: kinds.Content) -> tuple[str, ...]:
    """The catalogues that a crosswalk or questions are written for."""
    if isinstance(content, Crosswalk):
        return (content.of.name, content.to.name)
    return (content.name,) if isinstance(content, QuestionFile) else ()


def _crumbs(name: str, *more: Crumb) -> list[Crumb]:
    href = reverse("criteria:edition", args=[name]) if more else ""
    return crumbs(Crumb(name, href, data=True), *more)


def _heard(request: HttpRequest, one: Any) -> bool:
    """The consultation can be closed: its last day is over, or every body has commented."""
    bodies, said = queries.bodies(one), {comment.body for comment in queries.comments(one)}
    over = all(body.until < timezone.localdate(now(request)) for body in bodies)
    return over or all(body.name in said for body in bodies)


def _permission(deed: str) -> Permission:
    return Permission.ADOPT if deed in ("adopt", "send_back") else Permission.DRAFT


def _open_to(request: HttpRequest, one: Any) -> list[str]:
    """The deeds that are possible at this stage and the person's."""
    return [name for name in DEEDS if one.stage in MOVES[name].sources and may(request, _permission(name), one).allowed]


def _comments(request: HttpRequest, one: Any) -> str:
    """Whether the person comments for its body or enters letters, while comments are taken."""
    if one.stage != Stage.CONSULTATION:
        return ""
    if may(request, Permission.COMMENT, one).allowed:
        return "account"
    return "letter" if may(request, Permission.ENTER_LETTER, one).allowed else ""


def _adopters(request: HttpRequest, history: tuple[queries.Happened, ...]) -> list[str]:
    """Who could adopt it, by name."""
    drafted = {event.person for event in history if event.move in DRAFTING}
    people = access.holders(Role.DECISION_MAKER, at=now(request))
    return [user.full_name for user in people if user.pk not in drafted]


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent with; nothing where the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
