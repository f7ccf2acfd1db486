"""Catalogues: the list, one to read and search, the difference of two editions, and files to take away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.access.roles import Role
from trustlane.criteria import queries
from trustlane.criteria.catalogue import Catalogue, Item, Section
from trustlane.criteria.counting import counts
from trustlane.criteria.kinds import Kind
from trustlane.criteria.library import shipped
from trustlane.criteria.lifecycle import Stage
from trustlane.criteria.permits import Permission
from trustlane.criteria.queries import SHIPPED
from trustlane.criteria.questionnaire.editions import difference
from trustlane.desk.criteria.words import CHANGES
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only, permitted, require
from trustlane.standing.labels import ROLES

TEMPLATE = "national-2026"
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Opened:
    """A catalogue that the person may read, and the edition of our own behind it, where there is one."""

    catalogue: Catalogue
    edition: object | None
    stage: str
    phase: str


def opened(request: HttpRequest, name: str) -> Opened:
    """The catalogue of that name. Raises Http404 where there is none, and Refused where it is not the person's."""
    on = timezone.localdate(now(request))
    if name in shipped().catalogues:
        require(request, Permission.SEE_CATALOGUES)
        return Opened(shipped().catalogues[name], None, SHIPPED, queries.phase_of(name, on=on) or "")
    edition = queries.edition_named(name)
    if edition is None or edition.kind != Kind.CATALOGUE:
        raise Http404
    require(request, Permission.SEE_EDITION, edition)
    phase = queries.phase_of(name, on=on) if edition.stage == Stage.ADOPTED else None
    return Opened(queries.wording(edition).catalogue, edition, edition.stage, phase or "")


def crumbs(*more: Crumb) -> list[Crumb]:
    """The path to the catalogues, and on."""
    return [Crumb(_("Criteria"), reverse("criteria:list") if more else ""), *more]


@officers_only
@permitted(Permission.SEE_CATALOGUES)
def index(request: HttpRequest) -> HttpResponse:
    """Editions of our own, then what ships."""
    at = now(request)
    cards = queries.cards(by=actor(request), at=at, on=timezone.localdate(at))
    return render(
        request,
        "criteria/list.html",
        {
            "crumbs": crumbs(),
            "ours": [card for card in cards if card.stage != SHIPPED],
            "ship": [(card, counts(shipped().catalogues[card.name])) for card in cards if card.stage == SHIPPED],
            "may_draft": may(request, Permission.DRAFT).allowed,
        },
    )


