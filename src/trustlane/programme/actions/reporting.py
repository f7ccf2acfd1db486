"""Write the yearly report: its questions are answered one by one and saved as one types, then given as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from trustlane.access.actors import Actor
from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.criteria.questionnaire.answers import AnswerRefused, check, words, written
from trustlane.programme.actions.applying import Reply
from trustlane.programme.actions.moving import begin, complete, require_cut_over
from trustlane.programme.actions.owned import require_own
from trustlane.programme.came import Came
from trustlane.programme.models import Case, Event, ReportAnswer
from trustlane.programme.moves import MOVES
from trustlane.programme.permits import Permission
from trustlane.programme.queries.asked import Given, SelfAssessment
from trustlane.programme.queries.reporting import round_under_way, yearly_assessment
from trustlane.programme.refusals import AnswerUnfit, Incomplete, NotAsked, WrongStage


def answer_report(
    *,
    case: Case,
    question: str,
    value: object,
    by: Someone,
    at: datetime,
    note: str = "",
) -> ReportAnswer | None:
    """Answer one question of the next yearly report; None takes back what was said. The same said twice is kept once.

    Documents that go with the answer stay with it. Raises AnswerUnfit, NotAsked or WrongStage.
    """
    kept = answer_report_all(case=case, replies=[Reply(question, value, note=note)], by=by, at=at)
    return kept[0] if kept else None


def attach_to_report(
    *, case: Case, question: str, added: Collection[int] = (), removed: Collection[int] = (), by: Someone, at: datetime
) -> ReportAnswer | None:
    """Put documents of the operator's own to an answer of the next yearly report, or take them off; what it says stays.

    Raises NotAsked, EvidenceUnknown or WrongStage.
    """
    with transaction.atomic():
        locked, who, assessment = _begun(case, by, at)
        before = assessment.given.get((question, None))
        if before is None:
            raise NotAsked(f"{question[:40]!r} has no answer that a document could show.")
        require_own(locked, list(added))
        said = _Said(before.value, before.note, sorted({*before.evidence, *added} - {*removed}))
        kept = _keep(locked, assessment, {question: said}, who, at)
        return kept[0] if kept else None


def answer_report_all(*, case: Case, replies: Sequence[Reply], by: Someone, at: datetime) -> list[ReportAnswer]:
    """Answer several questions of the next yearly report, each as `answer_report` would, all of them or none.

    What is asked goes by what was answered before.
    """
    with transaction.atomic():
        locked, who, assessment = _begun(case, by, at)
        said = {reply.question: _checked(locked, assessment, reply) for reply in replies}
        return _keep(locked, assessment, said, who, at)


def _begun(case: Case, by: Someone, at: datetime) -> tuple[Case, Actor, SelfAssessment]:
    locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
    who = in_force().require(by, Permission.ANSWER, locked, at=at)
    require_cut_over(locked, at=at)
    sources = MOVES["report_yearly"].sources
    if locked.stage not in sources:
        raise WrongStage("report_yearly", locked.stage, sorted(sources))
    return locked, who, yearly_assessment(locked, on=day_of(at, settings.TIME_ZONE))


def _keep(
    case: Case, assessment: SelfAssessment, said: Mapping[str, _Said], who: Actor, at: datetime
) -> list[ReportAnswer]:
    number = round_under_way(case)
    return ReportAnswer.objects.bulk_create(
        ReportAnswer(
            case=case,
            round=number,
            question=question,
            value=one.value,
            note=one.note,
            evidence=one.evidence,
            by=who.id,
            at=at,
        )
        for question, one in said.items()
        if _differs(assessment.given.get((question, None)), one)
    )


@dataclass(frozen=True)
class _Said:
    """What is kept of an answer."""

    value: str | tuple[str, ...] | None = None
    note: str = ""
    evidence: list[int] = field(default_factory=list)


def _checked(case: Case, assessment: SelfAssessment, reply: Reply) -> _Said:
    entry = assessment.questionnaire.entries.get(reply.question)
    if entry is None or (reply.value is not None and not entry.asked):
        raise NotAsked(f"{reply.question[:40]!r} is not asked in this report.")
    if reply.value is None:
        return _Said()
    before = assessment.given.get((reply.question, None))
    documents = {*reply.evidence, *(before.evidence if before is not None else ())}
    require_own(case, list(reply.evidence))
    try:
        value, note = written(check(entry.question, reply.value)), words(reply.note)
    except AnswerRefused as refusal:
        raise AnswerUnfit(reply.question, refusal) from refusal
    return _Said(value, note, sorted(documents))


def _differs(before: Given | None, said: _Said) -> bool:
    if before is None:
        return said.value is not None
    return (before.value, before.note, list(before.evidence)) != (said.value, said.note, said.evidence)


def give_report(*, case: Case, by: Someone, at: datetime, seen: int | None = None, came: Came | None = None) -> Event:
    """Give the yearly report as it was written; the event holds every answer, and no later one changes it.

    Raises Incomplete with the name of every question that waits for an answer.
    """
    with transaction.atomic():
        begun = begin("report_yearly", case, by=by, at=at, seen=seen, came=came)
        assessment = yearly_assessment(begun.case, on=begun.on)
        if assessment.missing:
            raise Incomplete([assessment.name(one) for one in assessment.missing])
        asked = {entry.question.id for entry in assessment.questionnaire.asked}
        answers = {
            one.question: {"value": one.value}
            | ({"note": one.note} if one.note else {})
            | ({"documents": list(one.evidence)} if one.evidence else {})
            for one in assessment.given.values()
            if one.question in asked
        }
        about = assessment.questionnaire
        return complete(
            begun,
            data={"report": {"questions": about.catalogue, "digest": about.digest, "answers": answers}},
        )
