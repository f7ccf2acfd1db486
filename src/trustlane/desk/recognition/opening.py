"""One arrangement as the person of a request sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.access import queries as access
from trustlane.access.roles import Role
from trustlane.pages.asof import AsOf, read_as_of
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now
from trustlane.recognition.queries import arrangements
from trustlane.recognition.queries.arrangements import ArrangementFile


@dataclass(frozen=True)
class Opened:
    """An arrangement that the person of the request may see, and as of when it is shown."""

    arrangement: Any  # for deeds; what pages show comes from the file
    file: ArrangementFile
    then: AsOf

    def crumbs(self, *more: Crumb) -> list[Crumb]:
        """The path to this arrangement, and on to a page of it."""
        own = reverse("recognition:one", args=[self.file.row.reference]) if more else ""
        return crumbs(Crumb(self.file.row.reference, own, data=True), *more)


def crumbs(*more: Crumb) -> list[Crumb]:
    """The path to the list, and on."""
    return [Crumb(_("Mutual recognition"), reverse("recognition:list") if more else ""), *more]


def opened(request: HttpRequest, reference: str, *, dated: bool = False) -> Opened:
    """The arrangement of that reference. Raises Refused, or Http404 where there is none (or none yet, that day)."""
    known = {"known": request.GET.get("known", "")} if dated else {}
    then = read_as_of(known, at=now(request), zone=timezone.get_current_timezone())
    arrangement = arrangements.find(reference) if "\x00" not in reference else None
    if arrangement is None or (then.past and arrangement.opened_at > then.known):
        # Whoever may not see any is told so, whether or not there is one of that name.
        arrangements.rows(actor(request), at=now(request))
        raise Http404
    as_of = then.known if then.past else None
    return Opened(
        arrangement, arrangements.arrangement_file(arrangement, actor(request), at=now(request), as_of=as_of), then
    )


def desk(request: HttpRequest, *, deciders: bool = False) -> dict[int, str]:
    """Who keeps agreements now, and who decides, by number."""
    roles = (Role.MRA_DESK, Role.DECISION_MAKER) if deciders else (Role.MRA_DESK,)
    return {one.pk: one.full_name for role in roles for one in access.holders(role, at=now(request))}