@officers_only
@permitted(Permission.SEE_CATALOGUES)
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One catalogue, cut to what is searched for."""
    found = opened(request, name)
    asked = {
        "search": request.GET.get("search", "")[:LONGEST_SEARCH].strip(),
        "level": request.GET.get("level", ""),
        "of": request.GET.get("of", ""),
        "role": request.GET.get("role", ""),
    }
    sections = [(section, items) for section, items in _cut(found.catalogue, asked) if items]
    edition = found.edition
    agencies = actor(request).offices(Role.AGENCY_OFFICER)
    reads_all = edition is not None and _reads_all(request)
    said = queries.comments(edition, of=None if reads_all else sorted(agencies)) if edition else ()  # type: ignore[arg-type]
    return render(
        request,
        "criteria/catalogue.html",
        {
            "crumbs": crumbs(Crumb(name, data=True)),
            "found": found,
            "catalogue": found.catalogue,
            "edition": edition,
            "sections": sections,
            "shown": sum(len(items) for _section, items in sections),
            "counts": counts(found.catalogue),
            "asked": asked,
            "narrowed": any(asked.values()),
            "roles": ROLES,
            "comments": Counter(comment.item for comment in said),
            "others": _others(request, found.catalogue),
            "may_comment": _may_comment(request, found),
        },
    )


@officers_only
@permitted(Permission.SEE_CATALOGUES)
def words(request: HttpRequest, name: str) -> HttpResponse:
    """The file of a catalogue, a crosswalk or questions, as it is read."""
    edition = None if queries.ships(name) else queries.edition_named(name)
    if edition is None and not queries.ships(name):
        raise Http404
    if edition is not None:
        require(request, Permission.SEE_EDITION, edition)
    return _file(queries.words(name) or "", f"{name}.yaml")


@officers_only
@permitted(Permission.SEE_CATALOGUES)
def template(request: HttpRequest) -> HttpResponse:
    """The short national catalogue, to be copied and changed."""
    return _file(queries.words(TEMPLATE) or "", f"{TEMPLATE}.yaml")


@officers_only
@permitted(Permission.SEE_CATALOGUES)
def differences(request: HttpRequest, name: str) -> HttpResponse:
    """What changed from the edition before to this one, item by item; every change of an item in its words."""
    now_, with_ = opened(request, name), request.GET.get("with", "")
    others = _others(request, now_.catalogue)
    before = with_ or (now_.edition.before if now_.edition else "")  # type: ignore[attr-defined]
    if before not in others:
        if with_:
            raise Http404
        before = others[0] if others else ""
    context: dict[str, object] = {
        "crumbs": crumbs(
            Crumb(name, reverse("criteria:catalogue", args=[name]), data=True), Crumb(_("What is different"))
        ),
        "found": now_,
        "before": before,
        "others": others,
    }
    if before:
        old = opened(request, before).catalogue
        follows = _follows(now_, before)
        found = difference(old, now_.catalogue, follows)
        context["counted"] = [(kind, len(found.of(kind))) for kind in CHANGES]  # type: ignore[arg-type]
        context["changes"] = [
            (change, _pairs(old.items.get(change.old or ""), now_.catalogue.items.get(change.new or ""), change.fields))
            for change in found.changes
            if change.kind != "unchanged"
        ]
    return render(request, "criteria/differences.html", context)


def _follows(found: Opened, before: str) -> dict[str, str]:
    edition = found.edition
    if edition is None or edition.before != before:  # type: ignore[attr-defined]
        return {}
    return queries.successors(edition)  # type: ignore[arg-type]


def _pairs(old: Item | None, new: Item | None, fields: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """For each field that differs its words before and now."""
    if old is None or new is None:
        only = old or new
        return [("text", only.text if old and only else "", only.text if new and only else "")]
    return [(field, _words(getattr(old, field)), _words(getattr(new, field))) for field in fields]


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{ROLES.get(role, role)}: {extent}" for role, extent in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _cut(catalogue: Catalogue, asked: dict[str, str]) -> list[tuple[Section, list[Item]]]:
    sought = asked["search"].casefold().split()

    def wanted(section: Section, item: Item) -> bool:
        told = " ".join((item.id, item.text, item.question, item.guidance, *item.evidence, item.reference)).casefold()
        return (
            all(word in told for word in sought)
            and asked["level"] in ("", item.level)
            and asked["of"] in ("", item.of)
            and (not asked["role"] or (asked["role"] in ROLES and bool(section.extent(item, asked["role"]))))  # type: ignore[arg-type]
        )

    return [(section, [item for item in section.items if wanted(section, item)]) for section in catalogue.sections]


def _others(request: HttpRequest, catalogue: Catalogue) -> list[str]:
    """The other editions of the same catalogue that the person may read, the newest first."""
    at = now(request)
    cards = queries.cards(by=actor(request), at=at, on=timezone.localdate(at))
    return [card.name for card in cards if card.family == catalogue.id and card.name != catalogue.name]


def _reads_all(request: HttpRequest) -> bool:
    return actor(request).holds(Role.CASE_OFFICER, Role.DECISION_MAKER, Role.AUDITOR)


def _may_comment(request: HttpRequest, found: Opened) -> bool:
    edition = found.edition
    if edition is None or found.stage != Stage.CONSULTATION:
        return False
    return may(request, Permission.COMMENT, edition).allowed or may(request, Permission.ENTER_LETTER, edition).allowed


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)
