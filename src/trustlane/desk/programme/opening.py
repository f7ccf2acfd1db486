"""Opening one case: who may, as of when, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trustlane.desk.programme.times import as_of, instant
from trustlane.pages.asof import AsOf
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now
from trustlane.parties import queries as parties
from trustlane.parties.facts import KnownSite
from trustlane.programme.queries.casefile import case_file, find
from trustlane.programme.rows import CaseFile
from trustlane.programme.stages import Stage


@dataclass(frozen=True)
class Opened:
    """A case that the person of the request may see, and as of when it is shown."""

    case: Any  # for deeds; what pages show comes from the file
    file: CaseFile
    then: AsOf

    def crumbs(self, *more: Crumb) -> list[Crumb]:
        """The path to this case, and on to a page of it."""
        row = self.file.row
        own = reverse("cases:case", args=[row.reference]) if more else ""
        return [Crumb(_("Cases"), reverse("cases:worklist")), Crumb(row.reference, own, data=True), *more]

    def sites(self) -> Mapping[int, str]:
        """The sites of the operator, by number."""
        return {site.number: site.in_words for site in self.places()}

    def places(self, known: datetime | None = None) -> tuple[KnownSite, ...]:
        """The sites with their addresses, those that are closed among them; as they were known at an instant."""
        facts = parties.operator(self.file.row.operator, known=known)
        return facts.sites if facts else ()


def opened(request: HttpRequest, reference: str, *, dated: bool = False) -> Opened:
    """The case of that reference. Raises Refused, or Http404 where there is none: a draft is nobody's here.

    Only a page that is ``dated`` shows the case as of another day.
    """
    case = find(reference)
    if case is None or case.stage == Stage.DRAFT:
        raise Http404
    then = as_of(request)
    file = case_file(case, actor(request), at=now(request), as_of=instant(then) if dated else None)
    return Opened(case, file, then)
