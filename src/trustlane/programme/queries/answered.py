"""What the applicant answered, question by question, as officers read it."""

from __future__ import annotations

from datetime import datetime

from trustlane.access.evaluator import Someone, in_force
from trustlane.programme.models import Case
from trustlane.programme.permits import Permission
from trustlane.programme.queries.asked import names_of, newest, officers_of
from trustlane.programme.rows import AnswerRow


def answers(case: Case, who: Someone, *, at: datetime, as_of: datetime | None = None) -> tuple[AnswerRow, ...]:
    """The answer that counted of each question and site, by the ids of the questions. Raises access' Refused."""
    in_force().require(who, Permission.SEE_INSIDE, case, at=at)
    rows = newest(case, until=as_of or at)
    given = {row.by for row in rows}
    names, officers = names_of(given), officers_of(given)
    return tuple(
        AnswerRow(
            row.question,
            row.site,
            row.value,
            row.note,
            tuple(row.evidence),
            row.at,
            row.source,
            names.get(row.by, ""),
            names[row.by] if row.by in officers else "",
        )
        for row in rows
    )
