"""Builders for cases: the people of a programme, and a case brought to any stage by the deeds that lead there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from tests.world import World
from trustlane.access.actors import Actor, system
from trustlane.programme.stages import Stage

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLOCKS = system("clocks")
OFFICE = "XA01"


@dataclass
class Programme:
    """People with their roles, and cases; time goes on by an hour at each deed."""

    world: World
    now: datetime = NOW
    number: int = 0
    preset: str = "eu-2026"
    people: dict[str, Any] = field(default_factory=dict)

    def tick(self, **more: int) -> datetime:
        """A later instant."""
        self.now += timedelta(**(more or {"hours": 1}))
        return self.now

    def person(self, role: str, name: str = "") -> Any:
        """Somebody with that role; another name is another person."""
        from trustlane.access.roles import Role

        key = name or role
        if key not in self.people:
            office = {"agency_officer": "FOOD"}.get(role, "" if role in ("auditor", "register_officer") else OFFICE)
            self.people[key] = self.world.user(Role(role), office=office)
        return self.people[key]

    @cached_property
    def officer(self) -> Any:
        return self.person("case_officer")

    @cached_property
    def validators(self) -> list[Any]:
        return [self.person("validator", "first validator"), self.person("validator", "second validator")]

    @cached_property
    def decider(self) -> Any:
        return self.person("decision_maker")

    @cached_property
    def other_decider(self) -> Any:
        return self.person("decision_maker", "other decider")

    def operator(self) -> Any:
        """An operator that is new to the register."""
        from trustlane.parties import actions as parties
        from trustlane.parties.identifiers import Identifier

        self.number += 1
        return parties.register(
            name=f"Invented Trading {self.number} Ltd",
            identifiers=[Identifier("NATIONAL", f"XA{self.number:08d}")],
            actor="system:tests",
            at=NOW,
            source="the test",
            issuer="XA",
        )

    def trader(self, operator: Any) -> Any:
        """Somebody who acts for the operator."""
        if operator.reference not in self.people:
            self.people[operator.reference] = self.world.trader(operator.reference)
        return self.people[operator.reference]

    def draft(self, **particulars: Any) -> Any:
        """A draft of a new operator, with every question answered unless told otherwise."""
        from trustlane.programme import actions as deeds

        answered = particulars.pop("answered", True)
        operator = particulars.pop("operator", None) or self.operator()
        given = {"roles": ["exporter"], "security": True, "compliance": True, "small": True} | particulars
        assert self.officer  # an office takes applications once somebody handles them there
        case = deeds.open_case(
            operator=operator,
            office=OFFICE,
            preset=self.preset,
            chosen_by=self.officer,
            by=self.trader(operator),
            at=self.tick(),
            **given,
        )
        if answered:
            answer_all(case, by=self.trader(operator), at=self.tick())
        return case

    def case(self, stage: Stage = Stage.DRAFT, **particulars: Any) -> Any:
        """A case that was brought to the stage by deeds, each by who may."""
        from trustlane.programme.models import Case

        case = self.draft(**particulars)
        for step in WAYS[stage]:
            self.do(step, case)
        case = Case.objects.select_related("operator").get(pk=case.pk)
        assert case.stage == stage, (case.stage, stage)
        return case

    def do(self, step: str, case: Any, *, by: Any = None) -> Any:
        """Make one move as who makes it, or as another person."""
        made = STEPS[step](self, case)
        return made(by) if by is not None else made(None)


def answer_all(case: Any, *, by: Any, at: datetime) -> None:
    """Answers everything that is asked, in the applicant's favour; answers may bring up further questions."""
    from trustlane.programme import actions as deeds
    from trustlane.programme.queries.asked import self_assessment

    while True:
        assessment = self_assessment(case, on=at.date())
        replies = [
            deeds.Reply(
                one.where.question,
                favourable(assessment.questionnaire.entries[one.where.question].question, case, at),
                assessment.numbers[one.where.site],
                note="We do, every day.",
            )
            for one in assessment.missing
        ]
        if not replies:
            return
        deeds.answer_all(case=case, replies=replies, by=by, at=at)


def favourable(question: Any, case: Any, at: datetime) -> object:
    """The answer to a question, by its kind, that speaks best for the applicant."""
    if question.kind == "yes_no":
        return "no" if question.good == "no" else "yes"
    if question.kind == "choice":
        return max(question.choices, key=lambda choice: (choice.applies, choice.met or 0)).id
    if question.kind == "scale":
        return question.least if question.good == "no" else question.most
    if question.kind == "number":
        return question.least or "1"
    if question.kind == "date":
        return question.most or "2026-01-15"
    if question.kind == "file":
        return [str(document(case, at))]
    return "As our manual says."


