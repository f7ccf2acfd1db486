"""The yearly report: what is asked in the one being written, and those that were given, each beside the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trustlane.access.actors import id_of_person, person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.criteria.library import YEARLY, reports
from trustlane.criteria.questionnaire.asking import Applicant
from trustlane.programme.models import Case, Event, ReportAnswer
from trustlane.programme.moves import MOVES
from trustlane.programme.permits import Permission
from trustlane.programme.queries.asked import Given, SelfAssessment
from trustlane.programme.yearly import Line, answers_of, compared


@dataclass(frozen=True, slots=True)
class Report:
    """A yearly report that was given; ``text`` where it was one text, as before there were questions."""

    number: int  # of the event
    at: datetime
    lines: tuple[Line, ...]
    text: str
    first: bool  # there is none before it to compare with

    @property
    def documents(self) -> tuple[int, ...]:
        """The documents of all its answers and of those before it, by number."""
        return tuple(sorted({one for line in self.lines for one in (*line.papers, *line.papers_before)}))

    @property
    def differing(self) -> int:
        """In how many answers it differs from the one before."""
        return sum(line.differs for line in self.lines)


def round_under_way(case: Case) -> int:
    """The number of the report being written: 1 for the first."""
    return Event.objects.filter(case=case, move="report_yearly").count() + 1


def yearly_assessment(case: Case, *, on: date) -> SelfAssessment:
    """What is asked in the report being written, with what was written so far."""
    rows = ReportAnswer.objects.filter(case=case, round=round_under_way(case))
    newest = [row for row in rows.order_by("question", "-pk").distinct("question") if row.value is not None]
    people = {person_of(row.by) for row in newest} - {0}
    names = {id_of_person(pk): name for pk, name in User.objects.filter(pk__in=people).values_list("pk", "full_name")}
    given = [
        Given(
            id=row.pk,
            question=row.question,
            site=None,
            value=str(row.value),
            note=row.note,
            evidence=tuple(row.evidence),
            source="",
            by=row.by,
            by_name=names.get(row.by, ""),
            at=row.at,
        )
        for row in newest
    ]
    return SelfAssessment(
        questions=reports().questions[YEARLY],
        applicant=Applicant(frozenset(case.roles), "medium"),  # type: ignore[arg-type]
        sites={},
        given={(one.question, None): one for one in given},
        open=case.stage in MOVES["report_yearly"].sources,
    )


def yearly_reports(case: Case, who: Someone, *, at: datetime, as_of: datetime | None = None) -> tuple[Report, ...]:
    """The reports that were given, the newest first. Raises access' Refused."""
    in_force().require(who, Permission.SEE_INSIDE, case, at=at)
    return _given(case, as_of or at)


def last_report(case: Case, who: Someone, *, at: datetime) -> dict[str, Line]:
    """What was said in the last report, by question, for the holder that writes the next. Raises access' Refused."""
    in_force().require(who, Permission.ANSWER, case, at=at)
    found = _given(case, at)
    return {line.question: line for line in found[0].lines} if found else {}


def _given(case: Case, then: datetime) -> tuple[Report, ...]:
    events = list(Event.objects.filter(case=case, move="report_yearly", at__lte=then).order_by("number"))
    found: list[Report] = []
    before: Mapping[str, object] | None = None
    for event in events:
        kept = event.data.get("report")
        said = answers_of(kept)
        name = kept.get("questions") if isinstance(kept, dict) else None
        questions = reports().questions.get(str(name))
        lines = compared(questions, said, before) if questions else ()
        text = "" if questions or not isinstance(kept, dict) else "\n".join(f"{key}: {kept[key]}" for key in kept)
        found.append(Report(event.number, event.at, lines, text, before is None))
        before = said if questions else before
    return tuple(reversed(found))
