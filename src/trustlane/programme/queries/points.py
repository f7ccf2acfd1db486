"""The points a firm's own answers come to, criterion by criterion, and the grade they reach; where a catalogue has any.

Points are reckoned from the answers alone. No catalogue we have says how findings take points off, so findings stand
beside them and change none. A grade by points is no decision: who decides says which tier is granted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.criteria import queries as catalogues
from trustlane.criteria.questionnaire.scores import Points, graded, scores
from trustlane.programme.models import Case
from trustlane.programme.queries.asked import SelfAssessment, self_assessment
from trustlane.programme.rows import FindingRow

GAPS = ("minor", "major")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its points, and the items that count for them."""

    section: str
    title: str
    points: Points
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lacking:
    """What of one criterion the next grade lacks, in points of a hundred; "" is all criteria together."""

    title: str
    reached: int | None
    at_least: int


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """What a firm's own answers come to. ``grade`` is "" where none is reached, ``next`` where there is none above."""

    criteria: tuple[Criterion, ...]
    grade: str
    next: str
    lacking: tuple[Lacking, ...]
    held_back_by: tuple[str, ...]  # musts that are not met, which stand against any grade
    confirmed: bool  # whether the thresholds are

    def gaps(self, findings: Iterable[FindingRow]) -> tuple[tuple[Criterion, int], ...]:
        """Each criterion with how many of its items a validation found a gap in."""
        found = {one.item for one in findings if one.rating in GAPS}
        counted = Counter(one.section for one in self.criteria for item in one.items if item in found)
        return tuple((one, counted[one.section]) for one in self.criteria)


def grades_of(catalogue: str) -> tuple[str, ...]:
    """The grades a catalogue of criteria knows, from the highest down; none where it is here no longer."""
    known = catalogues.known(catalogue)
    return tuple(grade.id for grade in known.catalogue.grades) if known else ()


def own_points(case: Case, *, on: date) -> OwnPoints | None:
    """The points of a case as its answers stand; None where its criteria know no grades, or nothing is asked."""
    return points_of(self_assessment(case, on=on)) if grades_of(case.catalogue) else None


def own_grade(case: Case, *, at: datetime) -> str:
    """The grade the points reach at an instant; "" where none is reached or known."""
    found = own_points(case, on=day_of(at, settings.TIME_ZONE))
    return found.grade if found else ""


def points_of(assessment: SelfAssessment) -> OwnPoints | None:
    """The same of a self-assessment that was read already."""
    catalogue = assessment.questions.catalogue
    if not catalogue.grades:
        return None
    scored = scores(assessment.questionnaire, assessment.said)
    reached = graded(scored, catalogue.grades)
    titles = {section.id: section.title for section in catalogue.sections}
    items: dict[str, set[str]] = {}
    for one in scored.items:
        items.setdefault(one.section, set()).add(one.item.id)
    return OwnPoints(
        criteria=tuple(
            Criterion(name, titles.get(name, name), points, frozenset(items.get(name, ())))
            for name, points in scored.sections.items()
            if points.possible
        ),
        grade=reached.grade.id if reached.grade else "",
        next=reached.next.id if reached.next else "",
        lacking=tuple(
            Lacking("" if one.section is None else titles.get(one.section, one.section), one.reached, one.at_least)
            for one in reached.lacking
        ),
        held_back_by=reached.held_back_by,
        confirmed=all(grade.confirmed for grade in catalogue.grades),
    )
