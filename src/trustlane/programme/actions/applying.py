"""Apply: open a draft, answer its questions, submit it, answer what Customs asks, withdraw it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.criteria import queries as catalogues
from trustlane.criteria.questionnaire.answers import AnswerRefused, check, words, written
from trustlane.ledger.actions import record
from trustlane.parties import queries as parties
from trustlane.parties.models import Operator
from trustlane.parties.names import name_key
from trustlane.parties.roles import ROLES
from trustlane.programme.actions.moving import append, begin, complete, next_number, require_cut_over, subjects
from trustlane.programme.actions.owned import require_own
from trustlane.programme.came import Came
from trustlane.programme.labels import PORTAL
from trustlane.programme.models import Answer, Case, Event
from trustlane.programme.permits import Permission
from trustlane.programme.presets import (
    administration,
    office_in_force,
    preset_in_force,
    preset_named,
)
from trustlane.programme.queries.asked import Given, SelfAssessment, missing, self_assessment
from trustlane.programme.queries.bans import ban_on
from trustlane.programme.queries.offices import catalogues_to_apply_by, offices_that_take
from trustlane.programme.queries.receipts import receipt
from trustlane.programme.refusals import (
    AnswerUnfit,
    EditionOver,
    EvidenceUnknown,
    Incomplete,
    NotAsked,
    OpenCaseExists,
    ReapplicationBarred,
    TermsMissing,
    WrongStage,
)
from trustlane.programme.stages import ANSWERABLE, ENDED, FIRST, OF_A_STATUS
from trustlane.programme.texts import one_of, plain_text


def open_case(
    *,
    operator: Operator,
    roles: Sequence[str],
    security: bool,
    compliance: bool,
    small: bool,
    by: Someone,
    at: datetime,
    office: str = "",
    preset: str = "",
    catalogue: str = "",
    chosen_by: Someone | None = None,
) -> Case:
    """Open a draft for an operator that has no case going on; the draft is seen by nobody but its own people.

    It goes to the office that the settings name, else to the one of those that take applications which the applicant
    deals with, and runs by the preset in force. The applicant chooses between the catalogues that the settings name;
    only an officer chooses another one, or another preset, for it (``chosen_by``).
    """
    case = drafted(
        operator=operator,
        roles=roles,
        security=security,
        compliance=compliance,
        small=small,
        office=office,
        preset=preset,
        catalogue=catalogue,
        at=at,
    )
    with transaction.atomic():
        who = in_force().require(by, Permission.OPEN_CASE, operator, at=at)
        chosen = choice(case, by=by if chosen_by is None else chosen_by, at=at)
        enter(case, at=at)
        told = applied_for(case) | chosen
        row = record(verb="programme.open", actor=who.id, subjects=subjects(case), at=at, after=told)
        append(case, move="open", target=FIRST, by=who.id, at=at, row=row)
    return case


def drafted(
    *,
    operator: Operator,
    roles: Sequence[str],
    security: bool,
    compliance: bool,
    small: bool,
    office: str,
    preset: str,
    catalogue: str,
    at: datetime,
) -> Case:
    """A case that is not kept yet, once what is applied for can be; its number and name come with `enter`."""
    preset = preset or preset_in_force()
    preset_named(preset)
    on = day_of(at, settings.TIME_ZONE)
    offered = tuple(catalogues_to_apply_by(on=on))
    catalogue = catalogue or (offered[0] if len(offered) == 1 else "")
    one_of(catalogue, "catalogue that one can apply by", catalogues.usable(on=on) if catalogue else offered)
    taking = offices_that_take(at=at)
    office = office or (taking[0] if len(taking) == 1 else "")
    one_of(office, "office that takes applications", {*taking, administration()} if not office_in_force() else taking)
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise TermsMissing(
            f"At least one of {', '.join(ROLES)} has to be applied for, not {', '.join(unknown) or 'none'}."
        )
    unasked = [role for role in roles if not any(catalogues.catalogue(catalogue).applying(role))]  # type: ignore[arg-type]
    if unasked:
        raise TermsMissing(f"{catalogue} asks nothing of {', '.join(unasked)}; choose another catalogue for that.")
    if not (security or compliance):
        raise TermsMissing("Security, compliance or both have to be applied for.")
    return Case(
        operator=operator,
        office=office,
        preset=preset,
        catalogue=catalogue,
        asks=catalogues.asks_on(catalogue, on=on),
        small=small,
        security=security,
        compliance=compliance,
        roles=[role for role in ROLES if role in roles],
        opened_at=at,
        stage=FIRST,
        since=at,
        last_event=0,
    )


def choice(case: Case, *, by: Someone, at: datetime) -> dict[str, object]:
    """Who chose a preset or a catalogue beside those that applicants choose from, for the record; else nothing."""
    offered = catalogues_to_apply_by(on=day_of(at, settings.TIME_ZONE))
    if case.preset == preset_in_force() and case.catalogue in offered:
        return {}
    return {"preset_chosen_by": in_force().require(by, Permission.CHOOSE_PRESET, at=at).id}


def enter(case: Case, *, at: datetime) -> None:
    """Keep a new case under the next number; within the transaction of its first event.

    Raises OpenCaseExists or ReapplicationBarred where its operator may not apply now.
    """
    one_at_a_time(case.operator, catalogue=case.catalogue)
    not_barred(case.operator, at)
    number = next_number()
    facts = parties.operator(case.operator.reference)
    case.pk, case.reference = number, f"{settings.TRUSTLANE_ADMINISTRATION}-C{number:06d}"
    case.name = facts.names[-1].name if facts and facts.names else case.operator.reference
    case.name_key = name_key(case.name)
    case.save(force_insert=True)


def applied_for(case: Case) -> dict[str, object]:
    """What the record holds of an application as it begins."""
    return {
        "roles": case.roles,
        "security": case.security,
        "compliance": case.compliance,
        "preset": case.preset,
        "catalogue": case.catalogue,
        "asks": case.asks,
    }


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to one question: for the firm or one of its sites; a value of None takes back what was said."""

    question: str
    value: object
    site: int | None = None
    note: str = ""
    evidence: Sequence[int] = ()


