"""Handle: take a case, ask, accept or not, review, consult another agency, write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.access.queries import actor_of
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.actions import record
from trustlane.programme.actions.agreeing import own_benefits
from trustlane.programme.actions.applying import asked
from trustlane.programme.actions.moving import begin, complete, stating, subjects
from trustlane.programme.actions.telling import tell, tell_of_message
from trustlane.programme.labels import AGENCIES, OPINIONS
from trustlane.programme.models import Case, Consultation, Event, Message
from trustlane.programme.permits import Permission
from trustlane.programme.queries.drawing import next_commitment
from trustlane.programme.refusals import ConsultationOpen, DayPast, NotAsked, ReasonMissing
from trustlane.programme.texts import one_of, plain_text

SILENT = "silent"  # said by the clock alone


def assign(*, case: Case, officer: User, by: Someone, at: datetime, reason: str = "") -> Case:
    """Take a case, or give it to another case officer of its office."""
    with transaction.atomic():
        begun = begin("give_to_officer", case, by=by, at=at)
        in_force().require(begun.who, Permission.ASSIGN, begun.case, at=at)
        if not actor_of(officer, at=at).holds_for(begun.case.office, Role.CASE_OFFICER):
            raise Refused("programme.assign", ("The receiver is a case officer of the office that has the case.",))
        event = complete(begun, reason=reason, data={"officer": officer.pk})
        begun.case.officer = officer
        begun.case.save(update_fields=["officer"])
        tell(event)
    return begun.case


def ask_information(*, case: Case, text: str, by: Someone, at: datetime, days: int | None = None) -> Event:
    """Ask the applicant for information; its clock stops where the law says so.

    ``days`` is the time for the answer, where it is shorter than the preset gives; ClockSaysNo where it is longer.
    """
    with transaction.atomic():
        begun = begin("ask_information", case, by=by, at=at)
        if asked(begun.case):
            raise NotAsked(f"In {case.reference} information was asked for that is not given yet.")
        return complete(begun, reason=plain_text(text, "The question"), data=stating(begun, days))


def accept(
    *, case: Case, by: Someone, at: datetime, reason: str = "", seen: int | None = None, on: date | None = None
) -> Event:
    """Accept the application as complete; or, by the clock, because Customs did not answer in time.

    ``on`` is the day from which it counts as accepted, where that is another than today.
    """
    with transaction.atomic():
        data = {"on": on.isoformat()} if on is not None else {}
        return complete(begin("accept", case, by=by, at=at, seen=seen), reason=reason, data=data)


def not_accept(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Do not accept the application; the applicant reads why, and may apply again."""
    with transaction.atomic():
        return complete(begin("not_accept", case, by=by, at=at, seen=seen), reason=reason)


def begin_review(*, case: Case, by: Someone, at: datetime) -> Event:
    """Begin the desk review; who will validate is committed to from here on, before anybody can know it."""
    with transaction.atomic():
        begun = begin("begin_review", case, by=by, at=at)
        return complete(begun, data={"committed": next_commitment(begun.case)})


def consult(
    *, case: Case, agency: str, question: str, due: date, by: Someone, at: datetime, granting: str = ""
) -> Consultation:
    """Ask another agency, with a question of its own and a day to answer by; once at a time.

    ``granting`` is as which agency of the catalogue of benefits it may grant some; "" where it grants none.
    """
    if granting:
        one_of(granting, "agency that grants benefits", [name for name in AGENCIES if name != "customs"])
    agency, question = plain_text(agency, "The agency"), plain_text(question, "The question")
    with transaction.atomic():
        begun = begin("consult", case, by=by, at=at)
        if not agency:
            raise ReasonMissing("A consultation names the agency that is asked.")
        if due <= begun.on:
            raise DayPast(f"{agency} cannot answer until {due}: today is {begun.on}.")
        if Consultation.objects.filter(case=begun.case, agency=agency, answered_in__isnull=True).exists():
            raise ConsultationOpen(f"{agency} was asked in {case.reference} and has not answered yet.")
        event = complete(
            begun,
            reason=question,
            data={"agency": agency, "about": agency, "due": due.isoformat()}
            | ({"granting": granting} if granting else {}),
        )
        asking = Consultation.objects.create(case=begun.case, agency=agency, question=question, due=due, asked_in=event)
        tell(event)
    return asking


def answer_consultation(
    *, consultation: Consultation, opinion: str, text: str, by: Someone, at: datetime, benefits: Sequence[str] = ()
) -> Consultation:
    """Answer for the agency that was asked, with the benefits it agrees to grant; or, by the clock, say nothing came.

    Raises BenefitNotYours where the agency does not grant one of them.
    """
    with transaction.atomic():
        # The case first, as every deed does; what was asked after it.
        begun = begin("answer_consultation", Case.objects.get(pk=consultation.case_id), by=by, at=at)
        locked = Consultation.objects.select_for_update().get(pk=consultation.pk, case=begun.case)
        ours = begun.who.offices(Role.AGENCY_OFFICER)
        if locked.agency not in ours and not begun.who.is_system:
            raise Refused("programme.answer_consultation", ("The person answers for the agency that was asked.",))
        if locked.answered_in_id is not None:
            raise NotAsked(f"{locked.agency} answered before.")
        by_clock = begun.who.is_system
        one_of(opinion, "opinion", [one for one in OPINIONS if by_clock or one != SILENT])
        text = plain_text(text, "The opinion")
        agreed = own_benefits(begun, benefits) if benefits else {}
        said = {"agency": locked.agency, "about": locked.agency, "opinion": opinion}
        event = complete(begun, reason=text, data=agreed | said)
        locked.opinion, locked.text, locked.answered_in = opinion, text, event
        locked.save(update_fields=["opinion", "text", "answered_in"])
    return locked


def write(*, case: Case, text: str, by: Someone, at: datetime, internal: bool = False, question: str = "") -> Message:
    """Write to the other side of a case, or among officers; the applicant never reads the latter."""
    with transaction.atomic():
        found = Case.objects.select_related("operator").get(pk=case.pk)
        who = in_force().require(by, Permission.WRITE_INSIDE if internal else Permission.WRITE, found, at=at)
        text, question = plain_text(text, "The message"), plain_text(question, "The question it is about")
        if not text:
            raise ReasonMissing("A message says something.")
        message = Message.objects.create(
            case=found,
            question=question,
            internal=internal,
            from_customs=not who.operator,
            text=text,
            by=who.id,
            at=at,
        )
        record(
            verb="programme.write",
            actor=who.id,
            subjects=subjects(found),
            at=at,
            after={"message": message.pk, "internal": internal, "question": question, "text": message.text},
        )
        tell_of_message(message)
    return message