def document(case: Any, at: datetime) -> int:
    """A document of the case's operator, there without its content."""
    from trustlane.evidence.models import Document

    return Document.objects.create(
        sha256="0" * 64,
        size=1,
        media_type="application/pdf",
        name="certificate.pdf",
        operator=case.operator.reference,
        uploaded_by="system:tests",
        uploaded_at=at,
        scanned_by="nobody",
    ).pk


def _simple(name: str, who: str, **given: Any) -> Any:
    """A deed of one verb by a kind of person."""

    def step(programme: Programme, case: Any) -> Any:
        from trustlane.programme import actions as deeds

        def made(by: Any) -> Any:
            return getattr(deeds, name)(case=case, by=by or _who(programme, case, who), at=programme.tick(), **given)

        return made

    return step


def _who(programme: Programme, case: Any, who: str) -> Any:
    if who == "trader":
        return programme.trader(case.operator)
    if who == "validator":
        return programme.validators[0]
    if who == "system":
        return CLOCKS
    return {"officer": programme.officer, "decider": programme.decider, "other": programme.other_decider}[who]


def _planned(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        day = programme.now.date()
        plan = deeds.Plan(mode="on_site", sites=(), begins=day + timedelta(7), ends=day + timedelta(8))
        return deeds.plan_validation(
            case=case,
            plan=plan,
            team=[person.pk for person in programme.validators],
            reason="planned",
            by=by or programme.officer,
            at=programme.tick(),
        )

    return made


def _rated(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds
    from trustlane.programme.models import Finding
    from trustlane.programme.queries.findings import round_of, unrated

    def made(by: Any) -> Any:
        at, who = programme.tick(), by or programme.validators[0]
        left = unrated(case)
        for item in left[:1]:
            key = f"{round_of(case)} {item}"
            deeds.rate(case=case, item=item, rating="met", key=key, by=who, at=at, seen_at=at)
        number = round_of(case)
        # The rest at once: who may rate, and when, was asked above.
        Finding.objects.bulk_create(
            Finding(
                case=case,
                round=number,
                item=item,
                rating="met",
                key=f"{number} {item}",
                by=who.actor,
                at=at,
                seen_at=at,
            )
            for item in left[1:]
        )

    return made


def _gap(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        at = programme.tick()
        return deeds.rate(
            case=case,
            item="A.O1",
            rating="major",
            text="The gate stands open.",
            key=f"gap {at}",
            by=by or programme.validators[0],
            at=at,
            seen_at=at,
        )

    return made


def _reported(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds
    from trustlane.programme.models import Case
    from trustlane.programme.queries.tracing import untraced
    from trustlane.programme.stages import REVALIDATION

    def made(by: Any) -> Any:
        for one in untraced(case):
            seen = {"documents": "Order and waybill", "by": by or programme.validators[0], "at": programme.tick()}
            deeds.trace(case=case, consignment=one, outcome="matches", **seen)
        again = Case.objects.values_list("stage", flat=True).get(pk=case.pk) in REVALIDATION
        return deeds.report(
            case=case,
            recommends="keep" if again else "grant",
            reason="All is met.",
            by=by or programme.validators[0],
            at=programme.tick(),
        )

    return made


def _asked_correction(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds
    from trustlane.programme.queries.findings import latest

    def made(by: Any) -> Any:
        gaps = [one for one in latest(case) if one.rating == "major"]
        due = programme.now.date() + timedelta(30)
        asked = {one.pk: ("Close the gate.", due) for one in gaps} or {0: ("Close it.", due)}
        return deeds.ask_correction(
            case=case, asked=asked, reason="one gap", by=by or programme.validators[0], at=programme.tick()
        )

    return made


def _corrections(programme: Programme, case: Any, verb: str) -> Any:
    from trustlane.programme import actions as deeds
    from trustlane.programme.queries.findings import open_corrections

    def made(by: Any) -> Any:
        for correction in open_corrections(case):
            if verb == "answer":
                deeds.answer_correction(
                    correction=correction,
                    text="It is closed.",
                    by=by or programme.trader(case.operator),
                    at=programme.tick(),
                )
            else:
                deeds.settle(
                    correction=correction,
                    settled="mended",
                    text="Seen.",
                    by=by or programme.validators[0],
                    at=programme.tick(),
                )

    return made


def _granted(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        terms = deeds.Granted(security=True, compliance=True, roles=list(case.roles))
        return deeds.grant(
            case=case, terms=terms, reason="All is met.", by=by or programme.decider, at=programme.tick()
        )

    return made


def _proposed(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        terms = deeds.Granted(security=False, compliance=True, roles=["exporter"])
        return deeds.propose_amendment(
            case=case, terms=terms, reason="Security fell away.", by=by or programme.officer, at=programme.tick()
        )

    return made


def _succeeded(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        return deeds.succeed(
            case=case,
            successors=[programme.operator()],
            reason="merged",
            by=by or programme.decider,
            at=programme.tick(),
        )

    return made


def _consulted(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        due = programme.now.date() + timedelta(30)
        return deeds.consult(
            case=case,
            agency="FOOD",
            question="Anything known?",
            granting="animal_health",
            due=due,
            by=by or programme.officer,
            at=programme.tick(),
        )

    return made


def _consultation_answered(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds
    from trustlane.programme.models import Consultation

    def made(by: Any) -> Any:
        asked = Consultation.objects.filter(case=case, answered_in__isnull=True).first()
        if asked is None:
            from trustlane.programme.refusals import NotAsked

            raise NotAsked("nothing was asked")
        return deeds.answer_consultation(
            consultation=asked,
            opinion="favourable",
            text="Nothing known.",
            by=by or programme.person("agency_officer"),
            at=programme.tick(),
        )

    return made


def _given(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        officer = programme.officer
        return deeds.assign(case=case, officer=officer, by=by or officer, at=programme.tick())

    return made


def _took_effect(programme: Programme, case: Any) -> Any:
    from trustlane.programme import actions as deeds
    from trustlane.programme.models import Terms

    def made(by: Any) -> Any:
        held = Terms.objects.filter(case=case).order_by("-pk").first()
        if held is not None and by is None:
            day = held.effective
            programme.now = max(programme.now, datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC))
        return deeds.take_effect(case=case, by=by or CLOCKS, at=programme.tick())

    return made


def _of_the_agency(verb: str) -> Any:
    """A deed of the food agency about the first benefit that it can grant in the case."""

    def step(programme: Programme, case: Any) -> Any:
        from trustlane.programme import actions as deeds
        from trustlane.programme.agency_benefits import offered_by

        def made(by: Any) -> Any:
            return getattr(deeds, verb)(
                case=case,
                benefits=offered_by({"animal_health"}, case.roles)[:1],
                reason="As agreed.",
                by=by or programme.person("agency_officer"),
                at=programme.tick(),
            )

        return made

    return step


def _declined_time(programme: Programme, case: Any) -> Any:
    """The first request for more time that waits; where there is none, one that there never was."""
    from trustlane.programme import actions as deeds
    from trustlane.programme.queries.more_time import waiting_in

    def made(by: Any) -> Any:
        waits = [one.number for one in waiting_in(case)] or [0]
        return deeds.decline_extension(
            case=case, request=waits[0], reason="Long enough.", by=by or programme.officer, at=programme.tick()
        )

    return made


def _ended(programme: Programme, case: Any) -> Any:
    """The company ended today."""
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        at = programme.tick()
        return deeds.propose_lapse(
            case=case, ended=at.date(), reason="Struck off, entry 7.", by=by or programme.officer, at=at
        )

    return made


def _ended_with_company(programme: Programme, case: Any) -> Any:
    """An officer read that the company ended, and somebody says so."""
    from trustlane.programme import actions as deeds

    def made(by: Any) -> Any:
        _ended(programme, case)(programme.officer)
        return deeds.lapse_status(
            case=case, reason="It is struck off.", by=by or programme.decider, at=programme.tick()
        )

    return made


STEPS: dict[str, Any] = {
    "propose_lapse": _ended,
    "lapse_status": _ended_with_company,
    **{verb: _of_the_agency(verb) for verb in ("grant_benefits", "withhold_benefits", "end_benefits")},
    "submit": _simple("submit", "trader"),
    "ask_information": _simple("ask_information", "officer", text="Which sites?"),
    "answer_information": _simple("answer_information", "trader", text="Two."),
    "accept": _simple("accept", "officer"),
    "not_accept": _simple("not_accept", "officer", reason="incomplete"),
    "begin_review": _simple("begin_review", "officer"),
    "consult": _consulted,
    "answer_consultation": _consultation_answered,
    "plan_validation": _planned,
    "begin_validation": _simple("begin_validation", "validator"),
    "rate all": _rated,
    "find a gap": _gap,
    "end_validation": _simple("end_validation", "validator"),
    "ask_correction": _asked_correction,
    "answer_correction": lambda programme, case: _corrections(programme, case, "answer"),
    "settle each": lambda programme, case: _corrections(programme, case, "settle"),
    "settle_corrections": _simple("settle_corrections", "validator"),
    "report": _reported,
    "send_back": _simple("send_back", "decider", reason="One question."),
    "intend_refusal": _simple("intend_refusal", "decider", reason="The record is bad."),
    "hear": _simple("hear", "trader", text="It is not."),
    "grant": _granted,
    "refuse": _simple("refuse", "decider", reason="It is."),
    "take_effect": _took_effect,
    "report_yearly": _simple("report_yearly", "trader", answers={"text": "All as before."}),
    "comment_report": _simple("comment_report", "trader", text="The gate was open for a delivery."),
    "notify_change": _simple("notify_change", "trader", text="We moved."),
    "report_incident": _simple("report_incident", "trader", text="Somebody used our number."),
    "tell_incident": _simple("tell_incident", "officer", text="Somebody used your number.", kind="number_used"),
    "begin_revalidation": _simple("begin_revalidation", "officer", reason="Its time has come."),
    "call_off_revalidation": _simple("call_off_revalidation", "officer", reason="The firm moves."),
    "conclude_at_desk": _simple("conclude_at_desk", "officer", recommends="keep", reason="All as it was."),
    "revalidate": _simple("revalidate", "decider", outcome="keep", reason="All is met."),
    "propose_amendment": _proposed,
    "amend": _simple("amend", "decider", reason="Agreed."),
    "downgrade": _simple("downgrade", "decider", reason="Agreed."),
    "decline_amendment": _simple("decline_amendment", "decider", reason="No."),
    "freeze": _simple("freeze", "officer", reason="A seizure."),
    "ratify": _simple("ratify", "decider", reason="Confirmed."),
    "lapse_freeze": _simple("lapse_freeze", "system"),
    "request_suspension": _simple("request_suspension", "trader", reason="We rebuild."),
    "meet_condition": _simple("meet_condition", "trader", condition=1, text="It is mended."),
    "propose_reinstatement": _simple("propose_reinstatement", "officer", reason="It is mended."),
    "reinstate": _simple("reinstate", "decider", reason="Agreed."),
    "decline_reinstatement": _simple("decline_reinstatement", "decider", reason="Not yet."),
    "intend_revocation": _simple("intend_revocation", "officer", reason="Smuggling."),
    "revoke": _simple("revoke", "decider", reason="Proven."),
    "intend_annulment": _simple("intend_annulment", "officer", reason="False papers."),
    "annul": _simple("annul", "decider", reason="Proven."),
    "drop_hearing": _simple("drop_hearing", "decider", reason="Not proven."),
    "appeal_non_acceptance": _simple("appeal", "trader", reason="Wrong."),
    "appeal_downgrade": _simple("appeal", "trader", reason="Wrong."),
    "appeal_refusal": _simple("appeal", "trader", reason="Wrong."),
    "appeal_suspension": _simple("appeal", "trader", reason="Wrong."),
    "appeal_revocation": _simple("appeal", "trader", reason="Wrong."),
    "appeal_annulment": _simple("appeal", "trader", reason="Wrong."),
    "dismiss_non_acceptance_appeal": _simple("dismiss_appeal", "other", reason="Right."),
    "dismiss_downgrade_appeal": _simple("dismiss_appeal", "other", reason="Right."),
    "dismiss_refusal_appeal": _simple("dismiss_appeal", "other", reason="Right."),
    "dismiss_suspension_appeal": _simple("dismiss_appeal", "other", reason="Right."),
    "dismiss_revocation_appeal": _simple("dismiss_appeal", "other", reason="Right."),
    "dismiss_annulment_appeal": _simple("dismiss_appeal", "other", reason="Right."),
    "allow_non_acceptance_appeal": _simple("allow_appeal", "other", reason="It was."),
    "allow_downgrade_appeal": _simple("allow_appeal", "other", reason="It was."),
    "allow_refusal_appeal": _simple("allow_appeal", "other", reason="It was."),
    "allow_status_appeal": _simple("allow_appeal", "other", reason="It was."),
    "withdraw": _simple("withdraw", "trader"),
    "give_back": _simple("give_back", "trader", reason="No more exports."),
    "lapse": _simple("lapse", "officer", reason="The company ended."),
    "expire": _simple("expire", "system", reason="The last day passed."),
    "give_to_officer": _given,
    "allow_appeal_of_suspended": _simple("allow_appeal", "other", reason="It was."),
    "succeed": _succeeded,
    "extend": _simple(
        "extend", "officer", term="decision", days=30, reason="Ill.", legal_basis="Act 1", asked_by="customs"
    ),
    "ask_extension": _simple(
        "ask_extension", "trader", term="decision", days=10, reason="Our books are at the auditor."
    ),
    "decline_extension": _declined_time,
    "stop_clock": _simple("stop_clock", "officer", term="decision", reason="A court."),
    "start_clock": _simple("start_clock", "officer", term="decision", reason="It decided."),
}

_SUBMITTED = ("submit",)
_REVIEWED = (*_SUBMITTED, "accept", "begin_review")
_VALIDATING = (*_REVIEWED, "plan_validation", "begin_validation")
_REPORTING = (*_VALIDATING, "rate all", "end_validation")
_PENDING = (*_REPORTING, "report")
_REFUSED = (*_PENDING, "intend_refusal", "hear", "refuse")
_GRANTED = (*_PENDING, "grant")
_MONITORED = (*_GRANTED, "take_effect")
_AGAIN = (*_MONITORED, "begin_revalidation")
_REVISITED = (*_AGAIN, "plan_validation", "begin_validation")
_REPORTING_AGAIN = (*_REVISITED, "rate all", "end_validation")
_FROZEN = (*_MONITORED, "freeze")
_SUSPENDED = (*_FROZEN, "ratify")
_REVOKED = (*_MONITORED, "intend_revocation", "hear", "revoke")
_ANNULLED = (*_MONITORED, "intend_annulment", "hear", "annul")

WAYS: dict[Stage, tuple[str, ...]] = {
    Stage.DRAFT: (),
    Stage.SUBMITTED: _SUBMITTED,
    Stage.NOT_ACCEPTED: (*_SUBMITTED, "not_accept"),
    Stage.NON_ACCEPTANCE_APPEALED: (*_SUBMITTED, "not_accept", "appeal_non_acceptance"),
    Stage.ACCEPTED: (*_SUBMITTED, "accept"),
    Stage.DESK_REVIEW: _REVIEWED,
    Stage.VALIDATION_PLANNED: (*_REVIEWED, "plan_validation"),
    Stage.VALIDATING: _VALIDATING,
    Stage.REPORTING: _REPORTING,
    Stage.CORRECTING: (*_REPORTING, "find a gap", "ask_correction"),
    Stage.DECISION_PENDING: _PENDING,
    Stage.REFUSAL_HEARING: (*_PENDING, "intend_refusal"),
    Stage.REFUSED: _REFUSED,
    Stage.REFUSAL_APPEALED: (*_REFUSED, "appeal_refusal"),
    Stage.GRANTED: _GRANTED,
    Stage.MONITORED: _MONITORED,
    Stage.AMENDING: (*_MONITORED, "propose_amendment"),
    Stage.DOWNGRADE_APPEALED: (*_MONITORED, "propose_amendment", "downgrade", "appeal_downgrade"),
    Stage.REVALIDATION_REVIEW: _AGAIN,
    Stage.REVALIDATION_PLANNED: (*_AGAIN, "plan_validation"),
    Stage.REVALIDATING: _REVISITED,
    Stage.REVALIDATION_REPORTING: _REPORTING_AGAIN,
    Stage.REVALIDATION_CORRECTING: (*_REPORTING_AGAIN, "find a gap", "ask_correction"),
    Stage.REVALIDATION_PENDING: (*_REPORTING_AGAIN, "report"),
    Stage.REVALIDATION_AT_DESK: (*_AGAIN, "conclude_at_desk"),
    Stage.FROZEN: _FROZEN,
    Stage.SUSPENDED: _SUSPENDED,
    Stage.SUSPENSION_APPEALED: (*_SUSPENDED, "appeal_suspension"),
    Stage.REINSTATING: (*_SUSPENDED, "propose_reinstatement"),
    Stage.REVOCATION_HEARING: (*_MONITORED, "intend_revocation"),
    Stage.REVOKED: _REVOKED,
    Stage.REVOCATION_APPEALED: (*_REVOKED, "appeal_revocation"),
    Stage.ANNULMENT_HEARING: (*_MONITORED, "intend_annulment"),
    Stage.ANNULLED: _ANNULLED,
    Stage.ANNULMENT_APPEALED: (*_ANNULLED, "appeal_annulment"),
    Stage.WITHDRAWN: (*_SUBMITTED, "withdraw"),
    Stage.LAPSED: (*_SUBMITTED, "lapse"),
    Stage.SUCCEEDED: (*_MONITORED, "succeed"),
}


def actor(someone: Any, at: datetime) -> Actor:
    """The actor a person is at an instant."""
    from trustlane.access.evaluator import as_actor

    return as_actor(someone, at)