def answer(
    *,
    case: Case,
    question: str,
    value: object,
    by: Someone,
    at: datetime,
    site: int | None = None,
    note: str = "",
    evidence: Sequence[int] = (),
    source: str = "",
) -> Answer | None:
    """Answer one question, or answer it otherwise; saved as one types, and each answer stays readable.

    The record holds the application as it was submitted, not every stroke of the pen on the way there. The same said
    twice, as after a lost line, is kept once; None comes back where nothing was to be kept.
    """
    reply = Reply(question, value, site, note, evidence)
    kept = answer_all(case=case, replies=[reply], by=by, at=at, source=source)
    return kept[0] if kept else None


def answer_all(*, case: Case, replies: Sequence[Reply], by: Someone, at: datetime, source: str = "") -> list[Answer]:
    """Answer several questions, all or none; those answered just so before are left as they are.

    Raises AnswerUnfit, NotAsked or EvidenceUnknown for the first that cannot be kept.
    """
    source = plain_text(source, "The source")
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
        who = in_force().require(by, Permission.ANSWER, locked, at=at)
        if not who.operator:
            source = typed_from(locked, source)
        require_cut_over(locked, at=at)
        assessment = self_assessment(locked, on=day_of(at, settings.TIME_ZONE))
        if not all(assessment.answerable(reply.site) for reply in replies):
            raise WrongStage("answer", locked.stage, sorted(ANSWERABLE))
        rows = [_reply_kept(assessment, reply) for reply in replies]
        require_own(locked, [number for row in rows for number in _documents(row)])
        before = assessment.given
        return Answer.objects.bulk_create(
            Answer(case=locked, source=source, by=who.id, at=at, **row)
            for row in rows
            if _differs(before.get((str(row["question"]), row["site"])), row)
        )


def typed_from(case: Case, source: str) -> str:
    """The source of an answer that an officer typed for an applicant without an account: what it came on, and when."""
    found = receipt(case)
    if found is None or not found.entered:
        return source or "typed for the firm"
    came = f"{'e-mail' if found.channel == 'email' else 'paper'} received on {found.on}"
    return f"{source}, {came}" if source else came


def _reply_kept(assessment: SelfAssessment, reply: Reply) -> dict[str, Any]:
    """The columns of an answer, its value checked against the question."""
    entry = assessment.questionnaire.entries.get(reply.question)
    if entry is None:
        raise NotAsked(f"There is no question {reply.question[:40]!r} under {assessment.questionnaire.catalogue}.")
    place = {"question": reply.question, "site": reply.site}
    if reply.value is None:
        return place | {"value": None, "note": "", "evidence": []}
    asked_at = {assessment.numbers[name] for name in entry.sites}
    if not entry.asked or reply.site not in asked_at:
        why = entry.why if not entry.asked else "it is asked for other places."
        raise NotAsked(f"{reply.question} is not asked here: {why}")
    try:
        value = check(entry.question, reply.value)
        note = words(reply.note)
    except AnswerRefused as refusal:
        raise AnswerUnfit(reply.question, refusal) from refusal
    kept = list(value) if isinstance(value, tuple) else written(value)
    return place | {"value": kept, "note": note, "evidence": sorted(set(reply.evidence))}


