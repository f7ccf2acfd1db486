"""The decision sheet: the whole case on one screen, on the page where somebody decides it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.utils import timezone

from trustlane.desk.programme.opening import Opened
from trustlane.pages.people import actor, may, now
from trustlane.programme.labels import RATINGS
from trustlane.programme.permits import Permission
from trustlane.programme.queries import papers
from trustlane.programme.queries.points import Criterion, OwnPoints, own_points
from trustlane.programme.queries.risks import Kept, risk_file
from trustlane.programme.rows import ConsultationRow, CorrectionRow, EventRow, FindingRow

# Where somebody says whether a status is given, and from where it goes back to the team.
WEIGHED = ("grant", "refuse", "intend_refusal", "send_back", "revalidate")
MOST_RISKS = 5
_GAPS = ("major", "minor")


@dataclass(frozen=True)
class Sheet:
    """What bears on a decision, each with the tab of the case where all of it stands."""

    ratings: tuple[tuple[str, int], ...]  # as they are named, with how many there are, none left out
    gaps: tuple[FindingRow, ...]
    corrections: tuple[CorrectionRow, ...]
    opinions: tuple[ConsultationRow, ...]
    comments: tuple[EventRow, ...]  # the operator's, on the report
    risks: tuple[Kept, ...]  # the gravest that are left, of those judged
    judged: int
    sections: int
    points: OwnPoints | None  # of the firm's own answers; None where the criteria know no grades
    odd: tuple[tuple[str, int], ...]  # what does not fit together: the question to ask, and at how many places

    @property
    def by_criterion(self) -> tuple[tuple[Criterion, int], ...]:
        """Each criterion with its points, and in how many of its items a gap was found."""
        return self.points.gaps(self.gaps) if self.points else ()

    @property
    def unsettled(self) -> int:
        """Corrections nobody has settled."""
        return sum(1 for one in self.corrections if not one.settled)


def sheet(request: HttpRequest, one: Opened, name: str) -> Sheet | None:
    """What bears on that decision; None where nothing of the kind is decided, or risks are not for the reader."""
    if name not in WEIGHED or not may(request, Permission.SEE_RISK, one.case).allowed:
        return None
    at, file = now(request), one.file
    found = risk_file(one.case, actor(request), at=at, on=timezone.localdate(at))
    counted = Counter(finding.rating for finding in file.findings)
    rules = sorted(each.sentence for each in found.contradictions)
    return Sheet(
        ratings=tuple((rating, counted[rating]) for rating in RATINGS),
        gaps=tuple(sorted((each for each in file.findings if each.rating in _GAPS), key=lambda each: each.rating)),
        corrections=file.corrections,
        opinions=file.consultations,
        comments=tuple(papers.comments(file)),
        risks=tuple(each for each in found.kept if each.after != "low")[:MOST_RISKS],
        judged=len(found.kept),
        sections=len(found.sections),
        points=own_points(one.case, on=timezone.localdate(at)),
        odd=tuple((sentence, len(list(each))) for sentence, each in groupby(rules)),
    )
