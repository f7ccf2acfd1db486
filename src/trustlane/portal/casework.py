"""The cases of the operator that a person acts for; of any other there is no address here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trustlane.access.roles import Role
from trustlane.evidence import queries as evidence
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import P, View, actor, may, now, operators_only, require
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.queries import casefile
from trustlane.programme.queries.asked import SelfAssessment, self_assessment
from trustlane.programme.rows import CaseFile, CaseRow
from trustlane.programme.stages import ANSWERABLE

MOST_DOCUMENTS = 200  # offered to choose from, the newest


SOON = timedelta(days=60)  # before its last day a document is shown as running out


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the operator's people read it."""

    id: int
    name: str
    speaks_of: date | None
    size: int
    expires: date | None = None
    newer: int | None = None  # the number of the document that took its place
    certifies: str = ""  # the standard of which it is the certificate
    state: str = ""  # "expired" or "soon", of one that nothing took the place of; else ""

    @property
    def current(self) -> bool:
        """Nothing took its place."""
        return self.newer is None


def today(request: HttpRequest) -> date:
    """The day of this request, in the zone of the office."""
    return timezone.localdate(now(request))


def who_answers(view: View[P]) -> View[P]:
    """A page for people who act for an operator, and for the officer who enters what a firm sent.

    In which case, `case_of` asks.
    """

    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if types(request):
            return view(request, *args, **kwargs)
        return operators_only(view)(request, *args, **kwargs)

    return gated


def types(request: HttpRequest) -> bool:
    """The person is an officer, and types for others."""
    return not actor(request).operator and actor(request).holds(Role.CASE_OFFICER)


def case_of(request: HttpRequest, reference: str, *, enters: Iterable[str] = ()) -> Any:
    """The case, for a deed. Another operator's case and a reference that nobody has are the same 404.

    An officer has it to type answers, or to enter any of the moves ``enters``.
    """
    case = casefile.find(reference) if "\x00" not in reference else None
    if case is not None and types(request):
        wanted = [Moving(name) for name in sorted(enters)] or [Permission.ANSWER]
        if not any(may(request, one, case) for one in wanted):
            require(request, wanted[0], case)
        return case
    if case is None or case.operator.reference != actor(request).operator:
        raise Http404
    if not may(request, Permission.SEE_CASE, case):
        raise Http404
    return case


def file_of(request: HttpRequest, case: Any) -> CaseFile:
    """The case as this person may see it."""
    return casefile.case_file(case, actor(request), at=now(request))


def assessment_of(request: HttpRequest, case: Any) -> SelfAssessment:
    """The questionnaire of the case, as it stands today."""
    return self_assessment(case, on=today(request))


def answerable(case: Any) -> bool:
    """The applicant may still answer otherwise."""
    return case.stage in ANSWERABLE


def papers(request: HttpRequest, operator: str = "") -> list[Paper]:
    """The documents the operator gave, newest first; of another one only for an officer who types for it."""
    operator = actor(request).operator or operator
    rows = evidence.documents(by=actor(request), at=now(request)).filter(operator=operator)
    on = today(request)
    return [_paper(row, on) for row in rows.select_related("newer")[:MOST_DOCUMENTS]]


def running_out(given: Iterable[Paper], used: Iterable[int] | None = None) -> list[Paper]:
    """The documents that ran out or soon will, the first to do so first; of those only that answers rest on, if told.

    An answer that rests on an older version rests on the newest.
    """
    known = {paper.id: paper for paper in given}
    wanted = set(known) if used is None else {_newest(known, number) for number in used}
    found = [paper for paper in known.values() if paper.state and paper.id in wanted]
    return sorted(found, key=lambda paper: (paper.expires or date.max, paper.id))


def _newest(known: Mapping[int, Paper], number: int) -> int:
    while (paper := known.get(number)) is not None and paper.newer is not None:
        number = paper.newer
    return number


def _paper(row: Any, on: date) -> Paper:
    newer = getattr(row, "newer", None)
    state = ""
    if row.expires is not None and newer is None and row.expires <= on + SOON:
        state = "expired" if row.expires < on else "soon"
    return Paper(
        row.pk, row.name, row.speaks_of, row.size, row.expires, newer.pk if newer else None, row.certifies, state
    )


def crumbs(row: CaseRow | Any, *steps: Crumb, typed: bool = False) -> list[Crumb]:
    """The path to a page of a case; from the desk, where an officer types what the firm sent."""
    if typed:
        return [
            Crumb(_("Cases"), reverse("cases:worklist")),
            Crumb(row.reference, reverse("cases:case", args=[row.reference]), data=True),
            *steps,
        ]
    return [
        Crumb(_("Your AEO status"), reverse("portal:status")),
        Crumb(row.reference, reverse("portal:case", args=[row.reference]), data=True),
        *steps,
    ]
