"""An open case and a newer edition of its criteria: line by line what would become of its answers; a question only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from trustlane.criteria import queries as catalogues
from trustlane.criteria.questionnaire.answers import Answer as Said
from trustlane.criteria.questionnaire.answers import read
from trustlane.criteria.questionnaire.editions import migrate
from trustlane.criteria.questionnaire.questions import Questions
from trustlane.programme.models import Case, EditionChange
from trustlane.programme.queries.asked import Given, SelfAssessment, self_assessment
from trustlane.programme.stages import Stage

# Where a case is still assessed on paper. A team that visits, and whoever decides, go by what they began with.
OPEN = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.ACCEPTED, Stage.DESK_REVIEW})
SAME = "The question is the same."


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one answer, or a question that is new."""

    key: str  # the question and site it stands under now; for a new question that of the new edition
    fate: str  # kept, ask_again, dropped
    old: str | None
    new: str | None
    site: int | None
    site_name: str
    was: str  # the words of the old question
    now: str  # and of the new one
    reason: str
    given: Given | None

    @property
    def unchanged(self) -> bool:
        """The answer stays as it is, to the same question."""
        return self.fate == "kept" and self.reason == SAME and self.old == self.new

    @property
    def ways(self) -> tuple[str, ...]:
        """What can be said of the line."""
        return ("keep", "again") if self.fate == "kept" else ("seen",)


@dataclass(frozen=True)
class Crossing:
    """The way of one case from its edition to the one in force."""

    old: str
    new: str
    lines: tuple[Line, ...]

    @cached_property
    def unchanged(self) -> tuple[Line, ...]:
        """Lines that can be kept together."""
        return tuple(line for line in self.lines if line.unchanged)

    @cached_property
    def changed(self) -> tuple[Line, ...]:
        """Lines that are looked at one by one."""
        return tuple(line for line in self.lines if not line.unchanged)

    @cached_property
    def digest(self) -> str:
        """A name for exactly these lines and answers."""
        told = [f"{line.key} {line.fate} {line.new} {line.given.id if line.given else 0}" for line in self.lines]
        return hashlib.sha256("\n".join([self.old, self.new, *told]).encode()).hexdigest()[:16]

    def said(self, posted: Mapping[str, str]) -> dict[str, str]:
        """What a form says of each line: ``line-…`` of one, ``unchanged`` of all that stay as they are."""
        said = {}
        for line in self.lines:
            way = posted.get(f"line-{line.key}") or (posted.get("unchanged", "") if line.unchanged else "")
            if way in line.ways:
                said[line.key] = way
        return said


def crossing(case: Case, *, on: date) -> Crossing | None:
    """The way of an open case to the edition in force that day; None where there is none to go."""
    if case.stage not in OPEN:
        return None
    new = catalogues.current(case.catalogue, on=on)
    if new == case.catalogue:
        return None
    assessment = self_assessment(case, on=on)
    after = catalogues.questions_on(new, on=on)
    edition = catalogues.edition_named(new)
    follows = catalogues.successors(edition) if edition is not None and edition.before == case.catalogue else {}
    numbers = assessment.numbers
    asked = _asked(assessment, after)
    found = []
    for moved in migrate(_typed(assessment), assessment.questions, after, follows):
        if moved.old is None and moved.new not in asked:
            continue  # new, but asked of other roles or another size of firm
        site = numbers.get(moved.site)
        was = assessment.questions.by_id.get(moved.old or "")
        now = after.by_id.get(moved.new or "")
        found.append(
            Line(
                f"{moved.old or moved.new}{'' if site is None else f'@{site}'}",
                moved.fate,
                moved.old,
                moved.new,
                site,
                moved.site or "",
                was.question.text if was else "",
                now.question.text if now else "",
                moved.reason,
                assessment.given.get((moved.old, site)) if moved.old else None,
            )
        )
    return Crossing(case.catalogue, new, tuple(found))


def changes(case: Case) -> tuple[EditionChange, ...]:
    """The editions a case went over to, the newest first."""
    return tuple(EditionChange.objects.filter(case=case).order_by("-pk"))


def _typed(assessment: SelfAssessment) -> list[Said]:
    """The answers with their values as the law of questionnaires reads them."""
    found = []
    for one in assessment.said:
        placed = assessment.questions.by_id.get(one.question)
        value = read(placed.question, one) if placed else None
        found.append(one if value is None else replace(one, value=value))
    return found


def _asked(assessment: SelfAssessment, after: Questions) -> set[str]:
    """The questions of another edition that the same applicant can be asked."""
    other = replace(assessment, questions=after, given={})
    return {name for name, entry in other.questionnaire.entries.items() if entry.state in ("asked", "waits")}