def _documents(row: Mapping[str, Any]) -> list[int]:
    named = row["value"] if isinstance(row["value"], list) else []
    foreign = [one for one in named if not one.isdecimal()]
    if foreign:
        raise EvidenceUnknown(foreign)
    return [*row["evidence"], *map(int, named)]


def _differs(before: Given | None, row: Mapping[str, Any]) -> bool:
    if before is None:
        return row["value"] is not None
    value = list(before.value) if isinstance(before.value, tuple) else before.value
    return bool((value, before.note, list(before.evidence)) != (row["value"], row["note"], row["evidence"]))


def submit(*, case: Case, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Submit the application; refused with every name of what is missing."""
    with transaction.atomic():
        begun = begin("submit", case, by=by, at=at, seen=seen)
        not_barred(begun.case.operator, at)
        lacking = missing(begun.case, on=begun.on)
        if lacking:
            raise Incomplete(lacking)
        if not catalogues.submittable(begun.case.catalogue, on=begun.on):
            raise EditionOver(f"{begun.case.catalogue} is retired; one can no longer submit under it.")
        last = Answer.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True).first()
        return complete(begun, data={"answers": last or 0, "channel": PORTAL})


def answer_information(
    *, case: Case, text: str, by: Someone, at: datetime, evidence: Sequence[int] = (), came: Came | None = None
) -> Event:
    """Give the information Customs asked for, with the documents that show it."""
    with transaction.atomic():
        begun = begin("answer_information", case, by=by, at=at, came=came)
        if not asked(begun.case):
            raise NotAsked(f"In {case.reference} no information is asked for that was not given.")
        require_own(begun.case, evidence)
        said = plain_text(text, "The information")
        return complete(begun, reason=said, data={"evidence": sorted(set(evidence))} if evidence else {})


def withdraw(*, case: Case, by: Someone, at: datetime, reason: str = "", came: Came | None = None) -> Event:
    """Withdraw the application."""
    with transaction.atomic():
        return complete(begin("withdraw", case, by=by, at=at, came=came), reason=reason)


def asked(case: Case) -> bool:
    """Information was asked for and not given yet."""
    moves = Event.objects.filter(case=case, move__in=["ask_information", "answer_information"])
    return moves.order_by("-number").values_list("move", flat=True).first() == "ask_information"


def not_barred(operator: Operator, at: datetime) -> None:
    """Raise ReapplicationBarred while the law lets the operator not apply again, whatever its former case ended as."""
    ban = ban_on(operator.reference, at=at)
    if ban is not None:
        until = f"again after {ban.until}" if ban.until else "no more"
        raise ReapplicationBarred(
            f"{ban.case} was {ban.stage.replace('_', ' ')} on {ban.since}; {operator.reference} may apply {until} "
            f"({ban.reference})."
        )


def one_at_a_time(operator: Operator, *, catalogue: str, held: bool = False, but: int | None = None) -> None:
    """Raise OpenCaseExists where the operator has another case going on, not ``but``; within a transaction.

    Beside a status there may be an application under another catalogue, and the other way round; ``held`` says which
    of the two the case is, or becomes. Editions of one catalogue are no two catalogues, and no operator holds two
    statuses, as the register says one thing of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"programme {operator.reference}"])
    beside = ~Q(stage__in=OF_A_STATUS) if held else Q(stage__in=OF_A_STATUS)
    others = Case.objects.filter(operator=operator).exclude(stage__in=ENDED).exclude(pk=but or 0)
    going_on = others.exclude(beside & ~Q(catalogue__regex=f"^{_family(catalogue)}-[0-9]")).first()
    if going_on is not None:
        raise OpenCaseExists(
            f"{operator.reference} has {going_on.reference}, which is {going_on.stage.replace('_', ' ')}."
        )


def _family(catalogue: str) -> str:
    """What the editions of a catalogue have in common in their names; also of one that is here no longer."""
    try:
        return catalogues.catalogue(catalogue).id
    except KeyError:
        return re.escape(catalogue.rpartition("-")[0])
